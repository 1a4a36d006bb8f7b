"""Hundreds of kills at random moments, and what is left each time."""

import random
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import av
import pytest

from maskapp.outputs.snapshots.recovery import open_recovered
from tests.support.fork_server import ForkServer, count_in
from tests.support.soak import TIMEOUT_S
from tests.support.videos import VIDEO_SUFFIXES, read_video

pytestmark = [
    pytest.mark.soak,
    pytest.mark.timeout(TIMEOUT_S),
    pytest.mark.skipif(sys.platform == "win32", reason="forks processes"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as server:
        yield server


def test_a_killed_recording_lacks_half_a_second_or_one_frame(tmp_path, soak, server) -> None:
    rng, worst_s, frames = random.Random(0), 0.0, 0
    for number in soak.rounds():
        fps = rng.choice((1, 2, 5, 12, 25, 30))
        path = tmp_path / f"{number}{rng.choice(VIDEO_SUFFIXES)}"
        count = tmp_path / "count"
        count.unlink(missing_ok=True)
        job = server.start("record", path, fps, count)
        server.kill_after(job, count, 2, rng.uniform(0, 0.3))
        kept = 0
        with suppress(av.FFmpegError):  # killed before anything was on the disk
            kept = len(read_video(path)[1])
        missing = count_in(count) - kept
        assert missing <= max(1, fps / 2), f"{fps} fps, {count_in(count)} written"
        worst_s, frames = max(worst_s, missing / fps), frames + kept
        path.unlink()
    soak.figures |= {"frames": frames, "s missing at most": round(worst_s, 2)}


def test_a_kill_loses_no_snapshot(tmp_path: Path, soak, server) -> None:
    rng, saved = random.Random(0), 0
    for number in soak.rounds():
        if number % 20 == 0:
            folder, expected = tmp_path / str(number), 0
        count = tmp_path / f"count-{number}"
        job = server.start("take_snapshots", folder, count)
        server.kill_after(job, count, 1, rng.uniform(0, 0.2))
        expected += count_in(count)
        log, messages = open_recovered(folder)
        with log:
            listed = len(log.find())
            assert all(one.annotated.is_file() for one in log.read(log.find()))
        assert messages == []
        assert expected <= listed <= expected + 1, "the one being saved may be there already"
        saved, expected = saved + count_in(count), listed
    soak.figures["snapshots"] = saved
