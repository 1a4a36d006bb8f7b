import os
import ssl
import stat
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from maskapp.errors import OutputError
from maskapp.web.access.certificates.self_signed import ensure_self_signed, self_signed_file
from tests.support.certificates import NOW
from tests.support.unreadable_files import cannot_be_read

HOSTS = ["localhost", "192.168.1.5", "fd00::2", "[fd00::3]"]


def names(certificate: x509.Certificate) -> set[str]:
    extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return {str(name.value) for name in extension.value}


def test_it_names_the_machine_and_lasts_as_long_as_browsers_accept(tmp_path) -> None:
    certificate = ensure_self_signed(tmp_path, HOSTS, NOW)
    assert names(certificate) == {"localhost", "192.168.1.5", "fd00::2", "fd00::3"}
    assert certificate.not_valid_before_utc < NOW
    life = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    assert life == timedelta(days=397)
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_servers_can_use_it_and_only_the_user_can_read_it(tmp_path) -> None:
    ensure_self_signed(tmp_path / "new", HOSTS, NOW)
    path = self_signed_file(tmp_path / "new")
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(path)
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_name_with_any_letters_is_written_as_browsers_send_it(tmp_path) -> None:
    certificate = ensure_self_signed(tmp_path, ["büro.example"], NOW)
    assert names(certificate) == {"xn--bro-hoa.example"}


def test_it_is_kept_while_it_can_be_used(tmp_path) -> None:
    first = ensure_self_signed(tmp_path, HOSTS, NOW)
    assert ensure_self_signed(tmp_path, HOSTS, NOW + timedelta(days=300)) == first
    assert ensure_self_signed(tmp_path, HOSTS[:1], NOW) == first


@pytest.mark.parametrize("days", [385, 397, 5000])
def test_it_is_renewed_before_it_expires(tmp_path, days) -> None:
    first = ensure_self_signed(tmp_path, HOSTS, NOW)
    second = ensure_self_signed(tmp_path, HOSTS, NOW + timedelta(days=days))
    assert second.serial_number != first.serial_number
    assert second.not_valid_after_utc > NOW + timedelta(days=days + 300)


def test_it_is_made_again_for_another_name(tmp_path) -> None:
    first = ensure_self_signed(tmp_path, HOSTS, NOW)
    second = ensure_self_signed(tmp_path, ["localhost", "192.168.1.6"], NOW)
    assert second.serial_number != first.serial_number
    assert names(second) == {"localhost", "192.168.1.6"}


@pytest.mark.parametrize("content", [b"", b"damaged", None])
def test_a_damaged_one_is_made_again(tmp_path, content) -> None:
    first = ensure_self_signed(tmp_path, HOSTS, NOW)
    path = self_signed_file(tmp_path)
    path.write_bytes(path.read_bytes()[:300] if content is None else content)
    assert ensure_self_signed(tmp_path, HOSTS, NOW).serial_number != first.serial_number


def test_a_folder_that_cannot_be_written_is_told(tmp_path) -> None:
    (tmp_path / "web").write_bytes(b"")
    with pytest.raises(OutputError):
        ensure_self_signed(tmp_path, HOSTS, NOW)


def test_one_that_cannot_be_read_for_a_while_is_not_replaced(tmp_path) -> None:
    first = ensure_self_signed(tmp_path, HOSTS, NOW)
    with (
        cannot_be_read(self_signed_file(tmp_path)),
        pytest.raises(OutputError, match="Input/output"),
    ):
        ensure_self_signed(tmp_path, HOSTS, NOW)
    assert ensure_self_signed(tmp_path, HOSTS, NOW) == first
