from collections import Counter

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QToolBar, QToolButton

from maskapp.gui.viewer.viewer_page import ViewerPage
from maskapp.gui.window.main_window import MainWindow
from maskapp.records import MaskLabel
from tests.gui.viewer.test_face_corrections import snapshot_of
from tests.support.window_helpers import WAIT_MS, actions_below, until_title


@pytest.fixture
def window(open_window) -> MainWindow:
    return open_window()


def mnemonic(text: str) -> str:
    """The letter that chooses a text; "" if there is none."""
    _, mark, after = text.replace("&&", "").partition("&")
    return after[0].lower() if mark else ""


def entries(menu: QMenu) -> list[QAction]:
    """The entries of a menu, without separators and hints that cannot be chosen."""
    return [
        action
        for action in menu.actions()
        if not action.isSeparator() and (action.isEnabled() or "amera" not in action.text())
    ]


def menus_below(menu) -> list[QMenu]:
    below = [action.menu() for action in menu.actions() if isinstance(action.menu(), QMenu)]
    return [*below, *(deeper for each in below for deeper in menus_below(each))]


def test_every_action_is_in_a_menu(window) -> None:
    assert set(window.commands.all()) <= set(actions_below(window.menuBar()))


def test_each_menu_gives_each_entry_its_own_mnemonic(window) -> None:
    titles = [mnemonic(action.text()) for action in window.menuBar().actions()]
    assert "" not in titles
    assert len(set(titles)) == len(titles)
    for title in window.menuBar().actions():
        menu = title.menu()
        assert isinstance(menu, QMenu)
        texts = [entry.text() for entry in entries(menu)]
        letters = Counter(map(mnemonic, texts))
        assert not letters[""], [text for text in texts if not mnemonic(text)]
        assert max(letters.values()) == 1, texts


def test_the_themes_have_mnemonics_too(window) -> None:
    (theme,) = [menu for menu in menus_below(window.menuBar()) if menu.title() == "&Theme"]
    assert [mnemonic(action.text()) for action in theme.actions()] == ["s", "l", "d"]


def test_a_recording_in_progress_changes_the_mnemonic_of_its_entry(window) -> None:
    window.commands.show_recording(True)
    (menu,) = [menu for menu in menus_below(window.menuBar()) if menu.title() == "&Record"]
    letters = [mnemonic(entry.text()) for entry in entries(menu)]
    assert letters[0] == "s"
    assert len(set(letters)) == len(letters)


def test_no_shortcut_is_given_twice(window) -> None:
    keys = [
        action.shortcut().toString()
        for action in {*actions_below(window.menuBar()), *window.commands.all()}
        if not action.shortcut().isEmpty()
    ]
    assert len(keys) == len(set(keys))


def test_no_button_takes_the_mnemonic_of_a_menu(window, qtbot) -> None:
    """Alt+V once meant both the View menu and "Open video", and so did neither."""

    def visible_buttons() -> list[QPushButton]:
        return [each for each in window.findChildren(QPushButton) if each.isVisibleTo(window)]

    until_title(qtbot, window, "No camera found")
    window.messages.show_note("Saved.", window.commands.recordings_folder)
    qtbot.waitUntil(lambda: len(visible_buttons()) >= 4, timeout=WAIT_MS)
    for button in visible_buttons():
        assert button.text()
        assert button.shortcut().isEmpty()


def test_the_viewer_takes_no_mnemonic_of_a_menu_and_none_twice(window) -> None:
    """Alt+F once meant both the File menu and the faces of a snapshot."""
    page = ViewerPage(window)
    page.facts.show_snapshot(snapshot_of(MaskLabel.WITHOUT_MASK))
    texts = [action.text() for action in window.menuBar().actions()]
    texts += [label.text() for label in page.findChildren(QLabel) if label.buddy()]
    letters = Counter(letter for letter in map(mnemonic, texts) if letter)
    assert letters["n"] == letters["l"] == 1
    assert max(letters.values()) == 1, letters


def toolbar_buttons(window: MainWindow) -> dict[str, QToolButton]:
    bar = window.findChild(QToolBar)
    return {button.text(): button for button in bar.findChildren(QToolButton) if button.text()}


def test_the_toolbar_shows_texts_without_mnemonics(window) -> None:
    window.commands.show_recording(True)
    assert {"Camera", "Pause", "Stop", "Snapshot", "Export…"} <= set(toolbar_buttons(window))


def test_a_narrow_window_offers_the_other_actions_behind_a_visible_button(window, qtbot) -> None:
    for key in ("Ctrl+1", "Ctrl+2"):
        (panel,) = [each for each in window.findChildren(QAction) if each.shortcut() == key]
        panel.trigger()
    bar = window.findChild(QToolBar)
    qtbot.waitUntil(lambda: window.minimumWidth() < bar.sizeHint().width())
    window.resize(window.minimumSize())
    extension = window.findChild(QToolButton, "qt_toolbar_ext_button")
    qtbot.waitUntil(extension.isVisible)
    assert extension.accessibleName() == "More"
    image = extension.grab().toImage()
    rows, columns = range(image.height()), range(image.width())
    assert len({image.pixel(x, y) for y in rows for x in columns}) > 1, "its arrow is painted"


def test_buttons_keep_their_width_when_their_text_changes(window) -> None:
    record = toolbar_buttons(window)["Record"]
    before = record.width()
    window.commands.show_recording(True)
    assert record.text() == "Stop"
    assert record.width() == record.minimumWidth() == before
    assert record.sizeHint().width() <= before
