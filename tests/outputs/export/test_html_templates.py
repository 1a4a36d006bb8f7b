import jinja2
import pytest

from maskapp.outputs.export.html_templates import template


def test_templates_escape_what_they_show_and_know_the_labels():
    page = template("figures.html")
    assert page.environment.autoescape is True
    looks = page.globals["looks"]
    assert [look.name for look in looks.values()] == ["Mask", "No mask", "Worn wrong", "Uncertain"]
    assert all(look.strokes for look in looks.values())


def test_a_name_that_a_template_uses_has_to_be_given():
    with pytest.raises(jinja2.UndefinedError):
        template("figures.html").render()
