"""Makes resources/demo.mp4 and resources/demo_truth.json.

Run it from a checkout: `python packaging/make_demo_clip.py [FOLDER]`. Two people move before a
quiet background and wear a mask properly, under the nose or not at all. Both are the portrait
of Eileen Collins by NASA, in the public domain, that scikit-image ships; the masks are rendered.
"""

import argparse
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import skimage.data
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.paths import resources_dir
from maskapp.pipeline.detect import CenterFaceDetector
from maskapp.records import Box, Image
from maskapp.training.rendering.mask_styles import MaskStyle, Shape
from maskapp.training.rendering.render_mask import Wear, render_mask

WIDTH, HEIGHT, FPS, DURATION_S = 640, 480, 25, 13.0
FADE_S = 0.24
_UPSCALE = 2  # So that the rendered masks are as sharp as the largest face shown.
_LABELS = {
    None: "without_mask",
    Wear.PROPER: "with_mask",
    Wear.UNDER_NOSE: "incorrect_mask",
}
_SURGICAL = MaskStyle(
    shape=Shape.PLEATED,
    color=(226, 196, 150),
    second=(226, 196, 150),
    pattern="plain",
    strap=(240, 240, 240),
    strap_width=0.035,
    has_head_bands=False,
    half_width=1.36,
    height=1.0,
    has_valve=False,
    has_window=False,
    rim=0.95,
    wrinkles=0.5,
    seed=11,
)
_CLOTH = MaskStyle(
    shape=Shape.CLOTH,
    color=(48, 40, 38),
    second=(48, 40, 38),
    pattern="plain",
    strap=(48, 40, 38),
    strap_width=0.05,
    has_head_bands=False,
    half_width=1.36,
    height=1.0,
    has_valve=False,
    has_window=False,
    rim=0.9,
    wrinkles=0.4,
    seed=5,
)


@dataclass(frozen=True)
class Person:
    """One who moves through the clip.

    Attributes:
        states: When each state ends, seconds, and how the mask is worn; None for no mask.
        style: The mask.
        center_x: About which the face moves, pixels.
        phase: Of the movement, radians.
        is_mirrored: Whether the portrait is turned around and dressed anew.
    """

    states: tuple[tuple[float, Wear | None], ...]
    style: MaskStyle
    center_x: float
    phase: float
    is_mirrored: bool

    def path(self, time_s: float) -> tuple[float, float, float, float]:
        """Face centre x and y, pixels, scale of the portrait, lean in radians."""
        turn = 2 * math.pi * time_s / DURATION_S + self.phase
        scale = 1.22 + 0.28 * math.sin(turn)
        x = self.center_x + 34 * math.sin(2 * turn + 0.6)
        y = 196 + 26 * math.sin(turn) + 7 * math.sin(3 * turn)
        return x, y, scale, 0.075 * math.sin(2 * turn + 1.3)


PEOPLE = (
    Person(
        ((4.5, Wear.PROPER), (9.0, Wear.UNDER_NOSE), (DURATION_S, None)),
        _SURGICAL,
        center_x=172,
        phase=0.0,
        is_mirrored=False,
    ),
    Person(
        ((3.0, None), (7.0, Wear.PROPER), (10.5, Wear.UNDER_NOSE), (DURATION_S, Wear.PROPER)),
        _CLOTH,
        center_x=462,
        phase=math.pi,
        is_mirrored=True,
    ),
)


@dataclass(frozen=True)
class Sprite:
    """A person cut out, in each way of wearing the mask.

    Attributes:
        pictures: (height, width, 4), float32: BGR, 0 to 255, and opacity, 0 to 1.
        face: In pixels of the pictures.
    """

    pictures: dict[Wear | None, NDArray[np.float32]]
    face: Box


