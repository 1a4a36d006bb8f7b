from functools import partial

import pytest
from PySide6.QtCore import QObject

from maskapp.errors import SnapshotLogBusyError, SnapshotLogFullError
from maskapp.gui.snapshots.log_wait import LogRebuild, LogWait, run_until_held, told_if_it_fails


@pytest.fixture
def wait(qapp):
    owner = QObject()
    made = LogWait(owner, (10, 20))
    made.owner, made.told = owner, []
    for name in ("begun", "ended", "succeeded"):
        getattr(made, name).connect(lambda text, name=name: made.told.append((name, text)))
    yield made
    made.stop()


def test_each_wait_is_told_once_and_ends_with_its_own_message(wait):
    wait.end()
    assert wait.told == []
    for reason in ("The log is locked", "The disk is busy"):
        wait.told.clear()
        wait.wait(reason)
        wait.wait("Another reason")
        wait.end()
        wait.end()
        begun, ended, succeeded = wait.told
        assert begun[1].startswith(f"{reason}. ")
        assert ended == ("ended", begun[1])
        assert succeeded == ("succeeded", "The snapshot log can be used again.")


def test_the_log_is_due_after_each_pause_of_which_the_last_repeats(wait, qtbot):
    pauses_ms = []
    for _ in range(3):
        with qtbot.waitSignal(wait.due):
            wait.wait("The log is locked")
            pauses_ms.append(wait._timer.interval())
    assert pauses_ms == [10, 20, 20]


def test_one_that_is_stopped_is_not_due(wait):
    wait.wait("The log is locked")
    wait.stop()
    assert not wait._timer.isActive()


def test_a_rebuild_is_told_with_its_progress_and_then_no_more(qapp):
    owner, told = QObject(), []
    rebuild = LogRebuild(owner)
    rebuild.changed.connect(lambda: told.append(rebuild.text()))
    assert rebuild.text() == ""
    for counts in ((0, 0), (0, 20_000), (3000, 20_000), (3000, 20_000), (0, 0)):
        rebuild.put(*counts)
    assert told == [
        "The snapshot log is being rebuilt: 0 of 20000.",
        "The snapshot log is being rebuilt: 3000 of 20000.",
        "",
    ]


def test_a_failure_is_told_unless_it_is_tried_again():
    told = []
    for error in (SnapshotLogFullError("full"), ZeroDivisionError(), SnapshotLogBusyError("held")):
        with pytest.raises(type(error)), told_if_it_fails(partial(told.append, error)):
            raise error
    with told_if_it_fails(partial(told.append, "nothing failed")):
        pass
    assert [type(error) for error in told] == [SnapshotLogFullError, ZeroDivisionError]


def test_what_waited_is_run_at_the_end_until_the_log_is_held_again():
    ran, told = [], []

    def fail(error):
        raise error

    full = partial(fail, SnapshotLogFullError("full"))
    held = partial(fail, SnapshotLogBusyError("held"))
    note = partial(ran.append, "note")
    assert run_until_held([(note, True), (full, True), (note, False)], told.append) == 0
    assert (ran, told) == (["note", "note"], ["full"])
    waiting = [(note, True), (held, True), (note, False), (note, True)]
    assert run_until_held(waiting, told.append) == 2
    assert ran == ["note"] * 3
