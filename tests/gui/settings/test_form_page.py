"""A page of the settings dialog."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from maskapp.gui.settings.form_page import FormPage, without_mnemonic
from maskapp.gui.settings.setting_editors import NumberEditor, SwitchEditor, TextEditor
from maskapp.settings.settings import Settings
from tests.support.settings_dialog_helpers import note_of


@pytest.fixture
def page(qtbot) -> FormPage:
    page = FormPage()
    qtbot.addWidget(page)
    page.add_row("File &name:", TextEditor("recording_name"), "For example door.")
    page.add_row("", SwitchEditor("mirror", "M&irror"))
    page.add_row("&Wait:", NumberEditor("violation_cooldown_s", "s", step=1))
    page.editors()["recording_name"].set_value("door")
    page.show()
    return page


def test_a_problem_replaces_the_hint_until_it_is_solved(page) -> None:
    name = page.editors()["recording_name"]
    assert page.check() == []
    assert note_of(name) == "For example door."
    name.set_value("")
    assert page.check() == ["File name is empty."]
    assert note_of(name) == "File name is empty."
    name.set_value("window")
    assert page.check() == []
    assert note_of(name) == "For example door."


def test_a_hint_can_be_replaced(page) -> None:
    page.set_hint("mirror", "Labels stay readable.")
    assert note_of(page.editors()["mirror"]) == "Labels stay readable."


def test_a_switch_has_no_label_of_its_own(page) -> None:
    buddies = [label.buddy() for label in page.findChildren(QLabel) if label.buddy()]
    assert buddies == [
        page.editors()[name].field for name in ("recording_name", "violation_cooldown_s")
    ]


def test_emits_when_an_editor_changes(page, qtbot) -> None:
    with qtbot.waitSignal(page.changed):
        page.editors()["mirror"].set_value(True)


def test_is_wide_enough_at_its_smallest_size(page) -> None:
    page.resize(page.minimumSizeHint())
    assert page.widget().minimumSizeHint().width() <= page.viewport().width()


def test_a_small_page_scrolls_to_the_field_of_a_mnemonic(page, qtbot) -> None:
    with qtbot.waitActive(page):
        page.resize(page.minimumSizeHint().width(), 80)
    field = page.editors()["violation_cooldown_s"].field
    assert field.visibleRegion().isEmpty()
    qtbot.keyClick(page, "w", Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(field.hasFocus)
    assert field.visibleRegion().boundingRect() == field.rect()


@pytest.mark.parametrize(
    ("text", "plain"),
    [("File &name:", "File name"), ("S&&naps && &more", "S&naps & more"), ("名前：", "名前")],
)
def test_without_mnemonic(text, plain) -> None:
    assert without_mnemonic(text) == plain


def test_a_row_is_enabled_while_it_applies_or_has_a_problem(page) -> None:
    page.add_row("Broker:", TextEditor("mqtt_host"), applies=lambda settings: settings.mqtt_on)
    host = page.editors()["mqtt_host"]
    page.follow_switches(Settings())
    assert not host.field.isEnabled()
    assert page.editors()["mirror"].field.isEnabled()
    page.follow_switches(Settings(mqtt_on=True))
    assert host.field.isEnabled()
    host.set_value("not a host")
    page.follow_switches(Settings())
    assert host.field.isEnabled() == bool(host.problem())
