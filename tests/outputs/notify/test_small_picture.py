"""Pictures to send."""

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.outputs.notify.small_picture import MOST_BYTES, small_jpeg


@pytest.mark.parametrize("size", [(1080, 1920), (2000, 100), (1, 1), (4000, 3)])
def test_a_picture_is_small_in_pixels_and_bytes(size):
    noise = np.random.default_rng(1).integers(0, 256, (*size, 3), np.uint8)
    data = small_jpeg(noise)
    assert len(data) <= MOST_BYTES
    height, width = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR).shape[:2]
    assert max(height, width) <= 1280
    if min(size) > 50:
        assert height / width == pytest.approx(size[0] / size[1], rel=0.02)


def test_a_small_picture_keeps_its_size(portrait):
    data = small_jpeg(portrait)
    assert cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR).shape == portrait.shape
