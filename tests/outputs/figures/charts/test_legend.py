from maskapp.outputs.figures.charts.drawing import Fill, width_of
from maskapp.outputs.figures.charts.legend import CAME_LABELS, came_fills, legend


def test_the_legend_explains_each_fill_without_overlaps():
    areas, words = legend(10, 12, came_fills())
    assert [area.fill for area in areas] == [*CAME_LABELS, Fill.GAP]
    assert [word.text for word in words] == ["Mask", "No mask", "Worn wrong", "Not watched"]
    for word, following in zip(words, areas[1:], strict=False):
        assert word.x + width_of(word.text, 12) < following.x
