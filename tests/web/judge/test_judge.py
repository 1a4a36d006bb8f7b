"""All that judges pictures, as one part of the server."""

import threading

from starlette.applications import Starlette
from starlette.testclient import TestClient

from maskapp.settings.settings import Settings
from maskapp.web.judge.judge import Judge
from tests.support.picture_bytes import encoded
from tests.support.web_server import wait_until


def threads_of_judges() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith("Judged")]


def test_nothing_runs_before_the_first_picture_or_after_the_end(portrait) -> None:
    judge = Judge(Settings())
    with TestClient(Starlette(routes=judge.routes())) as client:
        assert client.get("/judge").status_code == 200
        assert threads_of_judges() == []
        jpeg = encoded(".jpg", portrait)
        assert len(client.post("/api/judge", content=jpeg).json()["faces"]) == 1
        with client.websocket_connect("/api/judge/live") as socket:
            socket.send_bytes(jpeg)
            assert len(socket.receive_json()["faces"]) == 1
            assert judge.cameras == 1
        wait_until(lambda: judge.cameras == 0)
        assert sorted(set(threads_of_judges())) == ["JudgedCameras_0", "JudgedStills_0"]
        judge.close()
        wait_until(lambda: not threads_of_judges())


def test_the_thresholds_are_those_of_the_settings(portrait) -> None:
    labels = []
    for uncertain_below in (0.8, 0.99):
        judge = Judge(Settings(uncertain_below=uncertain_below))
        with TestClient(Starlette(routes=judge.routes())) as client:
            faces = client.post("/api/judge", content=encoded(".jpg", portrait)).json()["faces"]
            labels.append((faces[0]["confidence"] >= uncertain_below, faces[0]["label"]))
        judge.close()
    assert all((label == "uncertain") != is_sure for is_sure, label in labels)
