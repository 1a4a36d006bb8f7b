import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from maskapp import paths
from maskapp.cli_exports import add_data_dir
from maskapp.errors import OutputError

# As they are: the fixtures of all tests replace some.
DEFAULT_DATA_DIR = paths.default_data_dir
OTHERS = (paths.default_cache_dir, paths.default_recording_dir, paths.login_entry)


def test_bundled_files_exist() -> None:
    for path in (
        paths.demo_clip(),
        paths.default_model(),
        paths.mask_network(),
        paths.training_plan(),
    ):
        assert path.is_file()
    assert (paths.resources_dir() / "icons").is_dir()


def test_folders_inside_the_package_are_preferred(tmp_path: Path, monkeypatch) -> None:
    package = tmp_path / "maskapp"
    (package / "models").mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE_DIR", package)
    assert paths.models_dir() == package / "models"
    assert paths.resources_dir() == tmp_path / "resources"


def test_user_folders_follow_the_environment_and_are_not_created(tmp_path: Path) -> None:
    program = (
        "from maskapp import paths;"
        "print(paths.default_data_dir(), paths.default_cache_dir(), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ
        | {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    if sys.platform == "linux":
        assert done.stdout.splitlines() == [
            str(tmp_path / "data" / "maskapp"),
            str(tmp_path / "cache" / "maskapp"),
        ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    ["", "http://user:pw@host/x", "RTSP://host/x", " https://h", "http:/h/x", "s3://b/x.mp4"],
)
def test_an_address_or_nothing_is_no_place_to_write_to(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="name a file or folder") as raised:
        paths.local_path(text)
    assert "pw" not in str(raised.value)


@pytest.mark.parametrize(
    "text", ["out", "/a/b.mp4", "C:/videos/a.mp4", "./http:/x", "a b: c/d.mp4"]
)
def test_a_path_is_one(text: str) -> None:
    assert paths.local_path(text) == Path(text)


@pytest.mark.skipif(sys.platform != "linux", reason="users without an account")
def test_who_has_no_home_is_told_so(tmp_path: Path, monkeypatch) -> None:
    def no_home(*_: object, **__: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(paths, "default_data_dir", DEFAULT_DATA_DIR)
    for name in ("user_data_dir", "user_cache_dir", "user_videos_dir", "user_config_dir"):
        monkeypatch.setattr(paths.platformdirs, name, no_home)
    parser = argparse.ArgumentParser()
    add_data_dir(parser)
    assert parser.parse_args(["--data-dir", str(tmp_path)]).data_dir == tmp_path
    with pytest.raises(OutputError, match="set HOME"):
        parser.parse_args([])
    for ask in OTHERS:
        with pytest.raises(OutputError, match="set HOME"):
            ask()
