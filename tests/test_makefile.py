"""What the trainings of the Makefile would run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or shutil.which("make") is None, reason="needs make and a shell"
)


def make(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run make where the environment has variables of the same names as options."""
    # The options of a make that runs these tests are not for this one.
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    environment |= {"DETECTOR": "other.tflite", "START_FROM": "other.keras"}
    return subprocess.run(
        ["make", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def dry_run(*arguments: str) -> str:
    """Return what make would run, which is not run."""
    done = make("--dry-run", *arguments)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.replace("\\\n", " ").split())


@pytest.mark.parametrize(
    ("target", "folder"),
    [
        ("train", "runs/mask_detector"),
        ("train-detector", "runs/face_detector"),
        ("train-check", "runs/face_check"),
        ("study", "runs/networks"),
    ],
)
def test_each_training_has_an_output_folder_of_its_own(target: str, folder: str) -> None:
    """In one folder, the second would be refused as another training's."""
    assert f'--data faces street --output "{folder}"' in dry_run(target, "DATA=faces street")
    named = dry_run(target, "DATA=faces", "OUTPUT=my runs/a")
    assert '--data faces --output "my runs/a"' in named


def test_options_are_passed_on_and_those_of_the_environment_are_not() -> None:
    for target, name, option in (
        ("train", "BASE_WEIGHTS", "--base-weights"),
        ("train", "START_FROM", "--start-from"),
        ("train-detector", "START_FROM", "--start-from"),
        ("train-check", "DETECTOR", "--detector"),
    ):
        assert f'{option} "my file"' in dry_run(target, "DATA=faces", f"{name}=my file")
        assert option not in dry_run(target, "DATA=faces")


@pytest.mark.parametrize("data", ["", " "])
def test_without_data_a_training_says_what_is_missing(data: str) -> None:
    done = make("data-named", f"DATA={data}")
    assert done.returncode == 2
    assert "Name the data: make data-named DATA=FOLDER" in done.stderr
    assert make("data-named", 'DATA="my faces" street').returncode == 0
