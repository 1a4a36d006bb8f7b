import json
import stat
import sys
from contextlib import closing

import pytest

from maskapp.cli import main
from maskapp.errors import OutputError
from maskapp.outputs.export.formats import FORMATS, export_snapshots

SUFFIXES = [export_format.suffix for export_format in FORMATS]


def test_progress_ends_with_the_number_of_snapshots(log, three_ids, tmp_path):
    for suffix in SUFFIXES:
        steps = list(export_snapshots(log, three_ids, tmp_path / f"log{suffix}"))
        assert steps == sorted(steps)
        assert steps[-3:] == [1, 2, 3]


def test_more_snapshots_than_one_chunk_keep_their_order(log, make_snapshot, export):
    for _ in range(103):
        log.add(make_snapshot(shape=(8, 8)))
    ids = log.find()
    content = json.loads(export(".json", ids).read_bytes())
    assert [snapshot["id"] for snapshot in content["snapshots"]] == ids


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_log_can_be_exported(log, tmp_path, suffix):
    assert list(export_snapshots(log, [], tmp_path / f"log{suffix}")) == []
    assert (tmp_path / f"log{suffix}").stat().st_size > 0


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_cancelled_export_leaves_the_old_file_and_nothing_else(log, three_ids, tmp_path, suffix):
    target = tmp_path / f"log{suffix}"
    target.write_bytes(b"precious")
    with closing(export_snapshots(log, three_ids, target)) as steps:
        while next(steps) < 2:
            pass
        assert target.read_bytes() == b"precious"
    assert target.read_bytes() == b"precious"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [target.name]


def test_deleted_snapshots_are_left_out(log, three_ids, export):
    log.delete(three_ids[1:])
    content = json.loads(export(".json", three_ids).read_bytes())
    assert [snapshot["id"] for snapshot in content["snapshots"]] == three_ids[:1]


def test_an_unknown_suffix_is_refused_before_the_export_begins(log, tmp_path):
    with pytest.raises(OutputError, match="the file name must end in") as raised:
        export_snapshots(log, [], tmp_path / "log.txt")
    assert all(suffix in str(raised.value) for suffix in SUFFIXES)


def test_upper_case_suffixes_are_accepted(three_ids, export):
    assert len(json.loads(export(".JSON").read_bytes())["snapshots"]) == 3


def test_a_target_that_cannot_be_written_is_an_error(log, tmp_path):
    with pytest.raises(OutputError, match="its folder does not exist"):
        list(export_snapshots(log, [], tmp_path / "missing" / "log.csv"))
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(OutputError, match="Cannot write"):
        list(export_snapshots(log, [], tmp_path / "folder.csv"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "folder.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and links")
def test_the_file_is_private_and_a_link_stays_a_link(log, tmp_path):
    (tmp_path / "real.csv").touch()
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    list(export_snapshots(log, [], tmp_path / "link.csv"))
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    assert stat.S_IMODE((tmp_path / "real.csv").stat().st_mode) == 0o600


def test_the_command_line_names_every_format(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["export-log", "--help"])
    named = capsys.readouterr().out.partition("FILE.{")[2].partition("}")[0].split(",")
    assert {f".{name}" for name in named} == set(SUFFIXES)
