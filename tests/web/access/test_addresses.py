import ipaddress

import pytest

from maskapp.web.access.addresses import as_address, client_key, machine_addresses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("[::1]", "::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("[FD00::A]", "fd00::a"),
    ],
)
def test_addresses_are_read_in_every_form(text: str, expected: str) -> None:
    assert as_address(text) == ipaddress.ip_address(expected)


@pytest.mark.parametrize("text", ["localhost", "", "10.0.0", "2130706433", "0x7f.1", "::1::", "[]"])
def test_names_are_no_addresses(text: str) -> None:
    assert as_address(text) is None


def test_addresses_of_the_machine_are_those_that_others_reach() -> None:
    found = machine_addresses()
    assert len(found) == len(set(found))
    assert not any(one.is_loopback or one.is_unspecified or one.is_link_local for one in found)


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("10.0.0.1", "::ffff:10.0.0.1", True),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("127.0.0.1", "::1", False),
        ("testclient", "testclient", True),
    ],
)
def test_a_network_of_ipv6_counts_as_one_client(first: str, second: str, is_same: bool) -> None:
    keys = {client_key({"client": (address, 1)}) for address in (first, second)}
    assert (len(keys) == 1) is is_same


def test_a_client_without_an_address_is_counted_too() -> None:
    assert client_key({"client": None}) == client_key({})
