import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from maskapp.gui.preview.file_bar import FileBar


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def actions(window) -> list[QAction]:
    return [QAction(text, window) for text in ("Back", "Forward", "Play again")]


@pytest.fixture
def bar(qtbot, actions) -> FileBar:
    bar = FileBar()
    qtbot.addWidget(bar)
    bar.use_actions(*actions)
    return bar


def shown_buttons(bar: FileBar) -> list[str]:
    return [each.text() for each in bar.findChildren(QToolButton) if not each.isHidden()]


@pytest.mark.parametrize(
    ("has_pictures", "has_ended", "buttons"),
    [
        (True, False, ["Back", "Forward"]),
        (True, True, ["Back", "Forward", "Play again"]),
        (False, True, ["Play again"]),
    ],
)
def test_it_offers_what_makes_sense(bar, has_pictures, has_ended, buttons) -> None:
    assert bar.text == ""
    bar.show_line("12 of 486", has_pictures=has_pictures, has_ended=has_ended)
    assert bar.text == "12 of 486"
    assert shown_buttons(bar) == buttons
    bar.show_line("", has_pictures=False, has_ended=False)
    assert bar.isHidden()


def test_its_buttons_are_the_actions(bar, actions, qtbot) -> None:
    bar.show_line("1 of 2", has_pictures=True, has_ended=True)
    for button, action in zip(bar.findChildren(QToolButton), actions, strict=True):
        with qtbot.waitSignal(action.triggered):
            button.click()
        action.setEnabled(False)
        assert not button.isEnabled()
