"""The strip with the verdict: what it says, and whether it can be seen."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage

from maskapp.gui.preview.verdict_strip import VerdictStrip
from maskapp.label_style import LABEL_COLOURS
from maskapp.records import MaskLabel
from tests.support.contrast import contrast

NOBODY = dict.fromkeys(MaskLabel, 0)
LABELS = {
    MaskLabel.WITHOUT_MASK: "1 without a mask of 1",
    MaskLabel.INCORRECT_MASK: "1 worn wrong of 1",
    MaskLabel.UNCERTAIN: "1 uncertain of 1",
    MaskLabel.WITH_MASK: "All masked",
}


@pytest.fixture
def strip(qtbot) -> VerdictStrip:
    strip = VerdictStrip()
    qtbot.addWidget(strip)
    strip.fit(800, 500)
    strip.resize(800, strip.sizeHint().height())
    return strip


def painted(strip: VerdictStrip) -> QImage:
    return strip.grab().toImage()


@pytest.mark.parametrize("label", LABELS)
def test_a_verdict_has_colour_symbol_and_words(strip, label) -> None:
    strip.show_counts({**NOBODY, label: 1}, is_still=False)
    assert not strip.isHidden()
    assert strip.text == strip.accessibleName() == LABELS[label]
    image = painted(strip)
    assert image.pixelColor(2, 2) == QColor(LABEL_COLOURS[label])
    marks = [x for x in range(image.width()) if is_dark_column(image, x)]
    gaps = [b - a for a, b in pairwise(marks)]
    assert max(gaps) >= strip.height() * 0.2, "the symbol stands before the words"
    middle = (marks[0] + marks[-1]) / 2
    assert abs(middle - image.width() / 2) < image.width() * 0.05, "they are in the middle"


def is_dark_column(image: QImage, x: int) -> bool:
    return any(image.pixelColor(x, y).lightness() < 40 for y in range(image.height()))


def test_nobody_is_told_in_white_on_grey(strip) -> None:
    strip.show_counts(NOBODY, is_still=False)
    assert strip.text == "Nobody"
    assert contrast(painted(strip).pixelColor(2, 2), QColor(Qt.GlobalColor.white)) > 9


def test_verdicts_differ_without_colour(strip) -> None:
    """In grey and at an eighth of its size, each symbol is unlike the others."""
    seen = []
    for label in LABELS:
        strip.show_counts({**NOBODY, label: 1}, is_still=True)
        image = painted(strip)
        small = image.scaled(
            image.size() / 8,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        seen.append(small.convertToFormat(QImage.Format.Format_Grayscale8))
    for number, image in enumerate(seen):
        for other in seen[:number]:
            assert difference(image, other) > 20


def difference(one: QImage, other: QImage) -> int:
    """The largest difference of two pixels after the lightness of the grounds is taken out."""
    ground = one.pixelColor(0, 0).lightness() - other.pixelColor(0, 0).lightness()
    return max(
        abs(one.pixelColor(x, y).lightness() - other.pixelColor(x, y).lightness() - ground)
        for x in range(one.width())
        for y in range(one.height())
    )


@pytest.mark.parametrize(
    "size",
    [(640, 480), (1280, 800), (1920, 1080), (3840, 2160), (1080, 1920), (300, 200), (800, 4000)],
)
def test_it_takes_at_least_a_twentieth_of_the_height(strip, size) -> None:
    strip.fit(*size)
    height = strip.sizeHint().height()
    assert height >= size[1] * 0.05
    assert height <= max(48, size[1] * 0.14)


@pytest.mark.parametrize("width", [240, 400, 1900])
def test_the_words_fit_any_width(strip, width) -> None:
    strip.resize(width, strip.height())
    counts = {**NOBODY, MaskLabel.WITHOUT_MASK: 12, MaskLabel.INCORRECT_MASK: 13}
    strip.show_counts(counts, is_still=True)
    strip.set_note("Paused")
    image = painted(strip)
    background = QColor(LABEL_COLOURS[MaskLabel.WITHOUT_MASK])
    for x in (1, image.width() - 2):
        assert all(image.pixelColor(x, y) == background for y in range(image.height()))
    assert strip.toolTip() == "12 without a mask, 13 worn wrong, of 25 (Paused)"


def test_it_is_hidden_without_anything_to_say_or_if_not_wanted(strip) -> None:
    assert strip.isHidden()
    strip.set_wanted(False)
    strip.show_counts(NOBODY, is_still=False)
    assert strip.isHidden()
    strip.set_wanted(True)
    assert not strip.isHidden()
    strip.clear()
    assert strip.isHidden()
    assert strip.accessibleName() == ""


def test_a_standstill_is_said_beside_the_verdict_on_that_picture(strip) -> None:
    for _ in range(3):
        strip.show_counts({**NOBODY, MaskLabel.WITH_MASK: 1}, is_still=False)
    strip.show_counts({**NOBODY, MaskLabel.WITHOUT_MASK: 1}, is_still=False)
    assert strip.text == "All masked", "it does not flicker"
    strip.set_note("Paused")
    assert strip.text == "1 without a mask of 1"
    assert strip.accessibleName() == "1 without a mask of 1 (Paused)"
    paused = painted(strip)
    strip.set_note("")
    assert strip.accessibleName() == "1 without a mask of 1"
    assert painted(strip) != paused


def test_a_lost_connection_takes_the_place_of_the_verdict(strip) -> None:
    strip.show_counts({**NOBODY, MaskLabel.WITHOUT_MASK: 1}, is_still=False)
    strip.show_words("Connection lost")
    assert strip.accessibleName() == "Connection lost"
    assert painted(strip).pixelColor(2, 2) != QColor(LABEL_COLOURS[MaskLabel.WITHOUT_MASK])
    strip.show_counts(NOBODY, is_still=False)
    assert strip.text == "Nobody", "at once: it is another moment"


def test_a_verdict_can_say_that_it_is_live_unless_there_is_more_to_say(strip) -> None:
    strip.show_counts({**NOBODY, MaskLabel.WITHOUT_MASK: 1}, is_still=False)
    plain = painted(strip)
    strip.set_live_word("Live")
    assert strip.accessibleName() == "1 without a mask of 1 (Live)"
    assert painted(strip) != plain
    strip.set_note("Paused")
    assert strip.accessibleName() == "1 without a mask of 1 (Paused)"
    strip.set_note("")
    strip.set_live_word("")
    assert painted(strip) == plain


def test_what_is_no_verdict_is_not_live(strip) -> None:
    strip.set_live_word("Live")
    strip.show_words("Connection lost")
    assert strip.accessibleName() == "Connection lost"
