"""Passwords of services."""

import pytest
from keyring.errors import KeyringLocked

from maskapp.errors import OutputError
from maskapp.files.secret_store import SecretStore
from tests.support.fake_keyring import FakeKeyring


@pytest.fixture
def fake() -> FakeKeyring:
    return FakeKeyring()


def test_the_keyring_keeps_it(tmp_path, fake):
    store = SecretStore(tmp_path, fake, {})
    assert store.find("mqtt_password") == ""
    store.keep("mqtt_password", "word")
    assert SecretStore(tmp_path, fake, {}).find("mqtt_password") == "word"
    assert list(tmp_path.iterdir()) == [], "no file has it"
    store.keep("mqtt_password", "")
    assert (store.find("mqtt_password"), fake.kept) == ("", {})


def test_without_a_keyring_it_names_the_environment_variable_and_writes_nothing(tmp_path, fake):
    fake.error = RuntimeError("no keyring")
    with pytest.raises(OutputError, match="MASKAPP_MQTT_PASSWORD") as caught:
        SecretStore(tmp_path, fake, {}).keep("mqtt_password", "word")
    assert "word" not in str(caught.value).replace("password", "")
    assert list(tmp_path.iterdir()) == []


def test_the_environment_comes_first(tmp_path, fake):
    fake.error = RuntimeError("no keyring")
    store = SecretStore(tmp_path, fake, {"MASKAPP_WEBHOOK_SECRET": "token\n"})
    assert store.find("webhook_secret") == "token"
    assert store.is_in_environment("webhook_secret")
    assert not store.is_in_environment("mqtt_password")


def test_a_locked_keyring_is_not_taken_for_an_empty_one(tmp_path, fake):
    fake.error = KeyringLocked("Failed to unlock the collection!")
    with pytest.raises(OutputError, match=r"locked.*MASKAPP_MQTT_PASSWORD"):
        SecretStore(tmp_path, fake, {}).find("mqtt_password")
    assert SecretStore(tmp_path, fake, {"MASKAPP_MQTT_PASSWORD": "x"}).find("mqtt_password") == "x"


def test_one_of_the_environment_that_is_no_text_is_told(tmp_path, fake):
    value = b"gr\xfcn".decode("utf-8", "surrogateescape")
    with pytest.raises(OutputError, match=r"MASKAPP_WEBHOOK_SECRET .*UTF-8") as caught:
        SecretStore(tmp_path, fake, {"MASKAPP_WEBHOOK_SECRET": value}).find("webhook_secret")
    assert "gr" not in str(caught.value)
