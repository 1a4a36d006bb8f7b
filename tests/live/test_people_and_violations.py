"""People, violations and their events in a session."""

import pickle
from datetime import UTC, datetime, timedelta

import pytest

from maskapp.live.people_and_violations import ViolationMonitor
from maskapp.records import MaskLabel
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import make_face

MASK, BARE = MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK
WRONG, UNCERTAIN = MaskLabel.INCORRECT_MASK, MaskLabel.UNCERTAIN

NOON = datetime(2026, 5, 17, 12, tzinfo=UTC)
SETTINGS = Settings(violation_after_s=3.0, violation_cooldown_s=10.0)


def play(
    monitor: ViolationMonitor, labels: dict[int, str], start_s: float, end_s: float
) -> list[float]:
    """Show tracks ten times a second; return the times at which an event began.

    Args:
        monitor: The monitor that counts them.
        labels: For each track, "m", "b", "w" or "u".
        start_s: Time of the first frame.
        end_s: Time of the end, exclusive.
    """
    words = {"m": MASK, "b": BARE, "w": WRONG, "u": UNCERTAIN}
    faces = [make_face(track, words[word]) for track, word in labels.items()]
    began = []
    for tenth in range(round(start_s * 10), round(end_s * 10)):
        changes = monitor.add(faces, tenth / 10, NOON + timedelta(seconds=tenth / 10))
        began += [tenth / 10 for _ in changes.began]
    return began


class TestPeople:
    def test_each_track_counts_once(self):
        monitor = ViolationMonitor(SETTINGS)
        assert (monitor.faces_followed, monitor.masked_share) == (0, None)
        play(monitor, {1: "m", 2: "b"}, 0, 2)
        play(monitor, {2: "b", 3: "m", 4: "w"}, 2, 4)
        assert monitor.faces_followed == 4
        assert monitor.masked_share == 0.5

    def test_the_last_confident_label_counts(self):
        monitor = ViolationMonitor(SETTINGS)
        play(monitor, {1: "b"}, 0, 1)
        play(monitor, {1: "m"}, 1, 2)
        play(monitor, {1: "u"}, 2, 3)
        assert (monitor.faces_followed, monitor.masked_share) == (1, 1.0)

    def test_a_track_that_was_never_confident_does_not_count(self):
        monitor = ViolationMonitor(SETTINGS)
        play(monitor, {1: "u"}, 0, 1)
        assert (monitor.faces_followed, monitor.masked_share) == (0, None)

    def test_people_who_left_long_ago_still_count(self):
        monitor = ViolationMonitor(SETTINGS)
        for minute in range(300):
            play(monitor, {minute + 1: "m"}, minute * 60, minute * 60 + 0.4)
        assert monitor.faces_followed == 300

    def test_what_is_not_established_is_nobody(self):
        monitor = ViolationMonitor(SETTINGS)
        light = make_face(2, BARE, is_established=False)
        for tenth in range(100):
            changes = monitor.add([make_face(1), light], tenth / 10, NOON)
            assert changes.began == ()
        assert (monitor.faces_followed, monitor.masked_share) == (1, 1.0)
        assert (monitor.violations, monitor.running) == (0, ())
        assert {share for _, share in monitor.compliance} == {1.0}
        assert monitor.finish() == ()

    def test_who_is_established_late_has_violated_since_the_first_label(self):
        monitor = ViolationMonitor(SETTINGS)
        for second in range(6):
            monitor.add([make_face(1, BARE, is_established=False)], second, NOON)
        [event] = monitor.add([make_face(1, BARE)], 6, NOON + timedelta(seconds=6)).began
        assert (event.started_at, event.length_s) == (NOON, 6)
        assert (monitor.faces_followed, monitor.violations) == (1, 1)
        assert monitor.forget([1])
        assert monitor.violations == 0

    def test_who_is_forgotten_before_a_violation_was_none(self):
        monitor = ViolationMonitor(SETTINGS)
        play(monitor, {1: "b"}, 0, 4)
        light = make_face(3, BARE, is_established=False)
        for tenth in range(40, 80):
            short = [make_face(2, BARE)] if tenth > 70 else []
            monitor.add([make_face(1, BARE), *short, light], tenth / 10, NOON)
        assert monitor.violations == 1
        assert monitor.forget([2, 3]) == ()
        assert monitor.violations == 1

    def test_memory_does_not_grow_with_the_number_of_tracks(self):
        monitor = ViolationMonitor(SETTINGS)
        sizes = []
        for minute in range(300):
            play(monitor, {minute + 1: "u"}, minute * 60, minute * 60 + 0.3)
            sizes.append(len(pickle.dumps(monitor)))
        assert sizes[-1] < sizes[9] + 50


