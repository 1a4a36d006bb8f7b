"""The people of the changing clips: what they wear and do when, and how they move.

They are those of the demo clip, with other masks. Nobody of them stays as they are for long: masks
are pulled to the chin and put up again, taken off and put on, and hands come before the mouth.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from demo_people import UPSCALE, cut_out_person, with_opacity
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.records import Box, Detection, Image, MaskLabel
from maskapp.training.rendering.mask_styles import MaskStyle, random_style
from maskapp.training.rendering.occluders.add_occluder import Occluder, add_occluder
from maskapp.training.rendering.render_mask import Wear, render_mask

FADE_S = 0.08
"""Duration of the cross-fade between two looks."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a face looks like.

    Attributes:
        wear: How the mask is worn; None for no mask.
        has_hand: Whether a hand is at the face.
    """

    wear: Wear | None
    has_hand: bool = False

    @property
    def label(self) -> MaskLabel:
        """The true label."""
        if self.wear is None:
            return MaskLabel.WITHOUT_MASK
        return MaskLabel.WITH_MASK if self.wear is Wear.PROPER else MaskLabel.INCORRECT_MASK


Story = tuple[tuple[float, Look], ...]
"""When each look starts, seconds."""

Steps = tuple[tuple[float, Look], ...]
"""Looks one after the other, with the duration of each, seconds."""

MASKED, BARE, CHIN = Look(Wear.PROPER), Look(None), Look(Wear.UNDER_CHIN)
_PULLED = (Look(Wear.NOSE_TIP, has_hand=True), Look(Wear.UNDER_NOSE))
_PULL_STEP_S = 0.12
PULL_DOWN: Steps = tuple((_PULL_STEP_S, look) for look in _PULLED)
PULL_UP: Steps = PULL_DOWN[::-1]
TAKE_OFF: Steps = (
    (0.2, Look(Wear.PROPER, has_hand=True)),
    (0.2, Look(Wear.ONE_EAR, has_hand=True)),
)
PUT_ON: Steps = (
    (0.2, Look(Wear.ONE_EAR, has_hand=True)),
    (0.2, Look(Wear.UNDER_CHIN, has_hand=True)),
)

# What somebody who wears a mask properly does, until it is worn properly again: durations in
# seconds, and looks. Nobody's hand stays at the mask for long.
_ACTS: dict[str, Steps] = {
    "pulls it to the chin and up again": (*PULL_DOWN, (2.2, CHIN), *PULL_UP),
    "takes it off and puts it on": (*TAKE_OFF, (2.0, BARE), *PUT_ON),
    "holds a hand before the mouth without it": (
        (0.2, Look(Wear.ONE_EAR)),
        (1.2, BARE),
        (1.0, Look(None, has_hand=True)),
        (1.2, BARE),
    ),
    "wears it under the nose": (
        PULL_DOWN[0],
        (2.0, Look(Wear.UNDER_NOSE)),
    ),
    "holds a hand before it": ((0.8, Look(Wear.PROPER, has_hand=True)),),
}


def random_story(duration_s: float, rng: np.random.Generator) -> Story:
    """Return a story in which a person does all of `_ACTS` in a random order, as time allows."""
    story: list[tuple[float, Look]] = []
    time_s = 0.0
    while time_s < duration_s:
        for name in rng.permutation(list(_ACTS)):
            steps = ((float(rng.uniform(1.5, 2.5)), MASKED), *_ACTS[str(name)])
            for step_s, look in steps:
                story.append((time_s, look))
                time_s += step_s
    return tuple((start_s, look) for start_s, look in story if start_s < duration_s)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is in the frame.

    Attributes:
        x: The face's centre, pixels.
        y: Likewise.
        scale: Scale of the portrait, whose face is about 100 px high.
        lean: Angle of the head, radians.
        turn: The breadth of the face relative to that of a face seen from the front.
    """

    x: float
    y: float
    scale: float
    lean: float
    turn: float


@dataclass(frozen=True, slots=True)
class Actor:
    """A person of a changing clip.

    Attributes:
        story: What the person wears and does when.
        style: The style of the mask.
        path: The place at a time in seconds.
        is_disguised: See `demo_people.Person`.
        seed: Decides how exactly masks and hands are rendered.
    """

    story: Story
    style: MaskStyle
    path: Callable[[float], Place]
    is_disguised: bool
    seed: int

    def states(self, duration_s: float) -> list[tuple[float, float, MaskLabel]]:
        """Return start, end and label of each stretch of time with the same true label."""
        starts = [(start_s, look.label) for start_s, look in self.story]
        kept = [starts[0]] + [b for a, b in pairwise(starts) if a[1] is not b[1]]
        ends = [start_s for start_s, _ in kept[1:]] + [duration_s]
        return [(start, end, label) for (start, label), end in zip(kept, ends, strict=True)]


