import pytest

from maskapp.training.measuring.text_tables import Cell, Row, Table, as_markdown, as_text, percent


def test_tables_are_aligned() -> None:
    rows = (
        Row("voc", (Cell("99.0%", "of 1,000"), Cell("7"))),
        Row("Mask", (Cell("100.0%", "of 1"), Cell("-")), is_part=True),
    )
    table = Table("By source", ("source", "right", "faces"), rows, "A note.")
    assert as_text([table, table]).split("\n\n")[1].splitlines() == [
        "By source",
        "source            right  faces",
        "voc      99.0% of 1,000      7",
        "  Mask  100.0%     of 1      -",
        "A note.",
    ]


def test_tables_are_written_in_markdown() -> None:
    rows = (Row("voc", (Cell("99.0%", "of 1,000"), Cell("7"))),)
    noted = Table("By source", ("source", "right", "faces"), rows, "A note.")
    plain = Table("Again", ("source", "faces"), (Row("voc", (Cell("7"),)),))
    assert as_markdown([noted, plain]).splitlines() == [
        "By source:",
        "",
        "| source | right | faces |",
        "| --- | --- | --- |",
        "| voc | 99.0% of 1,000 | 7 |",
        "",
        "A note.",
        "",
        "Again:",
        "",
        "| source | faces |",
        "| --- | --- |",
        "| voc | 7 |",
    ]


@pytest.mark.parametrize(
    ("share", "text"),
    [(1, "100.0%"), (0.99999, "99.9%"), (0.5, "50.0%"), (0, "0.0%"), (None, "-")],
)
def test_only_a_whole_share_is_100_percent(share: float | None, text: str) -> None:
    assert percent(share) == text
