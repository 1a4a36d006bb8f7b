"""The server with all that stands before it, over a real connection."""

import http.client
import logging
import socket
import ssl
import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from maskapp.web import server as server_module
from maskapp.web.access.listener import EventLoop
from maskapp.web.server import find_certificate, listen, make_server, make_site
from tests.support.certificates import write_pair
from tests.support.web_server import running_server, wait_until

TOKEN = "kQ9x-72hd.Lp04_s"


@pytest.fixture
def options(options, monkeypatch):
    """Those of a server behind a proxy on this machine, which needs a token."""
    monkeypatch.setenv("MASKAPP_TOKEN", TOKEN)
    return replace(options, public_names=("cam.example.org",))


def ask(address: str, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request(method, path, headers=headers)
    try:
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()


def test_the_token_is_never_logged(address, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    assert ask(address, f"/?token={TOKEN}").status == 303
    assert ask(address, f"/api/state?token={TOKEN}").status == 200
    assert ask(address, f"/nothing?token={TOKEN}", **upgrade, **key).status == 403
    assert ask(address, "/api/state?token=wrong-secret").status == 401
    assert TOKEN not in caplog.text
    assert "wrong-secret" not in caplog.text


def test_only_a_proxy_on_this_machine_tells_whose_request_it_is(address) -> None:
    for number in range(5):
        ask(address, f"/?token={number}", **{"X-Forwarded-For": "10.0.0.7"})
    right = {"Authorization": f"Bearer {TOKEN}"}
    assert ask(address, "/api/state", **right, **{"X-Forwarded-For": "10.0.0.7"}).status == 429
    assert ask(address, "/api/state", **right, **{"X-Forwarded-For": "10.0.0.8"}).status == 200


def test_behind_a_proxy_with_tls_the_cookie_is_only_sent_by_tls(address) -> None:
    answer = ask(address, f"/?token={TOKEN}", **{"X-Forwarded-Proto": "https"})
    assert "Secure" in answer.headers["Set-Cookie"]


def test_without_a_proxy_nobody_can_claim_another_address(options, settings, backend) -> None:
    site = make_site(replace(options, public_names=()), settings, backend)
    assert not make_server(site).config.proxy_headers
    site.watcher.start()
    assert site.watcher.stop()


def test_others_choose_only_from_what_was_offered(site) -> None:
    assert not site.offer.allows_any


@contextmanager
def tls_server(site, certificate):
    with listen("127.0.0.1", 0) as listener:
        server = make_server(site, certificate)

        def run() -> None:
            with server_module.asyncio.Runner(loop_factory=EventLoop) as runner:
                runner.run(server.serve([listener]))

        thread = threading.Thread(target=run)
        thread.start()
        try:
            wait_until(lambda: server.started)
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(20)


def test_a_self_signed_server_is_trusted_by_who_has_its_certificate(site, options) -> None:
    certificate = find_certificate(replace(options, is_self_signed=True))
    trusting = ssl.create_default_context(cafile=certificate.files.cert)
    with tls_server(site, certificate) as port:
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=trusting)
        connection.request("GET", f"/?token={TOKEN}")
        answer = connection.getresponse()
        assert answer.status == 303
        assert "Secure" in answer.headers["Set-Cookie"]
        assert "wss://127.0.0.1" in answer.headers["Content-Security-Policy"]
        connection.close()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])  # addresses are not sent as names
def test_a_renewed_certificate_is_served_without_a_restart(site, options, tmp_path, name) -> None:
    begins = datetime.now(UTC) - timedelta(days=1)
    cert, key = write_pair(tmp_path, begins=begins)
    certificate = find_certificate(replace(options, cert=cert, key=key))
    with tls_server(site, certificate) as port:
        assert served_to(name, port) == der(cert)
        write_pair(tmp_path, begins=begins)
        certificate.look()
        assert served_to(name, port) == der(cert)
        renewed = der(cert)
        write_pair(tmp_path / "other", begins=begins).key.replace(key)
        certificate.look()
        assert served_to(name, port) == renewed, "the key on disk belongs to another"


def der(cert: Path) -> bytes:
    return ssl.PEM_cert_to_DER_cert(cert.read_text())


def served_to(name: str, port: int) -> bytes:
    """Return the certificate that a client gets."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), 20) as plain,
        context.wrap_socket(plain, server_hostname=name) as connection,
    ):
        return connection.getpeercert(binary_form=True)


def test_a_real_connection_meets_the_guard(site) -> None:
    with running_server(site) as address:
        assert ask(address, "/healthz").status == 200
        assert ask(address, "/", Host="evil.example").status == 421
        assert ask(address, "/", "POST", Origin="http://evil.example").status == 403
        assert ask(address, "/static/../../pyproject.toml").status == 401
        answer = ask(address, "/api/source", "POST", Authorization=f"Bearer {TOKEN}")
        assert answer.status == 400
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Server"] is None
