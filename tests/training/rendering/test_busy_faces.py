"""What is at the mouth of somebody with a mask, and what is left of the mask."""

import numpy as np

from maskapp.training.rendering import busy_faces
from maskapp.training.rendering.busy_faces import add_before_mask, render_busy
from maskapp.training.rendering.mask_styles import random_style
from maskapp.training.rendering.occluders.add_occluder import Occluder, add_occluder
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


def test_a_thing_before_a_mask_leaves_mask_and_nose_in_sight(bare_face):
    image, face = bare_face
    style = random_style(np.random.default_rng(1))
    masked = render_mask(
        image, face.landmarks, face.box, Wear.PROPER, style, np.random.default_rng(1)
    )
    nose_x, nose_y = np.round(face.landmarks[2]).astype(int)
    busy_faces_seen = 0
    for seed in range(20):
        busy = add_before_mask(masked, face.landmarks, face.box, np.random.default_rng(seed))
        is_hidden = changed(busy, masked)
        is_mask = changed(masked, image)
        assert (is_mask & is_hidden).sum() <= 0.7 * is_mask.sum()
        assert is_hidden[nose_y - 4 : nose_y + 5, nose_x - 4 : nose_x + 5].mean() < 0.8
        busy_faces_seen += is_hidden.any()
    assert busy_faces_seen >= 10


def test_a_thing_that_hides_the_nose_is_left_out(bare_face, monkeypatch):
    image, face = bare_face

    def hide_nose(face_image: np.ndarray, *_: object, is_masked: bool) -> np.ndarray:
        assert is_masked
        drawn = face_image.copy()
        x, y = np.round(face.landmarks[2]).astype(int)
        half = round(0.2 * face.box.width)
        drawn[y - half : y + half, x - half : x + half] = 255 - drawn[y, x]
        return drawn

    monkeypatch.setattr(busy_faces, "add_occluder", hide_nose)
    assert add_before_mask(image, face.landmarks, face.box, np.random.default_rng(1)) is image


def test_a_hand_before_a_mask_has_the_colour_of_the_skin_not_of_the_mask(bare_face):
    image, face = bare_face
    blue = image.copy()
    eyes_y = int(face.landmarks[:2, 1].mean())
    unit_px = face.landmarks[1, 0] - face.landmarks[0, 0]
    blue[eyes_y + round(0.4 * unit_px) :] = (255, 80, 40)
    for seed in range(12):
        rng = np.random.default_rng(seed)
        hand = add_occluder(blue, face.landmarks, face.box, Occluder.HAND, rng, is_masked=True)
        drawn = hand[changed(hand, blue)]  # its shadow on the mask is blue
        assert (drawn[:, 2] > drawn[:, 0]).mean() > 0.5


def test_a_face_that_cannot_be_rendered_on_stays_as_it_is(bare_face):
    image, face = bare_face
    nowhere = np.full((5, 2), np.nan, np.float32)
    assert add_before_mask(image, nowhere, face.box, np.random.default_rng(1)) is image
