import http.cookies

import pytest

from maskapp.web.access.sign_in import SignIn
from maskapp.web.access.token import Token
from maskapp.web.access.wrong_tries import FREE_TRIES, WrongTries
from tests.support.asgi_requests import Answer, EchoApp, ask, request_scope
from tests.support.clocks import StoppedClock

TOKEN = Token("kQ9x+72hd.Lp04_s")
IN_LINK = "kQ9x%2B72hd.Lp04_s"
COOKIE = ("cookie", f"theme=dark; maskapp_token_8000={TOKEN.cookie}")
FORM = ("content-type", "application/x-www-form-urlencoded; charset=UTF-8")


class Door:
    """What is behind the token, with its clock."""

    def __init__(self) -> None:
        self.inside = EchoApp()
        self.clock = StoppedClock()
        self.app = SignIn(self.inside, TOKEN, WrongTries(self.clock))

    def ask(self, path: str = "/", body: bytes = b"", **more: object) -> Answer:
        return ask(self.app, request_scope(path, **more), (body,))  # type: ignore[arg-type]

    def try_token(self, text: str, **more: object) -> int:
        return self.ask(headers=[("authorization", f"Bearer {text}")], **more).status


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.mark.parametrize("path", ["/", "/api/state", "/stream.mjpg", "/metrics", "/static/", "/x"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PUT", "TRACE"])
def test_nothing_is_told_without_the_token(door: Door, path: str, method: str) -> None:
    is_file = path == "/static/" and method in {"GET", "HEAD"}
    assert door.ask(path, method=method).status == (200 if is_file else 401)
    assert door.inside.scopes == [] or is_file


def test_a_socket_needs_the_token_too(door: Door) -> None:
    assert door.ask("/api/judge/live", kind="websocket").status == 401
    assert door.ask("/healthz", kind="websocket").status == 401
    assert door.ask("/", kind="websocket", headers=[COOKIE]).status == 101


def test_programs_send_it_in_a_header(door: Door) -> None:
    for kind in ("Bearer", "bearer", "BEARER "):
        assert (
            door.ask("/metrics", headers=[("authorization", f"{kind} {TOKEN.text}")]).status == 200
        )
    for value in ("Bearer", "Bearer ", f"Basic {TOKEN.text}", TOKEN.text, f"Bearer {TOKEN.text}x"):
        assert door.ask("/metrics", headers=[("authorization", value)]).status == 401


def test_the_link_sets_the_cookie_and_leads_to_the_same_page_without_the_token(door: Door) -> None:
    answer = door.ask("/figures", query=f"period=week&token={IN_LINK}&day=1")
    assert answer.status == 303
    assert answer.header("location") == "/figures?period=week&day=1"
    assert door.inside.scopes == []
    morsel = http.cookies.SimpleCookie(answer.header("set-cookie"))["maskapp_token_8000"]
    assert morsel["httponly"]
    assert not morsel["secure"]
    assert (morsel["samesite"].lower(), morsel["path"], morsel["domain"]) == ("lax", "/", "")
    again = door.ask("/figures", headers=[("cookie", f"maskapp_token_8000={morsel.value}")])
    assert again.status == 200


def test_the_cookie_is_only_sent_by_tls_if_it_came_so(door: Door) -> None:
    answer = door.ask("/", query=f"token={IN_LINK}", scheme="https")
    set_cookie = answer.header("set-cookie") or ""
    assert set_cookie.startswith("__Host-maskapp_token_8000=")
    assert "secure" in set_cookie.lower()


@pytest.mark.parametrize(
    ("host", "scheme", "name"),
    [
        ("10.0.0.2:8001", "http", "maskapp_token_8001"),
        ("10.0.0.2", "http", "maskapp_token_80"),
        ("[fe80::1]", "https", "__Host-maskapp_token_443"),
        ("cam.example.org:8443", "https", "__Host-maskapp_token_8443"),
    ],
)
def test_the_servers_of_a_host_have_cookies_of_their_own(
    door: Door, host: str, scheme: str, name: str
) -> None:
    answer = door.ask("/", query=f"token={IN_LINK}", host=host, scheme=scheme)
    assert (answer.header("set-cookie") or "").startswith(f"{name}={TOKEN.cookie};")
    cookie = ("cookie", f"{name}={TOKEN.cookie}")
    for kind, status in (("http", 200), ("websocket", 101)):
        assert door.ask("/", host=host, scheme=scheme, kind=kind, headers=[cookie]).status == status
    assert door.ask("/", host="10.0.0.2:9", scheme=scheme, headers=[cookie]).status == 401
    other = ("cookie", f"{name}={Token('another-token-42x').cookie}; {COOKIE[1]}")
    assert door.ask("/", headers=[other]).status == 200, "the other one's cookie does no harm"


@pytest.mark.parametrize("path", ["/api/state", "/stream.mjpg", "/metrics"])
def test_programs_may_put_it_into_the_address(door: Door, path: str) -> None:
    answer = door.ask(path, query=f"limit=5&token={IN_LINK}")
    assert answer.status == 200
    assert answer.header("set-cookie") is None
    assert door.inside.scopes[0]["query_string"] == b"limit=5"


def test_no_token_reaches_pages_even_beside_a_cookie(door: Door) -> None:
    door.ask("/api/state", headers=[COOKIE], query=f"%74oken={IN_LINK}&token=x&a=1")
    assert door.inside.scopes[0]["query_string"] == b"a=1"
    assert door.ask("/", headers=[COOKIE], query="token=old").header("location") == "/"


@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example", "/\\evil.example", "/\\/e"])
def test_the_link_leads_to_no_other_server(door: Door, path: str) -> None:
    location = door.ask(path, query=f"token={IN_LINK}").header("location") or ""
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\", "/%5C"))


def test_the_token_can_be_typed_in(door: Door) -> None:
    body = b"token=+" + IN_LINK.encode() + b"%0A"
    answer = door.ask("/figures", body, method="POST", headers=[FORM], query="period=day")
    assert (answer.status, answer.header("location")) == (303, "/figures?period=day")
    assert TOKEN.cookie in (answer.header("set-cookie") or "")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"token=",
        b"token=wrong",
        b"x=1",
        b"\xff\x00",
        b"token=a" * 2000,
        b"&".join(b"a=1" for _ in range(20)),
        b"token=" + IN_LINK.encode() + b"&token=b",
    ],
)
def test_other_forms_ask_again(door: Door, body: bytes) -> None:
    assert door.ask("/", body, method="POST", headers=[FORM]).status == 401
    assert door.inside.scopes == []


