"""Trying whether a service takes messages, and saying in words what it answered."""

from dataclasses import replace

from maskapp.display_names import foreign_message
from maskapp.outputs.notify.http_answers import status_words
from maskapp.outputs.notify.message import Message
from maskapp.outputs.notify.mqtt_broker import MqttBroker
from maskapp.outputs.notify.mqtt_topics import Topics
from maskapp.outputs.notify.targets import BrokerTarget, WebhookTarget
from maskapp.outputs.notify.webhook import Webhook

_TIMEOUT_S = 10.0
_LONGEST_ANSWER = 120


def try_webhook(target: WebhookTarget, timeout_s: float = _TIMEOUT_S) -> str:
    """Send a test message to a webhook.

    Returns:
        What the server answered.

    Raises:
        DeliveryError: It did not take the message.
    """
    answer = Webhook(target, timeout_s).send(Message.of_test())
    said = f"The server took the message: {status_words(answer.status)}"
    text = answer.body.decode("utf-8", "replace").strip()
    return f"{said}, “{foreign_message(text, _LONGEST_ANSWER)}”" if text else said


def try_broker(target: BrokerTarget, timeout_s: float = _TIMEOUT_S) -> str:
    """Connect to a broker beside the connection that may be there, and publish a test message.

    Returns:
        What happened.

    Raises:
        DeliveryError: The broker cannot be reached, or refuses.
    """
    topics = Topics(target.client_id)
    other = replace(target, client_id=f"{target.client_id}-test")
    broker = MqttBroker(other, Topics(other.client_id).status, timeout_s)
    broker.connect()
    try:
        broker.publish(topics.events, Message.of_test().as_json())
        broker.close()
    finally:
        broker.drop()
    return f"The broker {target.host} took the message at {topics.events}"
