"""Certificates of the user's own, tried before the server starts."""

import ssl
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from maskapp.display_names import foreign_message
from maskapp.errors import MaskappError

_LARGEST_FILE = 1_000_000


def check_certificate(cert: Path, key: Path, now: datetime | None = None) -> x509.Certificate:
    """Check that a certificate and its key can be used, and return the certificate.

    Args:
        cert: File in PEM form: the certificate, followed by those that vouch for it.
        key: File of its private key in PEM form, without a password; may be the same file.
        now: The current time, if it is not that of the system.

    Raises:
        MaskappError: One cannot be used; the message says why and what to do.
    """
    certificate = _read_certificate(cert)
    private_key = _read_key(key)
    if _public_bytes(private_key) != certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    ):
        raise MaskappError(
            f"The key in {key} does not belong to the first certificate in {cert}; give the key"
            " that was made with it, and put the server's own certificate first"
        )
    _check_dates(certificate, cert, now or datetime.now(UTC))
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password="")
    except (ssl.SSLError, OSError) as error:
        raise MaskappError(
            f"The certificate in {cert} cannot be used: {foreign_message(error)}; make another one"
        ) from error
    return certificate


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 fingerprint of a certificate as browsers show it: `AB:CD:…`."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _read_certificate(path: Path) -> x509.Certificate:
    content = _read(path, "certificate")
    if b"-----BEGIN CERTIFICATE-----" not in content:
        raise MaskappError(
            f"{path} holds no certificate in PEM form, which begins with"
            " -----BEGIN CERTIFICATE-----; convert it with openssl x509 -inform DER, or give"
            " another file with --cert"
        )
    try:
        return x509.load_pem_x509_certificates(content)[0]
    except ValueError as error:
        raise MaskappError(
            f"The certificate in {path} is damaged: {foreign_message(error)}; get the file again"
        ) from error


def _read_key(path: Path) -> PrivateKeyTypes:
    content = _read(path, "key")
    try:
        return serialization.load_pem_private_key(content, password=None)
    except TypeError as error:
        raise MaskappError(
            f"The key in {path} has a password, for which a server cannot ask; write it without:"
            f" openssl pkey -in {path.name} -out plain.key, and keep that file private"
        ) from error
    except ValueError as error:
        raise MaskappError(
            f"{path} holds no private key in PEM form, or a damaged one; give the file that was"
            " made with the certificate with --key"
        ) from error


def _read(path: Path, what: str) -> bytes:
    option = {"certificate": "--cert", "key": "--key"}[what]
    try:
        if not path.is_file():
            reason = "it is not a file" if path.exists() else "there is no such file"
            raise MaskappError(f"Cannot read the {what} {path}: {reason}; give it with {option}")
        with path.open("rb") as file:
            return file.read(_LARGEST_FILE)
    except OSError as error:
        raise MaskappError(
            f"Cannot read the {what} {path}: {error.strerror}; let this user read it, or give"
            f" another one with {option}"
        ) from error


def _check_dates(certificate: x509.Certificate, path: Path, now: datetime) -> None:
    if now > certificate.not_valid_after_utc:
        raise MaskappError(
            f"The certificate in {path} expired on {certificate.not_valid_after_utc:%Y-%m-%d};"
            " renew it, or use --self-signed"
        )
    if now < certificate.not_valid_before_utc:
        raise MaskappError(
            f"The certificate in {path} is valid from {certificate.not_valid_before_utc:%Y-%m-%d};"
            " see whether the clock of this machine is right"
        )


def _public_bytes(key: PrivateKeyTypes) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
