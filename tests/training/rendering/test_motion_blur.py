import numpy as np

from maskapp.training.rendering.motion_blur import motion_blurred


def test_a_point_becomes_a_line_in_a_random_direction() -> None:
    point = np.zeros((31, 31, 3), np.uint8)
    point[15, 15] = 255
    lines = [motion_blurred(point, 9, np.random.default_rng(seed))[..., 0] for seed in range(8)]
    for line in lines:
        rows, columns = np.nonzero(line > 15)
        assert 5 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 9, "about as long as asked for"
        assert len(rows) < 25, "a line and no disc"
    assert len({line.tobytes() for line in lines}) > 1


def test_an_even_image_stays_as_it_is() -> None:
    grey = np.full((20, 20, 3), 90, np.uint8)
    assert np.array_equal(motion_blurred(grey, 7, np.random.default_rng(1)), grey)
