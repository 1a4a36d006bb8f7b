"""The pages: what they show with a log, without one, and with a damaged one."""

import re
from html import unescape

import pytest

from maskapp.live.door.people_at_door import DoorSign
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.true_label import TrueLabel
from maskapp.records import MaskLabel
from tests.support.figures import at, put_in_folder
from tests.support.logged import NOON, damage, log_folder, put_snapshot, serving_log

BROWSER = {"accept": "text/html"}
EVIL = "<script>alert(1)</script>"
PAGES = ("/", "/door", "/figures", "/snapshots")
OF_THE_LOG = ("/figures", "/snapshots", "/snapshots/1")


@pytest.fixture
def data_dir(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def client(data_dir):
    with serving_log(data_dir) as client:
        yield client


@pytest.fixture
def get(client):
    return lambda address: client.get(address, headers=BROWSER)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_there_without_a_log(get, address):
    answer = get(address)
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("address", PAGES)
def test_what_a_page_loads_is_there(get, address):
    loaded = re.findall(r'(?:src|href)="(/static/[^"]+)"', get(address).text)
    assert any(path.endswith(".css") for path in loaded)
    assert {get(path).status_code for path in loaded} == {200}


@pytest.mark.parametrize("address", OF_THE_LOG)
def test_a_damaged_log_is_told_on_a_page(get, data_dir, address):
    damage(data_dir)
    answer = get(address)
    assert answer.status_code == 503
    assert "start the Maskapp window" in answer.text
    assert 'href="/figures"' in answer.text
    assert str(data_dir) not in answer.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/figures?day=2026-13-99", 400), ("/figures?period=x", 400), ("/snapshots?page=0", 400),
        ("/snapshots?page=-1", 400), ("/snapshots?kind=x", 400), ("/snapshots/9", 404),
        ("/snapshots/" + "9" * 300, 404), ("/snapshots/..%2f..", 404), ("/nothing", 404),
        ("/figures?source=Nobody", 404),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_told_on_a_page(get, data_dir, address, status):
    put_snapshot(data_dir)
    answer = get(address)
    assert answer.status_code == status
    assert answer.text.startswith("<!DOCTYPE html>")


def test_names_and_notes_are_shown_as_they_are(get, data_dir):
    snapshot = put_snapshot(data_dir, MaskLabel.WITHOUT_MASK, source=EVIL, is_violation=True)
    with SnapshotLog(log_folder(data_dir)) as log:
        log.set_note(snapshot.id, f'"{EVIL}\n& more')
    for source in (EVIL, "Door"):
        put_in_folder(log_folder(data_dir), at(NOON.date(), 9), source, came_masked=3)
    for address in ("/snapshots", "/snapshots/1", "/figures?day=2026-11-26"):
        text = get(address).text
        assert EVIL not in text
        assert EVIL in unescape(text)


def test_figures_are_those_of_the_period_with_charts_for_both_widths(get, data_dir):
    put_in_folder(log_folder(data_dir), at(NOON.date(), 9), came_masked=12, came_bare=3)
    text = get("/figures?period=week&day=2026-11-26").text
    assert "23 – 29 November 2026" in text
    assert "15 people came" in text
    assert len(re.findall("<svg class=.chart", text)) == 4
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    for fill in set(re.findall(r"url\(#([^)]+)\)", text)):
        assert fill in ids
    assert "/api/figures.csv?period=week&amp;day=2026-11-23" in text
    assert "What this counts" in text


def test_figures_of_a_time_without_any_say_when_there_are_some(get, data_dir):
    put_in_folder(log_folder(data_dir), at(NOON.date(), 9), came_masked=12)
    text = get("/figures?period=day&day=2025-01-01").text
    assert "There are figures from 26 November 2026 to 26 November 2026." in text


def test_snapshots_are_paged(get, data_dir):
    for minute in range(25):
        put_snapshot(data_dir, minute=minute)
    first, second = get("/snapshots?kind=manual").text, get("/snapshots?kind=manual&page=2").text
    assert len(re.findall(r'href="/snapshots/\d+\?kind=manual"', first)) == 24
    assert re.findall(r'href="/snapshots/(\d+)\?kind=manual"', second) == ["1"]
    assert 'href="/snapshots?kind=manual&amp;page=2" rel="next"' in first
    assert 'href="/snapshots?kind=manual&amp;page=1" rel="prev"' in second
    assert "page 2 of 2" in second
    beyond = get("/snapshots?page=3").text
    assert "No snapshots here" in beyond
    assert "There are only 2 pages." in beyond
    assert "None fits this choice." in get("/snapshots?day=2001-01-01").text


def test_a_snapshot_tells_its_violation_to_the_second(get, data_dir):
    snapshot = put_snapshot(data_dir, MaskLabel.WITHOUT_MASK, is_violation=True)
    put_snapshot(data_dir, minute=1)
    text = get("/snapshots/1").text
    assert "No mask for 0:12, left" in text
    assert snapshot.taken_at.strftime("%H:%M:%S") in text
    assert 'href="/snapshots/2" rel="prev"' in text
    assert "picture.jpg?plain=1" in get("/snapshots/1?plain=1").text


def test_a_label_that_was_corrected_is_told_with_the_right_one(get, data_dir):
    event = put_snapshot(data_dir, MaskLabel.WITHOUT_MASK, is_violation=True)
    other = put_snapshot(data_dir, MaskLabel.WITH_MASK, MaskLabel.WITH_MASK, minute=1)
    with SnapshotLog(log_folder(data_dir)) as log:
        log.correct(event.id, {1: TrueLabel.WITH_MASK})
        log.correct(other.id, {2: TrueLabel.NOT_A_FACE})
    cards = _text(get("/snapshots").text)
    assert "No mask for 0:12, left, corrected: Mask" in cards
    assert "Manual, 2 faces, corrected" in cards
    facts = _text(get(f"/snapshots/{event.id}").text)
    assert "#1 No mask for 0:12, left, corrected: Mask" in facts
    assert "#1 No mask, confidence 90%, corrected: Mask" in facts
    assert "#1 Mask, confidence 90% #2 Mask, confidence 90%, corrected: Not a face" in _text(
        get(f"/snapshots/{other.id}").text
    )


def test_a_snapshot_of_chosen_ones_leads_to_these(get, data_dir):
    for minute in range(52):
        put_snapshot(data_dir, minute=minute, source="A & B" if minute % 2 else "Gate")
    query = "?day=2026-11-26&amp;source=A+%26+B"
    listed = get("/snapshots?source=A+%26+B&day=2026-11-26").text
    assert f'href="/snapshots/52{query}"' in listed
    text = get("/snapshots/4?source=A+%26+B&day=2026-11-26").text
    assert f'href="/snapshots/6{query}" rel="prev"' in text
    assert f'href="/snapshots/2{query}" rel="next"' in text
    assert f'href="/snapshots/4{query}&amp;plain=1"' in text
    assert f'href="/snapshots{query}&amp;page=2"' in text
    assert "Snapshots found" in text
    assert "All snapshots" not in text
    every = get("/snapshots/4").text
    assert 'href="/snapshots?page=3"' in every
    assert "All snapshots" in every


def test_figures_of_an_unknown_source_lead_to_those_of_all(get, client, data_dir):
    put_in_folder(log_folder(data_dir), at(NOON.date(), 9), came_masked=12)
    address = "/figures?period=week&day=2026-11-26&source=Nobody"
    text = unescape(get(address).text)
    assert 'There are no figures of a source called "Nobody".' in text
    assert "There is no such page" not in text
    (back,) = re.findall(r'<a class="button primary" href="([^"]+)">Show all sources', text)
    assert "12 people came" in get(f"/figures{back}").text
    assert "error" in client.get(address).json()


def test_the_page_that_watches_calls_its_link_by_what_it_shows(get, data_dir):
    put_snapshot(data_dir)
    put_snapshot(data_dir, MaskLabel.WITHOUT_MASK, is_violation=True)
    found = re.search(r'<a href="([^"]+)" class="small">Snapshots of violations<', get("/").text)
    assert found is not None
    assert "1 snapshot found" in get(found[1]).text


def test_the_door_display_can_show_each_sign(get):
    text = get("/door").text
    assert {f"sign-{sign.value}" for sign in DoorSign} == set(re.findall(r'id="(sign-\w+)"', text))
    assert "<canvas" not in text
    assert "<canvas" in get("/door?picture=1").text


def _text(page: str) -> str:
    """Return the words of a page in the order in which they are read."""
    return " ".join(unescape(re.sub("<[^>]+>", "", page)).split())
