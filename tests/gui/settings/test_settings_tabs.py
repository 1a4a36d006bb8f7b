"""The tabs of the settings dialog."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QFormLayout, QLineEdit, QSpinBox

from maskapp.gui.settings.form_section import FormSection
from maskapp.gui.settings.secret_field import SecretField
from maskapp.gui.settings.setting_editors import TextEditor
from maskapp.settings.settings import Settings
from tests.support.drags import dropped
from tests.support.settings_dialog_helpers import editor_of, note_of, tabs_of


class _LongerLanguage(QTranslator):
    """Makes every text half as long again, as in many languages."""

    def translate(self, _context, source, _disambiguation=None, _n=-1):
        return source + "ä" * (len(source) // 2) if len(source) > 2 else source

    def isEmpty(self):
        return False


@pytest.fixture
def _longer_language(qapp):
    translator = _LongerLanguage()
    QApplication.installTranslator(translator)
    yield
    QApplication.removeTranslator(translator)


@pytest.mark.usefixtures("_longer_language")
def test_longer_texts_fit_a_small_window(make_dialog) -> None:
    dialog = make_dialog(replace(Settings(), recording_name="a/b"))
    dialog.resize(900, 600)
    assert (dialog.width(), dialog.height()) == (900, 600)
    tabs = tabs_of(dialog)
    for i in range(tabs.count()):
        page = tabs.widget(i)
        tabs.setCurrentWidget(page)
        QApplication.processEvents()
        width = dialog.minimumSizeHint().width()
        for section in page.findChildren(FormSection):
            section.setChecked(True)
            QApplication.processEvents()
        assert dialog.minimumSizeHint().width() == width, "room for it was there before"
        assert page.widget().width() <= page.viewport().width()
        assert page.widget().minimumSizeHint().width() <= page.viewport().width()
        for field in page.findChildren(QSpinBox):
            assert field.width() >= field.minimumSizeHint().width()


def test_hints_are_sentences(dialog) -> None:
    tabs = tabs_of(dialog)
    names = [name for i in range(tabs.count()) for name in tabs.widget(i).editors()]
    hints = [note_of(editor_of(dialog, name)) for name in names if name != "recording_name"]
    hints = [hint for hint in hints if hint]
    assert len(hints) > 10
    for hint in hints:
        assert hint[0].isupper(), hint
        assert hint.endswith("."), hint


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("retention_days", 0, "Forever"),
        ("retention_days", 1, "1 day"),
        ("retention_mb", 0, "No limit"),
        ("detection_every_n_frames", 1, "1 frame"),
        ("detection_every_n_frames", 2, "2 frames"),
    ],
)
def test_numbers_read_naturally(dialog, name, value, text) -> None:
    editor = editor_of(dialog, name)
    editor.set_value(value)
    assert editor.field.text() == text


def test_no_row_that_stays_is_below_a_section_that_closes(dialog) -> None:
    tabs, sections = tabs_of(dialog), 0
    for i in range(tabs.count()):
        page = tabs.widget(i)
        for section in page.findChildren(FormSection):
            sections += 1
            form = section.parentWidget().layout()
            row, _ = form.getWidgetPosition(section)
            below = {
                form.itemAt(at, QFormLayout.ItemRole.FieldRole).widget()
                for at in range(row + 1, form.rowCount())
            }
            assert below == set(section.fields()), tabs.tabText(i)
    assert sections


def test_only_fields_for_files_and_folders_take_a_file_that_is_dropped(
    make_dialog, tmp_path
) -> None:
    on = Settings(alarm_chime=True, mqtt_on=True, mqtt_host="broker", webhook_on=True)
    dialog = make_dialog(replace(on, webhook_url="https://nowhere.invalid"))
    taken = set()
    for editor in dialog.findChildren(TextEditor):
        line = editor.findChild(QLineEdit)
        if dropped(line, tmp_path):
            taken.add(editor.name)
            assert editor.value() == str(tmp_path)
        assert "file:" not in line.text()
    assert taken == {"recording_folder", "alarm_sound_file", "outside_ca_file"}
    for field in dialog.findChildren(SecretField):
        assert not dropped(field.findChild(QLineEdit), tmp_path)
