"""How the source that all viewers see is opened, lost and closed."""

import threading
from functools import partial

import pytest

from maskapp.errors import ModelError, ModelLostError, SourceError, SourceLostError
from maskapp.live.playing.timing import Timing
from maskapp.records import MaskLabel
from maskapp.settings.settings import Settings
from maskapp.web.server import make_site
from maskapp.web.watch.log_writer import LogWriter
from tests.support.web_server import wait_until
from tests.support.worker_fakes import FakeSource, Hang, live, make_face, make_frames


def state(site) -> str:
    return site.board.state.value.get("source", {}).get("state", "")


def test_what_a_camera_sees_is_counted_and_told(site, sources, backend, hang) -> None:
    backend.engine.faces = (make_face(1), make_face(2, MaskLabel.WITHOUT_MASK))
    sources["live"] = lambda: live(hang)
    site.watcher.open("live")
    wait_until(lambda: site.board.state.value.get("counts", {}).get("without_mask") == 1)
    told = site.board.state.value
    assert told["source"]["state"] == "running"
    assert told["verdict"] == {"label": "without_mask", "words": "1 without a mask of 2"}
    assert [face["track"] for face in told["faces"]] == [1, 2]


def test_nothing_is_encoded_while_nobody_watches(site, sources, hang) -> None:
    sources["live"] = lambda: live(hang)
    site.watcher.open("live")
    wait_until(lambda: state(site) == "running")
    wait_until(hang.entered.is_set)
    assert site.board.picture.value is None
    with site.board.watching():
        picture = wait_until(lambda: site.board.picture.value)
    assert picture.jpeg.startswith(b"\xff\xd8")
    assert (picture.width, picture.height) == (32, 24)


def test_a_lost_camera_is_told_and_its_picture_taken_away(site, sources, hang) -> None:
    def lose_once_watched() -> None:
        hang()
        raise SourceLostError("The camera was unplugged")

    sources["live"] = [
        FakeSource(make_frames(1), is_live=True, at_end=lose_once_watched),
        SourceLostError("The camera does not answer"),
    ]
    with site.board.watching():
        site.watcher.open("live")
        wait_until(lambda: site.board.picture.value)
        hang.release.set()
        wait_until(lambda: state(site) == "lost")
        assert site.board.picture.value is None
    told = site.board.state.value
    assert told["source"]["message"] == "The camera was unplugged"
    assert told["source"]["reconnecting_in_s"] is not None
    assert told["picture"]["age_ms"] is None
    assert told["door"]["sign"] == "unavailable"


def test_what_was_seen_before_an_outage_counts_no_more(
    site, sources, backend, hang, wait_for_state, client
) -> None:
    def lose_later() -> None:
        hang()
        raise SourceLostError("The camera was unplugged")

    again = Hang()
    backend.engine.faces = (make_face(1, MaskLabel.WITHOUT_MASK),)
    sources["live"] = [
        FakeSource(make_frames(1), is_live=True, at_end=lose_later),
        live(again, frames=0),
    ]
    assert client.post("/api/snapshot").status_code == 409
    site.watcher.open("live")
    wait_for_state(lambda told: told["faces"])
    assert client.post("/api/snapshot").status_code == 202
    hang.release.set()
    told = wait_for_state(lambda told: told["source"]["state"] == "lost")
    assert (told["faces"], told["violations"], told["counts"]["without_mask"]) == ([], 0, 0)
    assert told["verdict"]["words"] == "Nobody"
    assert told["people_followed"] == 1
    answer = client.post("/api/snapshot")
    assert answer.status_code == 409
    assert answer.json()["error"] == "There is no live picture to take a snapshot of."
    client.post("/api/source/retry")
    told = wait_for_state(lambda told: told["source"]["state"] == "running")
    assert again.entered.wait(10)  # it is open again, and has shown nothing yet
    assert told["faces"] == []
    assert client.post("/api/snapshot").status_code == 409
    again.release.set()


def test_a_source_that_cannot_be_opened_says_why(site, sources) -> None:
    sources["none.mp4"] = SourceError("none.mp4: no such file")
    site.watcher.open("none.mp4")
    wait_until(lambda: state(site) == "failed")
    assert site.board.state.value["source"]["message"] == "none.mp4: no such file"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("/home/me/My Videos/none.mp4", "/home/me/My Videos/none.mp4: there is no such file"),
        ("me/videos/none.mp4", "me/videos/none.mp4: there is no such file"),
        ("./videos/none.mp4", "videos/none.mp4: there is no such file"),
    ],
)
def test_a_source_is_named_to_viewers_without_its_folder(site, sources, text, message) -> None:
    sources[text] = SourceError(message)
    site.watcher.open(text)
    wait_until(lambda: state(site) == "failed")
    source = site.board.state.value["source"]
    assert source["name"] == "none.mp4"
    assert source["message"] == "none.mp4: there is no such file"
    site.watcher.close_source()
    wait_until(lambda: state(site) == "idle")
    assert site.board.state.value["source"]["name"] == ""


def test_a_violation_is_told_again_once_the_log_has_its_picture(
    site, sources, backend, hang, client
) -> None:
    backend.engine.faces = (make_face(1, MaskLabel.WITHOUT_MASK),)
    sources["live"] = FakeSource(make_frames(50, step_s=0.1), is_live=True, at_end=hang)
    site.watcher.open("live")
    wait_until(lambda: site.board.violations == 1)
    hang.release.set()
    site.watcher.close_source()
    logged = wait_until(lambda: [told for told in site.board.events.value if told.kind == "logged"])
    assert client.get(logged[0].content["picture"]).status_code == 200
    assert site.board.violations == 1


