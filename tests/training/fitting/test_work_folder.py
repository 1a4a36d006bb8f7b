import subprocess
import sys
from pathlib import Path

import pytest

from maskapp.errors import OutputError
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


def test_a_folder_that_cannot_be_created_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(OutputError, match="cannot be created"):
        work_folder(tmp_path / "out").__enter__()
