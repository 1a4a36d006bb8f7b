from dataclasses import dataclass

import pytest

from maskapp.gui.door.no_picture import NoPicture, why_no_picture
from maskapp.records import SourceInfo, SourceState
from tests.support.window_helpers import WAIT_MS
from tests.support.worker_fakes import FakeSource, make_frames

VIDEO = SourceInfo("a.mp4", 64, 48, 25.0, 100, is_live=False, is_stills=False)
PICTURE = SourceInfo("a.jpg", 64, 48, None, 1, is_live=False, is_stills=True)
FOLDER = SourceInfo("a", 64, 48, None, 12, is_live=False, is_stills=True)


@dataclass
class Sources:
    """What is read of `SourceControl`."""

    state: SourceState
    text: str | None = None
    info: SourceInfo | None = None
    retry_in_s: int = 0
    cameras: tuple[object, ...] | None = ()

    @property
    def is_camera(self) -> bool:
        return self.text is not None and self.text.isdecimal()


@pytest.mark.parametrize(
    ("sources", "text", "note"),
    [
        (Sources(SourceState.ENDED, "a.mp4", VIDEO), "The video has ended", ""),
        (Sources(SourceState.ENDED, "a.jpg", PICTURE), "The picture has been checked", ""),
        (Sources(SourceState.ENDED, "a", FOLDER), "The pictures have been checked", ""),
        (Sources(SourceState.PAUSED, "a.mp4", VIDEO), "Paused", ""),
        (Sources(SourceState.FAILED, "a.mp4"), "The file cannot be opened", ""),
        (Sources(SourceState.FAILED, "0"), "", "It cannot be opened"),
        (Sources(SourceState.FAILED, "rtsp://10.0.0.7/a"), "", "It cannot be opened"),
        (
            Sources(SourceState.NO_MODEL, "0"),
            "The mask model is missing or damaged",
            "It is needed to judge masks; choose another one in the settings",
        ),
        (
            Sources(SourceState.NO_MODEL, "a.mp4", retry_in_s=4),
            "The mask model is missing or damaged",
            "It is looked for again in 4 s",
        ),
        (Sources(SourceState.IDLE), "", "No source is open"),
        (Sources(SourceState.IDLE, cameras=None), "", "Looking for cameras"),
        (Sources(SourceState.LOST, "0"), "", "Connection lost, trying again now"),
        (
            Sources(SourceState.LOST, "0", retry_in_s=4),
            "",
            "Connection lost, trying again in 4 s",
        ),
    ],
)
def test_what_is_said_is_true_of_the_source(sources, text, note) -> None:
    assert why_no_picture(sources) == NoPicture(text, note)


def test_the_end_of_a_video_is_no_fault_of_the_camera(open_window, sources, qtbot) -> None:
    sources["a.mp4"] = lambda: FakeSource(make_frames(3), name="a.mp4")
    door = open_window("a.mp4").features.door.open()
    qtbot.waitUntil(lambda: door.text == "The video has ended", timeout=WAIT_MS)
    assert "camera" not in door.text + door.note
