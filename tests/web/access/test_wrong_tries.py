from maskapp.web.access.wrong_tries import FREE_TRIES, WrongTries
from tests.support.clocks import StoppedClock


def after(count: int, clock: StoppedClock) -> WrongTries:
    tries = WrongTries(clock)
    for _ in range(count):
        tries.note_wrong("10.0.0.1")
    return tries


def test_some_wrong_tries_are_free() -> None:
    assert after(FREE_TRIES - 1, StoppedClock()).wait_s("10.0.0.1") == 0


def test_each_further_one_doubles_the_wait_up_to_a_minute() -> None:
    waits = [after(FREE_TRIES + more, StoppedClock()).wait_s("10.0.0.1") for more in range(9)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert after(5000, StoppedClock()).wait_s("10.0.0.1") == 60


def test_the_wait_ends() -> None:
    clock = StoppedClock()
    tries = after(FREE_TRIES + 2, clock)
    clock.now_s += 3
    assert tries.wait_s("10.0.0.1") == 1
    clock.now_s += 1
    assert tries.wait_s("10.0.0.1") == 0


def test_others_do_not_wait() -> None:
    assert after(FREE_TRIES + 5, StoppedClock()).wait_s("10.0.0.2") == 0


def test_the_right_token_and_a_quarter_of_an_hour_make_up_for_wrong_ones() -> None:
    clock = StoppedClock()
    tries = after(FREE_TRIES + 5, clock)
    tries.forget("10.0.0.1")
    assert tries.wait_s("10.0.0.1") == 0
    tries = after(FREE_TRIES, clock)
    clock.now_s += 901
    tries.note_wrong("10.0.0.1")
    assert tries.wait_s("10.0.0.1") == 0


def test_ten_thousand_addresses_take_bounded_memory() -> None:
    tries = WrongTries(StoppedClock())
    for number in range(10_000):
        tries.note_wrong(f"10.0.{number // 256}.{number % 256}")
    assert len(tries._tries) == 4096
