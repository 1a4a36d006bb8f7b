"""What the packages for Windows and macOS are made from, as far as files can be checked."""

import plistlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest
from frozen.contents import bundle_version
from make_icons import ICNS, ICNS_SIDES_PX, ICO, ICO_SIDES_PX, MAC_SHARE, draw
from PIL import Image

from maskapp import paths
from maskapp.files.file_kinds import PICTURE_SUFFIXES, VIDEO_SUFFIXES
from maskapp.gui.door import login_start

ROOT = Path(__file__).parents[1]
WINDOWS, MACOS = ROOT / "packaging" / "windows", ROOT / "packaging" / "macos"
INSTALLER = (WINDOWS / "maskapp.iss").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("version", "numbers"), [("1.2.3", "(1, 2, 3, 0)"), ("1.0.0rc1", "(1, 0, 0, 0)")]
)
def test_the_version_resource_is_that_of_the_version(version: str, numbers: str) -> None:
    read = [sys.executable, "-c", "import runpy, sys; print(runpy.run_path(sys.argv[1])"]
    read[-1] += "['version_resource'](sys.argv[2]))"
    command = [*read, str(WINDOWS / "version_resource.py"), version]
    text = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert f"filevers={numbers}, prodvers={numbers}" in text
    assert f"'FileVersion', {version!r}" in text
    assert f"'ProductVersion', {version!r}" in text
    compile(text, "version_resource.txt", "eval")


def as_array(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGBA"), np.int16)


def test_the_icon_for_windows_has_all_sizes_each_drawn_for_itself() -> None:
    with Image.open(ICO) as icon:
        assert icon.ico.sizes() == {(side, side) for side in ICO_SIDES_PX}
        for side in ICO_SIDES_PX:
            drawn = as_array(icon.ico.getimage((side, side)))
            # Qt's versions may differ in how they smooth an edge; another icon differs far more.
            assert np.abs(drawn - as_array(draw(side))).mean() < 1


def test_the_icon_for_macos_has_all_sizes_and_the_margin_of_its_grid() -> None:
    with Image.open(ICNS) as icon:
        sides = {size[0] * size[2] for size in icon.info["sizes"]}
        assert sides == {*ICNS_SIDES_PX}
        largest = as_array(icon.icns.getimage((512, 512, 2)))
    assert np.abs(largest - as_array(draw(1024, MAC_SHARE))).mean() < 1
    opaque = np.flatnonzero(largest[512, :, 3])
    assert 95 < opaque[0] < 105
    assert 95 < 1023 - opaque[-1] < 105


def test_the_installer_offers_the_files_that_the_dialogs_offer() -> None:
    offered = re.findall(r'SupportedTypes"; .*?ValueName: "(\.\w+)"', INSTALLER)
    assert {*offered} == {*PICTURE_SUFFIXES, *VIDEO_SUFFIXES}
    assert len(offered) == len({*offered})


def test_the_installer_needs_no_administrator_and_asks_about_the_data_where_it_is() -> None:
    assert "\nPrivilegesRequired=lowest\n" in INSTALLER
    assert "HKLM" not in INSTALLER
    # As platformdirs answers on Windows for `paths.default_data_dir`.
    assert paths.default_data_dir().name == "maskapp"
    assert r"ExpandConstant('{localappdata}\maskapp')" in INSTALLER
    assert "[UninstallDelete]" not in INSTALLER


def test_the_uninstaller_removes_what_starts_the_door_display() -> None:
    removed = re.search(r"RegDeleteValue\(HKCU, '(.*?)',\s*'(.*?)'\)", INSTALLER)
    assert removed is not None
    assert removed.groups() == (login_start._RUN_KEY, login_start._RUN_NAME)
    assert "usUninstall then\n    RemoveLoginStart;" in INSTALLER


def test_the_property_list_says_why_the_camera_is_used_and_shows_the_window() -> None:
    values = tomllib.loads((MACOS / "info_plist.toml").read_text(encoding="utf-8"))
    assert plistlib.loads(plistlib.dumps(values)) == values
    assert "mask" in values["NSCameraUsageDescription"]
    assert values["LSBackgroundOnly"] is False
    assert not {"CFBundleVersion", "CFBundleShortVersionString"} & {*values}


@pytest.mark.parametrize(
    ("version", "build"), [("1.2.3", "1.2.3"), ("1.0.0rc1", "1.0.0"), ("2.0.dev3", "2.0")]
)
def test_the_build_of_the_app_is_numbers_only(version: str, build: str) -> None:
    assert bundle_version(version) == build
    spec = (ROOT / "packaging" / "maskapp.spec").read_text(encoding="utf-8")
    assert '"CFBundleVersion": bundle_version(__version__)' in spec


def test_the_signed_app_is_entitled_to_the_camera() -> None:
    with (MACOS / "entitlements.plist").open("rb") as file:
        entitlements = plistlib.load(file)
    assert entitlements["com.apple.security.device.camera"] is True
