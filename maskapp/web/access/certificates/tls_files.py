"""The certificate that the server uses, found before it starts and while it runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from maskapp.errors import MaskappError
from maskapp.web.access.certificates.check import check_certificate, fingerprint
from maskapp.web.access.certificates.self_signed import (
    RENEWED_BEFORE,
    ensure_self_signed,
    self_signed_file,
)
from maskapp.web.access.link import reachable_hosts


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Certificate and key of the server.

    Attributes:
        cert: File of the certificate.
        key: File of its key.
        fingerprint: SHA-256 fingerprint of the certificate.
        is_self_signed: Whether the program made it, so that browsers warn.
        expires_at: When the certificate expires, timezone-aware.
        due_at: When it should have been renewed: two weeks before, or when a third of its time is
            left if that is shorter.
    """

    cert: Path
    key: Path
    fingerprint: str
    is_self_signed: bool
    expires_at: datetime
    due_at: datetime


def own_tls(cert: Path | None, key: Path | None, now: datetime | None = None) -> TlsFiles | None:
    """Return a certificate of the user's own; None if none was given.

    Args:
        cert: File of the certificate.
        key: File of its key.
        now: The current time, if it is not that of the system.

    Raises:
        MaskappError: It cannot be used.
    """
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        given, missing = ("--cert", "--key") if key is None else ("--key", "--cert")
        raise MaskappError(f"{given} needs {missing} too; give both, or --self-signed alone")
    return _tls_files(cert, key, check_certificate(cert, key, now), is_self_signed=False)


def self_signed_tls(
    data_dir: Path, bound_host: str, public_names: Sequence[str], now: datetime | None = None
) -> TlsFiles:
    """Return the certificate that the program makes for itself; see `ensure_self_signed`.

    Args:
        data_dir: The data folder.
        bound_host: What the server listens on.
        public_names: Further names of the server.
        now: The current time, if it is not that of the system.

    Raises:
        OutputError: It cannot be written.
    """
    hosts = {*reachable_hosts(bound_host), *public_names, "localhost", "127.0.0.1", "::1"}
    certificate = ensure_self_signed(data_dir, hosts, now)
    path = self_signed_file(data_dir)
    return _tls_files(path, path, certificate, is_self_signed=True)


def _tls_files(
    cert: Path, key: Path, certificate: x509.Certificate, *, is_self_signed: bool
) -> TlsFiles:
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    due_at = ends - min(RENEWED_BEFORE, (ends - begins) / 3)
    return TlsFiles(cert, key, fingerprint(certificate), is_self_signed, ends, due_at)
