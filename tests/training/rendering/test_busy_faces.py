"""What is at the mouth while the mask is under the chin, and what is left of the mask."""

import numpy as np

from maskapp.training.rendering import busy_faces
from maskapp.training.rendering.busy_faces import render_busy
from maskapp.training.rendering.mask_styles import random_style
from maskapp.training.rendering.render_mask import Wear, render_mask


def rendered(bare_face, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the bare image, with the mask alone, and with what is at the mouth."""
    image, face = bare_face
    style = random_style(np.random.default_rng(seed))
    places = (face.landmarks, face.box)
    masked = render_mask(image, *places, Wear.UNDER_CHIN, style, np.random.default_rng(seed))
    return image, masked, render_busy(image, *places, style, np.random.default_rng(seed))


def changed(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.abs(first.astype(int) - second).max(axis=2) > 12


def test_something_is_at_the_mouth_and_the_mask_stays_in_sight(bare_face):
    busy_faces_seen = 0
    for seed in range(20):
        image, masked, busy = rendered(bare_face, seed)
        is_mask = changed(masked, image)
        assert (is_mask & changed(busy, masked)).sum() <= 0.6 * is_mask.sum()
        busy_faces_seen += changed(busy, masked).any()
    assert busy_faces_seen >= 10


def test_a_thing_that_hides_the_mask_is_left_out(bare_face, monkeypatch):
    monkeypatch.setattr(busy_faces, "add_occluder", lambda image, *_: np.zeros_like(image))
    _, masked, busy = rendered(bare_face, 1)
    assert np.array_equal(busy, masked)


def test_the_image_is_not_changed(bare_face):
    before = bare_face[0].copy()
    rendered(bare_face, 2)
    assert np.array_equal(bare_face[0], before)
