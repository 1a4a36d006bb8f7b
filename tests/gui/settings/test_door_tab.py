from dataclasses import replace

from PySide6.QtWidgets import QLineEdit

from maskapp.settings.settings import Settings
from tests.support.settings_dialog_helpers import editor_of


def test_an_empty_field_shows_the_words_that_are_used(dialog):
    field = editor_of(dialog, "door_put_on").findChild(QLineEdit)
    assert field.text() == ""
    assert field.placeholderText() == "Please put on your mask"


def test_own_words_become_settings(dialog):
    editor_of(dialog, "door_welcome").set_value("Danke, bitte eintreten")
    editor_of(dialog, "door_picture").set_value(True)
    expected = replace(Settings(), door_welcome="Danke, bitte eintreten", door_picture=True)
    assert dialog.settings() == expected


def test_a_sentence_that_nobody_could_read_is_refused(dialog):
    editor = editor_of(dialog, "door_idle")
    editor.set_value("x" * 121)
    assert editor.problem() == "is longer than 120 characters"
