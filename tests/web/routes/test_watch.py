"""The addresses by which a source is watched and chosen."""

import http.client
import json
import time
from collections.abc import Mapping
from contextlib import contextmanager
from types import MappingProxyType
from urllib.parse import urlsplit

import pytest

from maskapp.errors import SourceLostError
from maskapp.records import CameraInfo
from tests.support.web_server import wait_until
from tests.support.worker_fakes import FakeSource, live, make_frames


@contextmanager
def reading(address: str, path: str, headers: Mapping[str, str] = MappingProxyType({})):
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request("GET", path, headers=dict(headers))
    try:
        with connection.getresponse() as answer:
            yield answer
    finally:
        connection.close()


def test_a_source_is_chosen_and_closed(client, sources, hang, wait_for_state) -> None:
    sources["demo"] = lambda: live(hang)
    assert client.post("/api/source", json={"source": "demo"}).status_code == 202
    told = wait_for_state(lambda state: state["source"]["state"] == "running")
    assert told["source"]["name"] == "fake"
    hang.release.set()
    assert client.post("/api/source", json={"source": None}).status_code == 202
    wait_for_state(lambda state: state["source"]["state"] == "idle")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"demo"', b"{}", b'{"source": 1}', b"\xff"])
def test_a_request_that_names_no_source_is_answered_in_words(client, body) -> None:
    answer = client.post("/api/source", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_request_without_end_is_not_read_to_its_end(client) -> None:
    answer = client.post("/api/source", content=b"[" * 30_000)
    assert answer.status_code == 413


def test_cameras_and_the_demo_can_be_chosen(client, backend) -> None:
    backend.cameras = [CameraInfo(0, "HD Webcam", None)]
    offered = client.get("/api/sources").json()["sources"]
    assert offered == [
        {"text": "0", "name": "HD Webcam", "kind": "camera"},
        {"text": "demo", "name": "Demo clip", "kind": "demo"},
    ]


def test_pictures_come_in_parts_that_are_whole(address, site, sources, hang) -> None:
    sources["live"] = lambda: live(hang, frames=3)
    site.watcher.open("live")
    with reading(address, "/stream.mjpg") as stream:
        assert stream.getheader("content-type").startswith("multipart/x-mixed-replace; boundary=")
        boundary = b"--" + stream.getheader("content-type").split("boundary=")[1].encode()
        assert stream.readline().strip() == boundary
        assert stream.readline().strip() == b"Content-Type: image/jpeg"
        length = int(stream.readline().split(b":")[1])
        stream.readline()
        jpeg = stream.read(length)
        assert jpeg.startswith(b"\xff\xd8")
        assert jpeg.endswith(b"\xff\xd9")
        assert stream.read(2 + len(boundary) + 2) == b"\r\n" + boundary + b"\r\n"


def test_the_stream_ends_when_the_source_is_lost(address, site, sources, hang) -> None:
    def lose_later() -> None:
        hang()
        raise SourceLostError("gone")

    sources["live"] = [
        FakeSource(make_frames(1), is_live=True, at_end=lose_later),
        SourceLostError("gone"),
    ]
    site.watcher.open("live")
    with reading(address, "/stream.mjpg") as stream:
        while stream.readline() != b"Content-Type: image/jpeg\r\n":
            pass
        hang.release.set()
        while stream.readline():  # until the end
            pass


def test_a_viewer_who_leaves_is_forgotten_although_nothing_is_sent(address, site) -> None:
    with reading(address, "/stream.mjpg") as stream:
        stream.readline()
        assert site.board.is_picture_wanted
    wait_until(lambda: not site.board.is_picture_wanted, 2.0)


def test_the_state_is_sent_as_it_changes(address, site, sources, hang) -> None:
    with reading(address, "/api/live") as stream:

        def next_state() -> str:
            while not (line := stream.readline()).startswith(b"data: "):
                pass
            return json.loads(line.removeprefix(b"data: "))["source"]["state"]

        assert next_state() == "idle"
        sources["live"] = lambda: live(hang)
        site.watcher.open("live")
        while next_state() != "running":
            pass


def test_who_was_away_hears_of_the_violations_meanwhile(address, site) -> None:
    def named(stream, name: bytes) -> bytes:
        while not (line := stream.readline()).startswith(name):
            pass
        return line.removeprefix(name).strip()

    with reading(address, "/api/live") as stream:
        assert named(stream, b"event: ") == b"state"
        site.board.tell({"person": 1, "ended": None})
        heard = named(stream, b"id: ").decode()
        assert json.loads(named(stream, b"data: "))["person"] == 1
    site.board.tell({"person": 1, "ended": "left"})
    site.board.tell({"person": 2, "ended": None})
    with reading(address, "/api/live", {"Last-Event-ID": heard}) as stream:
        persons = []
        while len(persons) < 2:
            content = json.loads(named(stream, b"data: "))
            persons += [content["person"]] if "person" in content else []
    assert persons == [1, 2]


def test_pages_hear_every_second_that_the_program_lives(address, site, monkeypatch) -> None:
    with reading(address, "/api/live") as stream:
        monkeypatch.setattr(type(site.board.state), "put", lambda _newest, _value: None)
        while not stream.readline().startswith(b":"):
            pass
        begun_s = time.monotonic()
        while not stream.readline().startswith(b":"):
            pass
        assert time.monotonic() - begun_s < 2.5


def test_the_state_says_how_many_watch(address, client) -> None:
    with reading(address, "/api/live") as first, reading(address, "/api/live") as second:
        for stream in (first, second):
            stream.readline()
        assert client.get("/api/state").json()["viewers"] == 2
    wait_until(lambda: client.get("/api/state").json()["viewers"] == 0)


def test_who_asks_for_the_headers_of_a_stream_gets_no_stream(client) -> None:
    for path in ("/stream.mjpg", "/api/live"):
        answer = client.head(path)  # would never return
        assert (answer.status_code, answer.content) == (200, b"")
