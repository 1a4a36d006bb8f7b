"""The command line: arguments and exit codes.

Nothing heavy is imported before it is needed, so that `--help` and a wrong argument answer
at once.
"""

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from maskapp import __version__, paths
from maskapp.errors import MaskappError
from maskapp.settings import SETTINGS_FILE_NAME, Settings, load_settings

EXIT_DONE = 0
EXIT_BAD_USE = 2
EXIT_INTERRUPTED = 130

_UNWRITABLE = {
    errno.EPIPE: "closed before all was written",
    errno.ENOSPC: "the device is full; not all was written",
}

_INPUT_HELP = (
    "a camera's number, a picture, a folder of pictures, a video file, an http or rtsp "
    "address, or 'demo'"
)


class _OneLineParser(argparse.ArgumentParser):
    """Says what was wrong in one line."""

    def error(self, message: str) -> NoReturn:
        line = " ".join(message.split())
        self.exit(EXIT_BAD_USE, f"{self.prog}: {line}; '{self.prog} --help' shows how\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Without the program's name; None takes those of the process.

    Returns:
        The exit code: 0 done, 2 bad usage or input, 130 interrupted.
    """
    options = _parser().parse_args(_with_command(sys.argv[1:] if arguments is None else arguments))
    try:
        options.run(options)
        sys.stdout.flush()
    except OSError as error:  # the commands turn those of their own files into a MaskappError
        if error.errno not in _UNWRITABLE:
            raise
        # Python would try to write the rest when it ends, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"maskapp: standard output: {_UNWRITABLE[error.errno]}", file=sys.stderr)
        return EXIT_BAD_USE
    except MaskappError as error:
        print(f"maskapp: {' '.join(str(error).split())}", file=sys.stderr)
        return EXIT_BAD_USE
    except KeyboardInterrupt:
        print("maskapp: interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
    return EXIT_DONE


def _with_command(arguments: Sequence[str]) -> list[str]:
    """The arguments; where they name no command, that of the window is meant."""
    names_none = not arguments or (
        arguments[0].startswith("-") and arguments[0] not in {"-h", "--help", "--version"}
    )
    return ["gui", *arguments] if names_none else list(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = _OneLineParser(
        prog="maskapp",
        description="Who wears a face mask, live. Without a command the window opens.",
    )
    parser.add_argument("--version", action="version", version=f"maskapp {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_OneLineParser)
    _add_gui(commands)
    _add_cameras(commands)
    _add_detect(commands)
    _add_evaluate(commands)
    _add_bench(commands)
    _add_train(commands)
    _add_export_log(commands)
    return parser


def _add_gui(commands: "argparse._SubParsersAction[_OneLineParser]") -> None:
    parser = commands.add_parser("gui", help="open the window (as without a command)")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--source", metavar="INPUT", help=_INPUT_HELP)
    source.add_argument(
        "--demo", dest="source", action="store_const", const="demo", help="play the demo clip"
    )
    _add_data_dir(parser)
    parser.set_defaults(run=_gui)


def _add_cameras(commands: "argparse._SubParsersAction[_OneLineParser]") -> None:
    parser = commands.add_parser("cameras", help="list the cameras")
    parser.set_defaults(run=_cameras)


def _add_detect(commands: "argparse._SubParsersAction[_OneLineParser]") -> None:
    parser = commands.add_parser("detect", help="judge the faces of files, cameras and streams")
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help=_INPUT_HELP)
    parser.add_argument(
        "--output", type=Path, metavar="VIDEO_OR_DIR", help="write the annotated video or pictures"
    )
    parser.add_argument(
        "--report", type=Path, metavar="FILE.jsonl", help="write one JSON object for each frame"
    )
    parser.add_argument("--max-frames", type=_positive, metavar="N", help="stop after N frames")
    _add_model(parser)
    parser.set_defaults(run=_detect)


def _add_evaluate(commands: "argparse._SubParsersAction[_OneLineParser]") -> None:
    parser = commands.add_parser("evaluate", help="measure the network on labelled pictures")
    parser.add_argument("kind", choices=("faces", "scenes"), help="faces, or whole pictures")
    parser.add_argument("dir", type=Path, metavar="DIR", help="the folder of labelled pictures")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers as JSON")
    parser.add_argument(
        "--gallery",
        type=Path,
        metavar="DIR",
        help="write a page with the worst mistakes to look at",
    )
    parser.add_argument(
        "--held-out",
        action="store_true",
        help="of faces, judge only those that the training of the program's network leaves out",
    )
    _add_model(parser)
    parser.set_defaults(run=_evaluate)


def _add_bench(commands: "argparse._SubParsersAction[_OneLineParser]") -> None:
    parser = commands.add_parser("bench", help="measure the speed, without a window")
    parser.add_argument(
        "input", nargs="?", default="demo", metavar="INPUT", help=f"{_INPUT_HELP} (demo)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers as JSON")
    _add_model(parser)
    parser.set_defaults(run=_bench)


def _add_train(commands: "argparse._SubParsersAction[_OneLineParser]") -> None:
    parser = commands.add_parser("train", help="train the network on labelled face pictures")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument(
        "--base-weights",
        type=Path,
        metavar="FILE",
        help="MobileNetV2's ImageNet weights; without it they are downloaded",
    )
    begin.add_argument(
        "--start-from",
        type=Path,
        metavar="MODEL",
        help="go on from a trained network (.keras), such as models/mask_detector.keras",
    )
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--plan",
        type=Path,
        default=paths.training_plan(),
        metavar="FILE",
        help="how it is trained (.toml); without it as the network that comes with the program",
    )
    parser.set_defaults(run=_train)


def _add_export_log(commands: "argparse._SubParsersAction[_OneLineParser]") -> None:
    parser = commands.add_parser("export-log", help="write the snapshot log to one file")
    # A test compares these with the registry of formats, whose import takes 10 ms.
    parser.add_argument("file", type=Path, metavar="FILE.{csv,json,zip,html}")
    _add_data_dir(parser)
    parser.set_defaults(run=_export_log)


def _add_data_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=paths.default_data_dir(),
        metavar="DIR",
        help="where the window keeps its data, if not in the usual place",
    )


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        type=Path,
        default=paths.default_model(),
        metavar="FILE",
        help="another network, .tflite or .keras, instead of the built-in one",
    )


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return number


def _settings() -> Settings:
    settings, notices = load_settings(paths.default_data_dir() / SETTINGS_FILE_NAME)
    for notice in notices:
        print(notice, file=sys.stderr)
    return settings


def _runnable(options: argparse.Namespace) -> Path:
    from maskapp.pipeline.runnable_model import runnable_model

    return runnable_model(options.model, paths.default_cache_dir())


def _gui(options: argparse.Namespace) -> None:
    from maskapp.gui.startup.display_check import missing_libraries, require_display

    require_display()
    try:
        from maskapp.gui.startup.app import run
    except ImportError as error:
        library = str(error).split(":", maxsplit=1)[0]
        if ".so" not in library:
            raise
        raise missing_libraries([library]) from error
    run(options.source, options.data_dir)


def _cameras(_: argparse.Namespace) -> None:
    from maskapp.pipeline.sources.camera_list import list_cameras

    cameras = list_cameras()
    for camera in cameras:
        print(f"{camera.index}  {camera.name}  {camera.path}")
    if not cameras:
        print("No camera was found.")


def _detect(options: argparse.Namespace) -> None:
    from maskapp.commands.detect import detect

    detect(
        options.inputs,
        _settings(),
        _runnable(options),
        options.output,
        options.report,
        options.max_frames,
    )


def _evaluate(options: argparse.Namespace) -> None:
    from maskapp.commands.evaluate import evaluate

    if options.held_out and options.kind == "scenes":
        raise MaskappError("--held-out is for faces: it parts them as the training does.")
    evaluate(
        options.kind,
        options.dir,
        options.model,
        _runnable(options),
        options.json,
        options.gallery,
        held_out=options.held_out,
    )


def _bench(options: argparse.Namespace) -> None:
    from maskapp.commands.bench import bench

    bench(options.input, _settings(), _runnable(options), options.json)


def _train(options: argparse.Namespace) -> None:
    from maskapp.commands.train import train

    train(options.data, options.base_weights, options.start_from, options.output, options.plan)


def _export_log(options: argparse.Namespace) -> None:
    from maskapp.commands.export_log import export_log

    export_log(options.file, options.data_dir)
