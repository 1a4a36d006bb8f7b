import itertools
import math

import numpy as np
import pytest

from maskapp.label_style import LABEL_WORDS
from maskapp.opencv import cv2
from maskapp.pipeline import annotate as annotate_module
from maskapp.pipeline.annotate import annotate
from maskapp.records import Box, Face, MaskLabel

SIZES = [(240, 320), (480, 640), (1080, 1920), (4320, 7680)]


def make_face(box, label=MaskLabel.WITH_MASK, track=1, confidence=0.98):
    return Face(
        track=track,
        box=Box(*box),
        label=label,
        confidence=confidence,
        probabilities={},
        score=0.9,
        landmarks=np.zeros((5, 2), np.float32),
        age_s=1.0,
    )


def plain(height=480, width=640, value=128):
    return np.full((height, width, 3), value, np.uint8)


def changed(before, after):
    return (before != after).any(axis=2)


def plates_of(monkeypatch, image, faces):
    """Return the plates as they are drawn."""
    plates = []
    draw = annotate_module._draw_plate

    def spy(image, plate, *rest):
        plates.append(plate)
        draw(image, plate, *rest)

    monkeypatch.setattr(annotate_module, "_draw_plate", spy)
    annotate(image, faces)
    return plates


def overlap(first, second):
    left, top, right, bottom = first
    return left < second[2] and second[0] < right and top < second[3] and second[1] < bottom


def luminance(bgr):
    """Return the relative luminance as defined by WCAG 2."""
    blue, green, red = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (value / 255 for value in bgr)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_input_is_not_changed():
    image = plain()
    before = image.copy()
    annotated = annotate(image, [make_face((100, 100, 200, 220))])
    assert np.array_equal(image, before)
    assert annotated.shape == image.shape
    assert annotated.dtype == np.uint8
    assert changed(image, annotated).any()


def test_without_faces_the_result_is_a_copy():
    image = plain()
    annotated = annotate(image, [])
    assert np.array_equal(annotated, image)
    assert not np.shares_memory(annotated, image)


def test_the_face_is_not_covered():
    image = plain()
    mask = changed(image, annotate(image, [make_face((100, 100, 200, 220))]))
    assert not mask[106:214, 106:194].any()
    assert mask[98:102, 110:190].any(axis=0).all()  # the upper side
    assert mask[110:210, 198:202].any(axis=1).all()  # the right side


def test_the_colour_of_a_box_shows_in_a_small_image():
    drawn = annotate(plain(240, 320), [make_face((100, 60, 200, 180), MaskLabel.WITHOUT_MASK)])
    colour = annotate_module._STYLES[MaskLabel.WITHOUT_MASK].colour
    side = drawn[90:150, 190:210]
    in_colour, in_ink = (
        (side == each).all(axis=2).sum(axis=1) for each in (colour, annotate_module._INK)
    )
    assert (in_colour >= 2).all()
    assert (in_colour >= in_ink).all()


@pytest.mark.parametrize("pair", list(itertools.combinations(MaskLabel, 2)), ids="-".join)
def test_labels_differ_without_colour(pair, monkeypatch):
    """With one colour and one word for all, the symbols still differ."""
    styles = {
        label: annotate_module._Style((200, 200, 200), style.dash, style.width)
        for label, style in annotate_module._STYLES.items()
    }
    monkeypatch.setattr(annotate_module, "_STYLES", styles)
    monkeypatch.setattr(annotate_module, "LABEL_WORDS", dict.fromkeys(MaskLabel, "same"))
    face = (200, 200, 300, 320)
    first, second = (annotate(plain(), [make_face(face, label)]) for label in pair)
    (plate,) = plates_of(monkeypatch, plain(), [make_face(face)])
    symbol = np.s_[plate.top : plate.top + plate.height, plate.left : plate.left + plate.height]
    assert changed(first[symbol], second[symbol]).mean() > 0.05


def test_uncertain_and_worn_wrong_have_dashed_boxes():
    sides = {}
    for label in MaskLabel:
        image = plain()
        mask = changed(image, annotate(image, [make_face((200, 200, 320, 320), label)]))
        sides[label] = mask[319, 210:310].mean()  # the share of the lower side that is drawn
    assert sides[MaskLabel.WITH_MASK] == sides[MaskLabel.WITHOUT_MASK] == 1.0
    assert sides[MaskLabel.INCORRECT_MASK] < 0.95
    assert sides[MaskLabel.UNCERTAIN] < 0.95


@pytest.mark.parametrize("label", MaskLabel)
def test_text_contrasts_with_its_plate(label):
    colour = annotate_module._STYLES[label].colour
    contrast = (luminance(colour) + 0.05) / (luminance(annotate_module._INK) + 0.05)
    assert contrast >= 4.5


@pytest.mark.parametrize("label", MaskLabel)
def test_a_plate_shows_track_word_and_confidence(label, monkeypatch):
    (plate,) = plates_of(monkeypatch, plain(), [make_face((200, 200, 300, 320), label, 12, 0.876)])
    assert plate.text == f"#12 {LABEL_WORDS[label]} 88%"


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_text_grows_with_the_image(height, width, monkeypatch):
    box = (width * 0.4, height * 0.4, width * 0.6, height * 0.7)
    (plate,) = plates_of(monkeypatch, plain(height, width), [make_face(box)])
    assert max(16, height * 0.03) <= plate.height <= max(20, height * 0.06)


