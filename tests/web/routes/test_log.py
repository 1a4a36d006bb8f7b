"""The addresses that read the log, with a log, without one, and with a damaged one."""

import csv
import io
import json
import tempfile
import zipfile

import pytest

from maskapp.outputs.violation_event import EventEnding
from maskapp.records import MaskLabel
from maskapp.web.log.waiting_requests import WaitingRequests
from tests.support.figures import at, put_in_folder
from tests.support.logged import NOON, damage, log_folder, put_clip, put_snapshot, serving_log

ADDRESSES = (
    "/api/events", "/api/snapshots", "/api/figures", "/api/figures.csv", "/api/figures.html",
    "/api/export.csv", "/api/export.json", "/api/export.zip", "/api/export.html",
    "/api/snapshots/1/picture.jpg", "/api/snapshots/1/card.jpg", "/api/snapshots/1/clip.mp4",
)  # fmt: skip
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def data_dir(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def client(data_dir):
    with serving_log(data_dir) as client:
        yield client


@pytest.fixture
def full(data_dir):
    """A log with two violations, a snapshot and figures."""
    put_snapshot(data_dir, MaskLabel.WITHOUT_MASK, is_violation=True, ending=None)
    put_snapshot(data_dir, MaskLabel.WITH_MASK, minute=1, source=EVIL)
    put_snapshot(data_dir, MaskLabel.INCORRECT_MASK, minute=2, is_violation=True)
    put_in_folder(log_folder(data_dir), at(NOON.date(), 9), EVIL, came_masked=3, came_bare=1)
    return data_dir


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_damaged_log_is_told_in_words_without_its_place(client, data_dir, address):
    damage(data_dir)
    answer = client.get(address)
    assert answer.status_code == 503
    assert "start the Maskapp window" in answer.json()["error"]
    assert str(data_dir) not in answer.text


@pytest.mark.parametrize("address", [*ADDRESSES, "/figures", "/snapshots", "/snapshots/1"])
def test_no_more_requests_wait_for_the_log_than_may(client, full, monkeypatch, address):
    monkeypatch.setattr(client.app.state.site.log, "waiting", WaitingRequests(most=0))
    answer = client.get(address)
    if "export" in address:  # they have a limit of their own
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_missing_log_is_empty_and_is_not_made(client, data_dir, address):
    answer = client.get(address)
    is_of_something = "export" in address or "/1/" in address
    assert answer.status_code == (404 if is_of_something else 200)
    assert not is_of_something or answer.json()["error"]
    assert not log_folder(data_dir).exists()


def test_violations_are_listed_newest_first(client, full):
    events = client.get("/api/events").json()["events"]
    assert [event["label"] for event in events] == ["incorrect_mask", "without_mask"]
    assert [event["ended"] for event in events] == [EventEnding.LEFT.value, None]
    assert client.get(events[0]["picture"]).content.startswith(b"\xff\xd8")
    assert client.get("/api/events?limit=1").json()["events"] == events[:1]


def test_snapshots_are_paged_and_filtered(client, full):
    def ids(query: str) -> list[int]:
        return [each["id"] for each in client.get(f"/api/snapshots{query}").json()["snapshots"]]

    assert ids("") == [3, 2, 1]
    assert ids("?limit=2") == [3, 2]
    assert ids("?limit=2&before=2") == [1]
    assert ids("?kind=manual") == [2]
    assert ids("?day=2026-11-25") == []
    assert ids(f"?source={EVIL}") == [2]


def test_a_picture_has_boxes_unless_asked_for_without(client, full):
    annotated = client.get("/api/snapshots/1/picture.jpg")
    plain = client.get("/api/snapshots/1/picture.jpg?plain=1")
    assert annotated.headers["content-type"] == plain.headers["content-type"] == "image/jpeg"
    assert annotated.content != plain.content
    assert client.get("/api/snapshots/1/card.jpg").content.startswith(b"\xff\xd8")


def test_a_clip_is_downloaded_whole_or_in_parts(client, data_dir):
    snapshot = put_snapshot(data_dir, MaskLabel.WITHOUT_MASK, is_violation=True)
    address = f"/api/snapshots/{snapshot.id}/clip.mp4"
    assert client.get(address).status_code == 404
    put_clip(data_dir, snapshot, b"0123456789")
    assert client.get("/api/events").json()["events"][0]["clip"] == address
    assert client.get("/api/snapshots").json()["snapshots"][0]["clip"] == address
    whole = client.get(address)
    assert (whole.status_code, whole.content) == (200, b"0123456789")
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["content-disposition"].endswith('.mp4"')
    part = client.get(address, headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.content) == (206, b"234")
    assert client.get(address, headers={"Range": "bytes=99-"}).status_code == 416
    assert client.head(address).headers["content-length"] == "10"


def test_a_clip_that_is_a_link_leads_nowhere(client, data_dir, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"of somebody else")
    snapshot = put_snapshot(data_dir, MaskLabel.WITHOUT_MASK, is_violation=True)
    snapshot = put_clip(data_dir, snapshot, b"clip")
    snapshot.clip.unlink()
    snapshot.clip.symlink_to(secret)
    assert client.get(f"/api/snapshots/{snapshot.id}/clip.mp4").status_code == 404
    assert client.get("/api/snapshots").json()["snapshots"][0]["clip"] is None
    assert client.get("/api/events").json()["events"][0]["clip"] is None


@pytest.mark.parametrize(
    "snapshot_id",
    ["0", "99", "-1", "x", "..%2f..%2fsettings.json", "9" * 400, "9" * 5000, "1%00", "1;DROP"],
)
@pytest.mark.parametrize("name", ["picture.jpg", "card.jpg", "clip.mp4"])
def test_an_id_that_is_none_is_not_found(client, full, snapshot_id, name):
    assert client.get(f"/api/snapshots/{snapshot_id}/{name}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/api/events?limit=-1", "/api/events?limit=501", "/api/snapshots?limit=x",
        "/api/snapshots?before=-5", "/api/snapshots?kind=%00", "/api/snapshots?day=2026-13-99",
        "/api/figures?day=2026-13-99", "/api/figures?period=week%27", "/api/figures?day=9999-12-31",
        "/api/figures.csv?period=eon", "/api/export.csv?day=yesterday",
    ],
)  # fmt: skip
def test_parameters_that_mean_nothing_are_refused_in_words(client, full, address):
    answer = client.get(address)
    assert answer.status_code == 400
    assert "must be" in answer.json()["error"]


