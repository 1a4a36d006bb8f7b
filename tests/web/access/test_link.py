import io
import re

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.web.access.addresses import machine_addresses
from maskapp.web.access.link import link, print_qr_code, reachable_hosts
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
    print_qr_code(ADDRESS, out)
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


@pytest.mark.parametrize(
    ("bound", "version", "alone"),
    [("0.0.0.0", 4, "127.0.0.1"), ("", 4, "127.0.0.1"), ("::", 6, "::1")],
)
def test_a_server_for_all_addresses_is_found_at_those_of_its_networks(
    bound, version, alone
) -> None:
    expected = [str(address) for address in machine_addresses() if address.version == version]
    assert reachable_hosts(bound) == (expected or [alone])


def test_a_server_for_one_address_is_found_there() -> None:
    assert reachable_hosts("10.0.0.7") == ["10.0.0.7"]
    assert reachable_hosts("cam.home") == ["cam.home"]


def test_a_terminal_gets_the_qr_code_which_a_camera_reads() -> None:
    rows = re.sub(r"\x1b\[[0-9;]*m", "", printed(Terminal())).splitlines()
    # Each character is two dots, one above the other; what is drawn is light.
    dots = [
        [255 if character in light else 0 for character in row]
        for row in rows
        for light in ("█▀", "█▄")
    ]
    picture = np.kron(np.array(dots, np.uint8), np.ones((8, 8), np.uint8))
    assert cv2.QRCodeDetector().detectAndDecode(picture)[0] == ADDRESS


def test_elsewhere_there_is_none(monkeypatch) -> None:
    assert printed(io.StringIO()) == ""
    assert printed(OldTerminal()) == ""
    monkeypatch.setenv("COLUMNS", "30")
    assert printed(Terminal()) == ""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    assert printed(Terminal()) == ""
