"""Someone opens a source that does not work, reads why, and tries again."""

from types import SimpleNamespace

from maskapp.errors import SourceError
from tests.support.window_helpers import WAIT_MS, endless, until_title
from tests.support.worker_fakes import FakeSource

WEBCAM = SimpleNamespace(index=0, name="HD Webcam", path="/dev/video0", sizes=())


def test_a_camera_in_use_opens_once_it_is_free(open_window, cameras, sources, qtbot) -> None:
    def refuse() -> FakeSource:
        raise SourceError("HD Webcam: the camera does not open; another program may be using it")

    cameras.append(WEBCAM)
    sources["0"] = refuse
    window = open_window()
    until_title(qtbot, window, "Can't use the camera")
    assert "another program" in window.page.content.sentence
    sources["0"] = endless
    window.commands.retry.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)


def test_a_file_that_is_no_video_is_named_with_the_reason(open_window, sources, qtbot) -> None:
    def refuse() -> FakeSource:
        raise SourceError("holiday.xyz: is no video")

    sources["holiday.xyz"] = refuse
    window = open_window("holiday.xyz")
    until_title(qtbot, window, "Can't open this source")
    assert window.page.content.sentence == "holiday.xyz: is no video."
    assert window.commands.open_video in window.page.content.actions
