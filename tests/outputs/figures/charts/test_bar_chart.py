import pytest

from maskapp.outputs.figures.charts.bar_chart import Bar, BarMarks, bar_chart
from maskapp.outputs.figures.charts.drawing import Fill, width_of
from maskapp.outputs.figures.records import Counts
from maskapp.records import MaskLabel

MASK, BARE, WRONG, _ = MaskLabel
BARS = [
    Bar("0", "none", Counts()),
    Bar("1", "some", Counts(came_masked=6, came_bare=3, came_wrong=1, masked=99)),
    Bar("2", "few", Counts(came_masked=5)),
]

MARKS = BarMarks((1, 2))


def drawn(width=600.0, height=300.0, bars=BARS, gaps=((0.5, 1.0),), marks=MARKS):
    return bar_chart(bars, gaps, marks, width, height, 12.0)


def test_the_parts_of_a_bar_stand_on_each_other_in_proportion():
    drawing = drawn()
    bottom = max(line.y1 for line in drawing.lines)
    top = min(line.y1 for line in drawing.lines)
    bar = [area for area in drawing.areas[4:] if area.fill is not Fill.GAP][:3]
    assert [part.fill for part in bar] == [MASK, BARE, WRONG]
    assert [part.height / (bottom - top) for part in bar] == pytest.approx([0.6, 0.3, 0.1])
    assert bar[0].y + bar[0].height == pytest.approx(bottom)
    assert bar[1].y + bar[1].height == pytest.approx(bar[0].y)
    assert bar[2].y == pytest.approx(top)


def test_a_gap_is_where_nothing_was_watched():
    drawing = drawn()
    (gap,) = [area for area in drawing.areas[4:] if area.fill is Fill.GAP]
    first, second, _ = drawing.cells
    assert gap.x == pytest.approx(first.x + first.width / 2)
    assert gap.x + gap.width == pytest.approx(second.x)


def test_each_bar_can_be_pointed_at_over_the_whole_height():
    drawing = drawn()
    assert [cell.text for cell in drawing.cells] == ["none", "some", "few"]
    assert [cell.column for cell in drawing.cells] == [0, 1, 2]
    for left, right in zip(drawing.cells, drawing.cells[1:], strict=False):
        assert left.x + left.width == pytest.approx(right.x)


def test_times_stand_between_the_bars_and_other_marks_below_them():
    below = {word.text: word.x for word in drawn().words[-3:]}
    cells = drawn().cells
    assert below["1"] == pytest.approx(cells[1].x + cells[1].width / 2)
    words = drawn(marks=BarMarks((1,), are_between=True, end="3")).words[-4:]
    assert [word.text for word in words] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(("width", "height"), [(150, 90), (600, 300), (4000, 1500)])
def test_everything_stays_inside(width, height):
    drawing = drawn(width, height)
    for area in drawing.areas[4:]:
        assert area.x >= 0
        assert area.x + area.width <= width
        assert area.y >= 0
        assert area.y + area.height <= height


def test_a_chart_of_nobody_has_only_its_base():
    drawing = drawn(bars=[Bar("0", "none", Counts())], gaps=())
    assert len(drawing.lines) == 1
    assert len(drawing.areas) == 4, "the legend"


def test_a_mark_that_is_wider_than_the_last_bar_ends_at_the_edge():
    bars = [Bar(f"Nov {year}", "some", Counts(came_masked=5)) for year in range(2000, 2037)]
    last = drawn(bars=bars, gaps=(), marks=BarMarks((1, 3, 6))).words[-1]
    assert last.text == "Nov 2036"
    assert last.x + width_of(last.text, 12.0) / 2 == pytest.approx(600)
