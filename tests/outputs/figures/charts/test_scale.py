import pytest

from maskapp.outputs.figures.charts.scale import mark_every, scale_marks


@pytest.mark.parametrize(
    ("highest", "marks"),
    [
        (0, [0]),
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (7, [0, 2, 4, 6, 8]),
        (23, [0, 5, 10, 15, 20, 25]),
        (100, [0, 20, 40, 60, 80, 100]),
        (101, [0, 50, 100, 150]),
    ],
)
def test_marks_are_round(highest, marks):
    assert scale_marks(highest) == marks


def test_any_scale_reaches_its_highest_value_with_few_marks():
    for highest in (*range(1, 3000), 10**6, 10**9 + 1):
        marks = scale_marks(highest)
        assert marks[-1] >= highest > marks[-2]
        assert 2 <= len(marks) <= 6


def test_marks_are_left_out_where_there_is_no_room():
    assert mark_every(24, 960, 40, (1, 2, 3)) == 1
    assert mark_every(24, 959, 40, (1, 2, 3)) == 2
    assert mark_every(24, 100, 40, (1, 2, 3)) == 3
