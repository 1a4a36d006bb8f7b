"""How one goes back and forward in a folder of pictures."""

from collections.abc import Callable

import pytest

from maskapp.live.source_request import SourceRequest
from maskapp.records import Frame, SourceInfo, SourceState
from tests.support.worker_fakes import FakeSource, Hang, make_frames

OPENING, RUNNING = SourceState.OPENING, SourceState.RUNNING
PAUSED, ENDED = SourceState.PAUSED, SourceState.ENDED
FOLDER = SourceRequest("folder")


class FakeFolder(FakeSource):
    """Pictures that are shown every two seconds, or sooner."""

    def __init__(self, count: int, every_s: float) -> None:
        super().__init__()
        self.info = SourceInfo("folder", 0, 0, None, count, is_live=False, is_stills=True)
        self._pictures = make_frames(count)
        self._every_s = every_s
        self._at = self._returned = 0
        self.ways: list[tuple[int, int]] = []
        self.at_end: Callable[[], object] = lambda: None

    def go_to(self, index: int, start: int) -> None:
        self._at = index
        self.ways.append((start, index))

    def read(self) -> Frame | None:
        self.reads += 1
        if self._at >= len(self._pictures):
            self.at_end()
            return None
        picture = self._pictures[self._at]
        self._at += 1
        self._returned += 1
        return Frame(picture.image, picture.index, self._every_s * self._returned, "a.png")


@pytest.fixture
def folder(qtbot, player, log, sources) -> FakeFolder:
    """Five pictures, of which the first is shown and the next not due for long."""
    made = sources["folder"] = FakeFolder(5, every_s=600.0)
    player.open(FOLDER)
    qtbot.waitUntil(lambda: log.indices == [0])
    return made


def test_a_step_shows_the_next_picture_at_once_and_waits_there(qtbot, player, log, folder) -> None:
    player.step(1)
    qtbot.waitUntil(lambda: log.indices == [0, 1])
    assert player.state is PAUSED
    player.step(1)
    qtbot.waitUntil(lambda: log.indices == [0, 1, 2])
    player.step(-1)
    qtbot.waitUntil(lambda: log.indices == [0, 1, 2, 1])
    assert log.states == [OPENING, RUNNING, PAUSED]


def test_a_step_goes_from_the_picture_that_is_shown(qtbot, player, log, folder) -> None:
    """The next one was read already, which must not turn the way round."""
    qtbot.waitUntil(lambda: folder.reads == 2)
    player.step(1)
    qtbot.waitUntil(lambda: log.indices == [0, 1])
    player.step(1)
    player.step(-1)
    qtbot.waitUntil(lambda: folder.ways[-1] == (2, 1))
    assert folder.ways[0] == (0, 1)


def test_several_steps_at_once_lead_to_the_last(qtbot, player, log, folder) -> None:
    for _ in range(3):
        player.step(1)
    qtbot.waitUntil(lambda: log.indices[-1] == 3)
    assert len(log.indices) <= 4
    for _ in range(9):
        player.step(-1)
    qtbot.waitUntil(lambda: log.indices[-1] == 0)
    for _ in range(9):
        player.step(1)
    qtbot.waitUntil(lambda: log.indices[-1] == 4)
    assert player.state is PAUSED


def test_it_goes_on_from_where_the_user_went(qtbot, player, log, sources) -> None:
    sources["folder"] = FakeFolder(5, every_s=0.001)
    player.open(FOLDER)
    qtbot.waitUntil(lambda: ENDED in log.states)
    assert log.indices == [0, 1, 2, 3, 4]


def test_a_resume_goes_on_from_the_picture_that_was_gone_to(qtbot, player, log, folder) -> None:
    player.step(1)
    player.step(1)
    qtbot.waitUntil(lambda: log.indices[-1] == 2)
    player.resume()
    qtbot.waitUntil(lambda: log.indices[-1] == 3)
    assert player.state is RUNNING


def test_a_resume_while_a_picture_is_on_its_way_goes_on_from_it(qtbot, player, log, folder) -> None:
    player.step(1)
    player.resume()
    qtbot.waitUntil(lambda: log.indices[-1] == 1)
    player.step(1)
    qtbot.waitUntil(lambda: log.indices[-1] == 2)
    assert log.indices in ([0, 1, 2], [0, 1, 2, 3])


