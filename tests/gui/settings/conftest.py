"""Settings dialogs that are shown."""

import pytest

from maskapp.gui.settings.settings_dialog import SettingsDialog
from maskapp.settings.settings import Settings


@pytest.fixture
def make_dialog(qtbot):
    def make(settings: Settings) -> SettingsDialog:
        dialog = SettingsDialog(settings)
        qtbot.addWidget(dialog)
        with qtbot.waitActive(dialog):
            dialog.show()
        return dialog

    return make


@pytest.fixture
def dialog(make_dialog) -> SettingsDialog:
    return make_dialog(Settings())
