"""Looking at files and folders without blocking the window."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QSignalSpy

from maskapp.gui.shared.disk_check import DiskCheck, folder_problem
from tests.support.leak_checks import finish_deletions
from tests.support.worker_fakes import PATIENCE_S


@pytest.fixture
def owner(qapp) -> QObject:
    return QObject()


def test_asks_in_another_thread(qtbot, owner) -> None:
    check = DiskCheck(owner)
    with qtbot.waitSignal(check.answered) as answer:
        check.ask(threading.current_thread)
    assert answer.args[0] is not threading.main_thread()


def test_answers_the_newest_question_only(qtbot, owner, hang) -> None:
    check = DiskCheck(owner)
    spy = QSignalSpy(check.answered)
    check.ask(lambda: hang() or "old")
    qtbot.waitUntil(hang.entered.is_set)
    check.ask(lambda: "new")
    qtbot.waitUntil(lambda: spy.count() == 1)
    hang.release.set()
    check.ask(lambda: "newest")
    qtbot.waitUntil(lambda: spy.count() == 2)
    assert [spy.at(i)[0] for i in range(2)] == ["new", "newest"]


def test_waits_until_nothing_newer_comes(qtbot, owner) -> None:
    asked = []
    check = DiskCheck(owner, delay_ms=20)
    with qtbot.waitSignal(check.answered):
        for text in ("/n", "/na", "/nas"):
            check.ask(lambda text=text: asked.append(text))
    assert asked == ["/nas"]


def test_a_failure_is_an_answer(qtbot, owner, caplog) -> None:
    check = DiskCheck(owner)
    with qtbot.waitSignal(check.answered) as answer:
        check.ask(lambda: 1 // 0)
    assert answer.args == [None]


@pytest.mark.parametrize("is_deleted", [True, False])
def test_a_question_that_is_abandoned_is_not_answered(qtbot, owner, hang, is_deleted) -> None:
    check = DiskCheck(owner)
    spy = QSignalSpy(check.answered)
    check.ask(hang)
    qtbot.waitUntil(hang.entered.is_set)
    [job] = check._jobs
    if is_deleted:
        check.deleteLater()
        finish_deletions()
    else:
        check.drop()
    assert job.is_dropped
    hang.release.set()
    assert job.join(PATIENCE_S)
    assert spy.count() == 0


@pytest.mark.parametrize(
    ("name", "problem"),
    [("file", "is not a folder"), ("file/inside", "is not a folder"), ("", ""), ("new/newer", "")],
)
def test_says_where_no_files_can_be_created(tmp_path, name, problem) -> None:
    (tmp_path / "file").touch()
    assert folder_problem(tmp_path / name) == problem


def test_says_that_a_folder_cannot_be_reached(monkeypatch, tmp_path) -> None:
    def fail(_path: Path) -> bool:
        raise OSError(112, "Host is down")

    monkeypatch.setattr(Path, "exists", fail)
    assert folder_problem(tmp_path) == "cannot be reached"
