import pytest

from maskapp.records import CLASS_LABELS
from maskapp.training.measuring.evaluate_faces import faces_report
from maskapp.training.measuring.evaluate_scenes import scenes_report
from maskapp.training.measuring.report_tables import (
    faces_summary,
    faces_tables,
    scenes_summary,
    scenes_tables,
)
from maskapp.training.measuring.text_tables import Table

WITH, WITHOUT, WRONG = CLASS_LABELS


def texts(table: Table) -> dict[str, list[str]]:
    """The cells of each row, with their details."""
    return {
        row.name: [f"{cell.text} {cell.detail}".strip() for cell in row.cells] for row in table.rows
    }


@pytest.fixture
def tables(classified) -> dict[str, Table]:
    """Three of four faces are correct; the fourth is a masked one taken for bare."""
    faces = classified(
        (WITH, WITH, 0.9), (WITH, WITHOUT, 0.6), (WITHOUT, WITHOUT, 0.9), (WITHOUT, WITHOUT, 0.99)
    )
    return {table.title: table for table in faces_tables(faces_report(faces))}


def test_faces_are_counted_in_every_table(tables) -> None:
    assert texts(tables["By label"]) == {
        "Mask": ["100.0%", "50.0%", "66.7%", "2"],
        "No mask": ["66.7%", "100.0%", "80.0%", "2"],
        "Worn wrong": ["0.0%", "-", "-", "0"],
    }
    assert texts(tables["Confusion matrix"])["Mask"] == ["1 50.0%", "1 50.0%", "0 0.0%"]
    assert texts(tables["By source"]) == {
        "web": ["75.0% of 4", "50.0% of 2", "100.0% of 2", "-"],
    }
    assert list(texts(tables["By face height"])) == ["40 to 80 px"]
    by_all = texts(tables["By source, label and face height"])
    assert by_all["No mask"] == ["100.0% of 2", "-", "-", "100.0% of 2", "-"]


def test_mistakes_are_shaded_red_and_correct_counts_blue(tables) -> None:
    masked, bare, _ = tables["Confusion matrix"].rows
    assert [cell.shade for cell in masked.cells] == [0.5, -1, 0]
    assert [cell.shade for cell in bare.cells] == [0, 1, 0]


def test_only_filled_bins_are_listed(tables) -> None:
    rows = texts(tables["Reliability"])
    assert rows["93.3% to 100.0%"] == ["1", "99.0%", "100.0%"]
    assert sum(int(cells[0]) for cells in rows.values()) == 4


def test_the_summary_of_faces_leads_with_count_and_accuracy(classified) -> None:
    summary = faces_summary(faces_report(classified((WITH, WITH, 0.9), (WITHOUT, WITH, 0.9))))
    assert summary[:2] == [("2", "faces"), ("50.0%", "correct")]


def test_scenes_are_counted_by_height_and_label(scenes) -> None:
    report = scenes_report(scenes)
    heights, labels, found, *_ = scenes_tables(report)
    assert texts(heights)["40 to 80 px"] == ["2", "50.0% of 2", "0.0% of 1"]
    assert texts(labels)["No mask"][:3] == ["1", "0.0% of 1", "-"]
    assert texts(found)["Mask"] == ["100.0% of 1", "-", "-", "100.0% of 1", "-"]
    assert ("33.3%", "found") in scenes_summary(report)
