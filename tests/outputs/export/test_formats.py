import csv
import io
import json
import re
import stat
import sys
import zipfile
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from maskapp.cli import main
from maskapp.errors import OutputError
from maskapp.outputs.export.formats import export_snapshots
from maskapp.outputs.export.html_chart import Moment, chart
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.records import MaskLabel

MASK, BARE, WRONG, UNSURE = MaskLabel
FORMATS = ("csv", "json", "zip", "html")


def export(log, target, ids=None):
    return list(export_snapshots(log, log.find() if ids is None else ids, target))


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def three(log, make_shot):
    """A log of three snapshots, the ids from the newest to the oldest."""
    log.add(make_shot(MASK, BARE, BARE))
    log.add(make_shot(WRONG, kind="automatic", source="Tür 口"))
    log.add(make_shot())
    ids = log.find()
    log.set_note(ids[1], 'Two lines,\n"quoted"')
    return ids


def test_csv(log, three, tmp_path):
    assert export(log, tmp_path / "log.csv") == [1, 2, 3]
    content = (tmp_path / "log.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,taken_at,")
    nobody, wrong, crowd = rows(content)
    assert [row["id"] for row in (nobody, wrong, crowd)] == [str(i) for i in three]
    assert nobody["faces"] == "0"
    assert nobody["details"] == ""
    assert wrong["taken_at"] == "2026-05-17T09:32:00.000+02:00"
    assert (wrong["kind"], wrong["source"]) == ("automatic", "Tür 口")
    assert wrong["note"] == 'Two lines,\n"quoted"'
    assert wrong["details"] == "#1 Worn wrong 88%"
    assert wrong["picture"] == "pictures/2026-05-17_09-32-00.000.jpg"
    assert [crowd[label] for label in MaskLabel] == ["1", "2", "0", "0"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "  =1",
        "\t=1",
        "＝1",
        "a;=1",
        "a,=1",
        "a\n=1",
        "a;  @x",
        '",=1',
    ],
)
def test_csv_holds_no_formula_however_it_is_split(log, make_shot, tmp_path, text):
    log.add(make_shot(source=text))
    log.set_note(log.find()[0], text)
    export(log, tmp_path / "log.csv")
    content = (tmp_path / "log.csv").read_text("utf-8-sig")
    for delimiter in ",;\t|":
        for row in csv.reader(io.StringIO(content, newline=""), delimiter=delimiter):
            cells = [line for cell in row for line in cell.splitlines()]
            assert not [cell for cell in cells if re.match(r"\s*[=+\-@＝]", cell)], row
    assert rows((tmp_path / "log.csv").read_bytes())[0]["source"].replace("'", "") == text


def test_csv_leaves_harmless_text_as_it_is(log, make_shot, tmp_path):
    for text in ("rtsp://10.0.0.7/a?b=c&d", "gate-2 (north)", "5 + 3 = 8", "o'clock"):
        log.add(make_shot(source=text))
        export(log, tmp_path / "log.csv")
        assert rows((tmp_path / "log.csv").read_bytes())[0]["source"] == text


def test_json(log, three, tmp_path):
    export(log, tmp_path / "log.json")
    content = json.loads((tmp_path / "log.json").read_bytes())
    assert content["program"].startswith("maskapp ")
    assert datetime.fromisoformat(content["exported_at"]).tzinfo is not None
    assert [snapshot["id"] for snapshot in content["snapshots"]] == three
    assert content["snapshots"][1] == {
        "id": three[1],
        "taken_at": "2026-05-17T09:32:00.000+02:00",
        "kind": "automatic",
        "source": "Tür 口",
        "faces": [
            {
                "track": 1,
                "box": [1.5, 2.0, 30.0, 40.0],
                "label": "incorrect_mask",
                "confidence": 0.875,
            }
        ],
        "note": 'Two lines,\n"quoted"',
        "picture": "pictures/2026-05-17_09-32-00.000.jpg",
        "plain_picture": "pictures/2026-05-17_09-32-00.000-plain.jpg",
    }


def test_zip_has_the_table_and_every_picture_it_names(log, three, tmp_path):
    export(log, tmp_path / "log.zip", three[:2])
    with zipfile.ZipFile(tmp_path / "log.zip") as archive:
        assert archive.testzip() is None
        table = rows(archive.read("snapshots.csv"))
        named = [row[column] for row in table for column in ("picture", "plain_picture")]
        assert sorted(archive.namelist()) == sorted(["snapshots.csv", *named])
        for snapshot, row in zip(log.read(three[:2]), table, strict=True):
            assert archive.read(row["picture"]) == snapshot.annotated.read_bytes()
            assert archive.read(row["plain_picture"]) == snapshot.plain.read_bytes()


class Page(HTMLParser):
    """What is on a page: tags with attributes, and text."""

    def __init__(self, content):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(content)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def test_html_shows_everything_and_needs_nothing_else(log, three, tmp_path):
    export(log, tmp_path / "log.html")
    page = Page((tmp_path / "log.html").read_text("utf-8"))
    assert len(page.all("img")) == 3
    assert all(img["src"].startswith("data:image/jpeg;base64,") for img in page.all("img"))
    assert next(time["datetime"] for time in page.all("time")) == "2026-05-17T09:33:00.000+02:00"
    assert not [a for _, a in page.tags if a.keys() & {"href", "onload", "onclick", "onerror"}]
    assert not page.all("script")
    assert not page.all("link")
    for words in ("Tür 口", 'Two lines,\n"quoted"', "#1 Worn wrong 88%", "2 by hand, 1 automatic"):
        assert words in page.text
    assert len(page.all("title")) > 1, "the chart's bars say what they stand for"


