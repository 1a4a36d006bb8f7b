from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import SourceError
from maskapp.pipeline.sources.pictures import PicturesSource
from tests.support.picture_bytes import encoded, four_corners, with_orientation


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
    (tmp_path / "notes.txt").write_text("not a picture")
    (tmp_path / "clip.gif").write_bytes(b"GIF89a")
    (tmp_path / "._2.png").write_bytes(b"created by macOS")
    (tmp_path / "folder.png").mkdir()
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


def test_unreadable_pictures_of_a_folder_are_skipped_and_reported(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(b"")
    (tmp_path / "2.png").write_bytes(encoded(".png"))
    (tmp_path / "3.jpg").write_bytes(b"damaged")
    with PicturesSource(tmp_path) as source:
        frame = source.read()
        assert frame is not None
        assert (frame.index, frame.name) == (1, "2.png")
        assert source.read() is None
        assert [problem.partition(":")[0] for problem in source.problems] == ["1.jpg", "3.jpg"]


def test_a_folder_of_unreadable_pictures_is_refused(tmp_path: Path) -> None:
    for name in ("1.jpg", "2.jpg"):
        (tmp_path / name).write_bytes(b"damaged")
    with pytest.raises(SourceError, match="none of its 2 pictures"):
        PicturesSource(tmp_path)


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a picture")
    with pytest.raises(SourceError, match="no pictures in this folder"):
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
