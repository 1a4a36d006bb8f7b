from maskapp.outputs.figures.charts.drawing import Fill, width_of
from maskapp.outputs.figures.charts.legend import CAME_LABELS, came_fills, legend


def test_the_legend_explains_each_fill_without_overlaps():
    areas, words, _ = legend(10, 500, 12, came_fills())
    assert [area.fill for area in areas] == [*CAME_LABELS, Fill.GAP]
    assert [word.text for word in words] == ["Mask", "No mask", "Worn wrong", "Not watched"]
    for word, following in zip(words, areas[1:], strict=False):
        assert word.x + width_of(word.text, 12) < following.x
    assert len({word.y for word in words}) == 1


def test_a_legend_that_is_too_long_for_its_place_goes_on_in_the_next_line():
    height_of_one_line = legend(10, 500, 12, came_fills())[2]
    areas, words, height = legend(10, 220, 12, came_fills())
    assert len({word.y for word in words}) == 2
    assert all(word.x + width_of(word.text, 12) <= 220 for word in words)
    assert all(area.y + area.height < height for area in areas)
    assert height > height_of_one_line
