import hashlib
import ssl
from datetime import timedelta
from pathlib import Path

import pytest

from maskapp.errors import MaskappError
from maskapp.web.access.certificates.check import check_certificate, fingerprint
from tests.support.certificates import NOW, write_pair

SOON = NOW + timedelta(days=1)


def complaint(cert: Path, key: Path, now=SOON) -> str:
    with pytest.raises(MaskappError) as caught:
        check_certificate(cert, key, now)
    return str(caught.value)


def test_a_certificate_and_its_key_are_taken(tmp_path) -> None:
    cert, key = write_pair(tmp_path)
    found = check_certificate(cert, key, SOON)
    der = ssl.PEM_cert_to_DER_cert(cert.read_text())
    digest = hashlib.sha256(der).hexdigest().upper()
    assert fingerprint(found).replace(":", "") == digest
    assert fingerprint(found).count(":") == 31


@pytest.mark.parametrize("is_key_first", [True, False])
def test_both_may_be_in_one_file(tmp_path, is_key_first) -> None:
    cert, key = write_pair(tmp_path)
    parts = [key.read_text(), cert.read_text()]
    both = tmp_path / "both.pem"
    both.write_text("".join(parts if is_key_first else parts[::-1]))
    check_certificate(both, both, SOON)


def test_certificates_that_vouch_for_it_follow_it(tmp_path) -> None:
    own, other = write_pair(tmp_path / "own"), write_pair(tmp_path / "other")
    chain = tmp_path / "chain.pem"
    chain.write_text(own.cert.read_text() + other.cert.read_text())
    check_certificate(chain, own.key, SOON)
    chain.write_text(other.cert.read_text() + own.cert.read_text())
    assert "put the server's own certificate first" in complaint(chain, own.key)


def test_the_key_of_another_certificate_is_noticed(tmp_path) -> None:
    own, other = write_pair(tmp_path / "own"), write_pair(tmp_path / "other")
    assert "does not belong to" in complaint(own.cert, other.key)


def test_a_key_with_a_password_is_noticed_and_nobody_is_asked(tmp_path) -> None:
    cert, key = write_pair(tmp_path, password="secret")
    message = complaint(cert, key)
    assert "has a password" in message
    assert "openssl pkey" in message


def test_files_that_cannot_be_read_are_named_with_their_option(tmp_path) -> None:
    cert, key = write_pair(tmp_path)
    missing = tmp_path / "none.pem"
    message = complaint(missing, key)
    assert str(missing) in message
    assert "--cert" in message
    assert "--key" in complaint(cert, missing)
    assert "not a file" in complaint(tmp_path, key)


@pytest.mark.parametrize("content", [b"", b"\x30\x82\x01", b"hello", b"\xff\xfe"])
def test_what_is_no_certificate_or_key_is_said_so(tmp_path, content) -> None:
    cert, key = write_pair(tmp_path)
    other = tmp_path / "other"
    other.write_bytes(content)
    assert "no certificate in PEM form" in complaint(other, key)
    assert "no private key" in complaint(cert, other)


def test_a_damaged_certificate_is_said_so(tmp_path) -> None:
    cert, key = write_pair(tmp_path)
    lines = cert.read_text().splitlines()
    cert.write_text("\n".join([lines[0], lines[2], *lines[3:]]))
    assert "damaged" in complaint(cert, key)


def test_cert_and_key_given_for_each_other_are_noticed(tmp_path) -> None:
    cert, key = write_pair(tmp_path)
    assert "--cert" in complaint(key, cert)


def test_dates_are_checked(tmp_path) -> None:
    cert, key = write_pair(tmp_path)
    message = complaint(cert, key, NOW + timedelta(days=31))
    assert "expired on 2026-07-01" in message
    assert "--self-signed" in message
    assert "clock" in complaint(cert, key, NOW - timedelta(days=1))
