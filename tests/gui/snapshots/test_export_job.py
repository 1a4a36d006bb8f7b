import json
import threading

import pytest

from maskapp.gui.snapshots.export_job import ExportJob
from maskapp.outputs.export import formats
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from tests.support.snapshots import make_snapshots


@pytest.fixture
def folder(data_dir):
    """The folder of a log with three snapshots."""
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
        for snapshot in make_snapshots(3):
            log.add(snapshot)
    return data_dir / SNAPSHOT_FOLDER


@pytest.mark.parametrize(("ids", "expected"), [(None, [3, 2, 1]), ([1, 3], [1, 3])])
def test_the_chosen_snapshots_are_exported(qtbot, folder, tmp_path, ids, expected):
    job = ExportJob(folder, tmp_path / "log.json", ids)
    with qtbot.waitSignal(job.exported) as exported:
        job.start()
    assert exported.args == [len(expected)]
    content = json.loads((tmp_path / "log.json").read_bytes())
    assert [snapshot["id"] for snapshot in content["snapshots"]] == expected


def test_a_cancelled_export_leaves_no_file(qtbot, folder, tmp_path, monkeypatch):
    may_continue = threading.Event()
    export_snapshots = formats.export_snapshots

    def slowly(*arguments):
        for done in export_snapshots(*arguments):
            assert may_continue.wait(10)
            yield done

    monkeypatch.setattr(formats, "export_snapshots", slowly)
    job = ExportJob(folder, tmp_path / "log.json", None)
    with qtbot.waitSignal(job.cancelled):
        job.start()
        job.cancel()
        may_continue.set()
    assert job.wait(10)
    assert not (tmp_path / "log.json").exists()


def test_an_error_is_a_message(qtbot, folder, tmp_path):
    job = ExportJob(folder, tmp_path / "missing" / "log.json", None)
    with qtbot.waitSignal(job.failed) as failed:
        job.start()
    assert "its folder does not exist" in failed.args[0]
