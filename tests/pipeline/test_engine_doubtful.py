"""What may be a face, but is too unclear to be shown: told apart, and without any influence."""

from pathlib import Path

import numpy as np
import pytest

from maskapp.pipeline import engine as engine_module
from maskapp.pipeline.engine import Engine
from maskapp.pipeline.face_check import DOUBTFUL_SCORE
from maskapp.records import Box, Detection, Frame, FrameResult
from maskapp.settings.settings import EngineSettings

IMAGE = np.zeros((240, 320, 3), np.uint8)
BOX = Box(50, 50, 90, 100)
FOLLOWED = 0.6  # four fifths of the default threshold


class ScriptedDetector:
    """A detector that finds what a test says, frame after frame, from a score on."""

    def __init__(self, frames: list[list[Detection]], least_score: float) -> None:
        self._frames = iter(frames)
        self._least_score = least_score

    def detect(self, _image, _long_side_px: int) -> list[Detection]:
        return [found for found in next(self._frames) if found.score >= self._least_score]


class FakeClassifier:
    """A classifier whose answers depend on the boxes alone."""

    def __init__(self, _model: Path) -> None:
        pass

    def classify(self, _image, boxes) -> np.ndarray:
        shares = np.array([[box.x1 % 7, box.y1 % 5, 1.0] for box in boxes], np.float32)
        return shares / shares.sum(axis=1, keepdims=True)


def detection(score: float, box: Box = BOX) -> Detection:
    return Detection(box, score, np.zeros((5, 2), np.float32))


@pytest.fixture
def results(monkeypatch):
    """Return the engine's results for frames in which the detector finds what is given."""
    monkeypatch.setattr(engine_module, "MaskClassifier", FakeClassifier)

    def process(
        frames: list[list[Detection]], least_score: float = 0.0, *, stills=False, every=1
    ) -> list[FrameResult]:
        settings = EngineSettings(detection_every_n_frames=every)
        detector = ScriptedDetector(frames, least_score)
        size_px = 448 if stills else None
        engine = Engine(
            settings, Path("unused"), stills=stills, detector=detector, still_size_px=size_px
        )
        count = len(frames) * every
        return [engine.process(Frame(IMAGE, index, index / 25)) for index in range(count)]

    return process


def random_frames(seed: int) -> list[list[Detection]]:
    """Two faces that walk and come and go, and much that resembles one, with low scores."""
    random = np.random.default_rng(seed)
    frames = []
    for index in range(120):
        found = []
        for start, speed in ((20, 1.5), (280, -1.2)):
            if random.random() < 0.9:
                x = float(start + speed * (index % 70) + random.normal())
                score = float(random.uniform(0.3, 1.0))
                found.append(detection(score, Box(x, 60, x + 30, 100)))
        for _ in range(random.integers(6)):
            x, y = random.uniform(0, 260), random.uniform(0, 180)
            found.append(detection(float(random.uniform(0.3, 0.59)), Box(x, y, x + 35, y + 45)))
        frames.append(sorted(found, key=lambda each: -each.score))
    return frames


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("every", [1, 2])
def test_what_is_doubtful_changes_no_track_and_no_label(results, seed, every) -> None:
    frames = random_frames(seed)
    without = results(frames, FOLLOWED, every=every)
    with_all = results(frames, DOUBTFUL_SCORE, every=every)
    assert sum(len(result.faces) for result in without) > 100
    assert sum(len(result.doubtful) for result in with_all) > 100
    for one, other in zip(without, with_all, strict=True):
        for face, same in zip(one.faces, other.faces, strict=True):
            assert (face.track, face.box, face.label) == (same.track, same.box, same.label)
            assert (face.score, face.age_s) == (same.score, same.age_s)
            assert (face.detected, face.is_established) == (same.detected, same.is_established)
            assert face.probabilities == same.probabilities
            assert np.array_equal(face.landmarks, same.landmarks)


@pytest.mark.parametrize("score", [DOUBTFUL_SCORE, 0.5, 0.7])
def test_what_is_not_shown_is_doubtful_whether_or_not_it_could_be_followed(results, score) -> None:
    for result in results([[detection(score)]] * 5):
        assert result.faces == ()
        assert result.doubtful == (BOX,)


def test_what_is_shown_is_not_doubtful(results) -> None:
    for result in results([[detection(0.9)], [detection(0.65)], [detection(0.5)]]):
        assert len(result.faces) == 1
        assert result.doubtful == ()


def test_what_is_beside_a_face_that_is_shown_is_doubtful(results) -> None:
    beside = Box(75, 60, 115, 110)
    [result] = results([[detection(0.9), detection(0.4, beside)]])
    assert len(result.faces) == 1
    assert result.doubtful == (beside,)


def test_nothing_is_doubtful_in_a_frame_in_which_the_detector_did_not_run(results) -> None:
    ran, did_not = results([[detection(0.5)]], every=2)
    assert ran.doubtful == (BOX,)
    assert did_not.doubtful == ()


def test_in_stills_too_what_is_too_weak_to_be_shown_is_doubtful(results) -> None:
    other = Box(200, 50, 240, 100)
    [result] = results([[detection(0.4), detection(0.32, other)]], stills=True)
    assert [face.box for face in result.faces] == [pytest.approx(BOX)]
    assert result.doubtful == (other,)


@pytest.mark.parametrize(("threshold", "searched"), [(0.75, DOUBTFUL_SCORE), (0.2, 0.16)])
def test_the_detector_is_asked_for_what_is_doubtful(monkeypatch, threshold, searched) -> None:
    asked = []
    monkeypatch.setattr(engine_module, "MaskClassifier", FakeClassifier)
    monkeypatch.setattr(engine_module, "LiteRTFaceDetector", asked.append)
    Engine(EngineSettings(face_score_threshold=threshold), Path("unused"), stills=False)
    assert asked == [pytest.approx(searched)]


@pytest.mark.parametrize("stills", [True, False])
def test_only_of_live_frames_doubtful_detections_are_checked(monkeypatch, stills: bool) -> None:
    """In stills, a lower threshold serves."""
    checked = []
    monkeypatch.setattr(engine_module, "MaskClassifier", FakeClassifier)
    monkeypatch.setattr(
        engine_module, "CheckedFaceDetector", lambda _detector, score: checked.append(score)
    )
    Engine(EngineSettings(), Path("unused"), stills=stills)
    assert checked == ([] if stills else [DOUBTFUL_SCORE])
