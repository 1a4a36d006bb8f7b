"""Sending to a webhook that does as it should, and to others."""

import hashlib
import hmac
import json
import re
import time

import pytest

from maskapp.errors import DeliveryError
from maskapp.outputs.notify.targets import WebhookTarget
from maskapp.outputs.notify.webhook import SIGNATURE_HEADER, Webhook
from tests.support.outside_fixtures import free_port, make_message
from tests.support.webhook_server import status


def send(url, *, timeout_s=5.0, message=None, **facts):
    return Webhook(WebhookTarget(url, **facts), timeout_s).send(message or make_message())


def failure(url, **facts) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send(url, **facts)
    return caught.value


def test_a_message_arrives_as_json_with_its_id(webhook):
    send(webhook.url + "/a b?door=1")
    [(headers, body)] = webhook.requests
    assert headers["path"] == "/hook/a%20b?door=1"
    assert headers["Content-Type"].startswith("application/json")
    assert headers["Idempotency-Key"] == json.loads(body)["id"] == "id-1"
    assert json.loads(body)["event"]["label"] == "without_mask"
    assert "Authorization" not in headers


def test_the_secret_goes_as_a_bearer_token(webhook):
    send(webhook.url, secret="tökén", secret_as="bearer")
    header = webhook.requests[0][0]["Authorization"]
    assert header.encode("latin-1").decode() == "Bearer tökén"


def test_the_secret_goes_as_user_and_password(webhook):
    send(webhook.url, secret="me:word", secret_as="basic")
    assert webhook.requests[0][0]["Authorization"] == "Basic bWU6d29yZA=="


def test_a_signature_proves_the_body_and_hides_the_secret(webhook):
    send(webhook.url, secret="key", secret_as="signature")
    headers, body = webhook.requests[0]
    expected = hmac.new(b"key", body, hashlib.sha256).hexdigest()
    assert headers[SIGNATURE_HEADER] == f"sha256={expected}"
    assert "Authorization" not in headers


def test_a_secret_with_a_line_break_adds_no_header(webhook):
    assert "line break" in str(failure(webhook.url, secret="x\r\nEvil: 1"))
    assert webhook.requests == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (401, "secret"),
        (403, "does not allow"),
        (404, "nothing at this address"),
        (429, "too many"),
        (500, "fault of its own"),
        (503, "overloaded"),
        (418, "does not accept"),
    ],
)
def test_says_what_a_status_means(webhook, code, words):
    webhook.answers.append(status(code))
    error = failure(webhook.url)
    assert str(code) in str(error)
    assert words in str(error)
    assert not error.is_refusal


@pytest.mark.parametrize("code", [400, 413, 422])
def test_a_message_that_is_not_wanted_is_a_refusal(webhook, code):
    webhook.answers.append(status(code))
    assert failure(webhook.url).is_refusal


def test_takes_the_time_that_the_server_asks_for(webhook):
    soon = time.time() + 100
    dates = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(soon))
    for value in ("7", dates, "999999", "-3", "soon", "", "٣٣"):
        webhook.answers.append(status(429, Retry_After=value.encode().decode("latin-1")))
    waits = [failure(webhook.url).after_s for _ in range(len(webhook.answers))]
    assert waits[0] == 7
    assert 90 < waits[1] <= 100
    assert waits[2:] == [3600, None, None, None, None]


def test_a_redirect_is_not_followed_and_shows_no_login(webhook):
    other = "https://user:word@other.example/x?token=1"
    webhook.answers.append(status(307, Location=other))
    message = str(failure(webhook.url, secret="s"))
    assert "https://other.example" in message
    assert not re.search("word|token", message)
    assert len(webhook.requests) == 1


def test_a_closed_port_is_said_in_words():
    message = str(failure(f"http://127.0.0.1:{free_port()}/"))
    assert "refuses the connection" in message


def test_an_unknown_name_is_said_in_words():
    assert "no computer named" in str(failure("http://door.invalid/"))


@pytest.mark.parametrize("behaviour", ["hang", "drip"])
def test_a_server_that_never_answers_costs_no_more_than_the_timeout(webhook, behaviour):
    webhook.answers.append(getattr(webhook, behaviour))
    began_s = time.monotonic()
    assert "in time" in str(failure(webhook.url, timeout_s=0.3))
    assert time.monotonic() - began_s < 20


def test_of_an_endless_answer_only_the_beginning_is_read(webhook):
    webhook.answers.append(webhook.flood)
    assert len(send(webhook.url).body) == 65_536


def test_an_answer_that_breaks_off_counts_by_its_status(webhook):
    webhook.answers.append(
        lambda handler: handler.wfile.write(b"HTTP/1.1 204 Fine\r\nContent-Length: 9\r\n\r\n1")
    )
    assert send(webhook.url).status == 204


@pytest.mark.parametrize("garbage", [b"SSH-2.0-x\r\n", b"\x15\x03\x01\x00\x02\x02", b""])
def test_another_protocol_is_said_in_words(webhook, garbage):
    def answer(handler):
        handler.wfile.write(garbage)

    webhook.answers.append(answer)
    assert re.search("does not speak HTTP|closes the connection", str(failure(webhook.url)))


def test_https_at_a_server_without_tls_is_said_in_words(webhook):
    message = str(failure(webhook.url.replace("http:", "https:"), timeout_s=2.0))
    assert "TLS" in message


def test_neither_url_nor_secret_are_in_an_error_or_a_representation(webhook):
    webhook.answers.append(status(500))
    target = WebhookTarget(f"{webhook.url}/tokén", secret="geheim")
    with pytest.raises(DeliveryError) as caught:
        Webhook(target).send(make_message())
    assert "geheim" not in repr(target)
    assert "tok" not in str(caught.value)
    assert Webhook(target).place == "127.0.0.1"
