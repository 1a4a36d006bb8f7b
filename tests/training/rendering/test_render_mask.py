import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.pipeline.detect import LiteRTFaceDetector
from maskapp.training.rendering.mask_prints import PRINTS
from maskapp.training.rendering.mask_styles import Shape, random_style
from maskapp.training.rendering.render_mask import Wear, can_render, render_mask

SKIN = (120, 150, 200)
UNIT = 70.0  # between the eyes of a face about 190 px high
EYES = np.array([200.0, 150.0])
BARE_FACES = Path(__file__).parents[4] / "shared" / "data" / "faces"


def landmarks_of(yaw=0.0, roll=0.0, scale=1.0, at=EYES):
    """The landmarks of a head that is turned and tilted, radians."""
    x = np.array([-0.5, 0.5, 0.0, -0.4, 0.4])
    y = np.array([0.0, 0.0, 0.56, 0.99, 0.99])
    depth = np.array([0.0, 0.0, 0.55, 0.22, 0.22])
    flat = np.stack([x * np.cos(yaw) + depth * np.sin(yaw), y], 1) * UNIT * scale
    turn = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    return (flat @ turn.T + at).astype(np.float32)


def box_of(scale=1.0, at=EYES):
    reach = np.array([-1.06, -1.05, 1.06, 1.68]) * UNIT * scale
    return np.tile(at, 2) + reach


