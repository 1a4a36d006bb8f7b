import re
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTranslator
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from maskapp import paths
from maskapp.gui.settings.setting_editors import Editor, FolderEditor, NumberEditor
from maskapp.gui.settings.settings_dialog import SettingsDialog
from maskapp.settings import LIMITS, Settings, problem_with
from tests.support.settings_samples import UNLIKE_DEFAULTS


class Told:
    """What a dialog told."""

    def __init__(self, dialog: SettingsDialog) -> None:
        self.applied: list[Settings] = []
        self.models: list[str] = []
        dialog.applied.connect(self.applied.append)
        dialog.model_chosen.connect(self.models.append)


@pytest.fixture
def make(qtbot):
    def make(settings: Settings) -> SettingsDialog:
        dialog = SettingsDialog(settings)
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
        return dialog

    return make


@pytest.fixture
def dialog(make) -> SettingsDialog:
    return make(Settings())


def editor(dialog: SettingsDialog, name: str) -> Editor:
    """The setting's editor, brought in sight."""
    (found,) = (each for each in dialog.findChildren(Editor) if each.name == name)
    tabs = dialog.findChild(QTabWidget)
    (page,) = (tabs.widget(i) for i in range(6) if tabs.widget(i).isAncestorOf(found))
    tabs.setCurrentWidget(page)
    return found


def note(dialog: SettingsDialog, name: str) -> str:
    editor(dialog, name)
    return dialog.findChild(QTabWidget).currentWidget().note(name)


def summary(dialog: SettingsDialog) -> str:
    return dialog._problem.accessibleName()


def button(dialog: SettingsDialog, which: str) -> QPushButton:
    kind = QDialogButtonBox.StandardButton[which]
    return dialog.findChild(QDialogButtonBox).button(kind)


