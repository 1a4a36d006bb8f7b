"""The system's keyring, there or not."""

import pytest
from keyring.errors import KeyringLocked

from maskapp.errors import OutputError
from maskapp.files.system_keyring import SystemKeyring
from tests.support.fake_keyring import FakeKeyring


@pytest.fixture
def fake() -> FakeKeyring:
    return FakeKeyring()


def test_keeps_finds_and_forgets(tmp_path, fake):
    keyring = SystemKeyring(tmp_path, fake)
    assert keyring.keep("door", "secret")
    assert keyring.find("door") == "secret"
    assert SystemKeyring(tmp_path / "other", fake).find("door") is None
    keyring.forget("door")
    assert keyring.find("door") is None
    keyring.forget("door")  # there is nothing left to forget


@pytest.mark.parametrize("fault", ["absent", "disabled"])
def test_says_that_it_keeps_nothing(tmp_path, fake, fault):
    fake.error = RuntimeError("no keyring") if fault == "absent" else None
    fake.is_disabled = fault == "disabled"
    keyring = SystemKeyring(tmp_path, fake)
    assert not keyring.keep("door", "secret")
    assert keyring.find("door") is None


def test_a_locked_one_is_told_apart_from_an_absent_one(tmp_path, fake):
    keyring = SystemKeyring(tmp_path, fake)
    fake.error = RuntimeError("no keyring")
    assert keyring.read("door") is None
    fake.error = KeyringLocked("Failed to unlock the collection!")
    with pytest.raises(OutputError, match="locked"):
        keyring.read("door")
    assert keyring.find("door") is None
