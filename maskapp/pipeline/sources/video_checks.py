"""Checks whether a video file was read completely."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from av.container import InputContainer

from maskapp.files.picture_files import size_of_first_gif_image
from maskapp.opencv_environment import MAX_PIXELS
from maskapp.pipeline.sources.av_decoding import COMMON_PIXELS, LARGEST_CHANGE

# FFmpeg's names of formats whose header states the duration; for others it is estimated.
_FORMATS_STATING_DURATION = ("mov,", "matroska", "avi", "flv", "asf")
_EBML_ID = b"\x1a\x45\xdf\xa3"
_SEGMENT_ID = b"\x18\x53\x80\x67"
_GIF_TRAILER = b"\x3b"

# A video is steady if 95 % of its frames follow at most half later than usual; in a steady one, a
# frame that follows later than three others would is a gap.
_STEADY_SHARE = 0.95
_STEADY_INTERVALS = 1.5
_GAP_INTERVALS = 3.5
_FEWEST_INTERVALS = 10
_FEWEST_MISSING = 3

_PIXELS_PER_BYTE = 5000
"""Pixels of a frame for each byte of its file; five even ones of 100 million, by VP9: 4,300."""


def most_pixels(path: Path, format_name: str) -> int:
    """Return the number of pixels that the frames of a video file can have.

    Its header may state far more if it is damaged.

    Raises:
        OSError: The file cannot be read.
    """
    believable = _PIXELS_PER_BYTE * path.stat().st_size
    if format_name == "gif" and (size := size_of_first_gif_image(path)):
        believable = min(believable, LARGEST_CHANGE * size[0] * size[1])
    return min(MAX_PIXELS, max(COMMON_PIXELS, believable))


def stated_duration_s(container: InputContainer) -> float | None:
    """Return the duration that the file's header states; None if it is only estimated."""
    if container.duration is None or not container.format.name.startswith(
        _FORMATS_STATING_DURATION
    ):
        return None
    return container.duration / 1e6


def gap_message(times_s: Sequence[float]) -> str | None:
    """Return a clause about frames that are missing from the middle of a video.

    Videos whose frame rate varies, such as recordings of a screen, have no gaps.

    Args:
        times_s: The times of all frames, ascending.
    """
    intervals = np.diff(np.asarray(times_s, np.float64))
    if len(intervals) < _FEWEST_INTERVALS:
        return None
    usual_s = float(np.median(intervals))
    if np.mean(intervals <= _STEADY_INTERVALS * usual_s) < _STEADY_SHARE:
        return None
    (gaps,) = np.nonzero(intervals > _GAP_INTERVALS * usual_s)
    if not len(gaps):
        return None
    missing_s = float(intervals[gaps].sum()) - usual_s * len(gaps)
    places = "one place" if len(gaps) == 1 else f"{len(gaps)} places"
    return (
        f"{missing_s:.1f} s of the video are missing in {places}, first at {times_s[gaps[0]]:.1f} s"
    )


def unread_message(stated_frames: int, read_frames: int) -> str | None:
    """Return a clause about frames that the file's index lists but that could not be read.

    Args:
        stated_frames: Number of frames by the index; 0 if it states none.
        read_frames: Number of frames read.
    """
    missing = stated_frames - read_frames
    if missing <= max(_FEWEST_MISSING, stated_frames // 50):
        return None
    return f"only {read_frames:,} of the {stated_frames:,} frames in its index could be read"


def is_cut_short(path: Path, format_name: str) -> bool:
    """Return whether a Matroska, WebM or GIF file is cut short, which FFmpeg does not report.

    Raises:
        OSError: The file cannot be read any more.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if format_name == "gif":
            file.seek(max(0, size - 1024))
            return not file.read().rstrip(b"\0").endswith(_GIF_TRAILER)
        if format_name.startswith("matroska"):
            return size < matroska_size(file.read(1024))
    return False


def matroska_size(head: bytes) -> int:
    """Return the size in bytes that a Matroska file states, or 0 (RFC 8794, RFC 9559).

    Args:
        head: The first bytes of the file.
    """
    if not head.startswith(_EBML_ID):
        return 0
    header_bytes, at = _ebml_size(head, len(_EBML_ID))
    at += header_bytes
    if head[at : at + len(_SEGMENT_ID)] != _SEGMENT_ID:
        return 0
    segment_bytes, at = _ebml_size(head, at + len(_SEGMENT_ID))
    return at + segment_bytes if segment_bytes else 0


def _ebml_size(data: bytes, at: int) -> tuple[int, int]:
    """Parse an EBML size; return it, or 0 if unknown or invalid, and the position after it."""
    if at >= len(data) or data[at] == 0:
        return 0, at
    width = 9 - data[at].bit_length()
    mask = (1 << 7 * width) - 1
    size = int.from_bytes(data[at : at + width]) & mask
    return (0 if size == mask else size), at + width
