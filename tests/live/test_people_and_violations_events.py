"""The events of a session: when they begin and end, how long they are, and how they end."""

import itertools
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskapp.live.people_and_violations import ViolationMonitor
from maskapp.outputs.violation_event import EventEnding, ViolationEvent
from maskapp.records import VIOLATION_LABELS, MaskLabel
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import make_face

NOON = datetime(2026, 5, 17, 12, tzinfo=UTC)
WORDS = {
    "m": MaskLabel.WITH_MASK,
    "b": MaskLabel.WITHOUT_MASK,
    "w": MaskLabel.INCORRECT_MASK,
    "u": MaskLabel.UNCERTAIN,
}


class Scene:
    """Shows faces to a monitor, ten frames per second.

    Attributes:
        ended: All events that have ended, in order.
    """

    def __init__(self) -> None:
        self.monitor = ViolationMonitor(Settings(violation_after_s=2.0, violation_cooldown_s=4.0))
        self.ended: list[ViolationEvent] = []
        self._tenths = 0

    def show(self, seconds: float, **labels: str) -> "Scene":
        """Show faces, named `p1` and so on, with these labels; "b-" is one that is missed."""
        faces = [
            make_face(int(name[1:]), WORDS[word[0]], missed=word.endswith("-"))
            for name, word in labels.items()
        ]
        for _ in range(round(seconds * 10)):
            time_s = self._tenths / 10
            at = NOON + timedelta(seconds=time_s)
            self.ended += self.monitor.add(faces, time_s, at).ended
            self._tenths += 1
        return self

    def wait(self, seconds: float) -> "Scene":
        """Show no frame at all."""
        self._tenths += round(seconds * 10)
        return self

    def finish(self) -> "Scene":
        self.ended += self.monitor.finish()
        return self


def event(start_s, length_s, ending, label=MaskLabel.WITHOUT_MASK, person=1) -> ViolationEvent:
    started_at = NOON + timedelta(seconds=start_s)
    return ViolationEvent(person, label, started_at, pytest.approx(length_s), ending)


def test_it_lasts_from_the_first_bare_frame_until_the_mask_is_on():
    scene = Scene().show(1, p1="m").show(4, p1="b").show(1, p1="m")
    assert scene.ended == [event(1.0, 4.0, EventEnding.PUT_ON)]


def test_somebody_masked_for_a_moment_at_last_has_left():
    scene = Scene().show(3, p1="b", p2="m").show(0.4, p1="m", p2="m").show(7, p2="m")
    assert scene.ended == [event(0.0, 2.9, EventEnding.LEFT)]


def test_a_moment_with_a_mask_ends_nothing():
    scene = Scene().show(3, p1="b").show(0.4, p1="m").show(2, p1="b").show(1, p1="m")
    assert scene.ended == [event(0.0, 5.4, EventEnding.PUT_ON)]


def test_uncertain_moments_do_not_confirm_a_mask():
    scene = Scene().show(3, p1="b").show(0.1, p1="m").show(2, p1="u")
    assert scene.ended == []
    scene.show(0.1, p1="m")
    assert scene.ended == [event(0.0, 3.0, EventEnding.PUT_ON)]


def test_somebody_who_goes_has_left_when_last_seen():
    scene = Scene().show(3, p1="b", p2="m").show(7, p2="m")
    assert scene.ended == [event(0.0, 2.9, EventEnding.LEFT)]


def test_somebody_who_goes_has_left_when_last_detected():
    scene = Scene().show(3, p1="b", p2="m").show(0.4, p1="b-", p2="m").show(7, p2="m")
    assert scene.ended == [event(0.0, 2.9, EventEnding.LEFT)]
    staying = Scene().show(3, p1="b").show(0.4, p1="b-").finish()
    assert staying.ended == [event(0.0, 2.9, EventEnding.SOURCE_ENDED)]


def test_what_is_only_predicted_of_a_violation_makes_no_event():
    scene = Scene().show(1.9, p1="b").show(0.4, p1="b-")
    assert (scene.monitor.ongoing, scene.monitor.violations) == ((), 0)
    assert scene.finish().ended == []


def test_a_face_that_is_missed_for_a_moment_violates_meanwhile():
    scene = Scene().show(1.5, p1="b").show(0.4, p1="b-")
    [running] = scene.monitor.running
    assert running.unseen_s == pytest.approx(0.4)
    scene.show(0.3, p1="b")
    assert scene.monitor.ongoing == (event(0.0, 2.1, None),)
    scene.show(0.4, p1="b-")
    assert scene.monitor.violations == 1, "it is still shown as one"
    assert scene.monitor.ongoing == (event(0.0, 2.1, None),)


def test_a_mask_is_put_on_once_it_was_detected_for_long_enough():
    scene = Scene().show(3, p1="b", p2="m").show(0.4, p1="m", p2="m").show(0.4, p1="m-", p2="m")
    assert scene.ended == []
    assert scene.show(7, p2="m").ended == [event(0.0, 2.9, EventEnding.LEFT)]


def test_a_face_that_comes_back_soon_goes_on():
    scene = Scene().show(3, p1="b").show(5, p2="m").show(2, p1="b").show(1, p1="m")
    assert scene.ended == [event(0.0, 10.0, EventEnding.PUT_ON)]


def test_the_end_of_the_source_ends_it():
    scene = Scene().show(3, p1="b").finish()
    assert scene.ended == [event(0.0, 2.9, EventEnding.SOURCE_ENDED)]
    assert scene.finish().ended == scene.ended, "once"


def test_somebody_who_went_before_the_end_has_left():
    scene = Scene().show(3, p1="b", p2="b").show(2, p2="b").finish()
    assert scene.ended == [
        event(0.0, 2.9, EventEnding.LEFT),
        event(0.0, 4.9, EventEnding.SOURCE_ENDED, person=2),
    ]


