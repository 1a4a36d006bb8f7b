"""The installed versions of packages."""

import sys
from importlib.metadata import PackageNotFoundError, version

from maskapp.gui.help.package_versions import PACKAGES, package_version, preload_package_versions


def test_names_the_installed_version() -> None:
    assert package_version("numpy") == version("numpy")


def test_a_package_that_is_missing_is_not_installed() -> None:
    assert package_version("maskapp-no-such-package") == "not installed"


def test_names_the_version_of_what_is_there_instead(monkeypatch) -> None:
    def only_with_windows(name: str) -> str:
        if name != "opencv-python":
            raise PackageNotFoundError(name)
        return "5.1"

    monkeypatch.setattr("importlib.metadata.version", only_with_windows)
    package_version.cache_clear()
    try:
        assert package_version("opencv-python-headless") == "5.1"
        assert package_version("numpy") == "not installed"
    finally:
        package_version.cache_clear()


def test_preloaded_versions_are_not_looked_up_again(monkeypatch) -> None:
    preload_package_versions()
    monkeypatch.setitem(sys.modules, "importlib.metadata", None)  # importing it would fail
    assert "not installed" not in [package_version(name) for name in PACKAGES]
