import pytest

from maskapp.label_style import LABEL_COLOURS, LABEL_HATCHES, LABEL_SYMBOLS, LABEL_WORDS, bgr
from maskapp.records import MaskLabel


@pytest.mark.parametrize(
    "styles",
    [LABEL_WORDS, LABEL_COLOURS, LABEL_SYMBOLS, LABEL_HATCHES],
    ids=["words", "colours", "symbols", "hatches"],
)
def test_every_label_has_its_own_style(styles) -> None:
    assert set(styles) == set(MaskLabel)
    assert len(set(styles.values())) == len(MaskLabel)


@pytest.mark.parametrize("label", MaskLabel)
def test_colours_are_six_hexadecimal_digits(label: MaskLabel) -> None:
    assert len(bytes.fromhex(LABEL_COLOURS[label].removeprefix("#"))) == 3


@pytest.mark.parametrize("label", MaskLabel)
def test_symbols_fill_the_unit_square(label: MaskLabel) -> None:
    points = [point for stroke in LABEL_SYMBOLS[label] for point in stroke]
    for axis in (0, 1):
        values = [point[axis] for point in points]
        assert -0.05 <= min(values) <= 0.25
        assert 0.75 <= max(values) <= 1.05


def test_images_have_colours_the_other_way_round() -> None:
    assert bgr("#d0021b") == (0x1B, 0x02, 0xD0)
