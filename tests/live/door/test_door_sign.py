"""When the sign changes, at times that the tests choose: ten frames per second, unless said."""

import itertools
from collections.abc import Iterable

import pytest

from maskapp.live.door.door_sign import ShownSign, SteadySign
from maskapp.live.door.people_at_door import AtDoor, DoorSign

IDLE, WAIT, WELCOME, NOSE, PUT_ON, UNAVAILABLE = (
    DoorSign.IDLE,
    DoorSign.WAIT,
    DoorSign.WELCOME,
    DoorSign.COVER_NOSE,
    DoorSign.PUT_ON,
    DoorSign.UNAVAILABLE,
)
FRAME_S = 0.1


class Door:
    """A door display with its clock, and what it has shown: (second, sign)."""

    def __init__(self) -> None:
        self.steady = SteadySign()
        self.now_s = 1000.0
        self.steady.set_available(True, self.now_s)
        self.shown: list[tuple[float, DoorSign]] = [(0.0, IDLE)]
        self.last = ShownSign(IDLE)

    def see(self, sign: DoorSign, seconds: float, track: int = 1, *, several: bool = False) -> None:
        tracks = frozenset() if sign is IDLE else frozenset({track})
        self.play([AtDoor(sign, several, tracks)] * round(seconds / FRAME_S))

    def play(self, frames: Iterable[AtDoor]) -> None:
        for people in frames:
            self.steady.add(people, self.now_s)
            self.wait(FRAME_S)

    def wait(self, seconds: float) -> None:
        """Let time pass without a frame; the display asks ten times per second."""
        for _ in range(round(seconds / 0.1)):
            self.now_s += 0.1
            self.last = self.steady.at(self.now_s)
            if self.last.sign is not self.shown[-1][1]:
                self.shown.append((round(self.now_s - 1000.0, 1), self.last.sign))

    @property
    def signs(self) -> list[DoorSign]:
        return [sign for _, sign in self.shown]


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.mark.parametrize("answer", [WELCOME, NOSE, PUT_ON])
def test_an_answer_comes_once_it_has_lasted_for_a_moment(door, answer):
    door.see(IDLE, 3)
    door.see(answer, 3)
    assert door.shown == [(0.0, IDLE), (3.7, answer)]


def test_a_short_label_is_not_shown(door):
    door.see(WELCOME, 3)
    door.see(PUT_ON, 0.5)
    door.see(WELCOME, 3)
    assert door.signs == [IDLE, WELCOME]


def test_single_wrong_frames_delay_nothing(door):
    frames = [PUT_ON, PUT_ON, PUT_ON, PUT_ON, WAIT] * 6
    door.play(AtDoor(sign, False, frozenset({1})) for sign in frames)
    assert door.signs == [IDLE, PUT_ON]
    assert door.shown[1][0] <= 1.0


def test_labels_that_change_all_the_time_never_make_the_sign_flicker(door):
    door.see(WELCOME, 2)
    for _ in range(20):
        door.see(PUT_ON, 0.4)
        door.see(WELCOME, 0.4)
    assert door.signs == [IDLE, WELCOME]


def test_somebody_without_a_clear_label_is_asked_to_wait(door):
    door.see(WAIT, 1)
    assert door.signs == [IDLE]
    door.see(WAIT, 9)
    assert door.signs == [IDLE, WAIT]


def test_somebody_who_is_uncertain_at_first_sees_the_answer_at_once(door):
    door.see(WAIT, 0.4)
    door.see(WELCOME, 2)
    assert door.signs == [IDLE, WELCOME]


def test_an_answer_outlasts_a_moment_of_uncertainty(door):
    door.see(PUT_ON, 2)
    door.see(WAIT, 1.8)
    door.see(PUT_ON, 2)
    assert door.signs == [IDLE, PUT_ON]
    door.see(WAIT, 4)
    assert door.signs == [IDLE, PUT_ON, WAIT]


def test_the_sign_follows_somebody_who_obeys(door):
    door.see(PUT_ON, 3)
    door.see(NOSE, 3)
    door.see(WELCOME, 3)
    assert door.signs == [IDLE, PUT_ON, NOSE, WELCOME]


