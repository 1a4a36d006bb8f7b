import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.make_action import plain_text
from maskapp.records import SourceInfo, SourceState

CAMERA = SourceInfo("HD Webcam", 640, 480, 30.0, None, is_live=True, is_stills=False)
VIDEO = SourceInfo("party.mp4", 640, 480, 25.0, 100, is_live=False, is_stills=False)
FOLDER = SourceInfo("door", 0, 0, None, 9, is_live=False, is_stills=True)
PICTURE = SourceInfo("a.png", 32, 24, None, 1, is_live=False, is_stills=True)


@pytest.fixture
def actions(qtbot) -> Actions:
    window = QWidget()
    qtbot.addWidget(window)
    return Actions(window)


def enabled(actions: Actions, *names: str) -> set[str]:
    return {name for name in names if getattr(actions, name).isEnabled()}


OF_THE_SOURCE = ("pause", "replay", "retry", "close_source", "record", "take_snapshot")
OF_A_FOLDER = ("previous_picture", "next_picture")


@pytest.mark.parametrize(
    ("state", "info", "expected"),
    [
        (SourceState.IDLE, None, set()),
        (SourceState.OPENING, None, {"close_source"}),
        (SourceState.RUNNING, CAMERA, {"pause", "close_source", "record", "take_snapshot"}),
        (SourceState.PAUSED, VIDEO, {*OF_THE_SOURCE} - {"retry"}),
        (SourceState.LOST, CAMERA, {"retry", "close_source"}),
        (SourceState.FAILED, None, {"retry", "close_source"}),
        (SourceState.ENDED, VIDEO, {"replay", "close_source", "take_snapshot"}),
        (SourceState.ENDED, PICTURE, {"replay", "close_source", "take_snapshot"}),
        (
            SourceState.ENDED,
            FOLDER,
            {"replay", "close_source", "take_snapshot", "previous_picture", "next_picture"},
        ),
        (SourceState.FAILED, FOLDER, {"replay", "retry", "close_source"}),
    ],
)
def test_only_what_makes_sense_in_a_state_is_enabled(actions, state, info, expected) -> None:
    actions.set_source_state(state, info)
    assert enabled(actions, *OF_THE_SOURCE, *OF_A_FOLDER) == expected


def test_a_recording_can_be_stopped_in_any_state(actions) -> None:
    actions.set_source_state(SourceState.RUNNING, CAMERA)
    actions.show_recording(True)
    actions.set_source_state(SourceState.LOST, CAMERA)
    assert actions.record.isEnabled()


def test_no_camera_can_be_opened_if_there_is_none(actions) -> None:
    actions.set_source_state(SourceState.IDLE, None, may_have_camera=False)
    assert not actions.open_camera.isEnabled()
    actions.set_source_state(SourceState.IDLE, None)
    assert actions.open_camera.isEnabled()


def test_pause_becomes_resume(actions) -> None:
    actions.set_source_state(SourceState.PAUSED, CAMERA)
    assert (plain_text(actions.pause), actions.pause.isChecked()) == ("Resume", True)
    actions.set_source_state(SourceState.RUNNING, CAMERA)
    assert (plain_text(actions.pause), actions.pause.isChecked()) == ("Pause", False)


def test_record_becomes_stop(actions) -> None:
    actions.show_recording(True)
    assert (plain_text(actions.record), actions.record.isChecked()) == ("Stop", True)
    actions.show_recording(False)
    assert (plain_text(actions.record), actions.record.isChecked()) == ("Record", False)


def test_every_action_has_a_text_and_a_tool_tip_with_its_shortcut(actions) -> None:
    listed = list(actions.all())
    assert len(listed) > 30
    for action in listed:
        assert action.text()
        assert "&" not in action.toolTip()
        if not action.shortcut().isEmpty():
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            assert action.toolTip().endswith(f"({keys})")


def test_one_of_several_choices_is_checked(actions) -> None:
    actions.actual_size.trigger()
    assert not actions.fit.isChecked()
    actions.theme_dark.trigger()
    assert not actions.theme_light.isChecked()
    actions.record_plain.trigger()
    assert not actions.record_annotated.isChecked()
