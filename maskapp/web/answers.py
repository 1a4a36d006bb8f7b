"""Answers in JSON, and requests that carry it."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

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


def problem(status: int, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return an error for programs and people: what happened, and what to do."""
    return JSONResponse({"error": message}, status, headers)
