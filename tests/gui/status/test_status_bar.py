from dataclasses import replace

import pytest

from maskapp.gui.status.status_bar import StatusBar
from maskapp.live.session.statistics import LiveStatistics
from maskapp.records import SourceInfo

CAMERA = SourceInfo("HD Webcam", 1280, 720, 30.0, None, is_live=True, is_stills=False)
PICTURES = SourceInfo("holiday", 0, 0, None, 3, is_live=False, is_stills=True)


def statistics(source_fps: float | None = 29.97, dropped: int = 7) -> LiveStatistics:
    return LiveStatistics(source_fps, 28.04, 21.4, dropped, {}, (), 0, None, 0, ())


@pytest.fixture
def bar(qtbot) -> StatusBar:
    bar = StatusBar()
    qtbot.addWidget(bar)
    return bar


def test_a_live_source_is_one_line(bar) -> None:
    bar.show_statistics(CAMERA, statistics())
    assert bar.text == "HD Webcam · 1280 × 720 · 30 fps, 28 fps processed · 21 ms · 7 dropped"


def test_what_is_not_known_or_makes_no_sense_is_left_out(bar) -> None:
    bar.show_statistics(PICTURES, statistics(source_fps=None))
    assert bar.text == "holiday · 21 ms"
    bar.show_text("")
    bar.show_statistics(CAMERA, statistics(source_fps=None))
    assert "· 28 fps processed ·" in bar.text


def test_numbers_that_come_too_fast_are_skipped(bar, qtbot) -> None:
    bar.show_statistics(CAMERA, statistics(dropped=0))
    bar.show_statistics(CAMERA, statistics(dropped=1))
    assert bar.text.endswith("0 dropped")

    def show_until_accepted() -> bool:
        bar.show_statistics(CAMERA, statistics(dropped=2))
        return bar.text.endswith("2 dropped")

    qtbot.waitUntil(show_until_accepted)


def test_another_text_is_shown_at_once_and_so_are_the_numbers_after_it(bar) -> None:
    bar.show_statistics(CAMERA, statistics(dropped=0))
    bar.show_text("Nothing is open")
    assert bar.text == "Nothing is open"
    bar.show_statistics(CAMERA, statistics(dropped=1))
    assert bar.text.endswith("1 dropped")


def test_the_step_of_a_conversion_is_shown(bar) -> None:
    bar.show_conversion("reading the network", 4)
    assert bar.text == "Converting the model: reading the network, 4 s"


def test_a_rate_that_is_not_measured_yet_is_left_out(bar) -> None:
    bar.show_statistics(CAMERA, replace(statistics(), processing_fps=None))
    assert "· 30 fps ·" in bar.text
    bar.show_text("")
    bar.show_statistics(CAMERA, replace(statistics(source_fps=None), processing_fps=None))
    assert bar.text == "HD Webcam · 1280 × 720 · 21 ms · 7 dropped"


def test_a_right_to_left_name_does_not_turn_the_numbers_around(bar) -> None:
    name = "كاميرا المدخل"
    bar.show_statistics(replace(CAMERA, name=name), statistics())
    assert bar.text.startswith(f"\u2068{name}\u2069 · 1280 × 720")
