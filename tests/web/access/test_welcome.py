import io
from datetime import UTC, datetime
from pathlib import Path

from maskapp.web.access.certificates.tls_files import TlsFiles
from maskapp.web.access.token import Token
from maskapp.web.access.welcome import print_welcome

TOKEN = Token("kQ9x-72hd.Lp04_s")


def welcome(host: str, names: tuple[str, ...], token: Token | None, tls: TlsFiles | None) -> str:
    out = io.StringIO()
    print_welcome(out, host, 8000, names, token, tls)
    return out.getvalue()


def tls(*, is_self_signed: bool) -> TlsFiles:
    end = datetime(2027, 1, 1, tzinfo=UTC)
    return TlsFiles(Path("c"), Path("k"), "AB:CD", is_self_signed, end, end)


def test_on_this_machine_alone_there_is_only_a_link() -> None:
    text = welcome("127.0.0.1", (), None, None)
    assert text == "Maskapp is at http://127.0.0.1:8000/ (Ctrl+C ends it)\n"


def test_others_get_a_link_with_the_token_and_the_fingerprint_to_compare() -> None:
    text = welcome("10.0.0.7", ("cam.home",), TOKEN, tls(is_self_signed=True))
    assert "Maskapp is at https://cam.home:8000/?token=kQ9x-72hd.Lp04_s (Ctrl+C" in text
    assert "also at https://10.0.0.7:8000/\n" in text
    assert "\nAB:CD\n" in text


def test_a_certificate_that_others_vouch_for_needs_no_comparison() -> None:
    assert "AB:CD" not in welcome("10.0.0.7", (), TOKEN, tls(is_self_signed=False))


def test_without_tls_it_is_said_what_that_means() -> None:
    assert "--self-signed" in welcome("10.0.0.7", (), TOKEN, None)
    assert "--self-signed" not in welcome("127.0.0.1", ("cam.example.org",), TOKEN, None)


def test_behind_a_proxy_the_link_is_that_of_the_proxy() -> None:
    names = ("cam.example.org", "door.example.org")
    assert welcome("127.0.0.1", names, TOKEN, None) == (
        "Maskapp is at https://cam.example.org/?token=kQ9x-72hd.Lp04_s (Ctrl+C ends it)\n"
        "also at https://door.example.org/\n"
        "if a proxy passes that on to http://127.0.0.1:8000/\n"
    )
    text = welcome("localhost", names, TOKEN, tls(is_self_signed=False))
    assert "if a proxy passes that on to https://localhost:8000/\n" in text


def test_a_name_of_a_server_that_others_reach_has_its_own_port() -> None:
    text = welcome("0.0.0.0", ("192.168.1.5",), TOKEN, None)
    assert "Maskapp is at http://192.168.1.5:8000/?token=" in text
    assert "proxy" not in text
