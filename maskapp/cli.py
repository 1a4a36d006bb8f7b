"""The command line: arguments and exit codes.

Large packages are imported only when they are needed, so that `--help` and a wrong argument
are answered immediately.
"""

import argparse
import signal
import sys
from collections.abc import Collection, Sequence
from typing import NoReturn

from maskapp import __version__, cli_exports, cli_serve, cli_training, paths
from maskapp.commands import console
from maskapp.commands.interrupts import (
    EXIT_SIGNAL,
    Interrupted,
    interrupt,
    quit_at_once,
)
from maskapp.commands.system_errors import in_one_line
from maskapp.display_names import hide_secrets_in_text
from maskapp.errors import MaskappError, ReportedError
from maskapp.files.source_keys import wherever_started
from maskapp.settings.settings import Settings
from maskapp.settings.settings_file import SETTINGS_FILE_NAME, load_settings

EXIT_DONE = 0
EXIT_BAD_USE = 2

_INPUT_HELP = "a camera's number, a picture, folder, video file, http or rtsp address, or 'demo'"


class _WrongUsageError(SystemExit):
    """The end of the program for wrong arguments; they were named on standard error."""

    def __init__(self, text: str) -> None:
        super().__init__(EXIT_BAD_USE)
        self.text = text


class _OneLineParser(argparse.ArgumentParser):
    """A parser whose error messages are one line."""

    commands: Collection[str] = ()
    """The names of its commands."""

    def error(self, message: str) -> NoReturn:
        line = hide_secrets_in_text(" ".join(message.split()))
        text = f"{self.prog}: {line}; '{self.prog} --help' shows how"
        self._print_message(f"{text}\n", sys.stderr)
        raise _WrongUsageError(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Arguments without the program's name; None for those of the process.

    Returns:
        The exit code: 0 if done, 2 for wrong usage or input, 128 + the number of the signal that
        ended the command, such as 130 for Ctrl+C.
    """
    console.provide_streams()
    given = sys.argv[1:] if arguments is None else arguments
    try:
        options = _parsed(_with_command(given))
        options.run(options)
        sys.stdout.flush()
    except OSError as error:  # commands raise MaskappError for their own files
        line = in_one_line(error)
        if line is None:
            raise
        if error.filename is None:
            console.discard(sys.stdout)
        console.tell(f"maskapp: {line}")
        return EXIT_BAD_USE
    except ReportedError:
        return EXIT_BAD_USE
    except MaskappError as error:
        console.tell(f"maskapp: {_one_line(error)}")
        return EXIT_BAD_USE
    except KeyboardInterrupt as ended:
        try:
            sys.stdout.flush()
        except OSError:  # the terminal is gone
            console.discard(sys.stdout)
        console.tell("maskapp: interrupted")
        number = ended.number if isinstance(ended, Interrupted) else signal.SIGINT
        return EXIT_SIGNAL + number
    return EXIT_DONE


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = _parser()
    try:
        return parser.parse_args(arguments)
    except _WrongUsageError as error:
        # What a script runs must not wait for somebody to close a box.
        may_wait = arguments[0] == "gui" or arguments[0] not in parser.commands
        if may_wait and not console.has_console():
            _show_in_box(error.text)
        raise


def _one_line(error: MaskappError) -> str:
    return hide_secrets_in_text(" ".join(str(error).split()))


def _show_in_box(text: str) -> None:
    """Show an error that nobody would read on standard error, if there is a display."""
    from maskapp.gui.startup.display_check import DisplayError, require_display

    try:
        require_display()
        from maskapp.gui.startup.error_box import show_error_box
    except (DisplayError, ImportError):
        return
    show_error_box(text)


def _with_command(arguments: Sequence[str]) -> list[str]:
    """Return the arguments, with the window's command added if they name none."""
    has_none = not arguments or (
        arguments[0].startswith("-") and arguments[0] not in {"-h", "--help", "--version"}
    )
    return ["gui", *arguments] if has_none else list(arguments)


def _parser() -> _OneLineParser:
    parser = _OneLineParser(
        prog="maskapp",
        description="Shows in real time who is wearing a mask. Opens the window by default.",
    )
    parser.add_argument("--version", action="version", version=f"maskapp {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_OneLineParser)
    _add_gui(commands)
    cli_serve.add_serve(commands, _INPUT_HELP)
    _add_cameras(commands)
    _add_detect(commands)
    cli_training.add_evaluate(commands)
    _add_bench(commands)
    cli_training.add_train(commands)
    cli_training.add_train_detector(commands)
    cli_training.add_train_check(commands)
    cli_training.add_convert(commands)
    cli_exports.add_export_log(commands)
    cli_exports.add_export_figures(commands)
    parser.commands = commands.choices
    return parser


def _add_gui(commands: "argparse._SubParsersAction[_OneLineParser]") -> None:
    parser = commands.add_parser("gui", help="open the window (the default)")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--source", metavar="INPUT", help=_INPUT_HELP)
    source.add_argument(
        "--demo", dest="source", action="store_const", const="demo", help="play the demo clip"
    )
    source.add_argument(
        "file", nargs="?", metavar="FILE", help="the same, as desktops name a file to open"
    )
    mode = parser.add_mutually_exclusive_group()
    for name, shows in (
        ("fullscreen", "show only the image"),
        ("kiosk", "show only the door display; hold Esc to leave"),
    ):
        mode.add_argument(f"--{name}", dest="mode", action="store_const", const=name, help=shows)
    cli_exports.add_data_dir(parser)
    parser.set_defaults(run=_gui, mode="window")


def _add_cameras(commands: "argparse._SubParsersAction[_OneLineParser]") -> None:
    parser = commands.add_parser("cameras", help="list the cameras")
    parser.set_defaults(run=_cameras)


def _add_detect(commands: "argparse._SubParsersAction[_OneLineParser]") -> None:
    parser = commands.add_parser("detect", help="label the faces of files, cameras and streams")
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help=_INPUT_HELP)
    parser.add_argument(
        "--output",
        type=paths.local_path,
        metavar="VIDEO_OR_DIR",
        help="write the annotated video or pictures",
    )
    parser.add_argument(
        "--report",
        type=paths.local_path,
        metavar="FILE.jsonl",
        help="write a line of JSON for each frame",
    )
    parser.add_argument(
        "--events",
        type=paths.local_path,
        metavar="FILE.jsonl",
        help="write a line of JSON for each violation, when it ends",
    )
    parser.add_argument(
        "--max-frames", type=cli_training.positive, metavar="N", help="stop after N frames"
    )
    cli_training.add_model(parser)
    share = parser.add_mutually_exclusive_group()
    share.add_argument(
        "--jobs",
        type=cli_training.process_count,
        metavar="N",
        help="share files among N processes, or 'all' for one a core; goes on where it was stopped",
    )
    share.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="share files among the workers of a Dask cluster; goes on likewise",
    )
    parser.set_defaults(run=_detect)


