"""The settings of what other programs get."""

import pytest

from maskapp.settings.outside import (
    client_id_problem,
    host_problem,
    prefix_problem,
    url_problem,
    user_problem,
)
from maskapp.settings.settings import Settings


def test_nothing_is_sent_by_default_nor_without_an_address():
    assert not Settings().sends_to_webhook
    assert not Settings().sends_to_mqtt
    assert not Settings(webhook_on=True, mqtt_on=True).sends_to_webhook
    assert not Settings(webhook_on=True, mqtt_on=True).sends_to_mqtt
    assert not Settings(webhook_url="http://hall/").sends_to_webhook
    assert Settings(webhook_on=True, webhook_url="http://hall/").sends_to_webhook
    assert Settings(mqtt_on=True, mqtt_host="hall").sends_to_mqtt


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://localhost:8123/api/webhook/door",
        "https://192.168.1.2/x?token=1",
        "https://[::1]:8443/",
        "https://türe.example/übung",
    ],
)
def test_addresses_of_webhooks(url):
    assert url_problem(url) is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("hall/x", "does not begin with"),
        ("ftp://hall/", "does not begin with"),
        ("file:///etc/passwd", "does not begin with"),
        ("https://", "names no server"),
        ("https:///x", "names no server"),
        ("https://me:word@hall/", "user name or password"),
        ("https://hall:99999/", "port"),
        ("https://hall:0/", "port"),
        ("https://hall:door/", "port"),
        ("https://[::1/", "names no server"),
        ("https://hall/a b", "contains a space"),
        ("https://hall/\r\nEvil: 1", "cannot be shown"),
        ("https://hall/" + "x" * 2000, "longer than 2000 characters"),
    ],
)
def test_what_is_no_address_of_a_webhook(url, words):
    problem = url_problem(url)
    assert problem is not None
    assert words in problem
    assert "word@" not in problem


def test_an_address_that_cannot_be_split_is_shown_what_one_looks_like():
    for url in ("hall/x", "https:///x", "https://hall:99999/", "https://[::1/", "https://a b"):
        problem = url_problem(url)
        assert problem is not None
        example = problem.partition("; it should look like ")[2]
        assert example
        assert url_problem(example) is None


@pytest.mark.parametrize("host", ["", "broker.local", "192.168.1.2", "::1", "fe80::1%eth0", "türe"])
def test_hosts(host):
    assert host_problem(host) is None


@pytest.mark.parametrize("host", ["mqtt://hall", "me@hall", "a b", "hall/x", "hall:1883", "a\n"])
def test_what_is_no_host(host):
    assert host_problem(host)


@pytest.mark.parametrize("prefix", ["", "homeassistant", "home/ha"])
def test_prefixes(prefix):
    assert prefix_problem(prefix) is None


@pytest.mark.parametrize("prefix", ["#", "a/#", "+/a", "/a", "a/", "a b", "$SYS", "a\0", "x" * 201])
def test_what_is_no_prefix(prefix):
    assert prefix_problem(prefix)


def test_client_ids_and_user_names():
    assert client_id_problem("") is None
    assert client_id_problem("Door-1_a") is None
    assert all(client_id_problem(text) for text in ("a/b", "a b", "x" * 65, "ü", "a\n"))
    assert user_problem("me@hall") is None
    assert user_problem("") is None
    assert user_problem("a\nb") == "contains a character that cannot be shown"
    assert user_problem("x" * 201) == "is longer than 200 characters"
