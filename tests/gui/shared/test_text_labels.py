import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from maskapp.gui.shared.formatting import NO_VALUE
from maskapp.gui.shared.text_labels import ElidedLabel, NumberLabel, WholeLabel, WrappedLabel
from tests.support.screen_reader import spoken


@pytest.fixture
def line(qtbot) -> ElidedLabel:
    line = ElidedLabel()
    qtbot.addWidget(line)
    line.resize(200, 20)
    return line


def test_a_long_text_is_elided_in_the_middle_and_full_in_the_tool_tip(line) -> None:
    name = "A camera " + "with a very long name " * 20 + "on the left\nside"
    line.set_full_text(name)
    assert line.text().startswith("A camera")
    assert line.text().endswith("side")
    assert "…" in line.text()
    full = " ".join(name.split())
    assert full in line.toolTip()
    assert line.accessibleName() == full


def test_a_text_that_fits_needs_no_tool_tip(line) -> None:
    line.set_full_text("word " * 100)
    line.set_full_text("HD Webcam")
    assert (line.text(), line.toolTip()) == ("HD Webcam", "")


def test_a_wider_label_shows_more(line) -> None:
    line.set_full_text("word " * 20)
    before = line.text()
    line.resize(2000, 20)
    line.show()
    assert "…" in before
    assert "…" not in line.text()


def test_the_indent_takes_its_share_of_the_width(line) -> None:
    words = "30 fps processed · 29 ms"
    line.resize(line.fontMetrics().horizontalAdvance(words) + 4, 20)
    line.set_full_text(words)
    assert line.text() == words
    line.setIndent(8)
    line.set_full_text(words)
    assert "…" in line.text()


def test_a_text_is_never_markup(line) -> None:
    line.set_full_text("<b>x</b>")
    assert line.textFormat() == Qt.TextFormat.PlainText
    assert line.text() == "<b>x</b>"
    line.set_full_text("<b>x</b>" * 99)
    assert "<b>" not in line.toolTip()


def test_an_elided_label_asks_for_no_width(line) -> None:
    line.set_full_text("word " * 100)
    assert line.minimumSizeHint().width() == 0
    assert line.minimumSizeHint() == line.sizeHint()


@pytest.mark.parametrize("letter", ["Ü", "Å"])
def test_a_line_does_not_cut_the_accents_of_capital_letters(qtbot, letter) -> None:
    drawn = []
    for extra in (0, 8):
        line = ElidedLabel()
        qtbot.addWidget(line)
        line.set_full_text(letter)
        line.resize(60, line.sizeHint().height() + extra)
        image = line.grab().toImage()
        rows = [[image.pixelColor(x, y).lightness() for x in range(60)]
                for y in range(image.height())]  # fmt: skip
        drawn.append([row for row in rows if max(row) - min(row) > 60])
    assert drawn[0] == drawn[1]


def test_a_number_label_is_as_wide_as_its_longest_value(qtbot) -> None:
    label = NumberLabel("Latency", "8888.8 ms")
    qtbot.addWidget(label)
    assert label.text() == NO_VALUE
    before = label.sizeHint()
    for text in ("1.0 ms", "8888.8 ms"):
        label.show_number(text)
        assert label.sizeHint() == label.minimumSizeHint() == before
        assert label.fontMetrics().horizontalAdvance(text) <= before.width()


def test_screen_readers_read_a_number_and_what_it_is_of(qtbot) -> None:
    label = NumberLabel("Latency", "8888.8 ms")
    qtbot.addWidget(label)
    assert spoken(label) == f"Latency: {NO_VALUE}"
    label.show_number("21 ms")
    assert (label.text(), spoken(label)) == ("21 ms", "Latency: 21 ms")


def test_screen_readers_get_no_markup_of_a_tool_tip(line) -> None:
    name = "<Hall> " * 100
    line.set_full_text(name)
    assert line.toolTip().startswith("<p>")
    assert spoken(line, QAccessible.Text.Description) == name.strip()


def test_a_wrapped_label_elides_only_words_that_are_too_wide(qtbot) -> None:
    label = WrappedLabel(200)
    qtbot.addWidget(label)
    label.set_full_text(f"Exported to {'clip' * 60}.csv")
    assert label.text().startswith("Exported to clip")
    assert label.text().endswith(".csv")
    assert label.minimumSizeHint().width() <= 200
    assert "clip" * 60 in label.toolTip().replace("\u200b", "")
    assert "clip" * 60 in label.accessibleName()
    label.set_full_text("Exported to /films/clip.csv")
    assert (label.text(), label.toolTip()) == ("Exported to /films/clip.csv", "")


def test_a_whole_label_needs_as_many_lines_as_it_has_at_its_width(qtbot) -> None:
    label = WholeLabel(400)
    qtbot.addWidget(label)
    label.set_full_text("One word follows the other. " * 6)
    label.resize(200, 20)
    label.show()
    narrow = label.minimumHeight()
    assert narrow > 3 * label.fontMetrics().height()
    label.resize(600, label.height())
    assert label.minimumHeight() < narrow
    label.set_full_text("One word.")
    assert label.minimumHeight() == label.fontMetrics().height()
