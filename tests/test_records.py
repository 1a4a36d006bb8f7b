import json

import numpy as np
import pytest

from maskapp.records import (
    CLASS_LABELS,
    LABEL_WORDS,
    Box,
    Face,
    Frame,
    FrameResult,
    MaskLabel,
)


def make_face() -> Face:
    return Face(
        track=3,
        box=Box(1.04, 2, 30.26, 40),
        label=MaskLabel.WITH_MASK,
        confidence=0.912345,
        probabilities=dict(zip(CLASS_LABELS, (0.912345, 0.05, 0.037655), strict=True)),
        score=0.8,
        landmarks=np.zeros((5, 2), np.float32),
        age_s=1.0,
    )


def make_frame(name: str | None = None) -> Frame:
    return Frame(np.zeros((48, 64, 3), np.uint8), index=7, time_s=0.28012, name=name)


def test_every_label_has_its_own_words() -> None:
    assert set(LABEL_WORDS) == set(MaskLabel)
    assert len(set(LABEL_WORDS.values())) == len(MaskLabel)
    assert set(CLASS_LABELS) == set(MaskLabel) - {MaskLabel.UNCERTAIN}


def test_the_size_of_a_box_excludes_its_end() -> None:
    assert (Box(1, 2, 4, 8).width, Box(1, 2, 4, 8).height) == (3, 6)


def test_a_report_line_holds_rounded_numbers() -> None:
    line = FrameResult(make_frame(), (make_face(),)).as_report()
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
def test_only_the_lines_of_pictures_name_a_file(name: str | None) -> None:
    line = FrameResult(make_frame(name), ()).as_report()
    assert line.get("file") == name
    assert ("file" in line) == (name is not None)
