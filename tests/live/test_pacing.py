"""How frames are paced and session times computed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskapp.live.pacing import Pace, SessionClock


class TestPace:
    def test_plays_at_the_pace_of_the_file(self):
        pace = Pace()
        assert pace.wait_s(0.0, 100.0) == 0.0
        assert pace.wait_s(0.04, 100.01) == pytest.approx(0.03)
        assert pace.wait_s(5.0, 100.05) == pytest.approx(4.95)

    def test_makes_up_for_a_small_delay(self):
        pace = Pace()
        pace.wait_s(0.0, 100.0)
        assert pace.wait_s(0.04, 100.09) == 0.0
        assert pace.wait_s(0.12, 100.1) == pytest.approx(0.02)

    def test_does_not_rush_after_a_long_one(self):
        pace = Pace()
        pace.wait_s(0.0, 100.0)
        assert pace.wait_s(0.04, 107.0) == 0.0
        assert pace.wait_s(0.08, 107.0) == pytest.approx(0.04)

    def test_restarts_after_a_pause(self):
        pace = Pace()
        pace.wait_s(0.0, 100.0)
        pace.restart()
        assert pace.wait_s(3.0, 100.0) == 0.0


def test_pauses_do_not_count_in_a_session_but_outages_do():
    clock = SessionClock()
    assert clock.session_s(10.0) == 10.0
    clock.skip_pause(5.0)
    assert clock.session_s(16.0) == 11.0
    clock.add_outage(30.0)
    assert clock.session_s(0.0) == 41.0
    assert clock.session_s(2.0) == 43.0


def test_a_frame_from_early_in_a_pause_does_not_set_a_session_back():
    clock = SessionClock()
    clock.session_s(10.0)
    clock.skip_pause(60.0)
    assert clock.session_s(12.0) == 10.0
    assert clock.session_s(12.5) == 10.5
    clock.add_outage(3.0)
    assert clock.session_s(0.0) == 13.5


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["frame", "pause", "outage"]),
            st.floats(0, 1e5, allow_subnormal=False),
        )
    )
)
def test_the_time_of_a_session_never_goes_back(steps):
    clock, source_s, times_s = SessionClock(), 0.0, [0.0]
    for kind, length_s in steps:
        if kind == "frame":
            source_s += length_s
            times_s.append(clock.session_s(source_s))
        elif kind == "pause":
            clock.skip_pause(length_s)
        else:
            source_s = 0.0
            clock.add_outage(length_s)
    assert times_s == sorted(times_s)
