"""Signals as requests to stop."""

import importlib
import signal
from collections.abc import Iterator

import pytest

from maskapp.commands import interrupts
from maskapp.commands.interrupts import Interrupted, Stop, interrupt, stop_on_signals
from tests.support.clocks import StoppedClock

NUMBERS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@pytest.fixture(autouse=True)
def _handlers_are_restored():
    before = [signal.getsignal(number) for number in NUMBERS]
    yield
    assert [signal.getsignal(number) for number in NUMBERS] == before


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> StoppedClock:
    clock = StoppedClock()
    monkeypatch.setattr(interrupts, "monotonic", clock)
    return clock


class EndedAtOnceError(Exception):
    """In place of the end of the process."""


@pytest.fixture(autouse=True)
def _process_goes_on(monkeypatch) -> None:
    def end(number: int, _frame: object) -> None:
        raise EndedAtOnceError(number)

    monkeypatch.setattr(interrupts, "quit_at_once", end)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_signal_interrupts_immediately_by_default(number) -> None:
    with stop_on_signals() as stop:
        with pytest.raises(Interrupted) as caught:
            signal.raise_signal(number)
        assert caught.value.number == number
        assert stop.number is None


@pytest.mark.parametrize("number", NUMBERS)
def test_a_deferred_signal_is_noted_and_a_later_one_interrupts(number, clock) -> None:
    with stop_on_signals() as stop, stop.deferred():
        signal.raise_signal(number)
        assert stop.number == number
        clock.now_s += 1.0
        with pytest.raises(Interrupted):
            signal.raise_signal(signal.SIGTERM)
        assert stop.number == number


def test_the_first_deferred_signal_ends_what_is_waited_for(clock) -> None:
    woken: list[int | None] = []
    with stop_on_signals() as stop, stop.deferred(lambda: woken.append(stop.number)):
        signal.raise_signal(signal.SIGTERM)
        assert woken == [signal.SIGTERM]
        clock.now_s += 1.0
        with pytest.raises(Interrupted):
            signal.raise_signal(signal.SIGTERM)
    assert woken == [signal.SIGTERM]


def test_what_was_deferred_is_raised_when_asked_for() -> None:
    with stop_on_signals() as stop:
        with stop.deferred():
            stop.raise_noted()
            signal.raise_signal(signal.SIGTERM)
        with pytest.raises(Interrupted) as caught:
            stop.raise_noted()
        assert caught.value.number == signal.SIGTERM


def test_a_signal_cancels_what_can_be_and_is_raised_at_its_end() -> None:
    cancelled: list[int] = []

    def cancelled_by(stop: Stop) -> None:
        with stop.cancelling(lambda: cancelled.append(1)):
            signal.raise_signal(signal.SIGTERM)
            assert cancelled
            raise ValueError("it was cancelled")

    with stop_on_signals() as stop, pytest.raises(Interrupted) as caught:
        cancelled_by(stop)
    assert caught.value.number == signal.SIGTERM


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("is_deferred", [True, False])
def test_signals_that_follow_at_once_belong_to_the_same_end(number, is_deferred, clock) -> None:
    """A terminal that closes sends two."""
    with stop_on_signals() as stop:
        with stop.deferred() if is_deferred else pytest.raises(Interrupted):
            signal.raise_signal(number)
        for other in NUMBERS:
            signal.raise_signal(other)
        clock.now_s += 0.9
        signal.raise_signal(number)
        assert stop.number == (number if is_deferred else None)


def test_a_later_signal_ends_the_process_where_an_exception_would_leave_half_a_file(
    clock,
) -> None:
    with stop_on_signals():
        with pytest.raises(Interrupted):
            signal.raise_signal(signal.SIGTERM)
        clock.now_s += 1.0
        with pytest.raises(EndedAtOnceError):
            signal.raise_signal(signal.SIGINT)  # while what was begun is taken back


def test_the_first_signal_lets_files_be_finished_and_a_later_one_does_not(clock) -> None:
    with stop_on_signals() as stop, stop.deferred(), stop.finishing():
        signal.raise_signal(signal.SIGTERM)
        assert stop.number == signal.SIGTERM
        clock.now_s += 1.0
        with pytest.raises(EndedAtOnceError):
            signal.raise_signal(signal.SIGINT)


def test_signals_are_no_longer_deferred_after_the_block() -> None:
    with stop_on_signals() as stop:
        with stop.deferred():
            pass
        with pytest.raises(Interrupted):
            signal.raise_signal(signal.SIGTERM)


def test_a_signal_within_an_import_waits_until_somebody_asks(tmp_path, monkeypatch) -> None:
    """The exception could be lost there, and the command go on."""
    (tmp_path / "signalled_module.py").write_text(
        "import signal\nsignal.raise_signal(signal.SIGTERM)\nis_whole = True\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with stop_on_signals() as stop:
        module = importlib.import_module("signalled_module")
        assert module.is_whole
        with pytest.raises(Interrupted) as caught:
            stop.raise_noted()
        assert caught.value.number == signal.SIGTERM
        with pytest.raises(Interrupted), stop.cancelling(lambda: None):
            pytest.fail("nothing is begun any more")


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no SIGHUP")
def test_a_hang_up_that_nohup_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stop_on_signals():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.fixture
def watched() -> Iterator[None]:
    """Ctrl+C is handled as it is in the program."""
    before = signal.signal(signal.SIGINT, interrupt)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("watched")
def test_ctrl_c_outside_of_imports_is_an_exception_once(clock) -> None:
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)
    clock.now_s += 1.0
    with pytest.raises(EndedAtOnceError):
        signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("watched")
def test_a_second_ctrl_c_does_not_interrupt_the_end_of_the_program() -> None:
    with pytest.raises(Interrupted), stop_on_signals():
        signal.raise_signal(signal.SIGTERM)
    signal.raise_signal(signal.SIGINT)


@pytest.mark.usefixtures("watched")
def test_what_had_no_signal_leaves_ctrl_c_as_it_was() -> None:
    with stop_on_signals():
        pass
    assert signal.getsignal(signal.SIGINT) is interrupt
