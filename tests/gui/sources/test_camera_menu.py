"""The camera menu: connected cameras, and the modes that they offer and deliver."""

import pytest
from PySide6.QtWidgets import QMenu

from maskapp.gui.shared.actions import Actions
from maskapp.gui.sources.camera_menu import CameraMenu
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceInfo, SourceState
from tests.support.source_fakes import SILENT, WEBCAM, checked, entries, submenu


@pytest.fixture
def menu(window, control) -> CameraMenu:
    return CameraMenu(Actions(window), control, window)


@pytest.fixture
def resolutions(menu) -> QMenu:
    return submenu(menu, "R&esolution")


@pytest.fixture
def frame_rates(menu) -> QMenu:
    return submenu(menu, "Fra&me rate")


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in entries(menu)]


def choose(menu: QMenu, text: str) -> None:
    [action] = [action for action in menu.actions() if action.text() == text]
    action.trigger()


def test_offers_the_modes_of_the_camera(control, finder, worker, resolutions, frame_rates) -> None:
    finder.find(WEBCAM, SILENT)
    assert texts(resolutions) == ["Automatic", "640 × 480", "1280 × 960"]
    assert texts(frame_rates) == ["Automatic", "10 fps", "15 fps", "29.97 fps"]
    control.open("0")
    choose(resolutions, "640 × 480")
    assert texts(frame_rates) == ["Automatic", "15 fps", "29.97 fps"]
    choose(frame_rates, "29.97 fps")
    assert worker.opened[-1] == SourceRequest("0", 640, 480, 29.97)
    assert checked(resolutions) == ["640 × 480"]
    assert checked(frame_rates) == ["29.97 fps"]


def test_remembers_the_chosen_mode(finder, memory, resolutions, frame_rates) -> None:
    finder.find(WEBCAM)
    choose(resolutions, "1280 × 960")
    choose(frame_rates, "10 fps")
    assert (memory.resolution, memory.frame_rate) == ((1280, 960), 10.0)
    choose(resolutions, "Automatic")
    assert memory.resolution is None


def test_offers_usual_modes_where_the_camera_names_none(
    control, finder, resolutions, frame_rates
) -> None:
    finder.find(WEBCAM, SILENT)
    control.open("3")
    assert "1920 × 1080" in texts(resolutions)
    assert "60 fps" in texts(frame_rates)


def test_keeps_the_chosen_size_though_the_camera_does_not_offer_it(finder, resolutions) -> None:
    finder.find(SILENT)
    choose(resolutions, "3840 × 2160")
    finder.find(WEBCAM)
    assert checked(resolutions) == ["3840 × 2160"]


def test_shows_what_the_camera_delivers(control, finder, worker, resolutions, frame_rates) -> None:
    finder.find(SILENT)
    control.open("3")
    choose(resolutions, "3840 × 2160")
    worker.source_opened.emit(SourceInfo("Silent", 1280, 720, 24.996, None, True, False))
    assert texts(resolutions)[-1] == "Actual: 1280 × 720"
    assert texts(frame_rates)[-1] == "Actual: 25 fps"
    assert not resolutions.actions()[-1].isEnabled()
    control.open("film.mp4")
    worker.source_opened.emit(SourceInfo("film.mp4", 320, 240, 24.0, 9, False, False))
    assert not texts(resolutions)[-1].startswith("Actual")


def test_lists_the_connected_cameras(menu, control, finder, worker, resolutions) -> None:
    assert "Looking for cameras…" in texts(menu)
    finder.find(WEBCAM, SILENT)
    control.open("3")
    worker.state_changed.emit(SourceState.RUNNING, "")
    assert checked(menu) == ["Silent"]
    assert not menu.actions()[1].isIconVisibleInMenu(), "it would cover the check mark"
    finder.find(SILENT)
    assert checked(menu) == ["Silent"]
    finder.find()
    assert "No camera found" in texts(menu)
    assert not resolutions.isEnabled()
    finder.find(WEBCAM)
    assert menu.actions()[0].text() == "HD Webcam"
    assert checked(menu) == []


def test_opens_the_chosen_camera(menu, finder, worker) -> None:
    finder.find(WEBCAM, SILENT)
    choose(menu, "Silent")
    assert worker.opened == [SourceRequest("3")]


def test_looks_for_cameras_when_it_opens(menu, finder) -> None:
    menu.aboutToShow.emit()
    assert finder.searches == 1


def test_keeps_the_choice_in_an_open_menu_while_a_lost_source_counts_down(
    menu, control, finder, worker
) -> None:
    finder.find(WEBCAM, SILENT)
    control.open("3")
    silent = menu.actions()[1]
    menu.setActiveAction(silent)
    worker.state_changed.emit(SourceState.LOST, "no frame arrived")
    worker.reconnecting_in.emit(2)
    finder.find(WEBCAM, SILENT)
    assert menu.activeAction() is silent
    control.close()
    assert (menu.activeAction(), checked(menu)) == (silent, [])
