"""The owner of the settings: applying, saving, announcing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from maskapp.errors import OutputError
from maskapp.files import json_files
from maskapp.gui.settings.settings_store import SettingsStore
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.settings.settings import SETTINGS_OF_NEW_FOLDERS, Settings
from maskapp.settings.settings_file import SETTINGS_FILE_NAME, load_settings, save_settings
from tests.support.unreadable_files import cannot_be_read


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
    new = SETTINGS_OF_NEW_FOLDERS
    assert announced == [replace(new, mirror=True), replace(new, mirror=True, theme="dark")]
    assert store.settings == announced[-1]
    store.stop()
    assert load_settings(path) == (announced[-1], [])


def test_the_same_settings_are_neither_announced_nor_saved(open_store, path) -> None:
    store = open_store()
    announced: list[Settings] = []
    store.changed.connect(announced.append)
    store.use(store.settings)
    store.stop()
    assert announced == []
    assert not path.exists()


def test_a_failure_to_save_is_reported_and_the_settings_hold(open_store, tmp_path, qtbot) -> None:
    (tmp_path / "file").write_text("")
    store = open_store(tmp_path / "file")
    with qtbot.waitSignal(store.failed) as failed:
        store.change(mirror=True)
    assert "cannot be saved" in failed.args[0]
    assert failed.args[0].endswith("They apply until Maskapp is closed")
    assert store.settings.mirror


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


def test_a_new_folder_keeps_snapshots_for_a_week_from_the_first_start_on(open_store, path) -> None:
    store = open_store()
    assert store.is_new
    assert store.settings.retention_days == 7
    store.start()
    store.stop()
    (path.parent / SNAPSHOT_FOLDER).mkdir()  # as the snapshot log does then
    again = open_store()
    assert not again.is_new
    assert again.settings == SETTINGS_OF_NEW_FOLDERS


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{}", 0),
        ('{"theme": "dark"}', 0),
        ('{"retention_days": 0}', 0),
        ('{"retention_days": 30}', 30),
        ('{"retention_days": -5}', 0),
        ('{"retention_days": "x"}', 0),
        ("not JSON", 0),
        ("", 0),
        ("[]", 0),
    ],
)
@pytest.mark.parametrize("has_log", [False, True])
def test_settings_from_before_delete_nothing_that_they_did_not(
    open_store, path, content, expected, has_log
) -> None:
    path.write_text(content)
    if has_log:
        (path.parent / SNAPSHOT_FOLDER).mkdir()
    store = open_store()
    assert not store.is_new
    assert store.settings.retention_days == expected
    store.start()
    store.stop()
    assert path.read_text() == content, "nothing is written before the user changes something"


def test_a_log_without_settings_keeps_everything(open_store, path) -> None:
    (path.parent / SNAPSHOT_FOLDER).mkdir()
    store = open_store()
    assert not store.is_new
    assert store.settings == Settings()
    store.start()
    store.stop()
    assert not path.exists()


def test_settings_that_lead_nowhere_are_settings(open_store, path) -> None:
    path.symlink_to(path.parent / "gone.json")
    store = open_store()
    assert not store.is_new
    assert store.settings.retention_days == 0


def test_a_file_that_cannot_be_read_at_the_start_is_not_overwritten(
    open_store, path, qtbot
) -> None:
    kept = Settings(blur_faces=True, retention_mb=500)
    save_settings(kept, path)
    content = path.read_bytes()
    with cannot_be_read(path):
        store = open_store()
        assert "settings.json cannot be read (Input/output error)" in store.load_message
        assert "Nothing is saved there for now" in store.load_message
        with qtbot.waitSignal(store.failed) as failed:
            store.change(mirror=True)
        assert "apply until Maskapp is closed" in failed.args[0]
    assert store.settings == Settings(mirror=True)
    assert path.read_bytes() == content


def test_what_could_not_be_read_at_the_start_is_read_before_the_next_change(
    open_store, path
) -> None:
    save_settings(Settings(blur_faces=True, retention_mb=500), path)
    with cannot_be_read(path):
        store = open_store()
        store.change(mirror=True)
        store.stop()
    announced: list[Settings] = []
    store.changed.connect(announced.append)
    store.change(theme="dark")
    store.stop()
    together = Settings(blur_faces=True, retention_mb=500, mirror=True, theme="dark")
    assert announced == [store.settings] == [together]
    assert load_settings(path) == (together, [])


def test_a_change_back_to_a_default_counts_while_the_file_cannot_be_copied(
    open_store, path, monkeypatch
) -> None:
    save_settings(Settings(blur_faces=True), path)
    with cannot_be_read(path):
        store = open_store()

    def full(*_arguments: object) -> None:
        raise OutputError("the disk is full")

    monkeypatch.setattr(json_files, "write_private", full)
    store.change(mirror=True)
    assert store.settings == Settings(blur_faces=True, mirror=True)
    store.change(blur_faces=False)
    assert store.settings == Settings(mirror=True)
