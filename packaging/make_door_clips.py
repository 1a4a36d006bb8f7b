"""Compose clips of people who come to a door and leave, and write what is true of them.

Run it from a checkout: `python packaging/make_door_clips.py FOLDER`. It writes clips, each with a
file like `resources/demo_truth.json` that also says when everybody is in view, and which violations
are events. `python tests/benchmarks/watch_door.py FOLDER` counts what the program makes of them.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from changing_people import Actor
from door_people import VisitorWardrobe, dress_visitor
from door_truth import truth
from door_visits import random_visits
from make_changing_clips import Clip, frames, random_faults
from make_demo_clip import HEIGHT, WIDTH, encode

_DURATION_S = 30.0


def random_clip(seed: int) -> tuple[Clip, list[tuple[Actor, VisitorWardrobe]]]:
    """Return a clip of five people, and each of them with the looks, ordered by coming."""
    rng = np.random.default_rng(seed)
    visits = random_visits(_DURATION_S, rng)
    visitors = [
        dress_visitor(planned.visit, planned.story, seed=10 * seed + number)
        for number, planned in enumerate(visits)
    ]
    actors = tuple(actor for actor, _ in visitors)
    fps = int(rng.choice([15, 20, 25, 30]))
    return Clip(_DURATION_S, fps, actors, (), random_faults(rng), seed), visitors


def compose(seed: int, path: Path) -> None:
    """Write a random clip as `path`, and its truth beside it."""
    clip, visitors = random_clip(seed)
    wardrobes = [wardrobe for _, wardrobe in visitors]
    encode(path, frames(clip, wardrobes), (WIDTH, HEIGHT), clip.fps, clip.faults.crf, "veryfast")
    text = json.dumps(truth(clip, visitors)) + "\n"
    path.with_name(f"{path.stem}_truth.json").write_text(text, encoding="utf-8")


def main() -> None:
    """Compose the clips."""
    parser = argparse.ArgumentParser(description="Compose clips of people at a door.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clips", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for seed in range(options.first_seed, options.first_seed + options.clips):
        path = options.folder / f"door_{seed:02}.mp4"
        compose(seed, path)
        print(path)


if __name__ == "__main__":
    main()
