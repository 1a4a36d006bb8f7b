"""What `detect` writes to, and what of it stays."""

import os
import sys
from pathlib import Path

import pytest

from maskapp import paths
from maskapp.errors import MaskappError, OutputError, ReportedError
from maskapp.outputs.json_lines import JsonLinesFile
from tests.support.detect_runs import read_report, run_detect


@pytest.mark.parametrize("jobs", [None, 1])
@pytest.mark.parametrize("count", [1, 2])
def test_a_run_without_any_frame_leaves_older_results(tmp_path: Path, count: int, jobs) -> None:
    report, events = tmp_path / "r.jsonl", tmp_path / "e.jsonl"
    for path in (report, events):
        path.write_text("yesterday's\n")
    typos = [tmp_path / f"typo-{number}.mp4" for number in range(count)]
    with pytest.raises(MaskappError):
        run_detect(*typos, report=report, events=events, jobs=jobs)
    assert [path.read_text() for path in (report, events)] == ["yesterday's\n"] * 2


@pytest.mark.parametrize("jobs", [None, 1])
def test_one_frame_replaces_older_results_and_events(portrait_clip, tmp_path, jobs) -> None:
    report, events = tmp_path / "r.jsonl", tmp_path / "e.jsonl"
    for path in (report, events):
        path.write_text("yesterday's\n")
    inputs = (portrait_clip, tmp_path / "typo.mp4")
    with pytest.raises(ReportedError):
        run_detect(*inputs, report=report, events=events, max_frames=1, jobs=jobs)
    assert len(read_report(report)) == 1
    assert events.read_text() == ""


@pytest.mark.parametrize("jobs", [None, 1])
@pytest.mark.parametrize("option", ["report", "events"])
def test_a_second_start_changes_nothing(portrait_clip, tmp_path, option, jobs) -> None:
    path = tmp_path / "r.jsonl"
    with JsonLinesFile(path) as first:
        first.write_line({"frame": 0})
        with pytest.raises(OutputError, match="Another Maskapp is writing to"):
            run_detect(portrait_clip, max_frames=1, jobs=jobs, **{option: path})
        first.write_line({"frame": 1})
    assert [line["frame"] for line in read_report(path)] == [0, 1]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("count", [1, 2])
def test_a_folder_may_have_any_suffix_that_no_video_has(portrait_clip, tmp_path, count) -> None:
    out = tmp_path / "out.2026-11"
    run_detect(*[portrait_clip] * count, output=out, max_frames=1)
    names = ["portrait-2.mp4", "portrait.mp4"]
    assert sorted(path.name for path in out.iterdir()) == names[-count:]


@pytest.mark.parametrize("option", ["output", "report"])
def test_the_demo_clip_is_not_overwritten(portrait_clip, monkeypatch, option) -> None:
    monkeypatch.setattr(paths, "demo_clip", lambda: portrait_clip)
    content = portrait_clip.read_bytes()
    with pytest.raises(OutputError, match="overwrite"):
        run_detect("demo", **{option: portrait_clip})
    assert portrait_clip.read_bytes() == content


@pytest.mark.parametrize("name", ["x.mp4", "sub/../x.mp4", "link.mp4", "folder/x.mp4", "hard.mp4"])
@pytest.mark.parametrize("other", ["output", "events"])
def test_two_outputs_cannot_be_the_same_file(portrait_clip, tmp_path, name, other) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "folder").symlink_to(tmp_path)
    (tmp_path / "link.mp4").symlink_to(tmp_path / "x.mp4")
    if name == "hard.mp4":
        (tmp_path / "x.mp4").touch()
        (tmp_path / name).hardlink_to(tmp_path / "x.mp4")
    with pytest.raises(OutputError, match="both"):
        run_detect(portrait_clip, report=tmp_path / "x.mp4", **{other: tmp_path / name})


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX devices")
def test_a_terminal_takes_several_outputs(portrait_clip, capfd) -> None:
    control, terminal = os.openpty()
    try:
        link = Path(f"/dev/fd/{terminal}")
        run_detect(portrait_clip, report=Path(os.ttyname(terminal)), events=link, max_frames=1)
        assert os.read(control, 10_000).startswith(b'{"frame": 0')
    finally:
        os.close(control)
        os.close(terminal)
