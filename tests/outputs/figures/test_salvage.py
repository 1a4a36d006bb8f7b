"""What is left of the figures when the database is damaged."""

from datetime import UTC, date

import pytest

from maskapp.outputs.figures.reading import FiguresReader
from maskapp.outputs.figures.records import Counts, MinuteFigures
from maskapp.outputs.figures.tables import insert_figures
from maskapp.outputs.snapshots.log import database_path
from maskapp.outputs.snapshots.recovery import open_recovered

PERIOD = (date(1970, 1, 1), date(1970, 2, 1))


@pytest.fixture
def full(log):
    """A log with the figures of many minutes, which is closed."""
    with log.database.transaction() as connection:
        for minute in range(5000):
            figures = MinuteFigures("Door", minute, Counts(masked=1, watched_ms=60_000))
            insert_figures(connection, figures)
    log.close()


def recovered(folder):
    log, messages = open_recovered(folder)
    with log:
        reader = FiguresReader(log.database, UTC)
        minutes = list(reader.minutes(*PERIOD))
        assert sum(each.masked for each in reader.by_hour(*PERIOD).values()) == len(minutes)
    return len(minutes), messages


def test_damage_elsewhere_loses_no_minute(folder, full):
    path = database_path(folder)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"CREATE TABLE faces", b"CREATE TABLE fades"))
    minutes, messages = recovered(folder)
    assert minutes == 5000
    assert "the figures of 5000 minutes." in messages[0]


def test_a_minute_that_came_again_and_again_is_not_lost(folder, log):
    odd = (17 * 60_000, -4_681)
    with log.database.transaction() as connection:
        for minute, watched_ms in enumerate(odd):
            counts = Counts(masked=1, watched_ms=watched_ms)
            insert_figures(connection, MinuteFigures("Door", minute, counts))
    log.close()
    path = database_path(folder)
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE faces", b"CREATE TABLE fades"))
    assert recovered(folder)[0] == len(odd)


def test_damage_in_the_middle_keeps_what_can_be_read(folder, full):
    path = database_path(folder)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 8192] = b"\xa5" * 8192
    path.write_bytes(content)
    minutes, messages = recovered(folder)
    assert 0 < minutes < 5000
    assert f"the figures of {minutes} minutes" in messages[0]


@pytest.mark.parametrize("content", [b"", b"this is no database" * 1000])
def test_what_is_no_database_has_no_figures(folder, full, content):
    database_path(folder).write_bytes(content)
    assert recovered(folder)[0] == 0
