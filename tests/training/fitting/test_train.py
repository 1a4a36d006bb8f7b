import json
import shutil
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import keras
import numpy as np
import pytest

from maskapp.errors import DatasetError, ModelError, OutputError
from maskapp.pipeline.model_spec import stated_spec
from maskapp.records import CLASS_LABELS
from maskapp.training.data.dataset import locate_faces, read_samples
from maskapp.training.fitting import batches
from maskapp.training.fitting import train as train_module
from maskapp.training.fitting.batches import drawn_shares
from maskapp.training.fitting.network import build_network
from maskapp.training.fitting.train import (
    labels_present,
    require_both_sides,
    require_drawn,
    require_same_task,
    train,
    validation_set,
)
from maskapp.training.fitting.work_folder import work_folder
from maskapp.training.plan import TrainingPlan

WITH, WITHOUT, WRONG = CLASS_LABELS
PLAN = TrainingPlan(
    validation_share=0.3,
    input_size_px=32,
    batch_size=8,
    steps=2,
    head_epochs=1,
    fine_epochs=2,
    first_block=15,
)


@pytest.fixture(scope="module")
def trained(labelled_dir, base_weights, eagerly, tmp_path_factory) -> Path:
    """The `.tflite` file of a finished training."""
    folder = tmp_path_factory.mktemp("trained")
    with eagerly():
        return train([labelled_dir], folder, PLAN, base_weights=base_weights)


def test_the_network_to_train_further_is_not_overwritten(labelled_dir, tmp_path: Path) -> None:
    start = tmp_path / "mask_detector.keras"
    start.write_bytes(b"a network")
    with pytest.raises(OutputError, match="overwrite an input"):
        train([labelled_dir], tmp_path, PLAN, start_from=start)
    assert start.read_bytes() == b"a network"
    assert not (tmp_path / "work").exists()


@pytest.mark.slow
def test_a_training_returns_a_model_of_all_labels(trained: Path) -> None:
    assert trained.name == "mask_detector.tflite"
    assert stated_spec(trained)["labels"] == CLASS_LABELS


@pytest.mark.slow
def test_the_record_says_what_the_network_was_trained_on(trained: Path, base_weights) -> None:
    record = json.loads((trained.parent / "training.json").read_text(), parse_constant=pytest.fail)
    assert record["plan"]["fine_epochs"] == 2
    assert record["start"]["sha256"] == sha256(base_weights.read_bytes()).hexdigest()
    data = record["data"]
    assert data["training"]["faces"] + data["validation"]["faces"] == 36
    assert data["validation"]["faces"] > 0
    assert sum(data["training"]["cells"].values()) == data["training"]["faces"]
    assert [row["stage"] for row in record["history"]] == ["head", "fine", "fine"]
    assert [row["epoch"] for row in record["history"]] == ["0", "0", "1"]


@pytest.mark.slow
def test_two_labels_are_trained_on_top_of_a_network_of_three(
    labelled_dir, base_weights, eagerly, tmp_path: Path
) -> None:
    for label in (WITH, WITHOUT):
        shutil.copytree(labelled_dir / label.value, tmp_path / "two" / label.value)
    plan = replace(PLAN, steps=1, head_epochs=0, fine_epochs=1)
    start = tmp_path / "start.keras"
    build_network(base_weights, 3, plan).save(start)
    with eagerly():
        model = train([tmp_path / "two"], tmp_path / "out", plan, start_from=start)
    assert stated_spec(model)["labels"] == (WITH, WITHOUT)
    record = json.loads((tmp_path / "out" / "training.json").read_text())
    assert record["start"] == {
        "name": "start.keras",
        "sha256": sha256(start.read_bytes()).hexdigest(),
    }
    frozen, unchanged = (
        keras.saving.load_model(file, compile=False).layers[1].get_layer("Conv1").get_weights()[0]
        for file in (start, tmp_path / "out" / "mask_detector.keras")
    )
    assert np.array_equal(frozen, unchanged)


@pytest.mark.slow
def test_a_continued_training_starts_before_the_calibration_and_is_averaged(
    trained: Path, labelled_dir, eagerly, tmp_path: Path
) -> None:
    start = trained.with_suffix(".keras")
    plan = replace(PLAN, head_epochs=0, fine_epochs=1, start_share=1.0)
    with eagerly():
        train([labelled_dir], tmp_path / "out", plan, start_from=start)

    def uncalibrated(folder: Path) -> np.ndarray:
        calibration = json.loads((folder / "training.json").read_text())["calibration"]
        network = keras.saving.load_model(folder / "mask_detector.keras", compile=False)
        kernel, bias = network.layers[-1].get_weights()
        temperature = calibration["temperature"]
        return np.vstack([kernel * temperature, bias * temperature - calibration["shift"]])

    before, after = uncalibrated(trained.parent), uncalibrated(tmp_path / "out")
    assert after == pytest.approx(before, rel=1e-3, abs=1e-3), "all of the average is the start"


def test_the_network_has_two_labels_without_masks_worn_wrong(bare_sample) -> None:
    samples = [replace(bare_sample, label=label) for label in (WITH, WITHOUT) for _ in range(10)]
    assert labels_present(samples) == (WITH, WITHOUT)
    assert labels_present(samples + [replace(bare_sample, label=WRONG)] * 10) == CLASS_LABELS


