from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QSignalSpy, QTest

from maskapp.errors import MaskappError
from maskapp.gui.door.door_display import DoorDisplay
from maskapp.gui.door.door_picture import DoorPicture
from maskapp.gui.worker.frame_mailbox import ShownFrame
from maskapp.live.door.people_at_door import DoorSign
from maskapp.live.session.statistics import FaceRow
from maskapp.records import MaskLabel
from tests.support.clocks import StoppedClock
from tests.support.status_samples import make_statistics
from tests.support.window_helpers import WAIT_MS, endless
from tests.support.worker_fakes import FakeEngine, FakeSource, lose, make_face, make_frames

MASK, BARE = MaskLabel.WITH_MASK, MaskLabel.WITHOUT_MASK


@pytest.fixture
def display(playing, clock) -> Iterator[DoorDisplay]:
    """A door display of a source that sends no more frames but those of the test."""
    display = DoorDisplay(playing, playing.settings, playing.worker, playing.sources, now_s=clock)
    yield display
    display.close()


def show(
    display: DoorDisplay, clock: StoppedClock, labels: list[MaskLabel], seconds: float
) -> None:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff00ff"))
    faces = tuple(FaceRow(i, label, 1.0, 1.0, 100.0) for i, label in enumerate(labels))
    for _ in range(round(seconds * 10)):
        display.show_frame(ShownFrame(image, (64, 48), make_statistics(faces=faces)))
        clock.now_s += 0.1
        display.refresh()


def test_f10_opens_it_on_the_whole_screen(playing, qtbot):
    QTest.keyClick(playing, Qt.Key.Key_F10)
    door = playing.features.door.door
    assert door is not None
    assert door.isVisible()
    assert door.isFullScreen()
    assert door.geometry() == playing.screen().geometry()


def test_it_is_left_for_the_window(playing, qtbot):
    shown = QSignalSpy(playing.features.door.opened)
    door = playing.features.door.open()
    QTest.keyPress(door, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: door.hint.text == "Now release Esc", timeout=WAIT_MS)
    QTest.keyRelease(door, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: playing.features.door.door is None, timeout=WAIT_MS)
    assert playing.isVisible()
    assert not playing.is_closing
    assert [shown.at(i)[0] for i in range(shown.count())] == [True, False]


def test_esc_that_is_still_held_reaches_no_other_window(playing, qtbot):
    playing.commands.fullscreen.trigger()
    door = playing.features.door.open()
    QTest.keyPress(door, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: door.hint.text == "Now release Esc", timeout=WAIT_MS)
    assert door.isVisible()
    QTest.keyRelease(door, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: playing.features.door.door is None, timeout=WAIT_MS)
    assert playing.isFullScreen()
    playing.commands.fullscreen.trigger()


def test_qt_deletes_its_window_once_its_events_have_ended(playing, qtbot):
    for _ in range(20):
        door = playing.features.door.open()
        QTest.keyPress(door, Qt.Key.Key_Escape)
        deleted = QSignalSpy(door.destroyed)
        del door
        playing.features.door.close()
        assert deleted.count() == 0
        qtbot.waitUntil(lambda deleted=deleted: deleted.count() == 1, timeout=WAIT_MS)


def test_opening_it_twice_opens_one(playing):
    assert playing.features.door.open() is playing.features.door.open()


def test_it_speaks_in_the_words_of_the_settings(display, clock, playing):
    door = display.open()
    show(display, clock, [BARE], 2)
    assert (door.sign, door.text) == (DoorSign.PUT_ON, "Please put on your mask")
    show(display, clock, [BARE, BARE], 2)
    assert door.text == "Please put on your masks"
    playing.settings.change(door_put_on="Maske auf!")
    display.refresh()
    assert door.text == "Maske auf!"
    show(display, clock, [MASK], 3)
    assert (door.sign, door.text) == (DoorSign.WELCOME, "Thank you, please come in")


