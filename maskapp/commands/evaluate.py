"""`maskapp evaluate`: measures the network on labelled pictures."""

import errno
import hashlib
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maskapp import __version__
from maskapp.commands.bench import require_writable, write_json
from maskapp.display_names import shown
from maskapp.errors import DatasetError, OutputError
from maskapp.files.private_files import output_error, replacing
from maskapp.pipeline.classify import MaskClassifier

if TYPE_CHECKING:
    from maskapp.training.measuring.mistake_examples import Section
    from maskapp.training.measuring.text_tables import Table

_PAGE_NAME = "index.html"


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """All that is known after measuring; the faces to look at are cut when asked for."""

    title: str
    report: dict[str, Any]
    summary: "Sequence[tuple[str, str]]"
    tables: "Sequence[Table]"
    sections: "Callable[[], list[Section]]"


def evaluate(
    kind: str,
    data_dir: Path,
    named_model: Path,
    model: Path,
    json_file: Path | None = None,
    gallery_dir: Path | None = None,
    *,
    held_out: bool = False,
) -> None:
    """Measure and print tables; write the numbers as JSON and a page to look at if asked.

    Args:
        kind: "faces" or "scenes".
        data_dir: Labelled face pictures, or annotated whole pictures.
        named_model: The network as the user named it.
        model: The `.tflite` file that is run for it.
        json_file: Gets all numbers.
        gallery_dir: Gets `index.html` with all numbers and the worst mistakes; made where
            missing.
        held_out: Only the faces that the training of the program's network leaves out.

    Raises:
        MaskappError: The data, the model, the file or the folder cannot be used.
    """
    if json_file:
        require_writable(json_file)
    if gallery_dir:
        _require_writable_folder(gallery_dir)
    try:
        if kind == "faces":
            measured = _measure_faces(data_dir, model, held_out)
        else:
            measured = _measure_scenes(data_dir, model)
    except ModuleNotFoundError as error:
        raise DatasetError(
            f"Evaluation needs the package {error.name}: pip install 'maskapp[train]'."
        ) from error
    if json_file:
        write_json(json_file, measured.report)
    if gallery_dir:
        _write_page(gallery_dir / _PAGE_NAME, measured, data_dir, named_model)
    _print(measured)
    if gallery_dir:
        print(f"\nwritten: {shown(str(gallery_dir / _PAGE_NAME))}")


def _measure_faces(data_dir: Path, model: Path, held_out: bool) -> _Measured:
    from maskapp.training.measuring.evaluate_faces import classify_faces, faces_report
    from maskapp.training.measuring.mistake_examples import faces_sections
    from maskapp.training.measuring.report_tables import faces_summary, faces_tables

    classifier = MaskClassifier(model)
    faces = classify_faces(data_dir, classifier, held_out=held_out)
    report = faces_report(faces)
    return _Measured(
        "Faces judged by Maskapp",
        report,
        faces_summary(report),
        faces_tables(report),
        lambda: faces_sections(faces, classifier),
    )


def _measure_scenes(data_dir: Path, model: Path) -> _Measured:
    from maskapp.training.measuring.evaluate_scenes import process_scenes, scenes_report
    from maskapp.training.measuring.mistake_examples import scenes_sections
    from maskapp.training.measuring.report_tables import scenes_summary, scenes_tables

    scenes = process_scenes(data_dir, model)
    report = scenes_report(scenes)
    return _Measured(
        "Whole pictures judged by Maskapp",
        report,
        scenes_summary(report),
        scenes_tables(report),
        lambda: scenes_sections(scenes),
    )


def _print(measured: _Measured) -> None:
    from maskapp.training.measuring.text_tables import as_text

    width = max(len(number) for number, _ in measured.summary)
    for number, what in measured.summary:
        print(f"{number:>{width}} {what}")
    print()
    print(as_text(measured.tables))


def _require_writable_folder(folder: Path) -> None:
    """Find out before a long measurement whether the page can be written; make its folder.

    Raises:
        OutputError: It cannot.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except FileExistsError as error:
        raise OutputError(f"Cannot write {folder}: it is a file; name a folder") from error
    except OSError as error:
        raise output_error(folder, error) from error
    if (folder / _PAGE_NAME).is_dir():
        raise output_error(folder / _PAGE_NAME, IsADirectoryError(errno.EISDIR, ""))


def _write_page(target: Path, measured: _Measured, data_dir: Path, model: Path) -> None:
    from maskapp.training.measuring.html_gallery import gallery_page
    from maskapp.training.measuring.plots import reliability_svg

    facts = [
        ("Folder", shown(str(data_dir))),
        ("Network", shown(model.name)),
        ("Its SHA-256", hashlib.sha256(model.read_bytes()).hexdigest()),
        ("Measured", f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}"),
        ("Program", f"Maskapp {__version__}"),
    ]
    charts = {"Reliability": reliability_svg(measured.report["calibration"])}
    page = gallery_page(
        measured.title, facts, measured.summary, measured.tables, charts, measured.sections()
    )
    with replacing(target) as file:
        file.write(page.encode())
