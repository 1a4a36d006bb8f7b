"""Parts, whole and cut short."""

import os
import stat
from pathlib import Path

import pytest

from maskapp.commands.detect.sharing.parts import (
    EVENT,
    REPORT,
    Drawn,
    PartEnd,
    drawn_size,
    part_end,
    part_lines,
    remove_parts,
    remove_unfinished,
    writing_part,
)
from maskapp.commands.detect.table import Summary
from maskapp.outputs.json_lines import json_line

NAME = os.fsdecode(b"caf\xe9\nz.png")


def write(folder: Path, end: PartEnd = PartEnd(), count: int = 2) -> Path:  # noqa: B008 - frozen
    with writing_part(folder, "key") as part:
        for number in range(count):
            part.lines(REPORT).write_line({"frame": number, "file": NAME})
            part.lines(EVENT).write_line({"person": number})
        part.finish(end)
    (path,) = folder.glob("*.part")
    return path


def test_lines_come_back_as_they_would_be_in_the_outputs(tmp_path: Path) -> None:
    write(tmp_path)
    lines = list(part_lines(tmp_path, "key"))
    reports = [line for letter, line in lines if letter == REPORT]
    assert reports == [json_line({"frame": number, "file": NAME}) for number in range(2)]
    assert [line for letter, line in lines if letter == EVENT][1] == json_line({"person": 1})


@pytest.mark.parametrize("count", [0, 1, 20_000])
def test_the_end_comes_back(tmp_path: Path, count: int) -> None:
    summary = Summary("a.mp4", frames=3, tracks=2)
    write(tmp_path, PartEnd(summary, ["b is damaged"], "cut short"), count)
    end = part_end(tmp_path, "key")
    assert end is not None
    assert end.summary is not None
    assert end.summary.as_json() == summary.as_json()
    assert (end.problems, end.error) == (["b is damaged"], "cut short")


def test_only_the_user_can_read_a_part(tmp_path: Path) -> None:
    assert stat.S_IMODE(write(tmp_path).stat().st_mode) == 0o600


def test_a_part_that_is_not_whole_is_none(tmp_path: Path) -> None:
    path = write(tmp_path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert part_end(tmp_path, "key") is None
    for damaged in (whole[5:], whole + whole, whole + b"\0" * 9, b"\0" * len(whole), b"z{}\n"):
        path.write_bytes(damaged)
        assert part_end(tmp_path, "key") is None
    path.unlink()
    assert part_end(tmp_path, "key") is None


def test_nothing_is_there_until_a_part_is_complete(tmp_path: Path) -> None:
    def fail() -> None:
        with writing_part(tmp_path, "key") as part:
            part.lines(REPORT).write_line({"frame": 0})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_part_without_its_annotated_output_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "key-1.drawn"
    folder.mkdir()
    (folder / "video.mp4").write_bytes(b"video")
    write(tmp_path, PartEnd(drawn=Drawn(folder.name, "written", "video.mp4", drawn_size(folder))))
    assert part_end(tmp_path, "key") is not None
    (folder / "video.mp4").write_bytes(b"vid")
    assert part_end(tmp_path, "key") is None
    (folder / "video.mp4").unlink()
    folder.rmdir()
    assert part_end(tmp_path, "key") is None


def test_annotated_output_without_its_part_is_removed(tmp_path: Path) -> None:
    for name in ("key-1.drawn", "key-2.drawn", "other-1.drawn"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "000000.png").write_bytes(b"png")
    kept = tmp_path / "key-2.drawn"
    write(tmp_path, PartEnd(drawn=Drawn(kept.name, "written", "", drawn_size(kept))))
    remove_unfinished(tmp_path)
    assert list(tmp_path.glob("*.drawn")) == [kept]
    assert part_end(tmp_path, "key") is not None


def test_nothing_but_parts_is_removed(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / ".maskapp-a1b2c3d4").touch()
    (tmp_path / "key-1.drawn").mkdir()
    (tmp_path / "key-1.drawn" / "000000.png").touch()
    (tmp_path / "mine.txt").touch()
    remove_parts(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
