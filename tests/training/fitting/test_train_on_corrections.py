"""Training on the folder of pictures whose labels the user has corrected."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from maskapp.errors import DatasetError
from maskapp.outputs.corrections_folder import CorrectionsFolder
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import NewSnapshot
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.pipeline.model_spec import stated_spec
from maskapp.records import CLASS_LABELS, Face, MaskLabel
from maskapp.training.fitting.network import build_network
from maskapp.training.fitting.train import train
from maskapp.training.plan import TrainingPlan

MASK, BARE, WRONG, NO_FACE = TrueLabel
PLAN = TrainingPlan(
    validation_share=0.3, input_size_px=32, batch_size=8, steps=1, head_epochs=0, fine_epochs=1,
    first_block=15,
)  # fmt: skip


@pytest.fixture
def correct(bare_face, tmp_path) -> Callable[..., Path]:
    """A function that corrects snapshots of a face to these labels and returns the folder."""
    image, found = bare_face
    folder = CorrectionsFolder(tmp_path / "corrections")
    face = Face(1, found.box, MaskLabel.UNCERTAIN, 0.4, {}, 0.9, found.landmarks, 1.0)

    def make(*labels: TrueLabel, every_s: int = 3600) -> Path:
        with SnapshotLog(tmp_path / "snapshots") as log:
            for number, label in enumerate(labels):
                lit = (image * (1 - number / 60)).astype(np.uint8)
                at = datetime(2026, 5, 17, 8, tzinfo=UTC) + timedelta(seconds=number * every_s)
                added = log.add(NewSnapshot(at, "automatic", "Door", (face,), lit, lit))
                log.correct(added, {1: label})
                assert folder.put(log.read([added])[0]) == (label is not NO_FACE)
        return folder.folder

    return make


@pytest.fixture
def start(base_weights, tmp_path) -> Path:
    """A network of three labels to start from."""
    file: Path = tmp_path / "start.keras"
    build_network(base_weights, len(CLASS_LABELS), PLAN).save(file)
    return file


def refusal(folder: Path, start: Path) -> str:
    with pytest.raises(DatasetError) as caught:
        train([folder], folder.parent / "out", PLAN, start_from=start)
    return str(caught.value)


@pytest.mark.slow
def test_a_network_is_trained_on_corrections_alone(correct, start, eagerly, tmp_path) -> None:
    folder = correct(*[MASK, BARE, WRONG, NO_FACE] * 10)
    with eagerly():
        model = train([folder], tmp_path / "out", PLAN, start_from=start)
    assert stated_spec(model)["labels"] == CLASS_LABELS


@pytest.mark.slow
def test_a_label_that_nothing_was_corrected_to_is_said_to_be_forgotten(
    correct, start, eagerly, tmp_path, capsys
) -> None:
    folder = correct(*[MASK, BARE] * 10)
    with eagerly():
        train([folder], tmp_path / "out", PLAN, start_from=start)
    assert "No picture is labelled incorrect_mask: the network will not know it." in (
        capsys.readouterr().out
    )


@pytest.mark.parametrize(
    ("labels", "problem"),
    [
        ([BARE] * 12, "has no pictures labelled with_mask; name another folder"),
        ([MASK] * 12, "has no pictures labelled without_mask; name another folder"),
        ([MASK, BARE] * 2, "2 labelled with_mask, 2 labelled without_mask; at least 10"),
        ([MASK, BARE] * 10 + [WRONG], "too few faces: 1 labelled incorrect_mask"),
    ],
)
def test_what_is_missing_is_said_before_any_face_is_searched(
    correct, start, labels, problem
) -> None:
    folder = correct(*labels)
    assert problem in (message := refusal(folder, start))
    assert "after --data" in message
    assert not (folder.parent / "out").exists()


def test_corrections_of_one_hour_cannot_be_split(correct, start) -> None:
    message = refusal(correct(*[MASK, BARE] * 10, every_s=60), start)
    assert "No face labelled with_mask is left for " in message
    assert "of one camera in one hour" in message


def test_a_folder_whose_corrections_were_all_taken_back_has_nothing_to_train_on(
    correct, start, tmp_path
) -> None:
    folder = correct(MASK)
    with SnapshotLog(tmp_path / "snapshots") as log:
        (snapshot,) = log.read(log.find())
    CorrectionsFolder(folder).put(replace(snapshot, corrections={}))
    assert refusal(folder, start).endswith("lists no pictures; name a folder that has some.")
