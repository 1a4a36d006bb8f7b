from itertools import pairwise

import pytest
from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from maskapp.gui.shared.formatting import NOTHING, NumberLabel, clock, day_format
from maskapp.gui.shared.mask_label_marks import label_colour, label_icon
from maskapp.gui.shared.text_labels import ElidedLabel
from maskapp.gui.status.compliance_chart import ComplianceChart, runs
from maskapp.gui.status.face_table import (
    CONFIDENCE,
    IN_VIEW,
    LABEL,
    TRACK,
    FaceTable,
    FaceTableModel,
)
from maskapp.gui.status.status_panel import StatusPanel
from maskapp.live.statistics import FaceRow, LiveStatistics
from maskapp.records import MaskLabel, SourceInfo

MASK, BARE, WRONG, UNSURE = (
    MaskLabel.WITH_MASK,
    MaskLabel.WITHOUT_MASK,
    MaskLabel.INCORRECT_MASK,
    MaskLabel.UNCERTAIN,
)
FACES = (
    FaceRow(2, MASK, 0.98, 12.9),
    FaceRow(3, UNSURE, 0.41, 0.2),
    FaceRow(5, BARE, 1.0, 75.0),
    FaceRow(8, WRONG, 0.709, 3600.0),
    FaceRow(9, BARE, 0.6, 3.0),
)
CAMERA = SourceInfo("HD Webcam", 1280, 720, 30.0, None, True, False)


def statistics(**values) -> LiveStatistics:
    usual = {
        "source_fps": 29.97,
        "processing_fps": 28.04,
        "latency_ms": 21.4,
        "dropped": 7,
        "counts": {MASK: 1, BARE: 2, WRONG: 3, UNSURE: 4},
        "faces": FACES,
        "people_seen": 17,
        "masked_share": 0.667,
        "violations": 5,
        "compliance": ((0.5, 0.0), (1.5, 1.0)),
    }
    return LiveStatistics(**(usual | values))


def numbers(panel: StatusPanel) -> dict[str, str]:
    labels = panel.findChildren(NumberLabel)
    assert len({label.accessibleName() for label in labels}) == len(labels)
    return {label.accessibleName(): label.text() for label in labels}


@pytest.fixture
def panel(qtbot) -> StatusPanel:
    panel = StatusPanel()
    qtbot.addWidget(panel)
    panel.resize(360, 760)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def test_it_says_that_there_is_nothing_yet(panel):
    assert set(numbers(panel).values()) == {NOTHING}
    (name,) = panel.findChildren(ElidedLabel)
    assert "Camera menu" in name.accessibleName()


def test_it_shows_the_source_and_the_numbers(panel):
    panel.show_source(CAMERA)
    assert numbers(panel)["Resolution"] == "1280 × 720"
    assert numbers(panel)["Frame rate"] == "30.0 fps"
    panel.show_statistics(statistics())
    assert numbers(panel) == {
        "Mask": "1",
        "No mask": "2",
        "Worn wrong": "3",
        "Uncertain": "4",
        "Violations": "5",
        "People seen": "17",
        "Masked": "67%",
        "Resolution": "1280 × 720",
        "Frame rate": "30.0 fps",
        "Processing": "28.0 fps",
        "Latency": "21 ms",
        "Dropped frames": "7",
    }


def test_what_is_not_known_is_a_dash(panel):
    panel.show_source(SourceInfo("pictures", 0, 0, None, 3, False, True))
    panel.show_statistics(statistics(source_fps=None, masked_share=None))
    shown = numbers(panel)
    assert {shown[name] for name in ("Resolution", "Frame rate", "Masked")} == {NOTHING}


def test_numbers_that_come_fast_are_shown_slower_but_the_last_one_for_sure(panel, qtbot):
    shown = []
    for people in range(200):
        panel.show_statistics(statistics(people_seen=people))
        shown.append(numbers(panel)["People seen"])
    assert len(set(shown)) < 20
    qtbot.waitUntil(lambda: numbers(panel)["People seen"] == "199")


def test_clearing_also_forgets_what_was_not_shown_yet(panel, qtbot):
    panel.show_statistics(statistics())
    panel.show_statistics(statistics(people_seen=99))
    panel.clear()
    qtbot.wait(300)  # longer than the panel waits between two refreshes
    assert set(numbers(panel).values()) == {NOTHING}
    assert panel.findChild(FaceTable).model().rowCount() == 0


def test_a_new_source_is_shown_at_once(panel):
    panel.show_statistics(statistics(people_seen=17))
    panel.show_source(CAMERA)
    assert numbers(panel)["Mask"] == NOTHING
    panel.show_statistics(statistics(people_seen=3))
    assert numbers(panel)["People seen"] == "3"


