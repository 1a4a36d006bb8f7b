import numpy as np

from maskapp.training.detector.composing.texture import texture


def test_textures_are_fine_and_coarse_grey_and_coloured() -> None:
    frames = [texture(64, np.random.default_rng(seed)).astype(float) for seed in range(60)]
    assert {frame.shape for frame in frames} == {(64, 64, 3)}
    deviations = np.array([frame.std() for frame in frames])
    steps = np.array([np.abs(np.diff(frame, axis=1)).mean() for frame in frames])
    fineness = steps / np.maximum(deviations, 1)
    assert deviations.min() < 6
    assert deviations.max() > 50
    assert fineness.min() < 0.3
    assert fineness.max() > 0.8
    are_grey = [np.ptp(frame, axis=2).max() == 0 for frame in frames]
    assert 0 < sum(are_grey) < 60


def test_the_same_seed_makes_the_same_texture() -> None:
    first, again = (texture(32, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, texture(32, np.random.default_rng(4)))
