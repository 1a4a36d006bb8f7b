"""A folder of pictures, whose tasks together do what one process does."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from maskapp.commands.detect.sharing import picture_folder
from maskapp.commands.detect.sharing.crew import Done
from maskapp.commands.detect.sharing.folder_tasks import DrawingTask, PicturesTask
from maskapp.commands.detect.sharing.task import Task
from maskapp.commands.interrupts import Interrupted, Stop
from maskapp.errors import ReportedError, SourceError
from tests.support.archives import with_faces, written
from tests.support.command_line import write_picture
from tests.support.detect_runs import read_report, run_detect
from tests.support.inline_crew import InlineCrew, run_archive, stop_after
from tests.support.picture_bytes import pillow_file

COUNT = 11

pytestmark = pytest.mark.usefixtures("quick_engine")


@pytest.fixture
def folder(tmp_path: Path, portrait) -> Path:
    """Pictures with no, one and two faces, and whatever else a folder has."""
    path = tmp_path / "photos"
    images = (with_faces(portrait, 1), None, with_faces(portrait, 2))
    for number in range(COUNT):
        write_picture(path / f"{number}.{('png', 'bmp')[number % 2]}", images[number % 3])
    for name in ("4.png", "5.bmp"):
        (path / name).write_bytes(b"damaged")
    (path / "notes.txt").write_text("no picture")
    (path / "more").mkdir()
    (path / "linked.png").symlink_to(path / "0.png")
    (path / "nowhere.png").symlink_to(path / "none")
    two = [np.full((20, 30, 3), value, np.uint8) for value in (40, 240)]
    (path / "moving.gif").write_bytes(pillow_file("GIF", *two))
    return path


def one_process(capsys, target: Path, *inputs: Path, max_frames: int | None = None):
    """Return what one process writes and prints."""
    target.mkdir()
    report, events = target / "r.jsonl", target / "e.jsonl"
    run_detect(*inputs, report=report, events=events, output=target / "out", max_frames=max_frames)
    return written(target), capsys.readouterr().err


@pytest.mark.parametrize("max_frames", [None, 1, 6])
def test_it_is_what_one_process_makes(folder, tmp_path, capsys, max_frames) -> None:
    expected = one_process(capsys, tmp_path / "one", folder, max_frames=max_frames)
    crew = run_archive([folder], tmp_path / "shared", max_frames=max_frames)
    assert (written(tmp_path / "shared"), capsys.readouterr().err) == expected
    assert crew.tasks
    if max_frames is None:
        assert sum(task.file_count for task in crew.tasks) == COUNT + 2
    else:
        drawings = [task for task in crew.tasks if isinstance(task, DrawingTask)]
        assert sum(task.count for task in drawings) == max_frames
        assert len(crew.tasks) < 10


def test_several_folders_and_one_twice(folder, tmp_path, capsys) -> None:
    other = tmp_path / "other" / "photos"
    write_picture(other / "0.png")
    (tmp_path / "empty").mkdir()
    inputs = (folder, other, folder)
    expected = one_process(capsys, tmp_path / "one", *inputs)
    crew = run_archive(inputs, tmp_path / "shared")
    assert (written(tmp_path / "shared"), capsys.readouterr().err) == expected
    assert len(crew.tasks) == len(set(crew.tasks))


@pytest.mark.parametrize("after", [2, 6, 10])
def test_a_stopped_folder_is_gone_on_with(folder, tmp_path, capsys, after) -> None:
    expected = one_process(capsys, tmp_path / "one", folder)
    stop, did = Stop(), set()
    with pytest.raises(Interrupted):
        run_archive([folder], tmp_path / "a", use=stop_after(after, stop, did), stop=stop)
    assert len(did) == after
    crew = run_archive([folder], tmp_path / "a")
    assert (written(tmp_path / "a"), capsys.readouterr().err) == expected
    failed = ("4.png", "5.bmp")  # what has no picture that can be read is tried again
    found_again = [t for t in crew.tasks if isinstance(t, PicturesTask) and t.key in did]
    assert all({name for name, *_ in task.pictures} <= set(failed) for task in found_again)


@pytest.mark.parametrize("change", ["added", "touched"])
def test_after_a_change_only_its_neighbours_are_done_again(
    folder, tmp_path, capsys, monkeypatch, change
) -> None:
    monkeypatch.setattr(picture_folder, "_MOST", 8)  # the names decide
    stop, did = Stop(), set()
    with pytest.raises(Interrupted):
        run_archive([folder], tmp_path / "a", use=stop_after(5, stop, did), stop=stop)
    if change == "added":
        write_picture(folder / "00.png")
    else:
        (folder / "1.bmp").touch()
    crew = run_archive([folder], tmp_path / "a")
    shared = written(tmp_path / "a")
    capsys.readouterr()
    assert shared == one_process(capsys, tmp_path / "one", folder)[0]
    found_again = [task for task in crew.tasks if isinstance(task, PicturesTask)]
    assert len(found_again) <= 3


def after_first(action: Callable[[], object], kind: type) -> Callable[[InlineCrew], None]:
    """Return a `use` of `run_archive` that does something when the first such task is done."""

    def use(crew: InlineCrew) -> None:
        finished, acted = crew.finished, []

        def finished_and_acted(wait_s: float) -> list[Done]:
            (done,) = finished(wait_s)
            if isinstance(done.task, kind) and not acted:
                acted.append(action())
            return [done]

        crew.finished = finished_and_acted

    return use


def test_files_that_vanish_or_come_meanwhile(folder, tmp_path, capsys) -> None:
    def change() -> None:
        (folder / "0.png").unlink()
        write_picture(folder / "00.png")

    run_archive([folder], tmp_path / "a", use=after_first(change, PicturesTask))
    told = capsys.readouterr().err
    assert "photos: 2 pictures are no longer there: 0.png, linked.png\n" in told
    lines = read_report(tmp_path / "a" / "r.jsonl")
    names = [line["file"] for line in lines]
    assert not {"0.png", "00.png", "linked.png"} & set(names)
    assert [line["time_s"] for line in lines] == list(range(len(names)))
    assert lines[0]["frame"] == 1
    assert len(written(tmp_path / "a" / "out")) == len(names) == COUNT + 2 - 4


def test_a_picture_that_vanishes_before_it_is_drawn_is_told(folder, tmp_path, capsys) -> None:
    action = (folder / "0.png").unlink
    run_archive([folder], tmp_path / "a", use=after_first(action, DrawingTask))
    assert "photos: not annotated, since later: 0.png: cannot be read" in capsys.readouterr().err
    assert "0.png" not in written(tmp_path / "a" / "out")
    assert "1.png" in written(tmp_path / "a" / "out")  # 1.bmp
    assert read_report(tmp_path / "a" / "r.jsonl")[0]["file"] == "0.png"


def lose(is_lost: Callable[[Task], bool]) -> Callable[[InlineCrew], None]:
    """Return a `use` of `run_archive` in which some tasks end their processes."""

    def use(crew: InlineCrew) -> None:
        def finished(_wait_s: float) -> list[Done]:
            task = crew.take()
            return [Done(task, "its process was ended")] if is_lost(task) else [crew.do(task)]

        crew.finished = finished

    return use


def test_of_the_pictures_of_a_lost_process_only_the_culprit_is_left_out(
    folder, tmp_path, capsys, monkeypatch
) -> None:
    monkeypatch.setattr(picture_folder, "_USUAL", 1 << 30)
    monkeypatch.setattr(picture_folder, "_MOST", 48)

    def has_culprit(task: Task) -> bool:
        return isinstance(task, PicturesTask) and "6.png" in [name for name, *_ in task.pictures]

    with pytest.raises(SourceError, match="photos: its process was ended"):
        run_archive([folder], tmp_path / "a", use=lose(has_culprit))
    assert "6.png: its process was ended\n" in capsys.readouterr().err
    names = [line["file"] for line in read_report(tmp_path / "a" / "r.jsonl")]
    assert len(names) == COUNT + 2 - 3
    assert "6.png" not in names
    # The same command goes on with the culprit.
    crew = run_archive([folder], tmp_path / "a")
    assert written(tmp_path / "a") == one_process(capsys, tmp_path / "one", folder)[0]
    assert crew.tasks


def test_a_drawing_that_is_lost_is_told_at_the_end(folder, tmp_path, capsys) -> None:
    lost = lose(lambda task: isinstance(task, DrawingTask) and task.after_track == 0)
    with pytest.raises(SourceError, match="photos: its process was ended"):
        run_archive([folder], tmp_path / "a", use=lost)
    assert len(read_report(tmp_path / "a" / "r.jsonl")) == COUNT + 2 - 2
    assert 0 < len(written(tmp_path / "a" / "out")) < COUNT + 2 - 2


@pytest.mark.parametrize("content", [{}, {"a.jpg": b"x", "b.png": b"y"}, {"a.txt": b"text"}])
def test_a_folder_without_a_usable_picture_is_the_same_error(tmp_path, capsys, content) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for name, data in content.items():
        (folder / name).write_bytes(data)
    with pytest.raises(SourceError) as one:
        run_detect(folder)
    with pytest.raises(SourceError) as shared:
        run_archive([folder], tmp_path / "a")
    assert str(shared.value) == str(one.value)
    picture = write_picture(tmp_path / "p.png")
    with pytest.raises(ReportedError):
        run_detect(folder, picture, report=tmp_path / "r.jsonl")
    told = capsys.readouterr().err
    run_archive([folder, picture], tmp_path / "b")
    assert capsys.readouterr().err == told
    assert (tmp_path / "b" / "r.jsonl").read_bytes() == (tmp_path / "r.jsonl").read_bytes()


def test_its_own_parts_are_no_entry_of_the_folder(folder, capsys) -> None:
    (folder / "parts.txt").touch()
    run_archive([folder], folder)
    told = capsys.readouterr().err.splitlines()[0]
    assert "parts.txt" in told
    assert "parts (a folder)" not in told


def test_tasks_are_of_a_few_dozen_pictures_and_names_decide(monkeypatch) -> None:
    monkeypatch.undo()  # as they are
    states = [(f"IMG_{number:05}.jpg", number, 0) for number in range(10_000)]
    batches = list(picture_folder._batches(states))
    assert [state for batch in batches for state in batch] == states
    assert 250 < len(batches) < 1000
    assert max(map(len, batches)) <= 48
    changed = list(picture_folder._batches(states[:3] + states[4:]))
    assert len(set(batches) - set(changed)) < 10
