"""Charts and tables of a training and of an evaluation."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import ConfusionMatrixDisplay, classification_report

from maskapp.training.measuring.reliability import BINS, calibration

mpl.use("Agg")  # must come before pyplot, which needs a display otherwise

from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

_FEW_FACES = 10
_COLORS = {
    "ink": "#1b1f24",
    "soft": "#57606a",
    "edge": "#d0d7de",
    "right": "#0072b2",
    "wrong": "#c25400",
    "other": "#8c959f",
}
"""The light theme of `gallery.html.jinja`, by its CSS variables."""

_RELIABILITY_STYLE: dict[Any, str] = {
    "text.color": _COLORS["ink"],
    "axes.edgecolor": _COLORS["edge"],
    "axes.labelcolor": _COLORS["soft"],
    "xtick.color": _COLORS["soft"],
    "ytick.color": _COLORS["soft"],
}
_SVG_METADATA = ("Creator", "Date", "Format", "Type")


def draw_curves(history: Sequence[Mapping[str, str]], target: Path) -> None:
    """Draw loss and accuracy of training and validation over the epochs, as PNG."""
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


def draw_losses(history: Sequence[Mapping[str, str]], target: Path) -> None:
    """Draw the loss over the epochs, training beside validation, as PNG."""
    figure, axis = plt.subplots(figsize=(6, 4), layout="constrained")
    epochs = range(1, len(history) + 1)
    axis.plot(epochs, [float(row["loss"]) for row in history], "o-", label="training (augmented)")
    axis.plot(epochs, [float(row["val_loss"]) for row in history], "s--", label="validation")
    axis.set(title="Loss", xlabel="Epoch")
    axis.grid(alpha=0.3)
    axis.legend()
    figure.savefig(target, dpi=120)
    plt.close(figure)


def draw_confusion_matrix(
    truth: Sequence[int], given: NDArray[np.int64], names: Sequence[str], target: Path
) -> None:
    """Draw the confusion matrix as PNG.

    Args:
        truth: (n,), indices of the true labels.
        given: (n,), int64, indices of the likeliest labels.
        names: The labels.
        target: The file.
    """
    figure, axis = plt.subplots(figsize=(6, 5), layout="constrained")
    ConfusionMatrixDisplay.from_predictions(
        truth,
        given,
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
    """Draw the reliability diagram as PNG.

    Args:
        confidence: (n,), float, the probability of the likeliest label, 0 to 1.
        right: (n,), bool, whether that label is the true one.
        target: The file.
    """
    _reliability_figure(calibration(confidence, right)).savefig(target, dpi=120)


def reliability_svg(measured: Mapping[str, Any]) -> str:
    """Return the reliability diagram as an SVG element for `gallery_page`.

    The page's CSS variables replace the colours, so that the diagram follows its dark theme.

    Args:
        measured: As returned by `calibration`.
    """
    content = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "reliability"}):
        _reliability_figure(measured).savefig(
            content, format="svg", transparent=True, metadata=dict.fromkeys(_SVG_METADATA)
        )
    svg = content.getvalue()
    svg = svg[svg.index("<svg") :]
    for variable, color in _COLORS.items():
        svg = svg.replace(color, f"var(--{variable})")
    return svg


def _reliability_figure(measured: Mapping[str, Any]) -> Figure:
    """Draw accuracy against confidence, and the number of faces, for each bin."""
    bins = [row for row in measured["bins"] if row["faces"]]
    middles = [(row["low"] + row["high"]) / 2 for row in bins]
    accuracies, confidences = ([row[key] for row in bins] for key in ("accuracy", "confidence"))
    faint = [to_rgba(_COLORS["right"], 0.3 if row["faces"] < _FEW_FACES else 0.8) for row in bins]
    width = 0.9 / BINS
    with mpl.rc_context(_RELIABILITY_STYLE):
        figure = Figure(figsize=(5, 5.6), layout="constrained")
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
        above.bar(middles, accuracies, width, color=faint)
        above.vlines(middles, confidences, accuracies, color=_COLORS["wrong"], linewidth=2)
        above.plot(middles, confidences, "o", color=_COLORS["wrong"])
        above.plot([0, 1], [0, 1], "--", color=_COLORS["ink"], linewidth=1)
        above.set(
            title=f"Reliability: expected calibration error {measured['ece']:.3f}",
            ylabel="Correct",
            xlim=(0, 1),
            ylim=(0, 1.02),
        )
        above.legend(handles=_reliability_legend(), loc="upper left", frameon=False)
        below.bar(middles, [row["faces"] for row in bins], width, color=_COLORS["other"])
        below.set(yscale="log", ylabel="Faces", xlabel="Confidence")
        below.set_ylim(0.5, 2 * max((row["faces"] for row in bins), default=1))
    return figure


def _reliability_legend() -> list[Artist]:
    return [
        Patch(color=_COLORS["right"], alpha=0.8, label=f"correct (pale: under {_FEW_FACES} faces)"),
        Line2D([], [], color=_COLORS["wrong"], marker="o", label="mean confidence"),
        Line2D([], [], color=_COLORS["ink"], linestyle="--", label="perfect calibration"),
    ]


def write_report(
    truth: Sequence[int], given: NDArray[np.int64], names: Sequence[str], target: Path
) -> None:
    """Write precision, recall and F1 of each label as a text table.

    Args are those of `draw_confusion_matrix`.
    """
    table = classification_report(
        truth, given, labels=range(len(names)), target_names=names, digits=4, zero_division=0
    )
    target.write_text(table, encoding="utf-8")
