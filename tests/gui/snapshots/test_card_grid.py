import itertools

import pytest
from PySide6.QtCore import QPoint, QSize, QStringListModel, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate

from maskapp.gui.snapshots.card_grid import CardGrid
from tests.support.screen_reader import spoken

CARD = QSize(100, 80)
COLUMNS = 4
_NO_KEY = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier


class Card(QStyledItemDelegate):
    """Records the rows that it is asked to paint, and whether selected and focused."""

    def __init__(self):
        super().__init__()
        self.painted = []

    def sizeHint(self, _option, _index):
        return CARD

    def paint(self, _painter, option, index):
        state = option.state
        self.painted.append(
            (
                index.row(),
                bool(state & QStyle.StateFlag.State_Selected),
                bool(state & QStyle.StateFlag.State_HasFocus),
            )
        )


@pytest.fixture
def card():
    return Card()


@pytest.fixture
def grid(qtbot, card):
    view = CardGrid(card)
    view.setFrameShape(CardGrid.Shape.NoFrame)
    view.setModel(QStringListModel([str(i) for i in range(30)], view))
    qtbot.addWidget(view)
    view.resize(COLUMNS * CARD.width() + view.verticalScrollBar().sizeHint().width() + 6, 240)
    view.show()
    qtbot.waitExposed(view)
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 0)
    view.activateWindow()
    view.setFocus()
    return view


@pytest.mark.parametrize("reason", [Qt.FocusReason.TabFocusReason, Qt.FocusReason.MouseFocusReason])
def test_focus_by_keyboard_selects_a_card_but_focus_by_mouse_does_not(grid, reason):
    grid.clearFocus()
    grid.setFocus(reason)
    assert grid.selected_rows() == ([0] if reason == Qt.FocusReason.TabFocusReason else [])
    grid.selectAll()
    grid.clearFocus()
    grid.setFocus(reason)
    assert grid.selected_count() == 30


def test_screen_readers_read_the_card_that_the_keys_lead_to(qtbot, grid):
    description = QAccessible.Text.Description
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert spoken(grid, description) == "29"
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert spoken(grid, description) == "28"
    grid.model().setData(grid.model().index(28, 0), "10:14:03, No mask")
    assert spoken(grid, description) == "10:14:03, No mask"
    grid.model().setData(grid.model().index(27, 0), "another")
    assert spoken(grid, description) == "10:14:03, No mask"
    grid.model().setStringList(["others"])
    assert spoken(grid, description) == ""


def rect(grid, row):
    return grid.visualRect(grid.model().index(row, 0))


def click(qtbot, grid, row, modifier=_NO_KEY):
    place = rect(grid, row).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def selected(grid):
    rows = grid.selected_rows()
    assert grid.selected_count() == len(rows)
    return rows


def test_cards_lie_in_rows_and_do_not_touch_the_edges(grid):
    width = grid.viewport().width()
    rects = [rect(grid, row) for row in range(9)]
    assert all(each.size() == CARD for each in rects)
    assert [each.top() for each in rects] == [0] * 4 + [80] * 4 + [160]
    assert all(each.left() >= 0 and each.right() < width for each in rects)
    assert not any(a.intersects(b) for a, b in itertools.pairwise(rects))