def test_figures_are_given_as_data_table_and_report(client, full):
    query = "?period=week&day=2026-11-26"
    figures = client.get(f"/api/figures{query}").json()
    assert figures["total"]["people_came"] == 4
    assert figures["sources"] == [EVIL]
    table = client.get(f"/api/figures.csv{query}")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["people_came"] for row in rows] == ["4"]
    report = client.get(f"/api/figures.html{query}")
    assert EVIL not in report.text
    for answer, suffix in ((table, "csv"), (report, "html")):
        wanted = f'attachment; filename="maskapp-figures-week-2026-11-23.{suffix}"'
        assert answer.headers["content-disposition"] == wanted
    assert client.get("/api/figures?source=Nobody").status_code == 404


def test_exports_hold_what_was_asked_for(client, full):
    def export(suffix: str) -> bytes:
        answer = client.get(f"/api/export{suffix}?kind=automatic")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
        return answer.content

    snapshots = json.loads(export(".json"))["snapshots"]
    assert [each["id"] for each in snapshots] == [3, 1]
    assert len(list(csv.reader(io.StringIO(export(".csv").decode("utf-8-sig"))))) == 3
    names = zipfile.ZipFile(io.BytesIO(export(".zip"))).namelist()
    assert sum(name.endswith(".jpg") for name in names) == 4
    assert b"data:image/jpeg" in export(".html")


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_changed_by_other_methods(client, full, address):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert client.request(method, address).status_code == 405
    assert len(client.get("/api/snapshots").json()["snapshots"]) == 3


def test_an_export_without_a_temporary_folder_says_why_without_naming_folders(
    client, full, monkeypatch, tmp_path
):
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: [str(tmp_path / "none")])
    answer = client.get("/api/export.csv")
    assert answer.status_code == 503
    assert "temporary folder cannot be created" in answer.json()["error"]
    assert str(tmp_path) not in answer.text
