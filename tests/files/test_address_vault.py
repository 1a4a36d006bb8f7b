"""Where addresses with passwords are kept."""

import json
import os
import stat

import pytest

from maskapp.errors import OutputError
from maskapp.files import json_files
from maskapp.files.address_vault import AddressVault
from tests.support.fake_keyring import FakeKeyring
from tests.support.unreadable_files import cannot_be_read

SHOWN = "rtsp://hall/1"
ADDRESS = "rtsp://me:secret@hall/1"


@pytest.fixture
def keyring() -> FakeKeyring:
    return FakeKeyring()


@pytest.fixture
def vault(tmp_path, keyring) -> AddressVault:
    return AddressVault(tmp_path, keyring)


def test_the_keyring_keeps_an_address_and_no_file_does(vault, keyring) -> None:
    name = vault.keep(SHOWN, ADDRESS)
    assert (name, vault.find(name)) == (SHOWN, ADDRESS)
    assert list(keyring.kept.values()) == [ADDRESS]
    assert not vault.file.exists()


def test_two_data_folders_have_their_own_addresses(vault, keyring, tmp_path) -> None:
    vault.keep(SHOWN, ADDRESS)
    (tmp_path / "other").mkdir()
    assert AddressVault(tmp_path / "other", keyring).find(SHOWN) is None


def test_another_password_replaces_the_old_one(vault) -> None:
    vault.keep(SHOWN, "rtsp://me:wr@ng@hall/1")
    assert vault.keep(SHOWN, ADDRESS) == SHOWN
    assert vault.find(SHOWN) == ADDRESS


def test_addresses_that_are_shown_alike_get_numbers(vault) -> None:
    tokens = [f"http://hall/live?token={number}" for number in range(3)]
    names = [vault.keep("http://hall/live", address) for address in tokens]
    assert names == ["http://hall/live", "http://hall/live (2)", "http://hall/live (3)"]
    assert [vault.find(name) for name in names] == tokens
    assert vault.keep("http://hall/live", tokens[1]) == names[1]


def test_a_forgotten_address_is_gone(vault, keyring) -> None:
    vault.keep(SHOWN, ADDRESS)
    vault.forget(SHOWN)
    assert (vault.find(SHOWN), keyring.kept) == (None, {})
    vault.forget(SHOWN)  # there is nothing left to forget


@pytest.mark.parametrize("fault", ["absent", "disabled"])
def test_without_a_keyring_a_file_of_the_user_alone_keeps_it(
    vault, keyring, tmp_path, fault
) -> None:
    keyring.error = RuntimeError("no keyring") if fault == "absent" else None
    keyring.is_disabled = fault == "disabled"
    name = vault.keep(SHOWN, ADDRESS)
    assert json.loads(vault.file.read_text()) == {SHOWN: ADDRESS}
    assert stat.S_IMODE(vault.file.stat().st_mode) == 0o600
    assert AddressVault(tmp_path, keyring).find(name) == ADDRESS
    vault.forget(name)
    assert vault.find(name) is None
    assert not vault.file.exists()


def test_the_system_keyring_is_used_by_default(tmp_path) -> None:
    vault = AddressVault(tmp_path)  # tests have one that fails
    vault.keep(SHOWN, ADDRESS)
    assert vault.file.exists()


@pytest.mark.parametrize("content", ["", "{", "[1]", '"x"', "\x00", "[" * 10_000])
def test_a_damaged_file_is_copied_and_told_once_and_replaced(vault, keyring, content) -> None:
    keyring.error = RuntimeError("no keyring")
    vault.file.write_text(content)
    assert vault.find(SHOWN) is None
    vault.keep(SHOWN, ADDRESS)
    assert vault.find(SHOWN) == ADDRESS
    (copy,) = vault.file.parent.glob("addresses.broken-*.json")
    assert copy.read_text() == content
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    (message,) = vault.messages
    assert str(vault.file) in message
    assert str(copy) in message


def test_what_an_edit_has_broken_twice_is_copied_twice(vault, keyring) -> None:
    keyring.error = RuntimeError("no keyring")
    for content in ('{"a": ', '{"b": '):
        vault.file.write_text(content)
        vault.keep(SHOWN, ADDRESS)
    assert len(list(vault.file.parent.glob("addresses.broken-*.json"))) == 2
    assert len(vault.messages) == 2


def test_clearing_leaves_no_address_behind(vault, keyring, tmp_path) -> None:
    keyring.error = RuntimeError("no keyring")
    vault.file.write_text("{")
    vault.keep(SHOWN, ADDRESS)
    vault.clear()
    assert list(tmp_path.iterdir()) == []
    vault.clear()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_its_place_is_not_waited_for(vault, keyring) -> None:
    keyring.error = RuntimeError("no keyring")
    os.mkfifo(vault.file)
    assert vault.find(SHOWN) is None
    vault.keep(SHOWN, ADDRESS)
    assert vault.find(SHOWN) == ADDRESS


def test_a_file_that_cannot_be_read_for_a_while_is_not_replaced(vault, keyring) -> None:
    keyring.error = RuntimeError("no keyring")
    vault.keep(SHOWN, ADDRESS)
    with cannot_be_read(vault.file), pytest.raises(OutputError, match="cannot be read"):
        vault.keep("http://other/", "http://user:secret@other/")
    assert vault.find(SHOWN) == ADDRESS


def test_a_file_that_cannot_be_written_is_reported_without_the_password(vault, keyring) -> None:
    keyring.error = RuntimeError("no keyring")
    vault.file.mkdir()
    (vault.file / "x").touch()
    with pytest.raises(OutputError) as raised:
        vault.keep(SHOWN, ADDRESS)
    assert "secret" not in str(raised.value)


def test_errors_of_the_keyring_are_logged_without_the_password(vault, keyring, caplog) -> None:
    keyring.error = RuntimeError(ADDRESS)
    caplog.set_level("INFO")
    vault.keep(SHOWN, ADDRESS)
    vault.forget("another")
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


def test_a_damaged_file_that_cannot_be_copied_is_not_replaced(vault, keyring, monkeypatch) -> None:
    keyring.error = RuntimeError("no keyring")
    vault.file.write_text("{")

    def full(*_arguments: object) -> None:
        raise OutputError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(json_files, "write_private", full)
        with pytest.raises(OutputError, match="could not be copied"):
            vault.keep(SHOWN, ADDRESS)
    assert vault.file.read_text() == "{"
    vault.keep(SHOWN, ADDRESS)
    assert vault.find(SHOWN) == ADDRESS
