import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.training.rendering.occluders.add_occluder import Occluder, add_occluder

UNIT = 70.0
BELOW = [kind for kind in Occluder if kind is not Occluder.SUNGLASSES]
EYES = np.array([200.0, 150.0])
LANDMARKS = EYES + UNIT * np.array(
    [[-0.5, 0], [0.5, 0], [0, 0.56], [-0.4, 0.99], [0.4, 0.99]], np.float32
)
BOX = np.tile(EYES, 2) + UNIT * np.array([-1.06, -1.05, 1.06, 1.68])


def bare_face():
    image = np.full((420, 400, 3), (90, 100, 120), np.uint8)
    cv2.ellipse(image, (200, 175), (74, 98), 0, 0, 360, (120, 150, 200), -1)
    noise = np.random.default_rng(0).normal(0, 2, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def changed(kind, seed, threshold=25):
    image = bare_face()
    drawn = add_occluder(image, LANDMARKS, BOX, kind, np.random.default_rng(seed))
    return np.abs(drawn.astype(int) - image).max(axis=2) > threshold


def share_at(mask, across, down, reach=4):
    x, y = (EYES + np.array([across, down]) * UNIT).astype(int)
    return mask[y - reach : y + reach + 1, x - reach : x + reach + 1].mean()


@pytest.mark.parametrize("kind", BELOW)
def test_occluders_below_leave_the_eyes_free(kind):
    for seed in range(12):
        mask = changed(kind, seed, threshold=12)
        assert mask.sum() > 0.04 * UNIT**2
        assert all(share_at(mask, side, 0) == 0 for side in (-0.45, 0.45))


@pytest.mark.parametrize("kind", [kind for kind in Occluder if kind is not Occluder.HAND])
def test_the_tip_of_the_nose_mostly_stays_free(kind):
    free = [share_at(changed(kind, seed), 0, 0.56) < 0.3 for seed in range(20)]
    assert np.mean(free) >= 0.8


def test_sunglasses_hide_the_eyes_and_nothing_below_the_nose():
    for seed in range(12):
        mask = changed(Occluder.SUNGLASSES, seed, threshold=12)
        assert all(share_at(mask, side, 0.05) == 1 for side in (-0.42, 0.42))
        assert all(share_at(mask, 0, down) == 0 for down in (0.75, 0.99, 1.4))


@pytest.mark.parametrize(
    "kind", [Occluder.SCARF, Occluder.COLLAR, Occluder.NECKERCHIEF, Occluder.BEARD]
)
def test_neckwear_and_beards_leave_the_lips_free(kind):
    for seed in range(12):
        mask = changed(kind, seed, threshold=40)
        assert share_at(mask, 0, 0.99) < 0.2


def test_a_hand_has_the_colour_of_the_face():
    image = bare_face()
    for seed in range(8):
        drawn = add_occluder(image, LANDMARKS, BOX, Occluder.HAND, np.random.default_rng(seed))
        hand = drawn[np.abs(drawn.astype(int) - image).max(axis=2) > 12].astype(float)
        blue, green, red = np.median(hand, axis=0)
        assert blue < green < red


@pytest.mark.parametrize("kind", list(Occluder))
def test_the_seed_determines_the_result_and_the_original_is_kept(kind):
    image = bare_face()
    before = image.copy()
    first, again, other = (
        add_occluder(image, LANDMARKS, BOX, kind, np.random.default_rng(seed)) for seed in (5, 5, 6)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert np.array_equal(image, before)


@pytest.mark.parametrize("kind", list(Occluder))
def test_impossible_and_cut_off_faces_can_be_rendered(kind):
    image = bare_face()
    nowhere = add_occluder(image, np.zeros((5, 2)), BOX, kind, np.random.default_rng(0))
    assert np.array_equal(nowhere, image)
    for corner in ((0, 0), (399, 419), (-60, 200)):
        shift = np.array(corner) - EYES
        box = BOX + np.tile(shift, 2)
        drawn = add_occluder(image, LANDMARKS + shift, box, kind, np.random.default_rng(0))
        assert drawn.shape == image.shape