def click(qtbot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("settings", [Settings(), UNLIKE_DEFAULTS], ids=["defaults", "others"])
def test_every_setting_is_shown_and_comes_back_as_it_was(make, settings):
    dialog = make(settings)
    assert {each.name for each in dialog.findChildren(Editor)} == {
        setting.name for setting in fields(Settings)
    }
    assert dialog.settings() == settings
    assert not button(dialog, "Apply").isEnabled()
    assert button(dialog, "Ok").isEnabled()


def test_numbers_have_the_limits_of_the_settings(dialog):
    editors = dialog.findChildren(NumberEditor)
    assert {each.name for each in editors} == {name for name in LIMITS if "least" in LIMITS[name]}
    for each in editors:
        limits = LIMITS[each.name]
        assert (each.field.minimum(), each.field.maximum()) == (limits["least"], limits["most"])
        for value in limits.values():
            each.set_value(value)
            assert problem_with(each.name, each.value()) is None
        each.field.setValue(limits["most"] * 10)
        assert each.value() == limits["most"]


def test_choices_are_those_of_the_settings(dialog):
    for name in ("theme", "recording_mode"):
        box = editor(dialog, name).field
        assert tuple(box.itemData(i) for i in range(box.count())) == LIMITS[name]["choices"]
        for choice in LIMITS[name]["choices"]:
            editor(dialog, name).set_value(choice)
            assert editor(dialog, name).value() == choice


def test_changes_made_by_hand_are_applied(dialog, qtbot):
    told = Told(dialog)
    size = editor(dialog, "detection_size_px").field
    size.selectAll()
    qtbot.keyClicks(size, "640")
    qtbot.keyClick(editor(dialog, "theme").field, Qt.Key.Key_Down)
    click(qtbot, editor(dialog, "blur_faces").field)
    name = editor(dialog, "recording_name").field
    name.selectAll()
    qtbot.keyClicks(name, "door {time}")
    click(qtbot, button(dialog, "Apply"))
    wanted = Settings(
        detection_size_px=640, theme="light", blur_faces=True, recording_name="door {time}"
    )
    assert told.applied == [wanted]
    assert dialog.isVisible()
    assert not button(dialog, "Apply").isEnabled()
    click(qtbot, button(dialog, "Ok"))
    assert told.applied == [wanted]  # nothing new to apply
    assert not dialog.isVisible()


def test_ok_applies_and_closes(dialog, qtbot):
    told = Told(dialog)
    editor(dialog, "mirror").set_value(True)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert told.applied == [Settings(mirror=True)]
    assert not dialog.isVisible()


@pytest.mark.parametrize("way", ["button", "escape"])
def test_cancel_applies_nothing(dialog, qtbot, way):
    told = Told(dialog)
    editor(dialog, "mirror").set_value(True)
    if way == "button":
        click(qtbot, button(dialog, "Cancel"))
    else:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert told.applied == []
    assert not dialog.isVisible()


@pytest.mark.parametrize("bad", ["", "a/b", "{camera}", ".hidden", "x" * 101])
def test_a_bad_value_says_why_and_cannot_be_saved(dialog, qtbot, bad):
    told = Told(dialog)
    tabs = dialog.findChild(QTabWidget)
    field = editor(dialog, "recording_name").field
    index = tabs.currentIndex()
    field.setText(bad)
    assert note(dialog, "recording_name") == f"It {problem_with('recording_name', bad)}."
    assert summary(dialog).startswith("File name: it ")
    assert not tabs.tabIcon(index).isNull()
    for which in ("Ok", "Apply"):
        assert not button(dialog, which).isEnabled()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert told.applied == []

    field.setText("door")
    assert note(dialog, "recording_name").endswith("Example: door.mp4")
    assert summary(dialog) == ""
    assert tabs.tabIcon(index).isNull()
    assert button(dialog, "Apply").isEnabled()


def test_a_recording_folder_must_be_one_that_can_be_written(dialog, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    field = editor(dialog, "recording_folder").field
    for text, problem in (
        ("here", "is not a full path"),
        (str(tmp_path / "file"), "is not a folder"),
        (str(tmp_path / "file" / "inside"), "is not a folder"),
        (str(tmp_path), ""),
        (str(tmp_path / "new" / "newer"), ""),
        ("", ""),
    ):
        field.setText(text)
        assert summary(dialog) == (f"Folder: it {problem}." if problem else "")
    monkeypatch.setattr("os.access", lambda *_: False)
    field.setText(str(tmp_path))
    assert summary(dialog) == "Folder: it cannot be written to."


def test_a_folder_that_was_set_before_is_not_looked_at(make, monkeypatch):
    looked = []
    monkeypatch.setattr(Path, "exists", lambda path: looked.append(path) or True)
    dialog = make(Settings(recording_folder="/a/network/disk/that/hangs"))
    editor(dialog, "mirror").set_value(True)
    assert looked == []
    assert button(dialog, "Apply").isEnabled()


def test_browsing_takes_the_folder(dialog, qtbot, tmp_path):
    folder = editor(dialog, "recording_folder")
    assert isinstance(folder, FolderEditor)
    assert folder.field.placeholderText() == str(paths.default_recording_dir())
    click(qtbot, folder.browse)
    chooser = dialog.findChild(QFileDialog)
    assert chooser.isVisible()
    chooser.fileSelected.emit(str(tmp_path))
    chooser.reject()
    assert folder.value() == str(tmp_path)


def ask_to_reset(dialog: SettingsDialog, qtbot) -> QMessageBox:
    click(qtbot, button(dialog, "RestoreDefaults"))
    question = dialog.findChild(QMessageBox)
    qtbot.waitUntil(question.isVisible)
    return question


def test_reset_asks_and_saves_nothing_by_itself(make, qtbot):
    dialog = make(UNLIKE_DEFAULTS)
    told = Told(dialog)
    question = ask_to_reset(dialog, qtbot)
    click(qtbot, question.button(QMessageBox.StandardButton.Cancel))
    assert dialog.settings() == UNLIKE_DEFAULTS
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is None)

    question = ask_to_reset(dialog, qtbot)
    assert question.defaultButton().text().replace("&", "") == "Cancel"
    (reset,) = (each for each in question.buttons() if each.text() == "&Reset")
    click(qtbot, reset)
    assert dialog.settings() == Settings()
    assert told.applied == []
    click(qtbot, button(dialog, "Apply"))
    assert told.applied == [Settings()]


def test_reset_mends_what_is_bad(dialog, qtbot):
    editor(dialog, "recording_name").field.setText("a/b")
    question = ask_to_reset(dialog, qtbot)
    (reset,) = (each for each in question.buttons() if each.text() == "&Reset")
    click(qtbot, reset)
    assert summary(dialog) == ""
    assert button(dialog, "Ok").isEnabled()


def find(parent: QWidget, kind: type, text: str) -> QWidget:
    (found,) = (each for each in parent.findChildren(kind) if text in each.text().replace("&", ""))
    return found


def choose_model(dialog: SettingsDialog, qtbot, file: Path) -> None:
    click(qtbot, find(editor(dialog, "model_file"), QPushButton, "Load another"))
    chooser = dialog.findChild(QFileDialog)
    chooser.fileSelected.emit(str(file))
    chooser.reject()
    qtbot.waitUntil(lambda: dialog.findChild(QFileDialog) is None)


def test_a_network_is_used_only_after_it_was_checked(dialog, qtbot, tmp_path):
    told = Told(dialog)
    file = tmp_path / "own.tflite"
    choose_model(dialog, qtbot, file)
    model = editor(dialog, "model_file")
    assert told.models == [str(file)]
    assert dialog.settings().model_file == ""
    assert model.findChild(QProgressBar).isVisible()
    for which in ("Ok", "Apply", "RestoreDefaults"):
        assert not button(dialog, which).isEnabled()
    assert "still being checked" in summary(dialog)

    dialog.show_model_result(str(file), True, "It can be used.")
    assert find(model, QLabel, "It can be used.").isVisible()
    assert not model.findChild(QProgressBar).isVisible()
    click(qtbot, button(dialog, "Ok"))
    assert told.applied == [Settings(model_file=str(file))]


def test_a_network_that_is_no_good_is_not_used(make, qtbot, tmp_path):
    dialog = make(UNLIKE_DEFAULTS)
    file = tmp_path / "bad.keras"
    choose_model(dialog, qtbot, file)
    dialog.show_model_result(str(file), False, "<b>It has 1000 labels.</b>")
    label = find(editor(dialog, "model_file"), QLabel, "1000 labels")
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.font().bold()  # not to be taken for the words that stood there before
    assert dialog.settings() == UNLIKE_DEFAULTS
    assert not button(dialog, "Apply").isEnabled()
    assert button(dialog, "Ok").isEnabled()


def test_back_to_the_built_in_network(make, qtbot):
    dialog = make(UNLIKE_DEFAULTS)
    back = find(editor(dialog, "model_file"), QPushButton, "Back to")
    click(qtbot, back)
    assert dialog.settings() == replace(UNLIKE_DEFAULTS, model_file="")
    assert not back.isEnabled()


def test_an_answer_that_nobody_waits_for_changes_nothing(dialog):
    dialog.show_model_result("/nets/own.tflite", True, "It can be used.")
    assert dialog.settings() == Settings()


def test_an_answer_about_another_network_is_passed_over(dialog, qtbot, tmp_path):
    file = tmp_path / "second.tflite"
    choose_model(dialog, qtbot, file)
    dialog.show_model_result(str(tmp_path / "first.tflite"), True, "It can be used.")
    assert "still being checked" in summary(dialog)
    assert dialog.settings() == Settings()
    dialog.show_model_result(str(file), True, "It can be used.")
    assert dialog.settings() == Settings(model_file=str(file))


def test_blurring_all_faces_is_told_where_it_overrules(dialog):
    assert note(dialog, "recording_mode") == ""
    editor(dialog, "blur_faces").set_value(True)
    assert "Privacy" in note(dialog, "recording_mode")


def test_the_keys_of_each_tab_are_all_different(dialog):
    tabs = dialog.findChild(QTabWidget)
    titles = [tabs.tabText(i) for i in range(tabs.count())]
    always = titles + [each.text() for each in dialog.findChild(QDialogButtonBox).buttons()]
    for i in range(tabs.count()):
        page = tabs.widget(i)
        texts = [
            each.text()
            for kind in (QLabel, QPushButton, QCheckBox)
            for each in page.findChildren(kind)
        ]
        keys = [key.lower() for text in always + texts for key in mnemonics(text)]
        assert [key for key, count in Counter(keys).items() if count > 1] == [], titles[i]


def mnemonics(text: str) -> list[str]:
    return re.findall(r"&(\w)", text.replace("&&", ""))


def test_every_setting_is_reached_by_its_key(dialog, qtbot):
    tabs = dialog.findChild(QTabWidget)
    for each in dialog.findChildren(Editor):
        page = editor(dialog, each.name) and tabs.currentWidget()
        tabs.tabBar().setFocus()
        if isinstance(each.field, QCheckBox):
            (key,) = mnemonics(each.field.text())
            before = each.value()
            qtbot.keyClick(dialog, key.lower(), Qt.KeyboardModifier.AltModifier)
            qtbot.waitUntil(lambda each=each, before=before: each.value() != before)
        else:
            buddies = [x for x in page.findChildren(QLabel) if x.buddy() is each.field]
            assert len(buddies) == 1, each.name
            if keys := mnemonics(buddies[0].text()):
                qtbot.keyClick(dialog, keys[0].lower(), Qt.KeyboardModifier.AltModifier)
                assert each.field.hasFocus(), each.name
    qtbot.keyClick(dialog, "p", Qt.KeyboardModifier.AltModifier)
    assert tabs.tabText(tabs.currentIndex()) == "&Privacy"


def test_the_tab_key_goes_from_top_to_bottom(dialog, qtbot):
    tabs = dialog.findChild(QTabWidget)
    for i in range(tabs.count()):
        tabs.setCurrentIndex(i)
        tabs.tabBar().setFocus()
        wanted = [
            each.field for each in tabs.widget(i).editors().values() if each.name != "model_file"
        ]
        visited = []
        for _ in range(30):
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            if QApplication.focusWidget() is tabs.tabBar():
                break
            visited.append(QApplication.focusWidget())
        assert [widget for widget in visited if widget in wanted] == wanted
        texts = [widget.text() for widget in visited if isinstance(widget, QPushButton)]
        assert {"&OK", "&Cancel", "Rese&t to defaults…"} <= set(texts)


def test_every_field_has_a_name_for_screen_readers(dialog):
    for each in dialog.findChildren(Editor):
        name = (
            each.field.text() if isinstance(each.field, QCheckBox) else each.field.accessibleName()
        )
        assert name
        assert not isinstance(each.field, QLineEdit | QComboBox) or "&" not in name
    assert editor(dialog, "detection_size_px").field.accessibleName() == "Search size"


def test_the_wheel_does_not_change_what_it_scrolls_past(dialog):
    for name in ("detection_size_px", "theme"):
        field = editor(dialog, name).field
        dialog.findChild(QTabWidget).tabBar().setFocus()
        before = dialog.settings()
        turn(field)
        assert dialog.settings() == before
        field.setFocus()
        turn(field)
        assert dialog.settings() != before


def turn(field: QWidget) -> None:
    """The mouse wheel towards the user, over a field."""
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


class _LongWords(QTranslator):
    """A language that needs half as much room again."""

    def translate(self, _context, source, _disambiguation=None, _n=-1):
        return source + "ä" * (len(source) // 2) if len(source) > 2 else source

    def isEmpty(self):
        return False


def test_long_words_fit_into_a_small_window(make):
    translator = _LongWords()
    QApplication.installTranslator(translator)
    try:
        dialog = make(replace(Settings(), recording_name="a/b"))
        dialog.resize(900, 600)
        assert (dialog.width(), dialog.height()) == (900, 600)
        tabs = dialog.findChild(QTabWidget)
        for i in range(tabs.count()):
            page = tabs.widget(i)
            tabs.setCurrentWidget(page)
            QApplication.processEvents()
            assert page.widget().width() <= page.viewport().width()
            assert page.widget().minimumSizeHint().width() <= page.viewport().width()
            for field in page.findChildren(QSpinBox):
                assert field.width() >= field.minimumSizeHint().width()
    finally:
        QApplication.removeTranslator(translator)


def test_what_is_typed_into_has_the_name_of_its_setting(dialog):
    for box in dialog.findChildren(QSpinBox):
        assert box.lineEdit().accessibleName() == box.accessibleName() != ""


def test_it_opens_with_all_tabs_in_sight(dialog):
    bar = dialog.findChild(QTabWidget).tabBar()
    assert bar.width() >= bar.sizeHint().width()
    assert dialog.width() <= 860
    assert dialog.height() <= 560
