from collections import Counter

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.records import CLASS_LABELS, Box
from maskapp.training.rendering.render_on_bare import (
    SMALLEST_WRONG_PX,
    RenderShares,
    render_on_bare,
)

WITH, WITHOUT, WRONG = CLASS_LABELS
BOX = Box(70, 60, 130, 140)


@pytest.fixture
def noise() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (200, 200, 3)).astype(np.uint8)


def generator(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def shares(bare_face, wanted: RenderShares, count=150) -> Counter:
    image, face = bare_face
    seen: Counter = Counter()
    for seed in range(count):
        rendered, label = render_on_bare(image, face.box, face.landmarks, wanted, generator(seed))
        seen[label] += 1
        seen["same"] += rendered is image
        assert rendered.shape == image.shape
    return seen


def test_rendering_nothing_leaves_the_face_bare(bare_face) -> None:
    seen = shares(bare_face, RenderShares(0.0, 0.0, 0.0), count=20)
    assert seen == {WITHOUT: 20, "same": 20}


@pytest.mark.parametrize(
    ("wanted", "label"),
    [(RenderShares(1.0, 0.0, 0.0), WRONG), (RenderShares(0.0, 1.0, 0.0), WITH)],
)
def test_the_rendered_mask_determines_the_label(bare_face, wanted: RenderShares, label) -> None:
    assert shares(bare_face, wanted, count=20) == {label: 20, "same": 0}


def test_an_occluder_changes_the_image_but_not_the_label(bare_face) -> None:
    assert shares(bare_face, RenderShares(0.0, 0.0, 1.0), count=20) == {WITHOUT: 20, "same": 0}


def test_shares_are_those_asked_for(bare_face) -> None:
    seen = shares(bare_face, RenderShares(wrong=0.3, proper=0.2, occluder=0.2))
    assert seen[WRONG] / 150 == pytest.approx(0.3, abs=0.12)
    assert seen[WITH] / 150 == pytest.approx(0.2, abs=0.1)
    assert seen["same"] / 150 == pytest.approx(0.3, abs=0.12)


def test_the_original_image_is_not_changed(bare_face) -> None:
    image, face = bare_face
    before = image.copy()
    shares(bare_face, RenderShares(0.4, 0.3, 0.3), count=20)
    assert np.array_equal(image, before)
    assert face.landmarks.shape == (5, 2)


def test_no_mask_is_worn_wrong_on_a_face_too_small_to_see_it(bare_face) -> None:
    image, face = bare_face
    scale = (SMALLEST_WRONG_PX - 2) / face.box.height
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    box, landmarks = Box(*(value * scale for value in face.box)), face.landmarks * scale
    labels = [
        render_on_bare(small, box, landmarks, RenderShares(0.5, 0.5, 0.0), generator(seed))[1]
        for seed in range(30)
    ]
    assert set(labels) == {WITH, WITHOUT}


def test_without_usable_landmarks_nothing_is_rendered(noise) -> None:
    for landmarks in (None, np.zeros((5, 2), np.float32)):
        rendered, label = render_on_bare(noise, BOX, landmarks, RenderShares(1, 0, 0), generator(1))
        assert rendered is noise
        assert label is WITHOUT
