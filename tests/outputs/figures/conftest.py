from functools import partial

import pytest

from maskapp.outputs.figures.reading import FiguresReader
from tests.support.figures import BERLIN, put_figures


@pytest.fixture
def put(log):
    """Stores what was counted in a minute, or the same for some minutes on end."""
    return partial(put_figures, log.database)


@pytest.fixture
def berlin(log):
    return FiguresReader(log.database, BERLIN)
