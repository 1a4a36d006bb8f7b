"""The field for a password."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from maskapp.gui.settings.secret_field import SecretField
from maskapp.gui.settings.setting_note import SettingNote
from tests.support.settings_dialog_helpers import click


@pytest.fixture
def field(qtbot) -> SecretField:
    field = SecretField("mqtt_password")
    qtbot.addWidget(field)
    field.show()
    return field


def line_of(field) -> QLineEdit:
    return field.findChild(QLineEdit)


def test_changes_nothing_unless_something_is_typed(field):
    assert field.value() is None
    assert "keep" in line_of(field).placeholderText()


def test_takes_a_password_and_never_shows_it(field, qtbot):
    with qtbot.waitSignal(field.changed):
        qtbot.keyClicks(line_of(field), "word")
    assert field.value() == "word"
    assert line_of(field).echoMode() == QLineEdit.EchoMode.Password
    assert line_of(field).displayText() != "word"
    field.reset()
    assert field.value() is None


def test_forgets_what_is_kept_unless_another_one_is_typed(field, qtbot):
    qtbot.keyClicks(line_of(field), "word")
    click(qtbot, field.findChild(QPushButton))
    assert field.value() == ""
    assert "Forgotten" in line_of(field).placeholderText()
    qtbot.keyClicks(line_of(field), "x")
    assert field.value() == "x"


def test_says_what_becomes_of_what_is_kept(field, qtbot):
    keep = line_of(field).placeholderText()
    click(qtbot, field.findChild(QPushButton))
    forget = line_of(field).placeholderText()
    assert "Forgotten" in forget
    qtbot.keyClicks(line_of(field), "x")
    qtbot.keyClick(line_of(field), Qt.Key.Key_Backspace)
    assert (field.value(), line_of(field).placeholderText()) == (None, keep)
    click(qtbot, field.findChild(QPushButton))
    assert (field.value(), line_of(field).placeholderText()) == ("", forget)
    field.reset()
    assert (field.value(), line_of(field).placeholderText()) == (None, keep)


def test_takes_nothing_if_the_environment_has_it(field):
    field.use_environment("MASKAPP_MQTT_PASSWORD")
    assert "MASKAPP_MQTT_PASSWORD" in line_of(field).placeholderText()
    assert not line_of(field).isEnabled()
    assert field.value() is None


def test_says_that_its_own_password_was_not_kept_until_another_is_typed(field, qtbot):
    note = field.findChild(SettingNote)
    assert not note.isVisible()
    field.show_refusal("webhook_secret", "There is no keyring.")
    assert not note.isVisible()
    qtbot.keyClicks(line_of(field), "word")
    field.show_refusal("mqtt_password", "There is no keyring.")
    field.reset()
    assert note.isVisible()
    assert note.text() == "There is no keyring."
    qtbot.keyClicks(line_of(field), "w")
    assert not note.isVisible()
