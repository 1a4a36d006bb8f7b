"""Signals as requests to stop."""

import signal

import pytest

from maskapp.commands.interrupts import Interrupted, interrupt, stop_on_signals

NUMBERS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@pytest.fixture(autouse=True)
def _handlers_are_restored():
    before = [signal.getsignal(number) for number in NUMBERS]
    yield
    assert [signal.getsignal(number) for number in NUMBERS] == before


@pytest.mark.parametrize("number", NUMBERS)
def test_a_signal_interrupts_immediately_by_default(number) -> None:
    with stop_on_signals() as stop:
        with pytest.raises(Interrupted) as caught:
            signal.raise_signal(number)
        assert caught.value.number == number
        assert stop.number is None


@pytest.mark.parametrize("number", NUMBERS)
def test_a_deferred_signal_is_noted_and_a_second_one_interrupts(number) -> None:
    with stop_on_signals() as stop, stop.deferred():
        signal.raise_signal(number)
        assert stop.number == number
        with pytest.raises(Interrupted):
            signal.raise_signal(signal.SIGTERM)
        assert stop.number == number


def test_the_first_deferred_signal_ends_what_is_waited_for() -> None:
    woken: list[int | None] = []
    with stop_on_signals() as stop, stop.deferred(lambda: woken.append(stop.number)):
        signal.raise_signal(signal.SIGTERM)
        assert woken == [signal.SIGTERM]
        with pytest.raises(Interrupted):
            signal.raise_signal(signal.SIGTERM)
    assert woken == [signal.SIGTERM]


def test_signals_are_no_longer_deferred_after_the_block() -> None:
    with stop_on_signals() as stop:
        with stop.deferred():
            pass
        with pytest.raises(Interrupted):
            signal.raise_signal(signal.SIGTERM)


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no SIGHUP")
def test_a_hang_up_that_nohup_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stop_on_signals():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_ctrl_c_outside_of_imports_is_an_exception() -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupt(signal.SIGINT, None)