def cut_out(portrait: Image) -> NDArray[np.float32]:
    """Finds the person in the portrait: (height, width), 0 to 1, with soft edges."""
    marks = np.full(portrait.shape[:2], cv2.GC_BGD, np.uint8)

    def mark(points: list[tuple[int, int]], value: int) -> None:
        cv2.fillPoly(marks, [np.array(points, np.int32)], value)

    around_head = [(140, 110), (150, 40), (190, 8), (250, 6), (300, 40), (310, 120), (285, 150)]
    mark([*around_head, (265, 190), (185, 190), (170, 140)], cv2.GC_PR_FGD)
    around_suit = [(108, 200), (122, 160), (160, 142), (255, 165), (310, 215), (345, 245)]
    around_suit += [(372, 310), (368, 345), (440, 340), (512, 400), (512, 512), (12, 512)]
    mark([*around_suit, (15, 400), (35, 290), (60, 245)], cv2.GC_PR_FGD)
    cv2.ellipse(marks, (225, 115), (50, 78), 0, 0, 360, cv2.GC_FGD, -1)
    cv2.ellipse(marks, (208, 222), (92, 68), 10, 0, 360, cv2.GC_FGD, -1)
    suit = [(70, 250), (330, 262), (352, 330), (440, 350), (490, 420), (490, 512), (30, 512)]
    mark([*suit, (40, 320)], cv2.GC_FGD)
    # The wall beside the neck and the table behind the helmet.
    mark([(283, 132), (267, 150), (264, 174), (292, 178), (330, 205), (330, 120)], cv2.GC_BGD)
    mark([(174, 128), (184, 150), (160, 150), (122, 160), (120, 110)], cv2.GC_BGD)
    mark([(361, 270), (512, 270), (512, 400), (466, 352), (430, 340), (385, 340)], cv2.GC_BGD)
    cv2.setRNGSeed(1)
    behind, before = np.zeros((1, 65)), np.zeros((1, 65))
    unused = (0, 0, 1, 1)  # The marks say it all.
    cv2.grabCut(portrait, marks, unused, behind, before, 6, cv2.GC_INIT_WITH_MASK)
    inside = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    opened = cv2.morphologyEx(inside, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    eroded = cv2.erode(opened, np.ones((5, 5), np.uint8)).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(eroded, (0, 0), 1.4), np.float32)


def dressed_anew(portrait: Image) -> Image:
    """Gives the portrait a blue suit, dark hair and another complexion."""
    hsv = cv2.cvtColor(portrait, cv2.COLOR_BGR2HSV)
    height, width = portrait.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32) * (512 / height)
    suit = (hsv[..., 1] > 130) & (hsv[..., 0] < 16) & (y > 190)
    hsv[..., 0] = np.where(suit, 104, hsv[..., 0])
    hsv[..., 1] = np.where(suit, hsv[..., 1] * 0.55, hsv[..., 1])
    recolored = cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR).astype(np.float32)
    face = np.clip(1.9 - np.hypot((x - 225) / 42, (y - 130) / 58) * 1.3, 0, 1)
    hair = (1 - face) * np.clip((165 - y) / 20, 0, 1)
    recolored *= 1 - hair[..., None] * np.array([0.55, 0.6, 0.62], np.float32)
    recolored *= 1 - face[..., None] * np.array([0.24, 0.17, 0.1], np.float32)
    return np.clip(recolored, 0, 255).astype(np.uint8)


