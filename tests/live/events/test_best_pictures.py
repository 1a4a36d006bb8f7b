"""Which frame shows a face best."""

from dataclasses import replace

import numpy as np
import pytest

from maskapp.live.events.best_pictures import BestPictures, picture_score
from maskapp.opencv import cv2
from maskapp.records import Box, MaskLabel
from tests.support.worker_fakes import make_face

BARE, MASK = MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK
LARGE, SMALL = (100, 60, 260, 260), (100, 60, 180, 160)


def textured(blur_px=0) -> np.ndarray:
    """Return an image full of detail at every scale, possibly blurred."""
    random = np.random.default_rng(3)
    image = np.zeros((360, 480, 3), np.float32)
    for scale in (4, 12, 40):
        noise = random.uniform(0, 85, (360 // scale, 480 // scale, 1)).astype(np.float32)
        image += cv2.resize(noise, (480, 360))[..., None]
    image = image.astype(np.uint8)
    return cv2.GaussianBlur(image, (0, 0), blur_px) if blur_px else image


def bare(track=1, box=LARGE):
    return make_face(track, BARE, box)


def test_a_sharp_face_is_better_than_a_blurred_one_and_a_large_one_than_a_small_one():
    sharp = picture_score(textured(), bare())
    assert sharp > 1.5 * picture_score(textured(4), bare())
    assert sharp > 1.2 * picture_score(textured(), bare(box=SMALL))


def test_noise_on_a_blurred_face_does_not_make_it_sharp():
    noise = np.random.default_rng(1).normal(0, 8, (360, 480, 3))
    noisy = np.clip(textured(4) + noise, 0, 255).astype(np.uint8)
    assert picture_score(noisy, bare()) < picture_score(textured(), bare())


def test_a_predicted_face_counts_less():
    predicted = replace(bare(), detected=False)
    assert picture_score(textured(), predicted) < picture_score(textured(), bare())


@pytest.mark.parametrize(
    "box", [(-50, -50, -10, -10), (470, 350, 900, 900), (10, 10, 10, 10), (5, 5, 5.4, 5.4)]
)
def test_a_face_at_the_edge_does_no_harm(box):
    assert picture_score(textured(), bare(box=box)) >= 0.0


def best_of(frames, wanted=(1,)):
    """Return the index of the frame that is chosen for track 1."""
    pictures = BestPictures()
    images = []
    for blur_px, faces in frames:
        images.append(textured(blur_px))
        pictures.add(images[-1], faces, wanted, lambda: ())
    best = pictures.best(1)
    return None if best is None else next(i for i, each in enumerate(images) if each is best.image)


def test_the_best_frame_is_kept_wherever_it_comes():
    blurred, sharp, small = (4, (bare(),)), (0, (bare(),)), (0, (bare(box=SMALL),))
    assert best_of([blurred, sharp, small]) == 1
    assert best_of([sharp, blurred, small]) == 0
    assert best_of([small, blurred, sharp, blurred]) == 2


def test_only_frames_in_which_the_face_is_a_violation_count():
    masked, absent = (0, (make_face(1, MASK, LARGE),)), (0, (bare(2),))
    assert best_of([masked, absent]) is None
    assert best_of([masked, (4, (bare(),)), absent]) == 1


def likely(label, share, blur_px=0):
    """Return a frame whose face is still labelled bare, and how likely another label is."""
    rest = (1 - share) / 2
    probabilities = dict.fromkeys(MaskLabel, rest) | {label: share}
    return blur_px, (replace(bare(), probabilities=probabilities),)


def test_a_frame_in_which_the_mask_is_already_on_is_not_chosen_however_sharp():
    bare_blurred = likely(BARE, 0.99, blur_px=2)
    # The label lags: at first nothing tells, then the probabilities turn, then the label.
    turning = [likely(BARE, 0.99), likely(MASK, 0.6), likely(MASK, 0.9)]
    assert best_of([bare_blurred, bare_blurred, *turning, (0, (make_face(1, MASK, LARGE),))]) == 0
    slower = [likely(BARE, 0.55), likely(MASK, 0.8)]
    assert best_of([bare_blurred, bare_blurred, *slower]) == 0


def test_a_frame_that_nothing_confirms_is_better_than_none():
    assert best_of([likely(BARE, 0.9)]) == 0
    assert best_of([likely(MASK, 0.9), (0, ())]) == 0


def test_a_track_that_needs_none_is_forgotten():
    pictures = BestPictures()
    pictures.add(textured(), (bare(),), {1}, lambda: ())
    pictures.add(textured(), (bare(),), set(), lambda: ())
    assert pictures.best(1) is None


def test_keeps_the_boxes_to_blur_of_that_frame():
    pictures = BestPictures()
    boxes = (Box(*LARGE), Box(*SMALL))
    pictures.add(textured(), (bare(), bare(2)), {1}, lambda: boxes)
    best = pictures.best(1)
    assert [face.track for face in best.faces] == [1, 2]
    assert best.covered == boxes


def test_a_crowd_does_not_fill_the_memory():
    pictures = BestPictures()
    faces = tuple(bare(track) for track in range(1, 100))
    pictures.add(textured(), faces, range(1, 100), lambda: ())
    for _ in range(3):
        pictures.add(textured(), faces, range(1, 100), lambda: ())
    assert sum(pictures.best(track) is not None for track in range(1, 100)) == 12