def test_forms_of_those_who_are_signed_in_arrive_untouched(door: Door) -> None:
    assert door.ask("/", b"token=a", method="POST", headers=[FORM, COOKIE]).status == 200
    assert door.inside.bodies == [b"token=a"]


def test_health_and_the_files_of_the_pages_are_open(door: Door) -> None:
    assert door.ask("/healthz").status == 200
    assert door.ask("/static/app.css").status == 200
    assert door.ask("/healthz", method="POST").status == 401
    for path in ("/healthz/", "/healthz/..", "/static/../api/state", "/static", "/HEALTHZ"):
        assert door.ask(path).status == 401


def test_wrong_tries_are_slowed_down_even_if_the_next_is_right(door: Door) -> None:
    statuses = [door.try_token(f"wrong{number}") for number in range(1000)]
    assert statuses == [401] * FREE_TRIES + [429] * (1000 - FREE_TRIES)
    assert door.try_token(TOKEN.text) == 429
    assert door.ask("/", headers=[COOKIE]).status == 200
    assert door.ask("/").status == 401
    assert door.try_token(TOKEN.text, client="10.0.0.10") == 200
    door.clock.now_s += 1
    assert door.try_token(TOKEN.text) == 200


def test_every_way_to_offer_a_token_is_slowed_down(door: Door) -> None:
    for number in range(FREE_TRIES):
        door.ask("/", f"token={number}".encode(), method="POST", headers=[FORM])
    assert door.ask("/", b"token=x", method="POST", headers=[FORM]).status == 429
    answer = door.ask("/api/state", query="token=x")
    assert (answer.status, answer.header("retry-after")) == (429, "1")
    assert door.ask("/", kind="websocket", query="token=x").status == 429


