"""Random variations of a face picture, as other cameras, light and distances would cause."""

import numpy as np
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.pipeline.face_crop import CROP_MARGIN, CROP_SHIFT_DOWN, crop_face
from maskapp.records import Box, Image, MaskLabel
from maskapp.training.rendering.motion_blur import motion_blurred
from maskapp.training.rendering.render_on_bare import SMALLEST_WRONG_PX

_SMALLEST_FACE_PX = 14.0
_BORDERS = (cv2.BORDER_REPLICATE, cv2.BORDER_REPLICATE, cv2.BORDER_REFLECT_101, cv2.BORDER_CONSTANT)


def augmented_crop(
    image: Image, box: Box, label: MaskLabel, size_px: int, rng: np.random.Generator
) -> Image:
    """Return a random variation of a face's crop.

    Args:
        image: (height, width, 3), uint8, BGR.
        box: The face as detected, pixels.
        label: The true label: faces with a mask worn wrong are shrunk less than others.
        size_px: Side of the crop.
        rng: The random number generator.

    Returns:
        (size_px, size_px, 3), uint8, BGR.
    """
    image, box = _rotated(image, box, rng)
    is_wrong = label is MaskLabel.INCORRECT_MASK
    smallest_px = SMALLEST_WRONG_PX if is_wrong else _SMALLEST_FACE_PX
    image, box = _farther_away(image, box, smallest_px, rng)
    if rng.random() < 0.5:
        image = _compressed(image, rng)
    crop = crop_face(image, _jittered(box, rng), size_px, CROP_MARGIN, CROP_SHIFT_DOWN)
    crop = _relit(crop, rng)
    if rng.random() < 0.3:
        crop = _blurred(crop, rng)
    if rng.random() < 0.3:
        noise = rng.normal(0, rng.uniform(2, 14), crop.shape)
        crop = np.clip(crop + noise, 0, 255).astype(np.uint8)
    return crop[:, ::-1] if rng.random() < 0.5 else crop


def random_border(rng: np.random.Generator) -> int:
    """Return one of OpenCV's border types, mostly the one that `crop_face` uses."""
    return _BORDERS[rng.integers(len(_BORDERS))]


def _rotated(image: Image, box: Box, rng: np.random.Generator) -> tuple[Image, Box]:
    """Rotate, shear and stretch the image about the middle of the face; the box stays."""
    if rng.random() < 0.3:
        return image, box
    centre_x, centre_y = (box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2
    turn = cv2.getRotationMatrix2D((centre_x, centre_y), rng.normal(0, 10), 1.0)
    shape = np.array(
        [[np.exp(rng.normal(0, 0.06)), rng.normal(0, 0.08)], [rng.normal(0, 0.05), 1.0]]
    )
    linear = shape @ turn[:, :2]
    centre = np.array([centre_x, centre_y])
    matrix = np.column_stack([linear, centre - linear @ centre])
    size = (image.shape[1], image.shape[0])
    rotated = cv2.warpAffine(image, matrix, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(rotated, np.uint8), box


def _farther_away(
    image: Image, box: Box, smallest_px: float, rng: np.random.Generator
) -> tuple[Image, Box]:
    """Shrink the face in half of the images, to a log-uniform height."""
    if rng.random() < 0.5 or box.height < smallest_px * 1.3:
        return image, box
    scale = np.exp(rng.uniform(np.log(smallest_px / box.height), 0.0))
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), Box(*(value * scale for value in box))


def _compressed(image: Image, rng: np.random.Generator) -> Image:
    quality = int(rng.integers(25, 95))
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _jittered(box: Box, rng: np.random.Generator) -> Box:
    """Shift and scale the box as much as detectors and trackers do."""
    side = max(box.width, box.height)
    dx, dy = rng.normal(0, 0.05, 2) * side
    zoom_x, zoom_y = np.exp(rng.normal(0, 0.09) + rng.normal(0, 0.03, 2))
    centre_x, centre_y = (box.x1 + box.x2) / 2 + dx, (box.y1 + box.y2) / 2 + dy
    half_w, half_h = box.width / 2 * zoom_x, box.height / 2 * zoom_y
    return Box(centre_x - half_w, centre_y - half_h, centre_x + half_w, centre_y + half_h)


def _relit(crop: Image, rng: np.random.Generator) -> Image:
    """Change gamma, contrast, brightness, saturation and colour cast; add light from a side."""
    light = crop.astype(np.float32) / 255
    light = light ** np.exp(rng.normal(0, 0.3))
    light = (light - 0.5) * np.exp(rng.normal(0, 0.2)) + 0.5 + rng.normal(0, 0.08)
    if rng.random() < 0.4:
        grey = light.mean(axis=2, keepdims=True)
        light = grey + (light - grey) * rng.uniform(0, 1.5)
    if rng.random() < 0.4:
        light *= np.exp(rng.normal(0, 0.15, 3)).astype(np.float32)
    if rng.random() < 0.25:
        light *= _side_light(crop.shape[0], rng)
    if rng.random() < 0.12:
        light *= rng.uniform(0.12, 0.5)
    return np.asarray(np.clip(light, 0, 1) * 255, np.uint8)


def _side_light(size_px: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return a soft ramp across the crop, (size, size, 3), around 1, per colour."""
    angle = rng.uniform(0, 2 * np.pi)
    axis = np.linspace(-1, 1, size_px, dtype=np.float32)
    ramp = np.cos(angle) * axis[None, :] + np.sin(angle) * axis[:, None]
    strength = rng.uniform(0.1, 0.6) * (1 + rng.normal(0, 0.3, 3)).astype(np.float32)
    return np.asarray(np.clip(1 + ramp[..., None] * strength, 0.1, None), np.float32)


def _blurred(crop: Image, rng: np.random.Generator) -> Image:
    if rng.random() < 0.5:
        return np.asarray(cv2.GaussianBlur(crop, (0, 0), rng.uniform(0.5, 2.5)), np.uint8)
    length = int(rng.integers(3, 12))
    return motion_blurred(crop, length, rng)
