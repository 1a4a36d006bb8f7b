from pathlib import Path

from maskapp.records import Box, MaskLabel
from maskapp.training.data.scene import AnnotatedFace, Scene, share_inside


def test_a_face_is_in_the_band_of_its_height() -> None:
    face = AnnotatedFace(Path("a.png"), Box(0, 0, 90, 39.9), MaskLabel.WITH_MASK)
    assert face.band == "20_40"


def test_a_box_is_ignored_if_enough_of_it_is_in_a_crowd() -> None:
    scene = Scene(Path("a.png"), "g", (), (Box(500, 0, 600, 90), Box(100, 0, 400, 90)))
    half_inside = Box(90, 10, 110, 30)
    assert scene.ignores(half_inside, 0.5)
    assert not scene.ignores(half_inside, 0.6)
    assert not Scene(Path("a.png"), "g", ()).ignores(half_inside, 0.1)


def test_the_share_of_a_box_inside_an_area() -> None:
    box = Box(0, 0, 10, 10)
    assert share_inside(box, Box(-50, -50, 50, 50)) == 1
    assert share_inside(box, Box(5, 0, 500, 500)) == 0.5
    for apart in (Box(10, 0, 20, 10), Box(0, -5, 10, 0)):
        assert share_inside(box, apart) == 0
