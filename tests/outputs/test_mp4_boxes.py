"""What is left of an MP4 file that could not be finished."""

from pathlib import Path

import pytest

from maskapp.errors import OutputError
from maskapp.outputs.mp4_boxes import cut_after_last_fragment


def box(kind: bytes, content: int, *, is_long: bool = False) -> bytes:
    if is_long:
        return (1).to_bytes(4, "big") + kind + (16 + content).to_bytes(8, "big") + bytes(content)
    return (8 + content).to_bytes(4, "big") + kind + bytes(content)


HEAD = box(b"ftyp", 20) + box(b"moov", 300)
FRAGMENT = box(b"moof", 50) + box(b"mdat", 1000)


@pytest.mark.parametrize(
    "rest",
    [
        b"",
        FRAGMENT[:3],
        FRAGMENT[:40],
        box(b"moof", 50),
        FRAGMENT[:-1],
        box(b"moov", 300)[:-1],
        bytes(30),
        box(b"moof", 50) + box(b"mdat", 70_000, is_long=True)[:-1],
    ],
)
def test_what_is_not_complete_is_cut_off(tmp_path: Path, rest: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(HEAD + FRAGMENT + rest)
    cut_after_last_fragment(path)
    assert path.read_bytes() == HEAD + FRAGMENT


@pytest.mark.parametrize(
    "content", [b"", HEAD, HEAD + 3 * FRAGMENT, HEAD + box(b"mdat", 70_000, is_long=True)]
)
def test_a_whole_file_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    cut_after_last_fragment(path)
    assert path.read_bytes() == content


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"a\.mp4"):
        cut_after_last_fragment(tmp_path / "a.mp4")
