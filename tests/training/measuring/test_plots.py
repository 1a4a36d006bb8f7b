import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.training.measuring.plots import (
    draw_confusion_matrix,
    draw_curves,
    draw_reliability,
    reliability_svg,
    write_report,
)
from maskapp.training.measuring.reliability import BINS, calibration

SVG = "{http://www.w3.org/2000/svg}"


def bar_heights(svg: ElementTree.Element) -> list[float]:
    """The heights of the bars of the upper diagram, from left to right."""
    heights = []
    for path in svg.iter(f"{SVG}path"):
        style, clip = path.get("style", ""), path.get("clip-path")
        if "var(--right)" in style and clip:
            ys = [float(y) for y in re.findall(r"[ML] \S+ (\S+)", path.get("d"))]
            heights.append(max(ys) - min(ys))
    return heights


@pytest.fixture
def measured() -> dict:
    rng = np.random.default_rng(1)
    confidence = rng.uniform(0.35, 1, 3000)
    return calibration(confidence, rng.random(3000) < confidence)


def test_the_diagram_has_a_bar_as_high_as_the_accuracy_of_each_bin(measured) -> None:
    svg = ElementTree.fromstring(reliability_svg(measured))
    heights = np.array(bar_heights(svg))
    accuracies = np.array([row["accuracy"] for row in measured["bins"] if row["faces"]])
    assert heights / heights.max() == pytest.approx(accuracies / accuracies.max(), abs=0.01)


def test_the_diagram_names_its_axes_and_error(measured) -> None:
    svg = ElementTree.fromstring(reliability_svg(measured))
    texts = {text.text for text in svg.iter(f"{SVG}text")}
    assert {"Correct", "Faces", "Confidence"} <= texts
    assert f"Reliability: expected calibration error {measured['ece']:.3f}" in texts


def test_the_diagram_takes_its_colours_from_the_page(measured) -> None:
    svg = reliability_svg(measured)
    assert all(f"var(--{name})" in svg for name in ("ink", "soft", "edge", "right", "wrong"))
    assert "#0072b2" not in svg


def test_the_diagram_is_the_same_every_time(measured) -> None:
    assert reliability_svg(measured) == reliability_svg(measured)


@pytest.mark.parametrize(("faces", "bars"), [(0, 0), (1, 1), (9, 1), (100_000, 1)])
def test_the_diagram_of_any_number_of_faces(faces: int, bars: int) -> None:
    measured = calibration(np.full(faces, 0.9), np.ones(faces, np.bool_))
    assert len(bar_heights(ElementTree.fromstring(reliability_svg(measured)))) == bars


def test_the_drawn_diagram_has_a_bar_in_each_filled_bin(tmp_path: Path) -> None:
    confidence = (np.arange(1500) % BINS + 0.5) / BINS
    is_correct = np.ones(1500, np.bool_)
    is_correct[confidence < 0.5] = False
    draw_reliability(confidence, is_correct, tmp_path / "a.png")
    image = cv2.imread(str(tmp_path / "a.png")).astype(int)
    is_blue = (np.abs(image - (193, 142, 51)).max(axis=2) < 12)[200:500]
    columns = np.flatnonzero(is_blue.mean(axis=0) > 0.3)
    assert np.count_nonzero(np.diff(columns) > 1) + 1 == BINS - BINS // 2


def test_the_confusion_matrix_is_dark_where_the_counts_are_high(tmp_path: Path) -> None:
    truth = [0] * 50 + [1] * 50
    draw_confusion_matrix(truth, np.array(truth), ["bare", "masked"], tmp_path / "a.png")
    image = cv2.imread(str(tmp_path / "a.png"), cv2.IMREAD_GRAYSCALE)
    is_dark = image < 90
    height, width = is_dark.shape
    upper, lower = is_dark[: height // 2], is_dark[height // 2 :]
    assert upper[:, : width // 2].mean() > 0.3
    assert lower[:, width // 2 :].mean() > 0.3
    assert upper[:, width // 2 :].mean() < 0.15


def test_curves_show_training_and_validation(tmp_path: Path) -> None:
    rows = [
        {"loss": "1", "accuracy": "0.5", "val_loss": "0.9", "val_accuracy": "0.6"},
        {"loss": "0.5", "accuracy": "0.8", "val_loss": "0.6", "val_accuracy": "0.7"},
    ]
    draw_curves(rows, tmp_path / "a.png")
    image = cv2.imread(str(tmp_path / "a.png")).astype(int)
    assert image.shape[1] > image.shape[0]
    for color in ((180, 119, 31), (14, 127, 255)):  # Matplotlib's first two, BGR
        is_line = np.abs(image - color).max(axis=2) < 10
        left, right = np.array_split(is_line, 2, axis=1)
        assert left.sum() > 100
        assert right.sum() > 100


def test_the_report_has_precision_and_recall_of_each_label(tmp_path: Path) -> None:
    write_report([0, 0, 1, 1], np.array([0, 1, 1, 1]), ["bare", "masked"], tmp_path / "a.txt")
    rows = [line.split() for line in (tmp_path / "a.txt").read_text().splitlines()]
    assert ["bare", "1.0000", "0.5000", "0.6667", "2"] in rows
    assert ["masked", "0.6667", "1.0000", "0.8000", "2"] in rows
