import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from maskapp.gui.zones.zone_canvas import Tool, ZoneCanvas
from maskapp.gui.zones.zone_draft import ZoneDraft
from maskapp.live.zones.zones import EVERYWHERE, Area, AreaKind, Zones

LEFT = Qt.MouseButton.LeftButton
SQUARE = Area(AreaKind.IGNORED, ((0.25, 0.2), (0.5, 0.2), (0.5, 0.4), (0.25, 0.4)))
SQUARE_MIDDLE = QPoint(150, 90)


@pytest.fixture
def draft() -> ZoneDraft:
    return ZoneDraft(EVERYWHERE)


@pytest.fixture
def canvas(preview, view, draft) -> ZoneCanvas:
    canvas = ZoneCanvas(preview, view, draft)
    canvas.setFocus()
    return canvas


def drag(canvas: QWidget, *points: tuple[int, int]) -> None:
    first, *others = (QPoint(*point) for point in points)
    QTest.mousePress(canvas, LEFT, pos=first)
    for point in others:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, LEFT, pos=others[-1])


def click(canvas: QWidget, *points: tuple[int, int]) -> None:
    for point in points:
        QTest.mouseClick(canvas, LEFT, pos=QPoint(*point))


def corners(draft: ZoneDraft, index=-1) -> list[tuple[int, int]]:
    """Return the corners of an area in pixels of the preview."""
    return [(round(400 * x), round(300 * y)) for x, y in draft.zones.areas[index].corners]


def test_a_rectangle_is_dragged(canvas, draft) -> None:
    canvas.set_tool(Tool.RECTANGLE)
    drag(canvas, (100, 60), (150, 200), (200, 120))
    assert corners(draft) == [(100, 60), (200, 60), (200, 120), (100, 120)]
    assert draft.selected.kind is canvas.kind
    assert canvas.tool is Tool.SELECT


def test_a_polygon_is_clicked_and_closed_at_its_first_corner(canvas, draft) -> None:
    canvas.set_tool(Tool.POLYGON)
    canvas.kind = AreaKind.COUNTING
    click(canvas, (100, 60), (200, 60), (150, 200))
    assert draft.zones == EVERYWHERE
    click(canvas, (102, 61))
    assert corners(draft) == [(100, 60), (200, 60), (150, 200)]
    assert draft.selected.kind is AreaKind.COUNTING


@pytest.mark.parametrize("closing", ["enter", "double-click"])
def test_a_polygon_can_be_closed_elsewhere(canvas, draft, preview, closing, qtbot) -> None:
    canvas.set_tool(Tool.POLYGON)
    click(canvas, (100, 60), (200, 60))
    click(canvas, (150, 200))
    if closing == "enter":
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    else:
        with qtbot.assertNotEmitted(preview.double_clicked):
            QTest.mouseDClick(canvas, LEFT, pos=QPoint(150, 200))
    assert corners(draft) == [(100, 60), (200, 60), (150, 200)]


def test_a_step_back_drops_a_polygon_that_is_not_closed(canvas, draft) -> None:
    canvas.set_tool(Tool.POLYGON)
    click(canvas, (100, 60), (200, 60), (150, 200))
    assert canvas.step_back()
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert draft.zones == EVERYWHERE


def test_steps_back_lead_to_the_selecting_tool_without_a_selection(canvas, draft) -> None:
    draft.zones = Zones((SQUARE,))
    canvas.set_tool(Tool.POLYGON)
    click(canvas, (100, 60), (200, 60))
    assert canvas.step_back()
    assert canvas.tool is Tool.POLYGON
    assert canvas.step_back()
    assert canvas.tool is Tool.SELECT
    draft.select(0)
    assert canvas.step_back()
    assert draft.area is None
    assert not canvas.step_back()


def test_an_area_without_size_is_refused(canvas, draft, qtbot) -> None:
    canvas.set_tool(Tool.RECTANGLE)
    with qtbot.waitSignal(canvas.refused) as refused:
        click(canvas, (100, 60))
    assert "not added" in refused.args[0]
    assert draft.zones == EVERYWHERE


def test_what_is_drawn_beside_the_picture_ends_at_its_edge(canvas, draft, preview) -> None:
    preview.resize(600, 300)
    canvas.set_tool(Tool.RECTANGLE)
    drag(canvas, (10, 10), (300, 100), (590, 290))
    xs = {x for x, _ in draft.zones.areas[0].corners}
    assert xs == {0.0, 1.0}


