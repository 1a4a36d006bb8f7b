"""Make resources/demo.mp4 and resources/demo_truth.json.

Run it from a checkout: `python packaging/make_demo_clip.py [FOLDER]`. Two people move in front of a
quiet background and wear a mask properly, under the nose or not at all.
"""

import argparse
import json
import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from demo_people import DURATION_S, PEOPLE, UPSCALE, Person, Sprite, make_sprite
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.paths import resources_dir
from maskapp.records import Image
from maskapp.training.rendering.render_mask import Wear

WIDTH, HEIGHT, FPS = 640, 480, 25
FADE_S = 0.24
_LABELS = {
    None: "without_mask",
    Wear.PROPER: "with_mask",
    Wear.UNDER_NOSE: "incorrect_mask",
}


def background() -> NDArray[np.float32]:
    """Draw a dusky wall with lights out of focus, (480, 640, 3), float32, BGR."""
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
    """Return the affine map (2, 3) from the sprite into the frame."""
    x, y, scale, lean = person.path(time_s)
    zoom = scale / UPSCALE
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
    """Return roughly where the face is in the frame: x1, y1, x2, y2, pixels."""
    x, y, scale, _ = person.path(time_s)
    half_width = sprite.face.width * scale / UPSCALE / 2
    half_height = sprite.face.height * scale / UPSCALE / 2
    edges = (x - half_width, y - half_height, x + half_width, y + half_height)
    return [round(edge, 1) for edge in edges]


def image_at(person: Person, sprite: Sprite, time_s: float) -> NDArray[np.float32]:
    """Return the person's image at a time; masks change by a short cross-fade."""
    for (end_s, wear), following in zip(person.states, person.states[1:], strict=False):
        if time_s < end_s - FADE_S / 2:
            return sprite.images[wear]
        if time_s < end_s + FADE_S / 2:
            share = (time_s - end_s) / FADE_S + 0.5
            return (1 - share) * sprite.images[wear] + share * sprite.images[following[1]]
    return sprite.images[person.states[-1][1]]


def frames(sprites: list[Sprite]) -> Iterator[Image]:
    """Yield all frames of the clip, (480, 640, 3), uint8, BGR."""
    wall = background()
    for index in range(round(DURATION_S * FPS)):
        frame = wall.copy()
        # The person farther away is drawn first.
        moving = sorted(
            zip(PEOPLE, sprites, strict=True), key=lambda pair: pair[0].path(index / FPS)[2]
        )
        for person, sprite in moving:
            matrix = placement(person, sprite, index / FPS)
            image = image_at(person, sprite, index / FPS)
            body = cv2.warpAffine(image, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
            frame += (body[..., :3] - frame) * body[..., 3:]
        yield np.clip(frame + 0.5, 0, 255).astype(np.uint8)


def truth(sprites: list[Sprite]) -> dict[str, object]:
    """Return what the clip shows, for tests."""
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


def encode(
    path: Path, images: Iterable[Image], size: tuple[int, int], fps: int, crf: int, preset: str
) -> None:
    """Write the frames as an MP4 that plays everywhere.

    Args:
        path: The file to write.
        images: The frames.
        size: Their width and height, pixels, even.
        fps: Frames per second.
        crf: The encoder's constant rate factor; a larger one compresses more.
        preset: The encoder's preset, such as "slow".
    """
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=fps)
        (stream.width, stream.height), stream.pix_fmt = size, "yuv420p"
        stream.time_base = Fraction(1, fps)
        # One thread, so that the file is the same every time.
        stream.options = {"crf": str(crf), "preset": preset, "threads": "1", "g": "50"}
        for index, image in enumerate(images):
            frame = av.VideoFrame.from_ndarray(image, format="bgr24")
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def main() -> None:
    """Make the clip and print what it shows."""
    parser = argparse.ArgumentParser(description="Make the demo clip.")
    parser.add_argument("folder", nargs="?", type=Path, default=resources_dir())
    folder = parser.parse_args().folder
    sprites = [make_sprite(person) for person in PEOPLE]
    encode(folder / "demo.mp4", frames(sprites), (WIDTH, HEIGHT), FPS, 22, "slow")
    description = truth(sprites)
    (folder / "demo_truth.json").write_text(json.dumps(description, indent=1) + "\n")
    print(json.dumps(description, indent=1))


if __name__ == "__main__":
    main()
