import os
import stat

import pytest
from PySide6.QtCore import QByteArray

from maskapp.errors import OutputError
from maskapp.gui.shared.remembered_state import WINDOW_FILE_NAME, RecentSource, RememberedState
from tests.support.unreadable_files import no_more_files

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_new_folder_has_nothing_to_remember(tmp_path) -> None:
    state = RememberedState(tmp_path)
    assert state.recent == []
    assert state.camera == ""
    assert (state.geometry, state.layout, state.resolution, state.frame_rate) == (None,) * 4


def test_everything_is_there_at_the_next_start(tmp_path) -> None:
    state = RememberedState(tmp_path)
    state.geometry, state.layout = QByteArray(b"place"), QByteArray(b"panels")
    state.resolution, state.frame_rate, state.camera = (1280, 720), 29.97, "HD, Webcam"
    state.save()
    again = RememberedState(tmp_path)
    assert (again.geometry, again.layout) == (QByteArray(b"place"), QByteArray(b"panels"))
    assert (again.resolution, again.frame_rate) == ((1280, 720), 29.97)
    assert again.camera == "HD, Webcam"


def test_the_camera_goes_back_to_its_defaults(tmp_path) -> None:
    state = RememberedState(tmp_path)
    state.resolution, state.frame_rate = (1280, 720), 30.0
    state.resolution, state.frame_rate = None, None
    assert (state.resolution, state.frame_rate) == (None, None)


@pytest.mark.parametrize("is_due", [True, False])
def test_whether_the_first_start_is_still_to_come(tmp_path, is_due) -> None:
    state = RememberedState(tmp_path)
    assert not state.is_set_up_due
    state.is_set_up_due = is_due
    state.save()
    assert RememberedState(tmp_path).is_set_up_due == is_due


def test_a_folder_is_new_until_something_was_remembered(tmp_path) -> None:
    assert RememberedState(tmp_path).is_new
    state = RememberedState(tmp_path)
    assert state.is_new, "a start that was cut off leaves an empty file"
    state.is_set_up_due = True
    state.save()
    assert not RememberedState(tmp_path).is_new


