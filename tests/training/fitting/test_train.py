import gc
import json
import shutil
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from maskapp.errors import DatasetError, ModelError
from maskapp.opencv import cv2
from maskapp.pipeline.classify import MaskClassifier
from maskapp.pipeline.model_spec import read_spec
from maskapp.pipeline.sources.pictures import read_picture
from maskapp.records import CLASS_LABELS
from maskapp.training.data.dataset import locate_faces, read_samples
from maskapp.training.fitting import train as train_module
from maskapp.training.fitting import training_loop as fit_module
from maskapp.training.fitting.batches import plain_crops
from maskapp.training.fitting.train import labels_present, train, validation_set
from maskapp.training.fitting.training_loop import read_history
from maskapp.training.plan import TrainingPlan

WITH, WITHOUT, WRONG = CLASS_LABELS
PLAN = TrainingPlan(
    validation_share=0.3, batch_size=8, steps=2, head_epochs=1, fine_epochs=2, first_block=15
)


class PowerCutError(Exception):
    """Stands for the end of a training by force."""


class _Witness(keras.callbacks.Callback):
    """Notes the epochs that run, and the head's weights before each and after the last.

    May end the training by force in the middle of its second fine epoch.
    """

    def __init__(self, *, cuts_power: bool) -> None:
        super().__init__()
        self.epochs: list[int] = []
        self.heads_before: list[np.ndarray] = []
        self.head_after: np.ndarray | None = None
        self._cuts_power = cuts_power

    def on_epoch_begin(self, epoch, logs=None) -> None:
        self.epochs.append(epoch)
        self.heads_before.append(self.model.layers[-1].get_weights()[0])

    def on_train_batch_end(self, batch, logs=None) -> None:
        if self._cuts_power and self.epochs[-1] == 1:
            raise PowerCutError

    def on_epoch_end(self, epoch, logs=None) -> None:
        self.head_after = self.model.layers[-1].get_weights()[0]


