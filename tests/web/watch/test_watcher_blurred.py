"""Whatever viewers get of a source that is watched with blurred faces shows no face."""

import io
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from starlette.testclient import TestClient

from maskapp.opencv import cv2
from maskapp.records import Frame, Image, MaskLabel
from maskapp.settings.settings import Settings
from maskapp.web.app import make_app
from maskapp.web.server import make_site
from tests.support.web_server import wait_until
from tests.support.worker_fakes import FakeSource, make_face

BOX = (40, 30, 100, 110)
"""The face, in a picture of 160 × 140 pixels of noise."""


def noise() -> Image:
    return np.random.default_rng(1).integers(0, 256, (140, 160, 3), np.uint8)


def contrast(encoded: bytes, *, is_card: bool = False) -> float:
    """Return the standard deviation of a picture's brightness in the middle of the face."""
    image = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_GRAYSCALE)
    height, width = image.shape
    x, y = (width // 2, height // 2) if is_card else (70, 70)
    return float(image[y - 12 : y + 12, x - 12 : x + 12].std())


@pytest.fixture(params=["option", "setting", "both", "recordings"])
def watched(request, options, backend, hang):
    """A client of a site that has logged a violation and a snapshot by the user; is it blurred."""
    given = {
        "option": (True, {}),
        "setting": (False, {"blur_faces": True}),
        "both": (True, {"blur_faces": True, "recording_mode": "plain"}),
        "recordings": (False, {"recording_mode": "blurred"}),
    }
    is_blurred, values = given[request.param]
    backend.engine.faces = (make_face(1, MaskLabel.WITHOUT_MASK, BOX),)
    frames = [Frame(noise(), index=i, time_s=i * 0.1) for i in range(50)]
    backend.sources["live"] = FakeSource(frames, is_live=True, at_end=hang)
    site = make_site(replace(options, is_blurred=is_blurred), Settings(**values), backend)
    with TestClient(make_app(site), base_url="http://127.0.0.1") as client:
        site.watcher.start()
        site.watcher.open("live")
        wait_until(hang.entered.is_set)
        site.watcher.take_snapshot()
        hang.release.set()
        site.watcher.close_source()
        wait_until(lambda: len(client.get("/api/snapshots").json().get("snapshots", "")) == 2)
        yield client, request.param != "recordings"
        assert site.watcher.stop()


def test_its_snapshots_show_faces_only_if_viewers_see_them_too(watched) -> None:
    client, is_blurred = watched
    assert client.get("/api/state").json()["picture"]["is_blurred"] == is_blurred
    for snapshot in client.get("/api/snapshots").json()["snapshots"]:
        address = f"/api/snapshots/{snapshot['id']}"
        shown = [
            contrast(client.get(f"{address}/picture.jpg").content),
            contrast(client.get(f"{address}/picture.jpg?plain=1").content),
            contrast(client.get(f"{address}/card.jpg").content, is_card=True),
        ]
        assert all((deviation < 15) == is_blurred for deviation in shown), shown


def test_its_exports_show_faces_only_if_viewers_see_them_too(watched) -> None:
    client, is_blurred = watched
    with zipfile.ZipFile(io.BytesIO(client.get("/api/export.zip").content)) as pack:
        pictures = [name for name in pack.namelist() if name.endswith((".jpg", ".png"))]
        shown = [contrast(pack.read(name)) for name in pictures]
    assert len(shown) >= 2
    assert all((deviation < 15) == is_blurred for deviation in shown), shown
