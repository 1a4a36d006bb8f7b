from pathlib import Path

import numpy as np
import pytest

from maskapp import paths
from maskapp.errors import ModelError
from maskapp.opencv import cv2
from maskapp.pipeline import engine as engine_module
from maskapp.pipeline.engine import Engine
from maskapp.records import CLASS_LABELS, Box, Detection, Frame, MaskLabel
from maskapp.settings.settings import Settings

IMAGE = np.zeros((240, 320, 3), np.uint8)


class FakeDetector:
    """A detector that returns given boxes and records the sizes requested."""

    def __init__(self, score_threshold: float) -> None:
        self.score_threshold = score_threshold
        self.sizes_px: list[int] = []
        self.boxes = [Box(50, 50, 90, 100)]
        self.score = 0.9

    def detect(self, image, long_side_px: int) -> list[Detection]:
        self.sizes_px.append(long_side_px)
        boxes = self.boxes if self.score >= self.score_threshold else []
        return [Detection(box, self.score, np.zeros((5, 2), np.float32)) for box in boxes]


class FakeClassifier:
    """A classifier that gives every face the same probabilities."""

    def __init__(self, _model: Path) -> None:
        self.batches: list[int] = []
        self.probabilities = (0.9, 0.1, 0.0)

    def classify(self, image, boxes) -> np.ndarray:
        assert boxes
        self.batches.append(len(boxes))
        return np.array([self.probabilities] * len(boxes), np.float32)


@pytest.fixture
def make_engine(monkeypatch):
    def make(*, stills=False, **settings) -> tuple[Engine, FakeDetector, FakeClassifier]:
        monkeypatch.setattr(engine_module, "LiteRTFaceDetector", FakeDetector)
        monkeypatch.setattr(engine_module, "CheckedFaceDetector", lambda detector, _: detector)
        monkeypatch.setattr(engine_module, "MaskClassifier", FakeClassifier)
        chosen = Settings(**{"uncertain_below": 0.5} | settings)
        engine = Engine(chosen, Path("unused"), stills=stills)
        return engine, engine._detector, engine._classifier

    return make


def frame(index: int, fps=25, image=IMAGE) -> Frame:
    return Frame(image, index, index / fps)


