"""The verdict that is shown, over a sequence of frames."""

from collections.abc import Iterable
from itertools import pairwise

import pytest

from maskapp.gui.preview.steady_verdict import SteadyVerdict
from maskapp.live.verdict import Verdict, verdict_on
from maskapp.records import MaskLabel
from tests.support.clocks import StoppedClock

FRAME_S = 0.04


@pytest.fixture
def steady(clock) -> SteadyVerdict:
    return SteadyVerdict(clock)


def faces(bare: int = 0, masked: int = 0, wrong: int = 0, unclear: int = 0) -> Verdict:
    return verdict_on(
        {
            MaskLabel.WITH_MASK: masked,
            MaskLabel.WITHOUT_MASK: bare,
            MaskLabel.INCORRECT_MASK: wrong,
            MaskLabel.UNCERTAIN: unclear,
        }
    )


def watch(steady: SteadyVerdict, clock: StoppedClock, seen: Iterable[Verdict]) -> list[Verdict]:
    shown = []
    for verdict in seen:
        shown.append(steady.add(verdict))
        clock.now_s += FRAME_S
    return shown


def changes(shown: list[Verdict]) -> int:
    return sum(before != after for before, after in pairwise(shown))


def frames(verdict: Verdict, seconds: float) -> list[Verdict]:
    return [verdict] * round(seconds / FRAME_S)


def test_the_first_verdict_is_shown_at_once(steady, clock) -> None:
    assert watch(steady, clock, [faces(bare=1)]) == [faces(bare=1)]


@pytest.mark.parametrize("blip", [faces(), faces(bare=2), faces(unclear=1), faces(masked=1)])
def test_a_face_lost_or_mistaken_for_a_moment_changes_nothing(steady, clock, blip) -> None:
    seen = frames(faces(bare=1), 2) + frames(blip, 0.2) + frames(faces(bare=1), 2)
    assert set(map(str, watch(steady, clock, seen))) == {str(faces(bare=1))}


def test_a_lasting_change_is_shown_within_half_a_second(steady, clock) -> None:
    watch(steady, clock, frames(faces(masked=1), 3))
    shown = watch(steady, clock, frames(faces(bare=1), 0.5))
    assert shown[0] == faces(masked=1)
    assert shown[-1] == faces(bare=1)


@pytest.mark.parametrize("half_s", [0.04, 0.2, 0.4, 0.7])
def test_it_changes_at_most_once_a_second(steady, clock, half_s) -> None:
    seen = (frames(faces(bare=1), half_s) + frames(faces(masked=1), half_s)) * 40
    shown = watch(steady, clock, seen)
    assert changes(shown) <= len(seen) * FRAME_S


def test_numbers_that_change_all_the_time_do_not_hide_the_label(steady, clock) -> None:
    """In a crowd hardly two frames agree on the numbers."""
    crowd = [faces(bare=1 + n % 7, masked=9 + n % 5) for n in range(100)]
    crowd[50::20] = [faces(masked=12)] * len(crowd[50::20])
    assert {verdict.label for verdict in watch(steady, clock, crowd)} == {MaskLabel.WITHOUT_MASK}


def test_a_source_with_a_frame_every_few_seconds_is_followed(steady, clock) -> None:
    for verdict in (faces(bare=1), faces(), faces(masked=2)):
        assert steady.add(verdict) == verdict
        clock.now_s += 3.0


def test_a_picture_that_stands_has_its_own_verdict(steady, clock) -> None:
    assert steady.settle() is None
    watch(steady, clock, [*frames(faces(masked=1), 2), faces(bare=1)])
    assert steady.settle() == faces(bare=1)


def test_another_source_begins_anew(steady, clock) -> None:
    watch(steady, clock, frames(faces(bare=1), 2))
    steady.clear()
    assert steady.settle() is None
    assert steady.add(faces()) == faces()
