"""A coarse model of a head in space, laid over a face by its five landmarks.

The lower face is taken for an upright elliptic cylinder whose depth and width change with
the height, so that whatever is put on it narrows on the far side of a turned head and
follows the outline of the nose and chin. Lengths are in *units*: the distance between the
eyes of a head that looks straight ahead.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.floating[Any]]
"""float32 wherever the arrays are as large as pictures."""

NOSE_V, MOUTH_V, CHIN_V = 0.56, 0.99, 1.68
"""Heights below the eye line, in units; medians over frontal faces as CenterFace marks them."""

ARC_PER_RADIAN = 1.2
"""Length of skin, in units, that a radian of the cylinder stands for."""

_AXIS_DEPTH = 0.75  # From the plane of the eyes back to the cylinder's axis.
_NOSE_DEPTH = 0.55  # From the plane of the eyes forward to the tip of the nose.
_MOUTH_DEPTH = 0.22

# Height below the eyes, depth of the front before the plane of the eyes, half width.
_PROFILE = np.array(
    [
        (-1.2, 0.05, 1.05),
        (0.0, 0.12, 1.12),
        (0.3, 0.38, 1.13),
        (0.56, 0.55, 1.11),
        (0.99, 0.45, 1.05),
        (1.35, 0.40, 0.97),
        (1.68, 0.28, 0.86),
        (2.0, 0.02, 0.80),
        (3.2, -0.1, 0.86),
    ],
    np.float32,
)
_TABLE_TOP, _TABLE_BOTTOM, _TABLE_STEPS = -1.5, 4.0, 352


class Surface(NamedTuple):
    """Where points of the picture lie on the head; each array has the points' shape.

    Attributes:
        angle: Around the head from the middle of the face, radians.
        height: Down from the eye line, in canonical units (`NOSE_V`, `MOUTH_V`, `CHIN_V`).
        limb: Across the visible width, -1 to 1 from outline to outline; beyond it, outside.
        half_width_px: From the head's middle line to its outline, pixels.
    """

    angle: Floats
    height: Floats
    limb: Floats
    half_width_px: Floats


@dataclass(frozen=True, slots=True, eq=False)
class HeadPose:
    """How a head is turned and where it is in the picture.

    Attributes:
        origin: (2,), between the eyes, pixels.
        right: (2,), the unit vector along the eye line, to the picture's right.
        unit_px: Pixels to a unit.
        yaw_sin: Sine of the turn; positive where the nose points to the picture's right.
        pitch_sin: Sine of the nod; positive where the nose points up.
        rows: (3,), heights of nose tip, mouth and chin as seen, in units.
    """

    origin: Floats
    right: Floats
    unit_px: float
    yaw_sin: float
    pitch_sin: float
    rows: Floats

    @classmethod
    def estimate(cls, landmarks: ArrayLike, box: ArrayLike) -> Self | None:
        """Estimates the pose from landmarks (5, 2) and a box (x1, y1, x2, y2), both in pixels.

        Returns:
            None where they are no face that can be drawn on: too small, upside down, torn.
        """
        points = np.asarray(landmarks, np.float32)
        edges = np.asarray(box, np.float32)
        if not (np.isfinite(points).all() and np.isfinite(edges).all()):
            return None
        size = edges[2:] - edges[:2]
        slack = 0.35 * size
        inside = (points >= edges[:2] - slack) & (points <= edges[2:] + slack)
        if min(size) < 8 or not inside.all():
            return None
        eyes, mouth = points[:2].mean(0), points[3:].mean(0)
        right = _eye_line(points, mouth - eyes)
        if right is None:
            return None
        down = np.array([-right[1], right[0]], np.float32)
        unit_px, yaw_sin = _scale_and_yaw(points, eyes, mouth, right, down)
        if not 0.14 <= unit_px / max(size) <= 0.62 or unit_px < 3:
            return None
        nose_row = float((points[2] - eyes) @ down) / unit_px
        mouth_row = float((mouth - eyes) @ down) / unit_px
        if not 0.45 < mouth_row < 1.6:
            return None
        nose_row = float(np.clip(nose_row, 0.25 * mouth_row, 0.85 * mouth_row))
        below = float((edges[3] - eyes[1]) / max(down[1], 0.3)) / unit_px
        chin_row = mouth_row + float(np.clip(below - mouth_row, 0.55, 0.85))
        pitch_sin = float(np.clip((NOSE_V / MOUTH_V - nose_row / mouth_row) * 2.0, -0.5, 0.5))
        rows = np.array([nose_row, mouth_row, chin_row], np.float32)
        return cls(eyes, right, unit_px, yaw_sin, pitch_sin, rows)

    @property
    def down(self) -> Floats:
        """(2,), the unit vector from the eyes to the chin."""
        return np.array([-self.right[1], self.right[0]], np.float32)

    @property
    def yaw_cos(self) -> float:
        """Cosine of the turn."""
        return float(np.sqrt(1 - self.yaw_sin**2))

    def surface(self, x: Floats, y: Floats) -> Surface:
        """Finds where pixels (x, y), two arrays that broadcast, lie on the head."""
        dx, dy = (x - self.origin[0]) / self.unit_px, (y - self.origin[1]) / self.unit_px
        across = dx * self.right[0] + dy * self.right[1]
        row = dy * self.right[0] - dx * self.right[1]
        per_step = (_TABLE_STEPS - 1) / (_TABLE_BOTTOM - _TABLE_TOP)
        step = np.clip((row - _TABLE_TOP) * per_step, 0, _TABLE_STEPS - 1).astype(np.int32)
        amplitude, phase, depth, slope = (column[step] for column in self._table())
        limb = (across + _AXIS_DEPTH * self.yaw_sin) / amplitude
        angle = np.arcsin(np.clip(limb, -1, 1)) - phase
        height = self._canonical(row)
        if self.pitch_sin:
            height = height - slope * self.pitch_sin * depth * (1 - np.cos(angle))
        return Surface(angle, height, limb, amplitude * self.unit_px)

    def locate(self, limb: Floats, height: Floats) -> tuple[Floats, Floats]:
        """Finds the pixels, x and y, of places as `surface` gives them; arrays of one shape.

        As of a head that does not nod: heights at its sides are a bit off where it does.
        """
        seen, canonical = self._knots()
        row = np.interp(height, canonical, seen)
        steps = np.linspace(_TABLE_TOP, _TABLE_BOTTOM, _TABLE_STEPS)
        across = limb * np.interp(row, steps, self._table()[0]) - _AXIS_DEPTH * self.yaw_sin
        x, y = (
            self.origin[axis] + self.unit_px * (across * self.right[axis] + row * self.down[axis])
            for axis in (0, 1)
        )
        return x.astype(np.float32), y.astype(np.float32)

    def project(self, angle: ArrayLike, height: ArrayLike) -> Floats:
        """Gives the pixels (n, 2) of n points of the head, seen or not."""
        angles, heights = np.asarray(angle, np.float32), np.asarray(height, np.float32)
        width = np.interp(heights, _PROFILE[:, 0], _PROFILE[:, 2])
        depth = np.interp(heights, _PROFILE[:, 0], _PROFILE[:, 1]) + _AXIS_DEPTH
        forward = depth * np.cos(angles)
        across = width * np.sin(angles) * self.yaw_cos + (forward - _AXIS_DEPTH) * self.yaw_sin
        row = np.interp(heights, *self._knots()[::-1]) + self.pitch_sin * (depth - forward)
        offsets = across[:, None] * self.right + row[:, None] * self.down
        pixels: Floats = (self.origin + offsets * self.unit_px).astype(np.float32)
        return pixels

    def is_visible(self, angle: float) -> bool:
        """Whether the skin at an angle around the head is on the side that is seen."""
        return float(np.cos(angle) * self.yaw_cos + np.sin(angle) * self.yaw_sin) > 0.0

    def _knots(self) -> tuple[Floats, Floats]:
        """Heights as seen and the canonical heights they stand for."""
        nose, mouth, chin = self.rows
        seen = [-1.5, 0.0, nose, mouth, chin, chin + 3.0]
        return np.array(seen, np.float32), np.array(
            [-1.5, 0.0, NOSE_V, MOUTH_V, CHIN_V, CHIN_V + 3.0], np.float32
        )

    def _canonical(self, row: Floats) -> Floats:
        seen, canonical = self._knots()
        steps = np.linspace(_TABLE_TOP, _TABLE_BOTTOM, _TABLE_STEPS)
        table = np.interp(steps, seen, canonical).astype(np.float32)
        per_step = (_TABLE_STEPS - 1) / (_TABLE_BOTTOM - _TABLE_TOP)
        position = np.clip((row - _TABLE_TOP) * per_step, 0, _TABLE_STEPS - 1.001)
        index = position.astype(np.int32)
        rest = position - index
        result: Floats = table[index] + rest * (table[index + 1] - table[index])
        return result

    def _table(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Per height as seen: amplitude and phase of the ellipse, its depth, the rows' slope."""
        seen, canonical = self._knots()
        steps = np.linspace(_TABLE_TOP, _TABLE_BOTTOM, _TABLE_STEPS)
        height = np.interp(steps, seen, canonical)
        depth = np.interp(height, _PROFILE[:, 0], _PROFILE[:, 1]) + _AXIS_DEPTH
        side = np.interp(height, _PROFILE[:, 0], _PROFILE[:, 2]) * self.yaw_cos
        front = depth * self.yaw_sin
        return (
            np.hypot(side, front).astype(np.float32),
            np.arctan2(front, side).astype(np.float32),
            depth.astype(np.float32),
            np.gradient(height, steps).astype(np.float32),
        )


