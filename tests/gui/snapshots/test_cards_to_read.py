from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSize

from maskapp.files.picture_files import encode_picture
from maskapp.gui.snapshots.cards_to_read import CardsToRead, read_thumbnail
from maskapp.outputs.snapshots.records import SavedFace, Snapshot
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import Box, MaskLabel
from tests.support.snapshots import NOON

SIZE = QSize(124, 136)
BARE = MaskLabel.WITHOUT_MASK
SMALL, LARGE = Box(10, 20, 40, 60), Box(300, 100, 400, 240)
COLOURS = {SMALL: (0, 0, 255), LARGE: (0, 255, 0)}


def test_requests_are_taken_newest_first_and_once():
    requests = CardsToRead()
    assert requests.ask(1)
    assert not requests.ask(2)
    assert not requests.ask(3)
    assert not requests.ask(1)
    assert requests.take(2) == [1, 3]
    assert not requests.ask(3), "it is being served"
    assert requests.take(2) == [2]
    assert requests.take(2) == []
    assert requests.ask(3)


def test_old_requests_are_dropped():
    requests = CardsToRead()
    for snapshot_id in range(10_000):
        requests.ask(snapshot_id)
    taken = []
    while ids := requests.take(8):
        taken += ids
    assert 0 < len(taken) <= 300
    assert max(taken) == 9_999


@pytest.fixture
def snapshot(tmp_path) -> Snapshot:
    """A snapshot whose plain picture is grey, with a red small face and a green large one."""
    image = np.full((480, 640, 3), 128, np.uint8)
    for box, colour in COLOURS.items():
        x1, y1, x2, y2 = map(int, box)
        image[y1:y2, x1:x2] = colour
    annotated, plain = tmp_path / "a.jpg", tmp_path / "a-plain.jpg"
    plain.write_bytes(encode_picture(image, plain, jpeg_quality=95))
    annotated.write_bytes(encode_picture(np.zeros_like(image), annotated, jpeg_quality=95))
    faces = tuple(SavedFace(i, BARE, 0.9, box) for i, box in enumerate((SMALL, LARGE), 1))
    return Snapshot(NOON, "manual", "Door", faces, 7, "", annotated, plain)


def middle(thumbnail) -> tuple[int, int, int]:
    colour = thumbnail.pixelColor(thumbnail.rect().center())
    return colour.blue() // 128, colour.green() // 128, colour.red() // 128


def test_a_card_taken_by_hand_shows_the_largest_face(snapshot):
    thumbnail = read_thumbnail(snapshot, SIZE)
    assert thumbnail.size() == SIZE
    assert middle(thumbnail) == (0, 1, 0)
    high = sum(thumbnail.pixelColor(62, y).green() > 200 for y in range(SIZE.height()))
    assert SIZE.height() * 0.5 < high < SIZE.height() * 0.75, "the face fills most of the card"


def test_the_card_of_an_event_shows_the_face_of_its_person(snapshot):
    event = ViolationEvent(1, BARE, NOON, 12.0)
    assert middle(read_thumbnail(replace(snapshot, event=event), SIZE)) == (0, 0, 1)
    event = ViolationEvent(99, BARE, NOON, 12.0)
    shown = read_thumbnail(replace(snapshot, event=event), SIZE)
    assert middle(shown) == (0, 1, 0), "its face is not in the picture"


@pytest.mark.parametrize(
    "box",
    [
        Box(0, 0, 3, 3),
        Box(637, 477, 640, 480),
        Box(-500, -500, 5000, 5000),
        Box(900, 900, 910, 915),
        Box(5, 5, 5, 5),
        Box(0, 200, 640, 210),
    ],
)
def test_any_box_gives_a_card_of_the_same_form(snapshot, box):
    odd = replace(snapshot, faces=(SavedFace(1, BARE, 0.9, box),))
    assert read_thumbnail(odd, SIZE).size() == SIZE


def test_a_picture_without_a_face_is_shown_whole(snapshot):
    assert read_thumbnail(replace(snapshot, faces=()), SIZE).size() == QSize(124, 93)


def test_without_the_plain_picture_the_annotated_one_is_shown(snapshot):
    snapshot.plain.unlink()
    assert middle(read_thumbnail(snapshot, SIZE)) == (0, 0, 0)
    snapshot.annotated.unlink()
    assert read_thumbnail(snapshot, SIZE).isNull()