def test_a_long_outage_ends_it_like_the_end_of_the_source():
    scene = Scene().show(3, p1="b").wait(100).show(1, p2="m")
    assert scene.ended == [event(0.0, 2.9, EventEnding.SOURCE_ENDED)]


def test_a_short_violation_is_none():
    assert Scene().show(1.9, p1="b").show(1, p1="m").finish().ended == []


def test_uncertain_at_the_end_is_not_part_of_it():
    scene = Scene().show(3, p1="b").show(20, p1="u").show(7, p2="m")
    assert scene.ended == [event(0.0, 2.9, EventEnding.LEFT)]


@pytest.mark.parametrize(
    ("bare_s", "label"), [(1.0, MaskLabel.INCORRECT_MASK), (4.0, MaskLabel.WITHOUT_MASK)]
)
def test_its_label_is_the_one_that_lasted_longest(bare_s, label):
    scene = Scene().show(bare_s, p1="b").show(2, p1="w").finish()
    assert [each.label for each in scene.ended] == [label]


def test_what_goes_on_is_known_with_its_length_so_far():
    scene = Scene().show(2, p1="b")
    assert scene.monitor.ongoing == ()
    assert scene.monitor.unmasked == {1}
    scene.show(3, p1="b", p2="m")
    assert scene.monitor.ongoing == (event(0.0, 4.9, None),)
    scene.show(1, p1="m")
    assert (scene.monitor.ongoing, scene.monitor.unmasked) == ((), frozenset())


labels = st.sampled_from(["m", "b", "w", "u", "m-", "b-", ""])
steps = st.tuples(st.sampled_from([0.0, 0.1, 0.5, 1.0, 2.0, 5.0, 8.0]), labels, labels)


@given(st.lists(steps, max_size=60))
def test_events_of_any_scene_end_once_and_never_overlap(frames):
    monitor = ViolationMonitor(Settings(violation_after_s=0.5, violation_cooldown_s=1.0))
    began, ended, time_s = [], [], 0.0
    for step_s, *words in frames:
        time_s += step_s
        faces = [
            make_face(i, WORDS[word[0]], missed=word.endswith("-"))
            for i, word in enumerate(words, 1)
            if word
        ]
        changes = monitor.add(faces, time_s, NOON + timedelta(seconds=time_s))
        began += changes.began
        ended += changes.ended
        assert {each.key for each in monitor.ongoing} == {each.key for each in began} - {
            each.key for each in ended
        }
    ended += monitor.finish()
    begins_s = defaultdict(list)
    for each in began:
        begins_s[each.person, each.label].append(
            (each.started_at - NOON).total_seconds() + each.length_s
        )
    for times_s in begins_s.values():
        for first_s, second_s in itertools.pairwise(times_s):
            assert second_s - first_s >= 1.0 - 1e-3, "the pause"
    assert sorted(each.key for each in began) == sorted(each.key for each in ended)
    of_person = defaultdict(list)
    for each in sorted(ended, key=lambda each: each.started_at):
        assert each.length_s >= 0.0
        assert each.label in VIOLATION_LABELS
        assert each.ending is not None
        assert each.started_at + timedelta(seconds=each.length_s) <= NOON + timedelta(
            seconds=time_s + 1e-3
        )
        of_person[each.person].append(each)
    for events in of_person.values():
        for first, second in itertools.pairwise(events):
            assert first.started_at + timedelta(seconds=first.length_s) <= second.started_at


def test_a_violation_runs_from_its_first_moment_until_the_mask_is_on() -> None:
    scene = Scene().show(1, p1="m").show(0.1, p1="b")
    [first] = scene.monitor.running
    assert (first.person, first.label, first.is_event) == (1, MaskLabel.WITHOUT_MASK, False)
    assert (first.started_at, first.length_s) == (NOON + timedelta(seconds=1), 0)
    scene.show(3, p1="w")
    [later] = scene.monitor.running
    assert (later.label, later.is_event) == (MaskLabel.INCORRECT_MASK, True)
    assert later.length_s == pytest.approx(3.0)
    assert sum(later.lasted_s.values()) == pytest.approx(3.0)
    scene.show(1, p1="u")
    [unclear] = scene.monitor.running
    assert unclear.label is MaskLabel.INCORRECT_MASK
    assert (unclear.length_s, unclear.unseen_s) == (pytest.approx(4.0), pytest.approx(1.0))
    scene.show(0.1, p1="m")
    [ending] = scene.monitor.running
    assert ending.label is MaskLabel.WITH_MASK
    scene.show(0.7, p1="m")
    assert scene.monitor.running == ()


def test_who_is_forgotten_has_left_and_is_no_violation_any_more():
    scene = Scene().show(5, p1="b", p2="b", p3="m")
    assert scene.monitor.violations == 2
    assert scene.monitor.forget([1, 3, 7]) == (event(0.0, 4.9, EventEnding.LEFT),)
    assert (scene.monitor.violations, scene.monitor.unmasked) == (1, {2})
    assert scene.monitor.forget([1]) == ()


def test_the_pause_holds_for_the_label_that_an_event_has_had_longest_at_its_end() -> None:
    """It begins worn wrong, and is mostly bare: being bare again is the same within the pause."""
    scene = Scene()
    scene.monitor.settings = Settings(violation_after_s=2.0, violation_cooldown_s=60.0)
    scene.show(2.5, p1="w").show(10, p1="b").show(2, p1="m").show(10, p1="b").finish()
    assert [event.label for event in scene.ended] == [MaskLabel.WITHOUT_MASK]
