"""Compose clips in which people change how they wear a mask, and write what is true of them.

Run it from a checkout: `python packaging/make_changing_clips.py FOLDER`. It writes clips, each with
a file like `resources/demo_truth.json`, for `python -m maskapp.training.studies flicker`. The clips
have the faults of real ones: dim light, noise, blur, a shaking camera, compression, and passers-by
who cover faces briefly.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from changing_people import FADE_S, Actor, Wardrobe, dress_all, random_actor
from make_demo_clip import HEIGHT, WIDTH, background, encode
from numpy.typing import NDArray

from maskapp.opencv import cv2
from maskapp.records import Image

_BOX_EVERY_S = 0.1
_DURATION_S = 24.0
_CROSSING_S = 1.6


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults of a video.

    Attributes:
        light: Gain of the brightness, 0 to 1.
        noise: Standard deviation of each pixel, of 255.
        blur_px: Standard deviation of the blur.
        shake_px: Standard deviation of the camera's shift; it changes slowly.
        crf: See `encode`.
    """

    light: float = 1.0
    noise: float = 2.0
    blur_px: float = 0.0
    shake_px: float = 0.0
    crf: int = 24


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip to compose.

    Attributes:
        duration_s: Its length.
        fps: Frames per second.
        actors: The people, with paths in a frame of 640 × 480.
        passers_s: When somebody walks through the picture before them.
        faults: The faults of the video.
        seed: Decides noise and shake.
    """

    duration_s: float
    fps: int
    actors: tuple[Actor, ...]
    passers_s: tuple[float, ...]
    faults: Faults
    seed: int


def random_clip(seed: int) -> Clip:
    """Return a clip of two people who do a bit of everything."""
    rng = np.random.default_rng(seed)
    actors = tuple(
        random_actor(_DURATION_S, center_x, is_disguised=is_disguised, seed=2 * seed + is_disguised)
        for center_x, is_disguised in ((170, False), (470, True))
    )
    faults = random_faults(rng)
    passers = (float(rng.uniform(4, 8)), float(rng.uniform(14, 18)))
    return Clip(_DURATION_S, int(rng.choice([15, 25, 30])), actors, passers, faults, seed)


def random_faults(rng: np.random.Generator) -> Faults:
    """Return the faults of a usual camera, from hardly any to bad ones."""
    return Faults(
        light=float(rng.uniform(0.35, 1.0)),
        noise=float(rng.uniform(2, 9)),
        blur_px=float(rng.uniform(0, 1.4)),
        shake_px=float(rng.uniform(0, 2.5)),
        crf=int(rng.integers(24, 35)),
    )


def frames(clip: Clip, wardrobes: Sequence[Wardrobe]) -> Iterator[Image]:
    """Yield all frames of a clip, (480, 640, 3), uint8, BGR."""
    wall = background()
    rng = np.random.default_rng(clip.seed)
    shake = np.zeros(2, np.float32)
    for index in range(round(clip.duration_s * clip.fps)):
        time_s = index / clip.fps
        # A first-order process: the camera comes back to its place.
        shake = 0.9 * shake + rng.normal(0, 0.44 * clip.faults.shake_px, 2).astype(np.float32)
        shift = np.hstack([np.eye(2, dtype=np.float32), shake[:, None]])
        frame = cv2.warpAffine(wall, shift, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
        # The person farther away is drawn first.
        for actor, wardrobe in sorted(
            zip(clip.actors, wardrobes, strict=True), key=lambda pair: pair[0].path(time_s).scale
        ):
            body = wardrobe.drawn(actor, time_s, (WIDTH, HEIGHT), shake)
            if body[..., 3].any():
                frame += (body[..., :3] - frame) * body[..., 3:]
        for start_s in clip.passers_s:
            _add_passer(frame, (time_s - start_s) / _CROSSING_S)
        yield _with_faults(frame, clip.faults, rng)


def _add_passer(frame: NDArray[np.float32], way: float) -> None:
    """Draw somebody who walks through the picture, in place; `way` goes from 0 to 1."""
    if not 0 <= way <= 1:
        return
    x, half = round(-120 + way * (WIDTH + 240)), 70
    opacity = np.zeros((HEIGHT, WIDTH), np.float32)
    cv2.ellipse(opacity, (x, 110), (half - 22, 66), 0, 0, 360, 1.0, -1)
    cv2.rectangle(opacity, (x - half, 190), (x + half, HEIGHT), 1.0, -1)
    cv2.ellipse(opacity, (x, 200), (half, 50), 0, 0, 360, 1.0, -1)
    opacity = np.asarray(cv2.GaussianBlur(opacity, (0, 0), 4), np.float32)
    frame += (np.array([38, 34, 42], np.float32) - frame) * opacity[..., None]


def _with_faults(frame: NDArray[np.float32], faults: Faults, rng: np.random.Generator) -> Image:
    light = frame * np.float32(faults.light)
    if faults.blur_px:
        light = np.asarray(cv2.GaussianBlur(light, (0, 0), faults.blur_px), np.float32)
    light += np.float32(faults.noise) * rng.standard_normal(light.shape, np.float32)
    return np.clip(light + 0.5, 0, 255).astype(np.uint8)


def truth(clip: Clip, wardrobes: list[Wardrobe]) -> dict[str, Any]:
    """Return what a clip shows, in the form of `resources/demo_truth.json`."""
    faces = []
    for actor, wardrobe in zip(clip.actors, wardrobes, strict=True):
        states = [
            {"start_s": round(start_s, 3), "end_s": round(end_s, 3), "label": label.value}
            for start_s, end_s, label in actor.states(clip.duration_s)
        ]
        boxes = {str(time_s): wardrobe.box(actor, time_s) for time_s in box_times_s(clip)}
        faces.append({"states": states, "box_at_s": boxes})
    return truth_of(clip, faces)


def box_times_s(clip: Clip) -> list[float]:
    """Return the times at which the truth of a clip has boxes."""
    return [
        round(step * _BOX_EVERY_S, 1) for step in range(round(clip.duration_s / _BOX_EVERY_S) + 1)
    ]


def truth_of(clip: Clip, faces: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the truth of a clip with these faces, in the form of `resources/demo_truth.json`."""
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "fps": clip.fps,
        "duration_s": clip.duration_s,
        "fade_s": FADE_S,
        "faces": faces,
    }


def compose(clip: Clip, path: Path) -> None:
    """Write a clip as `path`, and its truth beside it."""
    wardrobes = dress_all(clip.actors)
    encode(path, frames(clip, wardrobes), (WIDTH, HEIGHT), clip.fps, clip.faults.crf, "veryfast")
    text = json.dumps(truth(clip, wardrobes)) + "\n"
    path.with_name(f"{path.stem}_truth.json").write_text(text, encoding="utf-8")


def main() -> None:
    """Compose the clips."""
    parser = argparse.ArgumentParser(description="Compose clips of people who change.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clips", type=int, default=6)
    parser.add_argument("--first-seed", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for seed in range(options.first_seed, options.first_seed + options.clips):
        path = options.folder / f"changing_{seed:02}.mp4"
        compose(random_clip(seed), path)
        print(path)


if __name__ == "__main__":
    main()
