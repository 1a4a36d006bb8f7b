"""What the command line asks of the window."""

from pathlib import Path

import pytest

from maskapp.gui.startup import app, display_check
from maskapp.gui.startup.app import StartMode

CLIP = str(Path.cwd() / "clip.mp4")
"""As it can be opened from any folder."""


@pytest.fixture
def started(monkeypatch) -> list:
    """The arguments with which the window was started."""
    calls = []
    monkeypatch.setattr(display_check, "require_display", lambda: None)
    monkeypatch.setattr(app, "run", lambda *arguments: calls.append(arguments))
    return calls


@pytest.mark.parametrize(
    ("arguments", "source", "mode"),
    [
        ([], None, StartMode.WINDOW),
        (["gui"], None, StartMode.WINDOW),
        (["--demo"], "demo", StartMode.WINDOW),
        (["gui", "clip.mp4"], CLIP, StartMode.WINDOW),
        (["--fullscreen"], None, StartMode.FULLSCREEN),
        (["--kiosk"], None, StartMode.KIOSK),
        (["gui", "--kiosk"], None, StartMode.KIOSK),
        (["--kiosk", "--source", "rtsp://camera.example/1"], "rtsp://camera.example/1",
         StartMode.KIOSK),
        (["gui", "--fullscreen", "clip.mp4"], CLIP, StartMode.FULLSCREEN),
    ],
    ids=str,
)  # fmt: skip
def test_how_the_window_starts(run, started, tmp_path, arguments, source, mode) -> None:
    assert run(*arguments, "--data-dir", tmp_path).code == 0
    assert started == [(source, tmp_path, mode)]
