import pytest
from starlette.responses import PlainTextResponse

from maskapp.web.access.refusals import Refusal, refusal_response
from maskapp.web.access.security_headers import SecurityHeaders
from tests.support.asgi_requests import Answer, ask, request_scope


def answer(path: str = "/", status: int = 200, **more: object) -> Answer:
    response = PlainTextResponse("x", status, {"Cache-Control": "public", "ETag": "1"})
    return ask(SecurityHeaders(response), request_scope(path, **more))  # type: ignore[arg-type]


def policy(**more: object) -> dict[str, str]:
    text = answer(**more).header("content-security-policy") or ""
    return dict(part.strip().split(" ", 1) for part in text.split(";"))


def test_nothing_inline_and_nothing_from_elsewhere_runs() -> None:
    rules = policy()
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert rules["object-src"] == "'none'"
    assert "unsafe" not in str(rules)
    assert "*" not in str(rules)


@pytest.mark.parametrize(
    ("scheme", "host", "allowed"),
    [
        ("http", "localhost:8000", "'self' ws://localhost:8000"),
        ("https", "[::1]:8000", "'self' wss://[::1]:8000"),
        ("http", "localhost; script-src *", "'self'"),
        ("http", None, "'self'"),
    ],
)
def test_sockets_of_this_server_are_named_for_safari(
    scheme: str, host: str | None, allowed: str
) -> None:
    assert policy(scheme=scheme, host=host)["connect-src"] == allowed


@pytest.mark.parametrize(
    ("scheme", "host", "expected"),
    [
        ("https", "10.0.0.5:8000", "same-origin"),
        ("http", "localhost:8000", "same-origin"),
        ("http", "[::1]:8000", "same-origin"),
        ("http", "10.0.0.5:8000", None),
        ("http", "localhost.example.org", None),
    ],
)
def test_openers_are_cut_off_where_browsers_heed_it(
    scheme: str, host: str, expected: str | None
) -> None:
    assert answer(scheme=scheme, host=host).header("cross-origin-opener-policy") == expected


def test_only_own_pages_use_the_camera() -> None:
    permissions = answer().header("permissions-policy") or ""
    assert "camera=(self)" in permissions
    assert "microphone=()" in permissions
    assert "geolocation=()" in permissions


def test_browsers_are_told_to_be_careful() -> None:
    got = answer()
    assert got.header("x-content-type-options") == "nosniff"
    assert got.header("referrer-policy") == "no-referrer"
    assert got.header("x-frame-options") == "DENY"
    assert got.header("cross-origin-resource-policy") == "same-origin"
    assert got.header("etag") == "1"


def test_only_files_of_the_program_are_kept() -> None:
    assert answer("/api/snapshots/1/picture.jpg").header("cache-control") == "no-store"
    assert answer("/static/app.css").header("cache-control") == "no-cache"
    assert answer("/static/app.css", 401).header("cache-control") == "no-store"


def test_refused_sockets_have_the_headers_too() -> None:
    scope = request_scope(kind="websocket")
    response = refusal_response(Refusal(401, "No."), scope)
    assert ask(SecurityHeaders(response), scope).header("x-content-type-options") == "nosniff"
