"""Blending of drawn layers into a photograph, matching its light, colour, blur and noise."""

from dataclasses import dataclass, replace

import numpy as np

from maskapp.opencv import cv2
from maskapp.records import Image
from maskapp.training.rendering.head_model import Floats, HeadPose

_CELLS = 6


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of whole pixels inside an image; right and bottom are exclusive."""

    x1: int
    y1: int
    x2: int
    y2: int

    @classmethod
    def around(cls, points: Floats, margin_px: float, image: Image) -> "Region | None":
        """Return the region around points (n, 2), pixels; None if it is outside the image."""
        height, width = image.shape[:2]
        x1, y1 = np.maximum(np.floor(points.min(0) - margin_px), 0).astype(int)
        x2, y2 = np.minimum(np.ceil(points.max(0) + margin_px) + 1, (width, height)).astype(int)
        return cls(int(x1), int(y1), int(x2), int(y2)) if x2 - x1 > 1 and y2 - y1 > 1 else None

    @property
    def slices(self) -> tuple[slice, slice]:
        """Return the slices that index the region in an image."""
        return slice(self.y1, self.y2), slice(self.x1, self.x2)

    @property
    def shape(self) -> tuple[int, int]:
        """Return (height, width)."""
        return self.y2 - self.y1, self.x2 - self.x1

    def grid(self) -> tuple[Floats, Floats]:
        """Return the pixels' x (1, width) and y (height, 1), float32."""
        x = np.arange(self.x1, self.x2, dtype=np.float32)[None, :]
        return x, np.arange(self.y1, self.y2, dtype=np.float32)[:, None]


