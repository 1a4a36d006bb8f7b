from maskapp.outputs.figures.charts.drawing import Fill, width_of
from maskapp.records import MaskLabel


def test_the_width_of_a_text_grows_with_text_and_font():
    assert width_of("00:00", 10) * 2 == width_of("00:00", 20) == width_of("00:00" * 2, 10)


def test_fills_and_labels_have_different_names():
    assert not {fill.value for fill in Fill} & {label.value for label in MaskLabel}
