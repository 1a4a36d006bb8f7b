"""How a thread opens, reads and closes a source."""

from maskapp.errors import SourceError, SourceLostError
from maskapp.live.background_task import Failed
from maskapp.live.source_request import SourceRequest
from maskapp.live.source_thread import Arrived, Ended, Lost, Opened, SourceThread
from maskapp.records import SourceInfo
from tests.support.worker_fakes import (
    PATIENCE_S,
    FakeSource,
    Hang,
    live,
    lose,
    make_frames,
)

REQUEST = SourceRequest("clip")


def test_a_source_that_is_away_is_lost_and_one_that_is_wrong_fails(backend, events) -> None:
    for error, event in (
        (SourceLostError("clip: no answer"), Lost("clip: no answer")),
        (SourceError("clip: no video"), Failed("clip: no video")),
    ):
        backend.sources["clip"] = error
        SourceThread(REQUEST, backend, events.report).start()
        assert events.next() == event


def test_reads_a_frame_for_each_request_until_the_end(backend, events) -> None:
    frames = make_frames(2)
    source = backend.sources["clip"] = FakeSource(frames)
    source.dropped, source.problems = 3, ["clip: one frame is damaged"]
    thread = SourceThread(REQUEST, backend, events.report)
    thread.start()
    assert events.next() == Opened(source.info)
    assert source.reads == 0, "nothing is read before a request"
    for frame in frames:
        thread.request()
        arrived = events.next()
        assert isinstance(arrived, Arrived)
        assert arrived.frame is frame
        assert arrived.dropped == 3
    thread.request()
    assert events.next() == Ended(("clip: one frame is damaged",))
    assert source.closed.wait(PATIENCE_S)
    assert backend.requests == [REQUEST]


def test_a_new_frame_of_a_live_source_is_one_that_has_not_arrived_yet(backend, events) -> None:
    for is_live in (True, False):
        source = backend.sources["clip"] = FakeSource(make_frames(2), is_live=is_live)
        thread = SourceThread(REQUEST, backend, events.report)
        thread.start()
        assert isinstance(events.next(), Opened)
        thread.request()
        assert isinstance(events.next(), Arrived)
        assert source.drops == 0
        thread.request(is_new=True)
        assert isinstance(events.next(), Arrived)
        assert source.drops == is_live, "a file has frames that nobody has dropped"
        thread.drop()
        assert thread.wait_closed(PATIENCE_S)


def test_a_source_that_does_not_open_fails_in_its_own_words(backend, events) -> None:
    backend.sources["clip"] = SourceError("clip: there is no such file")
    SourceThread(REQUEST, backend, events.report).start()
    assert events.next() == Failed("clip: there is no such file")


def test_a_lost_source_is_closed(backend, events) -> None:
    source = backend.sources["clip"] = FakeSource(is_live=True, at_end=lose)
    thread = SourceThread(REQUEST, backend, events.report)
    thread.request()
    thread.start()
    assert isinstance(events.next(), Opened)
    assert events.next() == Lost("fake: the cable is out")
    assert source.closed.wait(PATIENCE_S)


def test_a_damaged_file_ends_with_all_its_problems(backend, events) -> None:
    def fail() -> None:
        raise SourceError("clip: cut short")

    source = backend.sources["clip"] = FakeSource(at_end=fail)
    source.problems = ["clip: one frame is damaged"]
    thread = SourceThread(REQUEST, backend, events.report)
    thread.request()
    thread.start()
    assert isinstance(events.next(), Opened)
    assert events.next() == Ended(("clip: one frame is damaged", "clip: cut short"))
    assert source.closed.wait(PATIENCE_S)


def test_an_unexpected_error_while_reading_closes_the_source(backend, events, caplog) -> None:
    source = backend.sources["clip"] = FakeSource(at_end=lambda: 1 / 0)
    thread = SourceThread(REQUEST, backend, events.report)
    thread.request()
    thread.start()
    assert isinstance(events.next(), Opened)
    assert isinstance(events.next(), Failed)
    assert source.closed.wait(PATIENCE_S)
    assert "SourceThread failed unexpectedly" in caplog.text


