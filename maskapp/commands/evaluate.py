"""`maskapp evaluate`: measures the network on labelled pictures."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from maskapp.commands.bench import require_writable, write_json
from maskapp.errors import DatasetError


def evaluate(kind: str, data_dir: Path, model: Path, json_file: Path | None) -> None:
    """Measure, print a table and write the numbers as JSON if asked.

    Args:
        kind: "faces" or "scenes".
        data_dir: Labelled face pictures, or annotated whole pictures.
        model: A `.tflite` file.
        json_file: Gets all numbers.

    Raises:
        MaskappError: The data, the model or the file cannot be used.
    """
    try:
        from maskapp.training.evaluate import evaluate_faces, evaluate_scenes
    except ModuleNotFoundError as error:
        raise DatasetError(
            f"Evaluation needs the package {error.name}: pip install 'maskapp[train]'."
        ) from error
    if json_file:
        require_writable(json_file)
    if kind == "faces":
        measured = evaluate_faces(data_dir, model)
        print(_faces_table(measured))
    else:
        measured = evaluate_scenes(data_dir, model)
        print(_scenes_table(measured))
    if json_file:
        write_json(json_file, measured)


def _faces_table(measured: Mapping[str, Any]) -> str:
    lines = [f"{measured['samples']} faces, {measured['accuracy']:.2%} judged right", ""]
    lines.append(f"{'label':<16}{'precision':>10}{'recall':>10}{'f1':>10}{'faces':>8}")
    for label, row in measured["per_class"].items():
        numbers = "".join(f"{row[key]:>10.2%}" for key in ("precision", "recall", "f1"))
        lines.append(f"{label:<16}{numbers}{row['support']:>8}")
    for key in ("by_source", "by_height"):
        lines += ["", f"{key.replace('_', ' '):<16}{'right':>10}{'faces':>8}  found as such"]
        for name, row in measured[key].items():
            recall = ", ".join(f"{label} {value:.1%}" for label, value in row["recall"].items())
            lines.append(f"{name:<16}{row['accuracy']:>10.2%}{row['samples']:>8}  {recall}")
    return "\n".join(lines)


def _scenes_table(measured: Mapping[str, Any]) -> str:
    heights = {
        "lt20": "under 20 px",
        "20_40": "20 to 40",
        "40_80": "40 to 80",
        "ge80": "80 and over",
    }
    lines = [f"{measured['images']} pictures, {measured['faces']} faces", "", "found"]
    lines += [
        f"  {heights.get(band, band):<14}{value:>8.1%}"
        for band, value in measured["recall"].items()
    ]
    lines.append(f"of the found, annotated  {measured['precision']:.1%}")
    lines.append(f"of those, judged right   {measured['judged_right']:.1%}")
    lines += ["", "average precision at IoU 0.5"]
    lines += [f"  {label:<16}{value:>8.1%}" for label, value in measured["map50"].items()]
    return "\n".join(lines)
