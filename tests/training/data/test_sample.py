from pathlib import Path

import numpy as np
import pytest

from maskapp.records import Box, MaskLabel
from maskapp.training.data.sample import Sample, height_band


@pytest.mark.parametrize(
    ("height_px", "band"),
    [
        (0, "lt20"),
        (19.9, "lt20"),
        (20, "20_40"),
        (39.9, "20_40"),
        (40, "40_80"),
        (79.9, "40_80"),
        (80, "ge80"),
        (5000, "ge80"),
    ],
)
def test_height_bands_have_no_gaps(height_px: float, band: str) -> None:
    assert height_band(height_px) == band


def test_the_band_of_a_sample_is_that_of_its_box() -> None:
    one = Sample(Path("unused.png"), MaskLabel.WITH_MASK, "web", "1", Box(0, 10, 5, 60))
    assert one.band == "40_80"


def facing(landmarks) -> Sample:
    box = Box(0, 0, 90, 100)
    return Sample(Path("unused.png"), MaskLabel.WITH_MASK, "web", "1", box, landmarks)


@pytest.mark.parametrize(
    ("nose_x", "turn"),
    [(45, "front"), (50, "front"), (56, "half"), (34, "half"), (62, "profile"), (28, "profile")],
)
@pytest.mark.parametrize("tilt_degrees", [0, 40, -90])
def test_the_turn_of_a_head_is_told_from_where_the_nose_is(nose_x, turn, tilt_degrees) -> None:
    points = np.array([[30, 40], [60, 40], [nose_x, 60], [35, 80], [55, 80]], np.float32)
    cos, sin = np.cos(np.radians(tilt_degrees)), np.sin(np.radians(tilt_degrees))
    tilted = points @ np.array([[cos, sin], [-sin, cos]], np.float32)
    assert facing(tilted).turn == turn


def test_where_no_detector_places_landmarks_a_head_counts_as_in_profile() -> None:
    assert facing(None).turn == "profile"
    assert facing(np.full((5, 2), np.nan, np.float32)).turn == "profile"
