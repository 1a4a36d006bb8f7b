import numpy as np

from maskapp.training.detector.composing.lookalikes import add_lookalikes

NOTHING = np.zeros((0, 4), np.float32)


def drawn(seed: int, kept=NOTHING) -> np.ndarray:
    image = np.full((96, 96, 3), 128, np.uint8)
    add_lookalikes(image, kept, np.random.default_rng(seed))
    return image


def test_they_change_frames_in_many_ways() -> None:
    frames = [drawn(seed) for seed in range(40)]
    changed = [(frame != 128).any(axis=2).mean() for frame in frames]
    assert min(changed) < 0.05
    assert max(changed) > 0.3
    assert len({frame.tobytes() for frame in frames}) > 35


def test_they_cover_no_face() -> None:
    kept = np.array([[20, 20, 60, 70], [70, 0, 96, 30]], np.float32)
    for seed in range(60):
        frame = drawn(seed, kept)
        assert (frame[20:70, 20:60] == 128).all()
        assert (frame[:30, 70:] == 128).all()


def test_a_frame_full_of_faces_stays_as_it_is() -> None:
    assert (drawn(1, np.array([[0, 0, 96, 96]], np.float32)) == 128).all()


def test_the_same_seed_draws_the_same() -> None:
    assert np.array_equal(drawn(5), drawn(5))
