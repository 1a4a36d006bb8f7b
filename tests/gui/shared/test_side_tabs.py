from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QStyle

from maskapp.gui.shared.side_tabs import SideTabs
from maskapp.gui.shared.theme import apply_theme

TITLES = ("&General", "Violations && snapshots", "Con&nections", "&Model")
LONG = "Verstöße, Schnappschüsse und die Dauer ihrer Aufbewahrung"


@pytest.fixture(params=["light", "dark"])
def theme(request, qapp):
    apply_theme(request.param)
    yield request.param
    apply_theme("system")


@pytest.fixture
def tabs(qtbot) -> SideTabs:
    tabs = SideTabs()
    qtbot.addWidget(tabs)
    for title in TITLES:
        tabs.addTab(QLabel(title), title)
    tabs.resize(500, 300)
    with qtbot.waitActive(tabs):
        tabs.show()
    tabs.tabBar().setFocus()
    return tabs


@pytest.mark.parametrize(
    ("keys", "index"),
    [
        ((Qt.Key.Key_Down,), 1),
        ((Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up), 1),
        ((Qt.Key.Key_Up,), 0),
        ((Qt.Key.Key_End,), 3),
        ((Qt.Key.Key_End, Qt.Key.Key_Down), 3),
        ((Qt.Key.Key_End, Qt.Key.Key_Home), 0),
        ((Qt.Key.Key_Right,), 1),
    ],
)
def test_keys_choose_a_page(tabs, qtbot, keys, index) -> None:
    for key in keys:
        qtbot.keyClick(tabs.tabBar(), key)
    assert tabs.currentIndex() == index
    assert tabs.currentWidget().isVisible()


def test_ctrl_tab_and_mnemonics_choose_a_page_from_anywhere(tabs, qtbot) -> None:
    tabs.widget(0).setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    tabs.widget(0).setFocus()
    qtbot.keyClick(tabs.widget(0), Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert tabs.currentIndex() == 1
    qtbot.keyClick(tabs, "m", Qt.KeyboardModifier.AltModifier)
    assert tabs.currentIndex() == 3


def test_the_titles_stand_in_a_column_left_of_the_pages(tabs, qtbot) -> None:
    bar = tabs.tabBar()
    rects = [bar.tabRect(i) for i in range(bar.count())]
    assert all(below.top() > above.bottom() for above, below in pairwise(rects))
    assert len({rect.width() for rect in rects}) == 1
    page = tabs.currentWidget().mapTo(tabs, QPoint())
    assert bar.mapTo(tabs, bar.rect().topRight()).x() < page.x()
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=rects[2].center())
    assert tabs.currentIndex() == 2


def test_a_long_title_is_wrapped_and_none_is_cut(tabs) -> None:
    bar = tabs.tabBar()
    one_line = bar.tabRect(1).height()
    tabs.setTabText(1, LONG)
    QApplication.processEvents()
    assert bar.tabRect(1).height() > one_line
    assert bar.width() < 240
    longest = max(LONG.split(), key=len)
    tabs.setTabText(2, longest * 2)
    QApplication.processEvents()
    assert bar.width() > QFontMetrics(bar.font()).horizontalAdvance(longest * 2)


def painted(tabs: SideTabs) -> QImage:
    QApplication.processEvents()
    return tabs.tabBar().grab().toImage()


@pytest.mark.usefixtures("theme")
def test_the_current_title_is_marked_and_the_icon_of_a_problem_seen(tabs) -> None:
    bar = tabs.tabBar()
    before = painted(tabs)
    highlight = QApplication.palette().color(QPalette.ColorRole.Highlight)
    left = QPoint(2, bar.tabRect(0).center().y())
    assert before.pixelColor(left) == highlight
    assert before.pixelColor(2, bar.tabRect(1).center().y()) != highlight
    warning = tabs.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning)
    tabs.setTabIcon(1, warning)
    rect = bar.tabRect(1)
    after = painted(tabs)
    assert after.copy(rect) != before.copy(rect)
    words = rect.adjusted(0, 0, -32, 0)
    assert after.copy(words) == before.copy(words), "the title stays where it was"


@pytest.mark.usefixtures("theme")
def test_the_focus_is_seen(tabs) -> None:
    focused = painted(tabs)
    tabs.tabBar().clearFocus()
    assert painted(tabs) != focused
