import json
from pathlib import Path

import pytest

from maskapp.errors import ModelError
from maskapp.pipeline.face_crop import CROP_MARGIN, CROP_SHIFT_DOWN
from maskapp.pipeline.model_spec import ModelSpec, read_spec, spec_file, write_spec
from maskapp.records import CLASS_LABELS, MaskLabel

GOOD = {"labels": ["with_mask", "without_mask"], "crop_margin": 0.1, "crop_shift_down": 0.0}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return tmp_path / "network.tflite"


@pytest.mark.parametrize(
    "spec",
    [
        ModelSpec(),
        ModelSpec((MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK), 0.1, -0.02),
        ModelSpec((MaskLabel.INCORRECT_MASK, *CLASS_LABELS[:2]), 0.0, 0.0),
    ],
)
def test_a_written_spec_is_read_back(model: Path, spec: ModelSpec) -> None:
    write_spec(spec, model)
    assert spec_file(model) == model.with_name("network.json")
    assert read_spec(model, len(spec.labels)) == spec


def test_without_a_spec_the_number_of_outputs_decides(model: Path) -> None:
    assert read_spec(model, 2) == ModelSpec(CLASS_LABELS[:2], 0.0, 0.0)
    assert read_spec(model, 3) == ModelSpec(CLASS_LABELS, CROP_MARGIN, CROP_SHIFT_DOWN)
    for n_outputs in (0, 1, 4, 1000):
        with pytest.raises(ModelError, match=f"has {n_outputs} outputs; 3 are needed"):
            read_spec(model, n_outputs)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"null",
        b"\xff\xfe",
        b"{}",
        *(
            json.dumps(GOOD | change).encode()
            for change in (
                {"labels": "with_mask"},
                {"labels": ["with_mask", "bare"]},
                {"labels": ["with_mask", "with_mask"]},
                {"labels": ["with_mask", "uncertain"]},
                {"labels": None},
                {"labels": 2},
                {"crop_margin": None},
                {"crop_margin": "wide"},
                {"crop_margin": "0.1"},
                {"crop_margin": True},
                {"crop_margin": float("nan")},
                {"crop_margin": float("inf")},
                {"crop_margin": -0.6},
                {"crop_margin": 1e9},
                {"crop_shift_down": []},
                {"crop_shift_down": float("-inf")},
            )
        ),
    ],
)
def test_a_damaged_spec_is_refused(model: Path, content: bytes) -> None:
    spec_file(model).write_bytes(content)
    with pytest.raises(ModelError, match=r"spec .*network\.json") as raised:
        read_spec(model, 2)
    assert "\n" not in str(raised.value)
