"""The command line of the exports; imports nothing heavy before it is needed."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from maskapp import paths
from maskapp.commands.interrupts import stop_on_signals

Subparsers = Any  # argparse keeps the type of its subparsers private


def _data_dir(text: str) -> Path:
    return paths.local_path(text) if text else paths.default_data_dir()


def add_data_dir(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the window's data folder."""
    parser.add_argument(
        "--data-dir",
        type=_data_dir,
        default="",  # converted only if no folder is named, since there may be no default one
        metavar="DIR",
        help="the window's data folder, if not the default one",
    )


def add_export_log(commands: Subparsers) -> None:
    """Add `maskapp export-log`."""
    parser = commands.add_parser("export-log", help="export the snapshot log to one file")
    # A test compares these with the registry of formats, whose import takes 10 ms.
    parser.add_argument("file", type=paths.local_path, metavar="FILE.{csv,json,zip,html}")
    add_data_dir(parser)
    parser.set_defaults(run=_export_log)


def add_export_figures(commands: Subparsers) -> None:
    """Add `maskapp export-figures`."""
    parser = commands.add_parser(
        "export-figures", help="write the figures by hour, or a report of them"
    )
    parser.add_argument("file", type=paths.local_path, metavar="FILE.{csv,html}")
    for name, text in (("--since", "first"), ("--until", "last")):
        parser.add_argument(
            name, type=_day, metavar="DATE", help=f"the {text} day, such as 2026-01-31"
        )
    add_data_dir(parser)
    parser.set_defaults(run=_export_figures)


def _day(text: str) -> date:
    from maskapp.outputs.figures.period import CALENDAR

    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2026-01-31") from error
    first, last = CALENDAR
    if not first <= day <= last:
        raise argparse.ArgumentTypeError(f"{text} is not between {first} and {last}")
    return day


def _export_log(options: argparse.Namespace) -> None:
    from maskapp.commands.export_log import export_log

    with stop_on_signals() as stop:  # the unfinished file is removed
        export_log(options.file, options.data_dir, stop)
        stop.raise_noted()


def _export_figures(options: argparse.Namespace) -> None:
    from maskapp.commands.export_figures import export_figures

    with stop_on_signals() as stop:
        export_figures(options.file, options.data_dir, options.since, options.until)
        stop.raise_noted()
