"""What the packaged program changes in its environment before anything else."""

import os
from collections.abc import Iterator

import pytest
from frozen.start import _restore_library_path

OWN = "/opt/maskapp/_internal"


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    kept = dict(os.environ)
    os.environ["LD_LIBRARY_PATH"] = OWN  # as the loader of the packaged program sets it
    yield
    os.environ.clear()
    os.environ.update(kept)


def test_programs_that_it_starts_find_the_libraries_of_the_system() -> None:
    _restore_library_path()
    assert "LD_LIBRARY_PATH" not in os.environ


def test_programs_that_it_starts_find_libraries_where_the_user_looks_for_them() -> None:
    os.environ.update(
        LD_LIBRARY_PATH=f"{OWN}:/usr/local/cuda", LD_LIBRARY_PATH_ORIG="/usr/local/cuda"
    )
    _restore_library_path()
    assert os.environ["LD_LIBRARY_PATH"] == "/usr/local/cuda"
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ


def test_a_process_of_its_own_looks_for_the_packaged_libraries_again() -> None:
    """Without this, the loader takes the variable for set, and no process of `--jobs` lives."""
    _restore_library_path()
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1"
