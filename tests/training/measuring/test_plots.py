from pathlib import Path

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.training.measuring.plots import draw_reliability


@pytest.mark.parametrize("faces", [1, 500])
def test_reliability_is_drawn(tmp_path: Path, faces: int) -> None:
    rng = np.random.default_rng(1)
    confidence = rng.uniform(0.4, 1, faces).astype(np.float32)
    draw_reliability(confidence, rng.random(faces) < confidence, tmp_path / "a.png")
    image = cv2.imread(str(tmp_path / "a.png"))
    assert image is not None
    assert image.std() > 20
