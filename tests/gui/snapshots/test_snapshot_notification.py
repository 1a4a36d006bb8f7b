import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from maskapp.gui.snapshots.snapshot_notification import SnapshotNotification
from maskapp.records import MaskLabel
from maskapp.settings import Settings

MASK, BARE, WRONG, UNSURE = MaskLabel


class FakeSettings(QObject):
    changed = Signal(object)

    def __init__(self, **values):
        super().__init__()
        self.settings = Settings(desktop_notifications=False, **values)


class FakePreview(QObject):
    flashes = 0

    def flash(self):
        self.flashes += 1


@pytest.mark.parametrize("has_sound", [True, False])
def test_a_snapshot_flashes_and_beeps_if_the_settings_ask_for_it(qapp, monkeypatch, has_sound):
    beeps = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append("beep"))
    preview = FakePreview()
    notification = SnapshotNotification(FakeSettings(snapshot_sound=has_sound), preview)
    notification.show("manual", "Door")
    assert preview.flashes == 1
    assert beeps == ["beep"] * has_sound
