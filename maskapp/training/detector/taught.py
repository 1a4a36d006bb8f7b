"""The training and the validation pictures of a detector, with what other detectors add."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from maskapp.errors import DatasetError
from maskapp.pipeline.detect import FaceDetector
from maskapp.training.data.split import is_held_out
from maskapp.training.detector.centerface import CenterFaceDetector, centerface_file
from maskapp.training.detector.pictures import AnnotatedPicture, Listed
from maskapp.training.detector.teaching import (
    TEACHER_THRESHOLD,
    detect_all,
    teach,
    teacher_habits,
)
from maskapp.training.detector_plan import DetectorPlan

_T = TypeVar("_T")


def taught_pictures(
    listed: Sequence[Listed],
    plan: DetectorPlan,
    work_dir: Path,
    start: tuple[FaceDetector, Path] | None = None,
) -> tuple[list[AnnotatedPicture], list[AnnotatedPicture]]:
    """Return the pictures to train on and those to validate on, as CenterFace completes them.

    Args:
        listed: The pictures.
        plan: Says which groups are held out.
        work_dir: Keeps what was detected for the next call.
        start: The detector to continue from, with the threshold `TEACHER_THRESHOLD`, and the file
            that it comes from.

    Raises:
        DatasetError: A picture cannot be used, or one side has no whole picture with faces.
        ModelError: CenterFace is missing.
        OutputError: What was detected cannot be kept.
    """
    by_start = None
    if start is not None:
        by_start = detect_all(listed, *start, work_dir / "found_by_start.npz")
    teacher = CenterFaceDetector(TEACHER_THRESHOLD)
    found_file = work_dir / "found_by_teacher.npz"
    by_teacher = detect_all(listed, teacher, centerface_file(), found_file)
    is_apart = [is_held_out(picture.group, plan.validation_share, plan.seed) for picture in listed]
    training, apart = (_places(is_apart, wanted) for wanted in (False, True))
    for places, name in ((training, "train on"), (apart, "validate on")):
        scenes = (listed[place] for place in places if not listed[place].is_closeup)
        if not any(len(picture.boxes) for picture in scenes):
            raise DatasetError(
                f"There is no whole picture with faces to {name}: add pictures, or give pictures "
                "of different scenes different groups."
            )
    habits = teacher_habits(_picked(listed, training), _picked(by_teacher, training))

    def taught(places: list[int]) -> list[AnnotatedPicture]:
        others = _picked(by_start, places) if by_start else None
        return teach(_picked(listed, places), _picked(by_teacher, places), habits, others)

    return taught(training), taught(apart)


def _places(flags: Sequence[bool], wanted: bool) -> list[int]:
    return [place for place, flag in enumerate(flags) if flag is wanted]


def _picked(rows: Sequence[_T], places: Sequence[int]) -> list[_T]:
    return [rows[place] for place in places]