@contextmanager
def _eagerly() -> Iterator[None]:
    """Without drawing up graphs, which would take most of the time."""
    tf.config.run_functions_eagerly(True)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Even though the `tf.config", UserWarning)
            yield
    finally:
        tf.config.run_functions_eagerly(False)


@pytest.fixture(scope="module")
def trained(labelled_dir, base_weights, tmp_path_factory) -> tuple[Path, _Witness, _Witness]:
    """The folder of a training that was cut short and gone on with; what ran before and after."""
    folder = tmp_path_factory.mktemp("trained")
    callbacks = fit_module._callbacks
    before, after = _Witness(cuts_power=True), _Witness(cuts_power=False)
    with pytest.MonkeyPatch.context() as patched, _eagerly():
        patched.setattr(fit_module, "_callbacks", lambda *a, **k: [*callbacks(*a, **k), before])
        # Keras does not close its log when it ends by force.
        with warnings.catch_warnings(action="ignore", category=ResourceWarning):
            with pytest.raises(PowerCutError):
                train(labelled_dir, folder, PLAN, base_weights=base_weights)
            gc.collect()
        assert not (folder / "mask_detector.tflite").exists()
        patched.setattr(fit_module, "_callbacks", lambda *a, **k: [*callbacks(*a, **k), after])
        assert (
            train(labelled_dir, folder, PLAN, base_weights=base_weights)
            == folder / "mask_detector.tflite"
        )
    return folder, before, after


@pytest.mark.slow
def test_a_training_writes_all_that_it_promises(trained) -> None:
    folder, _, _ = trained
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
def test_the_record_says_what_the_network_was_made_from(trained) -> None:
    folder, _, _ = trained
    record = json.loads((folder / "training.json").read_text(), parse_constant=pytest.fail)
    assert record["plan"]["fine_epochs"] == 2
    data = record["data"]
    assert data["training"]["faces"] + data["validation"]["faces"] == 36
    assert data["validation"]["faces"] > 0
    assert len(data["training"]["sha256"]) == 64
    assert sum(data["training"]["cells"].values()) == data["training"]["faces"]
    assert {"tensorflow", "keras", "numpy", "python"} <= set(record["versions"])
    assert [row["stage"] for row in record["history"]] == ["head", "fine", "fine"]
    assert [row["epoch"] for row in record["history"]] == ["0", "0", "1"]


@pytest.mark.slow
def test_the_written_network_is_calibrated(trained, labelled_dir) -> None:
    folder, _, _ = trained
    calibration = json.loads((folder / "training.json").read_text())["calibration"]
    best = keras.saving.load_model(folder / "work" / "best.keras", compile=False)
    written = keras.saving.load_model(folder / "mask_detector.keras", compile=False)
    before, after = (network.layers[-1].get_weights()[0] for network in (best, written))
    assert after * calibration["temperature"] == pytest.approx(before, rel=1e-3, abs=1e-6)
    assert 0 < calibration["uncertain_below"] < 1


@pytest.mark.slow
def test_two_labels_are_trained_on_top_of_a_trained_network(
    trained, labelled_dir, tmp_path: Path
) -> None:
    folder, _, _ = trained
    for label in (WITH, WITHOUT):
        shutil.copytree(labelled_dir / label.value, tmp_path / "two" / label.value)
    plan = replace(PLAN, steps=1, head_epochs=0, fine_epochs=1)
    start = folder / "mask_detector.keras"
    with _eagerly():
        model = train(tmp_path / "two", tmp_path / "out", plan, start_from=start)
    assert read_spec(model, 2).labels == (WITH, WITHOUT)
    record = json.loads((tmp_path / "out" / "training.json").read_text())
    assert record["start"] == {
        "name": "mask_detector.keras",
        "sha256": sha256(start.read_bytes()).hexdigest(),
    }
    untouched, trained_on = (
        keras.saving.load_model(file, compile=False).layers[1].get_layer("Conv1").get_weights()[0]
        for file in (start, tmp_path / "out" / "mask_detector.keras")
    )
    assert np.array_equal(untouched, trained_on)


@pytest.mark.slow
def test_a_training_goes_on_after_its_last_finished_epoch(trained) -> None:
    folder, before, after = trained
    assert before.epochs == [0, 0, 1]
    assert after.epochs == [1]
    assert np.array_equal(after.heads_before[0], before.head_after)
    assert not np.array_equal(before.heads_before[0], before.head_after)
    assert len(read_history(folder / "work" / "fine.csv")) == 2


@pytest.mark.slow
def test_the_trained_network_runs_with_its_description(trained, bare_sample) -> None:
    folder, _, _ = trained
    model = folder / "mask_detector.tflite"
    spec = read_spec(model, 3)
    assert spec.labels == CLASS_LABELS
    assert spec.crop_margin > 0
    judged = MaskClassifier(model).classify(read_picture(bare_sample.path), [bare_sample.box])
    original = keras.saving.load_model(folder / "mask_detector.keras", compile=False)
    given = np.asarray(original(plain_crops([bare_sample], PLAN.input_size_px)))
    assert judged == pytest.approx(given, abs=1e-2)


def test_two_labels_make_a_network_of_two(bare_sample) -> None:
    samples = [replace(bare_sample, label=label) for label in (WITH, WITHOUT) for _ in range(10)]
    assert labels_present(samples) == (WITH, WITHOUT)
    assert labels_present(samples + [replace(bare_sample, label=WRONG)] * 10) == CLASS_LABELS


@pytest.mark.parametrize("counts", [(9, 30, 0), (30, 0, 0), (30, 30, 3)])
def test_too_few_faces_of_a_label_are_told(bare_sample, counts) -> None:
    samples = [
        replace(bare_sample, label=label)
        for label, count in zip(CLASS_LABELS, counts, strict=True)
        for _ in range(count)
    ]
    with pytest.raises(DatasetError, match="at least 10 are needed"):
        labels_present(samples)


def test_validation_balances_and_adds_rendered_masks(bare_sample) -> None:
    held_out = [replace(bare_sample, label=WITH)] * 6 + [bare_sample] * 12
    validation = validation_set(held_out, CLASS_LABELS, PLAN)
    assert len(validation.crops) == len(validation.labels) == len(validation.weights) == 30
    assert set(validation.labels[18:]) == {WITH, WRONG}
    shares = Counter()
    for label, weight in zip(validation.labels, validation.weights, strict=True):
        shares[label] += weight
    assert shares == pytest.approx({WITH: 0.4, WITHOUT: 0.4, WRONG: 0.2})


def test_validation_for_two_labels_has_no_mask_worn_wrong(bare_sample) -> None:
    held_out = [replace(bare_sample, label=WITH)] + [bare_sample] * 20
    validation = validation_set(held_out, CLASS_LABELS[:2], PLAN)
    assert set(validation.labels) == {WITH, WITHOUT}


def test_validation_works_where_no_mask_can_be_rendered(bare_sample) -> None:
    unseen = replace(bare_sample, landmarks=None)
    validation = validation_set([unseen, replace(unseen, label=WITH)], CLASS_LABELS, PLAN)
    assert validation.labels == [WITHOUT, WITH]
    assert validation.weights.sum() == pytest.approx(1)


@pytest.mark.parametrize("labels", [(), (WITH,), (WITHOUT,), (WRONG,), (WITH, WRONG)])
def test_validation_needs_faces_of_both_labels(bare_sample, labels) -> None:
    held_out = [replace(bare_sample, label=label) for label in labels]
    with pytest.raises(DatasetError, match="is left over for validation"):
        validation_set(held_out, CLASS_LABELS, PLAN)


def test_pictures_of_one_group_cannot_be_split(labelled_dir, base_weights, tmp_path) -> None:
    samples = locate_faces(read_samples(labelled_dir))
    lines = ["file,label,source,group,x1,y1,x2,y2"]
    lines += [f"{one.path},{one.label},web,1,{','.join(map(str, one.box))}" for one in samples]
    (tmp_path / "manifest.csv").write_text("\n".join(lines))
    with pytest.raises(DatasetError, match="is left over for validation"):
        train(tmp_path, tmp_path / "out", PLAN, base_weights=base_weights)


@pytest.mark.parametrize("missing", [WITHOUT, WRONG])
def test_a_label_without_pictures_is_told(labelled_dir, base_weights, tmp_path, missing) -> None:
    folder = shutil.copytree(labelled_dir, tmp_path / "data")
    shutil.rmtree(folder / missing.value)
    (folder / missing.value).mkdir()
    with pytest.raises(DatasetError, match=f"no pictures labelled {missing}"):
        train(folder, tmp_path / "out", PLAN, base_weights=base_weights)
    assert not (tmp_path / "out").exists()


def test_weights_that_are_not_there_are_told_at_once(labelled_dir, tmp_path) -> None:
    with pytest.raises(ModelError, match=r"There is no file of weights .*none\.h5"):
        train(labelled_dir, tmp_path / "out", PLAN, base_weights=tmp_path / "none.h5")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("losses", "patience", "is_stale"),
    [
        ([], 0, False),
        ([1.0], 0, False),
        ([1.0, 0.9], 0, False),
        ([0.9, 1.0], 0, True),
        ([0.9, 1.0], 2, False),
        ([1.0, 0.9, 0.95, 0.91], 2, True),
        ([1.0, 0.9, 0.95, 0.8], 2, False),
    ],
)
def test_it_ends_when_nothing_has_got_better(losses, patience, is_stale) -> None:
    history = [{"val_loss": str(loss)} for loss in losses]
    assert fit_module._is_stale(history, patience) is is_stale


def test_a_training_is_not_resumed_on_other_data(tmp_path) -> None:
    train_module.require_same_task({"data": "one"}, tmp_path)
    train_module.require_same_task({"data": "one"}, tmp_path)
    with pytest.raises(DatasetError, match="other pictures"):
        train_module.require_same_task({"data": "two"}, tmp_path)