class TestDrop:
    def test_closes_a_source_that_nobody_reads(self, backend, events) -> None:
        source = backend.sources["clip"] = FakeSource(make_frames(1))
        thread = SourceThread(REQUEST, backend, events.report)
        thread.start()
        assert isinstance(events.next(), Opened)
        thread.drop()
        assert thread.wait_closed(PATIENCE_S)
        assert source.closed.is_set()
        assert source.reads == 0
        assert events.is_empty()

    def test_closes_the_source_after_the_read_in_progress(self, backend, events, hang) -> None:
        source = backend.sources["clip"] = live(hang, frames=0)
        thread = SourceThread(REQUEST, backend, events.report)
        thread.request()
        thread.start()
        assert isinstance(events.next(), Opened)
        assert hang.entered.wait(PATIENCE_S)
        thread.drop()
        assert not thread.wait_closed(0.01)
        assert not source.closed.is_set()
        hang.release.set()
        assert thread.wait_closed(PATIENCE_S)
        assert source.closed.is_set()
        assert events.is_empty()

    def test_closes_a_source_that_opens_too_late(self, backend, events, hang) -> None:
        source = FakeSource(make_frames(1))
        backend.sources["clip"] = lambda: hang() or source
        thread = SourceThread(REQUEST, backend, events.report)
        thread.start()
        assert hang.entered.wait(PATIENCE_S)
        thread.drop()
        assert not thread.wait_closed(0.01)
        hang.release.set()
        assert thread.wait_closed(PATIENCE_S)
        assert source.closed.is_set()
        assert events.is_empty()

    def test_during_the_imports_opens_nothing_and_need_not_be_waited_for(
        self, backend, events, hang
    ) -> None:
        backend.prepare = hang
        thread = SourceThread(REQUEST, backend, events.report)
        thread.start()
        assert hang.entered.wait(PATIENCE_S)
        thread.drop()
        assert thread.wait_closed(0.0)
        hang.release.set()
        assert thread.join(PATIENCE_S)
        assert backend.requests == []


class TestHandover:
    def test_an_earlier_source_is_closed_first(self, backend, events, hang) -> None:
        first = live(hang, frames=0)
        was_closed = []

        def open_again() -> FakeSource:
            was_closed.append(first.closed.is_set())
            return FakeSource()

        backend.sources["clip"] = [first, open_again]
        earlier = SourceThread(REQUEST, backend, events.report)
        earlier.request()
        earlier.start()
        assert hang.entered.wait(PATIENCE_S)
        earlier.drop()
        later = SourceThread(REQUEST, backend, events.report, after=earlier)
        later.start()
        hang.release.set()
        assert isinstance(events.next(), Opened)
        assert isinstance(events.next(), Opened)
        assert was_closed == [True]
        later.drop()

    def test_a_third_source_waits_for_the_first_though_the_second_never_opened(
        self, backend, events
    ) -> None:
        read, close = Hang(), Hang()
        first = live(read, frames=0)
        first.close = close
        backend.sources["clip"] = [first, FakeSource()]
        threads = [SourceThread(REQUEST, backend, events.report)]
        threads[0].request()
        threads[0].start()
        assert read.entered.wait(PATIENCE_S)
        threads[0].drop()
        for _ in range(2):
            threads.append(SourceThread(REQUEST, backend, events.report, after=threads[-1]))
        threads[1].start()
        threads[1].drop()
        assert not threads[1].wait_closed(0.01), "the first source is still open"
        threads[2].start()
        read.release.set()
        assert close.entered.wait(PATIENCE_S)
        assert len(backend.requests) == 1
        close.release.set()
        assert isinstance(events.next(), Opened)
        assert isinstance(events.next(), Opened)
        threads[2].drop()
        assert threads[1].wait_closed(PATIENCE_S)
        assert len(backend.requests) == 2


class TestPictures:
    def test_a_picture_can_be_asked_for_even_after_the_end(self, backend, events):
        source = backend.sources["clip"] = Pictures(make_frames(3))
        thread = SourceThread(REQUEST, backend, events.report)
        thread.start()
        assert isinstance(events.next(), Opened)
        for index in (None, None, None):
            thread.request(index)
            assert events.next().asked is None
        thread.request()
        assert events.next() == Ended(())
        for index in (1, 0, 2):
            thread.request(index)
            arrived = events.next()
            assert (arrived.frame.index, arrived.asked) == (index, index)
        thread.request(7)
        assert events.next() == Ended((), 7)
        assert not source.closed.is_set()
        thread.drop()
        assert thread.wait_closed(PATIENCE_S)
        assert source.closed.is_set()

    def test_only_the_last_of_several_requests_is_answered(self, backend, events):
        backend.sources["clip"] = Pictures(make_frames(5))
        thread = SourceThread(REQUEST, backend, events.report)
        for index in (None, 1, 2, 3, 4):
            thread.request(index)
        thread.start()
        assert isinstance(events.next(), Opened)
        assert events.next().asked == 4
        thread.request()
        assert events.next() == Ended(())
        thread.drop()
        assert thread.wait_closed(PATIENCE_S)


class Pictures(FakeSource):
    """Pictures that can be read in any order."""

    def __init__(self, frames) -> None:
        super().__init__()
        self.info = SourceInfo("door", 0, 0, None, len(frames), is_live=False, is_stills=True)
        self._pictures = frames
        self._at = 0

    def go_to(self, index: int, start: int) -> None:
        self._at = index

    def read(self):
        self._at += 1
        return self._pictures[self._at - 1] if self._at <= len(self._pictures) else None
