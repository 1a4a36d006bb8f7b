import numpy as np
import pytest

from maskapp.training.data.webcam_frame import in_frame


def test_pictures_are_fitted_into_a_frame_with_their_boxes() -> None:
    image = np.zeros((240, 240, 3), np.uint8)
    image[60:120, 60:120] = 255
    frame, (box,) = in_frame(image, np.array([[60, 60, 120, 120]], np.float32))
    assert frame.shape == (480, 640, 3)
    rows, columns = np.nonzero(frame[..., 0] > 127)
    seen = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert seen == pytest.approx(box, abs=1)
    assert box == pytest.approx([200, 120, 320, 240])
