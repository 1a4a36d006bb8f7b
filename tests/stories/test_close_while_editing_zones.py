"""Someone closes the window while zones are drawn that are not applied yet."""

import pytest
from PySide6.QtWidgets import QMessageBox

from maskapp.gui.window.main_window import MainWindow
from maskapp.live.zones.source_profiles import SourceProfile
from maskapp.live.zones.zones import Zones
from tests.support.window_helpers import WAIT_MS
from tests.support.worker_fakes import FakeSource, make_frames


@pytest.fixture
def editing(playing) -> MainWindow:
    """A window whose editor has a new name."""
    playing.features.zones.edit.trigger()
    playing.features.zones.editor.panel.name.setText("Entrance")
    return playing


def answer(window: MainWindow, text: str) -> None:
    [question] = window.features.zones.editor.panel.findChildren(QMessageBox)
    [button] = [each for each in question.buttons() if each.text().replace("&", "") == text]
    button.click()


def is_open(window: MainWindow, name: str) -> bool:
    info = window.sources.info
    return info is not None and info.name == name


def name_kept(window: MainWindow) -> str:
    return window.sources.profiles.profiles.of(window.sources.info.key).name


@pytest.mark.parametrize("choice", ["Apply", "Discard"])
def test_the_window_closes_once_the_question_is_answered(editing, qtbot, choice) -> None:
    editing.commands.quit.trigger()
    assert editing.isVisible()
    assert not editing.is_closing
    answer(editing, choice)
    assert name_kept(editing) == ("Entrance" if choice == "Apply" else "")
    qtbot.waitUntil(lambda: editing.has_ended, timeout=WAIT_MS)


def test_editing_goes_on_if_that_is_the_answer(editing, qtbot) -> None:
    editing.commands.quit.trigger()
    answer(editing, "Keep editing")
    editor = editing.features.zones.editor
    with qtbot.assertNotEmitted(editing.features.zones.settled):
        editor.panel.apply_pressed.emit()
    assert name_kept(editing) == "Entrance"
    assert editing.isVisible()


def test_a_name_that_is_taken_keeps_the_window_open(editing, qtbot) -> None:
    editing.sources.profiles.change("other", SourceProfile("entrance", Zones()))
    editing.commands.quit.trigger()
    answer(editing, "Apply")
    editor = editing.features.zones.editor
    assert editor is not None
    with qtbot.assertNotEmitted(editing.features.zones.settled):
        editor.panel.cancel_pressed.emit()


def test_the_same_source_that_comes_back_ends_the_closing(editing, sources, qtbot) -> None:
    zones = editing.features.zones
    sources["other"] = lambda: FakeSource(make_frames(3), is_live=True, name="Yard")
    editing.commands.quit.trigger()
    for source, name in (("other", "Yard"), ("live", "Hall")):
        editing.sources.open(source)
        qtbot.waitUntil(lambda name=name: is_open(editing, name), timeout=WAIT_MS)
    with qtbot.assertNotEmitted(zones.settled):
        zones.editor.close()


def test_without_changes_nothing_is_asked(playing) -> None:
    playing.features.zones.edit.trigger()
    playing.close()
    assert playing.has_ended


def test_the_end_of_the_session_waits_for_no_answer(editing, qtbot) -> None:
    editing.close()
    editing.close_at_once()
    assert editing.has_ended
    assert editing.features.zones.editor is None
    assert name_kept(editing) == "", "what is not applied does not count"
