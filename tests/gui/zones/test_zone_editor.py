import pytest
from PySide6.QtWidgets import QLabel

from maskapp.gui.zones.zone_canvas import Tool
from maskapp.gui.zones.zone_editor import ZoneEditor
from maskapp.live.zones.source_profiles import SourceProfile, SourceProfiles
from maskapp.live.zones.zones import Area, AreaKind, Zones
from maskapp.records import SourceInfo

INFO = SourceInfo("HD Webcam", 400, 300, 30.0, None, is_live=True, is_stills=False, key="camera:HD")
SQUARE = ((0.25, 0.2), (0.5, 0.2), (0.5, 0.4), (0.25, 0.4))
KEPT = SourceProfile("Hall", Zones((Area(AreaKind.COUNTING, SQUARE),), 0.1))


@pytest.fixture
def editor(preview, view, profiles, qtbot) -> ZoneEditor:
    profiles.change(INFO.key, KEPT)
    editor = ZoneEditor(preview, view, profiles, profiles.profiles.named(INFO))
    qtbot.addWidget(editor.panel)
    editor.panel.show()
    return editor


def texts(editor: ZoneEditor) -> str:
    return " ".join(label.text() for label in editor.panel.findChildren(QLabel))


def test_it_begins_with_what_is_kept(editor) -> None:
    assert editor.draft.zones == KEPT.zones
    assert editor.panel.name.text() == "Hall"
    assert "10.0%, 30 px" in texts(editor)


def test_what_is_applied_is_kept_and_the_editor_closes(editor, profiles, qtbot) -> None:
    editor.draft.set_least_height(0.2)
    editor.panel.name.setText("  Entrance\t")
    with qtbot.waitSignal(editor.closed):
        editor.panel.apply_pressed.emit()
    assert profiles.profiles.of(INFO.key) == SourceProfile("Entrance", Zones(KEPT.zones.areas, 0.2))
    assert not editor.canvas.isVisible()


def test_cancelling_keeps_everything_as_it_was(editor, profiles, qtbot) -> None:
    editor.draft.select(0)
    editor.panel.delete_pressed.emit()
    editor.panel.least_height_chosen.emit(0.4)
    editor.panel.name.setText("Entrance")
    with qtbot.waitSignal(editor.closed):
        editor.panel.cancel_pressed.emit()
    assert profiles.profiles == SourceProfiles({INFO.key: KEPT})


@pytest.mark.parametrize("name", ["", "  ", "HD Webcam"])
def test_without_a_name_the_source_has_its_own(editor, profiles, name) -> None:
    editor.panel.name.setText(name)
    editor.apply()
    assert profiles.profiles.of(INFO.key).name == ""


def test_a_name_of_another_source_is_refused(editor, profiles, qtbot) -> None:
    profiles.change("other", SourceProfile("Entrance"))
    editor.panel.name.setText("entrance")
    with qtbot.assertNotEmitted(editor.closed):
        editor.apply()
    assert "Another source is called entrance" in texts(editor)
    assert profiles.profiles.of(INFO.key) == KEPT


def test_what_a_new_name_means_for_earlier_figures_is_said(editor, qtbot) -> None:
    assert "keep the name" not in texts(editor)
    qtbot.keyClicks(editor.panel.name, "way")
    assert "figures made so far keep the name" in texts(editor)


def test_the_panel_changes_the_draft_and_follows_it(editor) -> None:
    editor.panel.kind_chosen.emit(AreaKind.IGNORED)
    assert editor.draft.zones == KEPT.zones, "nothing is selected: it is for the next area"
    assert editor.canvas.kind is AreaKind.IGNORED
    editor.draft.select(0)
    editor.panel.kind_chosen.emit(AreaKind.IGNORED)
    assert editor.draft.selected.kind is AreaKind.IGNORED
    editor.panel.undo_pressed.emit()
    assert editor.draft.zones == KEPT.zones
    editor.panel.least_height_chosen.emit(0.0)
    assert "any size" in texts(editor)


def test_each_tool_says_how_it_is_used(editor) -> None:
    hints = set()
    for tool in Tool:
        editor.panel.tool_chosen.emit(tool)
        assert editor.canvas.tool is tool
        hints.add(texts(editor))
    assert len(hints) == len(Tool)


def test_a_refused_area_is_explained_until_something_else_happens(editor) -> None:
    editor.canvas.refused.emit("The area is too small.")
    assert "too small" in texts(editor)
    editor.canvas.changed.emit()
    assert "too small" not in texts(editor)
