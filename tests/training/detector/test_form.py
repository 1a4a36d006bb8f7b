import numpy as np

from maskapp.training.detector.form import build_detector, channels_of
from maskapp.training.detector_plan import FULL_CHANNELS

SMALL = tuple(max(4, count // 24) for count in FULL_CHANNELS)


def test_any_size_has_maps_of_a_quarter() -> None:
    detector = build_detector(SMALL)
    assert channels_of(detector) == SMALL
    assert detector(np.zeros((2, 64, 96, 3), np.float32)).shape == (2, 16, 24, 15)
