"""The clocks of the alarm."""

import numpy as np
import pytest

from maskapp.pipeline import annotate as annotate_module
from maskapp.pipeline.alarm_frames import ALARM_RED
from maskapp.pipeline.annotate import annotate, draw_faces
from maskapp.records import MaskLabel
from tests.support.worker_fakes import make_face

CLOCK = "0:07 without mask"


def plain(height=480, width=640) -> np.ndarray:
    return np.full((height, width, 3), 128, np.uint8)


def face(track=1, box=(200, 150, 300, 280)):
    return make_face(track, MaskLabel.WITHOUT_MASK, box)


@pytest.fixture
def drawn(monkeypatch):
    """The plates as they are drawn: those of labels, then those of clocks."""
    plates = {"labels": [], "clocks": []}
    for name, kind in (("_draw_plate", "labels"), ("_draw_clock", "clocks")):
        draw = getattr(annotate_module, name)

        def spy(image, plate, *rest, draw=draw, kind=kind):
            plates[kind].append(plate)
            draw(image, plate, *rest)

        monkeypatch.setattr(annotate_module, name, spy)
    return plates


def test_without_clocks_the_image_is_annotated_as_ever() -> None:
    image = plain()
    draw_faces(image, [face()])
    assert np.array_equal(image, annotate(plain(), [face()]))


def test_a_face_has_its_clock_beside_its_label_not_over_its_face(drawn) -> None:
    draw_faces(plain(), [face(1), face(2, (400, 150, 500, 280))], {1: CLOCK})
    [clock] = drawn["clocks"]
    assert clock.text == CLOCK
    left, top, right, bottom = clock.corners()
    for other in (plate.corners() for plate in drawn["labels"]):
        assert left >= other[2] or other[0] >= right or top >= other[3] or other[1] >= bottom
    assert bottom <= 150 or top >= 280


def test_its_letters_are_larger_than_those_of_the_label(drawn) -> None:
    draw_faces(plain(), [face()], {1: CLOCK})
    assert drawn["clocks"][0].height > 1.2 * drawn["labels"][0].height


def is_red(image) -> np.ndarray:
    return (image == ALARM_RED).all(axis=2)


def test_a_face_of_the_alarm_has_a_red_box_and_a_red_clock() -> None:
    before, alarm = plain(), plain()
    draw_faces(before, [face()], {1: CLOCK})
    draw_faces(alarm, [face()], {1: CLOCK}, {1})
    assert not is_red(before).any()
    assert is_red(alarm)[150:280, 190:200].all(axis=0).any()
    assert is_red(alarm)[281:].sum() > 500


def test_clocks_of_faces_that_are_not_there_are_not_drawn(drawn) -> None:
    draw_faces(plain(), [face()], {2: CLOCK}, {2})
    assert drawn["clocks"] == []


@pytest.mark.parametrize("size", [(24, 32), (48, 64)])
def test_in_a_small_picture_only_the_time_is_shown(drawn, size) -> None:
    image = plain(*size)
    draw_faces(image, [face(box=(2, 2, 12, 12))], {1: CLOCK}, {1})
    assert drawn["clocks"][0].text == "0:07"
    assert image.shape == (*size, 3)
