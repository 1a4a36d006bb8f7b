import json
from pathlib import Path

import numpy as np
import pytest

from maskapp.records import CLASS_LABELS, Box, Detection, Face, Frame, FrameResult
from maskapp.settings.settings import EngineSettings
from maskapp.training.studies import search_cadence
from maskapp.training.studies.search_cadence import measure_cadence, study_cadence
from tests.support.video_files import write_clip

FRAMES = 6
BOX, ELSEWHERE = Box(10, 12, 34, 40), Box(60, 12, 84, 40)
POINTS = np.zeros((5, 2), np.float32)


class Engine:
    """Shows the face in every other frame, and another box in the last one."""

    def process(self, frame: Frame) -> FrameResult:
        given = dict.fromkeys(CLASS_LABELS, 1 / 3)
        boxes = ([BOX] if frame.index % 2 == 0 else []) + [ELSEWHERE] * (frame.index == FRAMES - 1)
        faces = tuple(
            Face(place, box, CLASS_LABELS[0], 0.9, given, 0.9, POINTS, 1.0)
            for place, box in enumerate(boxes)
        )
        return FrameResult(frame, faces, {"detect": 2.0 + frame.index, "track": 1.0})


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "door.mp4", tuple(range(0, 125 * FRAMES, 125)))


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> list[EngineSettings]:
    """Puts the engine above in place of the program's; returns the settings it was loaded with."""
    asked = []

    def load(settings: EngineSettings, *, stills: bool) -> Engine:
        assert not stills
        asked.append(settings)
        return Engine()

    monkeypatch.setattr(search_cadence, "load_engine", load)
    return asked


def test_faces_in_place_and_other_boxes_are_counted(clip) -> None:
    truth = {clip: [{1: BOX} for _ in range(FRAMES)]}
    measured = measure_cadence(truth, EngineSettings())
    assert (measured.faces, measured.in_place, measured.others) == (6, 3, 1)
    assert measured.milliseconds == pytest.approx(5.5)


def test_boxes_count_as_others_where_no_face_is(clip) -> None:
    truth = {clip: [{} for _ in range(FRAMES)]}
    measured = measure_cadence(truth, EngineSettings())
    assert (measured.faces, measured.in_place, measured.others) == (0, 0, 4)


def test_all_sizes_and_intervals_are_compared(clip, tmp_path, monkeypatch, engine) -> None:
    class Careful:
        def __init__(self, _score: float) -> None: ...

        def detect(self, _image: np.ndarray, _long_side_px: int) -> list[Detection]:
            return [Detection(BOX, 0.9, POINTS)]

    monkeypatch.setattr(search_cadence, "LiteRTFaceDetector", Careful)
    study_cadence([clip], tmp_path)
    rows = json.loads((tmp_path / "cadence.json").read_text())
    searched = {(asked.detection_size_px, asked.detection_every_n_frames) for asked in engine}
    assert searched == {(row["size_px"], row["every_n_frames"]) for row in rows}
    assert len(searched) == len(rows) == 16
    assert {row["in_place"] for row in rows} == {3}
