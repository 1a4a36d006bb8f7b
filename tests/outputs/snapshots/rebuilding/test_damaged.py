import sqlite3

import pytest

from maskapp.outputs.snapshots.rebuilding.damaged import readable_rows


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "base.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT)")
        rows = [(number, "x" * 100) for number in range(1000)]
        connection.executemany("INSERT INTO things VALUES (?, ?)", rows)
    connection.close()
    return path


def ids(path, order="ASC"):
    query = f"SELECT id, name FROM things ORDER BY id {order}"
    return [row[0] for row in readable_rows(path, "things", query)]


def test_a_whole_table_is_read_and_the_file_left_alone(database):
    before = database.read_bytes()
    assert ids(database) == list(range(1000))
    assert database.read_bytes() == before
    assert [path.name for path in database.parent.iterdir()] == [database.name]


def test_rows_are_read_from_either_end_up_to_the_damage(database):
    content = bytearray(database.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xa5" * 4096
    database.write_bytes(content)
    first, last = ids(database), ids(database, "DESC")
    assert first == list(range(len(first)))
    assert last == list(range(999, 999 - len(last), -1))
    assert 0.9 * 1000 < len(first) + len(last) < 1000


def test_text_that_is_not_utf_8_comes_as_bytes(database):
    content = database.read_bytes().replace(b"x" * 100, b"\xff" * 100, 1)
    database.write_bytes(content)
    query = "SELECT name FROM things"
    names = [name for (name,) in readable_rows(database, "things", query)]
    assert len(names) == 1000
    assert names.count(b"\xff" * 100) == 1


@pytest.mark.parametrize("content", [b"", b"this is no database" * 1000])
def test_what_is_no_database_has_no_rows(database, content):
    database.write_bytes(content)
    assert ids(database) == []


def test_a_missing_file_has_no_rows_and_is_not_created(tmp_path):
    assert ids(tmp_path / "none") == []
    assert not list(tmp_path.iterdir())


def test_a_view_without_end_is_not_read(database):
    with sqlite3.connect(database) as connection:
        connection.execute("DROP TABLE things")
        connection.execute(
            "CREATE VIEW Things AS WITH RECURSIVE n (id) AS"
            " (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id, 'x' AS name FROM n"
        )
    connection.close()
    assert ids(database) == []