@pytest.mark.parametrize("counts", [(9, 30, 0), (30, 0, 0), (30, 30, 3)])
def test_too_few_faces_of_a_label_are_an_error(bare_sample, counts) -> None:
    samples = [
        replace(bare_sample, label=label)
        for label, count in zip(CLASS_LABELS, counts, strict=True)
        for _ in range(count)
    ]
    with pytest.raises(DatasetError, match="at least 10 are needed of each"):
        labels_present(samples)


def test_all_labels_with_too_few_faces_are_named_at_once(bare_sample) -> None:
    samples = [replace(bare_sample, label=label) for label in (WITH, WITHOUT, WITHOUT)]
    with pytest.raises(DatasetError, match=r"1 labelled with_mask, 2 labelled without_mask;"):
        labels_present(samples)


def test_validation_is_balanced_and_includes_rendered_masks(bare_sample) -> None:
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
def test_training_and_validation_need_faces_of_both_labels(bare_sample, labels) -> None:
    every = [replace(bare_sample, label=label) for label in CLASS_LABELS]
    some = [replace(bare_sample, label=label) for label in labels]
    require_both_sides(every, every[:2], CLASS_LABELS)
    with pytest.raises(DatasetError, match="is left for validation"):
        require_both_sides(every, some, CLASS_LABELS)
    with pytest.raises(DatasetError, match="is left for training"):
        require_both_sides(some, every, CLASS_LABELS)


def test_a_label_that_is_never_drawn_is_an_error(bare_sample, monkeypatch) -> None:
    monkeypatch.setattr(batches, "_COUNTED_FACES", 64)
    with_faces = [replace(bare_sample, label=WITH), bare_sample]
    require_drawn(drawn_shares(with_faces, CLASS_LABELS, 1))
    too_small = [replace(sample, landmarks=None) for sample in with_faces]
    shares = drawn_shares(too_small, CLASS_LABELS, 1)
    with pytest.raises(DatasetError, match=f"No face labelled {WRONG} is left for training"):
        require_drawn(shares)


def test_what_is_drawn_is_known_before_the_training(
    labelled_dir, base_weights, tmp_path, monkeypatch
) -> None:
    shares = {WITH: 0.5, WITHOUT: 0.5, WRONG: 0.0}
    monkeypatch.setattr(train_module, "drawn_shares", lambda *_: shares)
    monkeypatch.setattr(train_module, "fit", lambda *_: pytest.fail("epochs are run"))
    with pytest.raises(DatasetError, match="is left for training"):
        train([labelled_dir], tmp_path / "out", PLAN, base_weights=base_weights)


def test_pictures_of_one_group_cannot_be_split(labelled_dir, base_weights, tmp_path) -> None:
    samples = locate_faces(read_samples(labelled_dir))
    lines = ["file,label,source,group,x1,y1,x2,y2"]
    lines += [f"{one.path},{one.label},web,1,{','.join(map(str, one.box))}" for one in samples]
    (tmp_path / "manifest.csv").write_text("\n".join(lines))
    with pytest.raises(DatasetError, match="is left for validation"):
        train([tmp_path], tmp_path / "out", PLAN, base_weights=base_weights)


@pytest.mark.parametrize("missing", [WITHOUT, WRONG])
def test_a_label_without_pictures_is_an_error(
    labelled_dir, base_weights, tmp_path, missing
) -> None:
    folder = shutil.copytree(labelled_dir, tmp_path / "data")
    shutil.rmtree(folder / missing.value)
    (folder / missing.value).mkdir()
    with pytest.raises(DatasetError, match=f"no pictures labelled {missing}"):
        train([folder], tmp_path / "out", PLAN, base_weights=base_weights)
    assert not (tmp_path / "out").exists()


def test_missing_weights_are_an_error_at_once(labelled_dir, tmp_path) -> None:
    with pytest.raises(ModelError, match=r"none\.h5 does not exist"):
        train([labelled_dir], tmp_path / "out", PLAN, base_weights=tmp_path / "none.h5")
    assert not (tmp_path / "out").exists()


def test_a_network_to_train_further_is_checked_at_once(labelled_dir, tmp_path) -> None:
    other = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.Flatten(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    other.save(tmp_path / "other.keras")
    with pytest.raises(ModelError, match="cannot be trained further"):
        train([labelled_dir], tmp_path / "out", PLAN, start_from=tmp_path / "other.keras")
    assert not (tmp_path / "out").exists()


def test_a_network_of_too_few_labels_is_refused_at_once(
    labelled_dir, base_weights, tmp_path
) -> None:
    build_network(base_weights, 2, PLAN).save(tmp_path / "two.keras")
    with pytest.raises(ModelError, match="knows 2 labels only"):
        train([labelled_dir], tmp_path / "out", PLAN, start_from=tmp_path / "two.keras")
    assert not (tmp_path / "out").exists()


def test_two_trainings_do_not_share_a_folder(labelled_dir, base_weights, tmp_path) -> None:
    with work_folder(tmp_path), pytest.raises(OutputError, match="Another training"):
        train([labelled_dir], tmp_path, PLAN, base_weights=base_weights)


def test_a_training_is_not_resumed_on_other_data(tmp_path) -> None:
    require_same_task({"data": "one"}, tmp_path)
    require_same_task({"data": "one"}, tmp_path)
    with pytest.raises(DatasetError, match="other pictures"):
        require_same_task({"data": "two"}, tmp_path)


def test_a_task_that_finds_no_room_is_an_error(tmp_path, full_disk) -> None:
    with pytest.raises(OutputError, match=r"Cannot write .*task\.json: the disk is full"):
        require_same_task({"data": "one"}, tmp_path)
    assert list(tmp_path.iterdir()) == []
