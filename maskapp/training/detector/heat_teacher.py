"""The teacher's heat in composed frames, where it can be believed.

The network has too few channels to learn from our pictures alone what CenterFace learned from many
more, above all about small bare faces and about what only resembles a face (Hinton et al. 2015,
"Distilling the Knowledge in a Neural Network").
"""

from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.pipeline.tflite_network import TfliteNetwork
from maskapp.records import Image
from maskapp.training.detector.pictures import Floats
from maskapp.training.detector.targets import STRIDE

_HEAT = 0  # channel of the maps
_SURE_LOGIT = 0.0  # it sees a face
_DOUBTFUL_LOGIT = -1.4  # a probability of 0.2: there may be one


class HeatTeacher:
    """CenterFace, asked about composed frames; may be shared by threads.

    Args:
        model_file: Its `.tflite` file.

    Raises:
        ModelError: The file is missing or damaged.
    """

    def __init__(self, model_file: Path) -> None:
        self._network = TfliteNetwork(model_file)
        self._lock = Lock()

    def logits(self, image: Image, boxes: Floats, ignored: Floats) -> Floats:
        """Return the heat that a frame should have according to the teacher.

        Args:
            image: (size, size, 3), uint8, BGR; well lit, since the teacher is weak in dim light.
            boxes: (n, 4), its faces, pixels.
            ignored: (m, 4), areas that count neither as face nor as background.

        Returns:
            (size / 4, size / 4), float32, logits; NaN where the teacher is not believed: see
            `believed`.
        """
        rgb = np.multiply(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), 1 / 255, dtype=np.float32)
        with self._lock:
            heat = self._network.run(rgb[np.newaxis])[0, ..., _HEAT]
        return believed(heat, boxes, ignored)


def believed(heat: Floats, boxes: Floats, ignored: Floats) -> Floats:
    """Remove what the teacher cannot know.

    It never learned about masks, so it is believed about a face that it is sure of, and not about
    others. Where it sees a face that nobody annotated, it may be right or wrong.

    Args:
        heat: (rows, columns), float32, logits.
        boxes: (n, 4), the faces, pixels.
        ignored: (m, 4), areas that count neither as face nor as background.

    Returns:
        (rows, columns), float32, logits; NaN elsewhere.
    """
    doubtful = (heat >= _DOUBTFUL_LOGIT).astype(np.uint8)
    is_near_doubtful = cv2.dilate(doubtful, np.ones((3, 3), np.uint8)) > 0
    result = np.where(is_near_doubtful, np.float32(np.nan), heat)
    unknown = [_cells(box, heat.shape) for box in ignored]
    for area in (_cells(box, heat.shape) for box in boxes):
        if heat[area].max(initial=_DOUBTFUL_LOGIT) >= _SURE_LOGIT:
            result[area] = heat[area]
        else:
            unknown.append(area)
    for area in unknown:  # last, since a face may overlap one that the teacher is sure of
        result[area] = np.nan
    return np.asarray(result, np.float32)


def _cells(box: NDArray[np.float32], shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Return the rows and columns of the cells that a box touches."""
    x1, y1 = (max(0, int(np.floor(value / STRIDE))) for value in box[:2])
    x2, y2 = (int(np.ceil(value / STRIDE)) for value in box[2:])
    return slice(y1, min(y2, shape[0])), slice(x1, min(x2, shape[1]))
