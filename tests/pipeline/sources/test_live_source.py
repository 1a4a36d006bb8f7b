import threading
from collections.abc import Iterator

import numpy as np
import pytest

from maskapp.errors import SourceError, SourceLostError
from maskapp.pipeline.sources.live_source import LiveSource
from maskapp.records import Image

PATIENCE_S = 10.0
GIVE, NOTHING, HANG, LOSE, BREAK, END = "give", "nothing", "hang", "lose", "break", "end"


class FakeCapture:
    """Does what the test says, step by step, and tells the test when it has done it."""

    fps = 30.0

    def __init__(self) -> None:
        self._steps: list[str] = []
        self._changed = threading.Condition()
        self._done = 0
        self._given = 0
        self.come_back = threading.Event()
        self.opened_by: str | None = None
        self.released_by: str | None = None
        self.released = threading.Event()

    def open(self) -> "FakeCapture":
        self.opened_by = threading.current_thread().name
        return self

    def do(self, *steps: str) -> None:
        """Have these steps done, and wait until the reader has dealt with all but the last."""
        with self._changed:
            self._steps += steps
            target = self._done + len(self._steps)
            self._changed.notify_all()
            assert self._changed.wait_for(lambda: self._done >= target, PATIENCE_S)

    def images(self) -> Iterator[Image | None]:
        while True:
            with self._changed:
                # Nothing to do is "nothing yet", so that the reader sees that it shall stop.
                step = self._steps.pop(0) if self._steps else None
                if step is not None:
                    self._done += 1
                    self._changed.notify_all()
                else:
                    self._changed.wait(0.01)
            if step in (None, NOTHING):
                yield None
            elif step == GIVE:
                yield np.full((4, 6, 3), self._given, np.uint8)
                self._given += 1
            elif step == HANG:
                self.come_back.wait(PATIENCE_S)
            elif step == LOSE:
                raise SourceLostError("cam: unplugged")
            elif step == BREAK:
                raise RuntimeError("a bug")
            else:
                return

    def release(self) -> None:
        self.released_by = threading.current_thread().name
        self.released.set()


@pytest.fixture
def capture() -> Iterator[FakeCapture]:
    fake = FakeCapture()
    fake._steps = [GIVE]
    yield fake
    fake.come_back.set()
    for thread in threading.enumerate():
        if thread.name == "source-reader":
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
    assert fake.opened_by is None or fake.released_by == "source-reader"


def live(capture: FakeCapture, read_timeout_s: float = PATIENCE_S) -> LiveSource:
    return LiveSource("cam", capture.open, open_timeout_s=PATIENCE_S, read_timeout_s=read_timeout_s)


def test_it_says_what_it_is(capture: FakeCapture) -> None:
    with live(capture) as source:
        info = source.info
    assert (info.name, info.width, info.height, info.fps) == ("cam", 6, 4, 30.0)
    assert (info.is_live, info.is_stills, info.frame_count) == (True, False, None)


def test_device_is_opened_and_released_by_the_reading_thread(capture: FakeCapture) -> None:
    with live(capture):
        assert capture.opened_by == "source-reader"
        assert capture.released_by is None
    assert capture.released_by == "source-reader"


def test_only_the_newest_frame_is_kept_and_drops_are_counted(capture: FakeCapture) -> None:
    with live(capture) as source:
        first = source.read()
        capture.do(GIVE, GIVE, GIVE, NOTHING)
        newest = source.read()
        assert first is not None
        assert newest is not None
        assert (first.index, first.time_s) == (0, 0.0)
        assert newest.index == 3
        assert np.all(newest.image == 3)
        assert newest.time_s > first.time_s
        assert source.dropped == 2


def test_read_waits_for_a_frame_that_was_not_read_before(capture: FakeCapture) -> None:
    with live(capture) as source:
        source.read()
        read: list[int] = []
        reader = threading.Thread(target=lambda: read.append(source.read().index))
        reader.start()
        capture.do(GIVE)
        reader.join(PATIENCE_S)
        assert read == [1]


def test_a_device_that_hangs_is_lost_and_may_come_back(capture: FakeCapture) -> None:
    with live(capture, read_timeout_s=0.05) as source:
        source.read()
        capture.do(HANG)
        with pytest.raises(SourceLostError, match=r"^cam: no picture came for 0\.05 s"):
            source.read()
        capture.come_back.set()
        capture.do(GIVE, NOTHING)
        frame = source.read()
        assert frame is not None
        assert frame.index == 1


def test_a_device_that_gives_nothing_is_lost(capture: FakeCapture) -> None:
    with live(capture, read_timeout_s=0.05) as source:
        source.read()
        with pytest.raises(SourceLostError, match="no picture came"):
            source.read()


def test_a_device_that_drops_is_lost_after_its_last_frame(capture: FakeCapture) -> None:
    with live(capture) as source:
        source.read()
        capture.do(GIVE, LOSE)
        frame = source.read()
        assert frame is not None
        assert frame.index == 1
        for _ in range(2):
            with pytest.raises(SourceLostError, match=r"^cam: unplugged$"):
                source.read()
    assert capture.released.is_set()


def test_a_clean_end_is_none(capture: FakeCapture) -> None:
    with live(capture) as source:
        source.read()
        capture.do(END)
        assert source.read() is None
        assert source.read() is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bug_in_the_reading_thread_does_not_pass_for_an_end(capture: FakeCapture) -> None:
    with live(capture) as source:
        source.read()
        capture.do(BREAK)
        with pytest.raises(SourceLostError, match="failed unexpectedly"):
            source.read()
    assert capture.released.is_set()


def test_a_device_that_does_not_open_says_why() -> None:
    def refuse() -> FakeCapture:
        raise SourceError("cam: in use")

    with pytest.raises(SourceError, match=r"^cam: in use$") as raised:
        LiveSource("cam", refuse, open_timeout_s=PATIENCE_S, read_timeout_s=PATIENCE_S)
    assert not isinstance(raised.value, SourceLostError)


def test_a_device_that_ends_without_a_frame_does_not_open(capture: FakeCapture) -> None:
    capture._steps = [END]
    with pytest.raises(SourceError, match=r"^cam: no picture came"):
        live(capture)


def test_opening_times_out_and_the_device_is_released_when_it_comes_back(
    capture: FakeCapture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maskapp.pipeline.sources.live_source._CLOSE_TIMEOUT_S", 0.05)
    come_back = threading.Event()

    def hang() -> FakeCapture:
        come_back.wait(PATIENCE_S)
        return capture.open()

    with pytest.raises(SourceError, match=r"^cam: no picture came within 0\.05 s of opening it"):
        LiveSource("cam", hang, open_timeout_s=0.05, read_timeout_s=PATIENCE_S)
    assert not capture.released.is_set()
    come_back.set()
    assert capture.released.wait(PATIENCE_S)


def test_closing_does_not_wait_for_a_device_that_hangs(
    capture: FakeCapture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maskapp.pipeline.sources.live_source._CLOSE_TIMEOUT_S", 0.05)
    source = live(capture)
    capture.do(HANG)
    source.close()
    assert not capture.released.is_set()
    capture.come_back.set()
    assert capture.released.wait(PATIENCE_S)


def test_closing_ends_a_read_that_waits(capture: FakeCapture) -> None:
    source = live(capture)
    source.read()
    read: list[object] = []
    reader = threading.Thread(target=lambda: read.append(source.read()))
    reader.start()
    source.close()
    reader.join(PATIENCE_S)
    assert read == [None]
    source.close()
    assert source.read() is None
