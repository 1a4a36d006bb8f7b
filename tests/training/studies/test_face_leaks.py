import json
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import SourceError
from maskapp.files.picture_files import encode_picture
from maskapp.records import CLASS_LABELS, Box, Detection, Face, Frame, FrameResult
from maskapp.training.studies import face_leaks
from maskapp.training.studies.face_leaks import LeakCount, measure_clip, study_leaks
from tests.support.video_files import write_clip
from tests.support.videos import plain_image

FRAMES = 40
FACE_BOX = Box(10, 12, 34, 40)
TIMES_MS = tuple(range(0, 125 * FRAMES, 125))  # 8 per second: times that are exact


class Careful:
    """Finds the face in every frame."""

    def detect(self, _image: np.ndarray, _long_side_px: int) -> list[Detection]:
        return [Detection(FACE_BOX, 0.9, np.full((5, 2), 20, np.float32))]


class Live:
    """An engine that finds the face in some frames only, perhaps at another place."""

    def __init__(
        self, frames: set[int], box: Box = FACE_BOX, doubtful: tuple[Box, ...] = ()
    ) -> None:
        self._frames = frames
        self._box = box
        self._doubtful = doubtful

    def process(self, frame: Frame) -> FrameResult:
        given = dict.fromkeys(CLASS_LABELS, 1 / 3)
        points = np.zeros((5, 2), np.float32)
        face = Face(1, self._box, CLASS_LABELS[0], 0.9, given, 0.9, points, 1.0)
        faces = (face,) if frame.index in self._frames else ()
        return FrameResult(frame, faces, {}, self._doubtful)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "door.mp4", TIMES_MS)


def measure(clip: Path, tmp_path: Path, live: Live) -> tuple[tuple[int, int], tuple[int, int]]:
    """Leaks and the longest one, recorded as the program does and without covering misses."""
    measured = measure_clip(str(clip), Careful(), live, tmp_path)
    assert (measured.name, measured.frames, measured.faces) == ("door.mp4", FRAMES, FRAMES)
    recorded, uncovered = measured.recorded, measured.uncovered
    return (recorded.leaked, recorded.longest), (uncovered.leaked, uncovered.longest)


def test_nothing_leaks_if_every_face_is_detected(clip, tmp_path) -> None:
    assert measure(clip, tmp_path, Live(set(range(FRAMES)))) == ((0, 0), (0, 0))
    assert list(tmp_path.glob("*.jpg")) == []


def test_everything_leaks_if_no_face_is_detected(clip, tmp_path) -> None:
    assert measure(clip, tmp_path, Live(set())) == ((FRAMES, FRAMES), (FRAMES, FRAMES))
    assert [path.name for path in tmp_path.glob("*.jpg")] == ["door-00000-1.jpg"]


def test_misses_are_covered_in_the_recording_and_counted_without(clip, tmp_path) -> None:
    missed = {10, 11, 12, 20}
    live = Live(set(range(FRAMES)) - missed)
    assert measure(clip, tmp_path, live) == ((0, 0), (4, 3))


def test_what_no_covering_can_know_leaks(clip, tmp_path) -> None:
    """The face is first detected in frame 15: half a second is held back, so eleven frames leak."""
    assert measure(clip, tmp_path, Live(set(range(15, FRAMES)))) == ((11, 11), (15, 15))
    assert [path.name for path in tmp_path.glob("*.jpg")] == ["door-00000-1.jpg"]


def test_a_face_that_is_blurred_elsewhere_leaks(clip, tmp_path) -> None:
    beside = Box(44, 12, 60, 40)
    live = Live(set(range(FRAMES)), beside)
    assert measure(clip, tmp_path, live) == ((FRAMES, FRAMES), (FRAMES, FRAMES))


def test_what_is_blurred_beside_faces_is_measured(clip, tmp_path) -> None:
    every = set(range(FRAMES))
    at_the_face = measure_clip(str(clip), Careful(), Live(every), tmp_path)
    assert at_the_face.beside == 0.0
    beside = Box(44, 16, 50, 22)
    elsewhere = measure_clip(str(clip), Careful(), Live(every, beside), tmp_path)
    ellipse_px = np.pi * 18  # half of the square of its side, times pi
    height, width = plain_image().shape[:2]
    assert elsewhere.beside == pytest.approx(ellipse_px / (height * width), rel=0.1)


def test_a_doubtful_box_hides_a_face_in_the_recording_only(clip, tmp_path) -> None:
    live = Live(set(), doubtful=(FACE_BOX,))
    assert measure(clip, tmp_path, live) == ((0, 0), (FRAMES, FRAMES))


@pytest.mark.parametrize(("rows", "is_leak"), [(79, True), (81, False)])
def test_a_face_leaks_if_too_little_of_it_is_blurred(rows: int, is_leak: bool) -> None:
    blurred = np.zeros((100, 200), np.bool_)
    blurred[:rows] = True
    count = LeakCount()
    assert count.add(1, Box(50, 0, 90, 100), blurred) == is_leak
    assert count.leaked == is_leak


def test_the_longest_leak_is_of_one_person() -> None:
    covered, open_ = np.ones((50, 50), np.bool_), np.zeros((50, 50), np.bool_)
    count = LeakCount()
    begins = [
        count.add(number, Box(0, 0, 50, 50), blurred)
        for number, blurred in [
            *[(1, open_), (2, open_), (1, open_), (2, covered), (1, covered), (2, open_)],
        ]
    ]
    assert begins == [True, True, False, False, False, True]
    assert (count.leaked, count.longest) == (4, 2)


def test_a_face_outside_the_image_does_not_leak() -> None:
    assert not LeakCount().add(1, Box(-40, 0, -5, 30), np.zeros((50, 50), np.bool_))


def test_pictures_are_no_clip(tmp_path) -> None:
    picture = tmp_path / "door.png"
    picture.write_bytes(encode_picture(plain_image(), picture, jpeg_quality=90))
    with pytest.raises(SourceError, match=r"door\.png is not a video"):
        measure_clip(str(picture), Careful(), Live(set()), tmp_path)


def test_the_study_prints_a_row_for_each_clip_and_writes_the_numbers(
    clip, tmp_path, monkeypatch, capsys
) -> None:
    other = write_clip(tmp_path / "hall.mp4", TIMES_MS)
    monkeypatch.setattr(face_leaks, "LiteRTFaceDetector", lambda _score: Careful())
    monkeypatch.setattr(face_leaks, "load_engine", lambda *_, **__: Live(set(range(15, FRAMES))))
    study_leaks([clip, other], tmp_path)
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    written = json.loads((tmp_path / "leaks.json").read_text(encoding="utf-8"))
    beside = written[1]["blurred_beside"]  # before the face was found, it is blurred more widely
    assert 0.001 < beside < 0.1
    for name in ("door.mp4", "hall.mp4"):
        row = [name, "40", "40", "11", "27.5%", "11", "15", "37.5%", "15", f"{beside:.1%}"]
        assert row in rows
    assert [entry["clip"] for entry in written] == ["door.mp4", "hall.mp4"]
    assert written[1]["recorded"] == {
        "leaked": 11,
        "longest_frames": 11,
        "leaked_by_face": {"1": 11},
    }
    assert written[1]["uncovered"]["leaked"] == 15
