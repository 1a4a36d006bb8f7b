"""Tasks, each of which makes a part."""

from pathlib import Path

import pytest

from maskapp.commands.detect.sharing.input_task import InputTask
from maskapp.commands.detect.sharing.parts import part_end
from maskapp.commands.detect.sharing.task import do_task, give_up
from maskapp.errors import MaskappError, ModelError, OutputError
from tests.support.command_line import write_picture
from tests.support.inline_crew import make_plan


def test_what_is_done_is_not_done_again_but_what_failed_is(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    task, plan = InputTask("key", str(picture), None, None), make_plan(tmp_path)
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
        do_task(plan, InputTask("key", "a.png", None, None))
    assert list(tmp_path.glob("*.part")) == []


def test_an_input_can_be_given_up(tmp_path: Path) -> None:
    give_up(make_plan(tmp_path), InputTask("key", "a.png", None, None), "a.png: lost")
    end = part_end(tmp_path, "key")
    assert end is not None
    assert (end.summary, end.error) == (None, "a.png: lost")
