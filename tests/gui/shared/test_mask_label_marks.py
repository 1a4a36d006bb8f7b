import pytest
from PySide6.QtGui import QColor, QImage

from maskapp.gui.shared.mask_label_marks import label_colour, label_icon, label_word
from maskapp.records import MaskLabel
from tests.support.contrast import contrast


def mark(label: MaskLabel) -> QImage:
    return label_icon(label, 16).pixmap(16, 16).toImage()


def dark_pixels(image: QImage) -> frozenset[tuple[int, int]]:
    return frozenset(
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).lightness() < 60 and image.pixelColor(x, y).alpha() > 200
    )


def test_symbols_differ_in_shape_and_not_only_in_colour(qapp) -> None:
    shapes = {dark_pixels(mark(label)) for label in MaskLabel}
    assert len(shapes) == len(MaskLabel)
    assert all(shapes)


def test_words_differ() -> None:
    assert len({label_word(label) for label in MaskLabel}) == len(MaskLabel)


@pytest.mark.parametrize("label", MaskLabel)
def test_a_mark_is_a_black_symbol_on_the_colour_of_the_label(qapp, label) -> None:
    assert mark(label).pixelColor(1, 8) == label_colour(label)
    assert contrast(label_colour(label), QColor("black")) >= 5.4


def test_an_icon_is_sharp_on_a_dense_screen(qapp) -> None:
    icon = label_icon(MaskLabel.WITH_MASK, 16)
    assert {size.toTuple() for size in icon.availableSizes()} == {(16, 16), (32, 32), (48, 48)}
