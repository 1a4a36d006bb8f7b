"""Answers in JSON, what several of them tell, and requests that carry it."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from maskapp.outputs.event_json import event_as_json
from maskapp.outputs.violation_event import ViolationEvent

_LONGEST_BYTES = 20_000
"""What is asked in JSON is short."""


async def asked(request: Request) -> dict[str, Any]:
    """Return the JSON object that a request carries.

    Raises:
        HTTPException: It carries something else, or too much.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_BYTES:
            raise HTTPException(413, "The request is too long.")
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "The request has to carry a JSON object.") from error
    if not isinstance(content, dict):
        raise HTTPException(400, "The request has to carry a JSON object.")
    return content


def logged_event(event: ViolationEvent, source: str, picture: str | None) -> dict[str, Any]:
    """Return a violation of the snapshot log as JSON values.

    It is as `maskapp detect --events` writes it, but without its time in the source, which the log
    does not keep.

    Args:
        event: The violation.
        source: Display name of its source.
        picture: Address of its picture; None if that is missing.
    """
    content = event_as_json(event, has_clock_time=True, input_name=source)
    del content["start_s"]
    return {**content, "picture": picture}


def file_address(snapshot_id: int, name: str) -> str:
    """Return the address of a file of a snapshot, such as `picture.jpg`."""
    return f"/api/snapshots/{snapshot_id}/{name}"


def problem(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return an error for programs and people: what happened, and what to do."""
    return JSONResponse({"error": message}, status, headers)
