"""What is remembered of the sources that were opened."""

import pytest

from maskapp.files.address_vault import AddressVault
from maskapp.gui.shared.remembered_state import WINDOW_FILE_NAME, RecentSource, RememberedState
from maskapp.gui.sources.recent_sources import RecentSources, shown_name

ADDRESS = "rtsp://me:secret@hall/1"
IN_VAULT = RecentSource("rtsp://hall/1", is_in_vault=True)


@pytest.fixture
def messages(recent) -> list[str]:
    messages: list[str] = []
    recent.reported.connect(messages.append)
    recent.failed.connect(messages.append)
    return messages


def file_text(tmp_path) -> str:
    return (tmp_path / WINDOW_FILE_NAME).read_text()


def test_a_password_goes_to_the_keyring_and_not_to_the_window_file(
    qtbot, recent, memory, keyring, messages, tmp_path
) -> None:
    recent.start()
    recent.remember(ADDRESS, opens_again=True)
    qtbot.waitUntil(lambda: recent.sources == [IN_VAULT])
    memory.save()
    assert "secret" not in file_text(tmp_path)
    assert list(keyring.kept.values()) == [ADDRESS]
    assert messages == []
    assert recent.last_source == IN_VAULT
    with qtbot.waitSignal(recent.chosen) as chosen:
        recent.choose(IN_VAULT)
    assert chosen.args == [ADDRESS]


def test_an_address_without_secrets_stays_as_it_is(qtbot, recent, keyring) -> None:
    recent.remember("rtsp://hall/1", opens_again=True)
    assert recent.sources == [RecentSource("rtsp://hall/1")]
    with qtbot.waitSignal(recent.chosen) as chosen:
        recent.choose(recent.sources[0])
    assert chosen.args == ["rtsp://hall/1"]
    assert keyring.kept == {}


def test_a_damaged_file_of_addresses_is_told_and_removed_with_the_list(
    qtbot, recent, keyring, messages, tmp_path
) -> None:
    keyring.error = RuntimeError("no keyring")
    file = tmp_path / "addresses.json"
    file.write_text('{"rtsp://hall/1": "rtsp://me:secret@hall/1",}')
    recent.start()
    recent.choose(IN_VAULT)
    qtbot.waitUntil(lambda: len(messages) == 2)
    assert "is not valid JSON" in messages[-1]
    (copy,) = tmp_path.glob("addresses.broken-*")
    assert str(copy) in messages[-1]
    recent.clear()
    qtbot.waitUntil(lambda: not file.exists())
    assert recent.stop()
    assert not copy.exists()


def test_without_a_keyring_it_is_said_once_where_the_passwords_are(
    qtbot, recent, keyring, messages, tmp_path
) -> None:
    keyring.error = RuntimeError("no keyring")
    recent.start()
    for address in (ADDRESS, "rtsp://me:secret@door/1"):
        recent.remember(address, opens_again=True)
    qtbot.waitUntil(lambda: len(recent.sources) == 2)
    [message] = messages
    assert str(tmp_path / "addresses.json") in message
    assert "secret" not in message


def test_passwords_of_an_earlier_version_are_moved(
    qtbot, window, keyring, tmp_path, messages
) -> None:
    older = RememberedState(tmp_path)
    for text in ("/videos/a.mp4", ADDRESS, "http://hall/live?token=secret", "rtsp://door/1"):
        older.add_recent(RecentSource(text))
    older.save()
    assert "secret" in file_text(tmp_path)
    moved = RecentSources(RememberedState(tmp_path), AddressVault(tmp_path, keyring), window)
    moved.start()
    qtbot.waitUntil(lambda: sum(source.is_in_vault for source in moved.sources) == 2)
    names = ["rtsp://door/1", "http://hall/live", "rtsp://hall/1", "/videos/a.mp4"]
    assert [source.text for source in moved.sources] == names
    assert "secret" not in file_text(tmp_path)
    assert len(keyring.kept) == 2
    assert moved.stop()


def test_clearing_the_list_forgets_the_passwords(qtbot, recent, keyring) -> None:
    recent.start()
    recent.remember(ADDRESS, opens_again=True)
    qtbot.waitUntil(lambda: recent.sources == [IN_VAULT])
    recent.clear()
    assert (recent.sources, recent.last_source) == ([], None)
    qtbot.waitUntil(lambda: keyring.kept == {})


def test_an_address_that_leaves_the_list_leaves_the_keyring(qtbot, recent, keyring) -> None:
    recent.start()
    recent.remember(ADDRESS, opens_again=True)
    qtbot.waitUntil(lambda: recent.sources == [IN_VAULT])
    for number in range(8):
        recent.remember(f"/videos/{number}.mp4", opens_again=False)
    qtbot.waitUntil(lambda: keyring.kept == {})
    assert recent.last_source is None


def test_a_file_is_not_opened_again_at_the_next_start(recent) -> None:
    recent.remember("rtsp://hall/1", opens_again=True)
    recent.remember("/videos/a.mp4", opens_again=False)
    assert recent.last_source == RecentSource("rtsp://hall/1")


def test_a_password_that_is_gone_is_asked_for(qtbot, recent, memory, messages) -> None:
    memory.add_recent(IN_VAULT)
    recent.start()
    recent.choose(IN_VAULT)
    qtbot.waitUntil(lambda: bool(messages))
    assert "rtsp://hall/1 is not in the keyring" in messages[0]


def test_the_shown_name_is_short() -> None:
    assert shown_name(RecentSource("/videos/a.mp4")) == "a.mp4"
    assert shown_name(RecentSource("rtsp://hall/1 (2)", is_in_vault=True)) == "rtsp://hall/1 (2)"
