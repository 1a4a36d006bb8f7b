"""Someone starts Maskapp without a camera, plugs one in, and finds it again next time."""

from dataclasses import replace
from types import SimpleNamespace

from tests.support.window_helpers import WAIT_MS, actions_below, endless, title, until_title
from tests.support.worker_fakes import FakeSource, make_frames

WEBCAM = SimpleNamespace(index=0, name="HD Webcam", path="/dev/video0", sizes=())
DESK_CAMERA = SimpleNamespace(index=2, name="Desk camera", path="/dev/video2", sizes=())


def test_the_window_says_what_to_do(open_window, qtbot) -> None:
    window = open_window()
    assert title(window) == "Looking for cameras"
    until_title(qtbot, window, "No camera found")
    assert window.page.content.actions[0] is window.commands.demo
    assert not window.commands.record.isEnabled()
    assert not window.commands.open_camera.isEnabled()


def test_the_demo_clip_plays_meanwhile(open_window, sources, qtbot) -> None:
    demo = sources["demo"] = endless()
    demo.info = replace(demo.info, name="Demo clip")
    window = open_window()
    until_title(qtbot, window, "No camera found")
    window.commands.demo.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    assert window.windowTitle() == "Demo clip — Maskapp"


def test_a_camera_opens_as_soon_as_it_is_plugged_in(
    open_window, cameras, sources, hang, qtbot
) -> None:
    sources["0"] = lambda: FakeSource(make_frames(1), is_live=True, at_end=hang, name="HD Webcam")
    window = open_window()
    until_title(qtbot, window, "No camera found")
    cameras.append(WEBCAM)
    window.commands.find_cameras.trigger()
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    checked = [a.text() for a in actions_below(window.menuBar()) if a.isChecked() and a.data() == 0]
    assert checked == ["HD Webcam"]
    assert "HD Webcam" in window.windowTitle()


def test_the_last_camera_used_opens_at_the_next_start(
    open_window, cameras, sources, hang, qtbot
) -> None:
    cameras += [WEBCAM, DESK_CAMERA]
    for camera in cameras:
        sources[str(camera.index)] = lambda name=camera.name: FakeSource(
            make_frames(1), is_live=True, at_end=hang, name=name
        )
    first = open_window("2")
    qtbot.waitUntil(lambda: first.sources.info is not None, timeout=WAIT_MS)
    first.close_at_once()
    second = open_window()
    qtbot.waitUntil(lambda: second.sources.info is not None, timeout=WAIT_MS)
    assert second.sources.name == "Desk camera"
