"""Compares sizes and intervals of the live search on clips: faces shown in place, and time."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from maskapp.pipeline.detect import LiteRTFaceDetector
from maskapp.pipeline.engine import load_engine
from maskapp.records import Box, Face
from maskapp.settings.settings import EngineSettings
from maskapp.training.detector.teaching import overlaps
from maskapp.training.measuring.text_tables import Cell, Row, Table, as_text, percent
from maskapp.training.studies.careful_faces import CAREFUL_SCORE, find_carefully, open_clip

_SIZES_PX = (320, 480, 512, 640)
_INTERVALS = (1, 2, 3, 5)  # frames
_IN_PLACE_IOU = 0.5


@dataclass(frozen=True, slots=True)
class Cadence:
    """What one way to search shows of some clips.

    Attributes:
        size_px: The long side at which faces were searched.
        every_n_frames: The interval of the searches.
        faces: Faces that a slow search found, summed over the frames.
        in_place: How many of them were shown with a box that overlaps theirs.
        others: Boxes shown where the slow search found no face, summed over the frames.
        milliseconds: Of search and tracking, the mean per frame.
    """

    size_px: int
    every_n_frames: int
    faces: int
    in_place: int
    others: int
    milliseconds: float


def study_cadence(clips: Sequence[Path], output_dir: Path) -> None:
    """Search clips at all sizes and intervals, print a table and write `cadence.json`.

    Args:
        clips: Videos, or the word "demo".
        output_dir: The folder for the numbers.

    Raises:
        MaskappError: A clip, the model or the detector cannot be used.
    """
    careful = LiteRTFaceDetector(CAREFUL_SCORE)
    truth = {}
    for clip in clips:
        with open_clip(str(clip)) as source:
            truth[clip] = find_carefully(iter(source.read, None), careful)
    measured = []
    for size_px in _SIZES_PX:
        for every in _INTERVALS:
            settings = replace(
                EngineSettings(), detection_size_px=size_px, detection_every_n_frames=every
            )
            measured.append(measure_cadence(truth, settings))
            print(as_text([_table(measured[-1:])]), flush=True)
    print("\n" + as_text([_table(measured)]))
    text = json.dumps([asdict(row) for row in measured], indent=2) + "\n"
    (output_dir / "cadence.json").write_text(text, encoding="utf-8")


def measure_cadence(truth: dict[Path, list[dict[int, Box]]], settings: EngineSettings) -> Cadence:
    """Watch clips with some settings, and compare the boxes with those of a slow search.

    Args:
        truth: The faces of each frame of each clip, as `find_carefully` returns them.
        settings: The engine's settings.
    """
    wanted = shown_in_place = others = 0
    taken_ms: list[float] = []
    for clip, frames in truth.items():
        engine = load_engine(settings, stills=False)
        with open_clip(str(clip)) as source:
            for frame, faces in zip(iter(source.read, None), frames, strict=True):
                result = engine.process(frame)
                taken_ms.append(result.stages_ms["detect"] + result.stages_ms["track"])
                in_place, more = _compare(list(faces.values()), result.faces)
                wanted += len(faces)
                shown_in_place += in_place
                others += more
    return Cadence(
        settings.detection_size_px,
        settings.detection_every_n_frames,
        wanted,
        shown_in_place,
        others,
        float(np.mean(taken_ms)),
    )


def _compare(wanted: Sequence[Box], shown: Sequence[Face]) -> tuple[int, int]:
    """Return how many wanted faces are shown in place, and how many shown boxes are not wanted."""
    if not wanted or not shown:
        return 0, len(shown)
    true = np.array(wanted, np.float32)
    shared = overlaps(true, np.array([face.box for face in shown], np.float32))
    are_alike = shared >= _IN_PLACE_IOU
    return int(are_alike.any(axis=1).sum()), int((~are_alike.any(axis=0)).sum())


def _table(rows: Sequence[Cadence]) -> Table:
    return Table(
        f"Faces shown in place (IoU {_IN_PLACE_IOU} with a slow search)",
        ("long side", "every", "faces", "in place", "other boxes", "ms per frame"),
        tuple(
            Row(
                f"{row.size_px} px",
                (
                    Cell(f"{row.every_n_frames}"),
                    Cell(f"{row.faces:,}"),
                    Cell(percent(row.in_place / row.faces if row.faces else None)),
                    Cell(f"{row.others:,}"),
                    Cell(f"{row.milliseconds:.1f}"),
                ),
            )
            for row in rows
        ),
    )
