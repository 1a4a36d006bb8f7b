"""Makes the score of a detector a probability, for faces of every size.

False alarms are mostly small. A logistic regression (Platt 1999, "Probabilistic Outputs for Support
Vector Machines") on score and height therefore allows one threshold for all sizes. Both are linear
in the last features of the network, so the calibration becomes part of its weights.
"""

from collections.abc import Sequence

import keras
import numpy as np
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from maskapp.files.picture_files import read_picture
from maskapp.opencv import cv2
from maskapp.pipeline.detect import detections_from_maps, input_size
from maskapp.training.detector.pictures import AnnotatedPicture, Floats
from maskapp.training.detector.targets import STRIDE
from maskapp.training.detector.teaching import overlaps, shares_inside

_SIDES_PX = (416, 640)
_MIN_SCORE = 0.02
_LARGEST_SCORE = 1 - 1e-7  # a float32 may be rounded to 1
_MATCH_IOU = 0.35
_IGNORED_IOU = 0.3
_IGNORED_SHARE = 0.5  # of a detection in an area, which may be much larger
_HEAT, _LOG_HEIGHT = 0, 1  # channels of the maps


def calibrate_scores(detector: keras.Model, pictures: Sequence[AnnotatedPicture]) -> Floats:
    """Change the weights of a detector so that its scores are probabilities.

    Args:
        detector: Calibrated in place.
        pictures: Held-out pictures; close-ups are not used.

    Returns:
        Factor of the logit, factor of the logarithm of the height in cells, and bias; (1, 0, 0),
        and no change, if there is nothing to fit them to.
    """
    rows = [
        row
        for picture in tqdm(pictures, desc="calibrating", unit="picture", disable=None)
        if not picture.is_closeup
        for row in _detections(detector, picture)
    ]
    logits, heights, are_faces = np.array(rows, np.float64).reshape(-1, 3).T
    if len(set(are_faces.tolist())) < 2:
        return np.array([1, 0, 0], np.float32)
    regression = LogisticRegression(C=1e3).fit(np.column_stack([logits, heights]), are_faces)
    factors = np.array([*regression.coef_[0], *regression.intercept_], np.float32)
    _change_heat(detector, factors)
    return factors


def undo_calibration(detector: keras.Model, factors: Floats) -> None:
    """Restore the scores that a detector had before `calibrate_scores`, for further training.

    Args:
        detector: Changed in place.
        factors: As returned by `calibrate_scores`.
    """
    by_logit, by_height, bias = factors
    _change_heat(detector, np.array([1, -by_height, -bias], np.float32) / by_logit)


def _change_heat(detector: keras.Model, factors: Floats) -> None:
    by_logit, by_height, bias = factors
    layer = detector.get_layer("maps")
    weights = layer.get_weights()
    for values in weights:
        values[..., _HEAT] = by_logit * values[..., _HEAT] + by_height * values[..., _LOG_HEIGHT]
    weights[1][_HEAT] += bias
    layer.set_weights(weights)


def _detections(
    detector: keras.Model, picture: AnnotatedPicture
) -> list[tuple[float, float, float]]:
    """Return logit, log height in cells and whether it is a face, of each detection."""
    image = read_picture(picture.path)
    rows = []
    for side_px in _SIDES_PX:
        size = input_size(image, side_px)
        scale = size[1] / image.shape[0]
        resized = cv2.cvtColor(cv2.resize(image, size), cv2.COLOR_BGR2RGB)
        frame = np.multiply(resized, 1 / 255, dtype=np.float32)
        maps = np.asarray(detector(frame[None]))[0]
        free = np.ones(len(picture.boxes), bool)
        for face in detections_from_maps(maps, _MIN_SCORE, image.shape):
            box = np.array([face.box], np.float32)
            shared = overlaps(box, picture.boxes)[0] * free
            is_face = bool(len(shared)) and shared.max() >= _MATCH_IOU
            if is_face:
                free[shared.argmax()] = False
            elif _is_ignored(box, picture.ignored):
                continue
            score = min(face.score, _LARGEST_SCORE)
            logit = np.log(score / (1 - score))
            rows.append((logit, np.log(face.box.height * scale / STRIDE), float(is_face)))
    return rows


def _is_ignored(box: Floats, ignored: Floats) -> bool:
    is_same = overlaps(box, ignored).max(initial=0) > _IGNORED_IOU
    return bool(is_same or shares_inside(box, ignored).max(initial=0) >= _IGNORED_SHARE)
