"""What the manual says of keys is what they do."""

import re

import pytest
from PySide6.QtGui import QAction, QKeySequence

from maskapp.gui.help.help_dialog import HelpDialog
from maskapp.gui.viewer.viewer_page import ViewerPage
from maskapp.gui.window.main_window import MainWindow

_KEY = re.compile(r"(?<![\w+])(?:(?:Ctrl|Alt)\+\w+|F\d+|[A-Z](?= [a-z])|Space|[+-](?= ))")
_NO_KEY = re.compile(r"\bA (?:face|right click)")


@pytest.fixture
def window(open_window) -> MainWindow:
    return open_window()


@pytest.fixture
def manual(window) -> str:
    return HelpDialog([], window).text.toPlainText().partition("\nShortcuts\n")[0]


def expected(window: MainWindow, page: ViewerPage) -> dict[str, tuple[str, QAction]]:
    """What the manual says of each key, and the action that does it."""
    commands, features = window.commands, window.features
    return {
        "Alt+Left": ("Go back and forward in a folder of pictures with", commands.previous_picture),
        "Alt+Right": ("and", commands.next_picture),
        "Ctrl+M": ("mutes it for five minutes", features.alarm.mute),
        "F10": ("fills the screen for the person at the door", features.door.action),
        "Z": ("opens the editor: draw areas", features.zones.edit),
        "Space": ("takes a snapshot", commands.take_snapshot),
        "+": ("and - zoom", page.zoom_in),
        "-": ("zoom", page.zoom_out),
        "B": ("shows boxes and labels", page.boxes),
        "F2": ("edits the note", page.edit_note),
        "W": ("corrects a wrong label", page.correct),
        "C": ("plays the clip", page.play),
        "Ctrl+R": ("records a video", commands.record),
        "Ctrl+E": ("exports the snapshot log", commands.export),
        "Ctrl+3": ("shows how many people came", features.statistics.action),
    }


def test_the_manual_says_what_each_key_does(window, manual) -> None:
    claims = expected(window, ViewerPage(window))
    assert set(_KEY.findall(_NO_KEY.sub("", manual))) == set(claims)
    for key, (words, action) in claims.items():
        assert f"{key} {words}" in manual or f"{words} {key}" in manual, key
        assert QKeySequence(key) in action.shortcuts(), f"{key} {words}"
