from hypothesis import given
from hypothesis import strategies as st

from maskapp.display_names import LONGEST_FOREIGN, foreign_message


@given(st.text(max_size=3000))
def test_it_is_one_short_printable_line(text: str) -> None:
    line = foreign_message(text)
    assert line
    assert len(line) <= LONGEST_FOREIGN
    assert line.isprintable()


def test_a_short_text_is_kept() -> None:
    assert foreign_message(ValueError("no such layer: Dense_1")) == "no such layer: Dense_1"


def test_lines_and_terminal_codes_are_joined_and_removed() -> None:
    assert foreign_message("\x1b[31mred\x1b[0m\n\tand\u202e more") == "red and more"


def test_a_long_text_ends_with_a_mark() -> None:
    line = foreign_message("x" * 116_740, longest=40)
    assert line == "x" * 39 + "…"


def test_an_error_without_text_is_named() -> None:
    assert foreign_message(MemoryError()) == "MemoryError"
