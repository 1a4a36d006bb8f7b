"""A second look at what the detector takes for a face without being sure.

A frame has few such boxes, so that a larger network than the detector can tell faces from hands,
statues and backs of heads. Detectors of several stages began so (Viola and Jones 2001, "Rapid
Object Detection using a Boosted Cascade of Simple Features").
"""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from maskapp import paths
from maskapp.errors import ModelError
from maskapp.pipeline.detect import FaceDetector
from maskapp.pipeline.face_crop import (
    CROP_MARGIN,
    CROP_SHIFT_DOWN,
    as_network_input,
    crop_face,
)
from maskapp.pipeline.tflite_network import TfliteNetwork
from maskapp.records import Detection, Image

DOUBTFUL_SCORE = 0.3
"""What has at least this score may be a face, and is blurred even if it is not shown. A second look
takes none of them below it."""
CHECKED_SCORES = (0.5, 0.9)
"""A detection with a score between these is looked at again. From 0.3 to 0.97, as many faces are
found in held-out pictures, and twice as many boxes are looked at."""
_LARGEST_PX = 120
"""Height in the searched image, beyond which the detector alone decides: whole pictures, which the
check learned from, have few such faces."""
_MOST_CHECKED = 40
"""The most detections of an image that are looked at again, best first: a crowd must not stall."""
_LARGEST_LOGIT = 30.0  # beyond it, `exp` gains nothing


class CheckedFaceDetector:
    """A detector whose doubtful detections a second network confirms or rejects.

    Args:
        detector: Finds the boxes; its threshold is at most `DOUBTFUL_SCORE`.
        score_threshold: Detections whose final score is lower are dropped.
        model: The `.tflite` file of the second network; None for the program's own. It maps
            (n, size, size, 3), float32, RGB in [-1, 1], crops as the classifier's, to (n, 1): what
            is added to the logit of the detector's score.

    Raises:
        ModelError: The file is missing, damaged or of the wrong shape.
    """

    def __init__(
        self, detector: FaceDetector, score_threshold: float, model: Path | None = None
    ) -> None:
        model = model or paths.face_check()
        self._detector = detector
        self._score_threshold = score_threshold
        self._network = TfliteNetwork(model)
        shape, outputs = self._network.input_shapes[0], self._network.output_shapes
        if len(shape) != 4 or shape[1] != shape[2] or shape[3] != 3 or list(outputs[0][1:]) != [1]:
            raise ModelError(
                f"The face check {model} does not give one number for each square colour image;"
                " choose another file."
            )
        self._size_px = shape[1]
        blank = np.zeros((self._size_px, self._size_px, 3), np.uint8)
        self._network.run(as_network_input([blank]))  # planned now, so that no frame waits for it

    def detect(self, image: Image, long_side_px: int) -> list[Detection]:
        """Detect the faces of an image, best first; see `LiteRTFaceDetector.detect`.

        Args:
            image: (height, width, 3), uint8, BGR.
            long_side_px: The long side that the image is scaled to for the detector.
        """
        found = self._detector.detect(image, long_side_px)
        low, high = CHECKED_SCORES
        largest = _LARGEST_PX * max(image.shape[:2]) / long_side_px
        doubtful = [
            face for face in found if low <= face.score < high and face.box.height < largest
        ][:_MOST_CHECKED]
        faces = [self._checked(image, face) if face in doubtful else face for face in found]
        faces = [face for face in faces if face.score >= self._score_threshold]
        return sorted(faces, key=lambda face: -face.score)

    def _checked(self, image: Image, face: Detection) -> Detection:
        # One by one: a batch takes as long, and each size of batches takes memory.
        crop = crop_face(image, face.box, self._size_px, CROP_MARGIN, CROP_SHIFT_DOWN)
        logit = float(self._network.run(as_network_input([crop]))[0, 0])
        return replace(face, score=max(_moved(face.score, logit), DOUBTFUL_SCORE))


def _moved(score: float, logit: float) -> float:
    """Return a score, 0 to 1 exclusive, whose logit something was added to."""
    moved = math.log(score / (1 - score)) + logit
    return 1 / (1 + math.exp(-min(max(moved, -_LARGEST_LOGIT), _LARGEST_LOGIT)))
