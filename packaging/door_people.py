"""The people of the door clips: how they come, stand and leave, and what they look like.

They are cut out of the portrait of the demo clip, and differ in size, hair, skin, clothes and mask.
"""

import functools
import math
from dataclasses import dataclass

import numpy as np
from changing_people import Actor, Place, Story, Wardrobe, render_looks
from demo_people import UPSCALE, cut_out_person
from make_demo_clip import WIDTH
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.pipeline.detect import LiteRTFaceDetector
from maskapp.records import Box, Detection, Image
from maskapp.training.rendering.mask_styles import random_style

REACH_PX = 300
"""What of the portrait, at a scale of 1, is beside the middle of its face at most."""
_FAR_SCALE = 0.32
_APPEAR_S = 0.6
_HEAD_UP_PX, _HEAD_HALF_SIZE_PX = 19, (63, 80)  # of the portrait's head with its hair
_AWAY = Place(x=-2000, y=0, scale=1, lean=0, turn=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """The way of somebody who comes in, stands and leaves to a side.

    Attributes:
        comes_s: When the walk in begins, beside the picture or far away; nobody is there before.
        stands_s: From when to when the person stands; until infinity for one who does not leave.
        gone_s: When the walk out has ended beside the picture.
        from_x: The face's x as the walk in begins, pixels.
        stand_x: Its x while the person stands.
        to_x: Its x as the walk out ends.
        y: Its y.
        scale: See `Place.scale`.
        is_from_far: Whether the person walks up from far away, out of the dark.
        turns_s: When the face begins to turn away, and when it has; both infinity if it never does.
        phase: Phase of the swaying, radians.
    """

    comes_s: float
    stands_s: tuple[float, float]
    gone_s: float
    from_x: float
    stand_x: float
    to_x: float
    y: float
    scale: float
    is_from_far: bool
    turns_s: tuple[float, float]
    phase: float

    @property
    def is_to_left(self) -> bool:
        """Whether the person leaves to the left."""
        return self.to_x < self.stand_x

    def path(self, time_s: float) -> Place:
        """Return the place at a time, outside the picture before and after the visit."""
        if not self.comes_s <= time_s <= self.gone_s:
            return _AWAY
        begins_s, ends_s = self.stands_s
        if time_s < begins_s:
            way = (time_s - self.comes_s) / (begins_s - self.comes_s)
            x, pace = self.from_x + way * (self.stand_x - self.from_x), 7.0
            far = (1 - way) * math.log(_FAR_SCALE / self.scale) if self.is_from_far else 0.0
            scale = self.scale * math.exp(far)
        else:
            walked_s = max(0.0, time_s - ends_s)
            way = walked_s / (self.gone_s - ends_s) if walked_s else 0.0
            x, pace = self.stand_x + way * (self.to_x - self.stand_x), 7.0 if walked_s else 1.2
            scale = self.scale
        sway = math.sin(pace * time_s + self.phase)
        breadth = 0.95 + 0.05 * math.sin(0.9 * time_s + self.phase)
        turn = breadth * (1 - 0.3 * self.turned_away(time_s))
        return Place(x + 3 * sway, self.y + 3 * abs(sway), scale, 0.05 * sway, turn)

    def turned_away(self, time_s: float) -> float:
        """Return how far the face has turned away, 0 to 1."""
        begins_s, ends_s = self.turns_s
        return min((time_s - begins_s) / (ends_s - begins_s), 1.0) if time_s > begins_s else 0.0

    def opacity(self, time_s: float) -> float:
        """Return how far the person has come out of the dark, 0 to 1."""
        return min((time_s - self.comes_s) / _APPEAR_S, 1.0) if self.is_from_far else 1.0


@dataclass(frozen=True, slots=True)
class VisitorWardrobe(Wardrobe):
    """The looks of a visitor.

    Attributes:
        visit: The visit.
        hair: The colour of the back of the head, BGR, 0 to 255.
    """

    visit: Visit
    hair: tuple[float, float, float]

    def drawn(
        self, actor: Actor, time_s: float, size: tuple[int, int], shake: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """See `Wardrobe.drawn`."""
        place = self.visit.path(time_s)
        if abs(place.x - WIDTH / 2) > WIDTH / 2 + REACH_PX * place.scale:
            return np.zeros((size[1], size[0], 4), np.float32)
        body = Wardrobe.drawn(self, actor, time_s, size, shake)
        if self.visit.turned_away(time_s) > 0:
            self._cover_with_hair(body, place, time_s, shake)
        _lengthen(body)
        body[..., 3] *= self.visit.opacity(time_s)
        return body

    def _cover_with_hair(
        self, body: NDArray[np.float32], place: Place, time_s: float, shake: NDArray[np.float32]
    ) -> None:
        """Draw the part of the hair that the turning head shows, in place."""
        middle = (place.x + float(shake[0]), place.y + float(shake[1]) - _HEAD_UP_PX * place.scale)
        half = [side * place.scale for side in _HEAD_HALF_SIZE_PX]
        hair = np.zeros(body.shape[:2], np.float32)
        center = (round(middle[0]), round(middle[1]))
        cv2.ellipse(hair, center, (round(half[0]), round(half[1])), 0, 0, 360, 1.0, -1)
        share = self.visit.turned_away(time_s)
        swept = half[0] - 2 * half[0] * share
        edge = round(middle[0] + (swept if self.visit.is_to_left else -swept))
        edge = min(max(edge, 0), body.shape[1])
        if share < 1:
            face = slice(0, edge) if self.visit.is_to_left else slice(edge, None)
            hair[:, face] = 0
        hair = np.asarray(cv2.GaussianBlur(hair, (0, 0), 1 + 2 * place.scale), np.float32)
        across = (np.arange(body.shape[1], dtype=np.float32) - middle[0]) / place.scale
        strands = 0.9 + 0.08 * np.sin(across / 2.3) + 0.08 * np.sin(across / 3.7 + 1)
        color = np.array(self.hair, np.float32) * (strands * (1 - (across / 95) ** 2))[:, None]
        body[..., :3] += (color - body[..., :3]) * hair[..., None]
        body[..., 3] = np.maximum(body[..., 3], hair)


def _lengthen(body: NDArray[np.float32]) -> None:
    """Continue somebody far away, of whom the portrait shows the upper part, to the floor."""
    widths = (body[..., 3] > 0.9).sum(axis=1)
    # The lowest rows hold but a corner of the portrait, which leans.
    rows = np.flatnonzero(widths >= 0.8 * widths.max())
    if widths.max() and rows[-1] < len(body) - 1:
        body[rows[-1] + 1 :] = body[rows[-1]]


@functools.cache
def _person(*, is_disguised: bool) -> tuple[Image, NDArray[np.float32], Detection]:
    return cut_out_person(is_disguised=is_disguised)


def dress_visitor(visit: Visit, story: Story, seed: int) -> tuple[Actor, VisitorWardrobe]:
    """Return a visitor, who wears and does what the story says, and the visitor's looks.

    Args:
        visit: The visit.
        story: What the visitor wears and does when.
        seed: Decides what the visitor and the mask look like.
    """
    rng = np.random.default_rng(seed)
    is_disguised, is_mirrored = bool(rng.integers(2)), bool(rng.integers(2))
    actor = Actor(story, random_style(rng), visit.path, is_disguised, seed)
    bare, alpha, face = _person(is_disguised=is_disguised)
    bare = _tinted(bare, face.box, rng)
    if is_mirrored:
        bare = np.ascontiguousarray(bare[:, ::-1])
        alpha = np.ascontiguousarray(alpha[:, ::-1])
    face = max(LiteRTFaceDetector().detect(bare, 512), key=lambda found: found.score)
    middle, above = round((face.box.x1 + face.box.x2) / 2), round(face.box.y1)
    parting = bare[above - 14 * UPSCALE : above - 6 * UPSCALE, middle - 20 : middle + 20]
    blue, green, red = (float(value) for value in parting.mean(axis=(0, 1)))
    images = render_looks(actor, bare, alpha, face)
    return actor, VisitorWardrobe(images, face.box, visit, (blue, green, red))


def _tinted(bare: Image, face: Box, rng: np.random.Generator) -> Image:
    """Return the portrait with other hair, skin and clothes."""
    height, width = bare.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    # Beside the neck, the portrait's collar begins a fifth of the face's height below the chin.
    clothes = np.clip((y - face.y2) / face.height / 0.25 - 0.2, 0, 1)[..., None]
    across = (x - (face.x1 + face.x2) / 2) / (0.6 * face.width)
    along = (y - (face.y1 + face.y2) / 2) / (0.72 * face.height)
    skin = np.clip(4 - 4 * np.hypot(across, along), 0, 1)[..., None]
    skin = np.maximum(skin, (along > 0)[..., None] * (np.abs(across) < 0.8)[..., None])
    image = bare.astype(np.float32)
    grey = image.mean(axis=2, keepdims=True)
    dyed = grey * rng.uniform(0.4, 1.25, 3).astype(np.float32)
    skin_gain = float(rng.uniform(0.62, 1.08)) * np.array([0.94, 0.98, 1.04], np.float32)
    hair_gain = float(rng.uniform(0.4, 1.3)) * rng.uniform(0.9, 1.1, 3).astype(np.float32)
    head = image * (hair_gain + skin * (skin_gain - hair_gain))
    tinted = head + clothes * (dyed - head)
    return np.clip(tinted, 0, 255).astype(np.uint8)
