from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from maskapp.training.detector.form import build_detector
from maskapp.training.detector.heat_teacher import HeatTeacher, believed
from maskapp.training.detector.results import as_tflite
from maskapp.training.detector_plan import FULL_CHANNELS

NOTHING = np.empty((0, 4), np.float32)
FACE = np.array([[8, 8, 40, 40]], np.float32)  # cells 2 to 9


def heat(**peaks: tuple[int, int, float]) -> np.ndarray:
    """A map of 32 × 32 cells without a face but at these cells."""
    values = np.full((32, 32), -6, np.float32)
    for row, column, logit in peaks.values():
        values[row, column] = logit
    return values


def test_the_teacher_is_believed_about_background_and_faces_that_it_is_sure_of() -> None:
    said = heat(face=(5, 5, 2.0))
    assert np.array_equal(believed(said, FACE, NOTHING), said)


def test_it_is_not_believed_about_a_face_that_it_hardly_sees() -> None:
    result = believed(heat(face=(5, 5, -0.5)), FACE, NOTHING)
    assert np.isnan(result[2:10, 2:10]).all()
    assert np.isnan(result).sum() == 64


def test_it_is_not_believed_where_it_sees_what_nobody_annotated_or_where_faces_are_ignored() -> (
    None
):
    result = believed(heat(other=(20, 20, -1.0)), NOTHING, np.array([[100, 100, 200, 120]]))
    assert np.isnan(result[19:22, 19:22]).all()
    assert np.isnan(result[25:30, 25:32]).all()
    assert np.isnan(result).sum() == 9 + 35


def test_of_two_faces_that_overlap_the_hidden_one_hides_both() -> None:
    faces = np.array([[8, 8, 40, 40], [36, 8, 68, 40]], np.float32)
    result = believed(heat(first=(5, 5, 3.0)), faces, NOTHING)
    assert result[5, 5] == 3
    assert np.isnan(result[2:10, 9]).all()


def test_a_frame_gets_a_map_of_a_quarter_of_its_size_from_any_thread(tmp_path: Path) -> None:
    detector = build_detector([max(4, count // 12) for count in FULL_CHANNELS])
    kernel, bias = detector.get_layer("maps").get_weights()
    bias[0] = -4  # so that it takes nothing for a face
    detector.get_layer("maps").set_weights([kernel, bias])
    as_tflite(detector, tmp_path / "teacher.tflite")
    teacher = HeatTeacher(tmp_path / "teacher.tflite")
    image = np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)
    expected = np.array(detector(image[None, :, :, ::-1] / np.float32(255)))[0, ..., 0]
    assert expected.max() < -1.4
    with ThreadPoolExecutor(4) as threads:
        maps = list(threads.map(lambda _: teacher.logits(image, NOTHING, NOTHING), range(8)))
    for result in maps:
        assert result.shape == (16, 16)
        assert result == pytest.approx(expected, abs=0.02)
