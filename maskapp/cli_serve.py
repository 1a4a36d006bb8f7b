"""The command line of `maskapp serve`; imports nothing heavy before it is needed."""

import argparse
from pathlib import Path
from typing import Any

from maskapp.cli_exports import add_data_dir
from maskapp.commands.interrupts import stop_on_signals
from maskapp.errors import MaskappError

Subparsers = Any  # argparse keeps the type of its subparsers private

_PORT, _PORTS = 8000, 65_536


def add_serve(commands: Subparsers, input_help: str) -> None:
    """Add `maskapp serve`."""
    parser = commands.add_parser("serve", help="show the engine to browsers")
    parser.add_argument(
        "--source",
        dest="sources",
        action="append",
        default=[],
        metavar="INPUT",
        help=f"{input_help}; opened at the start, several can be chosen from",
    )
    parser.add_argument(
        "--demo", dest="sources", action="append_const", const="demo", help="play the demo clip"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen at (127.0.0.1: this computer)"
    )
    parser.add_argument("--port", type=_port, default=_PORT, help=f"the port ({_PORT})")
    parser.add_argument(
        "--public-name",
        dest="public_names",
        action="append",
        default=[],
        metavar="NAME",
        help="a name of a proxy or name server under which browsers find this computer",
    )
    parser.add_argument(
        "--cert", type=Path, metavar="FILE", help="the certificate for https, in PEM form"
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help="the certificate's private key")
    parser.add_argument(
        "--self-signed",
        action="store_true",
        help="https with a certificate that Maskapp makes; browsers warn of it",
    )
    parser.add_argument(
        "--blur", action="store_true", help="blur all faces in the pictures and new snapshots"
    )
    add_data_dir(parser)
    parser.set_defaults(run=_serve)


def _port(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number < _PORTS:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 0 (any) to 65535")
    return number


def _serve(options: argparse.Namespace) -> None:
    from maskapp.live.backend import Backend

    try:
        from maskapp.web.access.hosts import public_name
        from maskapp.web.server import ServeOptions, serve
    except ModuleNotFoundError as error:
        raise MaskappError(
            f"The web server needs the package {error.name}: pip install 'maskapp[web]'."
        ) from error
    if options.self_signed and (options.cert or options.key):
        raise MaskappError("Give --self-signed, or --cert and --key, not both")
    served = ServeOptions(
        options.sources,
        options.host,
        options.port,
        options.data_dir,
        options.blur,
        tuple(public_name(name) for name in options.public_names),
        options.cert,
        options.key,
        options.self_signed,
    )
    with stop_on_signals() as stop:
        # An exception would leave half of what is being made or closed, such as an event loop.
        with stop.deferred():
            serve(served, Backend(), lambda: stop.number is not None)
        stop.raise_noted()
