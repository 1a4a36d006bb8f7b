"""The page `/judge`, on which a browser's camera or a picture is judged."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from maskapp.label_style import LABEL_COLOURS, LABEL_SYMBOLS, LABEL_WORDS
from maskapp.records import MaskLabel
from maskapp.web.page_templates import render


def label_looks() -> dict[str, Any]:
    """Return word, colour and symbol of each label, ready for JSON."""
    return {
        label.value: {
            "word": LABEL_WORDS[label],
            "colour": LABEL_COLOURS[label],
            "strokes": LABEL_SYMBOLS[label],
        }
        for label in MaskLabel
    }


def judge_page(request: Request, *, is_mirrored: bool) -> Response:
    """Return the page.

    Args:
        request: Its Host is named as where pictures go.
        is_mirrored: Whether the camera is mirrored at first, as in the window.
    """
    values = {
        "page": "/judge",
        "host": request.url.netloc,
        "bare_host": request.url.hostname or "",
        "labels": label_looks(),
        "is_mirrored": is_mirrored,
    }
    return HTMLResponse(render("judge.html", values))
