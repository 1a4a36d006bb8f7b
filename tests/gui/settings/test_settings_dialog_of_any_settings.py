"""Whatever the settings are, the dialog shows them and changes none by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import example, given, settings

from maskapp.gui.settings.settings_dialog import SettingsDialog
from maskapp.settings.settings import Settings
from tests.support.any_settings import any_settings
from tests.support.leak_checks import finish_deletions
from tests.support.settings_dialog_helpers import Emitted, button_of

few = settings(max_examples=25)


@contextmanager
def shown(current: Settings) -> Iterator[SettingsDialog]:
    """A dialog as it opens."""
    dialog = SettingsDialog(current)
    dialog.show()
    try:
        yield dialog
    finally:
        dialog.close()
        dialog.deleteLater()
        finish_deletions()


@pytest.mark.usefixtures("qapp")
@few
@given(any_settings)
@example(Settings(mqtt_tls=True, mqtt_port=1883))
@example(Settings(mqtt_tls=False, mqtt_port=8883))
@example(Settings(alarm_days="sun fri"))
def test_a_dialog_that_was_just_opened_has_nothing_to_apply(current) -> None:
    with shown(current) as dialog:
        emitted = Emitted(dialog)
        assert dialog.settings() == current
        assert not button_of(dialog, "Apply").isEnabled()
        button_of(dialog, "Ok").click()
        assert not dialog.isVisible()
        assert emitted.applied == []


@pytest.mark.usefixtures("qapp")
@few
@given(any_settings, any_settings)
@example(Settings(mqtt_port=8883), Settings(mqtt_tls=True, mqtt_port=1883))
def test_a_dialog_shows_what_is_changed_elsewhere(current, changed) -> None:
    with shown(current) as dialog:
        dialog.follow(changed)
        assert dialog.settings() == changed
        assert not button_of(dialog, "Apply").isEnabled()
