"""What is true of a clip: where its faces are and how their masks are worn, and when."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from maskapp.errors import DatasetError
from maskapp.records import Box, Face, MaskLabel


@dataclass(frozen=True, slots=True)
class TrueState:
    """A stretch of time in which the true label of a face does not change.

    Attributes:
        start_s: Its start.
        end_s: Its end, exclusive.
        label: The true label.
    """

    start_s: float
    end_s: float
    label: MaskLabel


@dataclass(frozen=True, slots=True)
class TrueFace:
    """What is true of one face of a clip.

    Attributes:
        states: One after another, without gaps.
        times_s: (n,) times of `boxes`, ascending.
        boxes: (n,) where the face is at these times.
    """

    states: tuple[TrueState, ...]
    times_s: tuple[float, ...]
    boxes: tuple[Box, ...]

    @classmethod
    def from_json(cls, face: Mapping[str, Any]) -> Self:
        """Read a face in the form of `resources/demo_truth.json`."""
        states = [
            TrueState(float(state["start_s"]), float(state["end_s"]), MaskLabel(state["label"]))
            for state in face["states"]
        ]
        boxes = sorted((float(time_s), Box(*box)) for time_s, box in face["box_at_s"].items())
        return cls(
            tuple(states),
            tuple(time_s for time_s, _ in boxes),
            tuple(box for _, box in boxes),
        )

    def state_at(self, time_s: float) -> TrueState | None:
        """Return the state at a time; None before the first and after the last one."""
        return next((s for s in self.states if s.start_s <= time_s < s.end_s), None)

    def change_distance_s(self, time_s: float) -> float:
        """Return the time between a moment and the nearest change of the true label."""
        changes = [abs(time_s - state.start_s) for state in self.states[1:]]
        return min(changes, default=float("inf"))

    def box_at(self, time_s: float) -> Box:
        """Return the box at a time, interpolated."""
        edges = zip(*self.boxes, strict=True)
        return Box(*(float(np.interp(time_s, self.times_s, edge)) for edge in edges))

    def find(self, faces: Sequence[Face], time_s: float) -> Face | None:
        """Return the face of a frame that is this one; None if it is not among them.

        It is the nearest one whose centre lies in the true box.
        """
        box = self.box_at(time_s)
        x, y = _centre(box)
        inside = [
            face
            for face in faces
            if box.x1 <= _centre(face.box)[0] <= box.x2 and box.y1 <= _centre(face.box)[1] <= box.y2
        ]
        return min(
            inside,
            key=lambda face: np.hypot(_centre(face.box)[0] - x, _centre(face.box)[1] - y),
            default=None,
        )


def read_truth(clip: Path) -> tuple[TrueFace, ...]:
    """Read what is true of a clip `NAME.mp4` from `NAME_truth.json` beside it.

    Returns:
        Its faces; none if there is no such file.

    Raises:
        DatasetError: The file is not in the form of `resources/demo_truth.json`.
    """
    path = clip.with_name(f"{clip.stem}_truth.json")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return tuple(TrueFace.from_json(face) for face in content["faces"])
    except FileNotFoundError:
        return ()
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise DatasetError(
            f"{path} does not say what is true of a clip ({error!r}); compose the clip again."
        ) from error


def _centre(box: Box) -> tuple[float, float]:
    return (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2
