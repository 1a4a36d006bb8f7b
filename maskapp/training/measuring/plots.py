"""Pictures and tables of a training, for people."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import ConfusionMatrixDisplay, classification_report

from maskapp.training.measuring.reliability import BINS, calibration

mpl.use("Agg")  # before pyplot, which would look for a display

from matplotlib import pyplot as plt


def draw_curves(history: Sequence[Mapping[str, str]], target: Path) -> None:
    """Draw loss and accuracy over the epochs, training beside validation, as PNG."""
    figure, axes = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    epochs = range(1, len(history) + 1)
    for axis, key, title in zip(axes, ("loss", "accuracy"), ("Loss", "Accuracy"), strict=True):
        axis.plot(epochs, [float(row[key]) for row in history], "o-", label="training (augmented)")
        validated = [float(row[f"val_{key}"]) for row in history]
        axis.plot(epochs, validated, "s--", label="validation")
        axis.set(title=title, xlabel="Epoch")
        axis.grid(alpha=0.3)
        axis.legend()
    figure.savefig(target, dpi=120)
    plt.close(figure)


def draw_confusion_matrix(
    truth: Sequence[int], judged: NDArray[np.int64], names: Sequence[str], target: Path
) -> None:
    """Draw how often each label was judged as which, as PNG."""
    figure, axis = plt.subplots(figsize=(6, 5), layout="constrained")
    ConfusionMatrixDisplay.from_predictions(
        truth,
        judged,
        labels=range(len(names)),
        display_labels=names,
        cmap="Blues",
        ax=axis,
        colorbar=False,
    )
    figure.savefig(target, dpi=120)
    plt.close(figure)


def draw_reliability(
    confidence: NDArray[np.floating], right: NDArray[np.bool_], target: Path
) -> None:
    """Draw how often classifications are right against how sure they are, as PNG.

    Args:
        confidence: (n,), the probability of the likeliest label.
        right: (n,), whether it was the true one.
        target: The file.
    """
    measured = calibration(confidence, right)
    bins = [row for row in measured["bins"] if row["faces"]]
    figure, (above, below) = plt.subplots(
        2, 1, sharex=True, figsize=(5, 6), height_ratios=(4, 1), layout="constrained"
    )
    places = [(row["low"] + row["high"]) / 2 for row in bins]
    width = 0.9 / BINS
    above.bar(places, [row["accuracy"] for row in bins], width, label="judged right")
    above.plot(places, [row["confidence"] for row in bins], "o", color="C1", label="confidence")
    above.plot([0, 1], [0, 1], "k--", linewidth=1, label="as sure as right")
    above.set(
        title=f"Reliability: expected calibration error {measured['ece']:.3f}",
        ylabel="Judged right",
        xlim=(0, 1),
        ylim=(0, 1.02),
    )
    above.legend(loc="upper left")
    below.bar(places, [row["faces"] for row in bins], width, color="C7")
    below.set(yscale="log", ylabel="Faces", xlabel="Confidence")
    figure.savefig(target, dpi=120)
    plt.close(figure)


def write_report(
    truth: Sequence[int], judged: NDArray[np.int64], names: Sequence[str], target: Path
) -> None:
    """Write precision, recall and F1 of each label as a text table."""
    table = classification_report(
        truth, judged, labels=range(len(names)), target_names=names, digits=4, zero_division=0
    )
    target.write_text(table, encoding="utf-8")
