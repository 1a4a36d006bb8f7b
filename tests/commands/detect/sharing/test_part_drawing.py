from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from maskapp.commands.detect.annotated_output import output_form
from maskapp.commands.detect.sharing.part_drawing import PartDrawing
from maskapp.errors import OutputError
from maskapp.records import Frame, FrameResult, SourceInfo
from tests.support.videos import read_video

PNG_START = b"\x89PNG"


class Noted(list):
    write_line = list.append


def begin(tmp_path: Path, suffix: str, *, is_stills: bool) -> tuple[PartDrawing, Noted]:
    lines, output = Noted(), tmp_path / f"o{suffix}"
    drawing = PartDrawing(output, output_form(output), tmp_path / "key.drawn", lines)
    info = SourceInfo("Hall", 64, 48, 25.0, None, is_live=False, is_stills=is_stills)
    begun = drawing.begin(SimpleNamespace(info=info))
    for index, name in enumerate(("a.bmp", "b.JPG", None)):
        image = np.zeros((48, 64, 3), np.uint8)
        begun.write(FrameResult(Frame(image, index, index / 25, name if is_stills else None), ()))
    begun.close()
    return drawing, lines


@pytest.mark.parametrize("suffix", ["", ".v2"])
def test_pictures_keep_their_names_for_later(tmp_path: Path, suffix: str) -> None:
    drawing, lines = begin(tmp_path, suffix, is_stills=True)
    assert lines == [
        {"name": "a.bmp", "file": "000000.png"},
        {"name": "b.JPG", "file": "000001.JPG"},
        {"name": "000002.png", "file": "000002.png"},
    ]
    drawn = drawing.drawn(has_frames=True)
    assert drawn is not None
    sizes = [path.stat().st_size for path in (tmp_path / "key.drawn").iterdir()]
    assert (drawn.state, drawn.video, drawn.size_bytes) == ("written", "", sum(sizes))
    assert len(sizes) == 3


def test_a_single_file_decides_the_format(tmp_path: Path) -> None:
    _, lines = begin(tmp_path, ".png", is_stills=True)
    assert [line["file"] for line in lines] == ["000000.png", "000001.png", "000002.png"]
    assert (tmp_path / "key.drawn" / "000001.png").read_bytes().startswith(PNG_START)


@pytest.mark.parametrize(("suffix", "name"), [("", "video.mp4"), (".mkv", "video.mkv")])
def test_a_video_has_the_form_of_the_output(tmp_path: Path, suffix: str, name: str) -> None:
    drawing, lines = begin(tmp_path, suffix, is_stills=False)
    drawn = drawing.drawn(has_frames=True)
    assert drawn is not None
    assert (drawn.folder, drawn.state, drawn.video) == ("key.drawn", "written", name)
    assert len(read_video(tmp_path / "key.drawn" / name)[0]) == 3
    assert lines == []


def test_nothing_begun_is_nothing_drawn(tmp_path: Path) -> None:
    drawing = PartDrawing(tmp_path / "o", "", tmp_path / "key.drawn", Noted())
    assert drawing.drawn(has_frames=False) is None


def test_a_source_of_the_other_kind_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="name a folder"):
        begin(tmp_path, ".mp4", is_stills=True)
    assert list(tmp_path.iterdir()) == []
