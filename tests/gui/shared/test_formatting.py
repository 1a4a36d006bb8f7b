from html import escape

import pytest
from PySide6.QtCore import QDate, QLocale
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel

from maskapp.gui.shared.formatting import (
    as_tooltip,
    day_format,
    elided_middle,
    fit_words,
    frame_count,
    isolated,
    percent,
    with_fixed_digits,
)


@pytest.fixture
def use_locale():
    before = QLocale()
    yield lambda name: QLocale.setDefault(QLocale(name))
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("locale", "text"), [("C", "2026-11-03"), ("de_DE", "03.11.26"), ("en_US", "11/3/26")]
)
def test_days_follow_the_locale_and_without_one_iso_8601(use_locale, locale, text) -> None:
    use_locale(locale)
    assert QLocale().toString(QDate(2026, 11, 3), day_format()) == text


def test_a_share_is_rounded_to_a_whole_percentage(use_locale) -> None:
    use_locale("en_US")
    assert [percent(share) for share in (0.0, 0.006, 0.667, 1.0)] == ["0%", "1%", "67%", "100%"]


def test_a_tool_tip_shows_markup_literally_and_keeps_lines(qapp) -> None:
    label = QLabel(as_tooltip("<b>Hall</b> & stairs\nnorth"))
    assert label.text() == "<p>&lt;b&gt;Hall&lt;/b&gt; &amp; stairs<br>north</p>"


def test_a_tool_tip_shows_the_start_of_a_very_long_text() -> None:
    shown = as_tooltip("a" * 5_000_000).replace("\u200b", "")
    assert shown == f"<p>{'a' * 1000}…</p>"


def test_a_long_name_takes_several_lines_of_a_tool_tip(qapp) -> None:
    name = "corridor_" * 26 + "<1>.mp4"
    short, long = QLabel(as_tooltip("w" * 60)), QLabel(as_tooltip(f"/films/{name}"))
    for label in (short, long):
        label.setWordWrap(True)  # as Qt does for the rich text of a tool tip
    assert long.minimumSizeHint().width() <= 2 * short.minimumSizeHint().width()
    assert escape(name) in long.text().replace("\u200b", "")


def test_no_text_makes_no_tool_tip() -> None:
    assert as_tooltip("") == ""


def test_fixed_digits_ask_the_font_for_tabular_figures(qapp) -> None:
    font = with_fixed_digits(QFont())
    assert font.featureValue(QFont.Tag("tnum")) == 1
    metrics = QFontMetrics(font)
    assert len({metrics.horizontalAdvance(digit * 4) for digit in "0123456789"}) == 1


@pytest.mark.parametrize(
    ("frames", "text"), [(0, "0 frames"), (1, "1 frame"), (12, "12 frames"), (4321, "4,321 frames")]
)
def test_frames_are_counted_in_words(use_locale, frames, text) -> None:
    use_locale("en_GB")
    assert frame_count(frames) == text


def test_only_words_that_are_too_wide_are_elided(qapp) -> None:
    metrics = QFontMetrics(QApplication.font())
    name = "clip" * 60
    shown = fit_words(f"/films/{name}.mp4: there is no such file.\nTry again.", metrics, 300)
    path, rest = shown.split(" ", 1)
    assert rest == "there is no such file.\nTry again."
    assert path.startswith("/films/clip")
    assert path.endswith(".mp4:")
    assert metrics.horizontalAdvance(path.removeprefix("/films/")) <= 300


@pytest.mark.parametrize("name", ["كاميرا", "Door כניסה"])
def test_a_name_in_a_line_turns_only_itself_around(name) -> None:
    assert isolated(name) == f"\u2068{name}\u2069"
    assert isolated("Caméra 門") == "Caméra 門"


@pytest.mark.parametrize("width_px", range(20, 400, 20))
def test_an_elided_line_has_both_ends_of_each_isolated_name(qapp, width_px) -> None:
    metrics = QFontMetrics(qapp.font())
    name = isolated("كاميرا المدخل")
    for line in (f"{name} · 1280 × 720 · 30 fps", f"30 fps · 1280 × 720 · {name}"):
        shown = elided_middle(line, metrics, width_px)
        depth = 0
        for letter in shown:
            depth += (letter == "\u2068") - (letter == "\u2069")
            assert depth in {0, 1}, ascii(shown)
        assert depth == 0, ascii(shown)
