"""The certificate of a running server, which takes one that was renewed."""

import contextlib
import logging
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from maskapp.display_names import foreign_message
from maskapp.errors import MaskappError
from maskapp.web.access.certificates.tls_files import TlsFiles

LOOK_EVERY_S = 3600.0

_log = logging.getLogger(__name__)


class ServedCertificate:
    """The certificate that new connections get.

    A renewed one is loaded into a context of its own, which each handshake then chooses. Loading it
    into the one in use would leave that without a certificate if the key does not belong to it.

    Args:
        files: What the server begins with.
        find: Finds and checks certificate and key, given the current time; raises `MaskappError`.

    Attributes:
        files: What it uses now.
    """

    def __init__(self, files: TlsFiles, find: Callable[[datetime], TlsFiles | None]) -> None:
        self.files = files
        self._find = find
        self._renewed: ssl.SSLContext | None = None
        self._told = ""
        self._is_ending = threading.Event()

    def attach(self, context: ssl.SSLContext) -> None:
        """Let the handshakes of a context use the newest certificate."""
        context.sni_callback = self._choose  # called without a server's name, too

    @contextlib.contextmanager
    def kept_fresh(self) -> Iterator[None]:
        """Look for a renewed certificate now and every hour, in a thread."""
        # A daemon: the files may be on a drive that does not respond.
        threading.Thread(target=self._look_hourly, name="ServedCertificate", daemon=True).start()
        try:
            yield
        finally:
            self._is_ending.set()

    def look(self, now: datetime | None = None) -> None:
        """Take the certificate if it was renewed; warn if it cannot be used, or the end is near.

        One that the program made is made again when it expires within two weeks.

        Args:
            now: The current time, if it is not that of the system.
        """
        moment = now or datetime.now(UTC)
        problem = ""
        if not self.files.is_self_signed or moment > self.files.due_at:
            try:
                self._take(self._find(moment))
            except MaskappError as error:
                problem = str(error)
            except OSError as error:  # TLS errors too: the files have changed since the check
                problem = f"{self.files.cert} cannot be used: {foreign_message(error)}"
        self._warn(problem, moment)

    def _look_hourly(self) -> None:
        while True:
            try:
                self.look()
            except Exception:  # noqa: BLE001 - the thread would end, and all looking
                _log.exception("Looking for a renewed certificate failed unexpectedly")
            if self._is_ending.wait(LOOK_EVERY_S):
                return

    def _choose(self, connection: ssl.SSLObject, _name: str | None, _first: ssl.SSLContext) -> None:
        if self._renewed is not None:
            connection.context = self._renewed

    def _take(self, found: TlsFiles | None) -> None:
        if found is None or found.fingerprint == self.files.fingerprint:
            return
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(found.cert, found.key, password="")
        self._renewed, self.files = context, found
        if found.is_self_signed:  # shown where the first one was
            _log.warning(
                "The certificate was made again, before it expires. Its SHA-256 fingerprint is now"
                " %s",
                found.fingerprint,
            )
        else:
            _log.info("The certificate in %s was renewed, and is used from now on", found.cert)

    def _warn(self, problem: str, moment: datetime) -> None:
        """Log once what is wrong, and once more when the certificate has expired."""
        expires_at = self.files.expires_at
        end = f"{'expired' if moment > expires_at else 'expires'} on {expires_at:%Y-%m-%d}"
        warning = ""
        if problem:
            warning = f"{problem}. The server goes on with the certificate it has, which {end}"
        elif moment > self.files.due_at:
            warning = f"The certificate in {self.files.cert} {end}; renew it"
        if warning and warning != self._told:
            _log.warning("%s", warning)
        self._told = warning
