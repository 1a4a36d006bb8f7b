import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStyleOptionViewItem

from maskapp.gui.shared.mask_label_marks import label_colour
from maskapp.gui.status.face_table import (
    CONFIDENCE,
    IN_VIEW,
    LABEL,
    TRACK,
    FaceTable,
    FaceTableModel,
)
from maskapp.live.session.statistics import FaceRow
from maskapp.records import MaskLabel
from tests.support.status_samples import FACES, MASK


@pytest.fixture
def model(qapp) -> FaceTableModel:
    return FaceTableModel()


@pytest.fixture
def table(qtbot) -> FaceTable:
    table = FaceTable()
    qtbot.addWidget(table)
    table.resize(500, 200)
    table.show()
    return table


def test_faces_are_in_the_order_of_their_tracks(model, qtmodeltester) -> None:
    model.set_faces(FACES[::-1])
    rows = [[model.index(row, column).data() for column in range(4)] for row in range(5)]
    assert rows == [
        ["#2", "Mask", "98%", "0:12"],
        ["#3", "Uncertain", "–", "0:00"],
        ["#5", "No mask", "100%", "1:15"],
        ["#8", "Worn wrong", "71%", "60 min"],
        ["#9", "No mask", "60%", "0:03"],
    ]
    qtmodeltester.check(model)


def test_rows_are_added_and_removed_at_the_end_without_a_reset(model) -> None:
    changes = []
    model.modelReset.connect(lambda: changes.append("reset"))
    model.rowsInserted.connect(lambda _parent, first, last: changes.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _parent, first, last: changes.append(("out", first, last)))
    model.dataChanged.connect(
        lambda start, end: changes.append(("changed", start.row(), end.row(), end.column()))
    )
    model.set_faces(FACES[:2])
    model.set_faces(FACES)
    model.set_faces(FACES[:1])
    model.set_faces(())
    assert changes == [
        ("in", 0, 1),
        ("in", 2, 4),
        ("changed", 0, 1, IN_VIEW),
        ("out", 1, 4),
        ("changed", 0, 0, IN_VIEW),
        ("out", 0, 0),
    ]


def test_every_label_has_an_icon_of_its_own(model) -> None:
    model.set_faces(FACES)
    cells = [model.index(row, LABEL) for row in range(len(FACES))]
    keys = {cell.data(Qt.ItemDataRole.DecorationRole).cacheKey() for cell in cells}
    assert len(keys) == len(MaskLabel)


@pytest.mark.parametrize("confidence", [0.0, 0.5, 1.0])
def test_the_bar_is_as_long_as_the_confidence(table, confidence) -> None:
    table.set_faces((FaceRow(1, MASK, confidence, 1.0),))
    cell = table.visualRect(table.model().index(0, CONFIDENCE))
    image = table.viewport().grab(cell).toImage()
    middle = image.height() // 2
    colours = [image.pixelColor(x, middle) for x in range(image.width())]
    painted = sum(colour == label_colour(MASK) for colour in colours)
    number_px = table.fontMetrics().horizontalAdvance("100%")
    assert painted == pytest.approx(confidence * (cell.width() - number_px - 16), abs=3)


def test_columns_are_wide_enough_at_the_minimum_size(table, qtbot) -> None:
    table.resize(table.minimumSizeHint())
    table.set_faces(FACES)
    option = QStyleOptionViewItem()
    table.initViewItemOption(option)
    for column in (TRACK, LABEL, IN_VIEW):
        for row in range(len(FACES)):
            index = table.model().index(row, column)
            hint = table.itemDelegateForIndex(index).sizeHint(option, index)
            assert hint.width() <= table.columnWidth(column)
    qtbot.waitUntil(table.verticalScrollBar().isVisible)
    assert table.columnWidth(CONFIDENCE) >= 2.5 * table.fontMetrics().horizontalAdvance("100%")


def test_an_empty_table_paints_a_hint_and_a_filled_one_does_not(table) -> None:
    def lower_half():
        # Below the first row, where only the hint is painted.
        viewport = table.viewport()
        rect = viewport.rect().adjusted(0, table.rowHeight(0) or 30, 0, 0)
        return viewport.grab(rect).toImage()

    def inks(image):
        rows, columns = range(image.height()), range(image.width())
        return {image.pixel(x, y) for y in rows for x in columns}

    assert len(inks(lower_half())) > 1
    table.set_faces(FACES[:1])
    assert len(inks(lower_half())) == 1
