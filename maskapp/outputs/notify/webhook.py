"""Sending messages to a webhook: one POST for each, in JSON."""

import base64
import hashlib
import hmac
import threading
from urllib.parse import urlsplit

from maskapp import __version__
from maskapp.errors import DeliveryError
from maskapp.outputs.notify.http_answers import check_answer
from maskapp.outputs.notify.http_exchange import Answer, post
from maskapp.outputs.notify.message import Message
from maskapp.outputs.notify.targets import WebhookTarget
from maskapp.outputs.notify.tls import tls_context

_TIMEOUT_S = 15.0
SIGNATURE_HEADER = "X-Maskapp-Signature"


class Webhook:
    """A webhook; connects only to send a message.

    Args:
        target: Where messages go.
        timeout_s: For one message.
    """

    has_connection = False
    """Whether it stays connected while there is nothing to send."""

    def __init__(self, target: WebhookTarget, timeout_s: float = _TIMEOUT_S) -> None:
        self._target = target
        self._timeout_s = timeout_s
        self._woken = threading.Event()

    @property
    def place(self) -> str:
        """The server, without anything secret."""
        return urlsplit(self._target.url).hostname or ""

    def connect(self) -> None:
        """Do nothing: there is no connection to keep."""

    def send(self, message: Message) -> Answer:
        """Send a message.

        Raises:
            DeliveryError: It was not taken.
        """
        body = message.as_json()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": f"Maskapp/{__version__}",
            "Idempotency-Key": message.id,
            "Connection": "close",
            **self._login(body),
        }
        context = tls_context(self._target.ca_file)
        answer = post(self._target.url, body, headers, context, self._timeout_s)
        check_answer(answer)
        return answer

    def wait(self, timeout_s: float) -> None:
        """Wait until `wake` is called."""
        self._woken.wait(timeout_s)
        self._woken.clear()

    def wake(self) -> None:
        """End a call of `wait`, from another thread."""
        self._woken.set()

    def close(self) -> None:
        """Do nothing: there is no connection to close."""

    def withdraw(self) -> None:
        """Do nothing: nothing was left there."""

    def _login(self, body: bytes) -> dict[str, str]:
        secret = self._target.secret.encode()
        if not secret:
            return {}
        if not self._target.secret.isprintable():  # a line break would begin another header
            raise DeliveryError("The secret contains a line break. Enter it again")
        match self._target.secret_as:
            case "signature":
                signature = hmac.new(secret, body, hashlib.sha256).hexdigest()
                return {SIGNATURE_HEADER: f"sha256={signature}"}
            case "basic":
                return {"Authorization": f"Basic {base64.b64encode(secret).decode()}"}
        # Headers hold Latin-1 only; other characters go as UTF-8, as servers read them.
        return {"Authorization": f"Bearer {secret.decode('latin-1')}"}
