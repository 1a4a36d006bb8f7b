"""What viewers get to know."""

import json
import time
from dataclasses import replace

from maskapp.live.door.door_sign import ShownSign
from maskapp.live.door.people_at_door import DoorSign
from maskapp.records import SourceInfo, SourceState
from maskapp.settings.settings import Settings
from maskapp.web.watch.state import Watched, state_as_json
from tests.support.status_samples import make_statistics

INFO = SourceInfo("Entrance", 1280, 720, 30.0, None, is_live=True, is_stills=False)


def watched(state=SourceState.RUNNING, statistics=None, sign=DoorSign.IDLE) -> Watched:
    is_seen = state is SourceState.RUNNING and statistics is not None
    shown_at_s = time.monotonic() if is_seen else None
    return Watched(state, INFO, INFO.name, "", None, statistics, shown_at_s, ShownSign(sign), "")


def test_before_the_first_frame_nobody_is_in_view() -> None:
    told = state_as_json(watched(), Settings(), is_blurred=False)
    assert json.loads(json.dumps(told)) == told
    assert told["verdict"] == {"label": None, "words": "Nobody"}
    assert told["picture"] == {"age_ms": None, "is_blurred": False, "is_mirrored": False}
    assert told["source"]["name"] == "Entrance"


def test_figures_and_faces_are_those_of_the_newest_frame() -> None:
    statistics = make_statistics()
    told = state_as_json(watched(statistics=statistics), Settings(), is_blurred=True)
    assert json.loads(json.dumps(told)) == told
    assert told["counts"] == {label.value: n for label, n in statistics.counts.items()}
    assert [face["track"] for face in told["faces"]] == [face.track for face in statistics.faces]
    assert told["picture"]["is_blurred"]
    assert told["picture"]["age_ms"] < 1000


def test_it_is_told_whether_the_picture_is_swapped_already() -> None:
    own = Settings(mirror=True)
    assert state_as_json(watched(), own, is_blurred=False)["picture"]["is_mirrored"]
    assert not state_as_json(watched(), own, is_blurred=True)["picture"]["is_mirrored"]


def test_nobody_is_in_view_of_a_source_that_does_not_run_and_the_session_stays() -> None:
    statistics = make_statistics()
    told = state_as_json(watched(SourceState.LOST, statistics), Settings(), is_blurred=False)
    assert told["picture"]["age_ms"] is None
    assert told["verdict"] == {"label": None, "words": "Nobody"}
    assert (set(told["counts"].values()), told["faces"], told["violations"]) == ({0}, [], 0)
    assert told["rates"]["source_fps"] is told["rates"]["latency_ms"] is None
    assert told["rates"]["dropped"] == statistics.dropped
    assert told["people_followed"] == statistics.faces_followed
    assert told["masked_share"] == statistics.masked_share
    assert told["compliance"]


def test_the_door_speaks_in_the_users_words() -> None:
    own = Settings(door_put_on="No entry without a mask")
    told = state_as_json(watched(sign=DoorSign.PUT_ON), own, is_blurred=False)
    assert told["door"] == {"sign": "put_on", "words": "No entry without a mask"}


def test_viewers_do_not_learn_where_files_are() -> None:
    told = state_as_json(
        replace(
            watched(SourceState.FAILED),
            message="The model /home/me/x.tflite is damaged",
            notice="Cannot write /data/me/log/a.jpg: the disk is full",
        ),
        Settings(),
        is_blurred=False,
    )
    assert told["source"]["message"] == "The model x.tflite is damaged"
    assert told["notice"] == "Cannot write a.jpg: the disk is full"
