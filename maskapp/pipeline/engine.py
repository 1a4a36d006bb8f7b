"""The engine: detector, tracker, classifier and smoother as one."""

import math
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from time import perf_counter

import numpy as np

from maskapp import paths
from maskapp.conversion_watch import ConversionWatch
from maskapp.pipeline.classify import MaskClassifier
from maskapp.pipeline.detect import FaceDetector, LiteRTFaceDetector, detect_in_still
from maskapp.pipeline.face_check import DOUBTFUL_SCORE, CheckedFaceDetector
from maskapp.pipeline.runnable_model import runnable_model
from maskapp.pipeline.smooth import TrackSmoother
from maskapp.pipeline.tracking.face_state import ESTABLISHED_S
from maskapp.pipeline.tracking.tracker import Tracker
from maskapp.records import (
    Box,
    Detection,
    Face,
    Frame,
    FrameResult,
    Image,
    Track,
    intersection_over_union,
)
from maskapp.settings.settings import EngineSettings

_LABEL_KEPT_S = 3.0  # of a face out of sight
_LONGEST_PREDICTION_S = 0.5  # limits the interval on slow or stalling sources
_USUAL_STEP_S = 0.039
"""The settings say in which frames of a usual camera the detector runs. Of a slower source, it
leaves out fewer: from one to the next but one, people would go too far to be followed."""
_CUT_ASPECT = 1.4
"""A face that reaches the lower edge and is wider than this for its height has its mouth below the
picture. Of 104 held-out masked close-ups, cut to the upper half or third, 12 were called bare, and
with this rule 3; of 122 faces, cut to two thirds and found, 17 became uncertain by it."""
STILL_SCORE_THRESHOLD = 0.35  # a still has no second frame in which to find a face
_FOLLOWED = 0.8
"""A face goes on being followed while its score is at least this share of the threshold."""
_SAME_FACE = 0.5
"""Least intersection over union of a detection and a shown face whose blurring suffices for it."""


