import csv
import signal
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from maskapp.cli import main
from maskapp.commands import export_log, interrupts
from maskapp.outputs.export.formats import export_snapshots
from maskapp.outputs.snapshots.log import SnapshotLog, database_path
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER, NewSnapshot
from tests.support.clocks import StoppedClock
from tests.support.snapshots import make_older_log, version_of


@pytest.fixture
def data_dir(tmp_path):
    """A data folder with one snapshot in its log."""
    image = np.zeros((8, 8, 3), np.uint8)
    with SnapshotLog(tmp_path / "data" / SNAPSHOT_FOLDER) as log:
        log.add(NewSnapshot(datetime(2026, 5, 17, tzinfo=UTC), "manual", "Door", (), image, image))
    return tmp_path / "data"


def test_the_whole_log_is_exported(tmp_path, data_dir, capsys):
    target = tmp_path / "log.csv"
    assert main(["export-log", str(target), "--data-dir", str(data_dir)]) == 0
    assert capsys.readouterr().out == f"1 snapshot written to {target}\n"
    (row,) = csv.DictReader(target.read_text("utf-8-sig").splitlines())
    assert row["source"] == "Door"


def test_an_entry_that_cannot_be_read_is_left_out_and_told_in_one_line(tmp_path, data_dir, capsys):
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log, log.database.transaction() as connection:
        connection.execute("UPDATE snapshots SET stem = '../../x'")
    target = tmp_path / "log.csv"
    assert main(["export-log", str(target), "--data-dir", str(data_dir)]) == 0
    printed = capsys.readouterr()
    assert printed.out == f"0 snapshots written to {target}\n"
    assert printed.err.startswith("maskapp: 1 entry of the snapshot log cannot be read, left out")
    assert printed.err.count("\n") == 1


def test_a_log_without_its_database_is_not_taken_for_an_empty_one(tmp_path, data_dir, capsys):
    database_path(data_dir / SNAPSHOT_FOLDER).write_bytes(b"")
    assert main(["export-log", str(tmp_path / "log.csv"), "--data-dir", str(data_dir)]) == 2
    assert "rebuilds it from its pictures" in capsys.readouterr().err
    assert not (tmp_path / "log.csv").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("within_import", [False, True])
def test_a_signal_leaves_no_unfinished_file(tmp_path, data_dir, monkeypatch, number, within_import):
    monkeypatch.setattr(interrupts, "_is_importing", lambda _frame: within_import)

    def interrupted(*arguments):
        for done in export_snapshots(*arguments):
            signal.raise_signal(number)
            yield done

    monkeypatch.setattr(export_log, "export_snapshots", interrupted)
    target = tmp_path / "exports" / "log.zip"
    target.parent.mkdir()
    assert main(["export-log", str(target), "--data-dir", str(data_dir)]) == 128 + number
    assert list(target.parent.iterdir()) == []


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no SIGHUP")
def test_a_terminal_that_closes_leaves_no_unfinished_file_by_its_second_signal(
    tmp_path, data_dir, monkeypatch
):
    monkeypatch.setattr(interrupts, "monotonic", StoppedClock())
    unlink = Path.unlink

    def interrupted_again(path, **options):
        signal.raise_signal(signal.SIGHUP)
        unlink(path, **options)

    def interrupted(*arguments):
        for done in export_snapshots(*arguments):
            monkeypatch.setattr(Path, "unlink", interrupted_again)
            signal.raise_signal(signal.SIGHUP)
            yield done

    monkeypatch.setattr(export_log, "export_snapshots", interrupted)
    target = tmp_path / "exports" / "log.zip"
    target.parent.mkdir()
    code = main(["export-log", str(target), "--data-dir", str(data_dir)])
    assert (code, list(target.parent.iterdir())) == (128 + signal.SIGHUP, [])


@pytest.mark.parametrize(
    ("file", "data", "message"),
    [
        ("a.csv", "missing", "no snapshot log"),
        ("a.txt", "data", "must end in"),
        ("missing/a.csv", "data", "does not exist"),
    ],
)
def test_an_error_is_one_line(tmp_path, data_dir, capsys, file, data, message):
    assert main(["export-log", str(tmp_path / file), "--data-dir", str(tmp_path / data)]) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.err.count("\n") == 1
    assert not (tmp_path / "missing").exists()


def test_a_log_of_an_older_program_that_may_run_is_not_upgraded(tmp_path, capsys):
    folder = tmp_path / "older" / SNAPSHOT_FOLDER
    version = make_older_log(folder)
    arguments = ["export-log", str(tmp_path / "log.csv"), "--data-dir", str(folder.parent)]
    assert main(arguments) == 2
    assert "older version of Maskapp" in capsys.readouterr().err
    assert version_of(folder) == version


def test_a_log_that_is_being_rebuilt_is_not_exported(tmp_path, data_dir, capsys):
    database = database_path(data_dir / SNAPSHOT_FOLDER)
    database.rename(database.with_name(f"{database.name}.new"))
    assert main(["export-log", str(tmp_path / "log.csv"), "--data-dir", str(data_dir)]) == 2
    assert "is being rebuilt" in capsys.readouterr().err
