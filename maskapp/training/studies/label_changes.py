"""Measurement of how labels change in clips: flicker, and the delay of true changes."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from maskapp.errors import DatasetError
from maskapp.files.file_kinds import VIDEO_SUFFIXES
from maskapp.pipeline.engine import load_engine
from maskapp.pipeline.sources.source import open_source
from maskapp.records import Face, MaskLabel
from maskapp.settings.settings import EngineSettings
from maskapp.training.measuring.clip_truth import TrueFace, TrueState, read_truth
from maskapp.training.measuring.text_tables import NOTHING, Cell, Row, Table, as_text, percent

BRIEF_S = 0.3
"""A label that is replaced sooner than this flickers."""
NEAR_CHANGE_S = 0.5
"""So near to a true change, a label need not be right yet or any more."""
_LASTING_S = 1.0  # the moment in which a mask is put on need not be shown
_SLOW_FPS = 10.0

Shown = tuple[float, Sequence[Face]]
"""The time of a frame in seconds, and the faces shown in it."""


@dataclass(slots=True)
class LabelChanges:
    """How the labels of a clip changed.

    Attributes:
        tracks: The number of tracks shown.
        changes: Changes of a track's label, to and from *uncertain* too.
        brief: Those of them that took back a label within `BRIEF_S`.
        delays_s: Time from each true change to a lasting state until its label was shown.
        delays_to_wrong_s: Those of them in which the mask is worn wrong from then on.
        never: Lasting states whose label was not shown at all.
        frames: Of each true face, the frames that are not near a change.
        right: How many of them showed the true label.
        uncertain: How many showed *uncertain*.
        missing: How many showed no such face.
    """

    tracks: int = 0
    changes: int = 0
    brief: int = 0
    delays_s: list[float] = field(default_factory=list)
    delays_to_wrong_s: list[float] = field(default_factory=list)
    never: int = 0
    frames: int = 0
    right: int = 0
    uncertain: int = 0
    missing: int = 0


def measure_label_changes(shown: Iterable[Shown], truth: Sequence[TrueFace]) -> LabelChanges:
    """Count the changes of label in the frames of a clip, and compare them with the truth.

    Args:
        shown: The frames in order.
        truth: The true faces; without any, only changes are counted.
    """
    result = LabelChanges()
    seen = list(shown)
    by_track: dict[int, list[tuple[float, MaskLabel]]] = defaultdict(list)
    for time_s, faces in seen:
        for face in faces:
            by_track[face.track].append((time_s, face.label))
    result.tracks = len(by_track)
    for labels in by_track.values():
        lasted_s = _durations_before_changes(labels)
        result.changes += len(lasted_s)
        result.brief += sum(duration_s < BRIEF_S for duration_s in lasted_s)
    for true_face in truth:
        found = [(time_s, true_face.find(faces, time_s)) for time_s, faces in seen]
        _count_right(true_face, found, result)
        for state in true_face.states[1:]:
            if state.end_s - state.start_s >= _LASTING_S:
                _add_delay(state, found, result)
    return result


def watch(clip: Path, settings: EngineSettings, every_n_frames: int = 1) -> list[Shown]:
    """Return what the program shows of a clip.

    Args:
        clip: A video.
        settings: The engine's settings.
        every_n_frames: The frames in between are left out, as a slower camera would.
    """
    engine = load_engine(settings, stills=False)
    with open_source(str(clip)) as source:
        return [
            (frame.time_s, engine.process(frame).faces)
            for frame in iter(source.read, None)
            if frame.index % every_n_frames == 0
        ]


def _clips_in(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise DatasetError(f"There is no folder {folder}.")
    clips = sorted(path for path in folder.iterdir() if path.suffix.lower() in VIDEO_SUFFIXES)
    if not clips:
        raise DatasetError(f"There is no video in {folder}; compose or copy some into it.")
    return clips


def study_label_changes(clips_dirs: Sequence[Path], output_dir: Path) -> None:
    """Print how labels change in the clips of folders; write it as `flicker.json`.

    Each clip is watched at its own frame rate and at about 10 frames per second.

    Args:
        clips_dirs: Folders of videos; beside `NAME.mp4` may be `NAME_truth.json`, see `read_truth`.
        output_dir: The folder for the numbers.

    Raises:
        DatasetError: There is no such folder or no video in it, or a truth cannot be read.
    """
    clips = [clip for folder in clips_dirs for clip in _clips_in(folder)]
    results: dict[str, LabelChanges] = {}
    for clip in clips:
        truth = read_truth(clip)
        for name, every in _rates(clip):
            shown = watch(clip, EngineSettings(), every)
            results[f"{clip.name}, {name}"] = measure_label_changes(shown, truth)
    numbers = {name: asdict(result) for name, result in results.items()}
    (output_dir / "flicker.json").write_text(json.dumps(numbers, indent=2) + "\n", "utf-8")
    print(as_text([_table(results)]))


def _rates(clip: Path) -> list[tuple[str, int]]:
    """Return the frame rates to watch a clip at: a name, and how many frames count as one."""
    with open_source(str(clip)) as source:
        fps = source.info.fps or _SLOW_FPS
    slower = round(fps / _SLOW_FPS)
    rates = [(f"{fps:.0f} fps", 1)]
    return [*rates, (f"{fps / slower:.0f} fps", slower)] if slower > 1 else rates


def _durations_before_changes(labels: Sequence[tuple[float, MaskLabel]]) -> list[float]:
    """Return for each change how long the label before it had been shown, seconds."""
    durations_s = []
    since_s, current = labels[0]
    for time_s, label in labels:
        if label is not current:
            durations_s.append(time_s - since_s)
            since_s, current = time_s, label
    return durations_s


def _count_right(
    true_face: TrueFace, found: Sequence[tuple[float, Face | None]], result: LabelChanges
) -> None:
    for time_s, face in found:
        state = true_face.state_at(time_s)
        if state is None or true_face.change_distance_s(time_s) <= NEAR_CHANGE_S:
            continue
        result.frames += 1
        result.missing += face is None
        if face is not None:
            result.right += face.label is state.label
            result.uncertain += face.label is MaskLabel.UNCERTAIN


def _add_delay(
    state: TrueState, found: Sequence[tuple[float, Face | None]], result: LabelChanges
) -> None:
    for time_s, face in found:
        is_in_state = state.start_s <= time_s < state.end_s
        if is_in_state and face is not None and face.label is state.label:
            result.delays_s.append(time_s - state.start_s)
            if state.label is MaskLabel.INCORRECT_MASK:
                result.delays_to_wrong_s.append(time_s - state.start_s)
            return
    result.never += 1


def _table(results: dict[str, LabelChanges]) -> Table:
    return Table(
        "Changes of label as they are shown",
        (
            *("clip", "tracks", "changes", f"under {BRIEF_S} s"),
            *("delay, median", "longest", "to worn wrong, longest", "never shown"),
            *("right", "uncertain", "missing"),
        ),
        tuple(Row(name, _cells(result)) for name, result in results.items()),
        f"right, uncertain, missing: of true faces, farther than {NEAR_CHANGE_S} s from a change",
    )


def _cells(result: LabelChanges) -> tuple[Cell, ...]:
    counts = (result.tracks, result.changes, result.brief)
    delays_s = result.delays_s
    delays = (
        float(np.median(delays_s)) if delays_s else None,
        max(delays_s, default=None),
        max(result.delays_to_wrong_s, default=None),
    )
    shares = (result.right, result.uncertain, result.missing)
    return (
        *(Cell(str(count)) for count in counts),
        *(Cell(NOTHING if delay_s is None else f"{delay_s:.2f} s") for delay_s in delays),
        Cell(str(result.never) if delays_s else NOTHING),
        *(Cell(percent(n / result.frames if result.frames else None)) for n in shares),
    )
