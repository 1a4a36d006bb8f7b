"""Tasks, each of which makes a part."""

import socket
from pathlib import Path

import pytest

from maskapp.commands.detect.sharing.parts import EVENT, PICTURE, REPORT, part_end, part_lines
from maskapp.commands.detect.sharing.task import Task, do_task, give_up
from maskapp.errors import MaskappError, ModelError, OutputError
from maskapp.settings.settings import Settings
from tests.support.command_line import write_picture
from tests.support.inline_crew import make_plan


def letters(folder: Path) -> set[bytes]:
    return {letter for letter, _ in part_lines(folder, "key")}


def test_a_part_has_only_what_is_wanted(portrait_clip: Path, tmp_path: Path) -> None:
    task = Task("key", str(portrait_clip), None, portrait_clip.stat().st_size)
    settings = Settings(violation_after_s=0.5)
    wanted = {"report": REPORT, "events": EVENT, "output": PICTURE}
    for only, letter in wanted.items():
        folder = tmp_path / only
        folder.mkdir()
        plan = make_plan(
            folder,
            settings=settings,
            has_report=only == "report",
            has_events=only == "events",
            output=tmp_path / "out" if only == "output" else None,
        )
        do_task(plan, task)
        assert letters(folder) == ({letter} if only != "output" else set())
        end = part_end(folder, "key")
        assert end is not None
        assert end.summary is not None
        assert end.summary.frames == 12
        assert (end.drawn is not None) == (only == "output")


def test_what_is_done_is_not_done_again_but_what_failed_is(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    task, plan = Task("key", str(picture), None, None), make_plan(tmp_path)
    do_task(plan, task)
    end = part_end(tmp_path, "key")
    assert end is not None
    assert "no such file" in end.error
    write_picture(picture)
    do_task(plan, task)
    end = part_end(tmp_path, "key")
    assert end is not None
    assert end.error == ""
    (part,) = tmp_path.glob("*.part")
    before = part.stat().st_ino
    do_task(plan, task)
    assert part.stat().st_ino == before


@pytest.mark.parametrize("is_there", [True, False])
def test_a_file_that_this_computer_does_not_see_is_named(tmp_path: Path, is_there: bool) -> None:
    picture = tmp_path / "a.png"
    if is_there:
        write_picture(picture)
    do_task(make_plan(tmp_path), Task("key", str(picture), None, 7))
    end = part_end(tmp_path, "key")
    assert end is not None
    assert socket.gethostname() in end.error
    assert ("another file" if is_there else "cannot see this file") in end.error


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"version": "0.0.1"}, MaskappError, "0.0.1"),
        ({"mark": "other"}, OutputError, "cannot see"),
        ({"fingerprint": "other"}, ModelError, "another one"),
        ({"model": Path("none.tflite")}, ModelError, "none.tflite"),
    ],
)
def test_a_computer_that_does_not_fit_refuses(tmp_path, changes, error, words) -> None:
    plan = make_plan(tmp_path, **changes)
    with pytest.raises(error, match=words):
        do_task(plan, Task("key", "a.png", None, None))
    assert list(tmp_path.glob("*.part")) == []


def test_an_output_of_the_wrong_kind_leaves_no_part(portrait_clip: Path, tmp_path: Path) -> None:
    plan = make_plan(tmp_path, output=tmp_path / "o.png", form=".png")
    with pytest.raises(OutputError, match=r"o\.png"):
        do_task(plan, Task("key", str(portrait_clip), None, None))
    assert list(tmp_path.glob("*.part")) == []


def test_an_input_can_be_given_up(tmp_path: Path) -> None:
    give_up(make_plan(tmp_path), Task("key", "a.png", None, None), "a.png: lost")
    end = part_end(tmp_path, "key")
    assert end is not None
    assert (end.summary, end.error) == (None, "a.png: lost")
