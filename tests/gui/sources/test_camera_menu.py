"""The camera menu, over what the cameras offer and what they give."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from maskapp.gui.shared.actions import Actions
from maskapp.gui.shared.remembered_state import WindowMemory
from maskapp.gui.sources.camera_menu import CameraMenu
from maskapp.gui.sources.source_control import SourceControl
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceInfo, SourceState
from tests.support.worker_fakes import FakeBackend


def make_size(width: int, height: int, *rates: float) -> SimpleNamespace:
    return SimpleNamespace(width=width, height=height, rates=rates)


WEBCAM = SimpleNamespace(
    index=0, name="HD Webcam", sizes=(make_size(640, 480, 15, 29.97), make_size(1280, 960, 10))
)
SILENT = SimpleNamespace(index=3, name="Silent", sizes=())


class FakeWorker(QObject):
    """Writes down what is to be opened; stands for the thread and its worker."""

    source_opened = Signal(object)
    state_changed = Signal(object, str)
    reconnecting_in = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.worker = self
        self.opened: list[SourceRequest] = []
        self.replays = 0

    def open_source(self, request) -> None:
        self.opened.append(request)

    def replay(self) -> None:
        self.replays += 1


@pytest.fixture
def worker(qapp) -> FakeWorker:
    return FakeWorker()


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def sources(window, worker, tmp_path):
    control = SourceControl(worker, FakeBackend(), WindowMemory(tmp_path), window)
    yield control
    control.stop()


@pytest.fixture
def menu(window, sources) -> CameraMenu:
    return CameraMenu(Actions(window), sources, window)


def below(menu: CameraMenu, title: str) -> QMenu:
    [action] = [action for action in menu.actions() if action.text() == title]
    return action.menu()


def texts(menu: CameraMenu, title: str) -> list[str]:
    return [action.text() for action in below(menu, title).actions() if action.text()]


def choose(menu: CameraMenu, title: str, text: str) -> None:
    [action] = [action for action in below(menu, title).actions() if action.text() == text]
    action.trigger()


def ticked(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.isChecked()]


def test_what_the_camera_offers_can_be_chosen(menu, sources, worker) -> None:
    sources._finder.found.emit((WEBCAM, SILENT))
    assert texts(menu, "R&esolution") == ["Automatic", "640 × 480", "1280 × 960"]
    rates = ["Automatic", "10 per second", "15 per second", "29.97 per second"]
    assert texts(menu, "Fra&me rate") == rates
    sources.open("0")
    choose(menu, "R&esolution", "640 × 480")
    assert texts(menu, "Fra&me rate") == ["Automatic", *rates[2:]]
    choose(menu, "Fra&me rate", "29.97 per second")
    assert worker.opened[-1] == SourceRequest("0", 640, 480, 29.97)
    assert ticked(below(menu, "R&esolution")) == ["640 × 480"]
    assert ticked(below(menu, "Fra&me rate")) == ["29.97 per second"]


def test_a_choice_is_kept_for_the_next_start(menu, sources, tmp_path) -> None:
    sources._finder.found.emit((WEBCAM,))
    choose(menu, "R&esolution", "1280 × 960")
    choose(menu, "Fra&me rate", "10 per second")
    memory = WindowMemory(tmp_path)
    assert (memory.resolution, memory.frame_rate) == ((1280, 960), 10.0)


def test_where_the_system_does_not_say_the_usual_ones_are_offered(menu, sources) -> None:
    sources._finder.found.emit((WEBCAM, SILENT))
    sources.open("3")
    assert "1920 × 1080" in texts(menu, "R&esolution")
    assert "60 per second" in texts(menu, "Fra&me rate")


def test_what_another_camera_was_asked_for_stays_in_sight(menu, sources) -> None:
    sources._finder.found.emit((SILENT,))
    choose(menu, "R&esolution", "3840 × 2160")
    sources._finder.found.emit((WEBCAM,))
    assert ticked(below(menu, "R&esolution")) == ["3840 × 2160"]


def test_says_what_the_camera_really_gives(menu, sources, worker) -> None:
    sources._finder.found.emit((SILENT,))
    sources.open("3")
    choose(menu, "R&esolution", "3840 × 2160")
    worker.source_opened.emit(SourceInfo("Silent", 1280, 720, 24.996, None, True, False))
    assert texts(menu, "R&esolution")[-1] == "The camera gives 1280 × 720"
    assert texts(menu, "Fra&me rate")[-1] == "The camera gives 25 per second"
    assert not below(menu, "R&esolution").actions()[-1].isEnabled()
    sources.open("film.mp4")
    worker.source_opened.emit(SourceInfo("film.mp4", 320, 240, 24.0, 9, False, False))
    assert "gives" not in texts(menu, "R&esolution")[-1]


def test_cameras_come_and_go_in_the_menu(menu, sources, worker) -> None:
    assert "Looking for cameras…" in [action.text() for action in menu.actions()]
    sources._finder.found.emit((WEBCAM, SILENT))
    sources.open("3")
    worker.state_changed.emit(SourceState.RUNNING, "")
    assert ticked(menu) == ["Silent"]
    assert not menu.actions()[1].isIconVisibleInMenu(), "it would stand where the tick is"
    sources._finder.found.emit((SILENT,))
    assert ticked(menu) == ["Silent"]
    sources._finder.found.emit(())
    assert "No camera was found" in [action.text() for action in menu.actions()]
    assert not below(menu, "R&esolution").isEnabled()
    sources._finder.found.emit((WEBCAM,))
    assert menu.actions()[0].text() == "HD Webcam"
    assert ticked(menu) == []


class TestLostCamera:
    @pytest.fixture(autouse=True)
    def _lost(self, sources, worker) -> None:
        sources._finder.found.emit((WEBCAM, SILENT))
        sources.open("3")
        worker.source_opened.emit(SourceInfo("Silent", 640, 480, 30.0, None, True, False))
        worker.state_changed.emit(SourceState.LOST, "no picture came")
        sources._finder.found.emit((WEBCAM,))
        worker.opened.clear()

    def test_is_tried_at_once_when_it_is_plugged_in_again(self, sources, worker) -> None:
        sources._finder.found.emit((WEBCAM, SILENT))
        assert (worker.replays, worker.opened) == (1, [])

    def test_is_found_under_another_number(self, sources, worker) -> None:
        again = SimpleNamespace(index=5, name="Silent", sizes=())
        sources._finder.found.emit((WEBCAM, again))
        assert worker.opened == [SourceRequest("5")]

    def test_is_known_to_be_unplugged(self, sources) -> None:
        assert sources.is_unplugged
        sources._finder.found.emit((WEBCAM, SILENT))
        assert not sources.is_unplugged

    def test_other_cameras_do_not_take_its_place(self, sources, worker) -> None:
        other = SimpleNamespace(index=3, name="Other", sizes=())
        sources._finder.found.emit((WEBCAM, other))
        assert (worker.replays, worker.opened) == (0, [])
        assert sources.is_unplugged


def test_a_long_name_makes_no_wide_menu_and_opens_all_the_same(menu, sources, worker) -> None:
    path = "/videos/" + "a long name " * 30 + ".mp4"
    sources.open(path)
    worker.source_opened.emit(SourceInfo(path, 1, 1, None, None, False, False))
    [entry] = [each for each in below(menu, "Open &recent").actions() if each.data() == path]
    assert len(entry.text()) < len(path) / 2
    assert path in entry.toolTip()
    entry.trigger()
    assert len(worker.opened) == 2
    assert worker.opened[0] == worker.opened[1]
