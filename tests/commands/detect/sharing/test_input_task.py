"""Tasks of whole inputs, each of which makes a part."""

import socket
from pathlib import Path

import pytest

from maskapp.commands.detect.sharing.input_task import InputTask
from maskapp.commands.detect.sharing.parts import EVENT, PICTURE, REPORT, part_end, part_lines
from maskapp.commands.detect.sharing.task import do_task
from maskapp.errors import OutputError
from maskapp.settings.settings import Settings
from tests.support.command_line import write_picture
from tests.support.inline_crew import make_plan


def letters(folder: Path) -> set[bytes]:
    return {letter for letter, _ in part_lines(folder, "key")}


def test_a_part_has_only_what_is_wanted(portrait_clip: Path, tmp_path: Path) -> None:
    task = InputTask("key", str(portrait_clip), None, portrait_clip.stat().st_size)
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


@pytest.mark.parametrize("is_there", [True, False])
def test_a_file_that_this_computer_does_not_see_is_named(tmp_path: Path, is_there: bool) -> None:
    picture = tmp_path / "a.png"
    if is_there:
        write_picture(picture)
    do_task(make_plan(tmp_path), InputTask("key", str(picture), None, 7))
    end = part_end(tmp_path, "key")
    assert end is not None
    assert socket.gethostname() in end.error
    assert ("another file" if is_there else "cannot see this file") in end.error


def test_an_output_of_the_wrong_kind_leaves_no_part(portrait_clip: Path, tmp_path: Path) -> None:
    plan = make_plan(tmp_path, output=tmp_path / "o.png", form=".png")
    with pytest.raises(OutputError, match=r"o\.png"):
        do_task(plan, InputTask("key", str(portrait_clip), None, None))
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.parametrize("name", ["none.png", ""])
def test_an_input_of_another_folder_is_called_as_the_user_called_it(tmp_path, name) -> None:
    opened = str(tmp_path / name)
    do_task(make_plan(tmp_path), InputTask("key", name, None, None, opened))
    end = part_end(tmp_path, "key")
    assert end is not None
    assert end.error
    assert str(tmp_path) not in end.error
