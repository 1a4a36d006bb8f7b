"""The pictures of cards."""

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.records import Box, MaskLabel
from maskapp.web.log.card_pictures import CARD_SIZE, _around, card_picture
from tests.support.logged import put_snapshot


def decode(jpeg: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)


def test_a_card_shows_the_face_large_and_without_its_box(tmp_path):
    snapshot = put_snapshot(tmp_path, MaskLabel.WITH_MASK, MaskLabel.WITH_MASK)
    image = decode(card_picture(snapshot))
    assert image.shape[:2] == CARD_SIZE[::-1]
    blue, green, red = image[CARD_SIZE[1] // 2, CARD_SIZE[0] // 2]
    assert green > 150
    assert max(red, blue) < 60
    green_share = np.mean((image[..., 1] > 150) & (image[..., 2] < 60))
    assert 0.2 < green_share < 0.7


def test_a_card_without_a_face_shows_everything(tmp_path):
    image = decode(card_picture(put_snapshot(tmp_path)))
    assert image.shape[1] / image.shape[0] == pytest.approx(640 / 360, rel=0.01)


def test_the_annotated_picture_serves_when_the_plain_one_is_missing(tmp_path):
    snapshot = put_snapshot(tmp_path)
    snapshot.plain.unlink()
    assert decode(card_picture(snapshot))[0].min() > 200  # the white mark of the annotated one


def test_missing_and_damaged_pictures_give_none(tmp_path):
    snapshot = put_snapshot(tmp_path)
    snapshot.plain.write_bytes(b"no picture")
    snapshot.annotated.unlink()
    assert card_picture(snapshot) is None


@pytest.mark.parametrize(
    "box",
    [
        Box(-50, -50, 10, 10),
        Box(630, 350, 700, 500),
        Box(0, 0, 640, 360),
        Box(5, 5, 5, 5),
        Box(-1e6, -1e6, 1e6, 1e6),
        Box(10_000, 10_000, 10_010, 10_010),
    ],
)
@pytest.mark.parametrize(("width", "height"), [(640, 360), (360, 640), (1, 1), (3, 500)])
def test_the_part_around_any_box_lies_in_the_picture(box, width, height):
    left, top, right, bottom = _around(box, width, height)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
