import pytest

from maskapp.outputs.snapshots.database import SnapshotDatabase
from maskapp.outputs.snapshots.queries import LISTED
from maskapp.outputs.snapshots.row_reader import RowReader


@pytest.fixture
def database(tmp_path):
    opened = SnapshotDatabase(tmp_path / "snapshots.sqlite3")
    with opened.transaction() as connection:
        connection.executemany(
            "INSERT INTO snapshots (taken_at_ms, utc_offset_s, kind, source, stem, size_bytes)"
            " VALUES (?, 0, 'manual', 'Door', ?, 1)",
            [(number, f"2026-05-17_09-31-00.{number:03}") for number in range(700)],
        )
        connection.execute("INSERT INTO faces VALUES (650, 1, 'with_visor', 0.5, 0, 0, 1, 1)")
        connection.execute("UPDATE snapshots SET stem = '../x' WHERE id = 20")
    yield opened
    opened.close()


def listed(database):
    return {row[0] for row in database.rows(f"SELECT id FROM snapshots WHERE {LISTED}")}


def test_all_rows_are_checked_and_the_unreadable_ones_not_listed(database):
    reader = RowReader(database)
    reader.check_all()
    assert reader.unreadable == {
        20: "entry 20 names the picture '../x', which is none of the log's",
        650: "entry 650 has the unknown label 'with_visor'",
    }
    assert listed(database) == set(range(1, 701)) - {20, 650}


def test_a_row_that_turns_unreadable_is_left_out_when_it_is_read(database):
    reader = RowReader(database)
    assert [row.id for row in reader.read([19, 20, 21])] == [19, 21]
    assert list(reader.unreadable) == [20]
    assert 20 not in listed(database)


def test_a_forgotten_row_is_listed_again(database):
    reader = RowReader(database)
    reader.check_all()
    reader.forget([20, 21])
    assert list(reader.unreadable) == [650]
    assert 20 in listed(database)
