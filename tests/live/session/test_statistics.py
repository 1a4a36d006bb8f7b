"""How rates, latency and drops are measured, at times that the tests choose."""

import pytest

from maskapp.live.people_and_violations import ViolationMonitor
from maskapp.live.session.statistics import ArrivalClock, RateMeter, StatisticsMeter
from maskapp.live.source_thread import Arrived
from maskapp.live.verdict import verdict_on, verdict_text
from maskapp.records import Frame, MaskLabel, SourceInfo
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import make_face, make_frames


def test_arrivals_are_estimated_by_the_frame_that_was_read_soonest():
    clock = ArrivalClock()
    assert clock.arrived_s(0.0, 1000.7) == 1000.7  # it had waited for 0.7 s
    assert clock.arrived_s(0.9, 1000.9) == pytest.approx(1000.9)
    assert clock.arrived_s(1.0, 1001.5) == pytest.approx(1001.0)


def test_rates_are_those_of_the_last_two_seconds():
    rate = RateMeter()
    assert rate.per_s is None
    rate.add(0, 0.0)
    assert rate.per_s is None
    for i in range(1, 200):
        rate.add(i * 3, i * 0.1)
    assert rate.per_s == pytest.approx(30.0)
    for i in range(30):
        rate.add(600, 20.0 + i * 0.1)
    assert rate.per_s == 0.0


def test_frames_that_come_at_once_tell_no_rate():
    rate = RateMeter()
    rate.add(1, 10.0)
    rate.add(2, 10.001)
    assert rate.per_s is None
    rate.add(3, 10.5)
    assert rate.per_s == pytest.approx(4.0)
    rate.add(4, 15.0)  # after a stall
    rate.add(5, 15.001)
    assert rate.per_s < 1.0


class TestStatisticsMeter:
    LIVE = SourceInfo("camera", 32, 24, 30.0, None, is_live=True, is_stills=False)
    FILE = SourceInfo("film", 32, 24, 25.0, 100, is_live=False, is_stills=False)

    @pytest.fixture
    def now(self) -> dict:
        return {"s": 100.0}

    @pytest.fixture
    def meter(self, now) -> StatisticsMeter:
        return StatisticsMeter(ViolationMonitor(Settings()), lambda: now["s"])

    def play(self, meter, now, indices, *, fps=30.0, processing_s=0.02, dropped=0) -> None:
        start_s = now["s"]
        image = make_frames(1)[0].image
        for i in indices:
            read_at_s = start_s + i / fps
            now["s"] = read_at_s + processing_s
            frame = Frame(image, index=i, time_s=i / fps)
            meter.frame_done(Arrived(frame, read_at_s, dropped), read_at_s)

    def test_measures_the_rate_of_a_live_source_with_its_dropped_frames(self, meter, now):
        meter.begin(self.LIVE)
        self.play(meter, now, range(0, 300, 3), dropped=7)
        statistics = meter.statistics(())
        assert statistics.source_fps == pytest.approx(30.0)
        assert statistics.processing_fps == pytest.approx(10.0)
        assert statistics.latency_ms == pytest.approx(20.0)
        assert statistics.dropped == 7

    def test_knows_no_rate_from_a_single_frame(self, meter, now):
        meter.begin(self.FILE)
        self.play(meter, now, range(1))
        assert meter.statistics(()).processing_fps is None

    def test_states_the_rate_of_a_file(self, meter, now):
        meter.begin(self.FILE)
        self.play(meter, now, range(100), fps=12.5)
        statistics = meter.statistics(())
        assert statistics.source_fps == 25.0
        assert statistics.processing_fps == pytest.approx(12.5)

    def test_drops_add_up_over_outages_and_not_in_pauses(self, meter, now):
        meter.begin(self.LIVE)
        self.play(meter, now, range(3), dropped=4)
        meter.begin(self.LIVE)
        self.play(meter, now, range(3), dropped=2)
        meter.skip_pause()
        self.play(meter, now, range(3, 4), dropped=500)
        assert meter.statistics(()).dropped == 6
        self.play(meter, now, range(4, 6), dropped=501)
        assert meter.statistics(()).dropped == 7

    def test_leaves_out_what_is_not_established(self, meter, now):
        meter.begin(self.FILE)
        light = make_face(2, MaskLabel.WITHOUT_MASK, is_established=False)
        statistics = meter.statistics((make_face(1), light))
        assert [row.track for row in statistics.faces] == [1]
        assert verdict_text(verdict_on(statistics.counts)) == "All masked"

    def test_lists_the_faces(self, meter, now):
        meter.begin(self.FILE)
        faces = (make_face(3), make_face(5, MaskLabel.UNCERTAIN, age_s=2.5))
        statistics = meter.statistics(faces)
        assert [(row.track, row.in_view_s) for row in statistics.faces] == [(3, 1.0), (5, 2.5)]
        assert statistics.counts == {
            MaskLabel.WITH_MASK: 1,
            MaskLabel.WITHOUT_MASK: 0,
            MaskLabel.INCORRECT_MASK: 0,
            MaskLabel.UNCERTAIN: 1,
        }
