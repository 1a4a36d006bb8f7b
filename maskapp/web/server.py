"""The server: from the options of `maskapp serve` to the end by Ctrl+C."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from maskapp.errors import MaskappError
from maskapp.live.backend import Backend
from maskapp.live.playing.timing import Timing
from maskapp.live.zones.profiles_file import PROFILES_FILE_NAME, load_profiles
from maskapp.logs import SERVER_LOG_FILE_NAME, show_warnings, start_logging
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from maskapp.settings.settings import Settings
from maskapp.settings.settings_file import (
    SETTINGS_FILE_NAME,
    load_folder_settings,
    save_settings,
)
from maskapp.web.access.addresses import ascii_host
from maskapp.web.access.certificates.served import ServedCertificate
from maskapp.web.access.certificates.tls_files import TlsFiles, own_tls, self_signed_tls
from maskapp.web.access.connections import HttpConnection, WebSocketConnection
from maskapp.web.access.guard import make_guard
from maskapp.web.access.listener import EventLoop, Listener
from maskapp.web.access.welcome import print_welcome
from maskapp.web.app import make_app
from maskapp.web.judge.judge import Judge
from maskapp.web.log.log_room import LogRoom
from maskapp.web.site import Site
from maskapp.web.watch.board import Board
from maskapp.web.watch.offer import SourceOffer
from maskapp.web.watch.watcher import Watcher

_GRACE_S = 1
"""Connections that are still open when the server ends are broken off after this."""
_MOST_GRACE_S = 2
"""Work that still goes on is broken off after this."""
_BACKLOG = 128
_LARGEST_MESSAGE = 4_000_000
"""Bytes of a picture that a browser's camera sends."""
_PING_S = 10.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """The options of `maskapp serve`.

    Attributes:
        sources: What can be watched besides cameras and demo; the first is opened at the start.
        host: The address to listen at.
        port: The port; 0 for any that is free.
        data_dir: The data folder.
        is_blurred: Whether faces are blurred in the pictures that viewers get, and in snapshots.
        public_names: Names under which a proxy or a name server makes the server known.
        cert: Certificate of the user's own, in PEM form.
        key: Its key.
        is_self_signed: Whether the program makes a certificate for itself.
    """

    sources: Sequence[str]
    host: str
    port: int
    data_dir: Path
    is_blurred: bool = False
    public_names: tuple[str, ...] = ()
    cert: Path | None = None
    key: Path | None = None
    is_self_signed: bool = False


def serve(options: ServeOptions, backend: Backend, is_ended: Callable[[], bool]) -> None:
    """Serve until a signal ends it.

    Args:
        options: The options.
        backend: Opens sources and loads engines.
        is_ended: Returns whether a signal came before the server took care of them.

    Raises:
        MaskappError: The address is in use, or is not one of this computer; the certificate or
            the token cannot be used; the data folder cannot be written to.
    """
    start_logging(options.data_dir, SERVER_LOG_FILE_NAME)
    show_warnings()  # for who started it, and for the records of services and containers
    settings = _settings_of(options.data_dir)
    with listen(options.host, options.port) as listener:  # refuses a host that is none
        certificate = find_certificate(options)
        site = make_site(options, settings, backend)
        server = make_server(site, certificate)
        site.watcher.start()
        try:
            if options.sources:
                site.watcher.open(options.sources[0])
            port = listener.getsockname()[1]
            token = site.guard.token
            tls = certificate.files if certificate else None
            print_welcome(sys.stdout, options.host, port, options.public_names, token, tls)
            kept_fresh = certificate.kept_fresh() if certificate else contextlib.nullcontext()
            with kept_fresh:
                _run(server, listener, is_ended)
        finally:
            if not site.watcher.stop():
                _log.warning("The source or the snapshot log does not respond; it is abandoned")


def _run(server: uvicorn.Server, listener: socket.socket, is_ended: Callable[[], bool]) -> None:
    """Run a server until a signal ends it, which is raised again then."""
    # The next signal may interrupt the closing of the event loop, which waits for all requests.
    with contextlib.ExitStack() as stack, server.capture_signals():
        runner = stack.enter_context(asyncio.Runner(loop_factory=EventLoop))
        if not is_ended():
            runner.run(server.serve([listener]))


