import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from maskapp.gui.shared.choice_row import ElidedChoice, WrappingRow
from tests.support.screen_reader import spoken

GAP, HEIGHT = 10, 20


class Part(QWidget):
    """A widget of 100 px that can shrink to 60 px."""

    def sizeHint(self) -> QSize:
        return QSize(100, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, HEIGHT)


@pytest.fixture
def row(qtbot) -> QWidget:
    """A row of three."""
    owner = QWidget()
    qtbot.addWidget(owner)
    layout = WrappingRow(owner)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GAP)
    for _ in range(3):
        layout.addWidget(Part())
    return owner


def places(row: QWidget, width: int) -> list[tuple[int, int, int]]:
    """Left edge, top and width of each widget that is shown."""
    row.resize(width, row.layout().heightForWidth(width))
    row.layout().setGeometry(row.rect())
    parts = [part for part in row.findChildren(Part) if not part.isHidden()]
    return [(part.x(), part.y(), part.width()) for part in parts]


def test_a_wide_row_is_one_line_with_the_last_widget_at_its_end(row) -> None:
    assert places(row, 400) == [(0, 0, 100), (110, 0, 100), (300, 0, 100)]
    assert row.sizeHint() == QSize(320, HEIGHT)


def test_widgets_share_what_is_missing(row) -> None:
    assert places(row, 260) == [(0, 0, 80), (90, 0, 80), (180, 0, 80)]


def test_a_widget_that_does_not_fit_begins_another_line(row) -> None:
    assert places(row, 199) == [(0, 0, 94), (104, 0, 94), (99, HEIGHT + GAP, 100)]
    assert [top for _, top, _ in places(row, 100)] == [0, HEIGHT + GAP, 2 * (HEIGHT + GAP)]
    assert row.layout().heightForWidth(100) == 3 * HEIGHT + 2 * GAP


def test_the_row_can_be_as_narrow_as_its_widest_widget(row) -> None:
    assert row.minimumSizeHint() == QSize(60, HEIGHT)
    assert places(row, 60)[0] == (0, 0, 60)


def test_a_hidden_widget_takes_no_room(row) -> None:
    row.findChildren(Part)[1].hide()
    assert places(row, 300) == [(0, 0, 100), (200, 0, 100)]
    assert row.layout().heightForWidth(140) == HEIGHT


def test_a_widget_can_be_taken_out(row) -> None:
    row.layout().takeAt(0)
    assert row.layout().count() == 2
    assert row.layout().takeAt(5) is None
    assert row.layout().itemAt(5) is None


@pytest.fixture
def choice(qtbot) -> ElidedChoice:
    choice = ElidedChoice("Source")
    qtbot.addWidget(choice)
    choice.addItems(["All sources", "<b>Door</b>"])
    return choice


def test_the_tool_tip_says_what_is_chosen_and_that_it_is_chosen(choice) -> None:
    assert choice.accessibleName() == "Source"
    assert choice.toolTip() == "<p>Source: All sources</p>"
    choice.setCurrentIndex(1)
    assert choice.toolTip() == "<p>Source: &lt;b&gt;Door&lt;/b&gt;</p>"
    assert spoken(choice, QAccessible.Text.Description) == "Source: <b>Door</b>"


def test_the_least_width_is_a_share_that_grows_with_the_font(choice) -> None:
    assert choice.minimumSizeHint() == choice.sizeHint()
    choice.least_share = 0.5
    before = choice.minimumSizeHint().width()
    assert before == pytest.approx(choice.sizeHint().width() / 2, abs=1)
    font = choice.font()
    font.setPointSizeF(3 * font.pointSizeF())
    choice.setFont(font)
    assert choice.minimumSizeHint().width() > 2 * before


def test_a_text_that_does_not_fit_is_elided_in_the_middle(qtbot) -> None:
    """Cut off, both would look alike: they differ at their ends only."""
    looks = []
    for end in ("one", "two"):
        choice = ElidedChoice("Source")
        qtbot.addWidget(choice)
        choice.addItem("a camera with a long name, number " + end)
        choice.resize(120, choice.sizeHint().height())
        looks.append(choice.grab().toImage())
    assert looks[0] != looks[1]
