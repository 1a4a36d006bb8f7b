import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.gui.window import theme_follower
from maskapp.gui.window.theme_follower import ThemeFollower


@pytest.fixture
def applied(monkeypatch) -> list[str]:
    themes: list[str] = []
    monkeypatch.setattr(theme_follower, "apply_theme", themes.append)
    return themes


@pytest.fixture
def store(qapp, tmp_path, applied):
    made = SettingsStore(tmp_path)
    ThemeFollower(made)
    yield made
    made.stop()
    made.deleteLater()


def test_only_another_theme_restyles_the_window(store, applied) -> None:
    store.change(mirror=not store.settings.mirror)
    assert applied == ["system"]
    store.change(theme="dark")
    assert applied == ["system", "dark"]


def test_a_change_of_the_system_matters_only_if_it_is_followed(store, applied) -> None:
    announce = QGuiApplication.styleHints().colorSchemeChanged.emit
    announce(Qt.ColorScheme.Dark)
    assert applied == ["system", "system"]
    store.change(theme="light")
    announce(Qt.ColorScheme.Light)
    assert applied == ["system", "system", "light"]