def _eye_line(points: Floats, face_axis: Floats) -> Floats | None:
    """The direction of the eye line; the axis of the face decides where the eyes coincide."""
    length = float(np.hypot(*face_axis))
    if length < 2:
        return None
    across = np.array([face_axis[1], -face_axis[0]], np.float32)
    eyes = points[1] - points[0]
    line = eyes * 2 + across * (0.3 + max(0.0, 1 - float(np.hypot(*eyes)) / length))
    norm = float(np.hypot(*line))
    if norm < 1e-3 or float(line @ across) / (norm * length) < 0.6 or line[0] < 0.2 * norm:
        return None
    unit: Floats = (line / norm).astype(np.float32)
    return unit


def _scale_and_yaw(
    points: Floats, eyes: Floats, mouth: Floats, right: Floats, down: Floats
) -> tuple[float, float]:
    """Pixels to a unit and the sine of the turn."""
    between = max(float((points[1] - points[0]) @ right), 1e-3)
    tall = max(float((mouth - eyes) @ down), 1e-3) / MOUTH_V
    nose = float((points[2] - eyes) @ right)
    lips = float((mouth - eyes) @ right)
    rough = max(between, tall / 1.05)
    yaw_sin = float(
        np.clip((nose - 0.3 * lips) / ((_NOSE_DEPTH - 0.3 * _MOUTH_DEPTH) * rough), -0.97, 0.97)
    )
    yaw_cos = float(np.sqrt(1 - yaw_sin**2))
    trust = float(np.clip((yaw_cos - 0.55) / 0.35, 0, 1))
    # A wide-open mouth lengthens the face, so the eyes lead while they are apart.
    unit_px = trust * (0.75 * between / max(yaw_cos, 0.5) + 0.25 * tall) + (1 - trust) * tall
    return unit_px, yaw_sin
