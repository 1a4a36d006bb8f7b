"""Whom the alarm is about and when it is heard, for people who come and go before a fake clock."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskapp.live.alarm.alarm_rules import Alarm, AlarmRules
from maskapp.live.people_and_violations import ViolationMonitor
from maskapp.records import MaskLabel
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import make_face

MONDAY = datetime(2026, 5, 4, 12, tzinfo=UTC)
WORDS = {
    "m": MaskLabel.WITH_MASK,
    "b": MaskLabel.WITHOUT_MASK,
    "w": MaskLabel.INCORRECT_MASK,
    "u": MaskLabel.UNCERTAIN,
}


class Door:
    """Shows faces, ten frames per second; violations become events after 2 s, again after 4 s.

    Attributes:
        alarm: That of the newest frame.
        heard_s: The times at which it was to be heard.
        began: Number of events of each person.
    """

    def __init__(self, start=MONDAY, **settings: object) -> None:
        values = {"alarm_chime": True, "alarm_frame": True} | settings
        self.settings = Settings(violation_after_s=2.0, violation_cooldown_s=4.0, **values)
        self.monitor = ViolationMonitor(self.settings)
        self.rules = AlarmRules(self.settings)
        self.alarm = Alarm()
        self.heard_s: list[float] = []
        self.began: Counter[int] = Counter()
        self._start = start
        self._tenths = 0

    def show(self, seconds: float, **labels: str) -> "Door":
        """Show faces, named `p1` and so on, with these labels."""
        faces = [make_face(int(name[1:]), WORDS[word]) for name, word in labels.items()]
        for _ in range(round(seconds * 10)):
            time_s = self._tenths / 10
            at = self._start + timedelta(seconds=time_s)
            self.began.update(each.person for each in self.monitor.add(faces, time_s, at).began)
            self.alarm = self.rules.add(self.monitor.running, time_s, at)
            if self.alarm.is_due:
                self.heard_s.append(time_s)
            self._tenths += 1
        return self


def test_an_alarm_is_heard_once_when_the_violation_becomes_an_event() -> None:
    door = Door().show(2, p1="b")
    assert (door.heard_s, door.alarm.people, sum(door.began.values())) == ([], frozenset(), 0)
    door.show(30, p1="b")
    assert door.heard_s == [2.0]
    assert (door.alarm.people, door.began) == ({1}, {1: 1})


def test_it_is_heard_again_after_the_mask_was_on() -> None:
    door = Door().show(5, p1="b").show(6, p1="m")
    assert door.alarm == Alarm()
    assert door.show(5, p1="b").heard_s == [2.0, 13.0]


def test_a_moment_with_a_mask_is_silent_but_no_end() -> None:
    door = Door().show(5, p1="b").show(0.4, p1="m")
    assert door.alarm == Alarm()
    assert door.show(3, p1="b").heard_s == [2.0]
    assert door.alarm.people == {1}


def test_each_person_is_heard_once() -> None:
    door = Door().show(4, p1="b").show(6, p1="b", p2="w")
    assert door.heard_s == [2.0, 6.0]
    assert door.alarm.people == {1, 2}


def test_people_who_come_together_are_heard_together() -> None:
    assert Door().show(5, p1="b", p2="b", p3="w").heard_s == [2.0]


@pytest.mark.parametrize("gap_s", [0.5, 1.4])
def test_a_moment_unseen_or_uncertain_is_no_end(gap_s) -> None:
    door = Door().show(4, p1="b").show(gap_s)
    assert door.alarm.people == {1}
    door.show(2, p1="b").show(gap_s, p1="u")
    assert door.alarm.people == {1}
    assert door.show(2, p1="b").heard_s == [2.0]


def test_it_ends_when_the_person_leaves_and_is_not_heard_again_if_the_track_comes_back() -> None:
    door = Door().show(4, p1="b").show(3)
    assert door.alarm == Alarm()
    assert door.show(1, p1="b").heard_s == [2.0]
    assert door.alarm.people == {1}


def test_it_is_repeated_while_it_lasts() -> None:
    door = Door(alarm_repeat_s=5).show(13, p1="b").show(20, p1="m")
    assert door.heard_s == [2.0, 7.0, 12.0]


def test_somebody_new_is_heard_between_repetitions_which_start_anew() -> None:
    door = Door(alarm_repeat_s=5).show(3, p1="b").show(10, p1="b", p2="b")
    assert door.heard_s == [2.0, 5.0, 10.0]


@pytest.mark.parametrize(
    ("off", "label", "other"), [("alarm_no_mask", "b", "w"), ("alarm_worn_wrong", "w", "b")]
)
def test_each_cause_can_be_switched_off(off, label, other) -> None:
    door = Door(**{off: False}).show(5, p1=label, p2="m")
    assert (door.heard_s, door.alarm) == ([], Alarm())
    assert door.show(5, p2=other).heard_s == [7.0]


def test_only_time_with_a_label_that_causes_an_alarm_counts() -> None:
    door = Door(alarm_worn_wrong=False).show(10, p1="w").show(1.9, p1="b")
    assert door.heard_s == []
    assert door.show(1, p1="b").heard_s == [pytest.approx(12.0, abs=0.11)]
    assert door.show(1, p1="w").alarm.people == frozenset()


def test_a_group_is_heard_once_until_it_was_small_enough() -> None:
    door = Door(alarm_no_mask=False, alarm_worn_wrong=False, alarm_more_than=2)
    door.show(5, p1="b", p2="b", p4="w")
    assert door.heard_s == []
    door.show(5, p1="b", p2="b", p3="b")
    assert door.heard_s == [7.0]
    assert door.alarm.people == {1, 2, 3}
    door.show(5, p1="b", p2="b", p3="m")
    assert door.alarm.people == frozenset()
    assert door.show(5, p1="b", p2="b", p3="b").heard_s == [7.0, 17.0]


def test_a_group_of_people_that_are_heard_anyway_is_not_heard_twice() -> None:
    assert Door(alarm_more_than=1).show(5, p1="b", p2="b").heard_s == [2.0]


@pytest.mark.parametrize("used", [{}, {"alarm_frame": True}])
def test_nothing_is_heard_unless_sound_or_sentence_is_on(used) -> None:
    door = Door(**({"alarm_chime": False, "alarm_frame": False} | used), alarm_repeat_s=1)
    assert door.show(10, p1="b").heard_s == []
    assert door.alarm.people == ({1} if used else set())


def test_without_the_frame_there_are_no_clocks() -> None:
    door = Door(alarm_frame=False).show(5, p1="b")
    assert (door.heard_s, door.alarm.clocks) == ([2.0], {})


def test_a_clock_runs_before_the_alarm_and_goes_with_the_mask() -> None:
    door = Door().show(0.9, p1="b")
    assert door.alarm.clocks == {}
    door.show(0.7, p1="b")
    assert (door.alarm.clocks, door.alarm.people) == ({1: "0:01 without mask"}, frozenset())
    door.show(6, p1="b")
    assert (door.alarm.clocks, door.alarm.people) == ({1: "0:07 without mask"}, {1})
    assert door.show(1, p1="w").alarm.clocks == {1: "0:08 worn wrong"}
    assert door.show(0.1, p1="m").alarm.clocks == {}


def test_the_frame_says_whom_it_is_about_first_and_how_many_more() -> None:
    door = Door().show(1, p2="b", p3="w")
    assert (door.alarm.shown, door.alarm.text) == (frozenset(), "")
    assert door.show(4, p2="b", p3="w").alarm.text == "0:04 without mask, and 1 more"
    door.show(2, p2="m", p3="w")
    assert (door.alarm.shown, door.alarm.text) == ({3}, "0:06 worn wrong")
    silent = Door(alarm_frame=False).show(5, p1="b")
    assert (silent.alarm.shown, silent.alarm.text) == (frozenset(), "")


def test_labels_that_cause_no_alarm_have_no_clock() -> None:
    door = Door(alarm_no_mask=False).show(5, p1="b", p2="w", p3="m")
    assert door.alarm.clocks == {2: "0:04 worn wrong"}


def test_outside_the_hours_it_does_nothing_and_begins_with_them() -> None:
    start = MONDAY.replace(hour=7, minute=59, second=50)
    door = Door(start, alarm_has_hours=True).show(10, p1="b")
    assert (door.heard_s, door.alarm) == ([], Alarm())
    assert door.show(3, p1="b").heard_s == [10.0]


def test_a_group_that_was_heard_is_heard_again_when_the_next_hours_begin() -> None:
    start = MONDAY.replace(hour=17, minute=59, second=55)
    door = Door(start, alarm_has_hours=True, alarm_no_mask=False, alarm_more_than=1)
    door.show(10, p1="b", p2="b")
    assert door.heard_s == [2.0]
    door.rules.settings = Settings(
        violation_after_s=2.0, alarm_chime=True, alarm_no_mask=False, alarm_more_than=1
    )
    assert door.show(1, p1="b", p2="b").heard_s == [2.0, 10.0]


labels_of_two = st.dictionaries(st.sampled_from(["p1", "p2"]), st.sampled_from("mbwu"))
steps = st.lists(st.tuples(st.integers(1, 60), labels_of_two), max_size=12)


@given(steps)
def test_log_and_sound_agree_whatever_people_do(parts) -> None:
    """Each event is heard when it begins, and nothing else is."""
    door = Door()
    for tenths, labels in parts:
        for _ in range(tenths):
            began, heard = sum(door.began.values()), len(door.heard_s)
            door.show(0.1, **labels)
            is_new = sum(door.began.values()) > began
            assert is_new == (len(door.heard_s) > heard)


def test_what_is_seen_follows_the_settings_and_is_not_heard_again() -> None:
    door = Door().show(3, p1="b", p2="w")
    assert door.rules.look() == replace(door.alarm, is_due=False)
    door.rules.settings = replace(door.settings, alarm_worn_wrong=False)
    assert door.rules.look().text == "0:02 without mask"
    door.rules.settings = replace(door.settings, alarm_frame=False, alarm_chime=False)
    assert door.rules.look() == Alarm()
    door.rules.settings = door.settings
    assert door.show(1, p1="b", p2="w").heard_s == [2.0]


def test_whoever_no_longer_counts_is_not_seen() -> None:
    door = Door().show(3, p1="b", p2="w")
    door.rules.forget([1])
    assert door.rules.look().shown == {2}
    door.rules.forget([2, 3])
    assert door.rules.look() == Alarm()


def test_nothing_is_seen_before_the_first_frame() -> None:
    assert Door().rules.look() == Alarm()
