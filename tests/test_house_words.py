"""The words of GLOSSARY.md, as far as a machine can hold them."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

AVOIDED = {
    r"\bjudgements?\b": "label, verdict",
    r"\bqt's:": "Override `QWidget.…`: …",
    r"\banew\b": "again",
    r"\bof now\b": "current",
    r"\bby hand\b": "manually",
    r"\blet(s|ting)? go\b": "close, release",
    r"\b(sentence|words?|message|news)s? for people\b": "message for the user",
    r"\bof no use\b": "cannot be used",
    r"\blooking glass\b": "mirror",
    r"\bas good as\b": "nearly",
    r"\bcome to nothing\b|\bcame to nothing\b": "fail",
    r"\bto bear\b": "to wait",
    r"\bwhoever\b|\bwhosoever\b": "name who",
    r"\bas for `": "see `…`",
    r"\w: of (the|its|a)\b": "start with a noun: `name: Name of the …`",
    r"\bsource of (the )?(randomness|noise)\b": "random number generator",
    r"\bforesaw\b": "unforeseen",
    r"\b(frames|bytes) a (second|pixel)\b": "per",
    r"\bin the street\b": "on the street",
}
"""What is not said in code, comments, messages and guides, and what is said instead."""

ALLOWED_IN = {"GLOSSARY.md", "CHANGELOG.md", "tests/test_house_words.py"}


def prose_of_python(text: str) -> list[tuple[int, str]]:
    """Return the comments and string literals of a module, each with its line."""
    found = [
        (node.lineno, node.value)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    found += [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]
    return found


def prose(path: Path) -> list[tuple[int, str]]:
    text = path.read_text(encoding="utf-8")
    return prose_of_python(text) if path.suffix == ".py" else list(enumerate(text.splitlines(), 1))


def prose_files() -> list[Path]:
    folders = ("maskapp", "tests", "packaging")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    files += [
        *ROOT.glob("*.md"),
        *(ROOT / "models").glob("*.md"),
        *(ROOT / "resources").glob("*.md"),
    ]
    return [path for path in files if str(path.relative_to(ROOT)) not in ALLOWED_IN]


@pytest.fixture(scope="module")
def all_prose() -> list[tuple[str, str]]:
    """Each text of the project, with its file and line."""
    return [
        (f"{path.relative_to(ROOT)}:{line}", text)
        for path in prose_files()
        for line, text in prose(path)
    ]


@pytest.mark.parametrize("pattern", AVOIDED)
def test_avoided_words_do_not_occur(all_prose: list[tuple[str, str]], pattern: str) -> None:
    found = [
        f"{place}: say {AVOIDED[pattern]}"
        for place, text in all_prose
        if re.search(pattern, text, re.IGNORECASE)
    ]
    assert found == []


def test_the_check_finds_a_word_in_a_comment_and_in_a_string() -> None:
    text = 'x = 1  # judged\ny = "told anew"\n'
    assert [line for line, _ in prose_of_python(text)] == [2, 1]
