"""Opening sources, and following cameras that come and go."""

import os

import pytest
from PySide6.QtCore import QCoreApplication

from maskapp.gui.shared.remembered_state import RecentSource
from maskapp.live.source_request import SourceRequest
from maskapp.records import CameraInfo, SourceInfo, SourceState
from tests.support.source_fakes import SILENT, WEBCAM


def camera_info(name: str) -> SourceInfo:
    return SourceInfo(name, 640, 480, 30.0, None, is_live=True, is_stills=False)


class TestStart:
    def test_opens_the_last_camera_once_it_is_found(self, control, finder, memory, worker) -> None:
        memory.camera = "Silent"
        control.start()
        assert worker.opened == []
        finder.find(WEBCAM, SILENT)
        assert worker.opened == [SourceRequest("3")]
        finder.find(WEBCAM)
        assert len(worker.opened) == 1, "only the first camera found is opened"

    def test_opens_the_first_camera_if_none_was_used(self, control, finder, worker) -> None:
        control.start()
        finder.find(WEBCAM, SILENT)
        assert worker.opened == [SourceRequest("0")]

    def test_opens_the_last_source_with_its_password(
        self, qtbot, control, recent, finder, worker
    ) -> None:
        recent.start()
        recent.remember("rtsp://user:secret@hall/1", opens_again=True)
        qtbot.waitUntil(lambda: recent.last_source is not None)
        control.start()
        finder.find(WEBCAM)
        qtbot.waitUntil(lambda: worker.opened == [SourceRequest("rtsp://user:secret@hall/1")])

    def test_opens_the_last_video_without_looking_for_it(
        self, control, recent, finder, worker, monkeypatch
    ) -> None:
        recent.start()
        recent.remember("/nas/door.mp4", opens_again=True)
        looked_for = []
        monkeypatch.setattr(os, "stat", lambda path, **_: looked_for.append(str(path)))
        control.start()
        finder.find(WEBCAM)
        monkeypatch.undo()
        assert worker.opened == [SourceRequest("/nas/door.mp4")]
        assert "/nas/door.mp4" not in looked_for, "its drive may not respond"

    def test_does_not_open_pictures_again(self, control, recent, worker) -> None:
        control.open("/pictures")
        info = SourceInfo("pictures", 0, 0, None, 3, is_live=False, is_stills=True)
        worker.source_opened.emit(info)
        assert recent.last_source is None

    def test_leaves_the_last_source_once_another_source_was_opened(
        self, qtbot, control, recent, worker
    ) -> None:
        recent.start()
        recent.remember("rtsp://user:secret@hall/1", opens_again=True)
        qtbot.waitUntil(lambda: recent.last_source is not None)
        control.start()
        control.open("/videos/a.mp4")  # before the keyring has answered
        assert recent.stop()
        qtbot.waitUntil(lambda: not recent.wanted)
        QCoreApplication.sendPostedEvents(recent)
        assert worker.opened == [SourceRequest("/videos/a.mp4")]

    def test_opens_the_camera_that_was_opened_after_a_stream(self, control, finder, worker) -> None:
        control.open("rtsp://hall/1")
        worker.source_opened.emit(camera_info("rtsp://hall/1"))
        worker.state_changed.emit(SourceState.FAILED, "")
        control.open("0")
        worker.source_opened.emit(camera_info("HD Webcam"))
        control.close()
        control.start()
        finder.find(WEBCAM)
        assert worker.opened[-1] == SourceRequest("0")

    def test_leaves_an_open_source_alone(self, control, finder, worker) -> None:
        control.open("/videos/a.mp4")
        control.start()
        finder.find(WEBCAM)
        assert worker.opened == [SourceRequest("/videos/a.mp4")]


class TestName:
    def test_is_the_name_of_the_opened_source(self, control, worker) -> None:
        assert control.name == ""
        control.open("5")
        assert control.name == "Camera 5"
        worker.source_opened.emit(camera_info("Desk camera"))
        assert control.name == "Desk camera"

    def test_shows_no_password(self, control) -> None:
        control.open("rtsp://user:secret@hall/1")
        assert "secret" not in control.name
        assert "hall" in control.name

    def test_of_a_file_is_without_its_folder(self, control) -> None:
        control.open("/videos/a.mp4")
        assert control.name == "a.mp4"

    def test_of_the_demo_clip(self, control) -> None:
        control.open_demo()
        assert control.name == "Demo clip"


