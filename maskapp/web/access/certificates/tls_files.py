"""The certificate that the server uses, found before it starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from maskapp.errors import MaskappError
from maskapp.web.access.certificates.check import check_certificate, fingerprint
from maskapp.web.access.certificates.self_signed import ensure_self_signed, self_signed_file
from maskapp.web.access.link import reachable_hosts


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Certificate and key of the server.

    Attributes:
        cert: File of the certificate.
        key: File of its key.
        fingerprint: SHA-256 fingerprint of the certificate.
        is_self_signed: Whether the program made it, so that browsers warn.
    """

    cert: Path
    key: Path
    fingerprint: str
    is_self_signed: bool


def own_tls(cert: Path | None, key: Path | None) -> TlsFiles | None:
    """Return a certificate of the user's own; None if none was given.

    Raises:
        MaskappError: It cannot be used.
    """
    if cert is None and key is None:
        return None
    if cert is None or key is None:
        given, missing = ("--cert", "--key") if key is None else ("--key", "--cert")
        raise MaskappError(f"{given} needs {missing} too; give both, or --self-signed alone")
    return TlsFiles(cert, key, fingerprint(check_certificate(cert, key)), is_self_signed=False)


def self_signed_tls(data_dir: Path, bound_host: str, public_names: Sequence[str]) -> TlsFiles:
    """Return the certificate that the program makes for itself; see `ensure_self_signed`.

    Args:
        data_dir: The data folder.
        bound_host: What the server listens on.
        public_names: Further names of the server.

    Raises:
        OutputError: It cannot be written.
    """
    hosts = {*reachable_hosts(bound_host), *public_names, "localhost", "127.0.0.1", "::1"}
    certificate = ensure_self_signed(data_dir, hosts)
    path = self_signed_file(data_dir)
    return TlsFiles(path, path, fingerprint(certificate), is_self_signed=True)
