"""The command line of measuring and training; imports nothing heavy before it is needed."""

import argparse
from pathlib import Path
from typing import Any

from maskapp import paths
from maskapp.commands.cores import usable_cores
from maskapp.commands.interrupts import stop_on_signals
from maskapp.errors import MaskappError
from maskapp.settings.settings import problem_with

_MOST_PROCESSES_A_CORE = 4  # more gain nothing, and each one takes memory

Subparsers = Any  # argparse keeps the type of its subparsers private


def add_evaluate(commands: Subparsers) -> None:
    """Add `maskapp evaluate`."""
    parser = commands.add_parser("evaluate", help="measure the model on labelled pictures")
    parser.add_argument("kind", choices=("faces", "scenes"), help="crops of faces, or scenes")
    parser.add_argument("dir", type=Path, metavar="DIR", help="the folder of labelled pictures")
    parser.add_argument(
        "--json", type=paths.local_path, metavar="FILE", help="write the numbers as JSON"
    )
    parser.add_argument(
        "--gallery",
        type=paths.local_path,
        metavar="DIR",
        help="write an HTML page with the worst mistakes",
    )
    parser.add_argument(
        "--held-out",
        action="store_true",
        help="use only the pictures held out from training the built-in models",
    )
    scenes = parser.add_argument_group("scenes only")
    scenes.add_argument(
        "--detector", type=Path, metavar="FILE", help="another face detector, .tflite"
    )
    size = scenes.add_mutually_exclusive_group()
    size.add_argument(
        "--size", type=_size_px, metavar="PX", help="detect at this size of the long side"
    )
    size.add_argument("--live", action="store_true", help="detect as in live frames")
    scenes.add_argument(
        "--iou",
        type=_share,
        metavar="SHARE",
        help="overlap (IoU) from which a detection matches an annotation (0.5)",
    )
    add_model(parser)
    parser.set_defaults(run=_evaluate)


def add_train(commands: Subparsers) -> None:
    """Add `maskapp train`."""
    parser = commands.add_parser("train", help="train the network on labelled face pictures")
    _add_folders_and_plan(
        parser,
        "folders with a sub-folder for each label, or with annotations.json (COCO)",
        paths.training_plan(),
    )
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument(
        "--base-weights",
        type=Path,
        metavar="FILE",
        help="MobileNetV2's ImageNet weights (default: download them)",
    )
    begin.add_argument(
        "--start-from",
        type=Path,
        metavar="MODEL",
        help="continue from a trained network (.keras), such as models/mask_detector.keras",
    )
    parser.set_defaults(run=_train)


def add_train_detector(commands: Subparsers) -> None:
    """Add `maskapp train-detector`."""
    parser = commands.add_parser(
        "train-detector", help="train the face detector on annotated whole pictures"
    )
    _add_folders_and_plan(
        parser,
        "folders with annotations.json (COCO), and folders of close-ups as for train",
        paths.detector_plan(),
    )
    parser.add_argument(
        "--start-from",
        type=Path,
        metavar="MODEL",
        help="continue from a detector (.keras) instead of CenterFace",
    )
    parser.set_defaults(run=_train_detector)


def add_train_check(commands: Subparsers) -> None:
    """Add `maskapp train-check`."""
    parser = commands.add_parser(
        "train-check", help="train the second look at what the face detector is not sure of"
    )
    _add_folders(parser, "folders with annotations.json (COCO)")
    parser.add_argument(
        "--detector",
        type=Path,
        default=paths.face_detector(),
        metavar="FILE",
        help="the face detector whose detections are checked, .tflite (default: the built-in)",
    )
    parser.set_defaults(run=_train_check)


