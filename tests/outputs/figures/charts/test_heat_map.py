import pytest

from maskapp.outputs.figures.charts.drawing import Fill
from maskapp.outputs.figures.charts.heat_map import HourCell, heat_map
from maskapp.outputs.figures.period_figures import State
from maskapp.outputs.figures.records import Counts
from maskapp.records import MaskLabel

LEGEND = 5
NOTHING = HourCell(Counts(), State.TO_COME, "to come")


def drawn(width=1000.0, height=400.0, **hours: HourCell):
    monday = [hours.get(f"h{hour}", NOTHING) for hour in range(24)]
    rows = [("Mon", monday), ("Tue", [NOTHING] * 24)]
    return heat_map(rows, width, height, 12.0)


def watched(came: int, bare: int = 0) -> HourCell:
    counts = Counts(came_masked=came - bare, came_bare=bare, watched_ms=1)
    return HourCell(counts, State.WATCHED, f"{came} came")


def test_more_people_have_a_stronger_colour_and_nobody_is_not_unwatched():
    drawing = drawn(h0=watched(0), h1=watched(1), h2=watched(50), h3=watched(100),
                    h4=HourCell(Counts(), State.NOT_WATCHED, "gap"))  # fmt: skip
    areas = drawing.areas[LEGEND:]
    people = [area.strength for area in areas if area.fill is Fill.PEOPLE]
    assert people == sorted(people)
    assert len(set(people)) == 4
    assert people[-1] <= 0.5, "numbers on it have to stay readable"
    (gap,) = [area for area in areas if area.fill is Fill.GAP]
    assert drawing.cells[4].x < gap.x < drawing.cells[5].x
    numbers = [word.text for word in drawing.words if not word.is_soft]
    assert numbers == ["0", "1", "50", "100"]


def test_the_strip_of_an_hour_tells_how_masks_were_worn():
    parts = [area for area in drawn(h9=watched(4, bare=1)).areas[LEGEND:] if area.fill in MaskLabel]
    assert [part.fill for part in parts] == [MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK]
    assert parts[0].width == pytest.approx(3 * parts[1].width)
    assert parts[0].x + parts[0].width == pytest.approx(parts[1].x)


def test_cells_have_their_row_and_column_for_the_arrow_keys():
    cells = drawn(h9=watched(4)).cells
    assert len(cells) == 48
    assert {(cell.row, cell.column) for cell in cells} == {
        (r, c) for r in (0, 1) for c in range(24)
    }
    assert cells[9].text == "4 came"


@pytest.mark.parametrize(
    ("came", "text"),
    [
        (999, "999"),
        (1000, "1.0k"),
        (1999, "1.9k"),
        (9999, "9.9k"),
        (10_000, "10k"),
        (123_456, "123k"),
    ],
)
def test_large_numbers_are_shortened_to_fit(came, text):
    assert [w.text for w in drawn(h9=watched(came)).words if not w.is_soft] == [text]


def test_numbers_are_left_out_where_they_do_not_fit():
    assert not [w for w in drawn(width=300, h9=watched(123)).words if not w.is_soft]
    assert not [w for w in drawn(height=70, h9=watched(1)).words if not w.is_soft]


def test_hours_of_the_clock_are_below():
    texts = [word.text for word in drawn().words]
    assert texts[-1] == "24:00"
    assert "00:00" in texts
    assert "12:00" in texts