@pytest.mark.parametrize("every", [1, 2, 5])
def test_the_detector_runs_as_often_and_at_the_size_that_are_set(make_engine, every: int) -> None:
    engine, detector, _ = make_engine(detection_every_n_frames=every, detection_size_px=320)
    for index in range(10):
        faces = engine.process(frame(index)).faces
        assert [face.track for face in faces] == [1]
    assert detector.sizes_px == [320] * -(-10 // every)


def test_dropped_frames_do_not_change_how_often_the_detector_runs(make_engine) -> None:
    """The numbers of dropped frames are missing: processed frames count, not their numbers."""
    engine, detector, _ = make_engine(detection_every_n_frames=2)
    for index in range(1, 21, 2):
        engine.process(frame(index))
    assert len(detector.sizes_px) == 5


def test_faces_keep_their_number_and_grow_older(make_engine) -> None:
    engine, detector, _ = make_engine()
    for index in range(50):
        detector.boxes = [Box(50 + index, 50, 90 + index, 100), Box(200, 60, 240, 110)]
        faces = engine.process(frame(index)).faces
        assert [face.track for face in faces] == [1, 2]
        assert faces[1].age_s == pytest.approx(index / 25, abs=1e-6)


def test_classification_has_its_own_interval(make_engine) -> None:
    engine, _, classifier = make_engine(classify_every_s=0.19)
    for index in range(26):
        engine.process(frame(index))
    assert sum(classifier.batches) == 6  # at 0 and then at every fifth frame


def test_a_crowd_is_classified_in_small_batches(make_engine) -> None:
    engine, detector, classifier = make_engine(classify_every_s=0.0, detection_every_n_frames=1)
    detector.boxes = [
        Box(x, y, x + 30, y + 40) for y in (10, 70, 130, 190) for x in range(5, 300, 60)
    ]
    for index in range(12):
        assert len(engine.process(frame(index)).faces) == 20
    assert classifier.batches == [20] + [4] * 11


@pytest.mark.parametrize("classify_every_s", [0.06, 2.0, 5.0])
def test_a_face_in_view_keeps_its_average_however_rarely_it_is_classified(
    make_engine, classify_every_s: float
) -> None:
    engine, _, classifier = make_engine(classify_every_s=classify_every_s)
    for index in range(12 * 25):
        if index == 1:
            classifier.probabilities = (0.45, 0.5, 0.05)  # would be uncertain on its own
        faces = engine.process(frame(index)).faces
        assert faces
    assert sum(classifier.batches) <= 12 / classify_every_s + 1


def test_a_face_that_was_missing_briefly_keeps_its_label(make_engine) -> None:
    engine, detector, classifier = make_engine(detection_every_n_frames=1)
    for index in range(25):
        engine.process(frame(index))
    boxes, detector.boxes = detector.boxes, []
    for index in range(25, 50):
        engine.process(frame(index))
    detector.boxes, classifier.probabilities = boxes, (0.5, 0.5, 0.0)
    (face,) = engine.process(frame(50)).faces
    assert face.track == 1
    assert face.confidence > 0.5


@pytest.mark.parametrize("every", [1, 2])
def test_what_is_seen_where_a_face_was_missed_speaks_for_no_label(make_engine, every: int) -> None:
    """Where the face was, there may be an arm."""
    engine, detector, classifier = make_engine(detection_every_n_frames=every)
    for index in range(24):
        engine.process(frame(index))
    boxes, detector.boxes, classifier.probabilities = detector.boxes, [], (0.0, 1.0, 0.0)
    n_classified = len(classifier.batches)
    for index in range(24, 33):
        (face,) = engine.process(frame(index)).faces
        assert (face.label, face.detected, face.missed) == (MaskLabel.WITH_MASK, False, True)
        assert face.confidence == pytest.approx(0.9)
    assert len(classifier.batches) == n_classified
    engine.process(frame(33))
    detector.boxes = boxes
    labels = [engine.process(frame(index)).faces[0].label for index in range(34, 46)]
    assert (labels[0], labels[-1]) == (MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK)


def test_a_face_is_shown_from_the_threshold_on_and_followed_a_little_below(make_engine) -> None:
    engine, detector, _ = make_engine(face_score_threshold=0.75, detection_every_n_frames=1)
    shown = []
    for index, detector.score in enumerate((0.7, 0.7, 0.76, 0.62, 0.58)):
        shown.append([face.detected for face in engine.process(frame(index)).faces])
    assert shown == [[], [], [True], [True], [False]]


def test_nothing_but_the_numbering_is_kept_between_stills(make_engine) -> None:
    engine, detector, classifier = make_engine(
        stills=True, detection_every_n_frames=30, classify_every_s=5.0, face_score_threshold=0.9
    )
    ids = []
    for index, given in enumerate([(0.9, 0.1, 0.0), (0.1, 0.9, 0.0), (0.1, 0.0, 0.9)]):
        classifier.probabilities = given
        result = engine.process(Frame(IMAGE, index, float(index), f"{index}.png"))
        (face,) = result.faces
        assert face.label is CLASS_LABELS[index]
        assert face.probabilities[face.label] == pytest.approx(0.9)
        assert face.age_s == 0
        ids.append(face.track)
    assert ids == [1, 2, 3]
    assert detector.sizes_px == [640, 384] * 3  # for small and for large faces
    assert detector.score_threshold <= 0.4


def test_an_engine_for_another_source_shares_the_networks_and_nothing_else(make_engine) -> None:
    engine, detector, classifier = make_engine(classify_every_s=0.0, detection_every_n_frames=1)
    detector.boxes = [Box(20, 20, 60, 60)]
    for index in range(3):
        first = engine.process(frame(index)).faces[0]
    other = engine.for_another_source()
    classifier.probabilities = (0.0, 0.9, 0.1)
    second = other.process(frame(0)).faces[0]
    assert (second.track, second.label) == (1, MaskLabel.WITHOUT_MASK)
    assert second.age_s < first.age_s
    # The first goes on as if nothing had been between its frames.
    assert engine.process(frame(3)).faces[0].track == first.track
    assert len(detector.sizes_px) == 5


def test_without_faces_nothing_is_classified(make_engine) -> None:
    engine, detector, classifier = make_engine()
    detector.boxes = []
    result = engine.process(frame(0))
    assert result.faces == ()
    assert classifier.batches == []
    assert set(result.stages_ms) == {"detect", "track", "classify"}
    assert all(time_ms >= 0 for time_ms in result.stages_ms.values())


def test_a_change_of_the_frame_size_resets_the_tracks(make_engine) -> None:
    engine, _, _ = make_engine(detection_every_n_frames=1)
    engine.process(frame(0))
    (face,) = engine.process(frame(1, image=np.zeros((120, 160, 3), np.uint8))).faces
    assert face.track == 2
    assert face.box.x2 <= 160


def test_a_portrait_is_labelled_without_mask(portrait) -> None:
    engine = Engine(Settings(), paths.default_model(), stills=True)
    for index, image in enumerate((portrait, portrait[:, ::-1], portrait // 2)):
        (face,) = engine.process(Frame(np.ascontiguousarray(image), index, float(index))).faces
        assert face.label is MaskLabel.WITHOUT_MASK
        assert face.confidence > 0.9
        assert face.track == index + 1


def test_a_moving_face_keeps_its_number(portrait) -> None:
    engine = Engine(Settings(detection_size_px=320), paths.default_model(), stills=False)
    face_image = cv2.resize(portrait[0:256, 96:352], (208, 208), interpolation=cv2.INTER_AREA)
    for index in range(15):
        image = np.full((240, 320, 3), 110, np.uint8)
        image[20:228, 4 * index : 4 * index + 208] = face_image
        (face,) = engine.process(frame(index, image=image)).faces
        assert face.track == 1
        assert face.label is MaskLabel.WITHOUT_MASK
        centre = (face.box.x1 + face.box.x2) / 2
        assert centre == pytest.approx(4 * index + 102, abs=15)


@pytest.mark.parametrize("size", [(1, 1), (5, 2000), (2000, 5)])
@pytest.mark.parametrize("stills", [True, False])
def test_frames_of_unusual_sizes_are_accepted(size: tuple[int, int], stills: bool) -> None:
    engine = Engine(Settings(), paths.default_model(), stills=stills)
    assert engine.process(frame(0, image=np.zeros((*size, 3), np.uint8))).faces == ()


def test_a_missing_model_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.tflite is missing"):
        Engine(Settings(), tmp_path / "none.tflite", stills=False)


def test_the_detector_runs_in_every_frame_of_a_slow_source(make_engine) -> None:
    """Nothing can be predicted over two seconds."""
    engine, detector, _ = make_engine(detection_every_n_frames=2)
    assert all(engine.process(frame(index, fps=0.5)).faces for index in range(6))
    assert len(detector.sizes_px) == 6


@pytest.mark.parametrize(
    ("every", "fps", "runs"),
    [(2, 3, 20), (2, 10, 20), (2, 15, 10), (2, 30, 10), (5, 3, 20), (5, 10, 10), (5, 30, 4)],
)
def test_the_detector_leaves_out_fewer_frames_where_they_come_slowly(
    make_engine, every, fps, runs
) -> None:
    engine, detector, _ = make_engine(detection_every_n_frames=every)
    for index in range(20):
        engine.process(frame(index, fps=fps))
    assert len(detector.sizes_px) == runs


def test_a_source_is_not_slow_because_frames_are_dropped_while_the_detector_runs(
    make_engine,
) -> None:
    engine, detector, _ = make_engine(detection_every_n_frames=2)
    index = 0
    for _ in range(20):
        before = len(detector.sizes_px)
        engine.process(frame(index, fps=30))
        index += 9 if len(detector.sizes_px) > before else 1
    assert len(detector.sizes_px) == 10


def test_the_detector_runs_when_the_frame_size_changes(make_engine) -> None:
    engine, _, _ = make_engine(detection_every_n_frames=2)
    engine.process(frame(0))
    wider = np.zeros((240, 640, 3), np.uint8)
    assert engine.process(frame(1, image=wider)).faces


@pytest.mark.parametrize("stills", [False, True])
@pytest.mark.parametrize(
    ("box", "label"),
    [
        (Box(50, 200, 110, 240), MaskLabel.UNCERTAIN),  # the mouth is below the picture
        (Box(50, 190, 110, 239), MaskLabel.WITH_MASK),
        (Box(50, 150, 110, 240), MaskLabel.WITH_MASK),
        (Box(50, 100, 110, 140), MaskLabel.WITH_MASK),
        (Box(260, 100, 320, 140), MaskLabel.WITH_MASK),
    ],
)
def test_a_face_without_its_mouth_in_the_picture_is_uncertain(
    make_engine, box, label, stills
) -> None:
    engine, detector, _ = make_engine(stills=stills)
    detector.boxes = [box]
    (face,) = engine.process(frame(0)).faces
    assert face.label is label
