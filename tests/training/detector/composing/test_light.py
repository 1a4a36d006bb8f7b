import numpy as np

from maskapp.training.detector.composing.light import relit


def test_light_goes_from_dim_to_blown_out() -> None:
    image = np.random.default_rng(1).integers(60, 196, (64, 64, 3)).astype(np.uint8)
    seen = [relit(image, np.random.default_rng(seed)) for seed in range(150)]
    means = [one.mean() for one in seen]
    assert min(means) < 30
    assert max(means) > 200
    assert all(one.shape == image.shape and one.dtype == np.uint8 for one in seen)
    assert np.array_equal(seen[7], relit(image, np.random.default_rng(7)))
