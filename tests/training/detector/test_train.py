import json
import zipfile
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from maskapp.errors import DatasetError, ModelError, OutputError
from maskapp.pipeline.detect import LiteRTFaceDetector
from maskapp.training.detector import calibrate, taught, train
from maskapp.training.detector.form import build_detector
from maskapp.training.detector.train import train_detector
from maskapp.training.detector_plan import FULL_CHANNELS, DetectorPlan
from maskapp.training.fitting.record import NETWORK_HASH, file_hash
from maskapp.training.fitting.work_folder import work_folder

PLAN = DetectorPlan(
    validation_share=0.3,
    channels=tuple(max(4, count // 12) for count in FULL_CHANNELS),
    frame_px=64,
    batch_size=2,
    steps=2,
    epochs=1,
    warm_up_steps=1,
)


class SilentTeacher:
    def __init__(self, _threshold: float) -> None: ...

    def detect(self, *_: object) -> list:
        return []


class SilentHeatTeacher:
    def logits(self, *_: np.ndarray) -> np.ndarray:
        return np.full((16, 16), np.nan, np.float32)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    keras.utils.set_random_seed(1)  # of the untrained detectors that trainings start from
    monkeypatch.setattr(taught, "CenterFaceDetector", SilentTeacher)
    monkeypatch.setattr(train, "_heat_teacher", lambda _: SilentHeatTeacher())
    monkeypatch.setattr(train, "_VALIDATION_BATCHES", 1)
    monkeypatch.setattr(calibrate, "_SIDES_PX", (64,))


@pytest.mark.slow
def test_a_training_writes_a_model_and_its_record(coco_dir: Path, tmp_path: Path) -> None:
    start = tmp_path / "start.keras"
    build_detector(PLAN.channels).save(start)
    output = tmp_path / "run"
    model = train_detector([coco_dir], output, PLAN, start_from=start)
    assert model == output / "face_detector.tflite"
    LiteRTFaceDetector(model=model)
    record = json.loads((output / "face_detector.json").read_text())
    assert record["start"]["name"] == "start.keras"
    assert record["plan"]["channels"] == list(PLAN.channels)
    counts = [record["data"][side]["pictures"] for side in ("training", "validation")]
    assert sum(counts) == 12
    assert min(counts) > 0
    assert len(record["history"]) == 1
    assert record["averaged_epochs"] == ["epoch_001"]
    assert (output / "detector_curves.png").is_file()
    assert record[NETWORK_HASH] == file_hash(output / "face_detector.keras")
    size = (output / "face_detector.keras").stat().st_size
    assert size < 1.2 * start.stat().st_size, "the state of the training is not kept"
    with pytest.raises(DatasetError, match="another plan"):
        train_detector([coco_dir], output, replace(PLAN, epochs=2), start_from=start)


@pytest.mark.slow
def test_the_result_is_averaged_with_the_start(coco_dir: Path, tmp_path: Path) -> None:
    start = tmp_path / "start.keras"
    detector = build_detector(PLAN.channels)
    detector.save(start)

    def stem(share: float) -> np.ndarray:
        output = tmp_path / f"run_{share}"
        train_detector([coco_dir], output, replace(PLAN, start_share=share), start_from=start)
        written = keras.saving.load_model(output / "face_detector.keras", compile=False)
        return written.get_layer("stem").get_weights()[0]

    before, after = detector.get_layer("stem").get_weights()[0], stem(0.0)
    assert not np.array_equal(before, after)
    assert stem(0.5) == pytest.approx((before + after) / 2, abs=1e-5)


def test_a_detector_with_other_channels_is_refused(coco_dir: Path, tmp_path: Path) -> None:
    start = tmp_path / "wide.keras"
    build_detector([count + 1 for count in PLAN.channels]).save(start)
    with pytest.raises(ModelError, match="other channels than the plan"):
        train_detector([coco_dir], tmp_path / "run", PLAN, start_from=start)


def test_the_detector_to_continue_from_is_not_overwritten(coco_dir: Path, tmp_path: Path) -> None:
    start = tmp_path / "face_detector.keras"
    build_detector(PLAN.channels).save(start)
    before = start.read_bytes()
    with pytest.raises(OutputError, match="overwrite an input"):
        train_detector([coco_dir], tmp_path, PLAN, start_from=start)
    assert start.read_bytes() == before
    assert not (tmp_path / "work").exists()


def _without_config(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("metadata.json", "{}")


def _with_flipped_bytes(file: Path) -> None:
    content = bytearray(file.read_bytes())
    for place in range(100, len(content), 997):
        content[place] ^= 0xFF
    file.write_bytes(content)


def _cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def _of_another_kind(file: Path) -> None:
    inputs = keras.Input((8, 8, 3))
    keras.Model(inputs, keras.layers.Flatten()(inputs)).save(file)


@pytest.mark.parametrize(
    "damage", [_without_config, _with_flipped_bytes, _cut_short, _of_another_kind]
)
def test_a_damaged_detector_is_refused(
    coco_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage
) -> None:
    start = tmp_path / "start.keras"
    build_detector(PLAN.channels).save(start)
    damage(start)
    monkeypatch.setattr(SilentTeacher, "detect", None)  # time goes into finding faces only later
    with pytest.raises(ModelError, match=r"start\.keras cannot be (loaded|trained further): ."):
        train_detector([coco_dir], tmp_path / "run", PLAN, start_from=start)


def test_pictures_without_validation_groups_are_refused(coco_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no whole picture with faces to validate on"):
        train_detector([coco_dir], tmp_path / "run", replace(PLAN, validation_share=0.01))


def test_two_trainings_do_not_share_a_folder(coco_dir: Path, tmp_path: Path) -> None:
    with work_folder(tmp_path), pytest.raises(OutputError, match="Another training"):
        train_detector([coco_dir], tmp_path, PLAN)
