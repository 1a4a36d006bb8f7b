import re
from pathlib import Path

import jinja2
import pytest

from maskapp import paths
from maskapp.web.page_templates import icon, render

WEB = paths.resources_dir() / "web"


def test_what_is_shown_is_escaped():
    page = render("message.html", {"title": "<script>", "words": "a & b\n<b>c</b>"})
    assert '<h1 id="title">&lt;script&gt;</h1>' in page
    assert "<p>&lt;b&gt;c&lt;/b&gt;</p>" in page
    assert "<script>" not in page


def test_the_page_that_is_shown_is_marked_in_the_navigation():
    page = render("message.html", {"title": "", "words": "", "page": "/figures"})
    assert re.findall(r'href="([^"]*)" aria-current="page"', page) == ["/figures"]


def test_a_value_that_a_page_needs_has_to_be_given():
    with pytest.raises(jinja2.UndefinedError):
        render("message.html", {"title": "No words"})


def test_an_icon_has_the_colour_of_its_text_and_is_silent_for_screen_readers():
    drawn = icon("camera")
    assert 'class="icon" aria-hidden="true"' in drawn
    assert "currentColor" in drawn


@pytest.mark.parametrize("path", sorted((WEB / "templates").iterdir()), ids=lambda path: path.name)
def test_no_template_has_what_the_security_policy_forbids(path: Path):
    text = path.read_text("utf-8")
    assert not re.search(r"\sstyle\s*=|<style|javascript:|\son\w+\s*=", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.*")), ids=lambda path: path.name)
def test_nothing_is_loaded_from_elsewhere(path: Path):
    addresses = set(re.findall(r"(?:https?:)?//[\w.-]+\.[a-z]+", path.read_text("utf-8")))
    assert addresses <= {"http://www.w3.org"}  # the name of SVG, which nobody loads
