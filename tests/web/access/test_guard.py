import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from maskapp.web.access.guard import LARGEST_PICTURE, Guard, make_guard, needs_token
from tests.support.asgi_requests import Answer, EchoApp, ask, request_scope

ENVIRONMENT = {"MASKAPP_TOKEN": "kQ9x-72hd.Lp04_s"}
RIGHT = ("authorization", "Bearer kQ9x-72hd.Lp04_s")


def ask_guarded(guard: Guard, path: str = "/", body: bytes = b"", **more: object) -> Answer:
    app = Starlette(routes=[Route("/{rest:path}", EchoApp())], middleware=guard.middleware())
    return ask(app, request_scope(path, **more), (body,))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("host", "names", "is_needed"),
    [
        ("127.0.0.1", (), False),
        ("::1", (), False),
        ("localhost", (), False),
        ("0.0.0.0", (), True),
        ("10.0.0.7", (), True),
        ("cam.home", (), True),
        ("127.0.0.1", ("cam.example.org",), True),  # through a proxy
    ],
)
def test_whom_others_can_reach_needs_a_token(host, names, is_needed) -> None:
    assert needs_token(host, names) is is_needed
    assert (make_guard(host, names, {}).token is not None) is is_needed


def test_on_this_machine_alone_no_token_is_asked_for() -> None:
    guard = make_guard("127.0.0.1", (), ENVIRONMENT)
    assert ask_guarded(guard).status == 200
    assert ask_guarded(guard, host="evil.example").status == 421


def test_a_foreign_name_learns_nothing_about_the_token() -> None:
    guard = make_guard("127.0.0.1", ("cam.example.org",), ENVIRONMENT)
    assert ask_guarded(guard, host="evil.example", headers=[RIGHT]).status == 421
    assert ask_guarded(guard, host="cam.example.org", headers=[RIGHT]).status == 200
    assert ask_guarded(guard, host="cam.example.org").status == 401


def test_every_refusal_has_the_headers_and_is_counted() -> None:
    guard = make_guard("0.0.0.0", (), ENVIRONMENT)
    origin = ("origin", "http://evil.example")
    answers = [
        ask_guarded(guard, host="evil.example"),
        ask_guarded(guard, host=None),
        ask_guarded(guard),
        ask_guarded(guard, method="POST", headers=[RIGHT, origin]),
        ask_guarded(guard, method="POST", headers=[RIGHT, ("content-length", "99999999")]),
        ask_guarded(guard, method="POST", headers=[RIGHT], body=b"a" * 70_000),
    ]
    assert [answer.status for answer in answers] == [421, 400, 401, 403, 413, 413]
    assert all(answer.header("x-content-type-options") == "nosniff" for answer in answers)
    assert guard.refused == {421: 1, 400: 1, 401: 1, 403: 1, 413: 2}


def test_only_pictures_may_be_large() -> None:
    guard = make_guard("127.0.0.1", (), {})
    picture = bytes(LARGEST_PICTURE)
    assert ask_guarded(guard, "/api/judge", picture, method="POST").status == 200
    assert ask_guarded(guard, "/api/judge", picture + b"a", method="POST").status == 413
    assert ask_guarded(guard, "/api/source", picture, method="POST").status == 413


def test_too_many_requests_are_refused_before_anything_else_is_done() -> None:
    guard = make_guard("0.0.0.0", (), ENVIRONMENT)
    statuses = {ask_guarded(guard, host="evil.example").status for _ in range(500)}
    assert statuses == {421, 429}
