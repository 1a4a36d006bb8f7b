"""The pictures of one browser's camera, judged by the program's own networks."""

import pytest

from maskapp.errors import PictureTooLargeError, SourceError
from maskapp.opencv import cv2
from maskapp.pipeline.engine import Engine, load_engine
from maskapp.settings.settings import EngineSettings
from maskapp.web.judge import live_camera
from maskapp.web.judge.live_camera import LiveCamera
from tests.support.picture_bytes import encoded


@pytest.fixture(scope="module")
def networks() -> Engine:
    return load_engine(EngineSettings(), stills=False)


@pytest.fixture(scope="module")
def jpeg(portrait) -> bytes:
    return encoded(".jpg", cv2.resize(portrait, (400, 400)))


def test_faces_keep_their_number_and_time_is_that_of_arrival(networks: Engine, jpeg: bytes) -> None:
    camera = LiveCamera()
    answers = [camera.judge(networks, jpeg, 100.0 + step / 10) for step in range(5)]
    assert [answer["frame"] for answer in answers] == [0, 1, 2, 3, 4]
    assert [answer["time_s"] for answer in answers] == [0.0, 0.1, 0.2, 0.3, 0.4]
    assert [[face["track"] for face in answer["faces"]] for answer in answers] == [[1]] * 5
    assert {answer["faces"][0]["label"] for answer in answers} == {"without_mask"}
    assert (answers[0]["width"], answers[0]["height"]) == (400, 400)


def test_two_cameras_do_not_know_of_each_other(networks: Engine, jpeg: bytes) -> None:
    first, second = LiveCamera(), LiveCamera()
    for step in range(3):
        assert first.judge(networks, jpeg, step / 10)["faces"][0]["track"] == 1
    answer = second.judge(networks, jpeg, 50.0)
    assert (answer["frame"], answer["time_s"], answer["faces"][0]["track"]) == (0, 0.0, 1)
    nobody = encoded(".jpg", cv2.resize(cv2.imdecode(_grey(), 1), (400, 400)))
    assert second.judge(networks, nobody, 53.0)["faces"] == []
    assert len(first.judge(networks, jpeg, 0.4)["faces"]) == 1


def _grey():
    import numpy as np

    return np.frombuffer(encoded(".png", np.full((40, 40, 3), 128, np.uint8)), np.uint8)


def test_a_moment_without_connection_does_not_count_people_again(
    networks: Engine, jpeg: bytes
) -> None:
    camera = LiveCamera()
    before = [camera.judge(networks, jpeg, step / 10) for step in range(5)][-1]
    after = camera.judge(networks, jpeg, 3.5)
    assert after["faces"][0]["track"] == before["faces"][0]["track"]


def test_what_is_no_jpeg_or_too_large_is_refused_and_the_next_is_judged(
    networks: Engine, jpeg: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = LiveCamera()
    for data, words in (
        (b"", "is not a JPEG"),
        (encoded(".png"), "is not a JPEG"),
        (jpeg[:200], "JPEG|damaged"),
        (jpeg[: len(jpeg) // 2], "damaged or cut short"),
    ):
        with pytest.raises(SourceError, match=words):
            camera.judge(networks, data, 0.0)
    monkeypatch.setattr(live_camera, "MOST_PIXELS", 400 * 399)
    with pytest.raises(PictureTooLargeError, match="400 × 400 pixels"):
        camera.judge(networks, jpeg, 0.0)
    monkeypatch.undo()
    monkeypatch.setattr(live_camera, "MOST_BYTES", len(jpeg) - 1)
    with pytest.raises(PictureTooLargeError, match="bytes"):
        camera.judge(networks, jpeg, 0.0)
    monkeypatch.undo()
    assert camera.judge(networks, jpeg, 0.0)["frame"] == 0
