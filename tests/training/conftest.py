"""Labelled pictures made from a portrait, weights to train from, and a full disk."""

import errno
import json
import os
from pathlib import Path

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.records import CLASS_LABELS, Detection, Image, MaskLabel
from maskapp.training.data.sample import Sample
from maskapp.training.plan import TrainingPlan
from maskapp.training.rendering.mask_styles import random_style
from maskapp.training.rendering.render_mask import Wear, render_mask

_WEARS = {
    MaskLabel.WITH_MASK: Wear.PROPER,
    MaskLabel.WITHOUT_MASK: None,
    MaskLabel.INCORRECT_MASK: Wear.UNDER_CHIN,
}


@pytest.fixture(scope="session")
def bare_face(portrait: Image) -> tuple[Image, Detection]:
    """A face with some room around it, (210, 190, 3), uint8, BGR, and its detection."""
    from maskapp.pipeline.detect import LiteRTFaceDetector

    image = np.ascontiguousarray(portrait[30:240, 130:320])
    (face,) = LiteRTFaceDetector().detect(image, 320)
    return image, face


@pytest.fixture(scope="session")
def bare_sample(bare_face: tuple[Image, Detection], tmp_path_factory) -> Sample:
    """The bare face as a sample."""
    image, face = bare_face
    path = tmp_path_factory.mktemp("bare") / "bare.png"
    cv2.imwrite(str(path), image)
    return Sample(path, MaskLabel.WITHOUT_MASK, "portrait", "1", face.box, face.landmarks)


@pytest.fixture(scope="session")
def labelled_dir(bare_face: tuple[Image, Detection], tmp_path_factory) -> Path:
    """Twelve different pictures per label; no manifest."""
    folder = tmp_path_factory.mktemp("labelled")
    image, face = bare_face
    for label in CLASS_LABELS:
        (folder / label.value).mkdir()
        for i in range(12):
            rng = np.random.default_rng(i)
            picture = image
            if (wear := _WEARS[label]) is not None:
                picture = render_mask(image, face.landmarks, face.box, wear, random_style(rng), rng)
            lit = np.clip(picture * rng.uniform(0.6, 1.2), 0, 255).astype(np.uint8)
            cv2.imwrite(str(folder / label.value / f"{i}.png"), lit)
    return folder


@pytest.fixture(scope="session")
def coco_dir(portrait: Image, tmp_path_factory) -> Path:
    """Twelve pictures with one face each, in COCO's format, each a group of its own."""
    folder = tmp_path_factory.mktemp("coco")
    (folder / "images").mkdir()
    tile = np.ascontiguousarray(portrait[0:256, 96:352])
    for i in range(12):
        lit = np.clip(tile * (0.6 + 0.05 * i), 0, 255).astype(np.uint8)
        cv2.imwrite(str(folder / "images" / f"{i}.png"), lit)
    content = {
        "categories": [{"id": 2, "name": "without_mask"}],
        "images": [{"id": i, "file_name": f"{i}.png", "group": f"g{i}"} for i in range(12)],
        # The portrait's face, by eye.
        "annotations": [
            {"image_id": i, "category_id": 2, "bbox": [76, 70, 90, 130]} for i in range(12)
        ],
    }
    (folder / "annotations.json").write_text(json.dumps(content))
    return folder


@pytest.fixture(scope="session")
def base_weights(tmp_path_factory) -> Path:
    """Random weights of the base."""
    import keras

    size_px = TrainingPlan().input_size_px
    keras.utils.set_random_seed(1)
    base = keras.applications.MobileNetV2(
        input_shape=(size_px, size_px, 3), include_top=False, weights=None
    )
    path = tmp_path_factory.mktemp("base") / "base.weights.h5"
    base.save_weights(path)
    return path


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that has no room when a file is written out."""

    def has_no_room(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", has_no_room)
