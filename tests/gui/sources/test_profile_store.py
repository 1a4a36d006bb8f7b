"""The owner of names and zones: applying, saving, announcing."""

import pytest

from maskapp.errors import OutputError
from maskapp.files import json_files
from maskapp.gui.sources.profile_store import ProfileStore
from maskapp.live.zones.profiles_file import PROFILES_FILE_NAME, load_profiles, save_profiles
from maskapp.live.zones.source_profiles import SourceProfile, SourceProfiles
from tests.support.unreadable_files import cannot_be_read

ENTRANCE = SourceProfile("Entrance")


@pytest.fixture
def open_store(qapp, tmp_path):
    stores: list[ProfileStore] = []

    def open_store(data_dir=tmp_path) -> ProfileStore:
        stores.append(ProfileStore(data_dir))
        return stores[-1]

    yield open_store
    for store in stores:
        assert store.stop()


def test_a_change_is_announced_and_still_there_at_the_next_start(open_store) -> None:
    store = open_store()
    announced: list[SourceProfiles] = []
    store.changed.connect(announced.append)
    store.change("a", ENTRANCE)
    store.change("a", ENTRANCE)
    assert announced == [store.profiles] == [SourceProfiles({"a": ENTRANCE})]
    assert store.stop()
    again = open_store()
    assert again.profiles == store.profiles
    assert again.load_message == ""


def test_an_empty_profile_leaves_no_file(open_store, tmp_path) -> None:
    store = open_store()
    store.change("a", SourceProfile())
    assert store.stop()
    assert not (tmp_path / PROFILES_FILE_NAME).exists()


def test_a_damaged_file_is_told_and_kept_as_a_copy_before_it_is_overwritten(
    open_store, tmp_path
) -> None:
    file = tmp_path / PROFILES_FILE_NAME
    file.write_text('{"sources": {"a": {"areas": [7]}}}', encoding="utf-8")
    damaged = file.read_bytes()
    store = open_store()
    assert "Area 1 of a" in store.load_message
    store.change("b", ENTRANCE)
    assert store.stop()
    [copy] = tmp_path.glob("sources.broken-*.json")
    assert copy.read_bytes() == damaged
    assert open_store().profiles == SourceProfiles({"b": ENTRANCE})


def test_a_failure_to_save_is_reported_and_the_change_holds(open_store, tmp_path, qtbot) -> None:
    (tmp_path / "file").write_text("")
    store = open_store(tmp_path / "file")
    with qtbot.waitSignal(store.failed) as failed:
        store.change("a", ENTRANCE)
    assert "cannot be saved" in failed.args[0]
    assert store.profiles.of("a") == ENTRANCE


def test_what_cannot_be_read_at_the_start_is_not_overwritten_and_read_later(
    open_store, tmp_path, qtbot
) -> None:
    file = tmp_path / PROFILES_FILE_NAME
    save_profiles(SourceProfiles({"a": ENTRANCE}), file)
    content = file.read_bytes()
    with cannot_be_read(file):
        store = open_store()
        assert "Nothing is saved there for now" in store.load_message
        with qtbot.waitSignal(store.failed) as failed:
            store.change("b", SourceProfile("Exit"))
        assert "apply until Maskapp is closed" in failed.args[0]
    assert file.read_bytes() == content
    store.change("c", SourceProfile("Hall"))
    assert store.stop()
    together = {"a": ENTRANCE, "b": SourceProfile("Exit"), "c": SourceProfile("Hall")}
    assert store.profiles == SourceProfiles(together)
    assert load_profiles(file) == (store.profiles, [])


def test_what_is_removed_does_not_come_back_while_the_file_cannot_be_copied(
    open_store, tmp_path, monkeypatch
) -> None:
    file = tmp_path / PROFILES_FILE_NAME
    save_profiles(SourceProfiles({"a": ENTRANCE}), file)
    with cannot_be_read(file):
        store = open_store()

    def full(*_arguments: object) -> None:
        raise OutputError("the disk is full")

    monkeypatch.setattr(json_files, "write_private", full)
    store.change("b", SourceProfile("Exit"))
    assert store.profiles == SourceProfiles({"a": ENTRANCE, "b": SourceProfile("Exit")})
    store.change("a", SourceProfile())
    store.change("c", SourceProfile("Hall"))
    assert store.profiles.of("a") == SourceProfile()
