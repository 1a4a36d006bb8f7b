import inspect

import pytest

from maskapp import errors
from maskapp.errors import MaskappError, SourceError, SourceLostError

ERRORS = [each for _, each in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_is_caught_as_a_maskapp_error_and_keeps_its_message(error) -> None:
    with pytest.raises(MaskappError, match=r"^the message$"):
        raise error("the message")


def test_a_lost_source_is_caught_with_the_other_errors_of_sources() -> None:
    assert issubclass(SourceLostError, SourceError)
