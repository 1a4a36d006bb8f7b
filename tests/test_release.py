"""The version, the change log and the workflow that makes a release of them."""

import re
import tomllib
from pathlib import Path

import pytest
from release_notes import release_notes

from maskapp import __version__

ROOT = Path(__file__).parents[1]
WORKFLOW = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
INSTALLER = (ROOT / "packaging" / "windows" / "maskapp.iss").read_text(encoding="utf-8")


def text_files() -> list[Path]:
    folders = ("maskapp", "packaging", ".github")
    suffixes = {".py", ".sh", ".ps1", ".iss", ".toml", ".plist", ".yml", ".spec", ".xml"}
    files = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    return [path for path in files if path.suffix in suffixes]


def test_the_version_stands_in_one_place() -> None:
    """Everything else takes it from there: About, metadata, names and properties of files."""
    stated = re.compile(rf"(?<![\w.]){re.escape(__version__)}(?![\w.])")
    found = [path for path in text_files() if stated.search(path.read_text(encoding="utf-8"))]
    assert [str(path.relative_to(ROOT)) for path in found] == ["maskapp/__init__.py"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "maskapp/__init__.py"
    assert "\nAppVersion={#Version}\n" in INSTALLER
    assert "\nOutputBaseFilename=maskapp-{#Version}-" in INSTALLER
    names = re.findall(r"(?:dist/|dist\\)maskapp-\S+", WORKFLOW)
    assert len(names) == 3
    assert all(re.match(r"dist.maskapp-\$[Vv]ersion-", name) for name in names)


def test_the_publisher_stands_in_one_place() -> None:
    """So that it can be decided before a release."""
    identity = ROOT / "packaging" / "identity.toml"
    for fact in tomllib.loads(identity.read_text(encoding="utf-8")).values():
        found = [path for path in text_files() if fact in path.read_text(encoding="utf-8")]
        assert found == [identity]


def test_the_change_log_begins_with_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## \[(.*?)\]", text, re.MULTILINE)
    assert headings[0] == __version__


def test_the_notes_of_a_release_are_its_section_of_the_change_log() -> None:
    log = "\n## [1.1.0] - 2026-01-02\n\n### Added\n\n- A.\n\n## [1.0.0] - 2025-01-02\n\n- B.\n"
    assert release_notes(log, "1.1.0") == "### Added\n\n- A.\n"
    assert release_notes(log, "1.0.0") == "- B.\n"
    for unreleased in ("1.2.0", "1x1.0"):
        with pytest.raises(ValueError, match="no section"):
            release_notes(log, unreleased)
    with pytest.raises(ValueError, match="with a date"):
        release_notes(log.replace("2026-01-02", "unreleased"), "1.1.0")


def test_the_workflow_uses_actions_by_their_commit_and_grants_nothing_by_default() -> None:
    used = re.findall(r"uses: (\S+)(.*)", WORKFLOW)
    assert used
    for action, comment in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)
    assert "\npermissions: {}\n" in WORKFLOW
    assert WORKFLOW.count("contents: write") == 1