def test_a_countdown_ends_with_the_state_that_it_belonged_to(control, worker) -> None:
    control.open("/videos/a.mp4")
    worker.state_changed.emit(SourceState.NO_MODEL, "The model is missing.")
    worker.reconnecting_in.emit(7)
    assert control.retry_in_s == 7
    worker.state_changed.emit(SourceState.OPENING, "")
    worker.state_changed.emit(SourceState.NO_MODEL, "The model is damaged.")
    assert control.retry_in_s == 0


def test_opening_a_camera_looks_for_one_first(control, finder, worker) -> None:
    control.open_camera()
    assert finder.searches == 1
    finder.find(WEBCAM)
    control.open_camera()
    assert worker.opened == [SourceRequest("0")]


def test_recent_sources_are_the_files_and_addresses_that_have_opened(control, worker) -> None:
    for text in ("/videos/a.mp4", "rtsp://hall/1", "demo", "0"):
        control.open(text)
        worker.source_opened.emit(camera_info(text))
        worker.state_changed.emit(SourceState.ENDED, "")
    control.open("rtsp://mistyped/1")
    assert [source.text for source in control.recent.sources] == ["rtsp://hall/1", "/videos/a.mp4"]


def test_a_file_whose_name_is_not_in_utf_8_opens_from_the_recent_ones(control, worker) -> None:
    control.recent.choose(RecentSource("/b\udcfc.mp4"))
    assert worker.opened == [SourceRequest("/b\udcfc.mp4")]


def test_another_mode_reopens_the_camera_in_use(control, finder, worker) -> None:
    control.set_resolution((640, 480))
    assert worker.opened == []
    finder.find(WEBCAM)
    control.open("0")
    control.set_frame_rate(15.0)
    assert worker.opened == [SourceRequest("0", 640, 480), SourceRequest("0", 640, 480, 15.0)]


def test_passes_pause_and_resume_to_the_worker(control, worker) -> None:
    control.set_paused(True)
    control.set_paused(False)
    assert worker.commands == ["pause", "resume"]


@pytest.mark.parametrize(
    ("cameras", "message"),
    [((WEBCAM, SILENT), "Found: HD Webcam, Silent"), ((), "No camera found.")],
)
def test_reports_a_search_that_the_user_started(control, finder, cameras, message) -> None:
    messages: list[str] = []
    control.searched.connect(messages.append)
    control.look_for_cameras()
    finder.find(*cameras)
    assert messages == []
    control.search_cameras()
    finder.find(*cameras)
    assert messages == [message]


def test_a_failed_source_is_opened_again(control, worker) -> None:
    control.open("/videos/a.mp4")
    worker.state_changed.emit(SourceState.FAILED, "a.mp4: is no video")
    assert control.sentence == "a.mp4: is no video"
    control.retry()
    assert worker.opened == [SourceRequest("/videos/a.mp4")] * 2


def test_a_closed_source_has_no_name(control, worker) -> None:
    control.open("/videos/a.mp4")
    control.close()
    assert worker.commands == ["close"]
    assert (control.text, control.name) == (None, "")


def test_stop_stops_the_finder(control, finder) -> None:
    control.stop()
    assert finder.is_stopped


