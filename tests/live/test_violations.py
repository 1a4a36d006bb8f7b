"""What is counted over a session."""

import sys
from itertools import product

import pytest

from maskapp.live.violations import COMPLIANCE_POINTS, Session
from maskapp.records import MaskLabel
from maskapp.settings import Settings
from tests.support.worker_fakes import make_face

MASK, BARE = MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK
WRONG, UNSURE = MaskLabel.INCORRECT_MASK, MaskLabel.UNCERTAIN

SETTINGS = Settings(violation_after_s=3.0, violation_cooldown_s=10.0)


def play(session: Session, labels: dict[int, str], start_s: float, end_s: float) -> list[float]:
    """Show tracks ten times a second; returns the times at which a snapshot was due.

    Args:
        session: To show them to.
        labels: For each track, "m", "b", "w" or "u".
        start_s: Of the first frame.
        end_s: Exclusive.
    """
    words = {"m": MASK, "b": BARE, "w": WRONG, "u": UNSURE}
    faces = [make_face(track, words[word]) for track, word in labels.items()]
    due = []
    for tenth in range(round(start_s * 10), round(end_s * 10)):
        if session.add(faces, tenth / 10):
            due.append(tenth / 10)
    return due


class TestPeople:
    def test_each_track_counts_once(self):
        session = Session(SETTINGS)
        assert (session.people_seen, session.masked_share) == (0, None)
        play(session, {1: "m", 2: "b"}, 0, 2)
        play(session, {2: "b", 3: "m", 4: "w"}, 2, 4)
        assert session.people_seen == 4
        assert session.masked_share == 0.5

    def test_the_last_sure_label_counts(self):
        session = Session(SETTINGS)
        play(session, {1: "b"}, 0, 1)
        play(session, {1: "m"}, 1, 2)
        play(session, {1: "u"}, 2, 3)
        assert (session.people_seen, session.masked_share) == (1, 1.0)

    def test_whom_nobody_could_judge_does_not_count(self):
        session = Session(SETTINGS)
        play(session, {1: "u"}, 0, 1)
        assert (session.people_seen, session.masked_share) == (0, None)

    def test_memory_does_not_grow_with_the_people(self):
        session = Session(SETTINGS)
        for minute in range(300):
            play(session, {minute + 1: "m"}, minute * 60, minute * 60 + 0.3)
        assert session.people_seen == 300
        assert sys.getsizeof(session._people) < 1000


class TestViolations:
    @pytest.mark.parametrize("word", ["b", "w"])
    def test_begins_after_the_time_of_the_settings(self, word):
        session = Session(SETTINGS)
        play(session, {1: word, 2: "m"}, 0, 3.0)
        assert session.violations == 0
        play(session, {1: word, 2: "m"}, 3.0, 3.2)
        assert session.violations == 1
        play(session, {2: "m"}, 3.2, 3.3)
        assert session.violations == 0

    def test_bare_and_wrong_add_up(self):
        session = Session(SETTINGS)
        play(session, {1: "b"}, 0, 2)
        play(session, {1: "w"}, 2, 3.2)
        assert session.violations == 1

    def test_a_mask_ends_it(self):
        session = Session(SETTINGS)
        play(session, {1: "b"}, 0, 2.5)
        play(session, {1: "m"}, 2.5, 2.7)
        play(session, {1: "b"}, 2.7, 5.5)
        assert session.violations == 0
        play(session, {1: "b"}, 5.5, 6)
        assert session.violations == 1

    def test_uncertain_moments_neither_end_nor_prolong_it(self):
        session = Session(SETTINGS)
        play(session, {1: "b"}, 0, 2)
        play(session, {1: "u"}, 2, 30)
        assert session.violations == 0
        play(session, {1: "b"}, 30, 30.8)
        assert session.violations == 0
        play(session, {1: "b"}, 30.8, 31.3)
        assert session.violations == 1

    def test_the_settings_may_change_meanwhile(self):
        session = Session(SETTINGS)
        play(session, {1: "b"}, 0, 1)
        session.settings = Settings(violation_after_s=0.5)
        play(session, {1: "b"}, 1, 1.1)
        assert session.violations == 1


class TestAutomaticSnapshots:
    def test_one_for_a_track(self):
        session = Session(SETTINGS)
        assert play(session, {1: "b"}, 0, 60) == [pytest.approx(3.0, abs=0.11)]
        play(session, {1: "m"}, 60, 61)
        assert play(session, {1: "b"}, 61, 90) == []

    def test_one_shows_everybody_who_is_violating(self):
        session = Session(SETTINGS)
        assert len(play(session, {1: "b", 2: "w", 3: "m"}, 0, 60)) == 1

    def test_others_wait_for_the_end_of_the_pause(self):
        session = Session(SETTINGS)
        first = play(session, {1: "b"}, 0, 5)
        second = play(session, {1: "b", 2: "b", 3: "w"}, 5, 40)
        assert [*first, *second] == [
            pytest.approx(3.0, abs=0.11), pytest.approx(13.0, abs=0.11),
        ]  # fmt: skip

    def test_without_a_pause_each_comes_at_once(self):
        session = Session(Settings(violation_after_s=3.0, violation_cooldown_s=0.0))
        play(session, {1: "b"}, 0, 1)
        assert len(play(session, {1: "b", 2: "b"}, 1, 10)) == 2

    def test_none_where_the_settings_say_so(self):
        session = Session(Settings(automatic_snapshots=False))
        assert play(session, {1: "b"}, 0, 30) == []
        assert session.violations == 1


class TestCompliance:
    def test_is_the_share_masked_of_the_sure_faces_in_each_second(self):
        session = Session(SETTINGS)
        play(session, {1: "m", 2: "b", 3: "u"}, 0, 1)
        play(session, {1: "m", 2: "m", 3: "w"}, 1, 2)
        play(session, {1: "m"}, 2, 2.1)
        assert session.compliance == ((0.5, 0.5), (1.5, pytest.approx(2 / 3)))

    def test_has_a_gap_where_nobody_was_seen(self):
        session = Session(SETTINGS)
        play(session, {1: "m"}, 0, 1)
        play(session, {2: "u"}, 1, 2)
        play(session, {}, 2, 7)
        play(session, {1: "b"}, 7, 9)
        assert session.compliance == ((0.5, 1.0), (7.5, 0.0))

    @pytest.mark.parametrize("every_s", [1, 2, 7])
    def test_long_sessions_are_told_more_coarsely(self, every_s):
        session = Session(SETTINGS)
        for hour, second in product(range(10), range(0, 3600, every_s)):
            label = BARE if hour < 5 else MASK
            session.add([make_face(1, label)], hour * 3600 + second)
            assert len(session.compliance) <= COMPLIANCE_POINTS
        times, shares = zip(*session.compliance, strict=True)
        assert len(times) > COMPLIANCE_POINTS / 4
        assert list(times) == sorted(set(times))
        assert times[-1] > 35_000
        # Five hours bare, five hours masked; at most one interval has a part of both.
        assert sum(share not in {0.0, 1.0} for share in shares) <= 1
        assert list(shares) == sorted(shares)
        assert sum(shares) / len(shares) == pytest.approx(0.5, abs=0.01)