def random_actor(duration_s: float, center_x: float, *, is_disguised: bool, seed: int) -> Actor:
    """Return a person who stays around a place, walks nearer and away, and turns."""
    rng = np.random.default_rng(seed)
    phase, pace, turning = (float(value) for value in rng.uniform(0, 1, 3))

    def path(time_s: float) -> Place:
        way = 2 * math.pi * (time_s / (9 + 5 * pace) + phase)
        return Place(
            x=center_x + 40 * math.sin(1.3 * way),
            y=200 + 30 * math.sin(way + 1) + 4 * math.sin(7 * way),
            scale=0.95 * math.exp(0.62 * math.sin(way)),
            lean=0.12 * math.sin(1.7 * way),
            turn=1 - 0.16 * (1 + math.sin(2.3 * way + 6 * turning)),
        )

    return Actor(random_story(duration_s, rng), random_style(rng), path, is_disguised, seed)


@dataclass(frozen=True, slots=True)
class Wardrobe:
    """An actor cut out of the portrait, in each look of the story.

    Attributes:
        images: (height, width, 4), float32: BGR, 0 to 255, and opacity, 0 to 1.
        face: The face in these images, pixels.
    """

    images: dict[Look, NDArray[np.float32]]
    face: Box

    def drawn(
        self, actor: Actor, time_s: float, size: tuple[int, int], shake: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Return the actor at a time, in a frame of `size` (width, height) moved by `shake`."""
        shift = self._matrix(actor.path(time_s))
        shift[:, 2] += shake
        image = self._image(actor.story, time_s)
        drawn: NDArray[np.float32] = cv2.warpAffine(image, shift, size, flags=cv2.INTER_AREA)
        return drawn

    def box(self, actor: Actor, time_s: float) -> list[float]:
        """Return roughly where the face is: x1, y1, x2, y2, pixels."""
        place = actor.path(time_s)
        half_height = self.face.height * place.scale / UPSCALE / 2
        half_width = self.face.width * place.scale * place.turn / UPSCALE / 2
        edges = (place.x - half_width, place.y - half_height)
        edges += (place.x + half_width, place.y + half_height)
        return [round(edge, 1) for edge in edges]

    def _matrix(self, place: Place) -> NDArray[np.float32]:
        """Return the affine map (2, 3) from the images into the frame."""
        zoom = place.scale / UPSCALE
        cos, sin = zoom * math.cos(place.lean), zoom * math.sin(place.lean)
        linear = np.array([[cos * place.turn, -sin], [sin * place.turn, cos]], np.float32)
        face = np.array([self.face.x1 + self.face.x2, self.face.y1 + self.face.y2], np.float32) / 2
        offset = np.array([place.x, place.y], np.float32) - linear @ face
        return np.hstack([linear, offset[:, None]]).astype(np.float32)

    def _image(self, story: Story, time_s: float) -> NDArray[np.float32]:
        """Return the image at a time; looks change by a short cross-fade, which starts then."""
        started = [(start_s, look) for start_s, look in story if start_s <= time_s]
        start_s, look = started[-1]
        share = (time_s - start_s) / FADE_S
        if len(started) == 1 or share >= 1:
            return self.images[look]
        before = self.images[started[-2][1]]
        return before + np.float32(share) * (self.images[look] - before)


def render_looks(
    actor: Actor, bare: Image, alpha: NDArray[np.float32], face: Detection
) -> dict[Look, NDArray[np.float32]]:
    """Render the actor in each look of the story.

    Args:
        actor: The actor.
        bare: The portrait without a mask, (height, width, 3), uint8, BGR.
        alpha: The person's opacity in it, (height, width), float32, 0 to 1.
        face: The face in it.

    Returns:
        See `Wardrobe.images`.
    """
    images = {}
    for look in {look for _, look in actor.story}:
        image = bare
        if look.wear is not None:
            rng = np.random.default_rng(actor.seed)
            image = render_mask(image, face.landmarks, face.box, look.wear, actor.style, rng)
        if look.has_hand:
            rng = np.random.default_rng(actor.seed)
            image = add_occluder(image, face.landmarks, face.box, Occluder.HAND, rng)
        images[look] = with_opacity(image, bare, alpha)
    return images


def dress(actor: Actor) -> Wardrobe:
    """Return the wardrobe of an actor who looks like somebody of the demo clip."""
    bare, alpha, face = cut_out_person(is_disguised=actor.is_disguised)
    return Wardrobe(render_looks(actor, bare, alpha, face), face.box)


def dress_all(actors: Sequence[Actor]) -> list[Wardrobe]:
    """Return the wardrobe of each actor."""
    return [dress(actor) for actor in actors]
