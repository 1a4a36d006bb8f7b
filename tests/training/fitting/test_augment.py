from collections import Counter

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.records import CLASS_LABELS, Box, MaskLabel
from maskapp.training.fitting.augment import (
    SMALLEST_WRONG_PX,
    RenderShares,
    add_room,
    augmented_crop,
    random_border,
    render_on_bare,
)

WITH, WITHOUT, WRONG = CLASS_LABELS
BOX = Box(70, 60, 130, 140)


@pytest.fixture
def noise() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (200, 200, 3)).astype(np.uint8)


def generator(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_a_picture_with_room_stays_as_it_is(noise) -> None:
    widened, right, down = add_room(noise, BOX, cv2.BORDER_REPLICATE)
    assert widened is noise
    assert (right, down) == (0, 0)


@pytest.mark.parametrize(
    "box", [Box(0, 0, 60, 80), Box(140, 120, 200, 200), Box(0, 0, 200, 200), Box(90, 10, 110, 30)]
)
def test_room_is_made_around_a_tight_face(noise, box: Box) -> None:
    widened, right, down = add_room(noise, box, cv2.BORDER_REPLICATE)
    assert np.array_equal(widened[down : down + 200, right : right + 200], noise)
    height, width = widened.shape[:2]
    side = max(box.width, box.height)
    middle_x, middle_y = (box.x1 + box.x2) / 2 + right, (box.y1 + box.y2) / 2 + down
    assert min(middle_x, width - middle_x) >= 0.75 * side  # half of a crop's side
    assert min(middle_y, height - middle_y) >= 0.81 * side - 1


def shares(bare_face, rendering: RenderShares, count=150) -> Counter:
    image, face = bare_face
    seen: Counter = Counter()
    for seed in range(count):
        rendered, label = render_on_bare(
            image, face.box, face.landmarks, rendering, generator(seed)
        )
        seen[label] += 1
        seen["same"] += rendered is image
        assert rendered.shape == image.shape
    return seen


def test_rendering_nothing_leaves_the_face_bare(bare_face) -> None:
    seen = shares(bare_face, RenderShares(0.0, 0.0, 0.0), count=20)
    assert seen == {WITHOUT: 20, "same": 20}


@pytest.mark.parametrize(
    ("rendering", "label"),
    [(RenderShares(1.0, 0.0, 0.0), WRONG), (RenderShares(0.0, 1.0, 0.0), WITH)],
)
def test_what_is_rendered_gives_the_label(bare_face, rendering: RenderShares, label) -> None:
    assert shares(bare_face, rendering, count=20) == {label: 20, "same": 0}


def test_an_occluder_changes_the_picture_but_not_the_label(bare_face) -> None:
    assert shares(bare_face, RenderShares(0.0, 0.0, 1.0), count=20) == {WITHOUT: 20, "same": 0}


def test_shares_are_as_asked(bare_face) -> None:
    seen = shares(bare_face, RenderShares(wrong=0.3, proper=0.2, occluder=0.2))
    assert seen[WRONG] / 150 == pytest.approx(0.3, abs=0.12)
    assert seen[WITH] / 150 == pytest.approx(0.2, abs=0.1)
    assert seen["same"] / 150 == pytest.approx(0.3, abs=0.12)


def test_rendering_leaves_the_original_as_it_was(bare_face) -> None:
    image, face = bare_face
    before = image.copy()
    shares(bare_face, RenderShares(0.4, 0.3, 0.3), count=20)
    assert np.array_equal(image, before)
    assert face.landmarks.shape == (5, 2)


def test_masks_are_not_put_on_wrong_where_nobody_could_see_it(bare_face) -> None:
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


@pytest.mark.parametrize("label", CLASS_LABELS)
def test_crops_are_alike_for_a_seed_and_else_not(noise, label: MaskLabel) -> None:
    before = noise.copy()
    crops = [augmented_crop(noise, BOX, label, 64, generator(seed)) for seed in range(40)]
    again = [augmented_crop(noise, BOX, label, 64, generator(seed)) for seed in range(40)]
    for crop, same in zip(crops, again, strict=True):
        assert crop.shape == (64, 64, 3)
        assert crop.dtype == np.uint8
        assert np.array_equal(crop, same)
    assert len({crop.tobytes() for crop in crops}) == 40
    assert np.array_equal(noise, before)


def test_masks_worn_wrong_are_not_shown_from_so_far_away(noise) -> None:
    """There nobody could tell how they are worn; what is far away has lost its detail."""

    def detail(label: MaskLabel) -> float:
        crops = [augmented_crop(noise, BOX, label, 64, generator(seed)) for seed in range(100)]
        return float(np.mean([cv2.Laplacian(crop, cv2.CV_32F).std() for crop in crops]))

    assert detail(WRONG) > 1.03 * detail(WITHOUT)


@pytest.mark.parametrize(
    "box", [Box(0, 0, 1, 1), Box(-20, -20, 20, 20), Box(195, 195, 200, 200), Box(0, 0, 200, 200)]
)
def test_odd_boxes_can_be_cut(noise, box: Box) -> None:
    for seed in range(30):
        crop = augmented_crop(noise, box, WRONG, 32, generator(seed))
        assert crop.shape == (32, 32, 3)


def test_the_face_stays_in_the_middle() -> None:
    """However it is turned and moved, a bright face on black is bright in the crop's middle."""
    image = np.zeros((200, 200, 3), np.uint8)
    cv2.ellipse(image, (100, 100), (30, 40), 0, 0, 360, (255, 255, 255), -1)
    middles = []
    for seed in range(60):
        crop = augmented_crop(image, BOX, WITHOUT, 64, generator(seed)).astype(float)
        middles.append(crop[24:36, 24:40].mean() - crop[:, :4].mean())
    assert np.mean(np.array(middles) > 5) > 0.95


def test_borders_are_those_of_opencv(noise) -> None:
    borders = {random_border(generator(seed)) for seed in range(50)}
    assert cv2.BORDER_REPLICATE in borders
    assert len(borders) > 1
    for border in borders:
        add_room(noise, Box(0, 0, 200, 200), border)
