from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.records import MaskLabel
from maskapp.training.detector.composing.compose import Composer
from maskapp.training.detector.pictures import AnnotatedPicture

SIZE_PX = 320
NOTHING = np.empty((0, 4), np.float32)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> list[AnnotatedPicture]:
    """A scene of white faces on grey, and close masked and bare faces."""
    folder: Path = tmp_path_factory.mktemp("pictures")
    made = []

    def add(name: str, size: int, boxes: list[list[int]], label: MaskLabel) -> None:
        image = np.full((size, size, 3), 90, np.uint8)
        for x1, y1, x2, y2 in boxes:
            image[y1:y2, x1:x2] = 255
        cv2.imwrite(str(folder / name), image)
        made.append(
            AnnotatedPicture(
                folder / name,
                "s",
                name,
                np.array(boxes, np.float32),
                (label,) * len(boxes),
                np.full((len(boxes), 5, 2), np.nan, np.float32),
                NOTHING,
                np.zeros(len(boxes), np.float32),
                is_closeup=len(boxes) == 1,
            )
        )

    add("scene.png", 400, [[50, 50, 90, 100], [200, 220, 280, 320]], MaskLabel.WITH_MASK)
    add("masked.png", 120, [[30, 30, 90, 100]], MaskLabel.WITH_MASK)
    add("bare.png", 120, [[30, 30, 90, 100]], MaskLabel.WITHOUT_MASK)
    return made


def test_faces_of_all_heights_are_shown_where_their_boxes_say(pictures) -> None:
    composer = Composer(pictures, SIZE_PX)
    heights = []
    for seed in range(120):
        canvas = composer.frame(np.random.default_rng(seed))
        assert canvas.image.shape == (SIZE_PX, SIZE_PX, 3)
        for x1, y1, x2, y2 in canvas.boxes:
            assert 0 <= x1 < x2 <= SIZE_PX
            assert 0 <= y1 < y2 <= SIZE_PX
            middle = canvas.image[int((y1 + y2) / 2), int((x1 + x2) / 2)]
            assert middle.min() > 200, "no face is there"
            heights.append(y2 - y1)
    shares = np.histogram(heights, [0, 20, 40, 80, 160, 330])[0] / len(heights)
    assert shares.min() > 0.03


def test_difficult_faces_of_whole_pictures_are_drawn_more_often(pictures) -> None:
    scene = pictures[0]
    file = scene.path.with_name("difficult_scene.png")
    cv2.imwrite(str(file), np.full((400, 400, 3), (0, 0, 255), np.uint8))
    red = replace(scene, path=file)
    difficult = replace(red, difficulties=np.ones(2, np.float32))
    share = _share_of_red_faces([*[scene] * 4, difficult])
    assert share > 1.4 * _share_of_red_faces([*[scene] * 4, red])  # some draws are of pictures


def _share_of_red_faces(pictures: list[AnnotatedPicture]) -> float:
    composer = Composer(pictures, SIZE_PX)
    are_red = []
    for seed in range(300):
        canvas = composer.frame(np.random.default_rng(seed))
        for x1, y1, x2, y2 in canvas.boxes:
            blue, _, red = canvas.image[int((y1 + y2) / 2), int((x1 + x2) / 2)].tolist()
            are_red.append(red > blue + 100)
    return float(np.mean(are_red))


def test_the_same_seed_makes_the_same_frame(pictures) -> None:
    composer = Composer(pictures, SIZE_PX)
    first, again, other = (composer.frame(np.random.default_rng(seed)) for seed in (5, 5, 6))
    assert np.array_equal(first.image, again.image)
    assert np.array_equal(first.boxes, again.boxes)
    assert not np.array_equal(first.image, other.image)


def test_whole_pictures_are_enough(pictures) -> None:
    composer = Composer(pictures[:1], SIZE_PX)
    assert all(len(composer.frame(np.random.default_rng(i)).image) == SIZE_PX for i in range(9))


def test_some_frames_show_no_face(pictures) -> None:
    composer = Composer(pictures[1:2] + pictures[:1], SIZE_PX)
    frames = [composer.frame(np.random.default_rng(seed)) for seed in range(200)]
    textures = [frame for frame in frames if not len(frame.boxes) and not len(frame.ignored)]
    assert 1 <= len(textures) < 40
