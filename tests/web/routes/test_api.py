"""The description of the addresses, as people and programs get it."""

import re

from maskapp.web.api_description import api_description


def test_programs_get_the_description(client) -> None:
    assert client.get("/api/openapi.json").json() == api_description()


def test_the_page_shows_every_address_with_an_example_that_can_be_copied(client) -> None:
    answer = client.get("/api")
    assert answer.headers["content-type"].startswith("text/html")
    page = answer.text
    for path in api_description()["paths"]:
        assert f"<code>{path}</code>" in page
    assert "curl --data-binary @picture.jpg http://127.0.0.1/api/judge" in page
    assert "connect(&#34;ws://127.0.0.1/api/judge/live&#34;)" in page
    assert "BASE" not in page
    assert "`" not in page


def test_all_links_of_the_page_lead_somewhere_and_to_one_place(client) -> None:
    page = client.get("/api").text
    places = re.findall(r'id="([^"]+)"', page)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(places)
    assert len(places) == len(set(places))  # browsers go to the first


def test_a_hostile_host_is_only_text(client) -> None:
    page = client.get("/api", headers={"Host": "a<script>alert(1)</script>"}).text
    assert "<script>alert" not in page
