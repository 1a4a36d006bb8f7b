"""The page on which a browser's camera is judged, as HTML."""

import html
import json
import re

import pytest
from starlette.requests import Request

from maskapp import paths
from maskapp.label_style import LABEL_COLOURS, LABEL_WORDS
from maskapp.records import MaskLabel
from maskapp.web.judge.judge_page import judge_page, label_looks


def page(*, host: str = "door.local:8000", is_mirrored: bool = False) -> str:
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "https",
        "path": "/judge",
        "query_string": b"",
        "headers": [(b"host", host.encode())],
    }
    return bytes(judge_page(Request(scope), is_mirrored=is_mirrored).body).decode()


def test_it_says_where_pictures_go() -> None:
    text = page()
    assert "Pictures go to <strong>door.local:8000</strong> only and are not stored." in text
    assert "maskapp serve --host door.local --self-signed" in text
    assert "<script>x" not in page(host="a<script>x")


def test_labels_look_as_in_the_window() -> None:
    found = re.search(r'data-labels="([^"]*)"', page())
    assert found is not None
    looks = json.loads(html.unescape(found[1]))
    assert looks == json.loads(json.dumps(label_looks()))
    for label in MaskLabel:
        assert looks[label.value]["word"] == LABEL_WORDS[label]
        assert looks[label.value]["colour"] == LABEL_COLOURS[label]


@pytest.mark.parametrize("is_mirrored", [False, True])
def test_it_is_mirrored_at_first_if_the_window_is(*, is_mirrored: bool) -> None:
    box = re.search(r'<input id="mirror"[^>]*>', page(is_mirrored=is_mirrored))
    assert box is not None
    assert (" checked>" in box[0]) == is_mirrored


def test_it_says_check_where_the_code_says_judge() -> None:
    said = [re.sub(r"<[^>]*>", " ", page())]
    assert "Check my camera" in said[0]
    for script in (paths.resources_dir() / "web" / "static" / "judge").glob("*.js"):
        said += re.findall(r'"[^"\n]* [^"\n]*"', script.read_text("utf-8"))
    assert not [words for words in said if re.search(r"\bjudg", words, re.IGNORECASE)]


def test_nothing_is_inline_or_from_elsewhere() -> None:
    text = page()
    assert not re.search(r"<style|style=|\son\w+=|https?://(?!www\.w3\.org/)", text)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", text))
