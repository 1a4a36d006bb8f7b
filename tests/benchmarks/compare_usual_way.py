"""Compare the speed of Maskapp's engine with that of the usual approach, in alternating runs.

The usual approach detects faces by OpenCV's SSD face detector (ResNet-10, 300 x 300, a Caffe
model), scales each to 224 x 224 and calls `keras.predict` on it. OpenCV 5 cannot read Caffe
models; without `--ssd` the usual approach is given the faces, so that the ratio is a lower
bound. Both run in processes of their own, alternately, so that a change in the machine's speed
affects both.

    python tests/benchmarks/compare_usual_way.py [--clip FILE] [--rounds N]
        [--ssd PROTOTXT CAFFEMODEL] [--usual-python PYTHON_WITH_OPENCV_4]
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

_USUAL_FRAMES = 60
_WARM_UP_FRAMES = 5
_USUAL_SIZE_PX = 224


def main() -> None:
    options = _parse()
    if options.usual_boxes:
        print(json.dumps({"fps": _usual_way(options)}))
        return
    ours, usual = [], []
    with tempfile.TemporaryDirectory() as folder:
        boxes = Path(folder) / "boxes.jsonl"
        _run([sys.executable, "-m", "maskapp", "detect", options.clip, "--report", str(boxes)])
        for number in range(1, options.rounds + 1):
            result = Path(folder) / "bench.json"
            _run([sys.executable, "-m", "maskapp", "bench", options.clip, "--json", str(result)])
            ours.append(json.loads(result.read_text())["fps"])
            command = [options.usual_python, __file__, "--clip", options.clip]
            command += ["--usual-boxes", str(boxes)]
            if options.ssd:
                command += ["--ssd", *options.ssd]
            usual.append(json.loads(_run(command).splitlines()[-1])["fps"])
            print(f"round {number}: Maskapp {ours[-1]:.1f}, usual {usual[-1]:.1f} frames/s")
    ratio = statistics.median(a / b for a, b in zip(ours, usual, strict=True))
    print(f"median of the ratios: {ratio:.1f}")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    demo = Path(__file__).parents[2] / "resources" / "demo.mp4"
    parser.add_argument("--clip", default=str(demo))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ssd", nargs=2, metavar=("PROTOTXT", "CAFFEMODEL"))
    parser.add_argument("--usual-python", default=sys.executable)
    parser.add_argument("--usual-boxes", help=argparse.SUPPRESS)
    return parser.parse_args()


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def _usual_way(options: argparse.Namespace) -> float:
    """Return the frames per second of the usual approach, run in this process."""
    import cv2
    import keras
    import numpy as np

    network = _usual_network(keras)
    detector = cv2.dnn.readNetFromCaffe(*options.ssd) if options.ssd else None
    lines = Path(options.usual_boxes).read_text().splitlines()
    given = [[face["box"] for face in json.loads(line)["faces"]] for line in lines]
    capture = cv2.VideoCapture(options.clip)
    times_s = []
    for boxes in given[: _USUAL_FRAMES + _WARM_UP_FRAMES]:
        started = time.perf_counter()
        image = capture.read()[1]
        found = boxes if detector is None else _ssd_boxes(cv2, detector, image)
        for x1, y1, x2, y2 in found:
            face = image[int(y1) : int(y2), int(x1) : int(x2)]
            face = cv2.cvtColor(cv2.resize(face, (_USUAL_SIZE_PX,) * 2), cv2.COLOR_BGR2RGB)
            scaled = keras.applications.mobilenet_v2.preprocess_input(face.astype(np.float32))
            network.predict(scaled[None], verbose=0)
        times_s.append(time.perf_counter() - started)
    measured = times_s[_WARM_UP_FRAMES:]
    return len(measured) / sum(measured)


def _usual_network(keras: Any) -> Any:
    """Return MobileNetV2 with the head used in tutorials; its weights do not affect the time."""
    shape = (_USUAL_SIZE_PX, _USUAL_SIZE_PX, 3)
    base = keras.applications.MobileNetV2(input_shape=shape, include_top=False, weights=None)
    head = keras.layers.Flatten()(keras.layers.AveragePooling2D((7, 7))(base.output))
    head = keras.layers.Dense(128, activation="relu")(head)
    return keras.Model(base.input, keras.layers.Dense(2, activation="softmax")(head))


def _ssd_boxes(cv2: Any, detector: Any, image: Any) -> list[list[int]]:
    height, width = image.shape[:2]
    detector.setInput(cv2.dnn.blobFromImage(image, 1.0, (300, 300), (104.0, 177.0, 123.0)))
    found = detector.forward()[0, 0]
    boxes = [row[3:7] * [width, height, width, height] for row in found if row[2] > 0.5]
    return [[max(0, int(value)) for value in box] for box in boxes]


if __name__ == "__main__":
    main()
