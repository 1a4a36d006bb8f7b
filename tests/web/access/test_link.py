import io

import pytest

from maskapp.web.access.addresses import machine_addresses
from maskapp.web.access.link import link, print_link, reachable_hosts
from maskapp.web.access.token import Token

ADDRESS = "https://192.168.1.5:8000/?token=kQ9x-72hd.Lp04_s"


class Terminal(io.StringIO):
    encoding = "utf-8"  # type: ignore[assignment]

    def isatty(self) -> bool:
        return True


class OldTerminal(Terminal):
    encoding = "ascii"  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")


def printed(out: io.StringIO) -> str:
    print_link(ADDRESS, out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("scheme", "host", "port", "expected"),
    [
        ("http", "127.0.0.1", 8000, "http://127.0.0.1:8000/"),
        ("https", "fd00::2", 8443, "https://[fd00::2]:8443/"),
        ("https", "[fd00::2]", 443, "https://[fd00::2]/"),
        ("http", "cam.home", 80, "http://cam.home/"),
        ("https", "cam.home", 80, "https://cam.home:80/"),
    ],
)
def test_links_are_written_as_browsers_read_them(scheme, host, port, expected) -> None:
    assert link(scheme, host, port, None) == expected
    with_token = link(scheme, host, port, Token("kQ9x+72hd.Lp04/s"))
    assert with_token == f"{expected}?token=kQ9x%2B72hd.Lp04/s"


def test_a_server_for_all_addresses_is_found_at_those_of_its_networks() -> None:
    expected = [str(address) for address in machine_addresses() if address.version == 4]
    assert reachable_hosts("0.0.0.0") == (expected or ["127.0.0.1"])
    assert set(expected) <= {*reachable_hosts("::"), *reachable_hosts("")}
    assert reachable_hosts("10.0.0.7") == ["10.0.0.7"]
    assert reachable_hosts("cam.home") == ["cam.home"]


def test_a_terminal_gets_the_qr_code_and_the_link() -> None:
    text = printed(Terminal())
    assert text.endswith(f"\n{ADDRESS}\n")
    assert text.count("\n") > 15
    assert "█" in text


def test_elsewhere_the_link_stands_alone(monkeypatch) -> None:
    assert printed(io.StringIO()) == f"{ADDRESS}\n"
    assert printed(OldTerminal()) == f"{ADDRESS}\n"
    monkeypatch.setenv("COLUMNS", "30")
    assert printed(Terminal()) == f"{ADDRESS}\n"
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    assert printed(Terminal()) == f"{ADDRESS}\n"
