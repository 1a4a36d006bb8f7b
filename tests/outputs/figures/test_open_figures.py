import pytest

from maskapp.errors import SnapshotLogBusyError, SnapshotLogDamagedError
from maskapp.outputs.figures.open_figures import open_figures
from maskapp.outputs.figures.records import Counts, MinuteFigures
from maskapp.outputs.figures.tables import add_figures
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from tests.support.snapshots import make_older_log, version_of


def test_without_a_log_there_is_no_reader_and_no_database_is_made(folder):
    with open_figures(folder) as reader:
        assert reader is None
    assert not folder.exists()


def test_a_lost_database_is_left_to_the_log(folder):
    with SnapshotLog(folder):
        pass
    database_path(folder).write_bytes(b"")
    with open_figures(folder) as reader:
        assert reader is None
    assert database_path(folder).stat().st_size == 0


def test_figures_are_read_while_the_log_is_being_written(log, folder):
    with log.database.transaction() as connection:
        connection.execute("INSERT INTO figure_sources VALUES (1, 'Door')")
        with open_figures(folder, busy_timeout_s=0) as reader:
            assert reader.sources() == []
    add_figures(log.database, MinuteFigures("Door", 10**7, Counts(came_bare=1)))
    with open_figures(folder, busy_timeout_s=0) as reader:
        assert reader.sources() == ["Door"]


def test_a_damaged_database_is_reported(folder):
    folder.mkdir(parents=True)
    database_path(folder).write_bytes(b"nothing of SQLite" * 99)
    with pytest.raises(SnapshotLogDamagedError), open_figures(folder):
        pass


def test_a_log_of_an_older_program_that_may_run_is_not_upgraded(folder):
    version = make_older_log(folder)
    with pytest.raises(SnapshotLogBusyError, match="older version"), open_figures(folder):
        pass
    assert version_of(folder) == version