class TestOpenBeside:
    @pytest.fixture(autouse=True)
    def _playing(self, control, worker) -> None:
        control.open("rtsp://hall/1")
        worker.source_opened.emit(camera_info("rtsp://hall/1"))
        worker.state_changed.emit(SourceState.RUNNING, "")
        worker.opened.clear()

    def test_the_source_in_use_stays_until_the_next_one_has_opened(self, control, worker) -> None:
        control.open("rtsp://door/1")
        assert worker.opened_beside == [SourceRequest("rtsp://door/1")]
        assert (control.text, control.next_text) == ("rtsp://hall/1", "rtsp://door/1")
        assert (control.name, control.state) == ("rtsp://hall/1", SourceState.RUNNING)
        worker.took_over.emit("rtsp://door/1")
        assert (control.text, control.next_text) == ("rtsp://door/1", None)
        assert (control.info, control.state) == (None, SourceState.OPENING)

    def test_a_file_whose_name_is_not_in_utf_8_can_be_refused(self, control, worker) -> None:
        refusals: list[str] = []
        control.refused.connect(lambda text, _reason: refusals.append(text))
        control.open("/b\udcfc.mp4")
        worker.refused.emit("/b\udcfc.mp4", "is no video")
        assert refusals == ["/b\udcfc.mp4"]
        assert control.next_text is None

    def test_a_refused_source_changes_nothing(self, control, worker) -> None:
        refusals: list[tuple[str, str]] = []
        control.refused.connect(lambda text, reason: refusals.append((text, reason)))
        control.open("rtsp://door/1")
        control.open("rtsp://gate/1")
        worker.refused.emit("rtsp://door/1", "replaced by a newer request")
        assert refusals == []
        worker.refused.emit("rtsp://gate/1", "no such host")
        assert refusals == [("rtsp://gate/1", "no such host")]
        assert (control.text, control.next_text) == ("rtsp://hall/1", None)
        assert control.info is not None

    @pytest.mark.parametrize("text", ["0", "rtsp://hall/1"])
    def test_a_camera_and_the_same_source_need_the_device(self, control, worker, text) -> None:
        control.open(text)
        assert worker.opened == [SourceRequest(text)]
        assert worker.opened_beside == []

    @pytest.mark.parametrize("state", [SourceState.ENDED, SourceState.FAILED, SourceState.IDLE])
    def test_what_has_stopped_is_replaced_at_once(self, control, worker, state) -> None:
        worker.state_changed.emit(state, "")
        control.open("rtsp://door/1")
        assert worker.opened == [SourceRequest("rtsp://door/1")]


def test_a_camera_that_is_not_there_yet_opens_when_it_is_plugged_in(
    control, finder, worker
) -> None:
    finder.find(WEBCAM)
    control.open("3")
    worker.state_changed.emit(SourceState.LOST, "Camera 3: there is no camera with this number")
    assert control.is_unplugged
    finder.find(WEBCAM)
    assert worker.commands == []
    finder.find(WEBCAM, SILENT)
    assert worker.commands == ["replay"]


class TestLostCamera:
    @pytest.fixture(autouse=True)
    def _lost(self, control, finder, worker) -> None:
        finder.find(WEBCAM, SILENT)
        control.open("3")
        worker.source_opened.emit(camera_info("Silent"))
        worker.state_changed.emit(SourceState.LOST, "no frame arrived")
        worker.reconnecting_in.emit(7)
        finder.find(WEBCAM)
        worker.opened.clear()

    def test_starts_a_search(self, finder) -> None:
        assert finder.searches == 1

    def test_counts_down(self, control) -> None:
        assert control.retry_in_s == 7

    def test_is_reconnected_at_once_when_it_is_plugged_in(self, finder, worker) -> None:
        finder.find(WEBCAM, SILENT)
        assert (worker.commands, worker.opened) == (["replay"], [])

    def test_is_opened_under_another_number(self, finder, worker) -> None:
        finder.find(WEBCAM, CameraInfo(5, "Silent", "/dev/video5"))
        assert worker.opened == [SourceRequest("5")]

    def test_is_known_to_be_unplugged(self, control, finder) -> None:
        assert control.is_unplugged
        finder.find(WEBCAM, SILENT)
        assert not control.is_unplugged

    def test_is_not_replaced_by_another_camera(self, control, finder, worker) -> None:
        finder.find(WEBCAM, CameraInfo(3, "Other", "/dev/video3"))
        assert (worker.commands, worker.opened) == ([], [])
        assert control.is_unplugged

    def test_is_reconnected_on_request(self, control, worker) -> None:
        control.retry()
        assert worker.commands == ["replay"]