def image_of(skin=SKIN, at=EYES, size=(420, 400)):
    """A plain face in front of a plain wall, with a little noise."""
    image = np.full((*size, 3), np.array(skin) * 0.7, np.uint8)
    center = (int(at[0]), int(at[1] + 0.35 * UNIT))
    cv2.ellipse(image, center, (int(1.06 * UNIT), int(1.4 * UNIT)), 0, 0, 360, skin, -1)
    noise = np.random.default_rng(0).normal(0, 2, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def render(wear, style, seed, image=None, landmarks=None, box=None):
    image = image_of() if image is None else image
    landmarks = landmarks_of() if landmarks is None else landmarks
    box = box_of() if box is None else box
    return render_mask(image, landmarks, box, wear, style, np.random.default_rng(seed))


def styles(count, shape=None):
    made = [random_style(np.random.default_rng(seed)) for seed in range(count)]
    # A bright green that no face has, without a window, so that coverage can be measured.
    return [
        replace(
            style,
            color=(40, 230, 40),
            pattern="plain",
            has_window=False,
            shape=shape or style.shape,
        )
        for style in made
    ]


def covered(image, rendered):
    """Where the mask is; its shadow changes a pixel much less."""
    change = np.abs(rendered.astype(int) - image.astype(int)).max(axis=2)
    return change > 60


def covered_at(mask, across, down):
    """The share of the mask in a small patch at a point in units from between the eyes."""
    x, y = (EYES + np.array([across, down]) * UNIT).astype(int)
    return mask[y - 3 : y + 4, x - 3 : x + 4].mean()


WORN_ON_FACE = [Shape.PLEATED, Shape.CLOTH, Shape.FOLDED, Shape.CUP, Shape.SPONGE, Shape.BOAT]


@pytest.mark.parametrize("shape", list(Shape))
def test_a_properly_worn_mask_covers_nose_mouth_and_chin_but_not_the_eyes(shape):
    image = image_of()
    for seed, style in enumerate(styles(4, shape)):
        mask = covered(image, render(Wear.PROPER, style, seed, image))
        assert all(covered_at(mask, 0, down) > 0.9 for down in (0.56, 0.72, 0.99, 1.5))
        assert all(covered_at(mask, side, 0) < 0.1 for side in (-0.5, 0, 0.5))


@pytest.mark.parametrize("shape", list(Shape))
def test_a_mask_under_the_nose_covers_the_mouth_and_leaves_the_nose(shape):
    image = image_of()
    for seed, style in enumerate(styles(4, shape)):
        mask = covered(image, render(Wear.UNDER_NOSE, style, seed, image))
        assert all(covered_at(mask, 0, down) < 0.1 for down in (0, 0.3, 0.56))
        assert all(covered_at(mask, 0, down) > 0.9 for down in (1.05, 1.5))


def test_a_mask_on_the_tip_of_the_nose_leaves_its_bridge():
    image = image_of()
    for seed, style in enumerate(styles(8)):
        mask = covered(image, render(Wear.NOSE_TIP, style, seed, image))
        assert covered_at(mask, 0, 0.35) < 0.1
        assert covered_at(mask, 0, 0.75) > 0.9


@pytest.mark.parametrize("shape", list(Shape))
def test_a_mask_under_the_chin_leaves_nose_and_mouth(shape):
    image = image_of()
    for seed, style in enumerate(styles(4, shape)):
        mask = covered(image, render(Wear.UNDER_CHIN, style, seed, image))
        assert all(covered_at(mask, 0, down) < 0.1 for down in (0, 0.56, 0.8, 0.99, 1.1))
        assert any(covered_at(mask, 0, down) > 0.9 for down in (1.6, 1.7, 1.8))


@pytest.mark.parametrize("shape", WORN_ON_FACE)
def test_masks_that_are_lifted_over_the_eyes_or_on_the_forehead_are_where_they_say(shape):
    image = image_of()
    for seed, style in enumerate(styles(4, shape)):
        lifted, eyes, forehead = (
            covered(image, render(wear, style, seed, image))
            for wear in (Wear.LIFTED, Wear.OVER_EYES, Wear.FOREHEAD)
        )
        assert covered_at(lifted, 0, 0.56) > 0.9
        assert all(covered_at(lifted, 0, down) < 0.1 for down in (-0.3, 1.1, 1.5))
        assert all(covered_at(eyes, side, 0) > 0.9 for side in (-0.4, 0, 0.4))
        assert all(covered_at(forehead, 0, down) < 0.1 for down in (0, 0.56, 0.99))
        assert any(covered_at(forehead, 0, down) > 0.9 for down in (-1.0, -0.8, -0.6))


@pytest.mark.parametrize("shape", WORN_ON_FACE)
def test_a_mask_on_one_ear_hangs_at_one_side_and_leaves_the_nose(shape):
    image = image_of()
    for seed, style in enumerate(styles(4, shape)):
        mask = covered(image, render(Wear.ONE_EAR, style, seed, image))
        assert covered_at(mask, 0, 0.56) < 0.1
        middle = int(EYES[0])
        left, right = mask[:, :middle].sum(), mask[:, middle:].sum()
        assert max(left, right) > 0.1 * UNIT**2
        assert min(left, right) < 0.6 * max(left, right)


def test_the_mask_is_narrower_on_the_far_side_of_a_turned_head():
    style = styles(1, Shape.CLOTH)[0]
    image = image_of()
    landmarks = landmarks_of(yaw=0.6)  # the nose points to the picture's right
    mask = covered(image, render(Wear.PROPER, style, 1, image, landmarks))
    nose_x = int(landmarks[2][0])
    row = mask[int(landmarks[3][1])]
    assert row[nose_x:].sum() < 0.6 * row[:nose_x].sum()


def test_the_mask_leans_with_the_head():
    style = styles(1, Shape.PLEATED)[0]
    image = image_of()
    for roll in (-0.5, 0.5):
        mask = covered(image, render(Wear.PROPER, style, 1, image, landmarks_of(roll=roll)))
        y, x = np.nonzero(mask)
        axis = np.array([x.mean(), y.mean()]) - EYES
        lean = np.arctan2(-axis[0], axis[1])
        assert lean == pytest.approx(roll, abs=0.15)


@pytest.mark.parametrize("wear", list(Wear))
def test_a_profile_whose_eyes_coincide_gets_a_mask_of_the_right_size(wear):
    image = image_of()
    landmarks = landmarks_of(yaw=1.45)
    assert can_render(landmarks, box_of())
    mask = covered(image, render(wear, styles(1, Shape.CLOTH)[0], 2, image, landmarks))
    assert 0.1 * UNIT**2 < mask.sum() < 4 * UNIT**2


def test_the_mask_grows_with_the_face():
    style = styles(1, Shape.CLOTH)[0]
    areas = []
    for scale in (0.3, 0.6, 1.0):
        image = image_of()
        rendered = render(
            Wear.PROPER, style, 0, image, landmarks_of(scale=scale), box_of(scale=scale)
        )
        areas.append(covered(image, rendered).sum() / scale**2)
    assert areas == pytest.approx([areas[-1]] * 3, rel=0.15)


@pytest.mark.parametrize("wear", list(Wear))
def test_the_same_seed_gives_the_same_mask_wherever_the_face_moves(wear):
    style = random_style(np.random.default_rng(4))
    moved = EYES + np.array([7, 12])
    first = render(wear, style, 6)
    second = render(wear, style, 6, image_of(at=moved), landmarks_of(at=moved), box_of(at=moved))
    there = second[12 + 40 : -40, 7 + 40 : -40].astype(int)
    here = first[40 : -40 - 12, 40 : -40 - 7].astype(int)
    assert np.abs(there - here).mean() < 3
    assert np.array_equal(first, render(wear, style, 6))


def test_other_seeds_give_other_masks():
    style = random_style(np.random.default_rng(4))
    first, second = (render(Wear.UNDER_NOSE, style, seed) for seed in (1, 2))
    assert np.abs(first.astype(int) - second).max() > 40


def test_the_original_image_is_not_changed():
    image = image_of()
    before = image.copy()
    rendered = render(Wear.PROPER, styles(1)[0], 0, image)
    assert np.array_equal(image, before)
    assert rendered.shape == image.shape
    assert rendered.dtype == np.uint8
    assert not np.array_equal(rendered, image)


def test_a_white_mask_is_dark_in_the_dark():
    white = replace(styles(1, Shape.CLOTH)[0], color=(240, 240, 240))
    mouth = tuple((EYES + np.array([0.2, 0.9]) * UNIT).astype(int))
    by_day, by_night = (
        render(Wear.PROPER, white, 3, image_of(skin))[mouth[1], mouth[0]].mean()
        for skin in (SKIN, (30, 38, 50))
    )
    assert by_night < 0.6 * by_day


def test_a_grey_picture_stays_grey():
    grey = image_of((140, 140, 140))
    grey = np.repeat(grey[..., :1], 3, axis=2)
    rendered = render(Wear.PROPER, styles(1, Shape.CLOTH)[0], 0, grey).astype(int)
    assert (rendered.max(axis=2) - rendered.min(axis=2)).max() <= 12


def test_every_print_looks_different():
    style = replace(styles(1, Shape.CLOTH)[0], second=(200, 30, 200))
    pictures = [render(Wear.PROPER, replace(style, pattern=name), 0) for name in PRINTS]
    for index, first in enumerate(pictures):
        for second in pictures[index + 1 :]:
            assert np.abs(first.astype(int) - second).max() > 40


def test_a_scarf_pulled_down_is_drawn_as_a_mask():
    gaiter = styles(1, Shape.GAITER)[0]
    assert gaiter.is_wrapped
    pulled_down = render(Wear.UNDER_CHIN, gaiter, 1)
    assert np.array_equal(pulled_down, render(Wear.UNDER_CHIN, gaiter.unwrapped(), 1))


IMPOSSIBLE = {
    "not a number": (np.full((5, 2), np.nan), box_of()),
    "one point": (np.tile(EYES, (5, 1)), box_of()),
    "upside down": (landmarks_of(roll=np.pi), box_of()),
    "far from its box": (landmarks_of(at=EYES + 500), box_of()),
    "too small": (landmarks_of(scale=0.03), box_of(scale=0.03)),
    "box without a size": (landmarks_of(), np.array([200, 150, 200, 150])),
    "much too large a box": (landmarks_of(scale=0.2), box_of(scale=3)),
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
@pytest.mark.parametrize("wear", list(Wear))
def test_impossible_landmarks_leave_the_image_unchanged(case, wear):
    landmarks, box = IMPOSSIBLE[case]
    image = image_of()
    assert not can_render(landmarks, box)
    rendered = render(wear, styles(1)[0], 0, image, landmarks, box)
    assert np.array_equal(rendered, image)
    assert rendered is not image


@pytest.mark.parametrize("wear", list(Wear))
def test_faces_anywhere_and_of_any_size_can_be_rendered(wear):
    rng = np.random.default_rng(7)
    for _ in range(30):
        height, width = rng.integers(1, 130, 2)
        image = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
        at, scale = rng.uniform(-20, 140, 2), rng.uniform(0.05, 0.9)
        landmarks = landmarks_of(rng.uniform(-1.5, 1.5), rng.normal(0, 0.5), scale, at)
        landmarks += rng.normal(0, 4 * scale, (5, 2)).astype(np.float32)
        style = random_style(rng)
        rendered = render_mask(image, landmarks, box_of(scale, at), wear, style, rng)
        assert rendered.shape == image.shape


@pytest.mark.shared_data
@pytest.mark.skipif(not BARE_FACES.is_dir(), reason="needs the data folder beside the checkout")
def test_masks_can_be_rendered_on_most_real_bare_faces():
    detector = LiteRTFaceDetector()
    with (BARE_FACES / "manifest.csv").open() as manifest:
        rows = [row for row in csv.DictReader(manifest) if row["label"] == "without_mask"]
    tried = rendered = 0
    for row in rows[:: len(rows) // 40]:
        image = cv2.imread(str(BARE_FACES / row["file"]))
        image = cv2.copyMakeBorder(image, 40, 40, 40, 40, cv2.BORDER_REPLICATE)
        faces = detector.detect(image, 256)
        tried += len(faces)
        for face in faces:
            made = render(Wear.PROPER, styles(1)[0], 0, image, face.landmarks, face.box)
            rendered += not np.array_equal(made, image)
    assert tried > 20
    assert rendered > 0.9 * tried
