"""A coarse 3-D model of a head, fitted to a face by its five landmarks.

The lower face is modelled as an upright elliptic cylinder whose depth and width vary with height.
Renderings on it therefore narrow on the far side of a turned head and follow the outline of nose
and chin. Lengths are in *units*: the distance between the eyes of a head that looks straight ahead.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.floating[Any]]
"""Arrays of floats; float32 where they are as large as images."""

NOSE_V, MOUTH_V, CHIN_V = 0.56, 0.99, 1.68
"""Heights below the eye line, in units: medians of CenterFace's landmarks on frontal faces."""

ARC_PER_RADIAN = 1.2
"""Length of skin, in units, per radian of the cylinder."""

_AXIS_DEPTH = 0.75  # from the plane of the eyes back to the cylinder's axis
_NOSE_DEPTH = 0.55  # from the plane of the eyes forward to the tip of the nose
_MOUTH_DEPTH = 0.22

# Height below the eyes, depth of the front from the plane of the eyes, half width.
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
    """Points of the head; all arrays have one shape.

    Attributes:
        angle: Around the head from the middle of the face, radians.
        height: Down from the eye line, in canonical units (`NOSE_V`, `MOUTH_V`, `CHIN_V`).
        limb: Across the visible width, -1 to 1 from outline to outline; outside beyond that.
        half_width_px: From the head's middle line to its outline, pixels.
    """

    angle: Floats
    height: Floats
    limb: Floats
    half_width_px: Floats


@dataclass(frozen=True, slots=True, eq=False)
class HeadPose:
    """The position and orientation of a head in an image.

    Attributes:
        origin: (2,), between the eyes, pixels.
        right: (2,), the unit vector along the eye line, to the image's right.
        unit_px: Pixels per unit.
        yaw_sin: Sine of the yaw; positive if the nose points to the image's right.
        pitch_sin: Sine of the pitch; positive if the nose points up.
        rows: (3,), heights of nose tip, mouth and chin in the image, in units.
    """

    origin: Floats
    right: Floats
    unit_px: float
    yaw_sin: float
    pitch_sin: float
    rows: Floats

    @classmethod
    def estimate(cls, landmarks: ArrayLike, box: ArrayLike) -> Self | None:
        """Estimate the pose from landmarks (5, 2) and a box (x1, y1, x2, y2), both in pixels.

        Returns:
            The pose; None if the face cannot be rendered on because it is too small, upside down
            or its landmarks are implausible.
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
        """Return the unit vector (2,) from the eyes to the chin."""
        return np.array([-self.right[1], self.right[0]], np.float32)

    @property
    def yaw_cos(self) -> float:
        """Return the cosine of the yaw."""
        return float(np.sqrt(1 - self.yaw_sin**2))

    def surface(self, x: Floats, y: Floats) -> Surface:
        """Return the points of the head at pixels (x, y), two arrays that broadcast."""
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
        """Return the pixels, x and y, of points given as in `Surface`; arrays of one shape.

        Ignores the pitch, so heights at the sides of a nodding head are slightly off.
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
        """Return the pixels (n, 2), float32, of n points of the head, visible or not."""
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
        """Return whether the skin at an angle around the head, radians, faces the camera."""
        return float(np.cos(angle) * self.yaw_cos + np.sin(angle) * self.yaw_sin) > 0.0

    def _knots(self) -> tuple[Floats, Floats]:
        """Return heights in the image and the canonical heights they correspond to."""
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
        """Return, by height in the image: the ellipse's amplitude, phase and depth; rows' slope."""
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
    """Return the direction of the eye line; from the face's axis if the eyes coincide."""
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
    """Return the pixels per unit and the sine of the yaw."""
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
    # An open mouth lengthens the face, so the eyes weigh more while they are apart.
    unit_px = trust * (0.75 * between / max(yaw_cos, 0.5) + 0.25 * tall) + (1 - trust) * tall
    return unit_px, yaw_sin