class Engine:
    """The engine that detects, tracks and classifies the faces of one source, frame by frame.

    Runs in the caller's thread and starts no thread of its own.

    Args:
        settings: Sizes, intervals, thresholds and smoothing.
        model: A `.tflite` file.
        stills: Whether the frames are unrelated pictures, so that nothing is kept between
            them and faces are detected more thoroughly.
        detector: The detector to use; None for the built-in one.
        still_size_px: Long side to which stills are scaled for the detector; None for the two
            sizes of `detect_in_still`.

    Raises:
        ModelError: The model or the face detector cannot be used.
    """

    def __init__(
        self,
        settings: EngineSettings,
        model: Path,
        *,
        stills: bool,
        detector: FaceDetector | None = None,
        still_size_px: int | None = None,
    ) -> None:
        self._still_size_px = still_size_px
        self._given_detector = detector
        self._use_settings(settings, stills=stills)
        self._classifier = MaskClassifier(model)
        self._begin()

    def _use_settings(self, settings: EngineSettings, *, stills: bool) -> None:
        self._settings = settings
        self._stills = stills
        threshold = settings.face_score_threshold
        self._least_score = (
            min(threshold, STILL_SCORE_THRESHOLD) if stills else _FOLLOWED * threshold
        )
        self._detector = self._given_detector or self._own_detector()

    def _own_detector(self) -> FaceDetector:
        least_score = min(self._least_score, DOUBTFUL_SCORE)
        detector = LiteRTFaceDetector(least_score)
        return detector if self._stills else CheckedFaceDetector(detector, least_score)

    def _begin(self) -> None:
        """Expect the first frame of a source."""
        settings = self._settings
        self._tracker = Tracker(
            shown_score=0.0 if self._stills else settings.face_score_threshold,
            established_s=0.0 if self._stills else ESTABLISHED_S,
        )
        self._smoother = TrackSmoother(
            0.0 if self._stills else settings.smoothing_s,
            settings.classify_every_s,
            settings.uncertain_below,
        )
        self._frames_passed = 0
        self._detected_s = -math.inf
        self._newest = (0, 0.0)
        self._shape: tuple[int, ...] = ()

    def for_another_source(self) -> "Engine":
        """Return an engine for another source, whose tracks begin at 1.

        It costs next to nothing, since both share the networks: run them in the same thread.
        """
        other = copy(self)
        other._begin()
        return other

    def with_settings(self, settings: EngineSettings, *, stills: bool) -> "Engine":
        """Return an engine with the same model, but other settings, for another source.

        Both share the model's network: run them in the same thread.

        Args:
            settings: See `Engine`; its model is not loaded.
            stills: See `Engine`.

        Raises:
            ModelError: The face detector cannot be used.
        """
        other = copy(self)
        other._use_settings(settings, stills=stills)
        other._begin()
        return other

    def process(self, frame: Frame) -> FrameResult:
        """Detect, track and classify the faces of the next frame of the source."""
        started = perf_counter()
        detections = self._detect(frame)
        detected = perf_counter()
        tracks = self._track(frame, detections)
        tracked = perf_counter()
        self._classify(frame, tracks)
        faces = self._smoother.faces(tracks)
        self._smoother.forget_missing(tracks, frame.time_s, _LABEL_KEPT_S)
        stages_ms = {
            "detect": (detected - started) * 1000,
            "track": (tracked - detected) * 1000,
            "classify": (perf_counter() - tracked) * 1000,
        }
        return FrameResult(frame, faces, stages_ms, _doubtful(detections or (), faces))

    def _detect(self, frame: Frame) -> list[Detection] | None:
        """Return the detections; None if the detector is not due in this frame."""
        if self._stills:
            return self._detect_in_still(frame.image)
        elapsed_s = abs(frame.time_s - self._detected_s)
        is_same_size = frame.image.shape == self._shape
        is_due = self._is_due(frame) or elapsed_s >= _LONGEST_PREDICTION_S
        if is_same_size and not is_due:
            return None
        self._detected_s, self._shape = frame.time_s, frame.image.shape
        self._frames_passed = 0
        return self._detector.detect(frame.image, self._settings.detection_size_px)

    def _is_due(self, frame: Frame) -> bool:
        """Return whether enough frames have passed since detection, or fewer of a slow source."""
        (index, time_s), self._newest = self._newest, (frame.index, frame.time_s)
        self._frames_passed += 1
        # Frames that were dropped meanwhile tell that the source is not slow.
        step_s = abs(frame.time_s - time_s) / max(frame.index - index, 1)
        every = self._settings.detection_every_n_frames
        return self._frames_passed * max(step_s / _USUAL_STEP_S, 1.0) >= every

    def _detect_in_still(self, image: Image) -> list[Detection]:
        if self._still_size_px is None:
            return detect_in_still(self._detector, image)
        return self._detector.detect(image, self._still_size_px)

    def _track(self, frame: Frame, detections: list[Detection] | None) -> tuple[Track, ...]:
        frame_size = (frame.image.shape[1], frame.image.shape[0])
        if self._stills:
            self._tracker.reset()
        if detections is None:
            return self._tracker.predict(frame.time_s, frame_size)
        clear = [found for found in detections if found.score >= self._least_score]
        return self._tracker.update(clear, frame.time_s, frame_size)

    def _classify(self, frame: Frame, tracks: tuple[Track, ...]) -> None:
        """Classify the tracks that are due; what shows no mouth speaks for no label."""
        due = self._smoother.due(tracks, frame.time_s)
        if not due:
            return
        classified = self._classifier.classify(frame.image, [track.box for track in due])
        for track, probabilities in zip(due, classified, strict=True):
            is_cut = _is_mouth_below(track.box, frame.image.shape[0])
            known = np.full_like(probabilities, 1 / len(probabilities)) if is_cut else probabilities
            self._smoother.add(track, known, frame.time_s)


def _doubtful(detections: Sequence[Detection], faces: Sequence[Face]) -> tuple[Box, ...]:
    """Return the boxes of the detections that are not those of the faces."""
    return tuple(
        found.box
        for found in detections
        if all(intersection_over_union(found.box, face.box) < _SAME_FACE for face in faces)
    )


def _is_mouth_below(box: Box, frame_height: int) -> bool:
    """Return whether a face's mouth is below the lower edge of the frame."""
    return box.y2 > frame_height - 1 and box.width > _CUT_ASPECT * box.height


def load_engine(
    settings: EngineSettings,
    *,
    stills: bool,
    watch: ConversionWatch | None = None,
    detector: FaceDetector | None = None,
) -> Engine:
    """Load the engine with the model that the settings name.

    Args:
        settings: See `Engine`.
        stills: See `Engine`.
        watch: See `runnable_model`.
        detector: See `Engine`.

    Raises:
        ModelError: The model cannot be used.
    """
    model = Path(settings.model_file) if settings.model_file else paths.default_model()
    runnable = runnable_model(model, paths.default_cache_dir(), watch)
    return Engine(settings, runnable, stills=stills, detector=detector)
