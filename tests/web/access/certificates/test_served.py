import logging
import threading
from datetime import datetime, timedelta

import pytest

from maskapp.errors import OutputError
from maskapp.web.access.certificates import served
from maskapp.web.access.certificates.served import ServedCertificate
from maskapp.web.access.certificates.tls_files import TlsFiles, own_tls, self_signed_tls
from tests.support.certificates import NOW, Pair, write_pair
from tests.support.web_server import wait_until

SOON = NOW + timedelta(days=1)
LATE = NOW + timedelta(days=17)  # of thirty
AFTER = NOW + timedelta(days=31)


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog) -> None:
    caplog.set_level(logging.INFO)


@pytest.fixture
def pair(tmp_path) -> Pair:
    return write_pair(tmp_path)


@pytest.fixture
def own(pair) -> ServedCertificate:
    def find(now: datetime) -> TlsFiles | None:
        return own_tls(pair.cert, pair.key, now)

    return ServedCertificate(find(SOON), find)


@pytest.fixture
def self_signed(tmp_path) -> ServedCertificate:
    def find(now: datetime) -> TlsFiles:
        return self_signed_tls(tmp_path, "127.0.0.1", (), now)

    return ServedCertificate(find(NOW), find)


def test_nothing_is_said_while_nothing_has_changed(own, caplog) -> None:
    before = own.files
    own.look(SOON)
    assert own.files is before
    assert caplog.messages == []


def test_a_renewed_one_is_taken_and_logged(own, pair, tmp_path, caplog) -> None:
    before = own.files
    write_pair(tmp_path, begins=LATE)
    own.look(LATE + timedelta(days=1))
    assert own.files.fingerprint != before.fingerprint
    assert own.files.expires_at == LATE + timedelta(days=30)
    assert caplog.messages == [
        f"The certificate in {pair.cert} was renewed, and is used from now on"
    ]


@pytest.mark.parametrize("content", [None, "", "-----BEGIN CERTIFICATE-----\nAA"])
def test_one_that_cannot_be_used_is_told_once_and_the_one_before_stays(
    own, pair, content, caplog
) -> None:
    before = own.files
    pair.cert.unlink() if content is None else pair.cert.write_text(content)
    for _ in range(3):
        own.look(SOON)
    assert own.files is before
    [told] = caplog.messages
    assert str(pair.cert) in told
    assert told.endswith(
        "The server goes on with the certificate it has, which expires on 2026-07-01"
    )
    own.look(AFTER)
    assert caplog.messages[-1].endswith("which expired on 2026-07-01")


def test_a_key_of_another_certificate_is_told_and_the_one_before_stays(
    own, pair, tmp_path, caplog
) -> None:
    before = own.files
    write_pair(tmp_path / "other").key.replace(pair.key)
    own.look(SOON)
    assert own.files is before
    assert "does not belong to" in caplog.text


@pytest.mark.parametrize(("days", "left"), [(90, 14), (6, 2)])
def test_the_end_is_told_when_it_is_near_and_when_it_has_come(tmp_path, caplog, days, left) -> None:
    pair = write_pair(tmp_path, days=days)

    def find(now: datetime) -> TlsFiles | None:
        return own_tls(pair.cert, pair.key, now)

    end, hour = NOW + timedelta(days=days), timedelta(hours=1)
    own = ServedCertificate(find(NOW), find)
    own.look(end - timedelta(days=left) - hour)
    assert caplog.messages == []
    for _ in range(3):
        own.look(end - timedelta(days=left) + hour)
    assert caplog.messages == [f"The certificate in {pair.cert} expires on {end.date()}; renew it"]
    for _ in range(3):
        own.look(end + hour)
    assert len(caplog.messages) == 2
    assert f"expired on {end.date()}" in caplog.messages[-1]
    assert {record.levelname for record in caplog.records} == {"WARNING"}


def test_the_programs_own_is_made_again_before_it_expires(self_signed, caplog) -> None:
    first = self_signed.files
    self_signed.look(NOW + timedelta(days=300))
    assert self_signed.files is first
    self_signed.look(NOW + timedelta(days=385))
    assert self_signed.files.expires_at > NOW + timedelta(days=700)
    [told] = caplog.messages
    assert told.endswith(self_signed.files.fingerprint)
    assert first.fingerprint not in told


def test_the_programs_own_stays_if_it_cannot_be_written_again(
    self_signed, monkeypatch, caplog
) -> None:
    def fail(path, _content) -> None:
        raise OutputError(f"Cannot write {path}: the disk is full")

    first = self_signed.files
    monkeypatch.setattr("maskapp.web.access.certificates.self_signed.write_private", fail)
    self_signed.look(NOW + timedelta(days=385))
    assert self_signed.files is first
    assert "the disk is full. The server goes on" in caplog.text


def test_it_is_looked_at_once_and_hour_by_hour_until_the_end(own, monkeypatch, caplog) -> None:
    looks: list[bool] = []

    def look() -> None:
        looks.append(True)
        if len(looks) == 2:
            raise IndexError("an unforeseen end")

    monkeypatch.setattr(served, "LOOK_EVERY_S", 0.001)
    monkeypatch.setattr(own, "look", look)
    with own.kept_fresh():
        wait_until(lambda: len(looks) > 3)
        [thread] = [each for each in threading.enumerate() if each.name == "ServedCertificate"]
    thread.join(30)
    assert not thread.is_alive()
    assert "an unforeseen end" in caplog.text
