import json
import os
from pathlib import Path

import pytest

from maskapp.errors import ModelError, OutputError
from maskapp.pipeline.face_crop import CROP_MARGIN, CROP_SHIFT_DOWN
from maskapp.pipeline.model_spec import (
    ModelSpec,
    complete_spec,
    spec_file,
    stated_spec,
    write_spec,
)
from maskapp.records import CLASS_LABELS, MaskLabel

GOOD = {"labels": ["with_mask", "without_mask"], "crop_margin": 0.1, "crop_shift_down": 0.0}


def read_spec(model: Path, n_outputs: int, **found) -> ModelSpec:
    return complete_spec(stated_spec(model), found, n_outputs, model)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return tmp_path / "network.tflite"


@pytest.mark.parametrize(
    "spec",
    [
        ModelSpec(),
        ModelSpec((MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK), 0.1, -0.02),
        ModelSpec((MaskLabel.INCORRECT_MASK, *CLASS_LABELS[:2]), 0.0, 0.0),
        ModelSpec(CLASS_LABELS[:2], 0.0, 0.0, (0.0, 255.0), 160),
    ],
)
def test_a_written_spec_is_read_back(model: Path, spec: ModelSpec) -> None:
    write_spec(spec, model)
    assert spec_file(model) == model.with_name("network.json")
    assert read_spec(model, len(spec.labels)) == spec


def test_a_spec_that_cannot_be_written_is_an_error(model: Path) -> None:
    with pytest.raises(OutputError, match=r"Cannot write .*network\.json: its folder"):
        write_spec(ModelSpec(), model.parent / "none" / model.name)


def test_without_a_spec_the_number_of_outputs_decides(model: Path) -> None:
    assert read_spec(model, 2) == ModelSpec(CLASS_LABELS[:2], 0.0, 0.0)
    assert read_spec(model, 3) == ModelSpec(CLASS_LABELS, CROP_MARGIN, CROP_SHIFT_DOWN)
    assert read_spec(model, 1) == read_spec(model, 2)
    for n_outputs in (4, 1000):
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
        b"[" * 100_000,
        json.dumps({"input_rnage": [0, 1]}).encode(),
        *(
            json.dumps(GOOD | change).encode()
            for change in (
                {"labels": "with_mask"},
                {"labels": ["with_mask", "cat"]},
                {"labels": []},
                {"labels": ["with_mask", 1]},
                {"input_range": 255},
                {"input_range": [0]},
                {"input_range": [1, 0]},
                {"input_range": [0, "1"]},
                {"input_range": [0, float("nan")]},
                {"input_range": [0, 1e9]},
                {"input_size_px": 0},
                {"input_size_px": 224.0},
                {"input_size_px": 100_000},
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


def test_the_message_of_a_damaged_spec_is_short(model: Path) -> None:
    spec_file(model).write_text(json.dumps({"x\x1b[31m\n" * 10_000: 1}))
    with pytest.raises(ModelError) as raised:
        stated_spec(model)
    message = str(raised.value).replace(str(spec_file(model)), "")
    assert len(message) <= 200
    assert message.isprintable()


def test_parts_can_be_stated_and_the_rest_is_found_or_default(model: Path) -> None:
    spec_file(model).write_text(json.dumps({"labels": ["No Mask", "Mask"]}))
    both = (MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK)
    found = {"labels": CLASS_LABELS[:2], "input_range": (0.0, 255.0)}
    assert read_spec(model, 2, **found) == ModelSpec(both, 0.0, 0.0, (0.0, 255.0))


def test_what_is_stated_goes_before_what_is_found(model: Path) -> None:
    spec_file(model).write_text(json.dumps({"input_range": [0, 1]}))
    assert read_spec(model, 2, input_range=(0.0, 255.0)).input_range == (0.0, 1.0)


def test_a_labels_file_states_the_labels_unless_the_spec_does(model: Path) -> None:
    (model.parent / "labels.txt").write_text("0 No Mask\n1 Mask\n")
    assert read_spec(model, 2).labels == (MaskLabel.WITHOUT_MASK, MaskLabel.WITH_MASK)
    spec_file(model).write_text(json.dumps(GOOD))
    assert read_spec(model, 2).labels == CLASS_LABELS[:2]


def test_a_pipe_in_place_of_the_spec_is_ignored(model: Path) -> None:
    os.mkfifo(spec_file(model))
    assert stated_spec(model) == {}


def test_the_spec_of_a_name_of_the_longest_length_is_none(tmp_path: Path) -> None:
    assert stated_spec(tmp_path / f"{'m' * 252}.h5") == {}
