"""A certificate that the program makes for itself, for TLS without anybody who vouches for it."""

import ipaddress
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from maskapp.errors import MaskappError, OutputError
from maskapp.files.private_files import write_private
from maskapp.files.regular_files import may_be_readable_later, read_regular_file
from maskapp.web.access.addresses import as_address, ascii_host
from maskapp.web.access.certificates.check import check_certificate

VALID_FOR = timedelta(days=397)
"""The longest that browsers accept."""
RENEWED_BEFORE = timedelta(days=14)
"""How long before its end."""
_CLOCKS_DIFFER_BY = timedelta(days=1)
_LARGEST_BYTES = 1_000_000


def self_signed_file(data_dir: Path) -> Path:
    """Return the file that holds the certificate and its key; it may not exist yet."""
    return data_dir / "web" / "self_signed.pem"


def ensure_self_signed(
    data_dir: Path, hosts: Iterable[str], now: datetime | None = None
) -> x509.Certificate:
    """Return the certificate of this machine; make it if there is none that can be used.

    It is made again when it expires within two weeks, is damaged, or does not name a host. File:
    `self_signed_file`, with its key, which only the user can read.

    Args:
        data_dir: The data folder.
        hosts: Names and addresses under which the server is reached.
        now: The current time, if it is not that of the system.

    Raises:
        OutputError: The file cannot be written; or it cannot be read at the moment, and is not
            replaced, since browsers trust it.
    """
    moment = now or datetime.now(UTC)
    path = self_signed_file(data_dir)
    wanted = {_subject_name(host) for host in hosts}
    try:
        certificate = check_certificate(path, path, moment + RENEWED_BEFORE)
    except MaskappError:  # missing, damaged or soon expired
        _require_readable(path)
        certificate = None
    if certificate is None or not wanted <= _names_of(certificate):
        certificate = _make(path, wanted, moment)
    return certificate


def _require_readable(path: Path) -> None:
    """Refuse to replace a certificate that can perhaps be read another time."""
    try:
        read_regular_file(path, _LARGEST_BYTES)
    except OSError as error:
        if may_be_readable_later(error):
            raise OutputError(
                f"Cannot read the certificate {path}: {error.strerror}; let this user read it, or"
                " remove it"
            ) from error


def _make(path: Path, names: set[x509.GeneralName], now: datetime) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Maskapp on this network")])
    usage = x509.KeyUsage(
        digital_signature=True,
        **dict.fromkeys(
            (
                "content_commitment",
                "key_encipherment",
                "data_encipherment",
                "key_agreement",
                "key_cert_sign",
                "crl_sign",
                "encipher_only",
                "decipher_only",
            ),
            False,
        ),
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER_BY)
        .not_valid_after(now - _CLOCKS_DIFFER_BY + VALID_FOR)
        .add_extension(x509.SubjectAlternativeName(sorted(names, key=str)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain_key = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    # One file, so that certificate and key always belong together.
    write_private(path, plain_key + certificate.public_bytes(serialization.Encoding.PEM))
    return certificate


def _names_of(certificate: x509.Certificate) -> set[x509.GeneralName]:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return set()
    return set(extension.value)


def _subject_name(host: str) -> x509.GeneralName:
    address = as_address(host)
    if isinstance(address, ipaddress.IPv4Address | ipaddress.IPv6Address):
        return x509.IPAddress(address)
    return x509.DNSName(ascii_host(host))
