from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import SourceError
from maskapp.files.picture_files import Picture, open_picture
from maskapp.pipeline.sources.pictures import PicturesSource, list_pictures
from tests.support.picture_bytes import (
    encoded,
    four_corners,
    heic,
    pillow_file,
    with_orientation,
)
from tests.support.video_files import write_clip


def test_one_picture_is_a_source_of_one_frame(tmp_path: Path) -> None:
    path = tmp_path / "日本 ü.PNG"
    path.write_bytes(encoded(".png"))
    with PicturesSource(path) as source:
        frame = source.read()
        assert source.read() is None
    assert frame is not None
    assert np.array_equal(frame.image, four_corners())
    assert (frame.index, frame.time_s, frame.name) == (0, 0.0, "日本 ü.PNG")
    info = source.info
    assert (info.name, info.frame_count, info.fps) == ("日本 ü.PNG", 1, None)
    assert (info.is_live, info.is_stills) == (False, True)


def test_the_size_is_that_of_the_upright_picture(tmp_path: Path) -> None:
    path = tmp_path / "phone.jpg"
    path.write_bytes(with_orientation(encoded(".jpg"), orientation=6))
    with PicturesSource(path) as source:
        assert (source.info.width, source.info.height) == four_corners().shape[:2]


@pytest.mark.parametrize("content", [b"", encoded(".png")[:-30], b"not a picture"])
def test_a_damaged_picture_is_refused_in_one_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "damaged.png"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"^damaged\.png: .*$"):
        PicturesSource(path)
    assert capfd.readouterr() == ("", "")


def test_a_folder_is_read_in_natural_order(tmp_path: Path) -> None:
    names = ["2.png", "10.png", "a.png", "B2.png", "b10.png"]
    for value, name in enumerate(names):
        (tmp_path / name).write_bytes(encoded(".png", np.full((4, 5, 3), value, np.uint8)))
    (tmp_path / "._2.png").write_bytes(b"created by macOS")
    (tmp_path / "Thumbs.db").write_bytes(b"created by Windows")
    with PicturesSource(tmp_path) as source:
        assert source.info.frame_count == len(names)
        assert (source.info.width, source.info.height) == (0, 0)
        for value, name in enumerate(names):
            frame = source.read()
            assert frame is not None
            assert (frame.index, frame.name) == (value, name)
            assert np.all(frame.image == value)
        assert source.read() is None
        assert source.problems == []


def test_a_folder_names_what_it_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(encoded(".png"))
    (tmp_path / "2").write_bytes(encoded(".jpg"))
    (tmp_path / "notes.txt").write_text("not a picture")
    write_clip(tmp_path / "clip.mp4")
    (tmp_path / "folder.png").mkdir()
    with PicturesSource(tmp_path) as source:
        assert [frame.name for frame in iter(source.read, None)] == ["1.png", "2"]
        (problem,) = source.problems
    assert problem == (
        f"{tmp_path.name}: 3 entries are no pictures, and left out: clip.mp4 (a video),"
        " folder.png (a folder), notes.txt"
    )


