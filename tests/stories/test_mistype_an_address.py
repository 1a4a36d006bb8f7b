"""Someone watches a stream, mistypes the address of another one, and then gets it right."""

import threading

from maskapp.errors import SourceError, SourceLostError
from tests.support.window_helpers import WAIT_MS, endless, until_title
from tests.support.worker_fakes import PATIENCE_S

MISTYPED = "rtsp://u:secret@dor/1"


def refuse():
    raise SourceError("rtsp://dor/1: there is no such host")


def test_the_stream_and_its_figures_stay_until_the_other_one_opens(
    open_window, sources, qtbot
) -> None:
    gate = threading.Event()
    sources["rtsp://hall/1"] = endless
    sources[MISTYPED] = lambda: gate.wait(PATIENCE_S) and refuse()
    sources["rtsp://door/1"] = endless
    window = open_window("rtsp://hall/1")
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    window.sources.open(MISTYPED)
    assert window.messages.text == "Opening rtsp://dor/1. Until then, fake stays open."
    assert window.preview.isVisible()
    gate.set()
    qtbot.waitUntil(lambda: "no such host" in window.messages.text, timeout=WAIT_MS)
    assert "stays open" in window.messages.text
    assert window.preview.isVisible()
    assert window.commands.record.isEnabled()
    window.sources.open("rtsp://door/1")
    qtbot.waitUntil(lambda: window.sources.text == "rtsp://door/1", timeout=WAIT_MS)
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)


def test_a_first_opening_is_tried_again_in_words_and_can_be_stopped(
    open_window, sources, qtbot
) -> None:
    sources["rtsp://u:secret@hall/1"] = SourceLostError("rtsp://hall/1: no answer")
    window = open_window("rtsp://u:secret@hall/1")
    until_title(qtbot, window, "Can't open this source yet")
    qtbot.waitUntil(lambda: "Trying again in" in window.page.content.sentence, timeout=WAIT_MS)
    assert "no answer." in window.page.content.sentence
    assert window.page.content.actions == (window.commands.retry, window.commands.close_source)
    assert not window.commands.record.isEnabled()
    sources["rtsp://u:secret@hall/1"] = endless
    window.commands.retry.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    window.commands.close_source.trigger()
    until_title(qtbot, window, "No camera found")


def test_the_last_source_opens_at_the_next_start(open_window, sources, qtbot, tmp_path) -> None:
    address = "rtsp://u:secret@hall/1"
    sources[address] = endless
    first = open_window(address)
    qtbot.waitUntil(lambda: first.sources.recent.last_source is not None, timeout=WAIT_MS)
    first.close_at_once()
    assert "secret" not in (tmp_path / "window.ini").read_text()
    second = open_window()
    qtbot.waitUntil(second.preview.isVisible, timeout=WAIT_MS)
    assert second.sources.text == address
