"""Opening a camera where the system asks the user first, as macOS does."""

import sys

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QPermission, Qt

from maskapp.gui.sources.camera_permission import CameraPermission, permission_system
from maskapp.live.source_request import SourceRequest
from maskapp.records import SourceState
from tests.support.source_fakes import WEBCAM

Status = Qt.PermissionStatus


class FakeSystem:
    """A system that asks until the test answers."""

    def __init__(self) -> None:
        self.status = Status.Undetermined
        self.questions = []

    def checkPermission(self, _permission) -> Status:
        return self.status

    def requestPermission(self, _permission, context, functor) -> None:
        assert isinstance(context, QObject)
        self.questions.append(functor)

    def answer(self, status: Status) -> None:
        self.status = status
        self.questions[-1](QPermission())


@pytest.fixture
def system() -> FakeSystem:
    return FakeSystem()


@pytest.fixture
def permission(system, window) -> CameraPermission:
    return CameraPermission(system, window)


def test_a_camera_is_opened_once_the_user_allows_it(control, worker, system) -> None:
    control.set_resolution((640, 480))
    control.open("0")
    assert (worker.opened, control.text, len(system.questions)) == ([], None, 1)
    system.answer(Status.Granted)
    assert worker.opened == [SourceRequest("0", 640, 480)]
    assert control.state == SourceState.OPENING
    control.open("3")
    assert worker.opened[-1] == SourceRequest("3", 640, 480)
    assert len(system.questions) == 1


def test_at_the_start_the_user_is_asked_about_the_camera_that_was_found(
    control, finder, worker, system
) -> None:
    control.start()
    assert system.questions == []
    finder.find(WEBCAM)
    assert (worker.opened, len(system.questions)) == ([], 1)
    system.answer(Status.Granted)
    assert worker.opened == [SourceRequest("0")]


@pytest.mark.parametrize("status", [Status.Denied, Status.Undetermined])
def test_a_refusal_says_what_to_do_now_and_later(control, worker, system, status) -> None:
    control.open("0")
    system.answer(status)  # a system that gives no answer must not be asked for ever
    control.open("0")
    assert len(system.questions) == 1
    assert [request.text for request in worker.opened] == ["0", "0"]
    for request in worker.opened:
        assert "System Settings, Privacy & Security, Camera" in request.refusal


def test_the_source_in_use_stays_until_the_user_has_answered(control, worker, system) -> None:
    control.open("/videos/a.mp4")
    control.open("0")
    assert (control.text, worker.commands) == ("/videos/a.mp4", [])
    system.answer(Status.Granted)
    assert control.text == "0"


def test_another_source_takes_the_place_of_the_camera(control, worker, system) -> None:
    control.open("0")
    control.open("3")
    assert len(system.questions) == 1, "the question is still shown"
    control.open("/videos/a.mp4")
    system.answer(Status.Granted)
    assert worker.opened == [SourceRequest("/videos/a.mp4")]


def test_the_last_camera_chosen_while_the_user_is_asked_is_opened(control, worker, system) -> None:
    control.open("0")
    control.open("3")
    system.answer(Status.Granted)
    assert worker.opened == [SourceRequest("3")]


def test_files_and_streams_need_no_permission(control, worker, system) -> None:
    system.status = Status.Denied
    for text in ("/videos/a.mp4", "rtsp://hall/1", "demo"):
        control.open(text)
    assert system.questions == []
    assert [request.refusal for request in worker.opened] == ["", "", ""]


@pytest.mark.parametrize(
    ("platform", "frozen", "is_needed"),
    [("darwin", True, True), ("darwin", False, False), ("win32", True, False)],
)
def test_only_the_packaged_app_on_macos_asks(
    qapp, monkeypatch, platform, frozen, is_needed
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    assert permission_system() is (QCoreApplication.instance() if is_needed else None)


def test_qt_answers_by_the_same_interface(qtbot, qapp) -> None:
    """On Linux, Qt grants everything; the types and the call are those of macOS."""
    permission = CameraPermission(qapp)
    assert not permission.has_to_ask("0")
    assert permission.refusal() == ""
    answers = []
    system = FakeSystem()
    system.requestPermission = qapp.requestPermission
    asking = CameraPermission(system)
    asking.answered.connect(answers.append)
    assert asking.has_to_ask("0")
    qtbot.waitUntil(lambda: answers == ["0"])
