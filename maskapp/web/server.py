"""The server: from the options of `maskapp serve` to the end by Ctrl+C."""

import asyncio
import logging
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from maskapp.errors import MaskappError
from maskapp.live.backend import Backend
from maskapp.live.playing.timing import Timing
from maskapp.live.zones.profiles_file import PROFILES_FILE_NAME, load_profiles
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.settings.settings import Settings
from maskapp.web.app import make_app
from maskapp.web.log.log_room import LogRoom
from maskapp.web.site import Site
from maskapp.web.watch.board import Board
from maskapp.web.watch.offer import SourceOffer
from maskapp.web.watch.watcher import Watcher

_GRACE_S = 1
"""Streams that are still read when the server ends are broken off after this."""
_BACKLOG = 128

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """The options of `maskapp serve`.

    Attributes:
        sources: What can be watched besides cameras and demo; the first is opened at the start.
        host: The address to listen at.
        port: The port; 0 for any that is free.
        data_dir: The data folder.
        is_blurred: Whether faces are blurred in the pictures that viewers get.
    """

    sources: Sequence[str]
    host: str
    port: int
    data_dir: Path
    is_blurred: bool = False


def serve(options: ServeOptions, settings: Settings, backend: Backend) -> None:
    """Serve until a signal ends it.

    Args:
        options: The options.
        settings: The user's settings.
        backend: Opens sources and loads engines.

    Raises:
        MaskappError: The address is in use, or is not one of this computer.
        KeyboardInterrupt: A signal ended it.
    """
    with listen(options.host, options.port) as listener:
        site = make_site(options, settings, backend)
        server = make_server(site)
        site.watcher.start()
        try:
            if options.sources:
                site.watcher.open(options.sources[0])
            host, port = listener.getsockname()[:2]
            print(f"Maskapp is at http://{host}:{port}/ (Ctrl+C ends it)", flush=True)
            asyncio.run(server.serve([listener]))
        finally:
            if not site.watcher.stop():
                _log.warning("The source does not respond; it is abandoned")


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address.

    Raises:
        MaskappError: The address is in use, or is not one of this computer.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise MaskappError(
            f"Cannot listen at {host}, port {port}: {error.strerror};"
            " choose another with --host or --port"
        ) from error


def make_server(site: Site) -> uvicorn.Server:
    """Make the server of a site, which is not started."""
    config = uvicorn.Config(
        make_app(site),
        log_config=None,
        access_log=False,
        ws="websockets-sansio",
        timeout_graceful_shutdown=_GRACE_S,
        server_header=False,
    )
    return _Server(config)


class _Server(uvicorn.Server):
    """A server whose streams end when it does, instead of being broken off."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, and then the server."""
        app = self.config.app
        assert isinstance(app, Starlette)
        app.state.ending.set()
        await super().shutdown(sockets)


def make_site(options: ServeOptions, settings: Settings, backend: Backend) -> Site:
    """Make what the requests share; starts no thread."""
    profiles, notices = load_profiles(options.data_dir / PROFILES_FILE_NAME)
    for notice in notices:
        _log.warning("%s", notice)
    board = Board()
    watcher = Watcher(
        board,
        settings,
        profiles,
        options.data_dir / SNAPSHOT_FOLDER,
        is_blurred=options.is_blurred or settings.blur_faces,
        backend=backend,
        timing=Timing(),
    )
    offer = SourceOffer(options.sources, allows_any=True, list_cameras=backend.list_cameras)
    log = LogRoom(options.data_dir / SNAPSHOT_FOLDER)
    return Site(settings, options.data_dir, board, watcher, offer, log)