def _settings_of(data_dir: Path) -> Settings:
    """Return the settings of a data folder; save those of a new one, tell what cannot be used."""
    path = data_dir / SETTINGS_FILE_NAME
    loaded = load_folder_settings(path, data_dir / SNAPSHOT_FOLDER)
    for problem in loaded.problems:
        _log.warning("%s", problem)
    if loaded.is_new:
        save_settings(loaded.settings, path)
    return loaded.settings


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address.

    Raises:
        MaskappError: The address is in use, or is not one of this computer.
    """
    try:
        name = ascii_host(host)  # else `create_server` would leave a socket open
        family = socket.AF_INET6 if ":" in name else socket.AF_INET
        return Listener(socket.create_server((name, port), family=family, backlog=_BACKLOG))
    except (OSError, UnicodeError) as error:
        reason = "this is not the name of a computer"
        if isinstance(error, OSError):  # whose words also repeat the address
            reason = (error.strerror or "").partition(" (while")[0]
        raise MaskappError(
            f"Cannot listen at {host}, port {port}: {reason}; choose another with --host or --port"
        ) from error


def find_certificate(options: ServeOptions) -> ServedCertificate | None:
    """Return the certificate that the options ask for; None to serve without TLS.

    Raises:
        MaskappError: It cannot be used.
    """

    def find(now: datetime) -> TlsFiles | None:
        if options.is_self_signed:
            return self_signed_tls(options.data_dir, options.host, options.public_names, now)
        return own_tls(options.cert, options.key, now)

    files = find(datetime.now(UTC))
    return ServedCertificate(files, find) if files else None


def make_server(site: Site, certificate: ServedCertificate | None = None) -> uvicorn.Server:
    """Make the server of a site, which is not started.

    Args:
        site: What its requests share.
        certificate: The certificate; None to serve without TLS.
    """
    tls = certificate.files if certificate else None
    config = uvicorn.Config(
        make_app(site),
        log_config=None,
        # No addresses, in which there may be a token, and not a line for each broken request.
        access_log=False,
        log_level=logging.ERROR,
        http=HttpConnection,
        ws=WebSocketConnection,
        ws_max_size=_LARGEST_MESSAGE,
        ws_ping_interval=_PING_S,
        ws_ping_timeout=_PING_S,
        ws_per_message_deflate=False,  # pictures are compressed
        timeout_graceful_shutdown=_MOST_GRACE_S,
        server_header=False,
        # Anybody can claim another address in a header; only a proxy on this machine is believed.
        proxy_headers=bool(site.guard.names.public_names),
        forwarded_allow_ips=["127.0.0.1", "::1"],
        ssl_certfile=tls.cert if tls else None,
        ssl_keyfile=tls.key if tls else None,
    )
    if certificate:
        config.load()
        assert config.ssl is not None
        certificate.attach(config.ssl)
    return _Server(config)


class _Server(uvicorn.Server):
    """A server whose streams end when it does, instead of being broken off."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Override `uvicorn.Server.capture_signals`: a terminal that is closed ends it likewise."""
        with super().capture_signals(), _handled_hangup(self):
            yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Override `uvicorn.Server.handle_exit`: only the first signal counts.

        A second Ctrl+C would break off what ends within seconds, with a traceback for each request.
        """
        if not self.should_exit:
            super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, and then the server."""
        app = self.config.app
        assert isinstance(app, Starlette)
        app.state.ending.set()
        asyncio.get_running_loop().call_later(_GRACE_S, self._drop_connections)
        await super().shutdown(sockets)

    def _drop_connections(self) -> None:
        """Drop clients that neither read nor send; uvicorn would log a traceback for each."""
        for connection in list(self.server_state.connections):
            connection.transport.abort()


@contextlib.contextmanager
def _handled_hangup(server: uvicorn.Server) -> Iterator[None]:
    """Let a server end by SIGHUP, which Windows does not have, unless `nohup` ignores it."""
    number = getattr(signal, "SIGHUP", None)
    is_main = threading.current_thread() is threading.main_thread()
    if number is None or not is_main or signal.getsignal(number) is signal.SIG_IGN:
        yield
        return
    before = signal.signal(number, server.handle_exit)
    try:
        yield
    finally:
        signal.signal(number, before)


def make_site(options: ServeOptions, settings: Settings, backend: Backend) -> Site:
    """Make what the requests share; starts no thread."""
    guard = make_guard(options.host, options.public_names, os.environ)
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
    offer = SourceOffer(
        options.sources, allows_any=guard.token is None, list_cameras=backend.list_cameras
    )
    log = LogRoom(options.data_dir / SNAPSHOT_FOLDER)
    return Site(settings, options.data_dir, board, watcher, offer, guard, log, Judge(settings))
