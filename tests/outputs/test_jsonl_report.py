import json
import os
import sys

import numpy as np
import pytest

from maskapp.outputs.json_lines import JsonLinesFile
from maskapp.outputs.jsonl_report import report_line
from maskapp.records import CLASS_LABELS, Box, Face, Frame, FrameResult, MaskLabel

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX devices and permissions")


def make_result(index=0, name=None, faces=()):
    image = np.zeros((4, 4, 3), np.uint8)
    return FrameResult(Frame(image, index, index / 10, name), tuple(faces))


def read_lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_each_result_is_one_line(tmp_path):
    face = Face(
        track=7,
        box=Box(1, 2.26, 3, 4),
        label=MaskLabel.WITH_MASK,
        confidence=0.98,
        probabilities={MaskLabel.WITH_MASK: 0.98, MaskLabel.WITHOUT_MASK: 0.02},
        score=0.9,
        landmarks=np.zeros((5, 2), np.float32),
        age_s=0.5,
    )
    results = [make_result(0, faces=[face]), make_result(1), make_result(2, name="a\nb.png")]
    with JsonLinesFile(tmp_path / "report.jsonl") as writer:
        for result in results:
            writer.write_line(report_line(result))
    lines = read_lines(tmp_path / "report.jsonl")
    assert lines == [report_line(result) for result in results]
    assert lines[0]["faces"][0]["box"] == [1, 2.3, 3, 4]


def test_a_line_holds_rounded_numbers():
    face = Face(
        track=3,
        box=Box(1.04, 2, 30.26, 40),
        label=MaskLabel.WITH_MASK,
        confidence=0.912345,
        probabilities=dict(zip(CLASS_LABELS, (0.912345, 0.05, 0.037655), strict=True)),
        score=0.8,
        landmarks=np.zeros((5, 2), np.float32),
        age_s=1.0,
    )
    frame = Frame(np.zeros((48, 64, 3), np.uint8), index=7, time_s=0.28012)
    line = report_line(FrameResult(frame, (face,)))
    assert json.loads(json.dumps(line)) == {
        "frame": 7,
        "time_s": 0.28,
        "faces": [
            {
                "track": 3,
                "box": [1.0, 2, 30.3, 40],
                "label": "with_mask",
                "confidence": 0.9123,
                "probabilities": {
                    "with_mask": 0.9123,
                    "without_mask": 0.05,
                    "incorrect_mask": 0.0377,
                },
            }
        ],
    }


@pytest.mark.parametrize("name", [None, "a.png"])
def test_only_the_lines_of_pictures_name_a_file(name):
    line = report_line(make_result(name=name))
    assert line.get("file") == name
    assert ("file" in line) == (name is not None)


@pytest.mark.parametrize("name", [None, "a.mp4"])
def test_the_lines_of_several_inputs_name_theirs_last(name):
    line = report_line(make_result(name="a.png"), name)
    assert line.get("input") == name
    assert list(line)[-1] == ("input" if name else "file")


def test_a_line_is_written_before_the_file_is_closed(tmp_path):
    writer = JsonLinesFile(tmp_path / "report.jsonl")
    writer.write_line(report_line(make_result()))
    assert (tmp_path / "report.jsonl").read_bytes().endswith(b"}\n")
    writer.close()


@pytest.mark.parametrize("name", ["Müller – 口罩.png", os.fsdecode(b"caf\xe9.png"), 'quote".png'])
def test_any_file_name_can_be_read_back(tmp_path, name):
    with JsonLinesFile(tmp_path / "report.jsonl") as writer:
        writer.write_line(report_line(make_result(name=name)))
    assert read_lines(tmp_path / "report.jsonl")[0]["file"] == name


def test_names_are_written_without_escapes(tmp_path):
    with JsonLinesFile(tmp_path / "report.jsonl") as writer:
        writer.write_line(report_line(make_result(name="Müller.png")))
    assert "Müller.png".encode() in (tmp_path / "report.jsonl").read_bytes()
