from pathlib import Path

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
