import json
import shutil
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from maskapp.files.picture_files import read_picture
from maskapp.opencv import cv2
from maskapp.pipeline.classify import MaskClassifier
from maskapp.pipeline.model_spec import ModelSpec, stated_spec
from maskapp.records import CLASS_LABELS, Box
from maskapp.training.data.sample import Sample
from maskapp.training.fitting.batches import plain_crops
from maskapp.training.fitting.model_files import describe_samples, read_calibration, write_results
from maskapp.training.fitting.network import build_network
from maskapp.training.fitting.training_loop import Validation
from maskapp.training.plan import TrainingPlan

WITH, WITHOUT, WRONG = CLASS_LABELS
SIZE_PX = 32
HISTORY = "epoch,accuracy,loss,val_accuracy,val_loss\n0,0.5,1.0,0.6,0.9\n"


@pytest.fixture(scope="module")
def written(bare_sample, base_weights, tmp_path_factory) -> tuple[Path, np.ndarray]:
    """The folder of an untrained network, and the weights of its head before calibration."""
    folder = tmp_path_factory.mktemp("written")
    (folder / "work").mkdir()
    for stage in ("head", "fine"):
        (folder / "work" / f"{stage}.csv").write_text(HISTORY)
    keras.utils.set_random_seed(1)
    network = build_network(base_weights, 3, TrainingPlan(input_size_px=SIZE_PX))
    head = network.layers[-1].get_weights()[0]
    crops = np.random.default_rng(1).uniform(-1, 1, (12, SIZE_PX, SIZE_PX, 3)).astype(np.float32)
    validation = Validation(crops, [*CLASS_LABELS] * 4, np.full(12, 1 / 12))
    drawn = dict(zip(CLASS_LABELS, (0.4, 0.4, 0.2), strict=True))
    file = write_results(
        network, validation, CLASS_LABELS, drawn, crops, {"plan": {"seed": 1}}, folder
    )
    assert file == folder / "mask_detector.tflite"
    return folder, head


@pytest.mark.slow
def test_all_files_of_a_model_are_written(written) -> None:
    folder, _ = written
    names = {path.name for path in folder.iterdir() if path.is_file()}
    assert names == {
        "mask_detector.keras",
        "mask_detector.tflite",
        "mask_detector.json",
        "curves.png",
        "confusion_matrix.png",
        "reliability.png",
        "classification_report.txt",
        "training.json",
    }
    for name in ("curves.png", "confusion_matrix.png", "reliability.png"):
        assert cv2.imread(str(folder / name)).shape[0] > 200
    report = (folder / "classification_report.txt").read_text()
    assert all(label in report for label in CLASS_LABELS)


@pytest.mark.slow
def test_the_record_holds_task_calibration_versions_and_history(written) -> None:
    folder, _ = written
    record = json.loads((folder / "training.json").read_text(), parse_constant=pytest.fail)
    assert record["plan"] == {"seed": 1}
    assert {"tensorflow", "keras", "numpy", "python"} <= set(record["versions"])
    assert [row["stage"] for row in record["history"]] == ["head", "fine"]
    assert record["history"][0]["val_loss"] == "0.9"
    assert len(record["calibration"]["shift"]) == 3


@pytest.mark.slow
def test_the_written_network_is_calibrated(written) -> None:
    folder, before = written
    calibration = json.loads((folder / "training.json").read_text())["calibration"]
    network = keras.saving.load_model(folder / "mask_detector.keras", compile=False)
    after = network.layers[-1].get_weights()[0]
    assert after * calibration["temperature"] == pytest.approx(before, rel=1e-3, abs=1e-6)


@pytest.mark.slow
def test_the_record_belongs_to_the_written_network_alone(written, tmp_path: Path) -> None:
    folder, _ = written
    calibration = json.loads((folder / "training.json").read_text())["calibration"]
    shift, temperature = read_calibration(folder / "mask_detector.keras")
    assert shift.tolist() == calibration["shift"]
    assert temperature == calibration["temperature"]
    shutil.copy(folder / "training.json", tmp_path)
    (tmp_path / "mask_detector.keras").write_bytes(b"another network")
    assert read_calibration(tmp_path / "mask_detector.keras") is None


def test_the_shipped_record_belongs_to_the_shipped_network() -> None:
    models = Path(__file__).parents[3] / "models"
    shift, temperature = read_calibration(models / "mask_detector.keras")
    assert shift.shape == (3,)
    assert temperature > 0


@pytest.mark.parametrize(
    "text",
    [
        None, "", "[]", "{}", '{"calibration": {"shift": 1, "temperature": 1}}',
        '{"calibration": {"shift": [0, NaN], "temperature": 1}}',
        '{"calibration": {"shift": [0, 0], "temperature": 0}}',
    ],
)  # fmt: skip
def test_a_network_without_a_usable_record_has_no_calibration(tmp_path: Path, text) -> None:
    if text is not None:
        (tmp_path / "training.json").write_text(text)
    assert read_calibration(tmp_path / "mask_detector.keras") is None


@pytest.mark.slow
def test_the_written_model_runs_by_its_spec(written, bare_sample) -> None:
    folder, _ = written
    model = folder / "mask_detector.tflite"
    spec = ModelSpec(**stated_spec(model))
    assert spec.labels == CLASS_LABELS
    assert spec.crop_margin > 0
    given = MaskClassifier(model).classify(read_picture(bare_sample.path), [bare_sample.box])
    network = keras.saving.load_model(folder / "mask_detector.keras", compile=False)
    expected = np.asarray(network(plain_crops([bare_sample], SIZE_PX)))
    assert given == pytest.approx(expected, abs=0.05)


@pytest.fixture
def two_samples(tmp_path: Path) -> list[Sample]:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_text(name)
    box = Box(0, 0, 10, 50)
    return [
        Sample(tmp_path / "a.png", WITH, "web", "1", box),
        Sample(tmp_path / "b.png", WITHOUT, "street", "2", box),
    ]


def test_samples_are_counted_by_source_label_and_height(two_samples) -> None:
    described = describe_samples(two_samples)
    assert described["faces"] == 2
    assert described["cells"] == {"street/without_mask/40_80": 1, "web/with_mask/40_80": 1}


def test_the_hash_depends_on_labels_and_contents_but_not_on_the_order(two_samples) -> None:
    before = describe_samples(two_samples)["sha256"]
    assert describe_samples(two_samples[::-1])["sha256"] == before
    relabelled = [replace(two_samples[0], label=WRONG), two_samples[1]]
    assert describe_samples(relabelled)["sha256"] != before
    two_samples[0].path.write_text("changed")
    assert describe_samples(two_samples)["sha256"] != before
