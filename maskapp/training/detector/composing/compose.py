"""Composes training frames with faces of all sizes, from whole pictures and close-ups."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from maskapp.files.picture_files import read_picture
from maskapp.opencv import cv2
from maskapp.records import Box, Image, MaskLabel
from maskapp.training.detector.composing.canvas import Canvas, Region
from maskapp.training.detector.composing.lookalikes import add_lookalikes
from maskapp.training.detector.composing.texture import texture
from maskapp.training.detector.pictures import AnnotatedPicture
from maskapp.training.rendering.render_on_bare import RenderShares, render_on_bare

_EMPTY_SHARE = 0.05  # of frames; the shares below are of the rest
_LOOKALIKES_IN_EMPTY_SHARE = 0.6
_LOOKALIKES_SHARE = 0.2
_SCENE_SHARE = 0.5
_CLOSEUP_SHARE = 0.26  # one close face, as at a webcam; the rest are mosaics
_CLOSEUP_IN_SCENE_SHARE = 0.65
_TILE_SCENE_SHARE = 0.4
_FACE_DRAWN_SHARE = 0.6
_LABEL_SHARES = {
    MaskLabel.WITH_MASK: 0.38,
    MaskLabel.WITHOUT_MASK: 0.44,
    MaskLabel.INCORRECT_MASK: 0.18,
}
_DIFFICULTY_WEIGHT = 5.0  # a face that was not detected is drawn so much more often
_DIFFICULT_FROM_PX = 20.0  # height; smaller ones are difficult because they are small
_UNZOOMED_SHARE = 0.55  # of scenes; scaled about as much as live frames are
_UNZOOMED_SCALES = (0.55, 1.25)
_SCENE_HEIGHTS = (9 / 320, 1.0)  # of faces, relative to the frame
_CLOSEUP_HEIGHTS = (0.25, 1.05)
_TILE_HEIGHTS = (0.12, 0.95)  # relative to the tile
_MAX_SCALE = 4.0
_SCENE_TILT_DEG, _CLOSEUP_TILT_DEG = 6.0, 14.0
_MIN_FILLED = 0.7  # of the region's side, by a scene
_RENDERED_SHARE = 0.5  # of bare close-ups
_RENDER_SHARES = RenderShares(wrong=0.2, proper=0.4, occluder=0.4)
_BORDERS = (cv2.BORDER_REPLICATE, cv2.BORDER_CONSTANT)


class Composer:
    """Composes frames.

    Args:
        pictures: Whole pictures, and close-ups if any.
        size_px: Side of a frame.
    """

    def __init__(self, pictures: Sequence[AnnotatedPicture], size_px: int) -> None:
        self._size_px = size_px
        self._scenes = [picture for picture in pictures if not picture.is_closeup]
        self._closeups = [picture for picture in pictures if picture.is_closeup]
        self._closeup_shares = _balanced(self._closeups)
        self._faces: dict[MaskLabel, list[tuple[AnnotatedPicture, int]]] = {}
        for picture in self._scenes:
            for place, label in enumerate(picture.labels):
                self._faces.setdefault(label, []).append((picture, place))
        self._face_shares = {label: _by_difficulty(faces) for label, faces in self._faces.items()}

    def frame(self, rng: np.random.Generator) -> Canvas:
        """Compose a random frame."""
        if rng.random() < _EMPTY_SHARE:
            canvas = Canvas(self._size_px, (0, 0, 0))
            canvas.image = texture(self._size_px, rng)
            if rng.random() < _LOOKALIKES_IN_EMPTY_SHARE:
                blurred = cv2.GaussianBlur(canvas.image, (0, 0), _log_uniform((1, 40), rng))
                canvas.image = np.asarray(blurred, np.uint8)
                add_lookalikes(canvas.image, canvas.boxes, rng)
            return canvas
        draw = rng.random() if self._closeups else 0.0
        whole = Region(0, 0, self._size_px, self._size_px)
        canvas = Canvas(self._size_px, _color(rng))
        if draw < _SCENE_SHARE:
            self._paste_scene(canvas, whole, rng)
        elif draw < _SCENE_SHARE + _CLOSEUP_SHARE:
            if rng.random() < _CLOSEUP_IN_SCENE_SHARE:
                self._paste_scene(canvas, whole, rng)
            self._paste_closeup(canvas, whole, _CLOSEUP_HEIGHTS, rng)
        else:
            for region in _tiles(self._size_px, rng):
                if rng.random() < _TILE_SCENE_SHARE:
                    self._paste_scene(canvas, region, rng)
                else:
                    self._paste_closeup(canvas, region, _TILE_HEIGHTS, rng)
        if rng.random() < _LOOKALIKES_SHARE:
            add_lookalikes(canvas.image, canvas.boxes, rng)
        if rng.random() < 0.5:
            canvas.flip()
        return canvas

    def _paste_scene(self, canvas: Canvas, region: Region, rng: np.random.Generator) -> None:
        picture, face = self._draw_scene(rng)
        image = read_picture(picture.path)
        height, width = image.shape[:2]
        side = max(region.x2 - region.x1, region.y2 - region.y1)
        whole = np.array([0, 0, width, height], np.float32)
        box = picture.boxes[face] if len(picture.boxes) else whole
        if rng.random() < _UNZOOMED_SHARE:
            scale = _log_uniform(_UNZOOMED_SCALES, rng)
        else:
            target = _log_uniform(_SCENE_HEIGHTS, rng) * self._size_px
            scale = target / max(box[3] - box[1], 1.0)
        scale = float(np.clip(scale, _MIN_FILLED * side / max(height, width), _MAX_SCALE))
        middle = (box[:2] + box[2:]) / 2
        matrix = _mapping(scale, rng.normal(0, _SCENE_TILT_DEG) if rng.random() < 0.3 else 0.0)
        spot = np.array([rng.uniform(region.x1, region.x2), rng.uniform(region.y1, region.y2)])
        matrix[:, 2] = spot - matrix[:, :2] @ middle
        _fill(matrix, (width, height), scale, region)
        canvas.paste(
            image,
            picture.boxes,
            picture.landmarks,
            picture.ignored,
            matrix,
            region,
            cv2.BORDER_CONSTANT,
        )

    def _draw_scene(self, rng: np.random.Generator) -> tuple[AnnotatedPicture, int]:
        """Draw a whole picture, and one of its faces to zoom to.

        Most draws are of faces, bare ones as often as masked ones, of which there are more, and
        difficult ones more often than others (Shrivastava et al. 2016, "Training Region-based
        Object Detectors with Online Hard Example Mining").
        """
        if rng.random() < _FACE_DRAWN_SHARE:
            labels = list(self._faces)
            shares = np.array([_LABEL_SHARES[label] for label in labels])
            label = labels[rng.choice(len(labels), p=shares / shares.sum())]
            faces = self._faces[label]
            return faces[rng.choice(len(faces), p=self._face_shares[label])]
        picture = self._scenes[rng.integers(len(self._scenes))]
        return picture, int(rng.integers(max(len(picture.boxes), 1)))

    def _paste_closeup(
        self,
        canvas: Canvas,
        region: Region,
        heights: tuple[float, float],
        rng: np.random.Generator,
    ) -> None:
        place = rng.choice(len(self._closeups), p=self._closeup_shares)
        picture = self._closeups[place]
        image = _rendered(read_picture(picture.path), picture, rng)
        box = picture.boxes[0]
        side = region.y2 - region.y1
        scale = _log_uniform(heights, rng) * side / max(box[3] - box[1], 1.0)
        scale = min(scale, _MAX_SCALE)
        matrix = _mapping(scale, rng.normal(0, _CLOSEUP_TILT_DEG) if rng.random() < 0.4 else 0.0)
        halves = np.minimum((box[2:] - box[:2]) * scale / 2, side * 0.5)
        low, high = region[:2] + halves, region[2:] - halves
        spot = low + (high - low) * rng.uniform(0, 1, 2)
        matrix[:, 2] = spot - matrix[:, :2] @ ((box[:2] + box[2:]) / 2)
        if rng.random() < 0.5:
            _fill(matrix, (image.shape[1], image.shape[0]), scale, region)
            border = _BORDERS[rng.integers(2)]
        else:  # keep what is around the image
            region = _covered(matrix, (image.shape[1], image.shape[0]), region)
            border = cv2.BORDER_REPLICATE
        canvas.paste(
            image, picture.boxes, picture.landmarks, picture.ignored, matrix, region, border
        )


def _balanced(pictures: Sequence[AnnotatedPicture]) -> NDArray[np.float64]:
    """Return the probability of each close-up: fixed per label, by the root of a source's size."""
    cells = [(picture.source, picture.labels[0]) for picture in pictures]
    sizes = {cell: cells.count(cell) for cell in set(cells)}
    totals = {
        label: sum(size**0.5 for (_, other), size in sizes.items() if other is label)
        for label in _LABEL_SHARES
    }
    weights = np.array(
        [_LABEL_SHARES[cell[1]] * sizes[cell] ** -0.5 / totals[cell[1]] for cell in cells],
        np.float64,
    )
    return weights / weights.sum() if len(weights) else weights


def _by_difficulty(faces: Sequence[tuple[AnnotatedPicture, int]]) -> NDArray[np.float64]:
    """Return the probability of each face of a label.

    In whole pictures, most difficult faces are in profile, bowed or half hidden. Of close-ups, most
    are defaced or cartoons, so none is preferred there.
    """
    weights = np.ones(len(faces))
    for place, (picture, face) in enumerate(faces):
        _, y1, _, y2 = picture.boxes[face]
        if y2 - y1 >= _DIFFICULT_FROM_PX:
            weights[place] += _DIFFICULTY_WEIGHT * picture.difficulties[face]
    return np.asarray(weights / weights.sum(), np.float64)


def _rendered(image: Image, picture: AnnotatedPicture, rng: np.random.Generator) -> Image:
    """Render a mask or an occluder on half of the bare faces."""
    points = picture.landmarks[0]
    if picture.labels[0] is not MaskLabel.WITHOUT_MASK or np.isnan(points).any():
        return image
    if rng.random() >= _RENDERED_SHARE:
        return image
    box = Box(*map(float, picture.boxes[0]))
    return render_on_bare(image, box, points, _RENDER_SHARES, rng)[0]


def _tiles(size_px: int, rng: np.random.Generator) -> list[Region]:
    """Divide the frame into 2 × 2 to 6 × 6 tiles."""
    edges = np.linspace(0, size_px, int(rng.integers(2, 7)) + 1).astype(int).tolist()
    pairs = list(pairwise(edges))
    return [Region(x1, y1, x2, y2) for y1, y2 in pairs for x1, x2 in pairs]


def _mapping(scale: float, angle: float) -> NDArray[np.float64]:
    """Return the matrix (2, 3) that scales and rotates (degrees) about the origin."""
    return np.asarray(cv2.getRotationMatrix2D((0, 0), angle, scale), np.float64)


def _fill(matrix: NDArray[np.float64], size: tuple[int, int], scale: float, region: Region) -> None:
    """Shift a mapping so that an image (width, height) covers as much of a region as it can."""
    start = matrix[:, :2] @ (np.array(size) / 2) + matrix[:, 2] - np.array(size) * scale / 2
    for axis in (0, 1):
        low, high = region[axis], region[axis + 2]
        gap = size[axis] * scale - (high - low)
        if gap >= 0:
            wanted = np.clip(start[axis], low - gap, low)
        else:
            wanted = np.clip(start[axis], low, low - gap)
        matrix[axis, 2] += wanted - start[axis]


def _covered(matrix: NDArray[np.float64], size: tuple[int, int], region: Region) -> Region:
    """Return the part of a region that a mapped image (width, height) covers."""
    corners = np.array([[0, 0], [size[0], 0], [0, size[1]], size]) @ matrix[:, :2].T
    corners += matrix[:, 2]
    (x1, y1), (x2, y2) = corners.min(axis=0), corners.max(axis=0)
    x1, x2 = (int(value) for value in np.clip([x1, x2], region.x1, region.x2))
    y1, y2 = (int(value) for value in np.clip([y1, y2], region.y1, region.y2))
    return Region(x1, y1, max(x2, x1 + 1), max(y2, y1 + 1))


def _log_uniform(limits: tuple[float, float], rng: np.random.Generator) -> float:
    return float(np.exp(rng.uniform(*np.log(limits))))


def _color(rng: np.random.Generator) -> tuple[int, int, int]:
    """Return black, as beside images fitted into a frame, or a random colour."""
    if rng.random() < 0.5:
        return (0, 0, 0)
    blue, green, red = rng.integers(0, 256, 3).tolist()
    return (blue, green, red)
