import errno
import os
import stat
import sys
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import OutputError
from maskapp.opencv import cv2
from maskapp.outputs.picture_writer import PictureWriter

JPEG_START, PNG_START = b"\xff\xd8\xff", b"\x89PNG"


def picture(height=24, width=32):
    image = np.zeros((height, width, 3), np.uint8)
    image[:, :, 0] = np.linspace(0, 255, width)
    image[:, :, 2] = 200
    return image


@pytest.mark.parametrize(
    ("name", "written", "start"),
    [
        ("a.jpg", "a.jpg", JPEG_START),
        ("a.JPEG", "a.JPEG", JPEG_START),
        ("a.png", "a.png", PNG_START),
        ("a.webp", "a.png", PNG_START),
        ("a.bmp", "a.png", PNG_START),
        ("a", "a.png", PNG_START),
        ("Müller 口罩.png", "Müller 口罩.png", PNG_START),
        ("sub/a.png", "a.png", PNG_START),
    ],
)
def test_the_format_follows_the_suffix(tmp_path, name, written, start):
    path = PictureWriter(tmp_path / "out", []).write(name, picture())
    assert path == tmp_path / "out" / written
    assert path.read_bytes().startswith(start)


def test_png_is_exact_and_jpeg_is_close(tmp_path):
    writer = PictureWriter(tmp_path, [])
    exact, close = (cv2.imread(str(writer.write(name, picture()))) for name in ("a.png", "a.jpg"))
    assert np.array_equal(exact, picture())
    assert np.abs(close.astype(int) - picture()).mean() < 4


def test_no_other_file_is_left_behind(tmp_path):
    path = PictureWriter(tmp_path, []).write("a.png", picture())
    assert list(tmp_path.iterdir()) == [path]


def test_missing_folders_are_created(tmp_path):
    PictureWriter(tmp_path / "a" / "b", []).write("a.png", picture())
    assert (tmp_path / "a" / "b" / "a.png").is_file()


def test_pictures_of_one_run_never_overwrite_each_other(tmp_path):
    writer = PictureWriter(tmp_path, [])
    names = [writer.write(name, picture()).name for name in ("a.png", "a.webp", "a.png", "a.jpg")]
    assert names == ["a.png", "a-2.png", "a-3.png", "a.jpg"]


def test_pictures_that_change_their_format_take_no_name_from_others(tmp_path):
    """Whatever their order, and whether they are named themselves or by their folder."""
    folder, names = tmp_path / "in", ("a.bmp", "a.webp", "a.png", "a-2.png", "B.PNG", "b.bmp")
    folder.mkdir()
    for name in names:
        (folder / name).touch()
    for inputs in ([folder], [folder / name for name in names]):
        writer = PictureWriter(tmp_path / "out", inputs)
        written = {name: writer.write(name, picture()).name for name in names}
        assert written == {name: name for name in ("a.png", "a-2.png", "B.PNG")} | {
            "a.bmp": "a-3.png",
            "a.webp": "a-4.png",
            "b.bmp": "b-2.png",
        }
        assert writer.write("a.png", picture()).name == "a-5.png"


def test_a_picture_of_an_earlier_run_is_overwritten(tmp_path):
    PictureWriter(tmp_path, []).write("a.png", picture())
    path = PictureWriter(tmp_path, []).write("a.png", picture(10, 10))
    assert cv2.imread(str(path)).shape == (10, 10, 3)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_the_user_can_read_them(tmp_path):
    (tmp_path / "a.png").touch(0o644)
    path = PictureWriter(tmp_path, []).write("a.png", picture())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_name_takes_one_picture_only(tmp_path):
    target = tmp_path / "result.jpg"
    writer = PictureWriter(target, [tmp_path / "in.png"])
    assert writer.write("in.png", picture()) == target
    assert target.read_bytes().startswith(JPEG_START)
    with pytest.raises(OutputError, match="name a folder"):
        writer.write("other.png", picture())


def test_a_folder_may_be_named_like_a_picture(tmp_path):
    (tmp_path / "album.jpg").mkdir()
    path = PictureWriter(tmp_path / "album.jpg", []).write("a.png", picture())
    assert path == tmp_path / "album.jpg" / "a.png"


def test_inputs_are_never_overwritten(tmp_path):
    source = tmp_path / "a.png"
    source.write_bytes(b"precious")
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    for target, inputs in [
        (tmp_path, [source]),
        (tmp_path, [tmp_path]),
        (tmp_path / "link", [source]),
        (source, [source]),
        (tmp_path / "link" / "a.png", [source]),
    ]:
        with pytest.raises(OutputError, match="would overwrite"):
            PictureWriter(target, inputs)
    assert source.read_bytes() == b"precious"


def test_a_relative_input_is_protected_too(tmp_path, monkeypatch):
    (tmp_path / "a.png").write_bytes(b"precious")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="would overwrite"):
        PictureWriter(Path(), [Path("a.png")])


def test_an_input_behind_a_link_is_never_overwritten(tmp_path):
    source = tmp_path / "in" / "a.png"
    source.parent.mkdir()
    source.write_bytes(b"precious")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.png").symlink_to(source)
    PictureWriter(tmp_path / "out", [source]).write("a.png", picture())
    assert source.read_bytes() == b"precious"


def test_a_bad_folder_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    for target in (tmp_path / "file", tmp_path / "file" / "out"):
        with pytest.raises(OutputError, match=f"Cannot write {target}: "):
            PictureWriter(target, [])
    with pytest.raises(OutputError, match="its folder does not exist"):
        PictureWriter(tmp_path / "missing" / "a.png", []).write("a.png", picture())


def test_a_full_disk_is_an_error_and_leaves_no_incomplete_picture(tmp_path, monkeypatch):
    writer = PictureWriter(tmp_path, [])
    old = writer.write("a.png", picture()).read_bytes()

    def disk_full(descriptor, _mode):
        os.close(descriptor)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fdopen", disk_full)
    with pytest.raises(OutputError, match="the disk is full"):
        PictureWriter(tmp_path, []).write("a.png", picture())
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [old]


def test_a_picture_too_large_for_its_format_is_an_error(tmp_path):
    with pytest.raises(OutputError, match=r"wide\.jpg"):
        PictureWriter(tmp_path, []).write("wide.jpg", picture(1, 70_000))
    assert list(tmp_path.iterdir()) == []
