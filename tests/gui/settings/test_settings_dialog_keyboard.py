"""The settings dialog by keyboard and screen reader."""

from collections import Counter

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTimeEdit,
    QToolButton,
    QWidget,
)

from maskapp.gui.settings.form_section import FormSection
from maskapp.gui.settings.preset_box import PresetBox
from maskapp.gui.settings.setting_editors import Editor
from maskapp.gui.settings.settings_tabs import DetectionTab
from tests.support.settings_dialog_helpers import ALL_ON, editor_of, mnemonics, tabs_of


def test_no_mnemonic_is_used_twice_in_a_tab(dialog) -> None:
    tabs = tabs_of(dialog)
    titles = [tabs.tabText(i) for i in range(tabs.count())]
    always = titles + [each.text() for each in dialog.findChild(QDialogButtonBox).buttons()]
    for i in range(tabs.count()):
        page = tabs.widget(i)
        texts = [
            each.text()
            for kind in (QLabel, QPushButton, QCheckBox, QToolButton)
            for each in page.findChildren(kind)
        ]
        letters = [letter.lower() for text in always + texts for letter in mnemonics(text)]
        assert [each for each, count in Counter(letters).items() if count > 1] == [], titles[i]


def test_a_mnemonic_toggles_a_switch(make_dialog, qtbot) -> None:
    dialog = make_dialog(ALL_ON)
    for editor in dialog.findChildren(Editor):
        if isinstance(editor.field, QCheckBox):
            editor_of(dialog, editor.name)
            tabs_of(dialog).tabBar().setFocus()
            [letter] = mnemonics(editor.field.text())
            before = editor.value()
            for value in (not before, before):
                qtbot.keyClick(dialog, letter.lower(), Qt.KeyboardModifier.AltModifier)
                qtbot.waitUntil(lambda editor=editor, value=value: editor.value() == value)


def test_a_mnemonic_moves_the_focus_to_an_editor(make_dialog, qtbot) -> None:
    dialog = make_dialog(ALL_ON)
    for editor in dialog.findChildren(Editor):
        if isinstance(editor.field, QCheckBox):
            continue
        editor_of(dialog, editor.name)
        tabs_of(dialog).tabBar().setFocus()
        labels = tabs_of(dialog).currentWidget().findChildren(QLabel)
        [label] = [each for each in labels if each.buddy() is editor.field]
        if editor.name == "model_file":  # its buttons have mnemonics of their own
            continue
        [letter] = mnemonics(label.text())
        qtbot.keyClick(dialog, letter.lower(), Qt.KeyboardModifier.AltModifier)
        assert editor.field.hasFocus(), editor.name


def test_a_mnemonic_opens_a_tab(dialog, qtbot) -> None:
    tabs = tabs_of(dialog)
    for i in reversed(range(tabs.count())):
        [letter] = mnemonics(tabs.tabText(i))
        qtbot.keyClick(dialog, letter.lower(), Qt.KeyboardModifier.AltModifier)
        assert tabs.currentIndex() == i


def test_the_list_of_pages_has_the_focus_first_and_is_read_by_arrow_keys(dialog, qtbot) -> None:
    tabs = tabs_of(dialog)
    assert tabs.tabBar().hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert tabs.currentIndex() == 1
    assert isinstance(tabs.currentWidget(), DetectionTab)
    names = QAccessible.queryAccessibleInterface(tabs.tabBar())
    pages = [names.child(i) for i in range(names.childCount())]
    tabs_read = [each for each in pages if each.role() == QAccessible.Role.PageTab]
    assert [each.text(QAccessible.Text.Name) for each in tabs_read] == [
        "General", "Detection", "Violations & snapshots", "Alarm", "Recording", "Privacy",
        "Door display", "Model", "Webhook", "MQTT",
    ]  # fmt: skip
    assert tabs_read[1].state().selected


@pytest.mark.parametrize("is_open", [False, True])
def test_the_tab_key_moves_from_top_to_bottom(make_dialog, qtbot, is_open: bool) -> None:
    dialog = make_dialog(ALL_ON)
    tabs = tabs_of(dialog)
    for i in range(tabs.count()):
        tabs.setCurrentIndex(i)
        page = tabs.widget(i)
        sections = page.findChildren(FormSection)
        for section in sections:
            section.setChecked(is_open)
        tabs.tabBar().setFocus()
        stops = [each.field for each in page.editors().values() if each.name != "model_file"]
        stops += [*sections, *page.findChildren(PresetBox)]
        expected = [stop for stop in stops if stop.isVisible()]
        expected.sort(key=lambda stop: stop.mapTo(page.widget(), QPoint()).y())
        visited = []
        for _ in range(40):
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
            if QApplication.focusWidget() is tabs.tabBar():
                break
            if QApplication.focusWidget() not in visited[-1:]:  # the hours, then the minutes
                visited.append(QApplication.focusWidget())
        assert [widget for widget in visited if widget in stops] == expected
        texts = {widget.text() for widget in visited if isinstance(widget, QPushButton)}
        assert {"OK", "Cancel", "Reset to defaults…"} <= texts


def test_every_field_has_an_accessible_name(dialog) -> None:
    for editor in dialog.findChildren(Editor):
        field = editor.field
        name = field.text() if isinstance(field, QCheckBox) else field.accessibleName()
        assert name, editor.name
        assert isinstance(field, QCheckBox) or "&" not in name
    assert editor_of(dialog, "detection_size_px").field.accessibleName() == "Detection size"


def test_the_line_edit_of_a_spin_box_has_the_same_accessible_name(dialog) -> None:
    boxes = dialog.findChildren(QAbstractSpinBox)
    assert {type(box) for box in boxes} == {QSpinBox, QDoubleSpinBox, QTimeEdit}
    for box in boxes:
        assert box.findChild(QLineEdit).accessibleName() == box.accessibleName() != ""


def test_whatever_takes_the_focus_has_an_accessible_name(make_dialog) -> None:
    dialog = make_dialog(ALL_ON)
    for widget in dialog.findChildren(QWidget):
        takes_focus = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy()
        if takes_focus and widget.window() is dialog:  # not the list of a box, which is a popup
            read = QAccessible.queryAccessibleInterface(widget)
            assert read.text(QAccessible.Text.Name), f"{widget} in {widget.parentWidget()}"