def test_a_small_face_has_smaller_but_legible_text(monkeypatch):
    faces = [make_face((500, 500, 800, 800)), make_face((1200, 500, 1220, 525), track=2)]
    large, small = plates_of(monkeypatch, plain(1080, 1920), faces)
    assert 16 <= small.height < large.height


@pytest.mark.parametrize(
    "box",
    [
        (0, 0, 60, 70),
        (580, 0, 640, 70),
        (0, 410, 60, 480),
        (580, 410, 640, 480),
        (0, 0, 640, 480),
        (-50, -50, 30, 30),
        (620, 460, 900, 900),
    ],
)
def test_plates_stay_inside_the_image(box, monkeypatch):
    face = make_face(box, MaskLabel.INCORRECT_MASK)
    (plate,) = plates_of(monkeypatch, plain(), [face])
    left, top, right, bottom = plate.corners()
    assert left >= 0
    assert top >= 0
    assert right <= 640
    assert bottom <= 480
    assert plate.text


@pytest.mark.parametrize(("height", "width"), [(480, 640), (1080, 1920)])
def test_plates_of_neighbours_do_not_overlap(height, width, monkeypatch):
    faces = [
        make_face((x, y, x + 50, y + 60), track=number)
        for number, (x, y) in enumerate([(100, 100), (160, 100), (220, 105), (100, 175)], 1)
    ]
    plates = plates_of(monkeypatch, plain(height, width), faces)
    corners = [plate.corners() for plate in plates]
    assert not any(overlap(a, b) for a, b in itertools.combinations(corners, 2))


def test_a_plate_avoids_the_face_above(monkeypatch):
    upper, lower = (100, 100, 200, 200), (100, 205, 200, 305)
    _, plate = plates_of(monkeypatch, plain(), [make_face(upper), make_face(lower, track=2)])
    assert not overlap(plate.corners(), upper)
    assert not overlap(plate.corners(), lower)


@pytest.mark.parametrize("label", MaskLabel)
@pytest.mark.parametrize(
    "box",
    [
        (100.4, 100.6, 180.5, 190.2),
        (100, 100, 100, 100),
        (100, 100, 101, 300),
        (200, 200, 100, 100),
        (639.9, 479.9, 640, 480),
        (-1e9, -1e9, 1e9, 1e9),
        (math.nan, 0, 10, 10),
        (0, 0, math.inf, 10),
    ],
)
def test_unusual_boxes_are_accepted(box, label):
    image = plain()
    assert annotate(image, [make_face(box, label)]).shape == image.shape


@pytest.mark.parametrize("box", [(700, 10, 800, 90), (10, -90, 80, -10)])
def test_faces_outside_are_not_drawn(box):
    image = plain()
    assert np.array_equal(annotate(image, [make_face(box)]), image)


@pytest.mark.parametrize("shape", [(1, 1), (8, 8), (3, 500), (500, 3)])
@pytest.mark.parametrize("label", MaskLabel)
def test_tiny_images_are_accepted(shape, label):
    image = plain(*shape)
    assert annotate(image, [make_face((0, 0, 5, 5), label)]).shape == image.shape


def test_every_face_of_a_crowd_has_a_plate(monkeypatch):
    faces = [
        make_face((x, y, x + 20, y + 24), label, track)
        for track, (x, y, label) in enumerate(
            zip(range(0, 600, 12), range(0, 450, 9), itertools.cycle(MaskLabel), strict=False), 1
        )
    ]
    plates = plates_of(monkeypatch, plain(), faces)
    assert len(plates) == len(faces) == 50


def test_a_read_only_slice_can_be_annotated():
    image = np.repeat(plain(), 2, axis=1)[:, ::2]
    image.setflags(write=False)
    annotated = annotate(image, [make_face((100, 100, 200, 220))])
    assert changed(image, annotated).any()
    assert cv2.cvtColor(annotated, cv2.COLOR_BGR2GRAY).shape == (480, 640)


def test_ignored_faces_get_thin_grey_corners_and_no_plate():
    for label in MaskLabel:
        before = plain()
        drawn = before.copy()
        annotate_module.draw_ignored(drawn, [make_face((200, 100, 300, 220), label)])
        is_changed = (drawn != before).any(axis=2)
        assert is_changed[95:225, 195:305].sum() == is_changed.sum() > 100
        assert not is_changed[140:180].any(), "the sides are open"
        assert (drawn[is_changed].max(axis=1) == drawn[is_changed].min(axis=1)).all()


@pytest.mark.parametrize("box", [(900, 10, 950, 40), (math.nan, 0, 5, 5), (-30, -30, -5, -5)])
def test_ignored_faces_outside_are_not_drawn(box):
    drawn = plain()
    annotate_module.draw_ignored(drawn, [make_face(box)])
    assert np.array_equal(drawn, plain())
