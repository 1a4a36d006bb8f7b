"""The editors of numbers, choices and folders."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from maskapp.gui.settings.setting_editors import (
    ChoiceEditor,
    Editor,
    FolderEditor,
    NumberEditor,
    SwitchEditor,
)
from maskapp.settings.settings import LIMITS, problem_with
from tests.support.settings_dialog_helpers import click, editor_of, tabs_of


@pytest.fixture
def show(qtbot):
    def show(editor):
        qtbot.addWidget(editor)
        editor.show()
        return editor

    return show


@pytest.fixture
def folder(show, tmp_path) -> FolderEditor:
    return show(FolderEditor("recording_folder", tmp_path / "default"))


class TestNumberEditor:
    def test_has_the_limits_of_the_setting(self, dialog) -> None:
        editors = dialog.findChildren(NumberEditor)
        numbers = {name for name in LIMITS if "least" in LIMITS[name]}
        assert {each.name for each in editors} == numbers
        for each in editors:
            limits = LIMITS[each.name]
            assert (each.field.minimum(), each.field.maximum()) == (limits["least"], limits["most"])
            for value in limits.values():
                each.set_value(value)
                assert problem_with(each.name, each.value()) is None
            each.field.setValue(limits["most"] * 10)
            assert each.value() == limits["most"]

    def test_returns_a_number_unrounded_until_it_is_changed(self, show) -> None:
        editor = show(NumberEditor("classify_every_s", "s", step=0.02))
        editor.set_value(0.123)
        assert editor.field.text() == "0.12 s"
        assert editor.value() == 0.123
        editor.field.stepUp()
        assert editor.value() == pytest.approx(0.14)

    def test_shows_the_unit_in_the_singular(self, show) -> None:
        editor = show(NumberEditor("retention_days", "days", step=1, unit_of_one="day"))
        shown = []
        for value in (0, 1, 2):
            editor.set_value(value)
            shown.append(editor.field.text())
        assert shown == ["0 days", "1 day", "2 days"]

    @pytest.mark.parametrize(
        ("name", "unit_of_one", "typed"),
        [
            ("smoothing_s", "", "0.2"),
            ("violation_after_s", "", "12.5"),
            ("retention_days", "unit", "100"),
        ],
    )
    def test_takes_the_number_that_is_typed(self, show, qtbot, name, unit_of_one, typed) -> None:
        editor = show(NumberEditor(name, "units", step=1, unit_of_one=unit_of_one))
        editor.set_value(LIMITS[name]["most"])
        editor.field.selectAll()
        qtbot.keyClicks(editor.field, typed)
        assert editor.value() == pytest.approx(float(typed))
        assert editor.field.text() == f"{typed} units"

    def test_shows_a_text_for_the_least_number(self, show) -> None:
        editor = show(NumberEditor("retention_mb", "MB", step=100, text_of_least="No limit"))
        editor.set_value(0)
        assert (editor.field.text(), editor.value()) == ("No limit", 0)


@pytest.mark.parametrize("name", ["theme", "recording_mode"])
def test_a_choice_editor_offers_the_choices_of_the_setting(dialog, name) -> None:
    editor = editor_of(dialog, name)
    assert isinstance(editor, ChoiceEditor)
    box = editor.field
    assert tuple(box.itemData(i) for i in range(box.count())) == LIMITS[name]["choices"]
    for choice in LIMITS[name]["choices"]:
        editor.set_value(choice)
        assert editor.value() == choice


def test_a_switch_emits_when_it_is_clicked(show, qtbot) -> None:
    editor = show(SwitchEditor("mirror", "M&irror"))
    editor.set_value(True)
    with qtbot.waitSignal(editor.changed):
        editor.field.click()
    assert editor.value() is False


def test_a_switch_tells_the_user_from_the_program(show) -> None:
    editor = show(SwitchEditor("mirror", "M&irror"))
    switched: list[bool] = []
    editor.switched.connect(lambda: switched.append(editor.value()))
    editor.set_value(True)
    assert switched == []
    editor.field.click()
    assert switched == [False]


class TestFolderEditor:
    def test_returns_a_name_that_is_no_text_unless_it_is_changed(self, folder, qtbot) -> None:
        folder.set_value("/\udcff/clips")
        assert folder.field.text() == "/?/clips"
        assert folder.value() == "/\udcff/clips"
        qtbot.keyClick(folder.field, Qt.Key.Key_End)
        qtbot.keyClicks(folder.field, "2")
        assert folder.value() == "/?/clips2"

    @pytest.mark.parametrize(
        ("folder_name", "problem"),
        [
            ("file", "is not a folder"),
            ("file/inside", "is not a folder"),
            ("", None),
            ("new/newer", None),
        ],
    )
    def test_says_where_no_files_can_be_created(
        self, folder, tmp_path, qtbot, folder_name, problem
    ) -> None:
        (tmp_path / "file").write_text("")
        folder.field.setText(str(tmp_path / folder_name))
        assert folder.problem() == "is still being checked"
        qtbot.waitUntil(lambda: folder.problem() == problem)

    def test_accepts_only_a_full_path(self, folder) -> None:
        folder.field.setText("here")
        assert folder.problem() == "is not a full path"
        folder.field.setText("")
        assert folder.problem() is None, "the default folder is used"

    def test_says_that_a_folder_cannot_be_written_to(
        self, folder, tmp_path, monkeypatch, qtbot
    ) -> None:
        # Changing the mode would not do: root may write everywhere.
        monkeypatch.setattr("os.access", lambda *_: False)
        folder.field.setText(str(tmp_path))
        qtbot.waitUntil(lambda: folder.problem() == "cannot be written to")

    def test_does_not_access_the_folder_in_use(self, folder, tmp_path) -> None:
        (tmp_path / "file").write_text("")
        folder.set_value(str(tmp_path / "file"))
        assert folder.problem() is None, "the disk was read, which may block the window"

    def test_a_drive_that_does_not_respond_is_asked_once_and_blocks_nothing(
        self, folder, monkeypatch, hang, qtbot
    ) -> None:
        asked = []
        monkeypatch.setattr(
            "maskapp.gui.settings.setting_editors.folder_problem",
            lambda path: asked.append(path) or hang() or "",
        )
        for text in ("/nas", "/nas/videos"):
            folder.field.setText(text)
            assert folder.problem() == "is still being checked"
        qtbot.waitUntil(hang.entered.is_set)
        with qtbot.waitSignal(folder.changed):
            hang.release.set()
        for _ in range(3):  # another row was changed, or the settings were applied
            assert folder.problem() is None
        assert asked == [Path("/nas/videos")]

    def test_takes_the_folder_chosen_in_a_dialog(self, folder, qtbot, tmp_path) -> None:
        assert folder.field.placeholderText() == str(tmp_path / "default")
        click(qtbot, folder.browse)
        chooser = folder.findChild(QFileDialog)
        assert chooser.isVisible()
        chooser.fileSelected.emit(str(tmp_path))
        chooser.reject()
        assert folder.value() == str(tmp_path)


def test_the_wheel_changes_only_the_field_with_the_focus(dialog) -> None:
    for name in ("detection_size_px", "theme"):
        field = editor_of(dialog, name).field
        tabs_of(dialog).tabBar().setFocus()
        before = dialog.settings()
        turn_wheel(field)
        assert dialog.settings() == before
        field.setFocus()
        turn_wheel(field)
        assert dialog.settings() != before


def test_the_wheel_gives_no_field_the_focus(dialog) -> None:
    """Qt gives it before the event, which would then change the field after all."""
    for editor in dialog.findChildren(Editor):
        assert editor.field.focusPolicy() != Qt.FocusPolicy.WheelFocus, editor.name


def turn_wheel(field: QWidget) -> None:
    """Turn the mouse wheel one step towards the user, over a field."""
    place = QPointF(field.rect().center())
    event = QWheelEvent(
        place,
        field.mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, event)
