"""Running `detect` and reading what it wrote."""

import json
from pathlib import Path

import av
import numpy as np
import pytest

from maskapp import paths
from maskapp.commands.detect.command import detect
from maskapp.settings.settings import Settings

FACE_KEYS = ["track", "box", "label", "confidence", "probabilities"]
LABELS = ["with_mask", "without_mask", "incorrect_mask"]


def run_detect(
    *inputs: object,
    output=None,
    report=None,
    events=None,
    max_frames=None,
    settings=None,
    jobs=None,
) -> None:
    """Run `detect` with the built-in model."""
    texts = [str(text) for text in inputs]
    settings = settings or Settings()
    model = paths.default_model()
    detect(texts, settings, model, output, report, events, max_frames, jobs=jobs)


def read_report(path: Path) -> list[dict]:
    """Return the lines of a report."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def read_video(path: Path) -> tuple[list[np.ndarray], list[float]]:
    """Return the images and times of a video."""
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        return [frame.to_ndarray(format="bgr24") for frame in frames], [f.time for f in frames]


def assert_line(line: dict, *, width: int, height: int, extra: tuple[str, ...] = ()) -> None:
    """Check that a report line has exactly the documented keys, with numbers in range."""
    assert list(line) == ["frame", "time_s", "faces", *extra]
    for face in line["faces"]:
        assert list(face) == FACE_KEYS
        assert face["track"] >= 1
        x1, y1, x2, y2 = face["box"]
        assert 0 <= x1 < x2 <= width
        assert 0 <= y1 < y2 <= height
        assert face["label"] in [*LABELS, "uncertain"]
        assert list(face["probabilities"]) == LABELS
        assert sum(face["probabilities"].values()) == pytest.approx(1, abs=2e-3)
        assert face["confidence"] == max(face["probabilities"].values())