def test_only_the_user_can_read_the_file(tmp_path) -> None:
    state = RememberedState(tmp_path)
    state.add_recent(RecentSource("rtsp://h/1", is_in_vault=True))
    state.save()
    assert stat.S_IMODE((tmp_path / WINDOW_FILE_NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize("make", [os.mkdir, getattr(os, "mkfifo", os.mkdir)])
def test_what_is_no_file_is_told_at_once(tmp_path, make) -> None:
    make(tmp_path / WINDOW_FILE_NAME)
    with pytest.raises(OutputError, match=r"window\.ini is not a file; rename or remove it$"):
        RememberedState(tmp_path)


def test_the_last_eight_sources_are_kept_newest_first_and_once(tmp_path) -> None:
    state = RememberedState(tmp_path)
    for number in range(12):
        left = state.add_recent(RecentSource(f"/videos/{number}.mp4"))
    assert left == [RecentSource("/videos/3.mp4")]
    assert state.add_recent(RecentSource("/videos/8.mp4")) == []
    state.save()
    stems = [source.text.removeprefix("/videos/") for source in RememberedState(tmp_path).recent]
    assert stems == [f"{number}.mp4" for number in (8, 11, 10, 9, 7, 6, 5, 4)]


@pytest.mark.parametrize(
    "name", ["/b\udcfc.mp4", "/\udcff会.mp4", "bytes:00.mp4", "bytes:00", "/会.mp4"]
)
def test_a_file_whose_name_is_not_in_utf_8_is_found_again(tmp_path, name) -> None:
    state = RememberedState(tmp_path)
    state.add_recent(RecentSource(name))
    state.last_source = RecentSource(name)
    state.save()
    again = RememberedState(tmp_path)
    assert (again.recent, again.last_source) == ([RecentSource(name)], RecentSource(name))


def test_one_recent_source_is_a_list_of_one(tmp_path) -> None:
    state = RememberedState(tmp_path)
    state.add_recent(RecentSource("/videos/a, b.mp4"))
    state.save()
    assert RememberedState(tmp_path).recent == [RecentSource("/videos/a, b.mp4")]


def test_forgotten_sources_do_not_come_back(tmp_path) -> None:
    state = RememberedState(tmp_path)
    state.add_recent(RecentSource("/videos/a.mp4"))
    state.last_source = RecentSource("rtsp://h/1")
    state.forget_recent()
    state.save()
    assert RememberedState(tmp_path).recent == []
    assert RememberedState(tmp_path).last_source is None


def test_where_an_address_is_kept_and_the_last_source_are_there_at_the_next_start(tmp_path) -> None:
    plain, hidden = RecentSource("rtsp://h/1"), RecentSource("rtsp://h/1", is_in_vault=True)
    state = RememberedState(tmp_path)
    assert state.last_source is None
    state.add_recent(plain)
    state.add_recent(hidden)
    state.last_source = hidden
    state.save()
    again = RememberedState(tmp_path)
    assert again.recent == [hidden, plain]
    assert again.last_source == hidden
    again.last_source = None
    assert again.last_source is None


def test_a_source_takes_the_place_of_another_one_in_the_file(tmp_path) -> None:
    old, new = RecentSource("rtsp://u:secret@h/1"), RecentSource("rtsp://h/1", is_in_vault=True)
    state = RememberedState(tmp_path)
    for source in (RecentSource("/a.mp4"), old, RecentSource("/b.mp4")):
        state.add_recent(source)
    state.replace_recent(old, new)
    assert [source.text for source in state.recent] == ["/b.mp4", "rtsp://h/1", "/a.mp4"]
    assert "secret" not in (tmp_path / WINDOW_FILE_NAME).read_text()


@pytest.mark.parametrize("damaged", ["resolution=wide", "resolution=12x", "fps=fast", "fps=-3"])
def test_a_damaged_value_is_ignored(tmp_path, damaged) -> None:
    (tmp_path / WINDOW_FILE_NAME).write_text(f"[camera]\n{damaged}\n")
    state = RememberedState(tmp_path)
    assert (state.resolution, state.frame_rate) == (None, None)


@pytest.mark.parametrize("content", [bytes(300), b"[recent]\nno key\nsources=/a, /b\n"])
def test_a_damaged_file_is_told_and_copied_before_it_is_overwritten(tmp_path, content) -> None:
    file = tmp_path / WINDOW_FILE_NAME
    file.write_bytes(content)
    state = RememberedState(tmp_path)
    assert "window.ini is damaged" in state.load_message
    assert not state.is_new, "the page of the first start is for new folders"
    state.add_recent(RecentSource("/c"))
    state.save()
    [copy] = tmp_path.glob("window.broken-*.ini")
    assert str(copy) in state.load_message
    assert copy.read_bytes() == content
    again = RememberedState(tmp_path)
    assert again.load_message == ""
    assert again.recent[0] == RecentSource("/c")


def test_what_cannot_be_read_at_the_start_is_read_before_the_list_is_written(tmp_path) -> None:
    # Not by QSettings, which remembers what it wrote, and reads only what has changed since.
    (tmp_path / WINDOW_FILE_NAME).write_text("[recent]\nsources=/b, /a\n")
    with no_more_files():
        again = RememberedState(tmp_path)
        assert "window.ini cannot be read" in again.load_message
        assert not again.is_new
        again.add_recent(RecentSource("/lost"))
        assert again.recent == []
    again.add_recent(RecentSource("/c"))
    again.save()
    kept = [RecentSource("/c"), RecentSource("/b"), RecentSource("/a")]
    assert again.recent == RememberedState(tmp_path).recent == kept
