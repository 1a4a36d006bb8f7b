from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import MaskappError, ReportedError, SourceError
from maskapp.opencv import cv2
from tests.support.detect_runs import assert_line, read_report, read_video, run_detect


@pytest.fixture
def pictures(tmp_path: Path, portrait) -> Path:
    """A folder with a face, a broken picture and a picture without a face."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    cv2.imwrite(str(folder / "1.jpg"), portrait)
    (folder / "2.jpg").write_bytes((folder / "1.jpg").read_bytes()[:200])
    cv2.imwrite(str(folder / "10.bmp"), np.full((90, 120, 3), 100, np.uint8))
    return folder


def test_a_video_is_annotated_and_reported(portrait_clip: Path, tmp_path: Path, capfd) -> None:
    video, report = tmp_path / "annotated.mp4", tmp_path / "report.jsonl"
    run_detect(portrait_clip, output=video, report=report)
    lines = read_report(report)
    images, times_s = read_video(video)
    originals, original_times_s = read_video(portrait_clip)
    assert len(lines) == len(images) == len(originals) == 12
    assert times_s == pytest.approx(original_times_s, abs=1e-3)
    assert [line["time_s"] for line in lines] == pytest.approx(times_s, abs=1e-3)
    assert [line["frame"] for line in lines] == list(range(12))
    for line, annotated, original in zip(lines, images, originals, strict=True):
        assert_line(line, width=320, height=240)
        (face,) = line["faces"]
        assert (face["track"], face["label"]) == (1, "without_mask")
        x1, y1, x2, y2 = map(round, face["box"])
        changed = np.abs(annotated.astype(int) - original).max(axis=2) > 60
        assert changed[y1 : y2 + 1, x1 : x2 + 1].any()
    shift = lines[-1]["faces"][0]["box"][0] - lines[0]["faces"][0]["box"][0]
    assert shift == pytest.approx(66, abs=12)
    out, err = capfd.readouterr()
    assert err == ""
    assert "portrait.mp4" in out
    assert "100.0%" in out  # of the faces are without mask
    assert str(video) in out


def test_outputs_are_complete_when_the_limit_is_reached(
    portrait_clip: Path, tmp_path: Path
) -> None:
    video, report = tmp_path / "annotated.mkv", tmp_path / "report.jsonl"
    run_detect(portrait_clip, output=video, report=report, max_frames=5)
    assert len(read_report(report)) == 5
    assert len(read_video(video)[0]) == 5


def test_pictures_are_annotated_under_their_names(pictures: Path, tmp_path: Path, capfd) -> None:
    run_detect(pictures, output=tmp_path / "out", report=tmp_path / "report.jsonl")
    lines = read_report(tmp_path / "report.jsonl")
    assert [line["file"] for line in lines] == ["1.jpg", "10.bmp"]
    assert_line(lines[0], width=512, height=512, extra=("file",))
    assert [face["label"] for face in lines[0]["faces"]] == ["without_mask"]
    assert lines[1]["faces"] == []
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["1.jpg", "10.png"]
    annotated = cv2.imread(str(tmp_path / "out" / "1.jpg"))
    assert annotated.shape == (512, 512, 3)
    out, err = capfd.readouterr()
    assert len(err.splitlines()) == 1
    assert "2.jpg" in err
    assert "pictures" in out


@pytest.mark.parametrize("jobs", [None, 1])
def test_pictures_too_large_for_their_format_do_not_hinder_the_others(
    portrait, tmp_path: Path, capfd, jobs
) -> None:
    """PNG and others take pictures of a size that JPEG, as which they are named, does not."""
    wide = tmp_path / "wide.png"
    cv2.imwrite(str(wide), np.full((10, 70_000, 3), 90, np.uint8))
    for name in ("in/1.jpg", "in/2.jpg", "alone.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(wide.read_bytes())
    for name in ("in/3.jpg", "last.png"):
        cv2.imwrite(str(tmp_path / name), portrait)
    inputs = [tmp_path / name for name in ("in", "alone.jpg", "last.png")]
    report = tmp_path / "r.jsonl"
    with pytest.raises(ReportedError, match="2 of 3 inputs failed"):
        run_detect(*inputs, output=tmp_path / "out", report=report, jobs=jobs)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["3.jpg", "last.png"]
    assert len(read_report(report)) == 5
    lines = capfd.readouterr().err.splitlines()
    named = [name for line in lines for name in ("1.jpg", "2.jpg", "alone.jpg") if name in line]
    assert named == ["1.jpg", "2.jpg", "alone.jpg"]
    assert all("too large for a .jpg file" in line for line in lines)


@pytest.mark.parametrize("jobs", [None, 1])
def test_one_picture_too_large_for_its_format_is_an_error(tmp_path: Path, capfd, jobs) -> None:
    cv2.imwrite(str(tmp_path / "wide.png"), np.full((10, 70_000, 3), 90, np.uint8))
    with pytest.raises(MaskappError, match=r"out\.jpg|wide\.jpg"):
        run_detect(tmp_path / "wide.png", output=tmp_path / "out.jpg", jobs=jobs)
    assert "written" not in capfd.readouterr().out
    assert not (tmp_path / "out.jpg").exists()


def test_one_picture_is_annotated_to_a_file(portrait, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "face.png"), portrait)
    run_detect(tmp_path / "face.png", output=tmp_path / "annotated.png")
    annotated = cv2.imread(str(tmp_path / "annotated.png"))
    assert annotated.shape == portrait.shape
    assert not np.array_equal(annotated, portrait)


def test_small_faces_of_a_crowd_are_labelled(portrait, tmp_path: Path) -> None:
    tile = cv2.resize(portrait[0:256, 96:352], (96, 96), interpolation=cv2.INTER_AREA)
    cv2.imwrite(str(tmp_path / "crowd.png"), np.tile(tile, (4, 5, 1)))
    run_detect(tmp_path / "crowd.png", report=tmp_path / "report.jsonl")
    (line,) = read_report(tmp_path / "report.jsonl")
    assert [face["track"] for face in line["faces"]] == list(range(1, 21))
    assert sum(face["label"] == "without_mask" for face in line["faces"]) >= 18


def test_several_inputs_are_written_to_a_folder(
    portrait_clip: Path, pictures: Path, tmp_path: Path, capfd
) -> None:
    out, report = tmp_path / "new" / "out", tmp_path / "report.jsonl"
    run_detect(portrait_clip, pictures, output=out, report=report, max_frames=3)
    assert sorted(path.name for path in out.iterdir()) == ["1.jpg", "10.png", "portrait.mp4"]
    assert len(read_video(out / "portrait.mp4")[0]) == 3
    lines = read_report(report)
    assert [line["input"] for line in lines] == [str(portrait_clip)] * 3 + [str(pictures)] * 2
    for line in lines[:3]:
        assert_line(line, width=320, height=240, extra=("input",))
    # Track numbers start again with each input.
    assert {face["track"] for line in lines for face in line["faces"]} == {1}
    rows = capfd.readouterr().out.splitlines()
    assert [row.split()[:2] for row in rows[1:3]] == [["portrait.mp4", "3"], ["pictures", "2"]]


@pytest.mark.parametrize("name", ["10.00\u202fAM.jpg", "k\u200dy.jpg", "token=5.jpg"])
def test_the_report_names_a_file_exactly_as_the_user_did(
    pictures: Path, tmp_path: Path, name: str
) -> None:
    picture = tmp_path / name
    picture.write_bytes((pictures / "1.jpg").read_bytes())
    run_detect(picture, pictures, report=tmp_path / "report.jsonl")
    assert read_report(tmp_path / "report.jsonl")[0]["input"] == str(picture)


def test_inputs_of_the_same_name_do_not_overwrite_each_other(
    portrait_clip: Path, portrait, tmp_path: Path
) -> None:
    names = ["a/x.mp4", "b/x.mp4", "a/x.mkv", "a/y.png", "b/y.png"]
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        cv2.imwrite(str(tmp_path / folder / "y.png"), portrait[:128, 128:256])
    for name in names[:3]:
        (tmp_path / name).write_bytes(portrait_clip.read_bytes())
    run_detect(*(tmp_path / name for name in names), output=tmp_path / "out", max_frames=2)
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == ["x-2.mp4", "x-3.mp4", "x.mp4", "y-2.png", "y.png"]


def test_bad_inputs_among_others_are_one_line_each(
    portrait_clip: Path, pictures: Path, tmp_path: Path, capfd
) -> None:
    out, report = tmp_path / "out", tmp_path / "report.jsonl"
    bad = ["none.mp4", "empty.jpg", "text.mp4", "http://127.0.0.1:9/secret?key=1"]
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "text.mp4").write_text("no video")
    paths_of_bad = [tmp_path / name if "://" not in name else name for name in bad]
    inputs = [*paths_of_bad[:2], portrait_clip, *paths_of_bad[2:], pictures / "1.jpg"]
    with pytest.raises(ReportedError, match="4 of 6 inputs failed"):
        run_detect(*inputs, output=out, report=report, max_frames=4)
    assert len(read_report(report)) == 5
    assert len(read_video(out / "portrait.mp4")[0]) == 4
    assert (out / "1.jpg").is_file()
    printed, err = capfd.readouterr()
    assert [line.split()[0] for line in printed.splitlines()[1:3]] == ["portrait.mp4", "1.jpg"]
    lines = err.splitlines()
    assert len(lines) == 4
    for line, name in zip(lines, ["none.mp4", "empty.jpg", "text.mp4", "127.0.0.1"], strict=True):
        assert line.startswith("maskapp: ")
        assert name in line
    assert "key=1" not in err


def test_a_video_cut_short_does_not_end_the_run(tmp_path: Path, write_clip, capfd) -> None:
    images = list(np.random.default_rng(1).integers(0, 256, (12, 120, 160, 3)).astype(np.uint8))
    whole = write_clip(tmp_path / "whole.mkv", images, [i / 25 for i in range(12)])
    content = whole.read_bytes()
    (tmp_path / "cut.mkv").write_bytes(content[: len(content) * 3 // 4])
    with pytest.raises(ReportedError):
        run_detect(tmp_path / "cut.mkv", whole, report=tmp_path / "report.jsonl")
    out, err = capfd.readouterr()
    assert [line.split()[0] for line in out.splitlines()] == ["input", "cut.mkv", "whole.mkv"]
    assert len(err.splitlines()) == 1


def test_a_truncated_video_is_processed_up_to_its_end(tmp_path: Path, write_clip) -> None:
    images = list(np.random.default_rng(1).integers(0, 256, (12, 120, 160, 3)).astype(np.uint8))
    times_s = [i / 25 for i in range(12)]
    whole = write_clip(tmp_path / "whole.mkv", images, times_s).read_bytes()
    (tmp_path / "cut.mkv").write_bytes(whole[: len(whole) * 3 // 4])
    video, report = tmp_path / "annotated.mp4", tmp_path / "report.jsonl"
    with pytest.raises(SourceError, match=r"cut\.mkv.* cut short or damaged"):
        run_detect(tmp_path / "cut.mkv", output=video, report=report)
    done = len(read_report(report))
    assert 2 < done < 12
    assert len(read_video(video)[0]) == done


def test_without_outputs_only_the_table_is_printed(portrait_clip, tmp_path, capfd) -> None:
    run_detect(portrait_clip, max_frames=2)
    out, err = capfd.readouterr()
    assert len(out.splitlines()) == 2
    assert err == ""
    assert list(tmp_path.iterdir()) == []
