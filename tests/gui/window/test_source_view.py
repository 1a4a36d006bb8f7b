import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.pipeline.sources.pictures import PicturesSource
from maskapp.records import SourceState
from tests.support.window_helpers import WAIT_MS, endless


def test_the_title_names_the_source(open_window, playing) -> None:
    assert playing.windowTitle() == "Hall — Maskapp"
    playing.commands.close_source.trigger()
    assert playing.windowTitle() == "Maskapp"


def test_a_frame_reaches_preview_panel_and_status_bar(playing, qtbot) -> None:
    qtbot.waitUntil(playing.preview.has_image, timeout=WAIT_MS)
    assert playing.preview.isVisible()
    assert "Hall" in playing.statusBar().text


def test_a_pause_reaches_the_actions(playing, qtbot) -> None:
    playing.commands.pause.trigger()
    qtbot.waitUntil(lambda: playing.sources.state is SourceState.PAUSED, timeout=WAIT_MS)
    assert playing.commands.pause.isChecked()


def test_the_verdict_is_above_the_picture(playing, qtbot) -> None:
    verdict = playing.centralWidget().verdict
    qtbot.waitUntil(verdict.isVisible, timeout=WAIT_MS)
    assert verdict.text
    playing.resize(900, 600)
    qtbot.waitUntil(lambda: verdict.height() == verdict.sizeHint().height(), timeout=WAIT_MS)
    assert verdict.mapTo(playing, verdict.rect().bottomLeft()).y() < top_of(playing.preview)
    playing.commands.fullscreen.trigger()
    assert verdict.isVisible()
    assert verdict.height() >= 0.05 * (verdict.height() + playing.preview.height())
    playing.commands.fullscreen.trigger()
    playing.commands.close_source.trigger()
    qtbot.waitUntil(verdict.isHidden, timeout=WAIT_MS)


def top_of(widget) -> int:
    return widget.mapTo(widget.window(), widget.rect().topLeft()).y()


def test_a_pause_is_said_beside_the_verdict_or_over_the_picture(playing, qtbot) -> None:
    verdict = playing.centralWidget().verdict
    qtbot.waitUntil(verdict.isVisible, timeout=WAIT_MS)
    playing.commands.pause.trigger()
    qtbot.waitUntil(lambda: verdict.note == "Paused", timeout=WAIT_MS)
    with_verdict = playing.preview.grab().toImage()
    playing.commands.verdict.trigger()
    assert verdict.isHidden()
    assert not playing.settings.settings.show_verdict
    assert playing.preview.grab().toImage() != with_verdict
    playing.commands.verdict.trigger()
    assert verdict.isVisible()
    playing.commands.pause.trigger()
    qtbot.waitUntil(lambda: verdict.note == "", timeout=WAIT_MS)


def test_what_is_wrong_with_pictures_is_a_warning_that_stays_when_they_are_closed(
    open_window, sources, qtbot, tmp_path, caplog
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("1.png", "2.png", "4.png"):
        cv2.imwrite(str(folder / name), np.zeros((20, 30, 3), np.uint8))
    for name in ("3.png", "5.png"):
        (folder / name).write_bytes(b"none")
    sources["folder"] = PicturesSource(folder)
    window = open_window("folder")
    messages = window.centralWidget().messages
    qtbot.waitUntil(window.commands.next_picture.isEnabled, timeout=WAIT_MS)
    window.commands.next_picture.trigger()
    for name in ("3.png", "5.png"):
        assert name not in messages.text
        window.commands.next_picture.trigger()
        qtbot.waitUntil(lambda name=name: name in messages.text, timeout=WAIT_MS)
    assert "3.png" in messages.text, "both are in one message"
    window.commands.close_source.trigger()
    qtbot.waitUntil(lambda: window.sources.state is SourceState.IDLE, timeout=WAIT_MS)
    assert "5.png" in messages.text
    warnings = [entry.getMessage() for entry in caplog.records if entry.levelname == "WARNING"]
    assert messages.text in warnings, "notes, which disappear, are none"


@pytest.mark.parametrize("follows", [None, "clip", "7"])
def test_what_is_wrong_with_pictures_is_told_when_they_are_left_before_their_end(
    open_window, sources, qtbot, tmp_path, follows
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "1.png").write_bytes(b"none")
    for number in range(2, 200):
        cv2.imwrite(str(folder / f"{number}.png"), np.zeros((20, 30, 3), np.uint8))
    sources["folder"] = PicturesSource(folder)
    sources["clip"] = sources["7"] = endless
    window = open_window("folder")
    messages = window.centralWidget().messages
    qtbot.waitUntil(window.preview.has_image, timeout=WAIT_MS)
    assert "1.png" not in messages.text
    states = []
    window.sources.changed.connect(lambda: states.append(window.sources.state))
    if follows is None:
        window.commands.close_source.trigger()
    else:
        window.sources.open(follows)
    state = SourceState.IDLE if follows is None else SourceState.RUNNING
    qtbot.waitUntil(
        lambda: (window.sources.text, window.sources.state) == (follows, state), timeout=WAIT_MS
    )
    assert "1.png" in messages.text
    assert SourceState.ENDED not in states, "its page would be seen for a moment"