def test_nothing_moves_when_numbers_change(panel, qtbot):
    def places():
        qtbot.wait(1)  # lets layouts settle
        widgets = panel.findChildren(QWidget)
        return [
            (type(widget).__name__, widget.mapTo(panel, QPoint()), widget.size())
            for widget in widgets
            if widget.isVisible() and not isinstance(widget.parent(), FaceTable)
        ]

    panel.show_source(CAMERA)
    before = places()
    panel.show_statistics(statistics())
    assert places() == before
    large = statistics(
        source_fps=240.0,
        processing_fps=1234.5,
        latency_ms=12345.6,
        dropped=12_345_678,
        counts=dict.fromkeys(MaskLabel, 888),
        faces=tuple(FaceRow(1000 + i, MASK, 1.0, 5000.0) for i in range(60)),
        people_seen=123_456,
        masked_share=1.0,
        violations=888,
        compliance=tuple((float(i), i % 2) for i in range(600)),
    )
    qtbot.waitUntil(lambda: not panel._timer.isActive())
    panel.show_statistics(large)
    assert numbers(panel)["Dropped frames"] in ("12345678", "12,345,678")
    assert places() == before
    for label in panel.findChildren(NumberLabel):
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width(), label.text()


def test_nothing_is_cut_off_at_its_least_width(panel, qtbot):
    panel.show_statistics(statistics())
    panel.resize(panel.minimumSizeHint().width(), 300)
    bar = panel.verticalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    for label in panel.findChildren(QLabel):
        right = label.mapTo(panel, QPoint(label.width(), 0)).x()
        assert right <= panel.width() - bar.width(), label.text()


def test_a_long_name_is_cut_in_the_middle_and_told_by_the_tool_tip(panel):
    name = "A camera " + "with a very long name " * 20 + "on the left\nside"
    panel.show_source(SourceInfo(name, 1, 1, None, None, True, False))
    (label,) = panel.findChildren(ElidedLabel)
    assert label.text().startswith("A camera")
    assert label.text().endswith("side")
    assert "…" in label.text()
    assert " ".join(name.split()) in label.toolTip()
    panel.show_source(CAMERA)
    assert (label.text(), label.toolTip()) == ("HD Webcam", "")


def test_a_line_is_cut_by_its_own_indent_too(qtbot):
    label = ElidedLabel()
    qtbot.addWidget(label)
    words = "30 fps processed · 29 ms"
    label.resize(label.fontMetrics().horizontalAdvance(words) + 4, 20)
    label.set_whole(words)
    assert label.text() == words
    label.setIndent(8)
    label.set_whole(words)
    assert "…" in label.text()


def test_a_name_is_never_markup(panel):
    panel.show_source(SourceInfo("<b>x</b>", 1, 1, None, None, True, False))
    (label,) = panel.findChildren(ElidedLabel)
    assert label.text() == "<b>x</b>"
    assert label.textFormat() == Qt.TextFormat.PlainText
    panel.show_source(SourceInfo("<b>x</b>" * 99, 1, 1, None, None, True, False))
    assert "<b>" not in label.toolTip()


def test_faces_stay_in_the_order_of_their_tracks(qtmodeltester):
    model = FaceTableModel()
    model.set_faces(FACES)
    rows = [[model.index(row, column).data() for column in range(4)] for row in range(5)]
    assert rows == [
        ["#2", "Mask", "98%", "0:12"],
        ["#3", "Uncertain", "41%", "0:00"],
        ["#5", "No mask", "100%", "1:15"],
        ["#8", "Worn wrong", "71%", "60 min"],
        ["#9", "No mask", "60%", "0:03"],
    ]
    qtmodeltester.check(model)


def test_rows_come_and_go_at_the_end_without_a_reset(qtbot):
    model = FaceTableModel()
    told = []
    model.modelReset.connect(lambda: told.append("reset"))
    model.rowsInserted.connect(lambda _parent, first, last: told.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _parent, first, last: told.append(("out", first, last)))
    model.dataChanged.connect(lambda a, b: told.append(("changed", a.row(), b.row(), b.column())))
    model.set_faces(FACES[:2])
    model.set_faces(FACES)
    model.set_faces(FACES[:1])
    model.set_faces(())
    assert told == [
        ("in", 0, 1),
        ("in", 2, 4),
        ("changed", 0, 1, IN_VIEW),
        ("out", 1, 4),
        ("changed", 0, 0, IN_VIEW),
        ("out", 0, 0),
    ]


def test_a_label_has_a_symbol_and_a_word_besides_its_colour():
    model = FaceTableModel()
    model.set_faces(FACES)
    icons = {model.index(row, LABEL).data(Qt.ItemDataRole.DecorationRole).cacheKey() for row in
             range(5)}  # fmt: skip
    assert len(icons) == len(MaskLabel)
    greys = set()
    for label in MaskLabel:
        image = label_icon(label, 16).pixmap(16, 16).toImage()
        background = image.pixelColor(1, 8)
        assert background == label_colour(label)
        dark = [
            (x, y) for x in range(16) for y in range(16) if image.pixelColor(x, y).lightness() < 60
        ]
        greys.add(tuple(dark))
    assert len(greys) == len(MaskLabel)  # the symbols differ in shape, not only in colour


