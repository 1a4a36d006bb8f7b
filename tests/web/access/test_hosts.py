import socket

import pytest

from maskapp.errors import MaskappError
from maskapp.web.access.addresses import machine_addresses
from maskapp.web.access.hosts import HostCheck, HostNames, is_loopback, parse_host, public_name
from tests.support.asgi_requests import EchoApp, ask, request_scope

LOOPBACK = HostNames("127.0.0.1")


def status_of(host: str | None, names: HostNames = LOOPBACK, **more: object) -> int:
    return ask(HostCheck(EchoApp(), names), request_scope(host=host, **more)).status


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8000",
        "localhost:8000",
        "LOCALHOST:8000",
        "localhost.",
        "localhost.:8000",
        "[::1]:8000",
        "[0:0:0:0:0:0:0:1]",
        " localhost ",
        "localhost:9000",  # a tunnel
    ],
)
def test_own_names_are_known_in_every_form(host: str) -> None:
    assert status_of(host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "evil-localhost",
        "127.0.0.1.evil.example",
        "127.0.0.1.nip.io",
        "10.0.0.1",
        "8.8.8.8:8000",
        "[2001:db8::1]",
        "0.0.0.0",
        "[::]",
        "[::ffff:10.0.0.1]",
        "2130706433",
        "0x7f000001",
        socket.gethostname() + ".evil.example",
    ],
)
def test_foreign_names_are_refused(host: str) -> None:
    assert status_of(host) == 421


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        " ",
        "user@localhost",
        "user:word@localhost:8000",
        "localhost:",
        "localhost:0",
        "localhost:65536",
        "localhost:80a",
        "localhost:-1",
        "localhost,evil.example",
        "localhost evil.example",
        "localhost/",
        "localhost#",
        "localhost?x",
        "http://localhost",
        "[::1",
        "::1",
        "[::1]x",
        "[evil]",
        "[:::::]",
        "localhost\x00",
        "localhost\t8000",
        "löcalhost",
        ".localhost",
        "..",
        "a" * 300,
        "localhost\n",
    ],
)
def test_what_is_no_host_is_refused(host: str | None) -> None:
    assert status_of(host) == 400


def test_two_hosts_are_refused() -> None:
    assert status_of("localhost", headers=[("host", "localhost")]) == 400
    assert status_of("localhost", headers=[("Host", "evil.example")]) == 400


def test_no_header_stands_for_the_host() -> None:
    forwarded = [("x-forwarded-host", "localhost"), ("forwarded", "host=localhost")]
    assert status_of("evil.example", headers=forwarded) == 421


def test_a_server_for_all_addresses_knows_those_of_the_machine() -> None:
    names = HostNames("0.0.0.0")
    hostname = socket.gethostname().lower()
    known = ["localhost", "127.0.0.1", hostname, f"{hostname.partition('.')[0]}.local"]
    known += [f"[{one}]" if one.version == 6 else str(one) for one in machine_addresses()]
    assert [host for host in known if status_of(host, names) != 200] == []
    assert status_of("evil.example", names) == 421
    assert status_of("8.8.8.8", names) == 421


def test_an_address_that_the_machine_got_later_is_known() -> None:
    names = HostNames("::")
    assert status_of("10.1.2.3:8000", names, server="10.1.2.3") == 200
    assert status_of("10.1.2.3:8000", names, server="::ffff:10.1.2.3") == 200
    assert status_of("[fe80::5]:8000", names, server="fe80::5%eth0") == 200
    assert status_of("10.1.2.3:8000", names, server="10.1.2.4") == 421


def test_a_server_for_one_address_is_known_by_it() -> None:
    names = HostNames("10.9.8.7")
    assert status_of("10.9.8.7:8000", names, server="10.9.8.7") == 200
    assert status_of("localhost", names, server="10.9.8.7") == 421
    assert status_of("cam.home", HostNames("cam.home"), server="10.9.8.7") == 200
    assert status_of("xn--bcher-kva.example", HostNames("Bücher.example")) == 200


def test_public_names_are_known() -> None:
    names = HostNames("127.0.0.1", ("cam.example.org", "[2001:db8::1]"))
    assert status_of("CAM.example.org", names) == 200
    assert status_of("[2001:db8::1]:443", names) == 200
    assert status_of("example.org", names) == 421


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cam.Example.org.", "cam.example.org"),
        (" 10.0.0.1 ", "10.0.0.1"),
        ("2001:DB8::1", "[2001:db8::1]"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_public_names_are_written_as_hosts_are(text: str, expected: str) -> None:
    assert public_name(text) == expected


@pytest.mark.parametrize("text", ["", "https://cam.org", "cam.org:8000", "a b", "cam.org/x", "*"])
def test_what_is_no_public_name_is_said_so(text: str) -> None:
    with pytest.raises(MaskappError, match="without https"):
        public_name(text)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.5.5.5", "::1", "[::1]", "localhost"])
def test_loopback_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "10.0.0.1", "cam.home", "localhost.evil"])
def test_what_others_reach_is_no_loopback(host: str) -> None:
    assert not is_loopback(host)


def test_an_ipv6_host_keeps_its_brackets() -> None:
    assert parse_host("[::1]:80") == ("[::1]", 80)