def _add_bench(commands: "argparse._SubParsersAction[_OneLineParser]") -> None:
    parser = commands.add_parser("bench", help="measure the speed of the engine")
    parser.add_argument(
        "input", nargs="?", default="demo", metavar="INPUT", help=f"{_INPUT_HELP} (demo)"
    )
    parser.add_argument(
        "--json", type=paths.local_path, metavar="FILE", help="write the numbers as JSON"
    )
    cli_training.add_model(parser)
    parser.set_defaults(run=_bench)


def _settings() -> Settings:
    settings, notices = load_settings(paths.default_data_dir() / SETTINGS_FILE_NAME)
    for notice in notices:
        console.tell(notice)
    return settings


def _gui(options: argparse.Namespace) -> None:
    from maskapp.gui.startup.display_check import missing_libraries, require_display

    if signal.getsignal(signal.SIGINT) is interrupt:
        # Until the window handles it: an exception would be lost in code that Qt calls.
        signal.signal(signal.SIGINT, quit_at_once)
    require_display()
    try:
        from maskapp.gui.startup.app import StartMode, run
    except ImportError as error:
        library = str(error).split(":", maxsplit=1)[0]
        if ".so" not in library:
            raise
        raise missing_libraries([library]) from error
    source = options.file if options.source is None else options.source
    # Another window may open it, or the next start, in another folder.
    source = wherever_started(source) if source else source
    try:
        number = run(source, options.data_dir, StartMode(options.mode))
    except MaskappError as error:
        if not console.is_stderr_read():
            _show_in_box(_one_line(error))
        raise
    if number is not None:
        raise Interrupted(number)


def _cameras(_: argparse.Namespace) -> None:
    from maskapp.pipeline.sources.camera_list import list_cameras

    cameras = list_cameras()
    for camera in cameras:
        print(f"{camera.index}  {camera.name}  {camera.path}")
    if not cameras:
        print("No camera was found.")


def _detect(options: argparse.Namespace) -> None:
    from maskapp.commands.detect.command import detect

    detect(
        options.inputs,
        _settings(),
        cli_training.runnable(options.model, options.output, options.report, options.events),
        options.output,
        options.report,
        options.events,
        options.max_frames,
        jobs=options.jobs,
        scheduler=options.scheduler,
    )


def _bench(options: argparse.Namespace) -> None:
    from maskapp.commands.bench import bench

    model = cli_training.runnable(options.model, options.json)
    bench(options.input, _settings(), model, options.json)
