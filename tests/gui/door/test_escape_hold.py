import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QSignalSpy

from maskapp.gui.door.escape_hold import EscapeHold


def key(kind: QEvent.Type, *, code: Qt.Key = Qt.Key.Key_Escape, repeat: bool = False) -> QKeyEvent:
    return QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, "", repeat)


def values_of(spy: QSignalSpy) -> list[float]:
    return [spy.at(i)[0] for i in range(spy.count())]


PRESS, RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease


@pytest.fixture
def owner(qapp):
    owner = QObject()
    yield owner
    owner.deleteLater()
    qapp.sendPostedEvents(owner, QEvent.Type.DeferredDelete)


def test_a_key_that_is_held_and_released_completes_once(owner, qtbot):
    hold = EscapeHold(owner, hold_ms=60)
    reached, completed = QSignalSpy(hold.reached), QSignalSpy(hold.completed)
    shares = QSignalSpy(hold.progressed)
    hold.press(key(PRESS))
    qtbot.waitUntil(lambda: reached.count() == 1)
    hold.press(key(PRESS, repeat=True))
    assert completed.count() == 0, "what is still held would reach the next window"
    hold.release(key(RELEASE))
    qtbot.waitUntil(lambda: completed.count() == 1)
    hold.cancel()
    assert (reached.count(), completed.count()) == (1, 1)
    values = values_of(shares)
    assert values == sorted(values)
    assert values[0] == 0.0
    assert values[-1] == 1.0


def test_a_short_press_is_a_release(owner, qtbot):
    hold = EscapeHold(owner, hold_ms=60_000)
    released, completed = QSignalSpy(hold.released), QSignalSpy(hold.completed)
    hold.press(key(PRESS))
    hold.release(key(RELEASE))
    qtbot.waitUntil(lambda: released.count() == 1)
    assert completed.count() == 0


def test_the_repeats_of_a_key_neither_restart_nor_end_the_wait(owner, qtbot):
    hold = EscapeHold(owner, hold_ms=60_000)
    released, shares = QSignalSpy(hold.released), QSignalSpy(hold.progressed)
    hold.press(key(PRESS))
    for _ in range(3):
        hold.release(key(RELEASE, repeat=True))
        hold.press(key(PRESS, repeat=True))
    assert released.count() == 0
    assert values_of(shares).count(0.0) == 1
    hold.cancel()


def test_repeats_that_the_system_does_not_mark_change_nothing_either(owner, qtbot):
    hold = EscapeHold(owner, hold_ms=400)
    released, reached = QSignalSpy(hold.released), QSignalSpy(hold.reached)
    completed, shares = QSignalSpy(hold.completed), QSignalSpy(hold.progressed)
    hold.press(key(PRESS))
    while reached.count() == 0:
        hold.release(key(RELEASE))
        hold.press(key(PRESS))
        qtbot.waitSignal(hold.progressed).wait()
    hold.release(key(RELEASE))
    hold.press(key(PRESS))
    assert values_of(shares).count(0.0) == 1
    assert reached.count() == 1
    assert completed.count() == released.count() == 0
    hold.release(key(RELEASE))
    qtbot.waitUntil(lambda: completed.count() == 1)


def test_it_can_be_held_again(owner, qtbot):
    hold = EscapeHold(owner, hold_ms=30)
    reached, completed = QSignalSpy(hold.reached), QSignalSpy(hold.completed)
    for times in (1, 2):
        hold.press(key(PRESS))
        qtbot.waitUntil(lambda times=times: reached.count() == times)
        hold.release(key(RELEASE))
        qtbot.waitUntil(lambda times=times: completed.count() == times)


def test_a_window_that_takes_the_focus_releases_the_key(owner, qtbot):
    hold = EscapeHold(owner, hold_ms=30)
    reached, completed = QSignalSpy(hold.reached), QSignalSpy(hold.completed)
    hold.press(key(PRESS))
    qtbot.waitUntil(lambda: reached.count() == 1)
    hold.cancel()
    assert completed.count() == 1


def test_another_key_is_not_taken(owner):
    hold = EscapeHold(owner)
    assert not hold.press(key(PRESS, code=Qt.Key.Key_Space))
    assert not hold.release(key(RELEASE, code=Qt.Key.Key_Space))


def test_a_release_that_was_never_pressed_says_nothing(owner):
    hold = EscapeHold(owner)
    released = QSignalSpy(hold.released)
    assert hold.release(key(RELEASE))
    hold.cancel()
    assert released.count() == 0
