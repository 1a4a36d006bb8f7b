"""Compare the time of a frame with 20 faces with that of one with 2, in alternating runs.

Both clips are 640 x 480 and show the portrait shipped by scikit-image (NASA, public domain),
swaying in the cells of a grid of five by four.

    python tests/benchmarks/compare_face_counts.py [--rounds N]
"""

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from skimage.data import astronaut

from maskapp.opencv import cv2
from maskapp.outputs.video_recorder import Recorder

_FRAMES, _FPS = 200, 30
_COLUMNS, _ROWS, _SIDE_PX = 5, 4, 120
_TWO_PLACES = {6, 8}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        clips = {2: Path(folder) / "two.mp4", 20: Path(folder) / "twenty.mp4"}
        _write_clip(clips[2], _TWO_PLACES)
        _write_clip(clips[20], set(range(_COLUMNS * _ROWS)))
        ratios = []
        for number in range(1, rounds + 1):
            fps = {count: _frames_per_s(clip) for count, clip in clips.items()}
            ratios.append(fps[2] / fps[20])
            print(f"round {number}: 2 faces {fps[2]:.1f}, 20 faces {fps[20]:.1f} frames/s")
    print(f"median: 20 faces take {statistics.median(ratios):.2f} times as long as 2")


def _write_clip(path: Path, places: set[int]) -> None:
    portrait = cv2.resize(astronaut()[0:256, 96:352, ::-1], (_SIDE_PX, _SIDE_PX))
    with Recorder(path, _FPS) as recorder:
        for number in range(_FRAMES):
            image = np.full((480, 640, 3), 90, np.uint8)
            for place in places:
                sway = round(3 * math.sin(number / 8 + place))
                left = place % _COLUMNS * 128 + 4 + sway
                top = place // _COLUMNS * _SIDE_PX
                image[top : top + _SIDE_PX, left : left + _SIDE_PX] = portrait
            recorder.write(image, number / _FPS)


def _frames_per_s(clip: Path) -> float:
    result = clip.with_suffix(".json")
    command = [sys.executable, "-m", "maskapp", "bench", str(clip), "--json", str(result)]
    subprocess.run(command, check=True, capture_output=True)
    return float(json.loads(result.read_text())["fps"])


if __name__ == "__main__":
    main()
