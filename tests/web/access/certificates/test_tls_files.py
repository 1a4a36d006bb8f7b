from datetime import UTC, datetime

import pytest

from maskapp.errors import MaskappError
from maskapp.web.access.certificates.self_signed import self_signed_file
from maskapp.web.access.certificates.tls_files import own_tls, self_signed_tls
from tests.support.certificates import write_pair


def test_without_a_certificate_there_is_no_tls() -> None:
    assert own_tls(None, None) is None


def test_a_certificate_of_ones_own_is_checked_at_the_current_time(tmp_path) -> None:
    cert, key = write_pair(tmp_path, begins=datetime.now(UTC))
    tls = own_tls(cert, key)
    assert tls is not None
    assert (tls.cert, tls.key, tls.is_self_signed) == (cert, key, False)
    cert, key = write_pair(tmp_path, begins=datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(MaskappError, match="expired"):
        own_tls(cert, key)


def test_one_of_both_files_is_not_enough(tmp_path) -> None:
    cert, key = write_pair(tmp_path)
    with pytest.raises(MaskappError, match="--cert needs --key"):
        own_tls(cert, None)
    with pytest.raises(MaskappError, match="--key needs --cert"):
        own_tls(None, key)


def test_the_programs_own_certificate_is_made_and_found_again(tmp_path) -> None:
    tls = self_signed_tls(tmp_path, "0.0.0.0", ["cam.example.org"])
    assert tls.is_self_signed
    assert tls.cert == tls.key == self_signed_file(tmp_path)
    assert self_signed_tls(tmp_path, "0.0.0.0", ["cam.example.org"]) == tls
    other = self_signed_tls(tmp_path, "0.0.0.0", ["door.example.org"])
    assert other.fingerprint != tls.fingerprint
