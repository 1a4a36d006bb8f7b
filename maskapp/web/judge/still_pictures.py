"""Judging of single pictures, as `maskapp detect` does it."""

from collections.abc import Callable
from typing import Any

from maskapp.files.picture_files import decode_picture
from maskapp.outputs.jsonl_report import report_line
from maskapp.pipeline.detect import LiteRTFaceDetector
from maskapp.pipeline.engine import STILL_SCORE_THRESHOLD, Engine, load_engine
from maskapp.records import Frame, FrameResult
from maskapp.settings.settings import EngineSettings

MOST_PIXELS = 65_000_000
"""What large cameras have. A few bytes can state many times as many, and each takes 6 bytes."""

_NAME = "The picture that was sent"
_PLANNED_SIZES = 2
"""The two sizes of one still: other pictures have others, and planned sizes take much memory."""


def loader_of_still_engine(settings: EngineSettings) -> Callable[[], Engine]:
    """Return a function that loads the engine for `judge_still`."""

    def load() -> Engine:
        threshold = min(settings.face_score_threshold, STILL_SCORE_THRESHOLD)
        detector = LiteRTFaceDetector(threshold, planned_sizes=_PLANNED_SIZES)
        return load_engine(settings, stills=True, detector=detector)

    return load


def judge_still(engine: Engine, data: bytes) -> dict[str, Any]:
    """Return the answer about one picture.

    Args:
        engine: For stills.
        data: A picture in any format that the program reads.

    Returns:
        See `answer_about`; with `problems`, a list of sentences, where there are any.

    Raises:
        PictureTooLargeError: It states more than `MOST_PIXELS`.
        SourceError: It cannot be decoded.
    """
    picture = decode_picture(data, _NAME, MOST_PIXELS)
    result = engine.for_another_source().process(Frame(picture.image, 0, 0.0))
    answer = answer_about(result)
    problems = []
    if picture.is_damaged:
        problems.append("The picture is damaged, and only a part of it could be read.")
    if picture.is_one_of_several:
        problems.append("The file has several images, of which only the first was used.")
    return answer | {"problems": problems} if problems else answer


def answer_about(result: FrameResult) -> dict[str, Any]:
    """Return what clients get about a picture: its line in a report, with its width and height."""
    height, width = result.frame.image.shape[:2]
    return report_line(result) | {"width": width, "height": height}
