"""The menu of a face in the preview."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction

from maskapp.gui.zones.ignore_menu import IgnoreMenu
from maskapp.live.zones.source_profiles import SourceProfile
from maskapp.live.zones.zones import MOST_AREAS, AreaKind, Exclusion, Zones, area_around
from maskapp.records import SourceInfo
from tests.gui.zones.conftest import LEFT_FACE, RIGHT_FACE

INFO = SourceInfo("Hall", 400, 300, 30.0, None, is_live=True, is_stills=False, key="hall")
ON_LEFT, ON_RIGHT, ON_NOBODY = QPointF(80, 120), QPointF(300, 135), QPointF(200, 20)


@pytest.fixture
def menu(preview, view, profiles) -> IgnoreMenu:
    sources = SimpleNamespace(info=INFO, profiles=profiles)
    return IgnoreMenu(preview, view, sources, QAction("&Zones and name…", preview))


def actions(menu: IgnoreMenu, place: QPointF) -> list[QAction]:
    return [action for action in menu.menu_at(place).actions() if action.text()]


def zones(profiles) -> Zones:
    return profiles.profiles.of(INFO.key).zones


def test_a_face_is_ignored_where_it_is_and_the_others_are_not(menu, profiles, qtbot) -> None:
    profiles.change(INFO.key, SourceProfile("Entrance", Zones(least_height=0.01)))
    ignore, _edit = actions(menu, ON_RIGHT)
    assert ignore.text() == "&Ignore here"
    with qtbot.waitSignal(menu.ignored) as told:
        ignore.trigger()
    assert zones(profiles).exclusion(RIGHT_FACE) is Exclusion.IGNORED
    assert zones(profiles).exclusion(LEFT_FACE) is None
    assert zones(profiles).least_height == 0.01
    assert profiles.profiles.of(INFO.key).name == "Entrance"
    told.args[1].trigger()
    assert zones(profiles) == Zones(least_height=0.01), "undone"


def test_an_ignored_face_can_count_again(menu, profiles) -> None:
    left, right = area_around(LEFT_FACE), area_around(RIGHT_FACE)
    profiles.change(INFO.key, SourceProfile(zones=Zones((left, right))))
    again, _edit = actions(menu, ON_LEFT)
    assert again.text() == "&Count here again"
    again.trigger()
    assert zones(profiles).areas == (right,)


@pytest.mark.parametrize(
    ("kept", "why"),
    [
        (Zones(least_height=0.3), "too small"),
        (Zones((type(area_around(LEFT_FACE))(AreaKind.COUNTING, area_around(LEFT_FACE).corners),)),
         "outside"),
    ],
)  # fmt: skip
def test_why_a_face_does_not_count_is_said(menu, profiles, kept, why) -> None:
    profiles.change(INFO.key, SourceProfile(zones=kept))
    reason, _edit = actions(menu, ON_RIGHT)
    assert why in reason.text()
    assert not reason.isEnabled()


def test_where_nobody_is_the_editor_is_offered(menu) -> None:
    [edit] = actions(menu, ON_NOBODY)
    assert edit.text() == "&Zones and name…"


def test_a_mirrored_face_is_found_where_it_is_seen(menu, preview, profiles) -> None:
    preview.is_mirrored = True
    actions(menu, QPointF(100, 135))[0].trigger()
    assert zones(profiles).exclusion(RIGHT_FACE) is Exclusion.IGNORED


def test_of_two_faces_the_smaller_one_is_meant(menu, preview, profiles) -> None:
    around = RIGHT_FACE._replace(x1=0.5, y1=0.1, x2=0.95, y2=0.9)
    preview.places = {1: around, 2: RIGHT_FACE}
    actions(menu, ON_RIGHT)[0].trigger()
    assert zones(profiles).areas == (area_around(RIGHT_FACE),)


def test_too_many_areas_are_refused(menu, profiles, qtbot) -> None:
    full = Zones((area_around(LEFT_FACE),) * MOST_AREAS)
    profiles.change(INFO.key, SourceProfile(zones=full))
    with qtbot.waitSignal(menu.ignored) as told:
        actions(menu, ON_RIGHT)[0].trigger()
    assert str(MOST_AREAS) in told.args[0]
    assert zones(profiles) == full
