"""`maskapp evaluate`: measures a model on labelled pictures."""

import errno
import hashlib
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from maskapp import __version__, paths
from maskapp.commands.json_output import Measurement, require_writable, write_json
from maskapp.commands.missing_packages import missing_package_message
from maskapp.display_names import printable
from maskapp.errors import DatasetError, OutputError
from maskapp.files.private_files import output_error, replacing
from maskapp.outputs.overwriting import folders_in, refuse_overwriting
from maskapp.pipeline.classify import MaskClassifier
from maskapp.training.data.coco import ANNOTATIONS
from maskapp.training.data.manifest import MANIFEST
from maskapp.training.measuring.scene_search import AS_STILLS, SceneSearch

if TYPE_CHECKING:
    from maskapp.training.measuring.mistake_examples import Section
    from maskapp.training.measuring.text_tables import Table

_PAGE_NAME = "index.html"


@dataclass(frozen=True, slots=True, eq=False)
class _Measured:
    """The results of an evaluation; `sections` crops the faces for the page when called."""

    title: str
    report: Measurement
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
    search: SceneSearch = AS_STILLS,
) -> None:
    """Measure a model and print tables; optionally write the numbers and an HTML page.

    Args:
        kind: "faces" or "scenes".
        data_dir: Labelled pictures of faces, or annotated pictures of scenes.
        named_model: The model that the user named.
        model: The `.tflite` file to run for it.
        json_file: The file for all numbers.
        gallery_dir: The folder for `index.html` with all numbers and the worst mistakes; created if
            needed.
        search: How to detect faces in scenes; for faces only `held_out` matters.

    Raises:
        MaskappError: The data, the model, the file or the folder cannot be used.
    """
    if json_file:
        _refuse_overwriting_data(json_file, data_dir, search)
        require_writable(json_file)
    if gallery_dir:
        _require_writable_folder(gallery_dir)
    try:
        if kind == "faces":
            measured = _measure_faces(data_dir, model, search.held_out)
        else:
            measured = _measure_scenes(data_dir, model, search)
    except ModuleNotFoundError as error:
        raise DatasetError(missing_package_message("Evaluation", error.name or "")) from error
    with ExitStack() as files:  # they are written even if nobody reads the tables
        if gallery_dir:
            page = gallery_dir / _PAGE_NAME
            files.callback(_write_page, page, measured, data_dir, named_model)
        if json_file:
            files.callback(write_json, json_file, measured.report)
        _print(measured)
    if gallery_dir:
        print(f"\nwritten: {printable(str(page))}")


def _measure_faces(data_dir: Path, model: Path, held_out: bool) -> _Measured:
    from maskapp.training.measuring.evaluate_faces import classify_faces, faces_report
    from maskapp.training.measuring.mistake_examples import faces_sections
    from maskapp.training.measuring.report_tables import faces_summary, faces_tables

    classifier = MaskClassifier(model)
    faces = classify_faces(data_dir, classifier, held_out=held_out)
    report = faces_report(faces)
    return _Measured(
        "Faces classified by Maskapp",
        report,
        faces_summary(report),
        faces_tables(report),
        lambda: faces_sections(faces, classifier),
    )


def _measure_scenes(data_dir: Path, model: Path, search: SceneSearch) -> _Measured:
    from maskapp.training.measuring.evaluate_scenes import process_scenes, scenes_report
    from maskapp.training.measuring.mistake_examples import scenes_sections
    from maskapp.training.measuring.report_tables import scenes_summary, scenes_tables

    scenes = process_scenes(data_dir, model, search)
    if search.is_live and search.detector is not None:
        _report_another_check(search.detector)
    report = scenes_report(scenes)
    return _Measured(
        "Scenes labelled by Maskapp",
        report,
        scenes_summary(report),
        scenes_tables(report),
        lambda: scenes_sections(scenes),
    )


def _report_another_check(detector: Path) -> None:
    """Say so where the second look of live frames was trained for another detector than this."""
    from maskapp.training.detector.check.record import is_check_of

    if not is_check_of(paths.face_check(), detector):
        print(
            f"{printable(str(detector))} is measured with the face check of another detector; "
            "maskapp train-check trains one for it.",
            file=sys.stderr,
        )


def _print(measured: _Measured) -> None:
    from maskapp.training.measuring.text_tables import as_text

    width = max(len(number) for number, _ in measured.summary)
    for number, meaning in measured.summary:
        print(f"{number:>{width}} {meaning}")
    print()
    print(as_text(measured.tables))


def _refuse_overwriting_data(json_file: Path, data_dir: Path, search: SceneSearch) -> None:
    listed = [data_dir / name for name in (ANNOTATIONS, MANIFEST)]
    detector = [] if search.detector is None else [search.detector]
    refuse_overwriting(json_file, [*folders_in(data_dir), *listed, *detector])


def _require_writable_folder(folder: Path) -> None:
    """Check before a long measurement that the page can be written; it leaves nothing behind.

    Raises:
        OutputError: The folder cannot be created or written to.
    """
    try:
        existing = next(path for path in (folder, *folder.parents) if path.exists())
        if existing == folder and not folder.is_dir():
            raise OutputError(f"Cannot write {folder}: it is a file; name a folder")
        tempfile.TemporaryFile(dir=existing).close()
    except OSError as error:
        raise output_error(folder, error) from error
    if (folder / _PAGE_NAME).is_dir():
        raise output_error(folder / _PAGE_NAME, IsADirectoryError(errno.EISDIR, ""))


def _write_page(target: Path, measured: _Measured, data_dir: Path, model: Path) -> None:
    from maskapp.training.measuring.html_gallery import gallery_page
    from maskapp.training.measuring.plots import reliability_svg

    facts = [
        ("Folder", printable(str(data_dir))),
        ("Model", printable(model.name)),
        ("Its SHA-256", hashlib.sha256(model.read_bytes()).hexdigest()),
        ("Measured", f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}"),
        ("Program", f"Maskapp {__version__}"),
    ]
    charts = {"Reliability": reliability_svg(measured.report["calibration"])}
    page = gallery_page(
        measured.title, facts, measured.summary, measured.tables, charts, measured.sections()
    )
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(target.parent, error) from error
    with replacing(target) as file:
        file.write(page.encode())
