from pathlib import Path

import numpy as np
import pytest

from maskapp import paths
from maskapp.errors import ModelError
from maskapp.pipeline import detect
from maskapp.pipeline.detect import (
    MAP_CHANNELS,
    LiteRTFaceDetector,
    detect_in_still,
    still_long_side_px,
)
from maskapp.records import Box, Detection

MAP_SIZE = (64, 80)
FACE_BOX = (150, 50, 290, 230)  # the portrait's face, by eye: hairline to chin, ear to ear


@pytest.fixture(scope="module")
def detector() -> LiteRTFaceDetector:
    return LiteRTFaceDetector()


def logit(score: float) -> float:
    return float(np.log(score / (1 - score)))


class FakeNetwork:
    """Gives the maps of a picture that is `MAP_SIZE` × 4 px, with faces that a test adds."""

    def __init__(self) -> None:
        self.maps = np.zeros((*MAP_SIZE, MAP_CHANNELS), np.float32)
        self.maps[..., 0] = -20

    def add(self, row, column, score, *, height=16.0, width=8.0, down=0.0, right=0.0) -> None:
        along = [(point / 5, point / 4) for point in range(5)]  # the diagonal, a bit above it
        size = np.log([height / 4, width / 4])
        self.maps[row, column] = [logit(score), *size, down, right, *np.ravel(along)]

    def run(self, batch: np.ndarray) -> np.ndarray:
        self.colour = batch[0, 0, 0].tolist()
        rows, columns = batch.shape[1] // 4, batch.shape[2] // 4
        return self.maps[None, :rows, :columns].copy()


@pytest.fixture
def network(monkeypatch) -> FakeNetwork:
    fake = FakeNetwork()
    monkeypatch.setattr(detect, "TfliteNetwork", lambda _model, _max_shapes: fake)
    return fake


def find(width=320, height=256, long_side_px=320, threshold=0.5) -> list[Detection]:
    image = np.zeros((height, width, 3), np.uint8)
    return LiteRTFaceDetector(threshold).detect(image, long_side_px)


def test_maps_become_a_box_and_points(network: FakeNetwork) -> None:
    network.add(30, 20, 0.9, height=40, width=24, down=0.25, right=-0.5)
    (face,) = find()
    # The centre is 4 * (20 - 0.5 + 0.5, 30 + 0.25 + 0.5) = (80, 123).
    assert face.box == pytest.approx((68, 103, 92, 143), abs=1e-3)
    assert face.score == pytest.approx(0.9)
    assert face.landmarks.shape == (5, 2)
    assert face.landmarks.dtype == np.float32
    expected = [(68 + 24 * i / 4, 103 + 40 * i / 5) for i in range(5)]
    assert face.landmarks == pytest.approx(np.array(expected), abs=1e-3)


def test_the_network_sees_rgb_from_0_to_1(network: FakeNetwork) -> None:
    LiteRTFaceDetector().detect(np.full((256, 320, 3), (0, 51, 255), np.uint8), 320)
    assert network.colour == pytest.approx([1, 0.2, 0])


def test_boxes_come_back_in_pixels_of_the_picture(network: FakeNetwork) -> None:
    """640 × 500 is searched as 320 × 256: each axis has a scale of its own."""
    network.add(30, 20, 0.9, height=40, width=24)
    (face,) = find(640, 500)
    x_scale, y_scale = 2, 500 / 256
    expected = ((82 - 12) * x_scale, (122 - 20) * y_scale, 94 * x_scale, 142 * y_scale)
    assert face.box == pytest.approx(expected, abs=1e-2)
    assert face.landmarks[0] == pytest.approx(expected[:2], abs=1e-2)


def test_boxes_are_clipped_but_landmarks_are_not(network: FakeNetwork) -> None:
    network.add(0, 0, 0.9, height=40, width=24)
    network.add(63, 79, 0.8, height=40, width=24)
    first, last = find()
    assert first.box == pytest.approx((0, 0, 14, 22))
    assert first.landmarks[0] == pytest.approx((-10, -18))
    assert last.box == pytest.approx((306, 234, 320, 256))


def test_faces_outside_the_picture_or_thinner_than_a_pixel_are_dropped(network) -> None:
    network.add(0, 10, 0.9, height=8, width=8, down=-5.0)
    network.add(30, 30, 0.9, height=20, width=0.5)
    assert find() == []


def test_overlapping_boxes_are_one_face_and_the_best_comes_first(network) -> None:
    network.add(20, 20, 0.6, height=40, width=40)
    network.add(20, 21, 0.8, height=40, width=40)
    network.add(50, 70, 0.95, height=20, width=20)
    assert [face.score for face in find()] == pytest.approx([0.95, 0.8])


def test_threshold_leaves_out_weaker_faces(network: FakeNetwork) -> None:
    network.add(20, 20, 0.45)
    network.add(40, 60, 0.7)
    assert len(find(threshold=0.5)) == 1
    assert len(find(threshold=0.4)) == 2


def test_a_picture_that_fires_everywhere_does_not_hang(network: FakeNetwork) -> None:
    rng = np.random.default_rng(1)
    network.maps[..., 0] = rng.uniform(0.5, 2, MAP_SIZE)
    network.maps[..., 1:3] = 1.0
    network.maps[30, 40, 0] = logit(0.99)
    faces = find()
    assert faces[0].score == pytest.approx(0.99)
    assert 50 < len(faces) <= 2000


