"""What the trainings of the Makefile would run."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


def dry_run(*arguments: str) -> str:
    """Return what make would run, which is not run."""
    command = ["make", "--dry-run", *arguments]
    environment = {**os.environ, "DETECTOR": "other.tflite", "START_FROM": "other.keras"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
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
    command = ["make", "data-named", f"DATA={data}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Name the data: make data-named DATA=FOLDER" in done.stderr
    subprocess.run([*command[:2], 'DATA="my faces" street'], cwd=ROOT, check=True)
