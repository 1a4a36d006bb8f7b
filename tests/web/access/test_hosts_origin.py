import pytest

from maskapp.web.access.hosts import HostCheck, HostNames
from tests.support.asgi_requests import EchoApp, ask, request_scope

PUBLIC = HostNames("127.0.0.1", ("cam.example.org",))


def status_of(origin: str | None, **more: object) -> int:
    given = {"method": "POST", "host": "localhost:8000", **more}
    headers = [] if origin is None else [("origin", origin)]
    headers += given.pop("headers", [])  # type: ignore[operator]
    scope = request_scope("/api/source", headers=headers, **given)  # type: ignore[arg-type]
    return ask(HostCheck(EchoApp(), PUBLIC), scope).status


FOREIGN = [
    "http://evil.example",
    "http://localhost",
    "http://localhost:3000",
    "https://localhost:8000",
    "http://127.0.0.1:8000",
    "http://localhost:8000.evil.example",
    "http://user@localhost:8000",
    "null",
    "",
    "file://",
    "localhost:8000",
    "chrome-extension://abc",
    "http://localhost:8000/",
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_posts_of_other_pages_are_refused(origin: str) -> None:
    assert status_of(origin) == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "BREW"])
def test_every_method_that_may_change_something_is_checked(method: str) -> None:
    assert status_of("http://evil.example", method=method) == 403


@pytest.mark.parametrize("origin", FOREIGN)
def test_sockets_of_other_pages_are_refused_before_they_open(origin: str) -> None:
    assert status_of(origin, kind="websocket") == 403
    assert status_of(origin, kind="websocket", can_deny=False) == 403


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_own_pages_may_post_and_open_sockets(kind: str) -> None:
    accepted = 200 if kind == "http" else 101
    assert status_of("http://localhost:8000", kind=kind) == accepted
    assert status_of("HTTP://LOCALHOST:8000", kind=kind) == accepted
    assert status_of("https://localhost:8000", kind=kind, scheme="https") == accepted
    assert status_of("http://[::1]:8000", kind=kind, host="[::1]:8000") == accepted


def test_programs_send_no_origin() -> None:
    assert status_of(None) == 200
    assert status_of(None, kind="websocket") == 101


def test_two_origins_are_refused() -> None:
    twice = [("origin", "http://localhost:8000")]
    assert status_of("http://localhost:8000", headers=twice) == 403


def test_the_usual_port_may_be_left_out() -> None:
    assert status_of("http://localhost", host="localhost:80") == 200
    assert status_of("https://localhost", host="localhost:443", scheme="https") == 200
    assert status_of("https://localhost", host="localhost:80", scheme="https") == 403


def test_behind_a_proxy_the_browser_speaks_https() -> None:
    assert status_of("https://cam.example.org", host="cam.example.org") == 200
    assert status_of("https://cam.example.org:444", host="cam.example.org") == 403
    assert status_of("https://evil.example", host="cam.example.org") == 403


def fetch(site: str, mode: str = "no-cors", dest: str = "image") -> list[tuple[str, str]]:
    return [("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_pages_may_lead_here_but_show_nothing_of_it(site: str) -> None:
    assert status_of(None, method="GET", headers=fetch(site)) == 403
    assert status_of(None, method="GET", headers=fetch(site, "navigate", "iframe")) == 403
    assert status_of(None, method="GET", headers=fetch(site, "navigate", "document")) == 200
    assert status_of(None, headers=fetch(site, "navigate", "document")) == 403
    assert status_of(None, kind="websocket", headers=fetch(site, "websocket", "empty")) == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_own_pages_may_show_everything(site: str) -> None:
    assert status_of(None, method="GET", headers=fetch(site)) == 200


def test_a_form_of_an_own_page_may_hide_its_origin() -> None:
    assert status_of("null", headers=fetch("same-origin", "navigate", "document")) == 200
    assert status_of("null", headers=fetch("cross-site", "navigate", "document")) == 403
    assert status_of("null", headers=fetch("none", "navigate", "document")) == 403