def _add_folders_and_plan(parser: argparse.ArgumentParser, data: str, plan: Path) -> None:
    """Add what both trainings of whole networks take.

    Args:
        parser: Gets the options.
        data: The help text of `--data`.
        plan: The default plan.
    """
    _add_folders(parser, data)
    parser.add_argument(
        "--plan",
        type=Path,
        default=plan,
        metavar="FILE",
        help="how to train (.toml; default: the plan of the built-in network)",
    )


def _add_folders(parser: argparse.ArgumentParser, data: str) -> None:
    parser.add_argument("--data", type=Path, required=True, nargs="+", metavar="DIR", help=data)
    parser.add_argument("--output", type=paths.local_path, required=True, metavar="DIR")


def add_convert(commands: Subparsers) -> None:
    """Add `maskapp convert`."""
    parser = commands.add_parser(
        "convert", help="write a model as .tflite, for a Maskapp without TensorFlow"
    )
    parser.add_argument(
        "model", type=Path, metavar="MODEL", help="a .keras or .h5 file, or a SavedModel's folder"
    )
    parser.add_argument("output", type=Path, metavar="OUT.tflite", help="the file to write")
    parser.set_defaults(run=_convert)


def add_model(parser: argparse.ArgumentParser) -> None:
    """Add the option for another model."""
    parser.add_argument(
        "--model",
        type=Path,
        default=paths.default_model(),
        metavar="FILE",
        help="a .tflite, .keras or .h5 file, or a SavedModel's folder, instead of the built-in",
    )


def positive(text: str) -> int:
    """Read a whole number above 0."""
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return number


def process_count(text: str) -> int:
    """Read a number of processes, or "all" for one a core."""
    count = usable_cores() if text == "all" else positive(text)
    most = _MOST_PROCESSES_A_CORE * usable_cores()
    if count > most:
        raise argparse.ArgumentTypeError(
            f"{text!r} is more than the {most} processes that this computer can use"
        )
    return count


def _size_px(text: str) -> int:
    """Read a size at which faces are detected, which has the limits of the setting."""
    size_px = positive(text)
    problem = problem_with("detection_size_px", size_px)
    if problem is not None:
        raise argparse.ArgumentTypeError(f"{text!r} {problem}")
    return size_px


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number between 0 and 1")
    return share


def runnable(model: Path, *outputs: Path | None) -> Path:
    """Return the `.tflite` file to run for a model; see `named_model`."""
    from maskapp.commands.named_model import named_model

    with stop_on_signals() as stop:  # the copy of the model is removed
        runnable_file = named_model(model, outputs, stop)
        stop.raise_noted()
        return runnable_file


def _convert(options: argparse.Namespace) -> None:
    from maskapp.commands.convert import convert

    with stop_on_signals() as stop:  # the copy of the model is removed
        convert(options.model, options.output, stop)
        stop.raise_noted()


def _evaluate(options: argparse.Namespace) -> None:
    from maskapp.commands.evaluate import evaluate
    from maskapp.training.measuring.scene_search import AS_STILLS, SceneSearch

    of_scenes = (options.detector, options.size, options.live or None, options.iou)
    if options.kind == "faces" and of_scenes != (None,) * len(of_scenes):
        raise MaskappError("--detector, --size, --live and --iou can be used only with scenes.")
    min_iou = AS_STILLS.min_iou if options.iou is None else options.iou
    search = SceneSearch(options.detector, options.size, options.live, min_iou, options.held_out)
    evaluate(
        options.kind,
        options.dir,
        options.model,
        runnable(options.model, options.json),
        options.json,
        options.gallery,
        search=search,
    )


def _train(options: argparse.Namespace) -> None:
    from maskapp.commands.train import train

    train(options.data, options.base_weights, options.start_from, options.output, options.plan)


def _train_detector(options: argparse.Namespace) -> None:
    from maskapp.commands.train_detector import train_detector

    train_detector(options.data, options.start_from, options.output, options.plan)


def _train_check(options: argparse.Namespace) -> None:
    from maskapp.commands.train_check import train_check

    train_check(options.data, options.detector, options.output)
