"""One bounded request; `test_webhook.py` tries it with servers of all kinds."""

import ssl

from maskapp.outputs.notify.http_exchange import post
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