def make_sprite(person: Person) -> Sprite:
    """Cuts a person out and renders the masks."""
    portrait = np.ascontiguousarray(skimage.data.astronaut()[..., ::-1])  # type: ignore[no-untyped-call]
    alpha = cut_out(portrait)
    size = (portrait.shape[1] * _UPSCALE, portrait.shape[0] * _UPSCALE)
    large: Image = np.asarray(cv2.resize(portrait, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    alpha = np.asarray(cv2.resize(alpha, size), np.float32)
    if person.is_mirrored:
        large = np.ascontiguousarray(dressed_anew(large)[:, ::-1])
        alpha = np.ascontiguousarray(alpha[:, ::-1])
    (face,) = CenterFaceDetector().detect(large, 512)
    pictures = {}
    for wear in {wear for _, wear in person.states}:
        picture, opacity = large, alpha
        if wear is not None:
            rng = np.random.default_rng(9)
            picture = render_mask(large, face.landmarks, face.box, wear, person.style, rng)
            # A mask stands out beyond the cheeks; the shadow that it casts on the wall does not.
            change = cv2.absdiff(picture, large).max(axis=2).astype(np.float32)
            opacity = np.maximum(alpha, np.clip((change - 45) / 40, 0, 1))
        pictures[wear] = np.dstack([picture, opacity]).astype(np.float32)
    return Sprite(pictures, face.box)


def background() -> NDArray[np.float32]:
    """A dusky wall with lights out of focus."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    ramp = (0.55 * y / HEIGHT + 0.45 * x / WIDTH)[..., None]
    wall = np.array([112, 92, 66]) * (1 - ramp) + np.array([66, 48, 58]) * ramp
    lights = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    rng = np.random.default_rng(8)
    for _ in range(26):
        center = (int(rng.integers(WIDTH)), int(rng.integers(HEIGHT // 2)))
        tint = np.array([[40, 60, 90], [80, 60, 40], [60, 75, 60]][rng.integers(3)]) * 0.55
        disc = np.zeros((HEIGHT, WIDTH), np.float32)
        cv2.circle(disc, center, int(rng.integers(14, 46)), 1.0, -1)
        lights += cv2.GaussianBlur(disc, (0, 0), 3)[..., None] * tint
    scenery: NDArray[np.float32] = (wall + lights).astype(np.float32)
    return scenery


def placement(person: Person, sprite: Sprite, time_s: float) -> NDArray[np.float32]:
    """The affine map (2, 3) from the sprite into the frame."""
    x, y, scale, lean = person.path(time_s)
    zoom = scale / _UPSCALE
    cos, sin = zoom * math.cos(lean), zoom * math.sin(lean)
    from_x, from_y = (
        (sprite.face.x1 + sprite.face.x2) / 2,
        (sprite.face.y1 + sprite.face.y2) / 2,
    )
    return np.array(
        [
            [cos, -sin, x - cos * from_x + sin * from_y],
            [sin, cos, y - sin * from_x - cos * from_y],
        ],
        np.float32,
    )


def face_box(person: Person, sprite: Sprite, time_s: float) -> list[float]:
    """About where the face is in the frame: x1, y1, x2, y2, pixels."""
    x, y, scale, _ = person.path(time_s)
    half_width = sprite.face.width * scale / _UPSCALE / 2
    half_height = sprite.face.height * scale / _UPSCALE / 2
    edges = (x - half_width, y - half_height, x + half_width, y + half_height)
    return [round(edge, 1) for edge in edges]


def picture_at(person: Person, sprite: Sprite, time_s: float) -> NDArray[np.float32]:
    """The person as dressed at a time; a change is a short cross-fade about its moment."""
    for (end_s, wear), following in zip(person.states, person.states[1:], strict=False):
        if time_s < end_s - FADE_S / 2:
            return sprite.pictures[wear]
        if time_s < end_s + FADE_S / 2:
            share = (time_s - end_s) / FADE_S + 0.5
            return (1 - share) * sprite.pictures[wear] + share * sprite.pictures[following[1]]
    return sprite.pictures[person.states[-1][1]]


def frames(sprites: list[Sprite]) -> Iterator[Image]:
    """All frames of the clip, (480, 640, 3), BGR."""
    wall = background()
    for index in range(round(DURATION_S * FPS)):
        frame = wall.copy()
        # The one farther away is drawn first.
        moving = sorted(
            zip(PEOPLE, sprites, strict=True), key=lambda pair: pair[0].path(index / FPS)[2]
        )
        for person, sprite in moving:
            matrix = placement(person, sprite, index / FPS)
            picture = picture_at(person, sprite, index / FPS)
            body = cv2.warpAffine(picture, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
            frame += (body[..., :3] - frame) * body[..., 3:]
        yield np.clip(frame + 0.5, 0, 255).astype(np.uint8)


def truth(sprites: list[Sprite]) -> dict[str, object]:
    """What the clip shows, for tests."""
    faces = []
    for person, sprite in zip(PEOPLE, sprites, strict=True):
        starts = [0.0, *(end_s for end_s, _ in person.states)]
        states = [
            {"start_s": start_s, "end_s": end_s, "label": _LABELS[wear]}
            for start_s, (end_s, wear) in zip(starts, person.states, strict=False)
        ]
        boxes = {str(s): face_box(person, sprite, s) for s in range(math.ceil(DURATION_S))}
        faces.append({"states": states, "box_at_s": boxes})
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "fps": FPS,
        "duration_s": DURATION_S,
        "fade_s": FADE_S,
        "faces": faces,
    }


def encode(path: Path, pictures: Iterator[Image]) -> None:
    """Writes an MP4 that plays everywhere."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.time_base = Fraction(1, FPS)
        # One thread: the same file every time.
        stream.options = {"crf": "22", "preset": "slow", "threads": "1", "g": "50"}
        for index, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def main() -> None:
    """Makes the clip and says what is in it."""
    parser = argparse.ArgumentParser(description="Make the demo clip.")
    parser.add_argument("folder", nargs="?", type=Path, default=resources_dir())
    folder = parser.parse_args().folder
    sprites = [make_sprite(person) for person in PEOPLE]
    encode(folder / "demo.mp4", frames(sprites))
    description = truth(sprites)
    (folder / "demo_truth.json").write_text(json.dumps(description, indent=1) + "\n")
    print(json.dumps(description, indent=1))


if __name__ == "__main__":
    main()
