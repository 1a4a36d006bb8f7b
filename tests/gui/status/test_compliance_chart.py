from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from maskapp.gui.shared.mask_label_marks import label_colour
from maskapp.gui.status.compliance_chart import ComplianceChart, split_at_gaps
from tests.support.status_samples import MASK


@pytest.fixture
def chart(qtbot) -> ComplianceChart:
    chart = ComplianceChart()
    qtbot.addWidget(chart)
    chart.resize(340, 160)
    return chart


def curve_columns(chart: ComplianceChart) -> list[int]:
    """The columns of pixels in which the line of the curve is visible."""
    image = chart.grab().toImage()
    wanted = label_colour(MASK)

    def is_near(colour) -> bool:
        return abs(colour.red() - wanted.red()) + abs(colour.green() - wanted.green()) < 12

    return [
        x
        for x in range(image.width())
        if any(is_near(image.pixelColor(x, y)) for y in range(image.height()))
    ]


def test_an_empty_chart_has_no_curve_and_says_so(chart) -> None:
    assert curve_columns(chart) == []
    assert chart.accessibleDescription() == "No faces have been clearly labelled yet."
    assert chart.text_at(100) == ""


def test_the_curve_spans_the_whole_width(chart) -> None:
    chart.set_points(tuple((i + 0.5, 0.5) for i in range(600)))
    columns = curve_columns(chart)
    assert columns[0] < 60
    assert columns[-1] > 325
    # The ring around the newest point hides a little of the line.
    assert max(right - left for left, right in pairwise(columns)) <= 3


def test_a_time_without_faces_leaves_a_gap(chart) -> None:
    chart.set_points(((0.5, 1.0), (1.5, 1.0), (30.5, 0.0), (31.5, 0.0)))
    columns = curve_columns(chart)
    assert max(right - left for left, right in pairwise(columns)) > 200


def test_points_are_split_where_one_is_missing() -> None:
    assert split_at_gaps(()) == [()]
    assert split_at_gaps(((1.0, 0.0),)) == [((1.0, 0.0),)]
    points = tuple((time_s, 0.5) for time_s in (2.0, 6.0, 10.0, 18.0, 30.0, 34.0))
    assert [[time_s for time_s, _ in run] for run in split_at_gaps(points)] == [
        [2.0, 6.0, 10.0],
        [18.0],
        [30.0, 34.0],
    ]


def test_a_single_point_is_visible(chart) -> None:
    chart.set_points(((0.5, 1.0),))
    assert curve_columns(chart)


def test_the_nearest_point_is_read_out(chart) -> None:
    chart.set_points(((0.0, 0.25), (60.0, 0.5), (120.0, 1.0)))
    assert chart.text_at(0) == "0:00: 25% of the faces in view masked"
    assert chart.text_at(190) == "1:00: 50% of the faces in view masked"
    assert chart.text_at(1000) == "2:00: 100% of the faces in view masked"
    assert chart.accessibleDescription() == "At 2:00, 100% of the faces in view were masked."


def test_the_tool_tip_reads_out_the_point_under_the_mouse(chart) -> None:
    chart.set_points(((0.0, 0.25), (120.0, 1.0)))
    chart.show()
    place = QPoint(300, 80)
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, chart.mapToGlobal(place))
    QApplication.sendEvent(chart, event)
    assert QToolTip.text() == "2:00: 100% of the faces in view masked"
    QToolTip.hideText()


@pytest.mark.parametrize("span_s", [1.0, 59.0, 3600.0, 90_000.0, 5_000_000.0])
@pytest.mark.parametrize("size", [(60, 40), (340, 160)])
def test_the_newest_point_is_visible_at_any_span_and_size(chart, span_s, size) -> None:
    chart.resize(*size)
    chart.set_points(((0.5, 0.0), (0.5 + span_s, 1.0)))
    assert curve_columns(chart)
