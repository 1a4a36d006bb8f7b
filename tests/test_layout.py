"""The layout that CONTRIBUTING promises: mirrored tests, short files, folders one can overlook."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
MAX_LINES = 300
MAX_MODULES = 16

WITHOUT_TESTS = {
    "maskapp/outputs/export/export_format.py": "declares types only",
    "maskapp/live/playing/timing.py": "declares constants only",
    "maskapp/gui/window/window_parts.py": "declares a record only",
    "maskapp/live/model_check.py": "declares a record only",
    "maskapp/live/playing/player_calls.py": "declares a record only",
    "maskapp/live/source_request.py": "declares a record only",
    "maskapp/commands/detect/sharing/crew.py": "declares types only",
    "maskapp/training/measuring/scene_search.py": "declares a record only",
}
"""Modules without a test file of their own, and why."""


def python_files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def modules() -> list[Path]:
    return [path for path in python_files("maskapp") if path.name != "__init__.py"]


def has_tests(module: Path) -> bool:
    inside = module.relative_to(ROOT / "maskapp")
    folder = ROOT / "tests" / inside.parent
    return any(folder.glob(f"test_{inside.stem}.py")) or any(
        folder.glob(f"test_{inside.stem}_*.py")
    )


def test_each_module_has_its_test_file() -> None:
    without = {str(module.relative_to(ROOT)) for module in modules() if not has_tests(module)}
    assert without == set(WITHOUT_TESTS)


def test_each_test_file_belongs_to_a_module_or_tells_a_story() -> None:
    # `faults` holds what goes wrong across modules and is too slow for every change.
    folders = {"stories", "faults", "benchmarks", "support"}
    lost = []
    for path in python_files("tests"):
        inside = path.relative_to(ROOT / "tests")
        if (
            inside.parts[0] in folders
            or inside.parts[:2] == ("web", "browser")  # stories of the pages
            or not path.name.startswith("test_")
            or len(inside.parts) == 1
        ):
            continue
        stems = {module.stem for module in (ROOT / "maskapp" / inside.parent).glob("*.py")}
        name = path.stem.removeprefix("test_")
        if not any(name == stem or name.startswith(f"{stem}_") for stem in stems):
            lost.append(str(inside))
    assert lost == []


def test_no_file_is_over_three_hundred_lines() -> None:
    files = [*python_files("maskapp"), *python_files("tests"), *python_files("packaging")]
    long = {
        str(path.relative_to(ROOT)): count
        for path in files
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}


def test_no_folder_has_more_modules_than_one_can_overlook() -> None:
    counts: dict[str, int] = {}
    for module in modules():
        folder = str(module.parent.relative_to(ROOT))
        counts[folder] = counts.get(folder, 0) + 1
    assert {folder: count for folder, count in counts.items() if count > MAX_MODULES} == {}
