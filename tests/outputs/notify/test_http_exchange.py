"""One bounded request; `test_webhook.py` tries it with servers of all kinds."""

import contextlib
import ssl
import time

import pytest

from maskapp.errors import DeliveryError
from maskapp.outputs.notify.http_exchange import MOST_ANSWER_BYTES, post
from tests.support.webhook_server import status

CONTEXT = ssl.create_default_context()


def test_returns_status_headers_and_body(webhook):
    webhook.answers.append(status(418, b"short and stout", X_Pot="tea"))
    answer = post(webhook.url, b"{}", {}, CONTEXT, 5)
    assert (answer.status, answer.body) == (418, b"short and stout")
    assert answer.headers["x-pot"] == "tea"


def test_an_address_without_a_path_means_the_root(webhook):
    post(webhook.url.removesuffix("/hook"), b"{}", {}, CONTEXT, 5)
    post(webhook.url.removesuffix("/hook") + "?a=ü&b=%20#c", b"{}", {}, CONTEXT, 5)
    assert [headers["path"] for headers, _ in webhook.requests] == ["/", "/?a=%C3%BC&b=%20"]


def test_the_addresses_of_a_name_share_the_time(silent_addresses):
    silent_addresses("door.example", 4)
    began_s = time.monotonic()
    with pytest.raises(DeliveryError, match="does not answer in time"):
        post("http://door.example/", b"{}", {}, CONTEXT, 1.0)
    assert time.monotonic() - began_s < 3.0


def test_an_address_that_answers_is_reached_behind_a_silent_one(webhook, silent_addresses):
    silent_addresses("door.example", 1, webhook.port)
    assert post(f"http://door.example:{webhook.port}/", b"{}", {}, CONTEXT, 4.0).status == 200


@pytest.mark.parametrize("size", ["-1", "-5", "fffffff"])
def test_a_chunk_of_a_strange_size_is_not_read_into_memory(webhook, size):
    def flood(handler):
        head = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\n"
        handler.wfile.write(head.encode())
        with contextlib.suppress(OSError):
            for _ in range(100):
                handler.wfile.write(bytes(1_000_000))
                sent.append(1)

    sent = []
    webhook.answers.append(flood)
    answer = post(webhook.url, b"{}", {}, CONTEXT, 30)
    assert answer.status == 200
    assert len(answer.body) <= MOST_ANSWER_BYTES
    assert len(sent) < 60