def test_the_first_card_begins_at_the_left_edge(grid):
    grid.resize(grid.width() + CARD.width() // 2, grid.height())
    assert rect(grid, 0).left() == 0


def test_the_width_of_the_view_does_not_spread_the_cards(grid):
    grid.resize(grid.width() + CARD.width() - 10, grid.height())
    assert [rect(grid, row).left() for row in range(COLUMNS)] == [0, 100, 200, 300]
    assert not grid.indexAt(rect(grid, COLUMNS - 1).center() + QPoint(CARD.width(), 0)).isValid()


def test_typing_does_not_search_the_cards(qtbot, grid):
    qtbot.keyClicks(grid, "29")
    assert grid.currentIndex().row() != 29


def test_every_point_of_a_card_belongs_to_it(grid):
    grid.verticalScrollBar().setValue(130)
    for row in range(8, 20):
        place = rect(grid, row)
        for point in (place.topLeft(), place.center(), place.bottomRight()):
            assert grid.indexAt(point).row() == row
    assert not grid.indexAt(QPoint(-5, 10)).isValid()
    assert not grid.indexAt(QPoint(10, -500)).isValid()
    assert not grid.indexAt(QPoint(10, 5000)).isValid()
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    beyond = rect(grid, 29).center() + QPoint(CARD.width(), 0)  # 30 is not a multiple of 4
    assert not grid.indexAt(beyond).isValid()


def test_the_scroll_bar_ends_at_the_last_card(grid):
    bar = grid.verticalScrollBar()
    assert bar.maximum() == 8 * CARD.height() - grid.viewport().height()
    bar.setValue(bar.maximum())
    assert rect(grid, 29).bottom() == grid.viewport().height() - 1


@pytest.mark.parametrize("row", [0, 5, 17, 29])
def test_scrolling_to_a_card_shows_all_of_it(grid, row):
    for start in (0, 200, 10_000):
        grid.verticalScrollBar().setValue(start)
        grid.scrollTo(grid.model().index(row, 0))
        assert grid.viewport().rect().contains(rect(grid, row))
    before = grid.verticalScrollBar().value()
    grid.scrollTo(grid.model().index(row, 0))
    assert grid.verticalScrollBar().value() == before
    grid.scrollTo(grid.model().index(12, 0), QAbstractItemView.ScrollHint.PositionAtTop)
    assert rect(grid, 12).top() == 0


def test_only_visible_cards_are_painted(grid, card):
    grid.verticalScrollBar().setValue(80)
    card.painted.clear()
    grid.viewport().repaint()
    assert [row for row, _, _ in card.painted] == list(range(4, 16))


def test_selection_and_focus_are_painted(qtbot, grid, card):
    click(qtbot, grid, 1)
    click(qtbot, grid, 2, _CONTROL)
    card.painted.clear()
    grid.viewport().repaint()
    painted = {row: states for row, *states in card.painted}
    assert (painted[0], painted[1], painted[2]) == ([False, False], [True, False], [True, True])


def test_navigation_keys(qtbot, grid):
    click(qtbot, grid, 5)
    key = Qt.Key
    for pressed, row in (
        (key.Key_Right, 6), (key.Key_Down, 10), (key.Key_Left, 9), (key.Key_Up, 5),
        (key.Key_Up, 1), (key.Key_Up, 1), (key.Key_Home, 0), (key.Key_Left, 0),
        (key.Key_PageDown, 12), (key.Key_End, 29), (key.Key_Down, 29), (key.Key_Right, 29),
        (key.Key_Up, 25), (key.Key_PageUp, 13),
    ):  # fmt: skip
        qtbot.keyClick(grid, pressed)
        assert grid.currentIndex().row() == row
        assert selected(grid) == [row]
        assert grid.viewport().rect().contains(rect(grid, row))


def test_shift_extends_the_selection_from_its_start(qtbot, grid):
    click(qtbot, grid, 3)
    click(qtbot, grid, 9, _SHIFT)
    assert selected(grid) == [3, 4, 5, 6, 7, 8, 9]
    click(qtbot, grid, 2, _SHIFT)
    assert selected(grid) == [2, 3]
    click(qtbot, grid, 6)
    qtbot.keyClick(grid, Qt.Key.Key_Down, _SHIFT)
    assert selected(grid) == [6, 7, 8, 9, 10]
    qtbot.keyClick(grid, Qt.Key.Key_Left, _SHIFT)
    assert selected(grid) == [6, 7, 8, 9]


def test_control_toggles_a_card(qtbot, grid):
    click(qtbot, grid, 1)
    click(qtbot, grid, 6, _CONTROL)
    assert selected(grid) == [1, 6]
    click(qtbot, grid, 1, _CONTROL)
    assert selected(grid) == [6]
    grid.selectAll()
    assert len(selected(grid)) == 30


def test_a_click_beside_the_cards_selects_nothing(qtbot, grid):
    click(qtbot, grid, 1)
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    beyond = rect(grid, 29).center() + QPoint(CARD.width(), 0)
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=beyond)
    assert selected(grid) == []


def test_the_first_visible_card_stays_in_view_when_the_width_changes(qtbot, grid):
    grid.verticalScrollBar().setValue(4 * 80)
    assert grid.indexAt(rect(grid, 16).center()).row() == 16
    assert rect(grid, 16).top() == 0
    grid.resize(grid.width() // 2, grid.height())
    assert rect(grid, 16).top() == 0


def test_inserted_and_removed_rows_change_the_scroll_range(qtbot, grid):
    bar, model = grid.verticalScrollBar(), grid.model()
    before = bar.maximum()
    model.insertRows(0, 4)
    qtbot.waitUntil(lambda: bar.maximum() == before + 80)
    model.removeRows(0, 20)
    qtbot.waitUntil(lambda: bar.maximum() == before - 4 * 80)
    model.setStringList([])
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_PageUp):
        qtbot.keyClick(grid, key)
    grid.selectAll()
    assert not grid.currentIndex().isValid()
    grid.viewport().repaint()


def test_a_view_narrower_than_a_card_has_one_column(qtbot, grid):
    grid.resize(60, 200)
    assert [rect(grid, row).top() for row in range(3)] == [0, 80, 160]
