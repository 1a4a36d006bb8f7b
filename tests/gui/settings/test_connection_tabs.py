"""The tabs for what other programs get, in the dialog."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from maskapp.gui.settings.connection_tabs import MqttTab, WebhookTab
from maskapp.gui.settings.setting_note import SettingNote
from maskapp.gui.shared.text_labels import WrappedLabel
from maskapp.live.outside.service_status import ServiceStatus
from tests.support.settings_dialog_helpers import (
    ALL_ON,
    Emitted,
    button_of,
    child_with_text,
    click,
    editor_of,
    note_of,
    tabs_of,
)


def show_tab(dialog, kind: type):
    tab = dialog.findChild(kind)
    tabs_of(dialog).setCurrentWidget(tab)
    return tab


def secret_line(tab) -> QLineEdit:
    return tab.secret.findChild(QLineEdit)


@pytest.mark.parametrize(
    ("kind", "name"), [(WebhookTab, "webhook_secret"), (MqttTab, "mqtt_password")]
)
def test_a_password_is_given_once_and_is_no_setting(make_dialog, qtbot, kind, name):
    dialog = make_dialog(ALL_ON)
    emitted, given = Emitted(dialog), []
    dialog.secret_given.connect(lambda *secret: given.append(secret))
    tab = show_tab(dialog, kind)
    assert not button_of(dialog, "Apply").isEnabled()
    qtbot.keyClicks(secret_line(tab), "geheim")
    click(qtbot, button_of(dialog, "Apply"))
    assert given == [(name, "geheim")]
    assert emitted.applied == [ALL_ON]
    assert secret_line(tab).text() == ""
    assert not button_of(dialog, "Apply").isEnabled()
    click(qtbot, button_of(dialog, "Ok"))
    assert len(given) == 1


def test_the_fields_of_passwords_have_accessible_names(dialog):
    names = [secret_line(show_tab(dialog, kind)).accessibleName() for kind in (WebhookTab, MqttTab)]
    assert names == ["Secret key", "Password"]


def test_a_password_in_the_address_is_a_problem(dialog, qtbot):
    editor = editor_of(dialog, "webhook_url")
    editor.set_value("https://me:geheim@hall/")
    assert "user name or password" in note_of(editor)
    assert "geheim" not in note_of(editor)
    assert not button_of(dialog, "Ok").isEnabled()


def test_there_is_nothing_to_try_without_a_usable_address(dialog):
    tab = show_tab(dialog, WebhookTab)
    button = child_with_text(tab.box, QPushButton, "Test")
    assert not button.isEnabled()
    editor_of(dialog, "webhook_url").set_value("hall")
    assert not button.isEnabled()
    editor_of(dialog, "webhook_url").set_value("http://hall/")
    assert button.isEnabled()


def test_a_trial_uses_what_is_in_the_dialog(make_dialog, qtbot):
    dialog, asked = make_dialog(ALL_ON), []
    dialog.trial_requested.connect(lambda *request: asked.append(request))
    tab = show_tab(dialog, MqttTab)
    editor_of(dialog, "mqtt_host").set_value("door")
    button = child_with_text(tab.box, QPushButton, "Test")
    click(qtbot, button)
    dialog.show_trial("mqtt", "fine", False)
    qtbot.keyClicks(secret_line(tab), "word")
    click(qtbot, button)
    expected = replace(ALL_ON, mqtt_host="door")
    assert asked == [("mqtt", expected, None), ("mqtt", expected, "word")]


def test_each_tab_shows_the_state_of_its_service(dialog):
    dialog.show_status(ServiceStatus("mqtt", "hall", is_connected=True))
    texts = [
        show_tab(dialog, kind).box.findChild(WrappedLabel).accessibleName()
        for kind in (WebhookTab, MqttTab)
    ]
    assert texts == ["Off: nothing is sent.", "Connected to hall."]


def test_the_port_follows_tls_unless_it_is_another_one(make_dialog):
    dialog = make_dialog(ALL_ON)
    port, tls = editor_of(dialog, "mqtt_port"), editor_of(dialog, "mqtt_tls")
    tls.field.click()
    assert port.value() == 8883
    tls.field.click()
    assert port.value() == 1883
    port.set_value(2000)
    tls.field.click()
    assert port.value() == 2000
    assert port.field.text() == "2000"


def test_a_usual_port_that_was_saved_stays_until_the_user_switches_tls(make_dialog):
    dialog = make_dialog(replace(ALL_ON, mqtt_tls=True, mqtt_port=1883))
    port, tls = editor_of(dialog, "mqtt_port"), editor_of(dialog, "mqtt_tls")
    assert port.value() == 1883
    QAccessible.queryAccessibleInterface(tls.field).actionInterface().doAction("Toggle")
    assert (tls.value(), port.value()) == (False, 1883)
    QAccessible.queryAccessibleInterface(tls.field).actionInterface().doAction("Toggle")
    assert (tls.value(), port.value()) == (True, 8883), "as screen readers switch it"


def test_a_password_of_the_environment_is_not_taken_from_the_dialog(make_dialog):
    dialog = make_dialog(ALL_ON)
    for field in dialog.secret_fields():
        if field.name == "mqtt_password":
            field.use_environment("MASKAPP_MQTT_PASSWORD")
    assert not secret_line(show_tab(dialog, MqttTab)).isEnabled()
    assert secret_line(show_tab(dialog, WebhookTab)).isEnabled()


def test_what_came_of_a_trial_is_in_view(make_dialog, qtbot):
    dialog = make_dialog(ALL_ON)
    dialog.resize(dialog.width(), 320)
    for kind in (WebhookTab, MqttTab):
        tab = show_tab(dialog, kind)
        tab.verticalScrollBar().setValue(0)
        dialog.show_trial(tab.service, "The server took the message: 200 OK, fine", False)
        note = tab.box.findChild(SettingNote)

        def is_in_view(tab=tab, note=note) -> bool:
            return (
                tab.viewport()
                .rect()
                .contains(note.rect().translated(note.mapTo(tab.viewport(), note.rect().topLeft())))
            )

        qtbot.waitUntil(is_in_view)


def test_no_line_is_cut_by_what_came_of_a_trial(make_dialog, qtbot):
    dialog = make_dialog(ALL_ON)
    tab = show_tab(dialog, MqttTab)
    long = "The broker 127.0.0.1 took the message at maskapp/maskapp-ec8ec817/events"
    for text in ("", long, "", long):  # it comes once everything else has its place
        dialog.show_trial("mqtt", text, False)
        for _ in range(5):
            QApplication.processEvents()
        labels = [label for label in tab.findChildren(WrappedLabel) if label.isVisible()]
        for label in labels:
            assert label.height() >= label.heightForWidth(label.width()), label.text()
