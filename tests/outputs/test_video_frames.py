"""Images as the frames of a video."""

import numpy as np
import pytest

from maskapp.outputs.video_frames import as_video_frame


def shown(height: int, width: int, video: tuple[int, int]) -> np.ndarray:
    """Return a light image as a video of a width and height shows it."""
    frame = as_video_frame(np.full((height, width, 3), 200, np.uint8), *video)
    assert (frame.width, frame.height) == video
    return frame.to_ndarray(format="bgr24")


@pytest.mark.parametrize(("height", "width"), [(48, 64), (47, 63), (47, 64)])
def test_an_image_fills_the_even_size_of_its_video(height, width) -> None:
    assert shown(height, width, (64, 48)).min() > 190


def test_an_image_of_another_form_is_scaled_between_black_bars() -> None:
    image = shown(24, 64, (64, 48))
    assert image[14:34].min() > 190
    assert max(image[:10].max(), image[38:].max()) < 10
