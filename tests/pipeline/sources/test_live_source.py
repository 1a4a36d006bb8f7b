import signal
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from maskapp.errors import SourceError, SourceLostError
from maskapp.pipeline.sources.live_source import LiveSource
from tests.support.fake_capture import CRASH, END, HANG, LOSE, NOTHING, SEND, FakeCapture
from tests.support.worker_fakes import PATIENCE_S


@pytest.fixture
def capture() -> Iterator[FakeCapture]:
    fake = FakeCapture(SEND)
    yield fake
    fake.recovered.set()
    for thread in threading.enumerate():
        if thread.name == "LiveSource":
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
    assert fake.opened_by is None or fake.released_by == "LiveSource"


def live(capture: FakeCapture, read_timeout_s: float = PATIENCE_S) -> LiveSource:
    return LiveSource(
        "cam", "camera:cam", capture.open, open_timeout_s=PATIENCE_S, read_timeout_s=read_timeout_s
    )


def test_the_properties_are_those_of_the_capture(capture: FakeCapture) -> None:
    with live(capture) as source:
        info = source.info
    assert (info.name, info.width, info.height, info.fps) == ("cam", 6, 4, 30.0)
    assert (info.is_live, info.is_stills, info.frame_count) == (True, False, None)


def test_the_device_is_opened_and_released_by_the_reading_thread(capture: FakeCapture) -> None:
    with live(capture):
        assert capture.opened_by == "LiveSource"
        assert capture.released_by is None
    assert capture.released_by == "LiveSource"


def test_only_the_newest_frame_is_kept_and_drops_are_counted(capture: FakeCapture) -> None:
    with live(capture) as source:
        first = source.read()
        capture.do(SEND, SEND, SEND, NOTHING)
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
        capture.do(SEND)
        reader.join(PATIENCE_S)
        assert read == [1]


def test_a_frame_that_waits_can_be_dropped(capture: FakeCapture) -> None:
    with live(capture, read_timeout_s=0.05) as source:
        source.read()
        capture.do(SEND, NOTHING)
        source.drop_waiting()
        assert source.dropped == 1
        with pytest.raises(SourceLostError, match="no frame arrived"):
            source.read()
        source.drop_waiting()
        assert source.dropped == 1
        capture.do(SEND, NOTHING)
        frame = source.read()
        assert frame is not None
        assert frame.index == 2


def test_a_device_that_hangs_is_lost_and_can_recover(capture: FakeCapture) -> None:
    with live(capture, read_timeout_s=0.05) as source:
        source.read()
        capture.do(HANG)
        with pytest.raises(SourceLostError, match=r"^cam: no frame arrived for 0\.05 s"):
            source.read()
        capture.recovered.set()
        capture.do(SEND, NOTHING)
        frame = source.read()
        assert frame is not None
        assert frame.index == 1


def test_a_device_that_sends_nothing_is_lost(capture: FakeCapture) -> None:
    with live(capture, read_timeout_s=0.05) as source:
        source.read()
        with pytest.raises(SourceLostError, match="no frame arrived"):
            source.read()


def test_an_unplugged_device_is_lost_after_its_last_frame(capture: FakeCapture) -> None:
    with live(capture) as source:
        source.read()
        capture.do(SEND, LOSE)
        frame = source.read()
        assert frame is not None
        assert frame.index == 1
        for _ in range(2):
            with pytest.raises(SourceLostError, match=r"^cam: unplugged$"):
                source.read()
    assert capture.released.is_set()


def test_a_regular_end_is_none(capture: FakeCapture) -> None:
    with live(capture) as source:
        source.read()
        capture.do(END)
        assert source.read() is None
        assert source.read() is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_crash_of_the_reading_thread_is_not_a_regular_end(capture: FakeCapture) -> None:
    with live(capture) as source:
        source.read()
        capture.do(CRASH)
        with pytest.raises(SourceLostError, match="an unexpected error occurred"):
            source.read()
    assert capture.released.is_set()


def test_the_reason_why_a_device_cannot_be_opened_is_raised() -> None:
    def refuse() -> FakeCapture:
        raise SourceError("cam: in use")

    with pytest.raises(SourceError, match=r"^cam: in use$") as raised:
        LiveSource(
            "cam", "camera:cam", refuse, open_timeout_s=PATIENCE_S, read_timeout_s=PATIENCE_S
        )
    assert not isinstance(raised.value, SourceLostError)


def test_a_device_that_ends_without_a_frame_cannot_be_opened(capture: FakeCapture) -> None:
    capture._steps = [END]
    with pytest.raises(SourceError, match=r"^cam: no frame arrived"):
        live(capture)


def test_opening_times_out_and_the_device_is_released_once_it_responds(
    capture: FakeCapture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maskapp.pipeline.sources.live_source._CLOSE_TIMEOUT_S", 0.05)
    recovered = threading.Event()

    def hang() -> FakeCapture:
        recovered.wait(PATIENCE_S)
        return capture.open()

    with pytest.raises(SourceError, match=r"^cam: no frame arrived within 0\.05 s of opening it"):
        LiveSource("cam", "camera:cam", hang, open_timeout_s=0.05, read_timeout_s=PATIENCE_S)
    assert not capture.released.is_set()
    recovered.set()
    assert capture.released.wait(PATIENCE_S)


def test_closing_does_not_wait_for_a_device_that_hangs(
    capture: FakeCapture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maskapp.pipeline.sources.live_source._CLOSE_TIMEOUT_S", 0.05)
    source = live(capture)
    capture.do(HANG)
    source.close()
    assert not capture.released.is_set()
    capture.recovered.set()
    assert capture.released.wait(PATIENCE_S)


def test_a_waiting_read_can_be_ended_before_the_device_responds(
    capture: FakeCapture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maskapp.pipeline.sources.live_source._CLOSE_TIMEOUT_S", 0.05)
    with live(capture) as source:
        source.read()
        capture.do(HANG)
        read: list[object] = []
        reader = threading.Thread(target=lambda: read.append(source.read()))
        reader.start()
        source.stop_reading()
        reader.join(PATIENCE_S)
        assert read == [None]
        assert not capture.released.is_set()


def test_a_signal_ends_a_read_of_its_own_thread(capture: FakeCapture) -> None:
    with live(capture) as source:
        source.read()
        before = signal.signal(signal.SIGINT, lambda *_: source.stop_reading())
        timer = threading.Timer(0.05, signal.raise_signal, [signal.SIGINT])
        try:
            timer.start()
            assert source.read() is None
        finally:
            timer.join()
            signal.signal(signal.SIGINT, before)


def test_closing_ends_a_waiting_read(capture: FakeCapture) -> None:
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
