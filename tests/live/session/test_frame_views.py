"""Images as the preview, recordings and snapshots show them."""

import numpy as np
import pytest

from maskapp.live.session.frame_views import draw_preview, mirrored, resized, write_bgra
from maskapp.records import CLASS_LABELS, Box, Face, MaskLabel


def make_face(box: Box, landmarks: np.ndarray) -> Face:
    return Face(
        track=4,
        box=box,
        label=MaskLabel.WITH_MASK,
        confidence=0.9,
        probabilities=dict.fromkeys(CLASS_LABELS, 1 / 3),
        score=0.9,
        landmarks=landmarks,
        age_s=1.0,
    )


def test_mirrors_the_image_the_boxes_and_the_landmarks():
    image = np.zeros((20, 30, 3), np.uint8)
    image[5:10, 2:6] = (1, 2, 3)
    landmarks = np.array([[2, 5], [6, 5], [4, 7], [3, 9], [5, 9]], np.float32)
    face = make_face(Box(2, 5, 6, 10), landmarks)
    flipped, (other,) = mirrored(image, (face,))
    x1, y1, x2, y2 = map(int, other.box)
    assert (flipped[y1:y2, x1:x2] == (1, 2, 3)).all()
    assert flipped.astype(int).sum() == image.astype(int).sum()
    assert other.track == 4
    assert other.landmarks.tolist() == [[24, 5], [28, 5], [26, 7], [25, 9], [27, 9]]
    assert landmarks[0, 0] == 2, "the argument is not changed"
    _, (again,) = mirrored(flipped, (other,))
    assert again.box == face.box
    assert np.array_equal(again.landmarks, landmarks)


def test_writes_into_the_memory_it_is_given():
    image = np.random.default_rng(2).integers(0, 256, (7, 5, 3), dtype=np.uint8)
    target = np.zeros((7, 5, 4), np.uint8)
    write_bgra(image, memoryview(target).cast("B"))
    assert np.array_equal(target[..., :3], image)
    assert (target[..., 3] == 255).all()


@pytest.mark.parametrize("size", [(90, 60), (60, 50)])
def test_enlarges_the_image_the_boxes_and_the_landmarks(size):
    image = np.zeros((20, 30, 3), np.uint8)
    image[5:10, 2:6] = (1, 2, 250)
    landmarks = np.array([[2, 5], [6, 5], [4, 7], [3, 9], [5, 9]], np.float32)
    face = make_face(Box(2, 5, 6, 10), landmarks)
    wide, (other,) = resized(image, (face,), size)
    assert wide.shape == (size[1], size[0], 3)
    x1, y1, x2, y2 = map(round, other.box)
    assert (wide[y1 + 2 : y2 - 2, x1 + 2 : x2 - 2, 2] > 200).all()
    wide[y1 - 1 : y2 + 1, x1 - 1 : x2 + 1] = 0
    assert wide.max() < 60
    assert other.landmarks[0].tolist() == pytest.approx([x1, y1], abs=1)
    assert other.landmarks.dtype == np.float32
    assert landmarks[0, 0] == 2, "the argument is not changed"


def test_boxes_of_an_enlarged_preview_are_sharp_and_in_place() -> None:
    image = np.zeros((24, 32, 3), np.uint8)
    face = make_face(Box(4, 12, 12, 20), np.zeros((5, 2), np.float32))
    for mirror, edges in ((False, [40, 119]), (True, [200, 279])):
        preview = draw_preview(image, (face,), (320, 240), mirror=mirror)
        row = preview[160].max(axis=1)
        lines = [place for edge in edges for place in range(edge - 1, edge + 2)]
        assert np.flatnonzero(row > 60).tolist() == lines, "lines of three pixels"
    assert not image.any(), "the frame is left alone"


def test_ignored_faces_are_drawn_faintly_where_they_are_seen() -> None:
    image = np.zeros((240, 320, 3), np.uint8)
    face = make_face(Box(20, 60, 80, 140), np.zeros((5, 2), np.float32))
    for mirror, left in ((False, 20), (True, 240)):
        preview = draw_preview(image, (), (320, 240), mirror=mirror, ignored=(face,))
        rows, columns = np.nonzero(preview.max(axis=2))
        assert (rows.min(), rows.max()) == (60, 139)
        assert (columns.min(), columns.max()) == (left, left + 59)
        assert (preview.max(axis=2) == preview.min(axis=2)).all(), "grey"
    assert not image.any(), "the frame is left alone"