def test_one_can_go_back_after_the_end(qtbot, player, log, sources) -> None:
    source = sources["folder"] = FakeFolder(3, every_s=0.001)
    player.open(FOLDER)
    qtbot.waitUntil(lambda: ENDED in log.states)
    assert not source.closed.is_set()
    player.step(-1)
    qtbot.waitUntil(lambda: log.indices == [0, 1, 2, 1])
    assert player.state is ENDED
    player.close()
    assert player.wait_closed()
    assert source.closed.is_set()


def test_the_end_that_is_read_while_the_user_steps_is_none(qtbot, player, log, sources) -> None:
    """While the last picture is shown, the player asks for the next one already."""
    source = sources["folder"] = FakeFolder(2, every_s=0.0)
    source.at_end = Hang()
    player.open(FOLDER)
    qtbot.waitUntil(lambda: 1 in log.indices)
    qtbot.waitUntil(source.at_end.entered.is_set)
    player.step(-1)
    source.at_end.release.set()
    qtbot.waitUntil(lambda: log.indices[-1] == 0)
    assert log.states == [OPENING, RUNNING, PAUSED]


@pytest.mark.parametrize("count", [0, 1])
def test_there_is_nothing_to_step_in_a_video_or_a_single_picture(
    qtbot, player, log, sources, count
) -> None:
    source = FakeFolder(1, every_s=1.0) if count else FakeSource(make_frames(2))
    sources["folder"] = source
    player.step(1)
    player.open(FOLDER)
    player.step(1)
    qtbot.waitUntil(lambda: ENDED in log.states)
    seen = list(log.indices)
    player.step(-1)
    assert log.indices == seen
    assert PAUSED not in log.states
    assert player.wait_closed()


@pytest.mark.parametrize("how", ["closed", "replaced", "opened beside", "paused and closed"])
def test_what_is_wrong_is_told_when_a_folder_is_left_before_its_end(
    qtbot, player, log, sources, how
) -> None:
    sources["other"] = lambda: FakeSource(make_frames(1))
    made = sources["folder"] = FakeFolder(5, every_s=600.0)
    made.problems = ["b.png cannot be read"]
    player.open(FOLDER)
    qtbot.waitUntil(lambda: made.reads == 2 and log.indices == [0])
    if how == "opened beside":
        player.open_beside(SourceRequest("other"))
    elif how == "replaced":
        player.open(SourceRequest("other"))
    else:
        if how != "closed":
            player.pause()
        player.close()
    qtbot.waitUntil(lambda: "b.png cannot be read." in log.messages)
    at = log.messages.index("b.png cannot be read.")
    assert log.states[at] == log.states[at - 1], "nothing of it is shown for a moment"
    left = SourceState.IDLE if "closed" in how else OPENING
    qtbot.waitUntil(lambda: log.states[at + 1 : at + 2] == [left])
    assert ENDED not in log.states[: at + 2]


def test_what_was_told_is_not_told_again_when_the_folder_is_left(
    qtbot, player, log, sources
) -> None:
    made = sources["folder"] = FakeFolder(3, every_s=0.001)
    made.problems = ["b.png cannot be read"]
    player.open(FOLDER)
    qtbot.waitUntil(lambda: ENDED in log.states)
    player.step(-1)
    qtbot.waitUntil(lambda: log.indices[-1] == 1)
    player.close()
    assert log.states == [OPENING, RUNNING, ENDED, SourceState.IDLE]


def test_what_was_told_in_a_pause_is_not_told_again_when_the_folder_is_left(
    qtbot, player, log, folder
) -> None:
    folder.problems = ["b.png cannot be read"]
    player.step(1)
    qtbot.waitUntil(lambda: log.messages[-1] == "b.png cannot be read.")
    player.close()
    assert log.states == [OPENING, RUNNING, PAUSED, PAUSED, SourceState.IDLE]


def test_what_is_wrong_is_told_while_the_user_goes_through_the_pictures(
    qtbot, player, log, folder
) -> None:
    folder.problems = ["b.txt is no picture"]
    player.step(1)
    qtbot.waitUntil(lambda: log.messages[-1] == "b.txt is no picture.")
    player.step(1)
    qtbot.waitUntil(lambda: log.indices[-1] == 2)
    assert log.states == [OPENING, RUNNING, PAUSED, PAUSED], "it is told once"
    folder.problems.append("c.png is damaged.")
    player.step(9)
    qtbot.waitUntil(lambda: log.indices[-1] == 4)
    assert log.states[-1] is PAUSED
    assert log.messages[-1] == "b.txt is no picture. c.png is damaged."
