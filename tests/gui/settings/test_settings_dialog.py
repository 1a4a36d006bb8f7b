"""The settings dialog: showing, applying and resetting settings."""

from dataclasses import fields, replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMessageBox

from maskapp.gui.settings.setting_editors import Editor
from maskapp.gui.settings.settings_dialog import SettingsDialog
from maskapp.settings.settings import Settings, problem_with
from tests.support.settings_dialog_helpers import (
    Emitted,
    ask_to_reset,
    button_of,
    child_with_text,
    click,
    editor_of,
    note_of,
    summary_of,
    tabs_of,
)
from tests.support.settings_samples import UNLIKE_DEFAULTS


@pytest.mark.parametrize("settings", [Settings(), UNLIKE_DEFAULTS], ids=["defaults", "others"])
def test_shows_every_setting_and_returns_it_unchanged(make_dialog, settings) -> None:
    dialog = make_dialog(settings)
    shown = {each.name for each in dialog.findChildren(Editor)}
    assert shown == {setting.name for setting in fields(Settings)}
    assert dialog.settings() == settings
    assert not button_of(dialog, "Apply").isEnabled()
    assert button_of(dialog, "Ok").isEnabled()


def test_apply_emits_what_was_typed_and_chosen(dialog, qtbot) -> None:
    emitted = Emitted(dialog)
    size = editor_of(dialog, "detection_size_px").field
    size.selectAll()
    qtbot.keyClicks(size, "640")
    qtbot.keyClick(editor_of(dialog, "theme").field, Qt.Key.Key_Down)
    click(qtbot, editor_of(dialog, "blur_faces").field)
    name = editor_of(dialog, "recording_name").field
    name.selectAll()
    qtbot.keyClicks(name, "door {time}")
    click(qtbot, button_of(dialog, "Apply"))
    wanted = Settings(
        detection_size_px=640, theme="light", blur_faces=True, recording_name="door {time}"
    )
    assert emitted.applied == [wanted]
    assert dialog.isVisible()
    assert not button_of(dialog, "Apply").isEnabled()
    click(qtbot, button_of(dialog, "Ok"))
    assert emitted.applied == [wanted], "OK has nothing more to apply"
    assert not dialog.isVisible()


def test_ok_applies_and_closes(dialog, qtbot) -> None:
    emitted = Emitted(dialog)
    editor_of(dialog, "mirror").set_value(True)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert emitted.applied == [Settings(mirror=True)]
    assert not dialog.isVisible()


def test_what_is_changed_elsewhere_is_not_taken_back(dialog, qtbot) -> None:
    emitted = Emitted(dialog)
    click(qtbot, editor_of(dialog, "mirror").field)
    editor_of(dialog, "retention_days").field.setValue(30)
    dialog.follow(Settings(blur_faces=True, retention_days=90))
    assert editor_of(dialog, "blur_faces").value() is True
    click(qtbot, button_of(dialog, "Ok"))
    assert emitted.applied == [Settings(mirror=True, blur_faces=True, retention_days=30)]


def test_what_is_changed_elsewhere_to_what_is_shown_is_nothing_to_apply(dialog, qtbot) -> None:
    click(qtbot, editor_of(dialog, "mirror").field)
    assert button_of(dialog, "Apply").isEnabled()
    dialog.follow(Settings(mirror=True))
    assert not button_of(dialog, "Apply").isEnabled()


@pytest.mark.parametrize("way", ["button", "escape"])
def test_cancel_applies_nothing(dialog, qtbot, way) -> None:
    emitted = Emitted(dialog)
    editor_of(dialog, "mirror").set_value(True)
    if way == "button":
        click(qtbot, button_of(dialog, "Cancel"))
    else:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert emitted.applied == []
    assert not dialog.isVisible()


@pytest.mark.parametrize("invalid", ["", "a/b", "{camera}", ".hidden", "x" * 101])
def test_an_invalid_value_is_explained_and_cannot_be_applied(dialog, qtbot, invalid) -> None:
    emitted = Emitted(dialog)
    tabs = tabs_of(dialog)
    editor = editor_of(dialog, "recording_name")
    index = tabs.currentIndex()
    editor.field.setText(invalid)
    assert note_of(editor) == f"File name {problem_with('recording_name', invalid)}."
    assert summary_of(dialog) == note_of(editor)
    assert not tabs.tabIcon(index).isNull()
    assert tabs.tabBar().accessibleTabName(index) == "Recording, has a problem"
    for which in ("Ok", "Apply"):
        assert not button_of(dialog, which).isEnabled()
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert emitted.applied == []

    editor.field.setText("door")
    assert note_of(editor).endswith("Example: door.mp4")
    assert summary_of(dialog) == ""
    assert tabs.tabIcon(index).isNull()
    assert tabs.tabBar().accessibleTabName(index) == ""
    assert button_of(dialog, "Apply").isEnabled()


def test_reset_asks_first_and_applies_nothing_by_itself(make_dialog, qtbot) -> None:
    dialog = make_dialog(UNLIKE_DEFAULTS)
    emitted = Emitted(dialog)
    question = ask_to_reset(dialog, qtbot)
    click(qtbot, question.button(QMessageBox.StandardButton.Cancel))
    assert dialog.settings() == UNLIKE_DEFAULTS
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is None)

    question = ask_to_reset(dialog, qtbot)
    assert question.defaultButton().text().replace("&", "") == "Cancel"
    reset(question, qtbot)
    days = UNLIKE_DEFAULTS.retention_days  # snapshots are deleted neither sooner nor later
    defaults = replace(Settings(), retention_days=days)
    assert dialog.settings() == defaults
    assert emitted.applied == []
    click(qtbot, button_of(dialog, "Apply"))
    assert emitted.applied == [defaults]


def test_reset_replaces_invalid_values(dialog, qtbot) -> None:
    editor_of(dialog, "recording_name").field.setText("a/b")
    reset(ask_to_reset(dialog, qtbot), qtbot)
    assert summary_of(dialog) == ""
    assert button_of(dialog, "Ok").isEnabled()


def reset(question: QMessageBox, qtbot) -> None:
    click(qtbot, child_with_text(question, type(question.defaultButton()), "Reset"))


def test_the_recording_tab_says_that_faces_are_always_blurred(dialog) -> None:
    mode = editor_of(dialog, "recording_mode")
    assert note_of(mode) == ""
    editor_of(dialog, "blur_faces").set_value(True)
    assert note_of(mode) == "Faces are always blurred, as set under Privacy."


def test_opens_with_all_tabs_visible(dialog) -> None:
    bar = tabs_of(dialog).tabBar()
    assert bar.height() >= bar.sizeHint().height()
    assert bar.width() >= bar.sizeHint().width()
    assert dialog.width() <= 860
    assert dialog.height() <= 560


def test_opens_no_larger_than_most_of_a_small_screen(dialog, monkeypatch) -> None:
    class SmallScreen:
        def availableSize(self) -> QSize:
            return QSize(640, 400)

    monkeypatch.setattr(dialog, "screen", SmallScreen)
    assert dialog.sizeHint() == QSize(576, 360)


def test_opens_one_tab_at_a_time(qtbot) -> None:
    dialog = SettingsDialog(Settings())
    qtbot.addWidget(dialog)
    dialog.open_soon()
    assert tabs_of(dialog).count() == 1
    assert not dialog.isVisible()
    qtbot.waitUntil(dialog.isVisible)
    assert tabs_of(dialog).count() > 6
