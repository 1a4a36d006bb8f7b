"""The presets of the detection."""

import pytest
from PySide6.QtCore import Qt

from maskapp.gui.settings.preset_box import PresetBox
from maskapp.settings.settings import DETECTION_PRESETS, Settings
from tests.support.settings_dialog_helpers import editor_of


def box_of(dialog) -> PresetBox:
    return dialog.findChild(PresetBox)


def choose(qtbot, box: PresetBox, name: str) -> None:
    """Select a preset with the keyboard, as a user does."""
    box.setFocus()
    while box.currentIndex() > box.findData(name):
        qtbot.keyClick(box, Qt.Key.Key_Up)
    while box.currentIndex() < box.findData(name):
        qtbot.keyClick(box, Qt.Key.Key_Down)


def test_the_defaults_are_balanced(dialog) -> None:
    assert box_of(dialog).currentData() == "balanced"


@pytest.mark.parametrize("name", ["fast", "thorough"])
def test_a_preset_sets_the_numbers(dialog, qtbot, name: str) -> None:
    editor_of(dialog, "detection_size_px")  # opens the tab
    choose(qtbot, box_of(dialog), name)
    assert box_of(dialog).currentData() == name
    assert DETECTION_PRESETS[name] != DETECTION_PRESETS["balanced"]
    for setting, value in DETECTION_PRESETS[name].items():
        assert editor_of(dialog, setting).value() == value
        assert getattr(dialog.settings(), setting) == value


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("detection_size_px", 1000),
        ("detection_every_n_frames", 5),
        ("face_score_threshold", 0.4),
    ],
)
def test_another_number_is_custom_until_a_preset_is_chosen(dialog, qtbot, setting, value) -> None:
    editor_of(dialog, setting).set_value(value)
    assert box_of(dialog).currentText() == "Custom"
    choose(qtbot, box_of(dialog), "balanced")
    assert dialog.settings() == Settings()


def test_the_numbers_of_a_preset_are_that_preset(dialog) -> None:
    for setting, value in DETECTION_PRESETS["thorough"].items():
        editor_of(dialog, setting).set_value(value)
    assert box_of(dialog).currentData() == "thorough"


def test_custom_changes_no_number(dialog, qtbot) -> None:
    editor_of(dialog, "detection_size_px")
    box = box_of(dialog)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_End)
    assert dialog.settings() == Settings()
    assert box.currentData() == "balanced"
