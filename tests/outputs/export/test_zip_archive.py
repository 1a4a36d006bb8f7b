import json
import zipfile


def test_the_archive_has_the_table_and_every_picture_it_names(log, three_ids, export, csv_rows):
    with zipfile.ZipFile(export(".zip", three_ids[:2])) as archive:
        assert archive.testzip() is None
        table = csv_rows(archive.read("snapshots.csv"))
        named = [row[column] for row in table for column in ("picture", "plain_picture")]
        assert sorted(archive.namelist()) == sorted(["snapshots.csv", *named])
        for snapshot, row in zip(log.read(three_ids[:2]), table, strict=True):
            assert archive.read(row["picture"]) == snapshot.annotated.read_bytes()
            assert archive.read(row["plain_picture"]) == snapshot.plain.read_bytes()


def test_a_missing_picture_is_left_out_of_the_archive_but_not_of_the_table(
    log, three_ids, export, csv_rows
):
    gone = log.read(three_ids)[0].annotated
    gone.unlink()
    with zipfile.ZipFile(export(".zip")) as archive:
        assert len(csv_rows(archive.read("snapshots.csv"))) == 3
        pictures = set(archive.namelist()) - {"snapshots.csv"}
    assert len(pictures) == 5
    assert f"pictures/{gone.name}" not in pictures


def test_the_clip_of_an_event_is_in_the_archive_and_named_in_the_tables(
    log, event_id, export, csv_rows
):
    (event,) = log.read([event_id])
    log.add_clip(event.annotated.stem, b"a video")
    name = f"pictures/{event.annotated.stem}.mp4"
    with zipfile.ZipFile(export(".zip")) as archive:
        assert archive.read(name) == b"a video"
    assert [row["clip"] for row in csv_rows(export(".csv").read_bytes())] == [name]
    (snapshot,) = json.loads(export(".json").read_bytes())["snapshots"]
    assert snapshot["clip"] == name