def test_every_sign_stays_long_enough_to_be_read(door):
    for sign in (PUT_ON, WELCOME, NOSE, WELCOME, PUT_ON) * 4:
        door.see(sign, 0.8)
    times = [at_s for at_s, _ in door.shown[1:]]
    assert len(times) > 3
    assert min(b - a for a, b in itertools.pairwise(times)) >= 1.2


def test_thanks_stay_for_a_while_after_the_person_has_gone_in(door):
    door.see(WELCOME, 2)
    door.see(IDLE, 6)
    assert door.signs == [IDLE, WELCOME, IDLE]
    assert door.shown[-1][0] == pytest.approx(2 + 3, abs=0.25)


def test_a_request_ends_soon_after_the_person_has_left(door):
    door.see(PUT_ON, 2)
    door.see(IDLE, 6)
    assert door.signs == [IDLE, PUT_ON, IDLE]
    assert door.shown[-1][0] == pytest.approx(2 + 2, abs=0.25)


def test_a_face_that_is_missed_for_a_moment_is_still_there(door):
    for _ in range(5):
        door.see(PUT_ON, 1)
        door.see(IDLE, 1)
    assert door.signs == [IDLE, PUT_ON]


def test_thanks_for_one_person_do_not_greet_the_next_one(door):
    door.see(WELCOME, 2, track=1)
    door.see(IDLE, 0.3)
    door.see(WAIT, 1.2, track=2)  # not clear yet
    assert door.signs == [IDLE, WELCOME, WAIT]
    door.see(PUT_ON, 2, track=2)
    assert door.signs == [IDLE, WELCOME, WAIT, PUT_ON]


def test_the_next_person_without_a_mask_is_told_at_once(door):
    door.see(WELCOME, 2, track=1)
    door.see(PUT_ON, 1, track=2)
    assert door.shown[-1] == (pytest.approx(2.7, abs=0.11), PUT_ON)


def test_one_after_another_with_a_mask_is_one_lasting_thanks(door):
    for track in range(1, 6):
        door.see(WELCOME, 1.5, track)
        door.see(IDLE, 1)
    assert door.signs == [IDLE, WELCOME]


def test_several_people_are_spoken_to_only_while_they_are_several(door):
    door.see(PUT_ON, 2, several=True)
    assert door.last == ShownSign(PUT_ON, is_for_several=True)
    door.see(PUT_ON, 0.5)
    assert door.last.is_for_several
    door.see(PUT_ON, 1)
    assert door.last == ShownSign(PUT_ON)
    assert door.signs == [IDLE, PUT_ON]


def test_a_second_person_in_single_frames_is_not_spoken_to(door):
    frames = [AtDoor(PUT_ON, several, frozenset({1})) for several in (True, *[False] * 4)]
    door.play(frames * 6)
    assert door.last == ShownSign(PUT_ON)


def test_nobody_is_asked_to_wait_who_has_gone(door):
    door.see(WELCOME, 2)
    door.see(WAIT, 1)  # turns away
    door.see(IDLE, 6)
    assert door.signs == [IDLE, WELCOME, IDLE]


def test_a_lost_source_ends_thanks_at_once(door):
    door.see(WELCOME, 2)
    door.steady.set_available(False, door.now_s)
    assert door.steady.at(door.now_s).sign is UNAVAILABLE
    door.wait(60)
    assert door.last.sign is UNAVAILABLE


def test_after_an_outage_nothing_is_known_of_what_was_before(door):
    door.see(WELCOME, 2)
    door.steady.set_available(False, door.now_s)
    door.wait(0.2)
    door.steady.set_available(True, door.now_s)
    door.see(IDLE, 3)
    assert door.signs == [IDLE, WELCOME, UNAVAILABLE, IDLE]


def test_a_source_that_falls_silent_leaves_no_old_thanks(door):
    door.see(WELCOME, 2)
    door.wait(60)
    assert door.signs == [IDLE, WELCOME, WAIT]
    assert door.shown[-1][0] == pytest.approx(2 + 5, abs=0.25)
    door.see(PUT_ON, 2)
    assert door.last.sign is PUT_ON


def test_a_camera_of_one_frame_per_second_is_fast_enough(door):
    for _ in range(3):
        door.steady.add(AtDoor(PUT_ON, False, frozenset({1})), door.now_s)
        door.wait(1)
    assert door.signs == [IDLE, PUT_ON]


def test_an_unavailable_source_has_no_sign_before_it_opens():
    assert SteadySign().at(5.0).sign is UNAVAILABLE
