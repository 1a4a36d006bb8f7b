import pytest

from maskapp.records import CLASS_LABELS, Box, MaskLabel, intersection_over_union


def test_a_model_has_an_output_for_each_label_but_uncertain() -> None:
    assert set(CLASS_LABELS) == set(MaskLabel) - {MaskLabel.UNCERTAIN}


def test_the_size_of_a_box_excludes_its_end() -> None:
    assert (Box(1, 2, 4, 8).width, Box(1, 2, 4, 8).height) == (3, 6)


def test_intersection_over_union() -> None:
    a = Box(0, 0, 10, 10)
    assert intersection_over_union(a, a) == 1
    assert intersection_over_union(a, Box(5, 0, 15, 10)) == pytest.approx(1 / 3)
    assert intersection_over_union(a, Box(2, 2, 4, 4)) == pytest.approx(0.04)
    for apart in (Box(10, 0, 20, 10), Box(20, 20, 30, 30), Box(0, -5, 10, 0)):
        assert intersection_over_union(a, apart) == 0
