"""The red frames of the alarm."""

import numpy as np
import pytest

from maskapp.pipeline.alarm_frames import ALARM_RED, draw_alarm_box, draw_alarm_frame


@pytest.mark.parametrize("size", [(96, 128), (480, 640), (1080, 1920), (4, 4), (1, 1)])
def test_the_frame_is_red_along_all_edges(size) -> None:
    image = np.zeros((*size, 3), np.uint8)
    draw_alarm_frame(image)
    for edge in (image[0], image[-1], image[:, 0], image[:, -1]):
        assert (edge == ALARM_RED).all()


def test_the_frame_leaves_the_picture_visible_and_is_apart_from_a_red_one() -> None:
    image = np.full((480, 640, 3), ALARM_RED, np.uint8)
    draw_alarm_frame(image)
    line = image[240, :40]
    assert (line == 255).all(axis=1).any()
    changed = (image != ALARM_RED).any(axis=2)
    assert changed.mean() < 0.02
    assert not changed[20:-20, 20:-20].any()


def test_the_box_goes_around_that_of_the_face() -> None:
    image = np.zeros((480, 640, 3), np.uint8)
    draw_alarm_box(image, (200, 100, 300, 220))
    assert not image[101:220, 201:300].any()
    rows, columns = np.nonzero((image == ALARM_RED).all(axis=2))
    assert 190 < columns.min() < 200
    assert 300 < columns.max() < 310
    assert 90 < rows.min() < 100
    assert 220 < rows.max() < 230


def test_a_box_at_the_edge_stays_inside() -> None:
    image = np.zeros((48, 64, 3), np.uint8)
    draw_alarm_box(image, (0, 0, 63, 47))
    draw_alarm_box(image, (60, 40, 63, 47))
    assert image.shape == (48, 64, 3)
