import numpy as np

from maskapp.training.detector.loss import detector_loss
from maskapp.training.detector.targets import target_maps

BOX = np.array([[20, 20, 60, 70]], np.float32)
NOTHING = np.empty((0, 4), np.float32)
UNKNOWN = np.full((32, 32), np.nan, np.float32)  # what the teacher says of a frame of 128 pixels
POINTS = np.array([[[30, 40], [50, 40], [40, 50], [33, 60], [47, 60]]], np.float32)


def loss(targets: np.ndarray, answer: np.ndarray) -> float:
    return float(detector_loss(targets[None], answer[None].astype(np.float32)))


def answer_to(targets: np.ndarray) -> np.ndarray:
    heat = np.clip(targets[..., :1], 1e-4, 1 - 1e-4)
    return np.concatenate([np.log(heat / (1 - heat)), np.nan_to_num(targets[..., 3:17])], axis=2)


def changed(answer: np.ndarray, channel: int, value: float) -> np.ndarray:
    other = answer.copy()
    other[..., channel] += value
    return other


def test_every_part_of_the_answer_counts() -> None:
    targets = target_maps(BOX, POINTS, NOTHING, UNKNOWN)
    right = answer_to(targets)
    for channel in range(15):
        assert loss(targets, changed(right, channel, 0.5)) > loss(targets, right)


def test_what_is_ignored_or_unknown_does_not_count() -> None:
    ignored = np.array([[90, 90, 120, 120]], np.float32)
    targets = target_maps(BOX, np.full((1, 5, 2), np.nan, np.float32), ignored, UNKNOWN)
    right = answer_to(targets)
    found_there = right.copy()
    found_there[25:28, 25:28, 0] = 9
    assert loss(targets, found_there) == loss(targets, right)
    assert loss(targets, changed(right, 9, 1.0)) == loss(targets, right)
    found_elsewhere = right.copy()
    found_elsewhere[2, 25, 0] = 9
    assert loss(targets, found_elsewhere) > loss(targets, right) + 1


def test_a_shift_counts_more_on_a_small_face() -> None:
    def cost_of_shift(side_px: int) -> float:
        box = np.array([[40, 40, 40 + side_px, 40 + side_px]], np.float32)
        points = np.full((1, 5, 2), np.nan, np.float32)
        targets = target_maps(box, points, NOTHING, UNKNOWN)
        right = answer_to(targets)
        return loss(targets, changed(right, 3, 0.5)) - loss(targets, right)

    assert cost_of_shift(12) > 1.3 * cost_of_shift(80)


def test_an_endless_box_costs_a_finite_amount() -> None:
    targets = target_maps(BOX, POINTS, NOTHING, UNKNOWN)
    assert np.isfinite(loss(targets, changed(answer_to(targets), 1, 500.0)))


def test_the_teacher_is_followed_where_it_is_known() -> None:
    right = answer_to(target_maps(BOX, POINTS, NOTHING, UNKNOWN))
    right[..., 0] = np.clip(right[..., 0], -3, 3)
    teacher = UNKNOWN.copy()
    teacher[2, 25] = -1
    targets = target_maps(BOX, POINTS, NOTHING, teacher)
    agreed = right.copy()
    agreed[2, 25, 0] = -1
    unknown = target_maps(BOX, POINTS, NOTHING, UNKNOWN)
    assert loss(unknown, agreed) > loss(unknown, right)
    assert loss(targets, agreed) < loss(targets, right)


def test_the_teacher_raises_the_score_of_a_face_and_never_lowers_it() -> None:
    unknown = target_maps(BOX, POINTS, NOTHING, UNKNOWN)
    row, column = np.argwhere(unknown[..., 0] == 1)[0]

    def cost(answered: float, taught: float) -> float:
        answer = answer_to(unknown)
        answer[row, column, 0] = answered
        teacher = UNKNOWN.copy()
        teacher[row, column] = taught
        return loss(target_maps(BOX, POINTS, NOTHING, teacher), answer) - loss(unknown, answer)

    assert cost(answered=0, taught=3) > 0.05
    assert cost(answered=3, taught=0) == 0
