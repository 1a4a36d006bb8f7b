"""A layer to draw on in the units of a face, which is then blended into the photograph."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maskapp.opencv import cv2
from maskapp.records import Image
from maskapp.training.rendering.blending import (
    Region,
    Scene,
    blend,
    blurred,
    cast_shadow,
    dimmed,
    lit,
)
from maskapp.training.rendering.head_model import MOUTH_V, Floats, HeadPose
from maskapp.training.rendering.mask_prints import smooth_noise

Point = tuple[float, float]


class FaceLayer:
    """A layer over the face. Its coordinates are in head units, from the middle of the mouth.

    Attributes:
        pose: The pose of the head.
        region: The part of the image that the layer covers.
        scene: The light and the skin of the image.
        rng: The random number generator.
        color: (height, width, 3), uint8, BGR.
        alpha: (height, width), uint8, opacity.
        shadow: Darkness of the shadow, 0 to 1.
        is_lit: Whether the colours are taken from the image, and so need no light added.
    """

    def __init__(
        self, pose: HeadPose, region: Region, scene: Scene, rng: np.random.Generator
    ) -> None:
        self.pose, self.region, self.scene, self.rng = pose, region, scene, rng
        self.color: NDArray[np.uint8] = np.zeros((*region.shape, 3), np.uint8)
        self.alpha: NDArray[np.uint8] = np.zeros(region.shape, np.uint8)
        self.shadow = 0.25
        self.is_lit = False
        mouth = pose.project([0.0], [MOUTH_V])[0] - pose.origin
        self._mouth: Floats = (
            np.array([mouth @ pose.right, mouth @ pose.down], np.float32) / pose.unit_px
        )

    def place(self, points: ArrayLike) -> NDArray[np.int32]:
        """Return points (n, 2) as pixels of the layer, times 16: fixed point, as OpenCV draws."""
        units = np.atleast_2d(np.asarray(points, np.float32)) + self._mouth
        pixels = to_pixels(self.pose, units) - (self.region.x1, self.region.y1)
        fixed: NDArray[np.int32] = np.round(np.clip(pixels, -4000, 4000) * 16).astype(np.int32)
        return fixed

    def on_head(self, angle: float, height: float) -> Point:
        """Return a point of the head in the layer's coordinates.

        Args:
            angle: Around the head from the middle of the face, radians.
            height: Down from the eye line, units of the head model.
        """
        offset = self.pose.project([angle], [height])[0] - self.pose.origin
        across, down = offset @ self.pose.right, offset @ self.pose.down
        return (
            float(across / self.pose.unit_px - self._mouth[0]),
            float(down / self.pose.unit_px - self._mouth[1]),
        )

    def tone(self, low: float = 15, high: float = 245) -> Floats:
        """Return a random colour, (3,), float32, BGR, around a grey between `low` and `high`."""
        grey = self.rng.uniform(low, high)
        color = grey + self.rng.normal(0, 4 + 0.2 * grey, 3)
        return np.asarray(np.clip(color, 5, 250), np.float32)

    def polygon(self, points: ArrayLike, color: ArrayLike, opacity: float = 1.0) -> None:
        """Fill a polygon."""
        where = [self.place(points)]
        tone = tuple(map(float, np.asarray(color)))
        cv2.fillPoly(self.color, where, tone, cv2.LINE_AA, 4)
        cv2.fillPoly(self.alpha, where, 255 * opacity, cv2.LINE_AA, 4)

    def ellipse(self, center: Point, radii: Point, color: ArrayLike, opacity: float = 1.0) -> None:
        """Fill an ellipse with its axes along and across the face."""
        turn = np.linspace(0, 2 * np.pi, 33)[:-1]
        ring = np.stack(
            [center[0] + radii[0] * np.cos(turn), center[1] + radii[1] * np.sin(turn)], 1
        )
        self.polygon(ring, color, opacity)

    def rod(self, path: list[Point], width: float, color: ArrayLike) -> None:
        """Draw a round rod, darker at its sides."""
        tone = np.asarray(color, np.float64)
        where = [self.place(path)]
        for share, gain in ((1.0, 0.7), (0.82, 0.88), (0.5, 1.0)):
            thickness = max(1, round(width * share * self.pose.unit_px))
            ink = tuple(map(float, np.clip(tone * gain, 0, 255)))
            cv2.polylines(self.color, where, False, ink, thickness, cv2.LINE_AA, 4)
            cv2.polylines(self.alpha, where, False, 255, thickness, cv2.LINE_AA, 4)

    def blend_into(self, image: Image) -> None:
        """Blend the layer into an image (height, width, 3), uint8, BGR, in place."""
        alpha: Floats = self.alpha.astype(np.float32) / 255
        if self.shadow:
            cast_shadow(image, self.region, alpha, 0.16 * self.pose.unit_px, self.shadow)
        color: Floats = dimmed(self.color.astype(np.float32), alpha)
        soft_px = 0.02 * self.pose.unit_px
        if soft_px > 0.4:
            color, alpha = blurred(color, soft_px), blurred(alpha, soft_px)
        color = dimmed(color, 1 / np.maximum(alpha, 0.01))
        if not self.is_lit:
            gain = float(self.rng.uniform(0.85, 1.1))
            color = lit(color, self.region, self.pose, self.scene, gain)
        blend(image, self.region, color, alpha, self.scene, self.rng)

    def mottle(self, strength: float, cells: tuple[int, int]) -> None:
        """Make the brightness uneven.

        Args:
            strength: The largest relative change.
            cells: The number of blotches down and across.
        """
        noise = smooth_noise(self.region.shape, cells, self.rng)[..., None]
        self.color = np.clip(self.color * (1 + strength * noise), 0, 255).astype(np.uint8)


def to_pixels(pose: HeadPose, points: Floats) -> Floats:
    """Return pixels (n, 2) of points given in units across and down from between the eyes."""
    offsets = points[:, :1] * pose.right + points[:, 1:] * pose.down
    pixels: Floats = (pose.origin + pose.unit_px * offsets).astype(np.float32)
    return pixels
