"""Small files of huge networks, converted for real: the limits hold, and cancelling works."""

import json
import resource
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import pytest

from maskapp.conversion_watch import ConversionWatch
from maskapp.errors import ModelError
from maskapp.pipeline.models.conversion import LONGEST_S, convert_model
from maskapp.pipeline.models.model_kinds import read_model
from tests.support.messages import check_message

_LAYERS = 20_000
_MOST_MEMORY_BYTES = 5 << 30
"""The limit of the child's data, and the code of TensorFlow beside it."""
_SOON_S = 10.0

pytestmark = [
    pytest.mark.soak,
    pytest.mark.timeout(LONGEST_S + 300),
    pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux"),
]


def edited(file: Path, change: Callable[[list[Any]], None]) -> Path:
    """Write a `.keras` file whose layers are changed in its configuration alone."""
    keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(2),
            keras.layers.ReLU(),
        ]
    ).save(file)
    with zipfile.ZipFile(file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(files["config.json"])
    change(config["config"]["layers"])
    files["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file


def many_layers(layers: list[Any]) -> None:
    relu = layers.pop()
    for number in range(_LAYERS):
        layers.append(json.loads(json.dumps(relu).replace("re_lu", f"re_lu_{number}")))


def convert(model: Path, watch: ConversionWatch | None = None) -> bytes:
    return convert_model(model, *read_model(model), watch or ConversionWatch())


def test_a_layer_of_a_hundred_million_units(tmp_path: Path, soak) -> None:
    def widen(layers: list[Any]) -> None:
        layers[-2]["config"]["units"] = 10**8

    model, begun_s = edited(tmp_path / "wide.keras", widen), time.monotonic()
    try:
        soak.figures["bytes converted"] = len(convert(model))
    except ModelError as error:
        check_message(error)
        soak.figures["refused"] = 1
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert peak < _MOST_MEMORY_BYTES
    soak.figures |= {
        "bytes": model.stat().st_size,
        "MB at most": peak >> 20,
        "s": round(time.monotonic() - begun_s),
    }


def test_twenty_thousand_layers(tmp_path: Path, soak) -> None:
    model, begun_s = edited(tmp_path / "deep.keras", many_layers), time.monotonic()
    steps: dict[str, int] = {}
    watch = ConversionWatch(lambda step, elapsed_s: steps.update({step: elapsed_s}))
    try:
        soak.figures["bytes converted"] = len(convert(model, watch))
    except ModelError as error:
        check_message(error)
        soak.figures["refused"] = 1
    took_s = time.monotonic() - begun_s
    assert took_s < LONGEST_S + _SOON_S
    assert "reading the network" in steps
    soak.figures |= {"bytes": model.stat().st_size, "s": round(took_s)}


def test_twenty_thousand_layers_can_be_cancelled(tmp_path: Path, soak) -> None:
    model = edited(tmp_path / "deep.keras", many_layers)
    cancelled_s = 0.0

    def cancel(step: str, _: int) -> None:
        nonlocal cancelled_s
        if step == "reading the network" and not cancelled_s:
            watch.cancel()
            cancelled_s = time.monotonic()

    watch = ConversionWatch(cancel)
    with pytest.raises(ModelError, match="was cancelled"):
        convert(model, watch)
    took_s = time.monotonic() - cancelled_s
    assert took_s < _SOON_S
    soak.figures["s from cancelling to the end"] = round(took_s, 1)
