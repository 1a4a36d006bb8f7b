"""The two kinds of tasks of a folder."""

import json
import socket
from pathlib import Path

import numpy as np
import pytest

from maskapp.commands.detect.sharing.folder_tasks import (
    DrawingTask,
    PicturesTask,
    found_in,
    lines_of,
)
from maskapp.commands.detect.sharing.parts import FOUND, PICTURE, PartEnd, part_end
from maskapp.commands.detect.sharing.task import Plan, Task, do_task
from maskapp.errors import OutputError
from maskapp.opencv import cv2
from tests.support.archives import with_faces
from tests.support.command_line import write_picture
from tests.support.inline_crew import make_plan

pytestmark = pytest.mark.usefixtures("quick_engine")


@pytest.fixture
def folder(tmp_path: Path, portrait) -> Path:
    """Two pictures with a face, and a damaged one between them."""
    for name in ("a.png", "c.bmp"):
        write_picture(tmp_path / "in" / name, with_faces(portrait, 1))
    (tmp_path / "in" / "b.jpg").write_bytes(b"damaged")
    return tmp_path / "in"


def task_of(folder: Path, *names: str) -> PicturesTask:
    return PicturesTask.of("in", str(folder), tuple((name, 1, 2) for name in names))


def done(plan: Plan, task: Task) -> PartEnd:
    do_task(plan, task)
    end = part_end(plan.folder, task.key)
    assert end is not None
    return end


def test_each_picture_is_a_line_and_the_readable_ones_are_counted(folder, tmp_path) -> None:
    task = task_of(folder, "a.png", "b.jpg", "gone.png", "c.bmp")
    plan = make_plan(tmp_path)
    end = done(plan, task)
    assert end.error == ""
    assert end.summary is not None
    assert (end.summary.frames, end.summary.tracks) == (2, 2)
    found = list(found_in(tmp_path, task))
    assert [each.faces is None for each in found] == [False, True, True, False]
    assert [each.is_gone for each in found] == [False, False, True, False]
    assert len(list(lines_of(tmp_path, task.key, FOUND))) == 4
    assert list(lines_of(tmp_path, task.key, PICTURE)) == []


def test_no_more_pictures_are_read_than_are_wanted(folder, tmp_path) -> None:
    task = task_of(folder, "b.jpg", "a.png", "c.bmp")
    end = done(make_plan(tmp_path, max_frames=1), task)
    assert end.summary is not None
    assert end.summary.frames == 1
    assert len(list(found_in(tmp_path, task))) == 2


def test_what_has_no_readable_picture_is_done_again_later(folder, tmp_path) -> None:
    plan, task = make_plan(tmp_path), task_of(folder, "b.jpg")
    assert "b.jpg" in done(plan, task).error
    write_picture(folder / "b.jpg")
    assert done(plan, task).error == ""


def test_a_folder_that_this_computer_does_not_see_is_told(tmp_path) -> None:
    end = done(make_plan(tmp_path), task_of(tmp_path / "none", "a.png"))
    assert end.error.startswith(f"{socket.gethostname()} cannot see this folder")


def test_an_output_that_can_hold_no_pictures_leaves_no_part(folder, tmp_path) -> None:
    plan = make_plan(tmp_path, output=tmp_path / "o.mp4", form=".mp4")
    with pytest.raises(OutputError, match=r"o\.mp4: name a folder"):
        do_task(plan, task_of(folder, "a.png"))
    assert list(tmp_path.glob("*.part")) == []


def test_the_key_is_that_of_the_pictures(folder) -> None:
    keys = {task_of(folder, "a.png").key, task_of(folder, "a.png", "b.jpg").key}
    keys.add(PicturesTask.of("in", str(folder), (("a.png", 1, 3),)).key)
    keys.add(PicturesTask.of("in", str(folder), (("a.png", 2, 2),)).key)
    assert len(keys) == 4
    # Other computers open it by another path.
    assert PicturesTask.of("in", "/elsewhere", (("a.png", 1, 2),)).key in keys


def test_halves_have_the_same_pictures(folder) -> None:
    halves = task_of(folder, "a.png", "b.jpg", "c.bmp").halves()
    assert [[name for name, _, _ in half.pictures] for half in halves] == [
        ["a.png"],
        ["b.jpg", "c.bmp"],
    ]


def drawn(tmp_path: Path, plan: Plan, task: DrawingTask) -> list[np.ndarray | None]:
    """Return the annotated pictures."""
    end = done(plan, task)
    assert end.drawn is not None
    images = []
    for line in lines_of(tmp_path, task.key, PICTURE):
        file = json.loads(line)["file"]
        images.append(cv2.imread(str(tmp_path / end.drawn.folder / file)) if file else None)
    return images


def test_pictures_are_drawn_with_the_numbers_that_follow(folder, tmp_path) -> None:
    plan = make_plan(tmp_path, output=tmp_path / "out")
    first, second = (task_of(folder, *names) for names in (("a.png", "b.jpg", "c.bmp"), ("c.bmp",)))
    for task in (first, second):
        do_task(plan, task)
    one, two = drawn(tmp_path, plan, DrawingTask.after(first, 0, 2))
    (alone,) = drawn(tmp_path, plan, DrawingTask.after(second, 1, 1))
    (other,) = drawn(tmp_path, plan, DrawingTask.after(second, 2, 1))
    assert np.array_equal(two, alone)
    assert not np.array_equal(alone, other)
    assert not np.array_equal(one, two)
    (limited,) = drawn(tmp_path, plan, DrawingTask.after(first, 0, 1))
    assert np.array_equal(limited, one)


def test_a_picture_that_has_gone_since_is_told(folder, tmp_path) -> None:
    plan = make_plan(tmp_path, output=tmp_path / "out")
    task = task_of(folder, "a.png", "c.bmp")
    do_task(plan, task)
    (folder / "a.png").unlink()
    drawing = DrawingTask.after(task, 0, 2)
    images = drawn(tmp_path, plan, drawing)
    assert [image is None for image in images] == [True, False]
    (problem,) = done(plan, drawing).problems
    assert problem.startswith("in: not annotated, since later: a.png: cannot be read")