def test_a_model_that_cannot_be_used_says_why(site, sources, backend, hang) -> None:
    def refuse(*_arguments):
        raise ModelError("mask.tflite: damaged")

    backend.load_engine = refuse
    sources["live"] = lambda: live(hang)
    site.watcher.open("live")
    wait_until(lambda: state(site) == "no_model")
    source = site.board.state.value["source"]
    assert source["message"] == "mask.tflite: damaged"
    assert source["reconnecting_in_s"] is None


def test_a_missing_model_is_waited_for(site, sources, backend, hang) -> None:
    load, is_missing = backend.load_engine, threading.Event()
    is_missing.set()

    def load_if_there(*arguments):
        if is_missing.is_set():
            raise ModelLostError("mask.tflite is missing")
        return load(*arguments)

    backend.load_engine = load_if_there
    sources["live"] = lambda: live(hang)
    site.watcher.open("live")
    wait_until(lambda: state(site) == "no_model")
    wait_until(lambda: site.board.state.value["source"]["reconnecting_in_s"] is not None)
    is_missing.clear()
    wait_until(lambda: state(site) == "running")
    assert site.board.state.value["source"]["reconnecting_in_s"] is None


def test_an_unforeseen_error_ends_the_source_and_not_the_watcher(site, sources, backend) -> None:
    class Broken:
        def process(self, _frame):
            raise ZeroDivisionError

        def with_settings(self, _settings, *, stills):
            return self

    working = backend.engine
    backend.engine = Broken()
    sources["clip"] = lambda: FakeSource(make_frames(3))
    site.watcher.open("clip")
    wait_until(lambda: state(site) == "failed")
    assert "unexpected" in site.board.state.value["source"]["message"]
    backend.engine = working
    site.watcher.open("clip")
    wait_until(lambda: state(site) == "ended")
    assert len(working.seen) == 3


def test_closing_forgets_what_was_seen(site, sources, hang) -> None:
    source = live(hang)
    sources["live"] = source
    site.watcher.open("live")
    wait_until(lambda: state(site) == "running")
    wait_until(hang.entered.is_set)
    hang.release.set()
    site.watcher.close_source()
    wait_until(lambda: state(site) == "idle")
    assert site.board.state.value["faces"] == []
    assert source.closed.wait(10)


@pytest.mark.parametrize("settings", [Settings(), Settings(automatic_snapshots=False)])
def test_a_violation_that_goes_on_ends_with_its_source(site, sources, backend, hang) -> None:
    backend.engine.faces = (make_face(1, MaskLabel.WITHOUT_MASK),)
    frames = make_frames(50, step_s=0.1)
    sources["live"] = FakeSource(frames, is_live=True, at_end=hang)
    site.watcher.open("live")
    wait_until(lambda: site.board.violations == 1)
    wait_until(hang.entered.is_set)
    assert [told.content["ended"] for told in site.board.events.value] == [None]
    hang.release.set()
    site.watcher.close_source()
    wait_until(lambda: state(site) == "idle")
    told = [told for told in site.board.events.value if told.kind == "violation"]
    assert [each.content["ended"] for each in told] == [None, "source_ended"]


@pytest.mark.parametrize(
    "settings",
    [Settings(webhook_on=True, webhook_url="http://hall/", webhook_pictures=True)],
)
def test_nothing_is_kept_for_other_programs_which_the_server_tells_nothing(
    site, sources, backend, hang
) -> None:
    backend.engine.faces = (make_face(1, MaskLabel.WITHOUT_MASK),)
    sources["live"] = FakeSource(make_frames(50, step_s=0.1), is_live=True, at_end=hang)
    site.watcher.open("live")
    wait_until(lambda: site.board.violations == 1)
    wait_until(hang.entered.is_set)
    assert site.watcher._session.news.take() == []


def test_the_log_may_tell_something_until_it_has_ended(
    options, settings, backend, monkeypatch
) -> None:
    def tell_and_finish(writer: LogWriter, timeout_s: float) -> bool:
        writer._messages.put("disk", "The disk is full")
        return finish(writer, timeout_s)

    finish = LogWriter.finish
    monkeypatch.setattr(LogWriter, "finish", tell_and_finish)
    watcher = make_site(options, settings, backend).watcher
    watcher.start()
    assert watcher.stop()


@pytest.fixture
def soon_gone(monkeypatch) -> None:
    monkeypatch.setattr("maskapp.web.server.Timing", partial(Timing, gone_after_s=0.05))


def test_a_violation_ends_while_its_camera_is_lost(soon_gone, site, sources, backend, hang) -> None:
    def lose_later() -> None:
        hang()
        raise SourceLostError("The camera was unplugged")

    backend.engine.faces = (make_face(1, MaskLabel.WITHOUT_MASK),)
    frames = make_frames(50, step_s=0.1)
    away = SourceLostError("The camera does not answer")
    sources["live"] = [FakeSource(frames, is_live=True, at_end=lose_later), *[away] * 20]
    site.watcher.open("live")
    wait_until(lambda: site.board.violations == 1)
    hang.release.set()
    wait_until(lambda: "violation" in [told.kind for told in site.board.events.value[1:]])
    began, ended = [told for told in site.board.events.value if told.kind == "violation"]
    assert state(site) == "lost"
    assert (began.content["ended"], ended.content["ended"]) == (None, "source_ended")
    assert ended.content["length_s"] < 5.0
    site.watcher.close_source()
    wait_until(lambda: state(site) == "idle")
    assert [told.kind for told in site.board.events.value].count("violation") == 2
