import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget

from maskapp.gui.alarm.frame_overlay import FrameOverlay
from maskapp.gui.preview.placeholder_content import PlaceholderContent
from maskapp.gui.window.central_view import CentralView
from maskapp.gui.window.main_window import MainWindow


def test_it_shows_either_the_preview_or_the_page(qtbot) -> None:
    view = CentralView()
    qtbot.addWidget(view)
    view.show_preview()
    assert view.shows_preview
    view.show_page(PlaceholderContent("camera", "No source", "Open one."))
    assert not view.shows_preview
    assert view.page.content is not None
    assert view.page.content.title == "No source"


def test_a_panel_below_leaves_the_preview_where_it_is(qtbot) -> None:
    view = CentralView()
    qtbot.addWidget(view)
    view.show_preview()
    panel = QTextEdit()
    view.add_below(panel)
    view.resize(600, 500)
    view.show()
    assert panel.isVisible()
    assert panel.y() >= view.preview.mapTo(view, view.preview.rect().bottomLeft()).y()


def test_no_part_of_the_preview_is_below_what_stands_under_it(qtbot) -> None:
    view = CentralView()
    qtbot.addWidget(view)
    view.show_preview()
    panel = QTextEdit()
    panel.setFixedHeight(150)
    view.add_below(panel)
    view.resize(600, 260)
    view.show()
    assert view.preview.height() == view.stage.height() == 110


def test_a_page_covers_all_of_the_source_and_not_the_verdict(qtbot) -> None:
    view = CentralView()
    qtbot.addWidget(view)
    view.show_preview()
    panel, page = QTextEdit(), QTextEdit()
    view.add_below(panel)
    view.want_verdict(False)
    view.verdict.show_words("All masked")
    view.show()
    with qtbot.waitSignal(view.covered) as covered:
        view.cover(page)
    assert covered.args == [True]
    assert page.isVisible()
    assert view.verdict.isVisible()
    assert not view.preview.isVisible()
    assert not panel.isVisible()
    view.show_page(PlaceholderContent("camera", "No source", "Open one."))
    assert page.isVisible(), "the state of the source changes behind it"
    view.uncover()
    assert view.page.isVisible()
    assert panel.isVisible()
    assert not page.isVisible()
    assert not view.verdict.isVisible()


@pytest.mark.parametrize("size", [(900, 600), (500, 300)])
def test_an_alarm_hides_nothing_of_what_covers_the_live_picture(qtbot, size) -> None:
    view, page = CentralView(), QTextEdit()
    qtbot.addWidget(view)
    view.messages.show_error("The disk is full.")
    view.cover(page)
    view.resize(*size)
    view.show()
    whole = page.geometry()
    view.show_alarm("0:07 without mask")
    view.layout().activate()
    overlay = view.findChild(FrameOverlay)
    picture = QImage(view.size(), QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    overlay.render(picture, QPoint(), QRegion(), QWidget.RenderFlag.IgnoreMask)
    middle = [y for y in range(size[1]) if picture.pixelColor(size[0] // 2, y).alpha()]
    bottom = page.mapTo(view, page.rect().bottomLeft()).y()
    assert [y for y in middle if view.messages.y() <= y <= bottom] == []
    assert max(middle) - bottom > 8 + overlay.fontMetrics().height(), "its text stands below"
    view.show_alarm("")
    view.layout().activate()
    assert page.geometry() == whole


def lay_out(window: MainWindow) -> None:
    """Let the layouts take notice of another text."""
    for _ in range(3):  # a label's height changes its parent's, and that the window's
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def test_a_long_message_leaves_room_for_the_preview(playing) -> None:
    playing.resize(900, 600)
    min_height_px = playing.preview.height() - 80
    text = "Cannot record to /" + 20 * "a folder with a long name/" + 300 * "x"
    playing.messages.show_error(text)
    lay_out(playing)
    assert playing.messages.text == text
    assert playing.size().toTuple() == (900, 600)
    assert playing.preview.height() >= min_height_px
    shown = playing.messages.findChild(QTextEdit)
    assert shown.verticalScrollBar().maximum() > 0  # the rest can be scrolled to
    assert shown.horizontalScrollBar().maximum() == 0
    playing.messages.show_error("The disk is full.")
    lay_out(playing)
    assert shown.verticalScrollBar().maximum() == 0