def test_every_kind_of_picture_in_a_folder_is_read(tmp_path: Path) -> None:
    contents = {
        "a.jpg": encoded(".jpg"),
        "b.jfif": encoded(".jpg"),
        "c.heic": heic(),
        "d.avif": pillow_file("AVIF", four_corners()),
        "e.gif": pillow_file("GIF", four_corners()),
        "f.jpe": encoded(".jpg"),
        "g": encoded(".webp"),
        "h.dat": heic(),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    with PicturesSource(tmp_path) as source:
        frames = list(iter(source.read, None))
        assert source.problems == []
    assert [frame.name for frame in frames] == list(contents)
    assert {frame.image.shape for frame in frames} == {four_corners().shape}


def test_animations_and_files_with_pages_are_reported(tmp_path: Path) -> None:
    images = [np.full((20, 30, 3), value, np.uint8) for value in (40, 240)]
    (tmp_path / "a.gif").write_bytes(pillow_file("GIF", *images))
    (tmp_path / "b.tif").write_bytes(pillow_file("TIFF", *images))
    with PicturesSource(tmp_path) as source:
        assert [round(frame.image.mean()) for frame in iter(source.read, None)] == [40, 40]
        (problem,) = source.problems
    assert problem.endswith("several pages: a.gif, b.tif")


@pytest.mark.parametrize("is_whole_folder", [False, True])
def test_thousands_of_vanished_pictures_are_one_message(
    tmp_path: Path, is_whole_folder: bool
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(500):
        (folder / f"{number}.png").write_bytes(encoded(".png") if number < 2 else b"x")
    with PicturesSource(folder) as source:
        for path in folder.iterdir():
            path.unlink()
        if is_whole_folder:
            folder.rmdir()
        assert len(list(iter(source.read, None))) == 1
        (problem,) = source.problems
    assert problem.startswith("pictures: 499 pictures are no longer there: 1.png, 2.png, ")
    assert problem.endswith(" and 489 more")
    assert len(problem) < 200


def test_thousands_of_damaged_pictures_are_a_few_messages(tmp_path: Path) -> None:
    (tmp_path / "0.png").write_bytes(encoded(".png"))
    for number in range(1, 301):
        (tmp_path / f"{number}.png").write_bytes(b"damaged")
    with PicturesSource(tmp_path) as source:
        assert len(list(iter(source.read, None))) == 1
        problems = source.problems
    assert [problem.partition(":")[0] for problem in problems[:10]] == [
        f"{number}.png" for number in range(1, 11)
    ]
    assert problems[10:] == [f"{tmp_path.name}: 290 more pictures cannot be read"]


def test_unreadable_pictures_of_a_folder_are_skipped_and_reported(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(b"")
    (tmp_path / "2.png").write_bytes(encoded(".png"))
    (tmp_path / "3.jpg").write_bytes(b"damaged")
    (tmp_path / "4.png").write_bytes(encoded(".png"))
    with PicturesSource(tmp_path) as source:
        frames = list(iter(source.read, None))
        assert [(frame.index, frame.name) for frame in frames] == [(1, "2.png"), (3, "4.png")]
        assert [frame.time_s for frame in frames] == [0, 1]  # nobody waits for what is not shown
        assert [problem.partition(":")[0] for problem in source.problems] == ["1.jpg", "3.jpg"]


def test_a_folder_of_unreadable_pictures_is_refused(tmp_path: Path) -> None:
    for name in ("1.jpg", "2.jpg"):
        (tmp_path / name).write_bytes(b"damaged")
    with pytest.raises(SourceError, match="none of its 2 pictures"):
        PicturesSource(tmp_path)


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a picture")
    with pytest.raises(SourceError, match=r"no pictures in this folder; .*: notes\.txt$"):
        PicturesSource(tmp_path)


def test_nothing_is_read_after_closing(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(encoded(".png"))
    source = PicturesSource(tmp_path)
    source.close()
    source.close()
    assert source.read() is None


def test_the_name_of_a_picture_is_kept(tmp_path: Path) -> None:
    """Names of macOS screenshots hold a narrow space, which cannot be printed."""
    path = tmp_path / "Shot 1.23\u202fPM.png"
    path.write_bytes(encoded(".png"))
    with PicturesSource(path) as source:
        assert source.read().name == path.name


def test_damaged_pictures_are_used_and_told(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(encoded(".jpg")[:-30])
    (tmp_path / "2.jpg").write_bytes(encoded(".jpg"))
    with PicturesSource(tmp_path) as source:
        assert [frame.name for frame in iter(source.read, None)] == ["1.jpg", "2.jpg"]
        assert source.problems == [
            f"{tmp_path.name}: 1 picture is damaged, and only a part of it could be read: 1.jpg"
        ]


def test_no_picture_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    for number in (1, 3):
        (tmp_path / f"{number}.png").write_bytes(encoded(".png"))
    (tmp_path / "2.png").write_bytes(b"damaged")
    with PicturesSource(tmp_path) as source:
        assert source.read().name == "1.png"
        assert source.problems == []  # as far as it is wanted
        assert source.read().name == "3.png"
        assert [problem[:5] for problem in source.problems] == ["2.png"]


def test_a_listed_folder_is_read_as_it_was(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.png").write_bytes(encoded(".png"))
    (tmp_path / "notes.txt").write_text("not a picture")
    listed = list_pictures(tmp_path)
    (tmp_path / "3.png").write_bytes(encoded(".png"))
    for _ in range(2):
        opened: list[Path] = []

        def open_it(path: Path, opened: list[Path] = opened) -> Picture:
            opened.append(path)
            return open_picture(path)

        with PicturesSource(tmp_path, listed, open_it) as source:
            assert [frame.name for frame in iter(source.read, None)] == ["1.png", "2.png"]
            assert opened == listed.paths
            assert len(source.problems) == 1
