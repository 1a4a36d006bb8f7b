"""Fixtures of the tests of the main window."""

from collections.abc import Callable

import pytest

from maskapp.gui.shared.remembered_state import RememberedState
from tests.support.layout_window import Window


@pytest.fixture
def open_layout(qtbot, tmp_path) -> Callable[[], Window]:
    """A function that shows a window; all of them remember their layout in one place."""

    def open_window() -> Window:
        window = Window(RememberedState(tmp_path))
        qtbot.addWidget(window)
        return window

    return open_window
