import json
from pathlib import Path

import numpy as np

from maskapp import paths
from tests.support.detect_runs import assert_line, read_report, run_detect


def truth_at(face: dict, time_s: float) -> tuple[str, float]:
    """Return the true label of a face of the demo clip, and the time to its nearest change."""
    changes = [state["start_s"] for state in face["states"][1:]]
    (label,) = [s["label"] for s in face["states"] if s["start_s"] <= time_s < s["end_s"]]
    return label, min(abs(time_s - change) for change in changes)


def centre_at(face: dict, time_s: float) -> float:
    """Return the horizontal centre of a face of the demo clip, pixels."""
    seconds = sorted(face["box_at_s"], key=float)
    centres = [(face["box_at_s"][s][0] + face["box_at_s"][s][2]) / 2 for s in seconds]
    return float(np.interp(time_s, [float(s) for s in seconds], centres))


def test_the_demo_clip_is_labelled_correctly(tmp_path: Path) -> None:
    """Labels are right except near changes, and each face keeps one number."""
    truth = json.loads((paths.resources_dir() / "demo_truth.json").read_text())
    run_detect("demo", report=tmp_path / "report.jsonl")
    lines = read_report(tmp_path / "report.jsonl")
    assert len(lines) == round(truth["duration_s"] * truth["fps"])
    is_right: list[bool] = []
    numbers: list[set[int]] = [set() for _ in truth["faces"]]
    for line in lines:
        assert_line(line, width=truth["width"], height=truth["height"])
        for expected, ids in zip(truth["faces"], numbers, strict=True):
            at_px = centre_at(expected, line["time_s"])
            label, to_change_s = truth_at(expected, line["time_s"])
            here = [f for f in line["faces"] if abs(sum(f["box"][::2]) / 2 - at_px) < 60]
            ids.update(face["track"] for face in here)
            if to_change_s > 0.5:
                is_right.append([face["label"] for face in here] == [label])
    assert sum(is_right) / len(is_right) >= 0.9
    assert [len(ids) for ids in numbers] == [1, 1]
    assert numbers[0] != numbers[1]
