from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from maskapp.gui.statistics.number_tiles import NumberTiles
from maskapp.outputs.figures.words import tiles


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


@pytest.fixture
def shown(parent, figures):
    shown = NumberTiles(parent)
    shown.show_tiles(tiles(figures()))
    shown.resize(1000, 200)
    parent.show()
    return shown


def rows(shown) -> list[int]:
    """Return the number of tiles in each row."""
    heights = [tile.y() for tile in shown.tiles]
    return [heights.count(y) for y in sorted(set(heights))]


def test_each_number_has_its_name_for_screen_readers(shown):
    names = [tile.value.accessibleName() for tile in shown.tiles]
    assert names[:2] == [
        "People who came: 100, each counted once",
        "Mask: 60, 60% of those who came",
    ]
    assert names[4] == "Violations: 0"
    shown.grab()


def test_tiles_fill_the_rows_evenly_in_any_width(shown, qtbot):
    for width in (200, 700, 1000, 3000):
        shown.resize(width, 200)
        shown.layout().activate()
        counts = rows(shown)
        assert sum(counts) == 10
        assert max(counts) - min(counts[:-1] or counts) == 0
        assert all(tile.x() + tile.width() <= width for tile in shown.tiles)
    assert rows(shown) == [10]


def test_new_numbers_replace_the_old_ones(shown, figures):
    shown.show_tiles(tiles(figures(source="Gate")))
    assert shown.tiles[0].value.text() == "30"
    assert len(shown.tiles) == 10


@pytest.mark.parametrize("points", [9, 20, 30])
def test_no_text_is_cut_in_any_font(shown, figures, points):
    long = tiles(figures())
    long[1] = replace(long[1], detail="under 1% of those who came")
    long[6] = replace(long[6], detail="over 99% of 1,234,567 masked")
    font = shown.font()
    font.setPointSize(points)
    shown.setFont(font)
    shown.show_tiles(long)
    for width in (shown.minimumSizeHint().width(), 700, 1000):
        shown.resize(max(width, shown.minimumSizeHint().width()), 200)
        shown.layout().activate()
        for tile in shown.tiles:
            for text in (tile.name, tile.detail):
                assert text.text() == text.accessibleName()