def test_time_passes_without_frames_too(display, clock):
    door = display.open()
    show(display, clock, [MASK], 2)
    clock.now_s += 10
    display.refresh()
    assert door.sign is DoorSign.WAIT


def test_frames_reach_it_from_the_source(open_window, sources, backend, qtbot):
    backend.engine = FakeEngine((make_face(label=BARE),))
    sources["live"] = endless
    window = open_window("live")
    door = window.features.door.open()
    qtbot.waitUntil(lambda: door.sign is DoorSign.PUT_ON, timeout=WAIT_MS)


def test_a_lost_source_is_shown_as_such_at_once(open_window, sources, backend, qtbot):
    sources["live"] = lambda: FakeSource(make_frames(3), is_live=True, at_end=lose, name="Hall")
    window = open_window("live")
    door = window.features.door.open()
    qtbot.waitUntil(lambda: "trying again in" in door.note, timeout=WAIT_MS)
    assert door.sign is DoorSign.UNAVAILABLE
    assert door.text == "The camera is not available"


def test_a_source_that_cannot_be_opened_is_no_secret_but_its_address_is(
    open_window, sources, qtbot
):
    sources["http://10.0.0.7/cam"] = MaskappError("http://10.0.0.7/cam: there is no such page")
    door = open_window("http://10.0.0.7/cam").features.door.open()
    qtbot.waitUntil(lambda: door.note == "It cannot be opened", timeout=WAIT_MS)
    assert door.sign is DoorSign.UNAVAILABLE


def test_a_pause_is_no_answer(display, clock, playing, qtbot):
    door = display.open()
    show(display, clock, [MASK], 2)
    assert door.sign is DoorSign.WELCOME
    playing.commands.pause.trigger()
    qtbot.waitUntil(lambda: door.sign is DoorSign.UNAVAILABLE, timeout=WAIT_MS)
    assert (door.text, door.note) == ("Paused", "")


def test_without_a_source_it_says_why(open_window, qtbot):
    window = open_window()
    door = window.features.door.open()
    qtbot.waitUntil(lambda: door.note == "No source is open", timeout=WAIT_MS)


def test_the_picture_is_mirrored_whatever_the_settings_say(open_window, sources, qtbot):
    def half_white() -> FakeSource:
        source = endless()
        frames = source._frames

        def painted():
            for frame in frames:
                frame.image[:, :16] = 255
                frame.image[:, 16:] = 0
                yield frame

        source._frames = painted()
        return source

    sources["live"] = half_white
    window = open_window("live")
    window.settings.change(door_picture=True)
    door = window.features.door.open()
    shown = door.findChild(DoorPicture)

    def sides() -> tuple[bool, bool]:
        drawn = shown.grab().toImage()
        y = drawn.height() - 4
        left, right = (drawn.pixelColor(x, y).lightness() for x in (4, drawn.width() - 5))
        return left > 200, right > 200

    qtbot.waitUntil(shown.isVisible, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: sides() == (False, True), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: window.preview.is_mirrored, timeout=WAIT_MS)  # zones go by it
    window.features.door.close()
    qtbot.waitUntil(lambda: is_bright_on_the_left(window), timeout=WAIT_MS)
    assert not window.preview.is_mirrored


def is_bright_on_the_left(window) -> bool:
    image = window.preview._image
    return image is not None and image.pixelColor(1, image.height() - 2).lightness() > 200


def test_closing_the_window_closes_it(playing):
    door = playing.features.door.open()
    playing.close_at_once()
    assert not door.isVisible()
    assert playing.features.door.door is None


def test_leaving_it_ends_a_window_that_was_never_shown(open_window, qtbot):
    window = open_window()
    window.hide()  # as in kiosk mode
    window.features.door.open().left.emit()
    qtbot.waitUntil(lambda: window.is_closing, timeout=WAIT_MS)
    assert window.features.door.door is None
    assert window.has_ended
