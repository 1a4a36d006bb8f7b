"""The state of a service and its trial."""

import time

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton

from maskapp.gui.settings.service_box import ServiceBox
from maskapp.gui.settings.setting_note import SettingNote
from maskapp.gui.shared.text_labels import WrappedLabel
from maskapp.live.outside.service_status import ServiceStatus
from tests.support.settings_dialog_helpers import click


@pytest.fixture
def box(qtbot) -> ServiceBox:
    box = ServiceBox("webhook")
    qtbot.addWidget(box)
    box.show()
    return box


def text_of(box) -> str:
    labels = [each for each in box.findChildren(WrappedLabel) if each.parent() is box]
    return labels[0].accessibleName()


def test_says_how_the_service_is_doing(box):
    assert text_of(box) == "Off: nothing is sent."
    box.show_status(ServiceStatus("webhook", "hall", sent=3))
    assert text_of(box) == "3 sent."


def test_counts_down_while_it_is_visible(box):
    timer = box.findChild(QTimer)
    assert timer.isActive()
    at_s = time.monotonic() + 40
    box.show_status(ServiceStatus("webhook", "hall", waiting=1, problem="No", retry_at_s=at_s))
    assert "trying again in 40 s" in text_of(box)
    box._status = ServiceStatus("webhook", "hall", waiting=1, problem="No", retry_at_s=at_s - 10)
    timer.timeout.emit()
    assert "trying again in 30 s" in text_of(box)
    box.hide()
    assert not timer.isActive()


@pytest.mark.parametrize("is_problem", [True, False])
def test_tries_once_at_a_time_and_shows_what_came_of_it(box, qtbot, is_problem):
    button = box.findChild(QPushButton)
    with qtbot.waitSignal(box.trial_requested):
        click(qtbot, button)
    assert (button.text(), button.isEnabled()) == ("Testing…", False)
    box.show_trial("It is shut", is_problem=is_problem)
    assert button.isEnabled()
    note = box.findChild(SettingNote)
    assert note.text() == "It is shut."
    assert note._icon.isVisible() is is_problem


def test_without_an_address_it_cannot_be_tried_once_the_trial_is_over(box, qtbot):
    button = box.findChild(QPushButton)
    click(qtbot, button)
    box.set_can_try(True)
    assert not button.isEnabled(), "one trial at a time"
    box.set_can_try(False)
    box.show_trial("It is shut", is_problem=True)
    assert (button.text(), button.isEnabled()) == ("&Test", False)
    box.set_can_try(True)
    assert button.isEnabled()
