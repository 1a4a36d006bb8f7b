"""The folder of the parts, over several commands."""

import stat
from pathlib import Path

import pytest

from maskapp.commands.detect.sharing import parts_folder
from maskapp.commands.detect.sharing.parts import PartEnd, has_parts, writing_part
from maskapp.commands.detect.sharing.parts_folder import PartsFolder
from maskapp.errors import OutputError

OPTIONS = {"--max-frames": 3, "model": "abc"}


def stopped_early(path: Path, options: dict | None = None) -> None:
    """Leave a part behind."""
    folder = PartsFolder(path, options or OPTIONS)
    with writing_part(path, "key") as part:
        part.finish(PartEnd())
    folder.close()


def test_the_same_options_go_on(tmp_path: Path) -> None:
    path = tmp_path / "r.parts"
    stopped_early(path)
    folder = PartsFolder(path, OPTIONS)
    assert folder.changed == []
    assert has_parts(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    folder.remove()
    folder.close()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_task_has_drawn_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "r.parts"
    stopped_early(path)
    (path / "other-1.drawn").mkdir()
    PartsFolder(path, OPTIONS).close()
    assert has_parts(path)
    assert not (path / "other-1.drawn").exists()


def test_other_options_start_again_and_are_named(tmp_path: Path) -> None:
    path = tmp_path / "r.parts"
    stopped_early(path)
    folder = PartsFolder(path, {**OPTIONS, "model": "def"})
    assert folder.changed == ["model"]
    assert not has_parts(path)
    folder.close()
    stopped_early(path)
    (path / "options.json").write_text("{damaged")
    folder = PartsFolder(path, OPTIONS)
    assert folder.changed == list(OPTIONS)
    assert not has_parts(path)
    folder.close()


def test_nothing_is_left_of_a_command_that_did_nothing(tmp_path: Path) -> None:
    PartsFolder(tmp_path / "new" / "r.parts", OPTIONS).close()
    assert list((tmp_path / "new").iterdir()) == []


def test_each_command_has_a_mark_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "r.parts"
    stopped_early(path)
    assert list(path.glob("mark-*")) == []
    folder = PartsFolder(path, OPTIONS)
    assert [mark.name for mark in path.glob("mark-*")] == [folder.mark]
    folder.close()


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    folder = PartsFolder(tmp_path / "r.parts", OPTIONS)
    with pytest.raises(OutputError, match="Another Maskapp"):
        PartsFolder(tmp_path / "r.parts", OPTIONS)
    folder.close()
    PartsFolder(tmp_path / "r.parts", OPTIONS).close()


def test_a_command_that_was_killed_at_its_start_stands_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "r.parts"
    path.mkdir()
    for name in ("in-use", "mark-0123456789abcdef", ".maskapp-ab12cd_9"):
        (path / name).touch()
    PartsFolder(path, OPTIONS).close()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_of_a_command_that_could_not_begin(tmp_path: Path, monkeypatch) -> None:
    def disk_full(*_: object) -> None:
        raise OutputError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(parts_folder, "write_object", disk_full)
        with pytest.raises(OutputError, match="full"):
            PartsFolder(tmp_path / "r.parts", OPTIONS)
    assert list(tmp_path.iterdir()) == []
    stopped_early(tmp_path / "r.parts")
    with monkeypatch.context() as patch:
        patch.setattr(parts_folder, "remove_unfinished", disk_full)
        with pytest.raises(OutputError, match="full"):
            PartsFolder(tmp_path / "r.parts", OPTIONS)
    assert has_parts(tmp_path / "r.parts")
    stopped_early(tmp_path / "r.parts")  # it is no longer in use


def test_files_of_the_user_are_never_touched(tmp_path: Path) -> None:
    path = tmp_path / "r.parts"
    path.mkdir()
    (path / "mine.part").write_text("mine")
    with pytest.raises(OutputError, match="rename it"):
        PartsFolder(path, OPTIONS)
    assert [entry.name for entry in path.iterdir()] == ["mine.part"]
    (tmp_path / "file.parts").write_text("mine")
    with pytest.raises(OutputError):
        PartsFolder(tmp_path / "file.parts", OPTIONS)
    assert (tmp_path / "file.parts").read_text() == "mine"


def test_what_the_user_adds_later_stays(tmp_path: Path) -> None:
    path = tmp_path / "r.parts"
    stopped_early(path)
    mine = {"mine.txt", "mark-twain.txt"}
    for name in mine:
        (path / name).touch()
    folder = PartsFolder(path, OPTIONS)
    folder.remove()
    assert {entry.name for entry in path.iterdir()} == mine
