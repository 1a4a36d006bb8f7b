"""The owner of the settings: applying, saving, announcing."""

import json
from pathlib import Path

import pytest

from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.settings.settings import Settings
from maskapp.settings.settings_file import SETTINGS_FILE_NAME, load_settings


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / SETTINGS_FILE_NAME


@pytest.fixture
def open_store(qapp, tmp_path):
    stores: list[SettingsStore] = []

    def open_store(data_dir: Path = tmp_path) -> SettingsStore:
        stores.append(SettingsStore(data_dir))
        return stores[-1]

    yield open_store
    for store in stores:
        store.stop()


def test_a_change_is_announced_and_saved(open_store, path) -> None:
    store = open_store()
    announced: list[Settings] = []
    store.changed.connect(announced.append)
    store.change(mirror=True)
    store.change(theme="dark")
    assert announced == [Settings(mirror=True), Settings(mirror=True, theme="dark")]
    assert store.settings == announced[-1]
    store.stop()
    assert load_settings(path) == (announced[-1], [])


def test_the_same_settings_are_neither_announced_nor_saved(open_store, path) -> None:
    store = open_store()
    announced: list[Settings] = []
    store.changed.connect(announced.append)
    store.use(Settings())
    store.stop()
    assert announced == []
    assert not path.exists()


def test_a_failure_to_save_is_reported_and_the_settings_hold(open_store, tmp_path, qtbot) -> None:
    (tmp_path / "file").write_text("")
    store = open_store(tmp_path / "file")
    with qtbot.waitSignal(store.failed) as failed:
        store.change(mirror=True)
    assert "cannot be saved" in failed.args[0]
    assert store.settings == Settings(mirror=True)


def test_a_complete_file_gives_no_message(open_store, path) -> None:
    path.write_text(json.dumps({"theme": "dark"}))
    store = open_store()
    assert store.settings == Settings(theme="dark")
    assert store.load_message == ""


def test_a_damaged_file_gives_a_message_that_names_its_copy(open_store, path) -> None:
    path.write_text("{")
    store = open_store()
    [copy] = path.parent.glob("settings.broken-*.json")
    assert store.settings == Settings()
    assert "settings.json is not valid JSON (line 1)" in store.load_message
    assert str(copy) in store.load_message
    assert copy.read_text() == "{"


def test_many_problems_make_a_short_message_and_are_all_logged(open_store, path, caplog) -> None:
    path.write_text(json.dumps({f"colour{i}": i for i in range(50)}))
    message = open_store().load_message
    assert "colour1 " in message
    assert "colour2 " not in message
    assert "The log file lists 48 more." in message
    assert "colour49 " in caplog.text
