import csv
import shutil
from dataclasses import replace

import pytest

from maskapp.records import CLASS_LABELS
from maskapp.training.plan import TrainingPlan
from maskapp.training.studies.cross_validation import group_folds
from maskapp.training.studies.label_noise import study_label_noise

WITH, WITHOUT, WRONG = CLASS_LABELS
PLAN = TrainingPlan()


@pytest.fixture
def doubted(bare_sample, finished_folds, tmp_path) -> list[dict[str, str]]:
    """The listed rows: of four pictures the first two are classified as labelled."""
    samples = []
    for number, label in enumerate((WITH, WITHOUT, WITH, WITHOUT)):
        path = tmp_path / label.value / f"{number}.png"
        path.parent.mkdir(exist_ok=True)
        shutil.copy(bare_sample.path, path)
        samples.append(replace(bare_sample, label=label, path=path, group=str(number)))
    finished_folds(group_folds(samples, 3, PLAN.seed))
    study_label_noise(samples, None, PLAN, tmp_path)
    with (tmp_path / "doubted.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_doubted_labels_are_listed_the_most_doubted_first(doubted) -> None:
    assert [row["file"] for row in doubted] == ["with_mask/2.png", "without_mask/3.png"]
    assert [row["likeliest"] for row in doubted] == [WRONG, WRONG]
    probabilities = [float(row["probability_of_label"]) for row in doubted]
    assert probabilities == pytest.approx([0.1, 0.4])


def test_the_page_shows_the_doubted_pictures(doubted, tmp_path) -> None:
    page = (tmp_path / "doubted.html").read_text(encoding="utf-8")
    assert "<h1>Doubted labels</h1>" in page
    assert all(row["file"].split("/")[1] in page for row in doubted)
