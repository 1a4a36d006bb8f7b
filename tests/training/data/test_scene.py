from pathlib import Path

from maskapp.records import Box, MaskLabel
from maskapp.training.data.scene import AnnotatedFace


def test_a_face_is_in_the_band_of_its_height() -> None:
    face = AnnotatedFace(Path("a.png"), Box(0, 0, 90, 39.9), MaskLabel.WITH_MASK)
    assert face.band == "20_40"