class TestViolations:
    @pytest.mark.parametrize("word", ["b", "w"])
    def test_begins_after_the_time_of_the_settings(self, word):
        monitor = ViolationMonitor(SETTINGS)
        play(monitor, {1: word, 2: "m"}, 0, 3.0)
        assert monitor.violations == 0
        play(monitor, {1: word, 2: "m"}, 3.0, 3.2)
        assert monitor.violations == 1
        play(monitor, {2: "m"}, 3.2, 3.3)
        assert monitor.violations == 0

    def test_bare_and_wrong_add_up(self):
        monitor = ViolationMonitor(SETTINGS)
        play(monitor, {1: "b"}, 0, 2)
        play(monitor, {1: "w"}, 2, 3.2)
        assert monitor.violations == 1

    def test_a_mask_ends_it(self):
        monitor = ViolationMonitor(SETTINGS)
        play(monitor, {1: "b"}, 0, 2.5)
        play(monitor, {1: "m"}, 2.5, 3.3)
        play(monitor, {1: "b"}, 3.3, 6.1)
        assert monitor.violations == 0
        play(monitor, {1: "b"}, 6.1, 6.6)
        assert monitor.violations == 1

    def test_a_moment_with_a_mask_does_not(self):
        monitor = ViolationMonitor(SETTINGS)
        play(monitor, {1: "b"}, 0, 2.5)
        play(monitor, {1: "m"}, 2.5, 2.9)
        assert monitor.violations == 0
        play(monitor, {1: "b"}, 2.9, 3.7)
        assert monitor.violations == 1

    def test_uncertain_moments_neither_end_nor_prolong_it(self):
        monitor = ViolationMonitor(SETTINGS)
        play(monitor, {1: "b"}, 0, 2)
        play(monitor, {1: "u"}, 2, 30)
        assert monitor.violations == 0
        play(monitor, {1: "b"}, 30, 30.8)
        assert monitor.violations == 0
        play(monitor, {1: "b"}, 30.8, 31.3)
        assert monitor.violations == 1

    def test_the_settings_may_change_in_between(self):
        monitor = ViolationMonitor(SETTINGS)
        play(monitor, {1: "b"}, 0, 1)
        monitor.settings = Settings(violation_after_s=0.5)
        play(monitor, {1: "b"}, 1, 1.1)
        assert monitor.violations == 1


class TestEvents:
    def test_one_per_violation(self):
        monitor = ViolationMonitor(SETTINGS)
        assert play(monitor, {1: "b"}, 0, 60) == [pytest.approx(3.0, abs=0.11)]

    def test_another_violation_after_the_mask_was_on_is_another_one(self):
        monitor = ViolationMonitor(SETTINGS)
        assert len(play(monitor, {1: "b"}, 0, 20)) == 1
        assert play(monitor, {1: "m"}, 20, 21) == []
        assert play(monitor, {1: "w"}, 21, 60) == [pytest.approx(24.0, abs=0.11)]

    def test_an_uncertain_moment_makes_no_other_violation(self):
        monitor = ViolationMonitor(SETTINGS)
        assert len(play(monitor, {1: "b"}, 0, 20)) == 1
        assert play(monitor, {1: "u"}, 20, 25) == []
        assert play(monitor, {1: "b"}, 25, 60) == []

    def test_another_violation_waits_for_the_pause_of_its_track(self):
        monitor = ViolationMonitor(SETTINGS)
        assert play(monitor, {1: "b"}, 0, 4) == [pytest.approx(3.0, abs=0.11)]
        play(monitor, {1: "m"}, 4, 5)
        assert play(monitor, {1: "b"}, 5, 60) == [pytest.approx(13.0, abs=0.11)]

    def test_the_pause_is_only_for_violations_of_the_same_kind(self):
        """Another kind is news, perhaps of somebody else who has got the number."""
        monitor = ViolationMonitor(SETTINGS)
        assert play(monitor, {1: "b"}, 0, 4) == [pytest.approx(3.0, abs=0.11)]
        play(monitor, {1: "m"}, 4, 5)
        assert play(monitor, {1: "w"}, 5, 8.5) == [pytest.approx(8.0, abs=0.11)]
        play(monitor, {1: "m"}, 8.5, 9.5)
        assert play(monitor, {1: "b"}, 9.5, 12.9) == []
        assert play(monitor, {1: "b"}, 12.9, 14) == [pytest.approx(13.0, abs=0.11)]

    def test_the_pause_is_for_the_label_that_a_violation_has_longest(self):
        monitor = ViolationMonitor(SETTINGS)
        assert len(play(monitor, {1: "b"}, 0, 4)) == 1
        play(monitor, {1: "m"}, 4, 5)
        play(monitor, {1: "w"}, 5, 6)
        assert play(monitor, {1: "b"}, 6, 12.9) == []

    def test_no_event_begins_with_a_face_that_is_missed(self):
        monitor = ViolationMonitor(SETTINGS)
        play(monitor, {1: "b"}, 0, 4)
        play(monitor, {1: "m"}, 4, 5)
        assert play(monitor, {1: "b"}, 5, 12.9) == []
        missed = make_face(1, BARE, missed=True)
        for tenth in range(129, 133):
            assert not monitor.add([missed], tenth / 10, NOON + timedelta(seconds=tenth / 10)).began
        assert play(monitor, {1: "b"}, 13.3, 14) == [13.3]

    def test_everybody_has_their_own(self):
        monitor = ViolationMonitor(SETTINGS)
        assert play(monitor, {1: "b", 2: "w", 3: "m"}, 0, 60) == [
            pytest.approx(3.0, abs=0.11), pytest.approx(3.0, abs=0.11),
        ]  # fmt: skip

    def test_the_pause_of_one_track_does_not_hold_up_another(self):
        monitor = ViolationMonitor(SETTINGS)
        assert len(play(monitor, {1: "b"}, 0, 5)) == 1
        assert play(monitor, {1: "b", 2: "b"}, 5, 40) == [pytest.approx(8.0, abs=0.11)]

    def test_an_outage_extends_no_violation(self):
        monitor = ViolationMonitor(SETTINGS)
        play(monitor, {1: "b"}, 0, 1)
        assert play(monitor, {1: "b"}, 5, 5.3) == []
        assert monitor.violations == 0
