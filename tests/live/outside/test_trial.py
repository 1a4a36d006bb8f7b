"""What trying a service says."""

import pytest

from maskapp.errors import DeliveryError
from maskapp.live.outside.trial import try_broker, try_webhook
from maskapp.outputs.notify.targets import BrokerTarget, WebhookTarget
from tests.support.webhook_server import status


def test_a_webhook_says_what_it_answered(webhook):
    webhook.answers.append(status(202, b"queued\nas 17 \x1b[31m"))
    text = try_webhook(WebhookTarget(webhook.url))
    assert text == "The server took the message: 202 Accepted, “queued as 17”"
    assert webhook.messages[0]["type"] == "test"
    assert "event" not in webhook.messages[0]


def test_an_answer_without_words(webhook):
    webhook.answers.append(status(204))
    assert try_webhook(WebhookTarget(webhook.url)) == "The server took the message: 204 No Content"


def test_a_webhook_that_refuses(webhook):
    webhook.answers.append(status(401))
    with pytest.raises(DeliveryError, match="another secret"):
        try_webhook(WebhookTarget(webhook.url))


def test_a_broker_gets_a_message_beside_the_connection_that_is_there(fake_broker):
    text = try_broker(BrokerTarget("127.0.0.1", fake_broker.port, "door"))
    assert "took the message at maskapp/door/events" in text
    assert [client for client, _, _ in fake_broker.clients] == ["door-test"]
    assert [retained for _, _, retained in fake_broker.published] == [False]
    fake_broker.wait_for(lambda broker: broker.ended)
    assert (fake_broker.retained, fake_broker.wills) == ({}, [])


def test_a_broker_that_refuses(fake_broker):
    fake_broker.refusal = 5
    with pytest.raises(DeliveryError, match="refuses user name"):
        try_broker(BrokerTarget("127.0.0.1", fake_broker.port, "door"))
