from dataclasses import replace

import keras
import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.pipeline.detect import MAP_CHANNELS
from maskapp.records import MaskLabel
from maskapp.training.detector.calibrate import calibrate_scores, undo_calibration
from maskapp.training.detector.pictures import AnnotatedPicture

NOTHING = np.empty((0, 4), np.float32)


@pytest.fixture
def pictures(tmp_path) -> list[AnnotatedPicture]:
    """Pictures of 416 px, green where there is a large face and red where there is none.

    Of ten red and of ten green places of the same score, two and eight are faces.
    """
    made = []
    for number in range(10):
        image = np.zeros((416, 416, 3), np.uint8)
        image[100:104, 100:104, 1] = image[300:304, 300:304, 2] = 255
        file = tmp_path / f"{number}.png"
        cv2.imwrite(str(file), image)
        boxes = [[82, 82, 122, 122]] if number < 8 else []
        boxes += [[292, 292, 312, 312]] if number < 2 else []
        made.append(
            AnnotatedPicture(
                file,
                "s",
                str(number),
                np.array(boxes, np.float32).reshape(-1, 4),
                (MaskLabel.WITH_MASK,) * len(boxes),
                np.full((len(boxes), 5, 2), np.nan, np.float32),
                NOTHING,
                np.zeros(len(boxes), np.float32),
                is_closeup=False,
            )
        )
    return made


def detector() -> keras.Model:
    """Sees a face of 40 px in green and one of 20 px in red, both with the same score."""
    inputs = keras.Input((None, None, 3))
    cells = keras.layers.AveragePooling2D(4)(inputs)
    maps = keras.layers.Conv2D(MAP_CHANNELS, 1, name="maps")
    model = keras.Model(inputs, maps(cells))
    kernel, bias = maps.get_weights()
    kernel[:] = bias[:] = 0
    kernel[0, 0, :2, 0], bias[0] = 20, -20
    kernel[0, 0, :2, 1] = kernel[0, 0, :2, 2] = np.log([5, 10])
    maps.set_weights([kernel, bias])
    return model


def scores_of(model: keras.Model, picture: AnnotatedPicture) -> list[float]:
    image = cv2.imread(str(picture.path))[:, :, ::-1].astype(np.float32) / 255
    heat = np.asarray(model(image[None]))[0, [25, 75], [25, 75], 0]
    return (1 / (1 + np.exp(-heat))).tolist()


def test_scores_become_the_share_of_faces_at_each_size(pictures, monkeypatch) -> None:
    from maskapp.training.detector import calibrate

    monkeypatch.setattr(calibrate, "_SIDES_PX", (416,))
    model = detector()
    assert scores_of(model, pictures[0]) == pytest.approx([0.5, 0.5], abs=1e-3)
    calibrate_scores(model, pictures)
    assert scores_of(model, pictures[0]) == pytest.approx([0.8, 0.2], abs=0.02)


def test_without_false_alarms_nothing_changes(pictures) -> None:
    model = detector()
    factors = calibrate_scores(model, [])
    assert factors.tolist() == [1, 0, 0]
    assert scores_of(model, pictures[0]) == pytest.approx([0.5, 0.5], abs=1e-3)


def test_a_calibration_can_be_undone(pictures) -> None:
    model = detector()
    before = [weights.copy() for weights in model.get_weights()]
    undo_calibration(model, calibrate_scores(model, pictures))
    for old, new in zip(before, model.get_weights(), strict=True):
        assert new == pytest.approx(old, abs=1e-4)


def test_detections_in_a_crowd_are_no_false_alarms(pictures) -> None:
    whole = np.array([[0, 0, 416, 416]], np.float32)
    crowds = [replace(picture, ignored=whole) for picture in pictures]
    assert calibrate_scores(detector(), crowds).tolist() == [1, 0, 0]


def test_a_score_that_is_rounded_to_one_counts_as_nearly_one(pictures) -> None:
    """After an hour of training, a division by zero would lose the result."""
    model = detector()
    kernel, bias = model.get_layer("maps").get_weights()
    kernel[0, 0, :2, 0] = 60
    model.get_layer("maps").set_weights([kernel, bias])
    assert scores_of(model, pictures[0]) == [1, 1]
    assert np.isfinite(calibrate_scores(model, pictures)).all()
