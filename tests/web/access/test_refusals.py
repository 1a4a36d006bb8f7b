import json
from collections import Counter

import pytest
from starlette.responses import RedirectResponse
from starlette.types import Receive, Scope, Send

from maskapp.web.access.refusals import LED_BACK, CountRefusals, Refusal, refuse
from tests.support.asgi_requests import Answer, ask, request_scope

HTML = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")]
GONE = Refusal(429, "Too many <b>requests</b>; wait.", retry_after_s=7)


def refused(refusal: Refusal, scope: Scope) -> Answer:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await refuse(refusal, scope, receive, send)

    return ask(app, scope)


def test_programs_get_json() -> None:
    answer = refused(GONE, request_scope())
    assert answer.status == 429
    assert json.loads(answer.body) == {"error": "Too many <b>requests</b>; wait."}
    assert answer.header("retry-after") == "7"
    assert answer.header("content-type") == "application/json"


def test_browsers_get_a_page_in_which_nothing_is_taken_for_markup() -> None:
    answer = refused(GONE, request_scope(headers=HTML))
    assert answer.header("content-type") == "text/html; charset=utf-8"
    assert "Too many &lt;b&gt;requests" in answer.body
    assert "<form" not in answer.body


@pytest.mark.parametrize("accept", ["*/*", "image/avif,image/webp,*/*;q=0.8", "application/json"])
def test_what_scripts_and_pictures_ask_for_is_answered_as_to_programs(accept: str) -> None:
    scope = request_scope("/api/state", headers=[("accept", accept)])
    assert refused(GONE, scope).body.startswith("{")


def test_who_opens_an_export_is_asked_for_the_token_by_a_page() -> None:
    asks = Refusal(401, "Sign in.", asks_for_token=True)
    page = refused(asks, request_scope("/api/export.csv", headers=HTML)).body
    assert '<form method="post" ' in page


def test_the_page_that_asks_for_the_token_has_a_field_and_nothing_inline() -> None:
    page = refused(Refusal(401, "Sign in.", asks_for_token=True), request_scope(headers=HTML)).body
    assert '<form method="post" ' in page
    assert 'name="token"' in page
    assert "<script>" not in page
    assert "<style" not in page
    assert "style=" not in page
    assert "http-equiv" not in page
    assert "<nav" not in page


def test_the_form_tells_its_origin_to_this_server_alone() -> None:
    asks = Refusal(401, "Sign in.", asks_for_token=True)
    assert refused(asks, request_scope(headers=HTML)).header("referrer-policy") == "same-origin"


def test_who_has_no_token_is_told_how_to_send_one() -> None:
    answer = refused(Refusal(401, "Sign in."), request_scope())
    assert answer.header("www-authenticate") == 'Bearer realm="Maskapp"'


def test_a_socket_is_refused_with_the_status_where_the_server_can() -> None:
    assert refused(GONE, request_scope(kind="websocket")).status == 429
    assert refused(GONE, request_scope(kind="websocket", can_deny=False)).status == 403


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_refusals_are_counted_by_status(kind: str) -> None:
    counts: Counter[int] = Counter()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await refuse(Refusal(int(scope["path"][1:]), "No."), scope, receive, send)

    for path in ("/429", "/429", "/421", "/404"):
        ask(CountRefusals(app, counts), request_scope(path, kind=kind))
    assert counts == {429: 2, 421: 1}


def test_visits_that_are_led_to_another_page_are_counted() -> None:
    counts: Counter[int] = Counter()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        dict(scope)[LED_BACK].append(401)
        await RedirectResponse("/", 303)(scope, receive, send)

    ask(CountRefusals(app, counts), request_scope("/"))
    assert counts == {401: 1}
