"""The installed versions of packages."""

import sys
from importlib.metadata import version

from maskapp.package_versions import PACKAGES, package_version, preload_package_versions


def test_names_the_installed_version() -> None:
    assert package_version("numpy") == version("numpy")


def test_a_package_that_is_missing_is_not_installed() -> None:
    assert package_version("maskapp-no-such-package") == "not installed"


def test_preloaded_versions_are_not_looked_up_again(monkeypatch) -> None:
    preload_package_versions()
    monkeypatch.setitem(sys.modules, "importlib.metadata", None)  # importing it would fail
    assert "not installed" not in [package_version(name) for name in PACKAGES]