def test_an_area_is_dragged_and_one_undo_takes_it_back(canvas, draft, preview) -> None:
    draft.zones = Zones((SQUARE,))
    drag(canvas, (150, 90), (160, 90), (190, 120))
    assert corners(draft)[0] == (140, 90)
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert draft.zones == Zones((SQUARE,))


def test_a_corner_is_dragged(canvas, draft) -> None:
    draft.zones = Zones((SQUARE,))
    drag(canvas, (202, 121), (220, 140), (242, 151))
    assert corners(draft) == [(100, 60), (240, 60), (240, 150), (100, 150)]


def test_the_selected_one_of_two_areas_at_a_place_is_dragged(canvas, draft) -> None:
    draft.zones = Zones((SQUARE, SQUARE))
    draft.select(0)
    drag(canvas, (150, 90), (160, 90))
    assert (corners(draft, 0)[0], corners(draft, 1)[0]) == ((110, 60), (100, 60))


def test_a_double_click_inserts_a_corner(canvas, draft, preview, qtbot) -> None:
    draft.zones = Zones((SQUARE,))
    draft.select(0)
    with qtbot.assertNotEmitted(preview.double_clicked):
        QTest.mouseDClick(canvas, LEFT, pos=QPoint(210, 90))
    assert (210, 90) in corners(draft)


def test_a_mirrored_picture_is_drawn_on_as_it_is_seen(canvas, draft, preview) -> None:
    preview.is_mirrored = True
    canvas.set_tool(Tool.RECTANGLE)
    drag(canvas, (4, 6), (50, 50), (100, 150))
    assert {x for x, _ in corners(draft)} == {300, 396}
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert {x for x, _ in corners(draft)} == {296, 392}, "to the right as it is seen"


def test_at_actual_size_beside_the_areas_the_picture_is_moved(canvas, preview, view, draft) -> None:
    draft.zones = Zones((SQUARE,))
    preview.resize(200, 150)
    preview.set_fit(False)
    before = view.rect.topLeft()
    drag(canvas, (190, 140), (180, 130), (170, 120))
    moved = view.rect.topLeft() - before
    assert (moved.x(), moved.y()) == (-20, -20)
    assert draft.zones == Zones((SQUARE,))
    middle = view.to_view((0.3, 0.3)).toPoint()
    drag(canvas, middle.toTuple(), (middle + QPoint(8, 0)).toTuple())
    assert corners(draft)[0] == (108, 60)


def test_keys_do_what_the_mouse_does(canvas, draft) -> None:
    QTest.keyClick(canvas, Qt.Key.Key_Insert)
    assert draft.selected is not None
    before = corners(draft)[0]
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert corners(draft)[0] == (before[0] - 4, before[1] + 3)
    QTest.keyClick(canvas, Qt.Key.Key_C)
    assert draft.corner == 0
    assert canvas.step_back()
    assert draft.selected is None
    QTest.keyClick(canvas, Qt.Key.Key_N)
    assert draft.area == 0
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert draft.zones == EVERYWHERE


def test_a_new_tool_leaves_the_last_area_alone(canvas, draft) -> None:
    draft.zones = Zones((SQUARE,))
    draft.select(0)
    canvas.set_tool(Tool.RECTANGLE)
    assert draft.selected is None


def test_areas_and_least_size_are_painted_over_the_picture(canvas, draft, preview) -> None:
    plain = preview.grab().toImage()
    draft.zones = Zones((SQUARE,))
    with_area = preview.grab().toImage()
    assert with_area.pixelColor(150, 60) != plain.pixelColor(150, 60)
    assert with_area.pixelColor(380, 280) == plain.pixelColor(380, 280)
    draft.zones = Zones(least_height=0.5)
    assert preview.grab().toImage() not in (plain, with_area)


def test_the_canvas_keeps_the_size_of_the_preview(canvas, preview) -> None:
    preview.resize(500, 320)
    assert canvas.geometry() == preview.rect()


def test_without_a_picture_nothing_is_painted(canvas, draft, preview) -> None:
    preview.clear()
    plain = preview.grab().toImage()
    draft.zones = Zones((SQUARE,), 0.3)
    assert preview.grab().toImage() == plain
