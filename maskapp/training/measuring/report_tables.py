"""The tables of an evaluation, the same in the terminal and on the page."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from maskapp.display_names import printable
from maskapp.label_style import LABEL_WORDS
from maskapp.records import CLASS_LABELS, MaskLabel
from maskapp.training.measuring.text_tables import NOTHING, Cell, Row, Table, percent

BAND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "lt20": "under 20 px",
        "20_40": "20 to 40 px",
        "40_80": "40 to 80 px",
        "ge80": "80 px and over",
    }
)
"""Each height band as shown."""

_LABEL_COLUMNS = tuple(LABEL_WORDS[label] for label in CLASS_LABELS)
_CORRECT_NOTE = (
    "The share of the faces, and of those of each label, that were classified correctly."
)
_ALARMING_SHARE = 0.2
"""The share of mistakes that gives a cell its full shade."""


def faces_summary(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the main numbers of `faces_report`, each with its caption."""
    return [
        (f"{report['samples']:,}", "faces"),
        *([(f"{report['missed']:,}", "pictures without a face")] if report["missed"] else []),
        (percent(report["accuracy"]), "correct"),
        *_trust_summary(report),
    ]


def scenes_summary(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the main numbers of `scenes_report`, each with its caption."""
    return [
        (f"{report['images']:,}", "pictures"),
        (f"{report['faces']:,}", "faces"),
        (percent(report["recall"]["all"]), "found"),
        (percent(report["judged_right"]), "correct among those found"),
        (percent(report["found_ge20"]), "found, 20 px and more"),
        (percent(report["judged_right_ge20"]), "correct among these"),
        (percent(report["precision"]), "of the found are annotated"),
        (f"{report['not_annotated']:.2f}", "found per picture without an annotation"),
        *_trust_summary(report),
    ]


def _trust_summary(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (f"{report['calibration']['ece']:.3f}", "expected calibration error"),
        (percent(report["uncertain"]["share"]), "shown as Uncertain"),
    ]


def faces_tables(report: Mapping[str, Any]) -> list[Table]:
    """Return the tables of `faces_report`."""
    return [
        _labels_table(report["per_class"]),
        _confusion_table(report["confusion"]),
        Table(
            "By source",
            ("source", "correct", *_LABEL_COLUMNS),
            tuple(_grouped_row(printable(name), row) for name, row in report["by_source"].items()),
            _CORRECT_NOTE,
        ),
        Table(
            "By face height",
            ("face height", "correct", *_LABEL_COLUMNS),
            tuple(_grouped_row(BAND_WORDS[band], row) for band, row in report["by_height"].items()),
            _CORRECT_NOTE,
        ),
        _sources_by_height(report),
        *_trust_tables(report),
    ]


def scenes_tables(report: Mapping[str, Any]) -> list[Table]:
    """Return the tables of `scenes_report`."""
    columns = ("faces", "found", "of these correct")
    heights = report["by_height"].items()
    ap = report["map50"]
    by_label = []
    for label in CLASS_LABELS:
        cells = _scene_cells(report["by_label"][label.value])
        precision = Cell(percent(ap.get(label.value)))
        by_label.append(Row(LABEL_WORDS[label], (*cells, precision)))
    return [
        Table(
            "By face height",
            ("face height", *columns),
            tuple(Row(BAND_WORDS[band], _scene_cells(row)) for band, row in heights),
        ),
        Table(
            "By label",
            ("true label", *columns, "average precision"),
            tuple(by_label),
            f"Average precision at an overlap (IoU) of {report['min_iou']:g}; mean "
            f"{percent(ap['mean'])}; of detecting faces, whatever their label, "
            f"{percent(report['ap_found'])}.",
        ),
        _labels_by_height(report, "found", "faces", "Found, by label and face height"),
        _labels_by_height(
            report, "judged_right", "found_faces", "Correct, by label and face height"
        ),
        _confusion_table(report["confusion"]),
        *_trust_tables(report),
    ]


def _labels_table(per_class: Mapping[str, Mapping[str, Any]]) -> Table:
    rows = []
    for label in CLASS_LABELS:
        row = per_class[label.value]
        shares = [percent(row[key]) for key in ("precision", "recall", "f1")]
        texts = shares if row["support"] else [shares[0], NOTHING, NOTHING]
        cells = (*map(Cell, texts), Cell(f"{row['support']:,}"))
        rows.append(Row(LABEL_WORDS[label], cells))
    return Table(
        "By label",
        ("label", "precision", "recall", "F1", "faces"),
        tuple(rows),
        "Precision: the share of the faces given a label that have it. Recall: the share of the "
        "faces with a label that were given it.",
    )


def _confusion_table(confusion: Mapping[str, Mapping[str, int]]) -> Table:
    rows = []
    for true in CLASS_LABELS:
        counts = confusion[true.value]
        total = sum(counts.values())
        cells = []
        for given in CLASS_LABELS:
            share = counts[given.value] / total if total else None
            shade = (share or 0.0) if given is true else -_alarm(share)
            cells.append(Cell(f"{counts[given.value]:,}", percent(share), shade))
        rows.append(Row(LABEL_WORDS[true], tuple(cells)))
    return Table(
        "Confusion matrix",
        ("true label", *(f"as {LABEL_WORDS[label]}" for label in CLASS_LABELS)),
        tuple(rows),
        "Rows are true labels, columns the labels given; shares are of the row.",
    )


def _sources_by_height(report: Mapping[str, Any]) -> Table:
    rows = []
    for source, bands in report["by_source_height"].items():
        whole = report["by_source"][source]
        rows.append(
            Row(
                printable(source),
                (_right_cell(whole), *(_right_cell(bands.get(band)) for band in BAND_WORDS)),
            )
        )
        for label in whole["support"]:
            cells = [_label_cell(whole, label)]
            cells += [_label_cell(bands.get(band), label) for band in BAND_WORDS]
            rows.append(Row(LABEL_WORDS[MaskLabel(label)], tuple(cells), is_part=True))
    return Table(
        "By source, label and face height",
        ("source", "all heights", *BAND_WORDS.values()),
        tuple(rows),
        "The share of the faces that were classified correctly.",
    )


def _labels_by_height(report: Mapping[str, Any], key: str, of: str, title: str) -> Table:
    rows = []
    for label in CLASS_LABELS:
        bands = report["by_label_height"][label.value]
        whole = report["by_label"][label.value]
        cells = [_share_cell(row[key], row[of]) for row in (whole, *map(bands.get, BAND_WORDS))]
        rows.append(Row(LABEL_WORDS[label], tuple(cells)))
    note = "Shares of the annotated faces." if key == "found" else "Shares of the faces found."
    return Table(title, ("true label", "all heights", *BAND_WORDS.values()), tuple(rows), note)


def _trust_tables(report: Mapping[str, Any]) -> list[Table]:
    calibration, uncertain = report["calibration"], report["uncertain"]
    bins = []
    for row in calibration["bins"]:
        if row["faces"]:
            texts = (f"{row['faces']:,}", percent(row["confidence"]), percent(row["accuracy"]))
            name = f"{percent(row['low'])} to {percent(row['high'])}"
            bins.append(Row(name, tuple(map(Cell, texts))))
    shares = ("share", "share_of_right", "share_of_errors")
    return [
        Table(
            "Reliability",
            ("confidence", "faces", "mean confidence", "correct"),
            tuple(bins),
            f"Expected calibration error {calibration['ece']:.3f}: "
            "the mean difference between the two.",
        ),
        Table(
            "Uncertain",
            ("confidence", "of all faces", "of the correct", "of the mistakes"),
            (
                Row(
                    f"under {percent(uncertain['below'])}",
                    tuple(Cell(percent(uncertain[key])) for key in shares),
                ),
            ),
            "Faces below this confidence are shown as Uncertain instead of by a label.",
        ),
    ]


def _grouped_row(name: str, row: Mapping[str, Any]) -> Row:
    return Row(name, (_right_cell(row), *(_label_cell(row, label.value) for label in CLASS_LABELS)))


def _right_cell(row: Mapping[str, Any] | None) -> Cell:
    return _share_cell(row["accuracy"], row["samples"]) if row else Cell(NOTHING)


def _label_cell(row: Mapping[str, Any] | None, label: str) -> Cell:
    if row is None or label not in row["support"]:
        return Cell(NOTHING)
    return _share_cell(row["recall"][label], row["support"][label])


def _share_cell(share: float | None, of: int) -> Cell:
    if share is None:
        return Cell(NOTHING)
    return Cell(percent(share), f"of {of:,}", -_alarm(1 - share))


def _alarm(wrong: float | None) -> float:
    return min(1.0, (wrong or 0.0) / _ALARMING_SHARE)


def _scene_cells(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        Cell(f"{row['faces']:,}"),
        _share_cell(row["found"], row["faces"]),
        _share_cell(row["judged_right"], row["found_faces"]),
    )