@pytest.mark.parametrize(("confidence", "filled"), [(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)])
def test_the_bar_is_as_long_as_the_confidence(qtbot, confidence, filled):
    table = FaceTable()
    qtbot.addWidget(table)
    table.resize(500, 200)
    table.set_faces((FaceRow(1, MASK, confidence, 1.0),))
    table.show()
    cell = table.visualRect(table.model().index(0, CONFIDENCE))
    image = table.viewport().grab(cell).toImage()
    middle = image.height() // 2
    colours = [image.pixelColor(x, middle) for x in range(image.width())]
    painted = sum(colour == label_colour(MASK) for colour in colours)
    number = table.fontMetrics().horizontalAdvance("100%")
    assert painted == pytest.approx(filled * (cell.width() - number - 16), abs=3)


def test_the_columns_leave_room_for_what_they_hold(qtbot):
    table = FaceTable()
    qtbot.addWidget(table)
    table.resize(table.minimumSizeHint())
    table.set_faces(FACES)
    table.show()
    for column in (TRACK, LABEL, IN_VIEW):
        for row in range(len(FACES)):
            index = table.model().index(row, column)
            hint = table.itemDelegateForIndex(index).sizeHint
            option = _view_option(table)
            assert hint(option, index).width() <= table.columnWidth(column)
    assert table.verticalScrollBar().isVisible()
    assert table.columnWidth(CONFIDENCE) >= 2.5 * table.fontMetrics().horizontalAdvance("100%")


def _view_option(table):
    from PySide6.QtWidgets import QStyleOptionViewItem

    option = QStyleOptionViewItem()
    table.initViewItemOption(option)
    return option


def curve_columns(chart: ComplianceChart) -> list[int]:
    """The columns in which the curve's line is seen."""
    image = chart.grab().toImage()
    wanted = label_colour(MASK)

    def near(colour):
        return abs(colour.red() - wanted.red()) + abs(colour.green() - wanted.green()) < 12

    return [
        x
        for x in range(image.width())
        if any(near(image.pixelColor(x, y)) for y in range(image.height()))
    ]


@pytest.fixture
def chart(qtbot) -> ComplianceChart:
    chart = ComplianceChart()
    qtbot.addWidget(chart)
    chart.resize(340, 160)
    return chart


def test_an_empty_chart_has_no_curve_and_says_so(chart):
    assert curve_columns(chart) == []
    assert "No face" in chart.accessibleDescription()
    assert chart.text_at(100) == ""


def test_the_curve_runs_over_the_whole_width(chart):
    chart.set_points(tuple((i + 0.5, 0.5) for i in range(600)))
    columns = curve_columns(chart)
    assert columns[0] < 60
    assert columns[-1] > 325
    # A ring around the newest point hides a little of the line.
    assert max(right - left for left, right in pairwise(columns)) <= 3


def test_a_time_without_faces_leaves_a_gap(chart):
    chart.set_points(((0.5, 1.0), (1.5, 1.0), (30.5, 0.0), (31.5, 0.0)))
    columns = curve_columns(chart)
    assert max(right - left for left, right in pairwise(columns)) > 200


def test_runs_end_where_a_neighbour_is_missing():
    assert runs(()) == [()]
    assert runs(((1.0, 0.0),)) == [((1.0, 0.0),)]
    points = tuple((time_s, 0.5) for time_s in (2.0, 6.0, 10.0, 18.0, 30.0, 34.0))
    assert [[time_s for time_s, _ in run] for run in runs(points)] == [
        [2.0, 6.0, 10.0],
        [18.0],
        [30.0, 34.0],
    ]


def test_one_point_is_seen(chart):
    chart.set_points(((0.5, 1.0),))
    assert curve_columns(chart)


def test_the_tool_tip_reads_the_nearest_point(chart):
    chart.set_points(((0.0, 0.25), (60.0, 0.5), (120.0, 1.0)))
    assert chart.text_at(0) == "0:00: 25% masked"
    assert chart.text_at(190) == "1:00: 50% masked"
    assert chart.text_at(1000) == "2:00: 100% masked"
    assert "2:00" in chart.accessibleDescription()
    assert "100%" in chart.accessibleDescription()


@pytest.mark.parametrize("span_s", [1.0, 59.0, 3600.0, 90_000.0, 5_000_000.0])
@pytest.mark.parametrize("size", [(1, 1), (60, 40), (340, 160)])
def test_it_paints_any_span_at_any_size(chart, span_s, size):
    chart.resize(*size)
    chart.set_points(((0.5, 0.0), (0.5 + span_s, 1.0)))
    assert not chart.grab().isNull()


def test_times_are_written_as_people_do():
    assert [clock(s) for s in (0, 7.9, 60, 754, 3599, 3600, 36_061)] == [
        "0:00", "0:07", "1:00", "12:34", "59:59", "1:00:00", "10:01:01",
    ]  # fmt: skip


def test_days_are_written_in_the_users_way_and_without_a_language_as_iso_8601():
    before = QLocale()
    written = {}
    for name in ("C", "de_DE", "en_US"):
        QLocale.setDefault(QLocale(name))
        written[name] = QLocale().toString(QDate(2026, 11, 3), day_format())
    QLocale.setDefault(before)
    assert written == {"C": "2026-11-03", "de_DE": "03.11.26", "en_US": "11/3/26"}
