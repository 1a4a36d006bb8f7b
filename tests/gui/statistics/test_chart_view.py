import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from maskapp.gui.statistics.chart_view import ChartView
from maskapp.outputs.figures.charts.charts import charts
from maskapp.outputs.figures.period import Unit


@pytest.fixture
def view(qtbot, figures):
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(700, 300)
    view.show_chart(charts(figures())[0], "About this day.")
    view.show()
    return view


@pytest.fixture
def told(view):
    texts: list[str] = []
    view.pointed_at.connect(texts.append)
    return texts


def move_to(view, point: QPointF) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove, point, view.mapToGlobal(point), Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def focus(view, qtbot) -> None:
    qtbot.waitUntil(view.hasFocus)  # as the only widget; then as if the Tab key had been pressed
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)


def centre(cell) -> QPointF:
    return QPointF(cell.x + cell.width / 2, cell.y + cell.height / 2)


def test_the_part_under_the_mouse_is_told(view, told):
    move_to(view, centre(view.cells()[8]))
    move_to(view, centre(view.cells()[8]) + QPointF(1, 0))
    move_to(view, QPointF(1, 1))
    assert told == [view.cells()[8].text, ""]
    assert view.cells()[8].text.startswith("08:00–09:00: 90 people came (60 with a mask, 30 with")


def test_a_tool_tip_has_the_exact_numbers(view):
    point = centre(view.cells()[10]).toPoint()
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, point, view.mapToGlobal(point)))
    assert "10 people came" in QToolTip.text()
    view.event(QHelpEvent(QEvent.Type.ToolTip, QPoint(1, 1), view.mapToGlobal(QPoint(1, 1))))


def test_the_arrow_keys_go_from_part_to_part(view, told, qtbot):
    focus(view, qtbot)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End):
        QTest.keyClick(view, key)
    texts = [cell.text for cell in view.cells()]
    assert told == [texts[0], texts[1], texts[23]]
    assert view.accessibleDescription() == texts[23], "read out by a screen reader"
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert told[-1] == texts[0]


def test_the_numbers_told_are_those_of_the_chart_that_is_shown(view, told, figures, qtbot):
    focus(view, qtbot)
    for key in (Qt.Key.Key_End, Qt.Key.Key_Left):
        QTest.keyClick(view, key)
    hour = view.cells()[22].text
    view.show_chart(charts(figures(source="Gate"))[0], "About this day.")
    assert view.cells()[22].text == hour
    assert told[-1] == hour
    for key in (Qt.Key.Key_Home, *(8 * [Qt.Key.Key_Right])):
        QTest.keyClick(view, key)
    view.show_chart(charts(figures(source="Door"))[0], "About this day.")
    assert told[-1] == view.cells()[8].text == view.accessibleDescription()
    assert "60 with a mask" in told[-1]
    view.show_chart(charts(figures(Unit.WEEK))[0], "About this week.")
    assert told[-1] == "", "no part of another chart is chosen yet"


def test_the_arrow_keys_go_up_and_down_in_a_map(view, told, figures, qtbot):
    view.show_chart(charts(figures(Unit.WEEK))[0], "About this week.")
    focus(view, qtbot)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(view, key)
    days = [text.split(":")[0] for text in told]
    assert days == [
        "Monday, 00", "Tuesday, 00", "Wednesday, 00", "Wednesday, 01", "Tuesday, 01",
    ]  # fmt: skip


def test_screen_readers_get_a_summary(view):
    assert view.accessibleName() == "People who came, by hour"
    assert view.accessibleDescription() == "About this day."


def test_the_chart_follows_its_size(view):
    width = view.cells()[0].width
    view.resize(1400, 300)
    assert view.cells()[0].width > 1.8 * width


def test_without_a_chart_nothing_is_shown(qtbot):
    view = ChartView()
    qtbot.addWidget(view)
    view.show()
    view.grab()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.cells() == ()
