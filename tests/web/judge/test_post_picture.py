"""`POST /api/judge` by Starlette's test client, with the program's own networks."""

from pathlib import Path

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from maskapp.settings.settings import Settings
from maskapp.web.judge import post_picture
from maskapp.web.judge.judge import Judge
from tests.support.detect_runs import read_report, run_detect
from tests.support.picture_bytes import (
    encoded,
    heic,
    pillow_file,
    png_of_stated_size,
    with_orientation,
)


@pytest.fixture(scope="module")
def client():
    judge = Judge(Settings())
    client = TestClient(Starlette(routes=judge.routes()))
    client.post("/api/judge", content=encoded(".png"))  # its thread lasts for all of these tests
    yield client
    judge.close()


FORMATS = {
    "jpeg": lambda image: encoded(".jpg", image),
    "png": lambda image: encoded(".png", image),
    "webp": lambda image: pillow_file("WEBP", image),
    "avif": lambda image: pillow_file("AVIF", image),
    "heic": heic,
    "gif": lambda image: pillow_file("GIF", image),
    "bmp": lambda image: encoded(".bmp", image),
    "on its side": lambda image: with_orientation(encoded(".jpg", np.rot90(image)), 6),
}


@pytest.mark.parametrize("kind", FORMATS)
def test_the_answer_is_the_line_of_a_report(
    client: TestClient, portrait, tmp_path: Path, kind: str
) -> None:
    image = np.ascontiguousarray(portrait[:300, 40:])
    path = tmp_path / "picture"
    path.write_bytes(FORMATS[kind](image))
    run_detect(path, report=tmp_path / "report.jsonl")
    line = read_report(tmp_path / "report.jsonl")[0]
    assert line.pop("file") == "picture"
    assert [face["label"] for face in line["faces"]] == ["without_mask"]
    answer = client.post("/api/judge", content=path.read_bytes())
    assert answer.status_code == 200
    assert answer.json() == line | {"width": 472, "height": 300}


def test_the_second_picture_begins_at_track_one_again(client: TestClient, portrait) -> None:
    data = encoded(".jpg", portrait)
    answers = [client.post("/api/judge", content=data).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert [face["track"] for face in answers[0]["faces"]] == [1]


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 400, "empty"),
        (b"not a picture", 400, "damaged, cut short or of an unknown format"),
        (encoded(".png")[:-40], 400, "damaged"),
        (png_of_stated_size(20_000, 20_000), 413, "20000 × 20000 pixels"),
        (b"%PDF-1.7", 415, "a document or an archive; send a picture"),
        (b"\x1a\x45\xdf\xa3" + bytes(100), 415, "a video"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", 415, "a JPEG XL picture"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(
    client: TestClient, content: bytes, status: int, words: str
) -> None:
    answer = client.post("/api/judge", content=content)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert words in answer.json()["error"]


def test_damage_and_several_images_are_told_with_the_faces(client: TestClient, portrait) -> None:
    jpeg = encoded(".jpg", portrait)
    answer = client.post("/api/judge", content=jpeg[: len(jpeg) * 9 // 10]).json()
    assert answer["problems"] == ["The picture is damaged, and only a part of it could be read."]
    assert len(answer["faces"]) == 1
    animation = pillow_file("GIF", portrait[::2, ::2], portrait[1::2, ::2])
    answer = client.post("/api/judge", content=animation).json()
    assert answer["problems"] == ["The file has several images, of which only the first was used."]


def test_a_form_is_refused_with_the_right_command(client: TestClient) -> None:
    answer = client.post("/api/judge?token=abc", files={"picture": b"..."})
    assert answer.status_code == 415
    assert "curl --data-binary @picture.jpg http://testserver/api/judge" in answer.json()["error"]
    assert "abc" not in answer.text


def test_too_many_bytes_are_refused_before_and_while_they_come(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post_picture, "MOST_BYTES", 1_000_000)
    sent = []

    def parts():
        for _ in range(10):
            sent.append(None)
            yield bytes(300_000)

    for content in (bytes(1_000_001), parts()):
        answer = client.post("/api/judge", content=content)
        assert answer.status_code == 413
        assert "1 MB" in answer.json()["error"]