@dataclass(frozen=True, slots=True)
class Scene:
    """The light and image quality of a photograph, as they affect an object in it.

    Attributes:
        exposure: Brightness of white cloth, 0 to 1 and a bit above.
        slope: Relative change of the light per unit to the right and down the face.
        cast: (3,), colour cast as factors for blue, green, red.
        saturation: 0 in a grey image, 1 in a coloured one.
        blur_px: Standard deviation of the image's blur.
        noise: Standard deviation of the image's noise, grey levels.
        skin: (3,), the colour of the face, BGR, 0 to 255.
    """

    exposure: float
    slope: tuple[float, float]
    cast: Floats
    saturation: float
    blur_px: float
    noise: float
    skin: Floats

    @classmethod
    def measure(cls, image: Image, pose: HeadPose, bare_to: float = 1.5) -> "Scene":
        """Measure the light, sharpness and noise on and around a face.

        Args:
            image: (height, width, 3), uint8, BGR.
            pose: The pose of the face.
            bare_to: How far below the eyes the face is bare, in units of the head model.
        """
        corners = pose.origin + pose.unit_px * np.array([[-0.9, -0.3], [0.9, bare_to]], np.float32)
        region = Region.around(corners, 0, image)
        face = image[region.slices] if region else image
        cells = cv2.resize(face, (_CELLS, _CELLS), interpolation=cv2.INTER_AREA).astype(np.float32)
        grey = cells.mean(2)
        step = max(1, min(image.shape[:2]) // 32)
        scene = cv2.resize(image[::step, ::step], (16, 16), interpolation=cv2.INTER_AREA)
        scene = scene.reshape(-1, 3)
        bright = scene[np.argsort(scene.sum(1))[-26:]].astype(np.float32).mean(0)
        skin_light = float(np.percentile(grey, 80))
        exposure = 0.5 * skin_light / 175 + 0.5 * float(bright.mean()) / 225
        axis = np.linspace(-1, 1, _CELLS)
        spread = max(float(grey.mean()), 10.0) * float((axis**2).sum()) * _CELLS
        slope_x = float((grey * axis[None, :]).sum()) / spread
        slope_y = float((grey * axis[:, None]).sum()) / spread
        cast = np.clip((bright / max(float(bright.mean()), 1.0)) ** 0.3, 0.88, 1.12)
        chroma = float((cells.max(2) - cells.min(2)).mean())
        sample = cv2.cvtColor(np.ascontiguousarray(_middle(face, 96)), cv2.COLOR_BGR2GRAY)
        blur_px, noise = _sharpness(sample.astype(np.float32))
        return cls(
            float(np.clip(exposure, 0.22, 1.1)),
            (float(np.clip(slope_x, -0.35, 0.35)), float(np.clip(slope_y, -0.15, 0.1))),
            cast.astype(np.float32),
            float(np.clip((chroma - 3) / 12, 0, 1)),
            blur_px,
            noise,
            _skin_color(cells.reshape(-1, 3)),
        )

    def flat(self) -> "Scene":
        """Return the same scene with even white light."""
        white = np.ones(3, np.float32)
        return replace(self, exposure=max(self.exposure, 0.9), slope=(0.0, 0.0), cast=white)


def _skin_color(cells: Floats) -> Floats:
    """Return the mean colour of the lighter half of the face, without highlights."""
    order = np.argsort(cells.sum(1))
    color: Floats = cells[order[len(order) // 2 : len(order) * 9 // 10]].mean(0)
    return color


def _middle(image: Image, side_px: int) -> Image:
    """Return the middle of an image, at most a square of `side_px`."""
    top, left = (max(0, (length - side_px) // 2) for length in image.shape[:2])
    return image[top : top + side_px, left : left + side_px]


def _sharpness(grey: Floats) -> tuple[float, float]:
    """Return the blur (standard deviation, pixels) and noise (grey levels) of a patch.

    In a blurred patch, the difference over four pixels is nearly four times that over one. The
    noise is the estimate of Immerkær 1996 ("Fast Noise Variance Estimation"), with the median
    instead of the mean.
    """
    if min(grey.shape) < 8:
        return 0.5, 1.0
    near = float(np.abs(grey[:, 1:] - grey[:, :-1]).mean())
    far = float(np.abs(grey[:, 4:] - grey[:, :-4]).mean())
    blur_px = float(np.clip((far / max(near, 0.1) - 2.3) * 1.1, 0.3, 2.0))
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    residue = np.abs(cv2.filter2D(grey, -1, kernel))
    return blur_px, float(np.clip(np.median(residue) / 0.6745 / 6, 0.3, 7.0))


def lit(color: Floats, region: Region, pose: HeadPose, scene: Scene, gain: float) -> Floats:
    """Return colours (height, width, 3) of a region, lit as in the scene.

    Args:
        color: (height, width, 3), float32, BGR, 0 to 255.
        region: The region of the colours in the image.
        pose: The pose of the face.
        scene: The light.
        gain: A further factor for the brightness.
    """
    x, y = region.grid()
    dx, dy = (x - pose.origin[0]) / pose.unit_px, (y - pose.origin[1]) / pose.unit_px - 0.6
    field = 1 + scene.slope[0] * np.clip(dx, -1.4, 1.4) + scene.slope[1] * np.clip(dy, -1.2, 1.6)
    grey = np.full((3, 3), (1 - scene.saturation) / 3) + scene.saturation * np.eye(3)
    # A little stray light keeps black cloth from looking like a hole.
    matrix = np.column_stack(
        [grey * scene.cast[:, None] * scene.exposure * gain, np.full(3, 6 * scene.exposure)]
    )
    result = cv2.transform(color, matrix.astype(np.float32))
    return dimmed(np.asarray(result, np.float32), field)


def dimmed(color: Floats, factor: Floats) -> Floats:
    """Return colours (height, width, 3) times a factor (height, width), float32."""
    # OpenCV is four times as fast here as NumPy's broadcasting over three channels.
    product = cv2.multiply(color, cv2.merge([np.asarray(factor, np.float32)] * 3))
    return np.asarray(product, np.float32)


def blurred(array: Floats, sigma_px: float) -> Floats:
    """Return (height, width) or (height, width, 3), blurred by a Gaussian."""
    return np.asarray(cv2.GaussianBlur(array, (0, 0), sigma_px), np.float32)


def blend(
    image: Image,
    region: Region,
    color: Floats,
    alpha: Floats,
    scene: Scene,
    rng: np.random.Generator,
) -> None:
    """Blend a coloured layer into a region of an image, in place.

    Args:
        image: (height, width, 3), uint8, BGR; changed in place.
        region: The region of the layer in the image.
        color: (height, width, 3), float32, BGR, 0 to 255.
        alpha: (height, width), float32, opacity, 0 to 1.
        scene: The blur and noise to add to the layer.
        rng: The random number generator of the noise.
    """
    if scene.blur_px > 0.35:
        color, alpha = blurred(color, scene.blur_px), blurred(alpha, scene.blur_px)
    # A separate generator: the size of the region must not affect later draws from `rng`.
    noise = np.random.default_rng(int(rng.integers(2**31)))
    grain = noise.standard_normal(alpha.shape, np.float32) * np.float32(scene.noise)
    below = image[region.slices].astype(np.float32)
    layer = color + grain[..., None]
    mixed = below + dimmed(layer - below, alpha)
    image[region.slices] = np.clip(mixed + np.float32(0.5), 0, 255).astype(np.uint8)


def cast_shadow(
    image: Image, region: Region, alpha: Floats, reach_px: float, strength: float
) -> None:
    """Darken the area around and below an opaque object, in place.

    Args:
        image: (height, width, 3), uint8, BGR; changed in place.
        region: The region of `alpha` in the image.
        alpha: (height, width), float32, the object's opacity, 0 to 1.
        reach_px: Width of the shadow.
        strength: Darkness of the shadow, 0 to 1.
    """
    size = (max(1, alpha.shape[1] // 4), max(1, alpha.shape[0] // 4))
    small = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)
    small = blurred(np.asarray(small, np.float32), max(0.3, reach_px / 4))
    shift = np.array([[1, 0, 0], [0, 1, reach_px / 8]], np.float32)
    small = cv2.warpAffine(small, shift, size, borderMode=cv2.BORDER_REPLICATE)
    shade = 1 - strength * cv2.resize(small, alpha.shape[::-1])
    below = image[region.slices].astype(np.float32)
    image[region.slices] = dimmed(below, shade).astype(np.uint8)


def strokes(shape: tuple[int, int], paths: list[Floats], width_px: float) -> Floats:
    """Return the opacity of antialiased lines, (height, width), float32, 0 to 1.

    A line thinner than a pixel is drawn one pixel wide and fainter.

    Args:
        shape: (height, width) of the layer, pixels.
        paths: The points of each line, (n, 2), pixels of the layer.
        width_px: Width of the lines.
    """
    layer = np.zeros(shape, np.uint8)
    fixed = [np.round(path * 16).astype(np.int32) for path in paths]
    cv2.polylines(layer, fixed, False, 255, max(1, round(width_px)), cv2.LINE_AA, 4)
    opacity: Floats = layer.astype(np.float32) * (min(1.0, max(width_px, 0.25)) / 255)
    return opacity
