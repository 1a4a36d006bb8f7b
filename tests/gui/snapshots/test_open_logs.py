from dataclasses import replace

import pytest

from maskapp.gui.snapshots.open_logs import OpenLogs
from maskapp.outputs.snapshots.log import SnapshotLog
from maskapp.outputs.snapshots.records import SNAPSHOT_FOLDER
from tests.support.snapshots import make_snapshot


@pytest.fixture
def logs(data_dir):
    opened = OpenLogs(data_dir / SNAPSHOT_FOLDER, 0.05)
    yield opened
    opened.close()


def add(logs, *, is_demo):
    stem, facts = logs.write_pictures(replace(make_snapshot(), is_demo=is_demo))
    return logs.log(is_demo=is_demo).add_row(stem, facts)


def test_each_snapshot_is_in_its_log_and_found_by_its_id(logs):
    logs.log(is_demo=False)
    mine, demo = add(logs, is_demo=False), add(logs, is_demo=True)
    assert logs.log(is_demo=False).find() == [mine]
    assert logs.log(is_demo=True).find() == [demo]
    assert logs.of([mine]) is logs.log(is_demo=False)
    assert logs.of([demo]) is logs.log(is_demo=True)


def test_the_demos_log_is_gone_after_closing(logs, data_dir):
    add(logs, is_demo=True)
    folder = logs.folder(is_demo=True)
    assert data_dir not in folder.parents
    assert list(folder.rglob("*.jpg"))
    logs.close()
    assert not folder.exists()
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
        assert (log.count(), log.pictures.has_any()) == (0, False)


def test_repairs_are_told(logs, data_dir):
    with SnapshotLog(data_dir / SNAPSHOT_FOLDER) as log:
        (snapshot,) = log.read([log.add(make_snapshot())])
    snapshot.annotated.unlink()
    logs.log(is_demo=False)
    (message,) = logs.messages
    assert message.startswith("1 snapshot has no picture in")
