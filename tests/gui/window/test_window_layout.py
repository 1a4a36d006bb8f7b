import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QToolBar, QToolButton, QWidget

from tests.support.layout_window import Window


def surroundings(window: Window) -> list[QWidget]:
    bar = window.findChild(QToolBar)
    return [window.menuBar(), window.statusBar(), bar, window.status, window.snapshots]


def test_full_screen_shows_only_the_preview(open_layout) -> None:
    window = open_layout()
    window.panels.set_fullscreen(True)
    assert window.isFullScreen()
    assert window.centralWidget().isVisible()
    assert not any(widget.isVisible() for widget in surroundings(window))
    window.panels.set_fullscreen(False)
    assert not window.isFullScreen()
    assert all(widget.isVisible() for widget in surroundings(window))


def test_a_hidden_panel_is_still_hidden_after_full_screen(open_layout) -> None:
    window = open_layout()
    window.panels.actions()[0].trigger()
    window.panels.set_fullscreen(True)
    window.panels.set_fullscreen(False)
    assert not window.status.isVisible()
    assert window.snapshots.isVisible()


def test_a_maximized_window_is_maximized_after_full_screen(open_layout) -> None:
    window = open_layout()
    window.showMaximized()
    window.panels.set_fullscreen(True)
    window.panels.set_fullscreen(False)
    assert window.isMaximized()


def test_full_screen_leaves_no_separators_behind(open_layout) -> None:
    window = open_layout()
    window.panels.set_fullscreen(True)
    QApplication.processEvents()
    window.panels.set_fullscreen(False)
    QApplication.processEvents()
    # Qt makes these for separators that are 1 px wide, and never removes them.
    assert not window.findChildren(QWidget, "qt_qmainwindow_extended_splitter")


def test_a_window_saved_in_full_screen_has_its_panels_next_time(open_layout) -> None:
    window = open_layout()
    window.panels.set_fullscreen(True)
    window.panels.save()
    again = open_layout()
    assert all(widget.isVisible() for widget in surroundings(again))
    assert not again.isFullScreen()


def test_a_hidden_panel_stays_hidden_until_the_layout_is_reset(open_layout) -> None:
    window = open_layout()
    window.panels.actions()[0].trigger()
    assert not window.status.isVisible()
    window.panels.save()
    again = open_layout()
    assert not again.status.isVisible()
    again.panels.reset()
    assert again.status.isVisible()


def test_the_size_of_the_window_is_restored(open_layout) -> None:
    window = open_layout()
    window.resize(701, 503)
    window.panels.save()
    assert open_layout().size().toTuple() == (701, 503)


def test_a_new_window_fits_the_screen(open_layout) -> None:
    window = open_layout()
    available = window.screen().availableSize()
    assert window.width() <= available.width()
    assert window.height() <= available.height()


@pytest.mark.parametrize(
    ("width", "area"),
    [
        (900, Qt.DockWidgetArea.BottomDockWidgetArea),
        (1400, Qt.DockWidgetArea.RightDockWidgetArea),
    ],
)
def test_the_corner_belongs_to_the_panel_that_needs_it(open_layout, width, area) -> None:
    window = open_layout()
    window.resize(width, 600)
    window.panels.fit_width()
    assert window.corner(Qt.Corner.BottomRightCorner) == area


@pytest.mark.parametrize("was_shown", [True, False])
def test_room_is_made_and_given_back(open_layout, was_shown: bool) -> None:
    window = open_layout()
    if not was_shown:
        window.panels.actions()[1].trigger()
    window.panels.make_room_to_edit(True)
    assert not window.snapshots.isVisible()
    window.panels.make_room_to_edit(False)
    assert window.snapshots.isVisible() == was_shown


def test_a_narrow_window_makes_more_room_to_edit(open_layout) -> None:
    for width, is_narrow in ((900, True), (1400, False)):
        window = open_layout()
        window.resize(width, 600)
        window.panels.make_room_to_edit(True)
        assert window.status.isVisible() != is_narrow
        window.panels.make_room_to_edit(False)
        assert window.status.isVisible()


def test_room_given_back_in_full_screen_is_taken_once_that_is_left(open_layout) -> None:
    window = open_layout()
    window.panels.make_room_to_edit(True)
    window.panels.set_fullscreen(True)
    window.panels.make_room_to_edit(False)
    assert not window.snapshots.isVisible()
    window.panels.set_fullscreen(False)
    assert window.snapshots.isVisible()


@pytest.mark.parametrize("is_small", [True, False])
def test_only_a_small_window_makes_room_to_read(open_layout, is_small: bool) -> None:
    window = open_layout()
    window.resize(*((900, 600) if is_small else (1280, 800)))
    window.panels.make_room_to_read(True)
    shown = [not panel.isHidden() for panel in window.findChildren(QDockWidget)]
    assert shown == [not is_small] * 2
    window.panels.make_room_to_read(False)
    assert not any(panel.isHidden() for panel in window.findChildren(QDockWidget))


def test_a_panel_in_the_way_of_two_things_comes_back_after_both(open_layout) -> None:
    window = open_layout()
    window.resize(900, 600)
    window.panels.make_room_to_edit(True)
    window.panels.make_room_to_read(True)
    window.panels.make_room_to_edit(False)
    assert not window.snapshots.isVisible()
    window.panels.make_room_to_read(False)
    assert window.snapshots.isVisible()


def test_a_panel_in_the_way_stays_away_as_full_screen_is_left(open_layout) -> None:
    window = open_layout()
    window.resize(900, 600)
    window.panels.set_fullscreen(True)
    window.panels.make_room_to_edit(True)
    window.panels.set_fullscreen(False)
    assert not window.snapshots.isVisible()
    window.panels.make_room_to_edit(False)
    assert window.snapshots.isVisible()


def test_a_window_closed_while_it_makes_room_shows_all_panels_at_the_next_start(
    open_layout,
) -> None:
    window = open_layout()
    window.panels.make_room_to_edit(True)
    window.panels.save()
    assert open_layout().snapshots.isVisible()


def test_the_button_of_a_panel_hides_it(open_layout) -> None:
    window = open_layout()
    names = {button.accessibleName(): button for button in window.findChildren(QToolButton)}
    names["Hide the Snapshots panel"].click()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    assert not window.snapshots.isVisible()
    assert not window.panels.actions()[1].isChecked()
