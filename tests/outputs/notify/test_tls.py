"""How servers are verified."""

import socket
import ssl
import subprocess

import pytest

from maskapp.errors import DeliveryError
from maskapp.outputs.notify.mqtt_broker import MqttBroker
from maskapp.outputs.notify.targets import BrokerTarget, WebhookTarget
from maskapp.outputs.notify.tls import tls_context
from maskapp.outputs.notify.webhook import Webhook
from tests.support.outside_fixtures import make_message
from tests.support.webhook_server import WebhookServer


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate that signs itself, for 127.0.0.1, and its key, in one file."""
    folder = tmp_path_factory.mktemp("certificate")
    key, file = folder / "key.pem", folder / "own.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
        f" -subj /CN=door -addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {file}"
    )
    try:
        subprocess.run(command.split(), check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed, which makes the certificate")
    return file, key


@pytest.fixture
def tls_server(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server = WebhookServer(context)
    yield server
    server.close()


def test_a_certificate_of_nobody_known_is_refused_and_nothing_is_sent(tls_server):
    with pytest.raises(DeliveryError, match=r"certificate of 127\.0\.0\.1 is signed by itself"):
        Webhook(WebhookTarget(tls_server.url, secret="s")).send(make_message())
    assert tls_server.requests == []


def test_the_users_own_certificate_is_trusted(tls_server, certificate):
    target = WebhookTarget(tls_server.url, ca_file=str(certificate[0]))
    assert Webhook(target).send(make_message()).status == 200


def test_a_certificate_for_another_name_is_refused(tls_server, certificate):
    url = tls_server.url.replace("127.0.0.1", "localhost")
    with pytest.raises(DeliveryError, match="made out to another name"):
        Webhook(WebhookTarget(url, ca_file=str(certificate[0]))).send(make_message())


def test_a_broker_is_verified_too(start_mosquitto, certificate):
    file, key = certificate
    port = start_mosquitto(f"certfile {file}", f"keyfile {key}", "allow_anonymous true")
    known = BrokerTarget("127.0.0.1", port, "door", has_tls=True, ca_file=str(file))
    broker = MqttBroker(known, "status", 5)
    broker.connect()
    broker.publish("hall", b"1")
    broker.close()
    unknown = BrokerTarget("127.0.0.1", port, "door", has_tls=True)
    with pytest.raises(DeliveryError, match="signed by itself"):
        MqttBroker(unknown, "status", 5).connect()
    plain = BrokerTarget("127.0.0.1", port, "door")
    with pytest.raises(DeliveryError, match="expects an encrypted connection"):
        MqttBroker(plain, "status", 2).connect()


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_file_without_certificates_is_said(tmp_path, content):
    file = tmp_path / "own.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DeliveryError, match="cannot be used"):
        tls_context(str(file))


def test_a_socket_whose_handshake_fails_is_closed():
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        accepted, _ = server.accept()
        accepted.sendall(b"not TLS at all, not even nearly")
        with pytest.raises(ssl.SSLError):
            tls_context("").wrap_socket(
                client, do_handshake_on_connect=False, server_hostname="door"
            )
        accepted.close()
    assert client.fileno() == -1
