"""The description of the addresses is true: it names all of them, and the answers fit it."""

import json
from functools import partial
from typing import Any

import httpx2
import pytest
from jsonschema import Draft202012Validator
from starlette.routing import Mount, Route, WebSocketRoute

from maskapp import __version__
from maskapp.records import MaskLabel
from maskapp.web.api_description import (
    api_description,
    operations_by_tag,
    schema_name,
    type_words,
)
from tests.support.logged import put_snapshot, serving_log
from tests.support.picture_bytes import encoded
from tests.support.web_server import wait_until
from tests.support.worker_fakes import live

PAGES = {"/", "/api", "/door", "/figures", "/judge", "/snapshots", "/snapshots/{id}"}
"""Addresses for people."""


def operations() -> list[dict[str, Any]]:
    return [each for group in operations_by_tag().values() for each in group]


def fits(content: object, schema: dict[str, Any]) -> None:
    components = api_description()["components"]
    Draft202012Validator({**schema, "components": components}).validate(content)


def answer_schema(operation: dict[str, Any], status: int) -> dict[str, Any]:
    response = operation["responses"][str(status)]
    if "$ref" in response:
        response = api_description()["components"]["responses"][schema_name(response)]
    schema: dict[str, Any] = response["content"]["application/json"]["schema"]
    return schema


def test_it_names_all_addresses_of_the_server_and_no_others(client) -> None:
    served = set()
    for route in client.app.routes:
        if isinstance(route, Mount):
            continue
        assert isinstance(route, Route | WebSocketRoute)
        path = route.path.replace(":int}", "}")
        methods = {"GET"} if isinstance(route, WebSocketRoute) else route.methods - {"HEAD"}
        served |= {(path, method) for method in methods if path not in PAGES}
    assert {(each["path"], each["method"]) for each in operations()} == served


def test_it_is_whole() -> None:
    description = api_description()
    assert description["openapi"] == "3.1.0"
    assert description["info"]["version"] == __version__
    components = description["components"]
    for name, schema in components["schemas"].items():
        Draft202012Validator.check_schema(schema)
        fits_anything = {"components": components, "$ref": f"#/components/schemas/{name}"}
        Draft202012Validator(fits_anything).is_valid({})
    text = json.dumps(description)
    for part in text.split('"$ref": "')[1:]:
        _, _, kind, name = part.partition('"')[0].split("/")
        assert name in components[kind]
    assert components["schemas"]["Label"]["enum"] == [label.value for label in MaskLabel]
    tags = {tag["name"] for tag in description["tags"]}
    assert tags == {each["tags"][0] for each in operations()}
    for each in operations():
        assert set(each["responses"]) <= {"200", "202", "206", *_error_numbers()}
        assert "BASE" in each["x-example"]
        in_path = {part[1:-1] for part in each["path"].split("/") if part.startswith("{")}
        described = {p["name"] for p in each.get("parameters", []) if p["in"] == "path"}
        assert in_path == described


def _error_numbers() -> set[str]:
    named = api_description()["components"]["responses"]
    return {name.removeprefix("Error") for name in named}


def answer_in_time(client, path: str) -> httpx2.Response | None:
    """Return the answer to a request; None while the log is being opened."""
    answer = client.get(path)
    return None if answer.status_code == 503 else answer


def test_answers_fit_their_description(client) -> None:
    checked = set()
    for operation in operations():
        content = operation["responses"].get("200", {}).get("content", {})
        is_plain = operation["method"] == "GET" and "{" not in operation["path"]
        is_socket = operation["path"] == "/api/judge/live"
        if not is_plain or is_socket or "application/json" not in content:
            continue
        answer = wait_until(partial(answer_in_time, client, operation["path"]))
        if answer.status_code == 404:  # nothing to export
            fits(answer.json(), answer_schema(operation, 404))
            continue
        assert answer.status_code == 200, operation["path"]
        fits(answer.json(), answer_schema(operation, 200))
        checked.add(operation["path"])
    assert {"/api/state", "/api/sources", "/api/openapi.json"} <= checked


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/figures?source=Nobody", 404), ("/api/figures.csv?source=Nobody", 404),
        ("/api/figures.html?source=Nobody", 404), ("/api/figures?period=x", 400),
        ("/api/events?limit=0", 400), ("/api/snapshots?kind=x", 400),
        ("/api/export.zip?day=x", 400),
    ],
)  # fmt: skip
def test_errors_of_the_log_are_described(tmp_path, address: str, status: int) -> None:
    put_snapshot(tmp_path)
    [asked] = [each for each in operations() if each["path"] == address.partition("?")[0]]
    with serving_log(tmp_path) as client:
        answer = client.get(address)
    assert answer.status_code == status
    fits(answer.json(), answer_schema(asked, status))


def test_what_brings_a_body_may_come_too_slowly_or_be_too_large() -> None:
    bringing = [each for each in operations() if "requestBody" in each]
    assert bringing
    assert all({"408", "413"} <= set(each["responses"]) for each in bringing)


def test_the_state_of_a_running_source_fits(client, sources, hang, wait_for_state) -> None:
    sources["demo"] = lambda: live(hang, frames=3)
    client.post("/api/source", json={"source": "demo"})
    state = wait_for_state(lambda state: state["faces"])
    fits(state, {"$ref": "#/components/schemas/State"})


def test_judged_pictures_and_errors_fit(client, portrait) -> None:
    [judge] = [each for each in operations() if each["path"] == "/api/judge"]
    for content, headers, status in (
        (encoded(".jpg", portrait), {}, 200),
        (encoded(".jpg", portrait)[:-9000], {}, 200),
        (b"no picture", {}, 400),
        (b"%PDF-1.7", {}, 415),
    ):
        answer = client.post("/api/judge", content=content, headers=headers)
        assert answer.status_code == status
        fits(answer.json(), answer_schema(judge, status))
    with client.websocket_connect("ws://127.0.0.1/api/judge/live") as socket:
        socket.send_bytes(encoded(".jpg", portrait))
        judged = socket.receive_json()
        socket.send_text("no picture")
        error = socket.receive_json()
    fits(judged, {"$ref": "#/components/schemas/Judged"})
    fits(error, {"$ref": "#/components/schemas/Error"})


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer"}, "integer"),
        ({"type": ["number", "null"]}, "number or null"),
        ({"type": "string", "enum": ["a", "b"]}, "a | b"),
        ({"type": "array", "items": {"type": "number"}}, "list of number"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Event"}}, "list of Event"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "object of string"),
        ({"oneOf": [{"$ref": "#/components/schemas/Label"}, {"type": "null"}]}, "Label or null"),
        ({"$ref": "#/components/schemas/Label"}, ""),
    ],
)
def test_types_are_told_in_words(schema: dict[str, Any], words: str) -> None:
    assert type_words(schema) == words
