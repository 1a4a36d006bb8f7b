"""The menu of recent sources."""

import pytest

from maskapp.gui.shared.actions import Actions
from maskapp.gui.sources.recent_menu import RecentMenu
from maskapp.live.source_request import SourceRequest
from tests.support.source_fakes import entries


@pytest.fixture
def actions(window) -> Actions:
    return Actions(window)


@pytest.fixture
def menu(window, control, actions) -> RecentMenu:
    return RecentMenu(actions, control, window)


def test_lists_the_newest_source_first_and_opens_it(menu, control, recent, worker) -> None:
    assert not menu.isEnabled()
    recent.remember("/videos/a.mp4", opens_again=False)
    recent.remember("/videos/b & c.mp4", opens_again=False)
    assert menu.isEnabled()
    newest, older, _clear = entries(menu)
    assert (newest.text(), older.text()) == ("b && c.mp4", "a.mp4")
    assert "/videos/a.mp4" in older.toolTip()
    older.trigger()
    assert worker.opened == [SourceRequest("/videos/a.mp4")]


def test_shows_no_password_but_opens_the_address_with_it(
    qtbot, menu, control, recent, worker
) -> None:
    recent.start()
    recent.remember("rtsp://user:secret@hall/1", opens_again=True)
    qtbot.waitUntil(menu.isEnabled)
    entry, _clear = entries(menu)
    assert "hall" in entry.text()
    assert "hall" in entry.toolTip()
    assert "secret" not in entry.text() + entry.toolTip() + entry.statusTip() + str(entry.data())
    entry.trigger()
    qtbot.waitUntil(lambda: worker.opened == [SourceRequest("rtsp://user:secret@hall/1")])


def test_elides_a_long_name_but_opens_the_whole_path(menu, control, recent, worker) -> None:
    path = "/videos/" + "a long name " * 30 + ".mp4"
    recent.remember(path, opens_again=False)
    entry, _clear = entries(menu)
    assert len(entry.text()) < len(path) / 2
    assert path in entry.toolTip()
    entry.trigger()
    assert worker.opened == [SourceRequest(path)]


def test_is_disabled_once_it_is_cleared(menu, recent) -> None:
    recent.remember("/videos/a.mp4", opens_again=False)
    recent.clear()
    assert not menu.isEnabled()
    assert len(entries(menu)) == 1, "only the action that clears it"


def test_keeps_the_choice_in_an_open_menu_when_the_same_source_opens_again(menu, recent) -> None:
    recent.remember("/videos/a.mp4", opens_again=False)
    recent.remember("/videos/b.mp4", opens_again=False)
    _newest, older, _clear = entries(menu)
    menu.setActiveAction(older)
    recent.remember("/videos/b.mp4", opens_again=False)
    assert menu.activeAction() is older
    recent.remember("/videos/a.mp4", opens_again=False)
    assert entries(menu)[0].text() == "a.mp4"