def test_html_takes_no_text_for_markup(log, make_shot, tmp_path):
    evil = "<script>alert('x')</script>\"><img src=x onerror=y>&lt;"
    log.add(make_shot(BARE, source=evil))
    log.set_note(log.find()[0], evil)
    export(log, tmp_path / "log.html")
    page = Page((tmp_path / "log.html").read_text("utf-8"))
    assert not page.all("script")
    assert len(page.all("img")) == 1
    assert page.text.count(evil) == 3  # summary, source, note


def test_a_picture_that_is_gone_or_broken_is_no_obstacle(log, three, tmp_path):
    first, second, _ = log.read(three)
    first.annotated.unlink()
    second.annotated.write_bytes(b"no picture")
    for suffix in FORMATS:
        export(log, tmp_path / f"log.{suffix}")
    page = Page((tmp_path / "log.html").read_text("utf-8"))
    assert len(page.all("img")) == 1
    assert page.text.count("The picture is gone.") == 2
    with zipfile.ZipFile(tmp_path / "log.zip") as archive:
        assert len(archive.namelist()) == 1 + 6 - 1


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_log_can_be_exported(log, tmp_path, suffix):
    assert export(log, tmp_path / f"log.{suffix}") == []
    assert (tmp_path / f"log.{suffix}").stat().st_size > 0


@pytest.mark.parametrize("suffix", FORMATS)
def test_cancelling_half_way_leaves_nothing_and_what_was_there(log, three, tmp_path, suffix):
    target = tmp_path / f"log.{suffix}"
    target.write_bytes(b"precious")
    with closing(export_snapshots(log, three, target)) as steps:
        while next(steps) < 2:
            pass
        assert target.read_bytes() == b"precious"
    assert target.read_bytes() == b"precious"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [target.name]


@pytest.mark.parametrize("suffix", FORMATS)
def test_snapshots_deleted_meanwhile_are_left_out(log, three, tmp_path, suffix):
    log.delete(three[1:])
    export(log, tmp_path / f"log.{suffix}", three)
    if suffix == "json":
        content = json.loads((tmp_path / "log.json").read_bytes())
        assert [snapshot["id"] for snapshot in content["snapshots"]] == three[:1]


def test_targets_that_cannot_be_are_told(log, three, tmp_path):
    with pytest.raises(OutputError, match=r"name a file in \.csv, \.json, \.zip or \.html"):
        export(log, tmp_path / "log.txt")
    with pytest.raises(OutputError, match="its folder does not exist"):
        export(log, tmp_path / "missing" / "log.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(OutputError, match="Cannot write"):
        export(log, tmp_path / "folder.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "folder.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights and links")
def test_the_file_is_private_and_a_link_stays_one(log, three, tmp_path):
    (tmp_path / "real.csv").touch()
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    export(log, tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert len(rows((tmp_path / "real.csv").read_bytes())) == 3
    assert stat.S_IMODE((tmp_path / "real.csv").stat().st_mode) == 0o600


@pytest.mark.parametrize("days", [0, 0.02, 0.5, 3, 40, 400, 20_000])
def test_the_chart_has_few_bars_and_counts_every_face(days):
    start = datetime(2026, 1, 1, 8, 7)
    span = timedelta(days=days)
    counts = ({MASK: 3}, {BARE: 2, UNSURE: 1}, {})
    moments = [Moment(start + span * i / 99, Counter(counts[i % 3])) for i in range(100)]
    drawn = chart(moments)
    titles = re.findall("<title>(.*?)</title>", drawn)
    assert 1 <= len(titles) <= 50
    total = {"Mask": 0, "No mask": 0, "Worn wrong": 0, "Uncertain": 0}
    for title in titles:
        for word in total:
            total[word] += int(re.search(rf"[ ,]{word} (\d+)", title)[1])
    assert total == {"Mask": 34 * 3, "No mask": 33 * 2, "Worn wrong": 0, "Uncertain": 33}
    for x, width in re.findall(r'<rect x="([\d.-]+)" y="[\d.-]+" width="([\d.]+)"', drawn):
        assert 0 <= float(x) <= float(x) + float(width) <= 960


def test_without_faces_there_is_no_chart():
    assert chart([]) == ""
    assert chart([Moment(datetime(2026, 1, 1), Counter())]) == ""


def test_the_command(tmp_path, make_shot, capsys):
    with SnapshotLog(tmp_path / "data" / "snapshots") as log:
        log.add(make_shot(BARE, taken_at=datetime(2026, 5, 17, 12, tzinfo=UTC)))
    target = tmp_path / "log.csv"
    assert main(["export-log", str(target), "--data-dir", str(tmp_path / "data")]) == 0
    assert capsys.readouterr().out == f"1 snapshot written to {target}\n"
    assert rows(target.read_bytes())[0]["without_mask"] == "1"


def test_the_command_says_in_one_line_what_is_wrong(tmp_path, capsys, log):
    for arguments, words in (
        ([str(tmp_path / "a.csv"), "--data-dir", str(tmp_path / "nix")], "no snapshot log"),
        ([str(tmp_path / "a.txt"), "--data-dir", str(tmp_path / "data")], "name a file in"),
        ([str(tmp_path / "x" / "a.csv"), "--data-dir", str(tmp_path / "data")], "does not exist"),
    ):
        assert main(["export-log", *arguments]) == 2
        printed = capsys.readouterr()
        assert words in printed.err
        assert printed.err.count("\n") == 1
    assert not (tmp_path / "nix").exists()