def test_an_old_cookie_is_no_try(door: Door) -> None:
    old = ("cookie", f"maskapp_token_8000={Token('another-token-42x').cookie}")
    assert {door.ask("/", headers=[old]).status for _ in range(50)} == {401}
    assert "You are signed out" in door.ask("/", headers=[old]).body
    assert "You are signed out" not in door.ask("/").body
    assert door.try_token(TOKEN.text) == 200


def test_the_token_itself_is_no_cookie(door: Door) -> None:
    assert door.ask("/", headers=[("cookie", f"maskapp_token_8000={TOKEN.text}")]).status == 401
    assert (
        door.ask("/", headers=[("cookie", f"x; =; maskapp_token_8000; {COOKIE[1]}")]).status == 200
    )


def test_two_tokens_in_one_request_are_one_wrong_try(door: Door) -> None:
    assert door.ask("/api/state", query=f"token={IN_LINK}&token=x").status == 401


def test_no_answer_repeats_a_token(door: Door) -> None:
    answer = door.ask("/x", query="token=my-typed-secret", headers=[("accept", "text/html")])
    assert "my-typed-secret" not in answer.body + str(answer.headers)


def test_people_and_programs_are_told_how_they_sign_in(door: Door) -> None:
    page = door.ask("/", headers=[("accept", "text/html")]).body
    assert "type the token in" in page
    assert "Authorization" not in page
    assert "Authorization: Bearer TOKEN" in door.ask("/").body


PAGE = ("accept", "text/html")


def failure_cookie(answer: Answer) -> tuple[str, str]:
    """Return the header with which a browser follows an answer that tells a failure."""
    morsel = http.cookies.SimpleCookie(answer.header("set-cookie"))["maskapp_failure_8000"]
    assert morsel["httponly"]
    return ("cookie", f"maskapp_failure_8000={morsel.value}")


def test_a_wrong_token_leads_back_to_the_page_that_says_so_once(door: Door) -> None:
    for body, more in ((b"token=wrong", {"headers": [FORM, PAGE], "method": "POST"}), (b"", {})):
        query = "period=day" if body else "token=old&period=day"
        answer = door.ask("/figures", body, **{"headers": [PAGE], **more, "query": query})
        assert (answer.status, answer.header("location")) == (303, "/figures?period=day")
        shown = door.ask("/figures", headers=[failure_cookie(answer), PAGE])
        assert shown.status == 401
        assert "The token is wrong." in shown.body
        assert 'aria-invalid="true"' in shown.body
        assert "Max-Age=0" in (shown.header("set-cookie") or "")
    again = door.ask("/figures", headers=[PAGE])
    assert "The token is wrong." not in again.body
    assert "aria-invalid" not in again.body


def test_forms_are_slowed_down_as_well_although_they_lead_back(door: Door) -> None:
    form = {"method": "POST", "headers": [FORM, PAGE]}
    for number in range(FREE_TRIES):
        door.ask("/", f"token={number}".encode(), **form)
    answer = door.ask("/", b"token=" + IN_LINK.encode(), **form)
    assert (answer.status, answer.header("location")) == (303, "/")
    assert "maskapp_token" not in (answer.header("set-cookie") or "")
    shown = door.ask("/", headers=[failure_cookie(answer), PAGE])
    assert "Too many wrong tokens" in shown.body
    door.clock.now_s += 1
    answer = door.ask("/", b"token=" + IN_LINK.encode(), **form)
    assert TOKEN.cookie in (answer.header("set-cookie") or "")


def test_an_unknown_failure_is_not_told(door: Door) -> None:
    cookie = ("cookie", "maskapp_failure_8000=<b>")
    assert "aria-invalid" not in door.ask("/", headers=[cookie, PAGE]).body
