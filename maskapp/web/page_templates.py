"""The templates of the pages: they escape every value and have no inline script or style."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from maskapp import paths
from maskapp.outputs.export.html_templates import environment


def render(name: str, values: Mapping[str, Any] | None = None) -> str:
    """Return a page.

    Args:
        name: File name of the template in `resources/web/templates`.
        values: What the template shows. Each page may set `page`, its address in the navigation.
    """
    return _environment().get_template(name).render(**(values or {}))


def icon(name: str) -> Markup:
    """Return the icon `resources/icons/NAME.svg` as an element in the colour of its text."""
    return Markup(_icon(name))


@cache
def _environment() -> jinja2.Environment:
    made = environment(paths.web_dir() / "templates")
    made.globals["icon"] = icon
    return made


@cache
def _icon(name: str) -> str:
    svg = (paths.resources_dir() / "icons" / f"{name}.svg").read_text("utf-8")
    return svg.replace("<svg", '<svg class="icon" aria-hidden="true"', 1).strip()
