import subprocess
import sys
from pathlib import Path

import pytest

from maskapp.errors import DatasetError, OutputError
from maskapp.files.shared_use import SharedUse
from maskapp.training.fitting.work_folder import work_folder

HOLD = """
import sys
from pathlib import Path
from maskapp.training.fitting.work_folder import work_folder
with work_folder(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_folder_is_created_and_can_be_used_again(tmp_path: Path) -> None:
    for _ in range(2):
        with work_folder(tmp_path / "new" / "out") as work_dir:
            assert work_dir == tmp_path / "new" / "out" / "work"
            assert work_dir.is_dir()


def test_a_second_training_is_refused_until_the_first_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        try:
            assert first.stdout.readline() == b"held\n"
            with pytest.raises(OutputError, match="Another training is writing to"):
                work_folder(tmp_path).__enter__()
        finally:
            first.kill()
    with work_folder(tmp_path):
        pass


def test_a_folder_that_others_share_is_refused(tmp_path: Path) -> None:
    """Of two that begin at the same moment, neither may be alone."""
    other = SharedUse(tmp_path / "work" / "in-use")
    with other.during(0), pytest.raises(OutputError, match="Another training"):
        work_folder(tmp_path).__enter__()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a file that is open")
def test_a_lock_on_a_file_that_was_removed_meanwhile_is_none(tmp_path: Path, monkeypatch) -> None:
    begin = SharedUse.begin

    def begin_late(use: SharedUse, timeout_s: float) -> bool:
        is_alone = begin(use, timeout_s)
        (tmp_path / "work" / "in-use").unlink()
        return is_alone

    with monkeypatch.context() as patch:
        patch.setattr(SharedUse, "begin", begin_late)
        with pytest.raises(OutputError, match="Another training"):
            work_folder(tmp_path).__enter__()
    with work_folder(tmp_path):
        pass


def test_a_folder_that_cannot_be_created_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(OutputError, match="cannot be created"):
        work_folder(tmp_path / "out").__enter__()


def test_a_training_that_keeps_nothing_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(DatasetError), work_folder(tmp_path / "new" / "out"):
        raise DatasetError("There are too few faces.")
    assert not any(tmp_path.iterdir())


def test_what_is_kept_and_what_was_there_stays(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    with work_folder(tmp_path / "old"):
        pass
    with work_folder(tmp_path / "new") as work_dir:
        (work_dir / "faces.npz").touch()
    left = sorted(path.name for path in tmp_path.rglob("*"))
    assert left == ["faces.npz", "new", "old", "work"]