def test_a_portrait_is_found_with_its_landmarks(detector, portrait) -> None:
    (face,) = detector.detect(portrait, 416)
    x1, y1, x2, y2 = FACE_BOX
    assert x1 < face.box.x1 < face.box.x2 < x2
    assert y1 < face.box.y1 < face.box.y2 < y2
    assert face.box.height > 70
    assert 0.5 < face.score <= 1
    left_eye, right_eye, nose, left_mouth, right_mouth = face.landmarks
    assert left_eye[0] < nose[0] < right_eye[0]
    assert left_mouth[0] < right_mouth[0]
    assert max(left_eye[1], right_eye[1]) < nose[1] < min(left_mouth[1], right_mouth[1])
    assert np.all((face.landmarks > face.box[:2]) & (face.landmarks < face.box[2:]))


def test_the_place_does_not_depend_on_the_searched_size(detector, portrait) -> None:
    found = [detector.detect(portrait, size)[0].box for size in (256, 416, 640, 1024)]
    for box in found:
        assert box == pytest.approx(found[1], abs=0.12 * found[1].height)


@pytest.mark.parametrize(
    ("rows", "columns"), [(slice(0, 256), slice(0, 512)), (slice(0, 512), slice(140, 320))]
)
def test_oblong_pictures(detector, portrait, rows: slice, columns: slice) -> None:
    whole = detector.detect(portrait, 512)[0].box
    part = np.ascontiguousarray(portrait[rows, columns])
    (face,) = detector.detect(part, 416)
    moved = (face.box.x1 + columns.start, face.box.y1, face.box.x2 + columns.start, face.box.y2)
    assert moved == pytest.approx(whole, abs=0.12 * whole.height)


def test_every_one_of_many_faces_is_found(detector, portrait) -> None:
    tile = np.ascontiguousarray(portrait[0:256, 96:352])
    faces = detector.detect(np.tile(tile, (2, 3, 1)), 640)
    cells = {(face.box.y1 // 256, face.box.x1 // 256) for face in faces}
    assert len(faces) == 6
    assert len(cells) == 6


def test_nothing_is_found_where_nobody_is(detector) -> None:
    rng = np.random.default_rng(1)
    for level in (10, 60, 128):
        noise = np.clip(rng.normal(level, 10, (240, 320, 3)), 0, 255).astype(np.uint8)
        assert detector.detect(noise, 416) == []
    for value in (0, 128, 255):
        assert detector.detect(np.full((240, 320, 3), value, np.uint8), 416) == []


@pytest.mark.parametrize("size", [(1, 1), (5, 2000), (2000, 5), (1, 300), (33, 31)])
def test_odd_sizes_are_searched(detector, size: tuple[int, int]) -> None:
    image = np.full((*size, 3), 90, np.uint8)
    for long_side_px in (160, 416, still_long_side_px(image)):
        assert detector.detect(image, long_side_px) == []


def test_a_picture_is_searched_at_twice_its_size_within_limits() -> None:
    def searched(height: int, width: int) -> int:
        return still_long_side_px(np.zeros((height, width, 3), np.uint8))

    assert searched(600, 400) == 1200
    assert searched(10, 10) == 640
    assert searched(100, 5000) == 2048


class FakeSearches:
    """Finds in a picture of 500 px what the test says, by the size of the search."""

    def __init__(self, **found: list[Detection]) -> None:
        self.found = found

    def detect(self, _image: np.ndarray, long_side_px: int) -> list[Detection]:
        return self.found["small" if long_side_px < 500 else "large"]


def face(x: float, side: float, score: float) -> Detection:
    return Detection(Box(x, 0, x + side, side), score, np.zeros((5, 2), np.float32))


def test_a_still_is_searched_for_small_and_for_large_faces() -> None:
    near, far = face(0, 300, 0.6), face(400, 20, 0.5)
    part, twice = face(9, 200, 0.9), face(9, 290, 0.5)
    searches = FakeSearches(small=[near], large=[part, far, twice])
    found = detect_in_still(searches, np.zeros((400, 500, 3), np.uint8))
    assert found == [near, far]
    both = FakeSearches(small=[face(401, 19, 0.4)], large=[far])
    assert detect_in_still(both, np.zeros((400, 500, 3), np.uint8)) == [far]


def test_a_missing_network_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.tflite is missing"):
        LiteRTFaceDetector(model=tmp_path / "none.tflite")


@pytest.mark.parametrize("content", [b"", b"no network", b"\0\0\0\0TFL3 and then nothing"])
def test_a_damaged_network_is_told(tmp_path: Path, content: bytes, capfd) -> None:
    damaged = tmp_path / "damaged.tflite"
    damaged.write_bytes(content)
    with pytest.raises(ModelError, match=r"damaged\.tflite is damaged"):
        LiteRTFaceDetector(model=damaged)
    assert capfd.readouterr() == ("", "")


def test_another_kind_of_network_is_refused() -> None:
    with pytest.raises(ModelError, match="maps of a quarter of the image's size"):
        LiteRTFaceDetector(model=paths.default_model())


def test_a_lower_threshold_adds_faces_and_changes_none(network: FakeNetwork) -> None:
    random = np.random.default_rng(4)
    for _ in range(300):
        row, column = (int(random.integers(side)) for side in MAP_SIZE)
        height, width = random.uniform(8, 80, 2)
        network.add(row, column, float(random.uniform(0.05, 0.99)), height=height, width=width)
    high, low = find(threshold=0.6), find(threshold=0.3)
    assert len(high) < len(low)
    for few, many in zip(high, low, strict=False):
        assert (few.box, few.score) == (many.box, many.score)
        assert np.array_equal(few.landmarks, many.landmarks)
    assert all(face.score < 0.6 for face in low[len(high) :])
