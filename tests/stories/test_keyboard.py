"""The window by the keyboard alone."""

from collections import Counter

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from maskapp.gui.preview.placeholder_page import Page, PageContent
from maskapp.gui.window.main_window import MainWindow


@pytest.fixture
def window(qtbot, tmp_path, backend, timing):
    window = MainWindow(tmp_path, backend, timing)
    qtbot.addWidget(window)
    yield window
    window.close_at_once()
    assert window.has_ended


def letter(action: QAction) -> str:
    """The underlined one, which chooses the entry in an open menu; "" where there is none."""
    _, mark, after = action.text().replace("&&", "").partition("&")
    return after[0].lower() if mark else ""


def test_each_entry_has_a_letter_of_its_own(window) -> None:
    named_by_system = {"Looking for cameras…", "No camera was found"}
    for title in window.menuBar().actions():
        menu = title.menu()
        assert isinstance(menu, QMenu)
        entries = [
            entry
            for entry in menu.actions()
            if not entry.isSeparator() and entry.text() not in named_by_system
        ]
        letters = Counter(map(letter, entries))
        assert not letters[""], [entry.text() for entry in entries if not letter(entry)]
        assert max(letters.values()) == 1, [entry.text() for entry in entries]


def test_buttons_show_no_mark_of_a_letter(window) -> None:
    commands = window.commands
    commands.show_recording(True)
    assert letter(commands.record) == "s"
    words = {button.text() for button in window.findChildren(QToolButton)}
    assert {"Pause", "Stop", "Snapshot", "Export…"} <= words
    commands.show_recording(False)
    assert letter(commands.record) == "r"


def test_the_tab_key_leads_from_a_page_to_its_buttons(qtbot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    page, other = Page(around), QPushButton("Other", around)
    again, demo = QAction("Try again", around), QAction("Demo clip", around)
    page.show_content(PageContent("mask", "No source", "Choose one.", (again, demo)))
    words, reached = [], page
    while reached is not other:
        reached = reached.nextInFocusChain()
        if isinstance(reached, QPushButton):
            words.append(reached.text())
    assert words == ["Try again", "Demo clip", "Other"]


def test_nothing_can_be_done_with_snapshots_before_they_are_read(window) -> None:
    assert not any(action.isEnabled() for action in window.snapshots.menu_actions())
