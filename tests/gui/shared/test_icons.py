import re
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QColor, QPalette
from PySide6.QtWidgets import QApplication, QToolButton

import maskapp.gui
from maskapp import paths
from maskapp.gui.shared.icons import application_icon, icon_name, pixmap, refresh_icons, set_icon
from maskapp.gui.shared.theme import apply_theme


@pytest.fixture
def button(qtbot) -> QToolButton:
    button = QToolButton()
    qtbot.addWidget(button)
    return button


def centre_lightness(action: QAction) -> int:
    image = action.icon().pixmap(48, 48).toImage()
    return image.pixelColor(image.width() // 2, image.height() // 2).lightness()


def text_lightness() -> int:
    return QApplication.palette().color(QPalette.ColorRole.WindowText).lightness()


def test_every_icon_named_in_the_code_exists() -> None:
    named = set()
    for source in Path(maskapp.gui.__file__).parent.rglob("*.py"):
        text = source.read_text(encoding="utf-8")
        named |= set(re.findall(r"\bset_icon\([\w.()]+, \"([a-z-]+)\"", text))
        named |= set(
            re.findall(r"\b(?:icon|pixmap|make|PlaceholderContent)\(\s*\"([a-z-]+)\"", text)
        )
    files = {path.stem for path in (paths.resources_dir() / "icons").glob("*.svg")}
    assert len(named) > 30
    assert named <= files


@pytest.mark.parametrize(("before", "after"), [("light", "dark"), ("dark", "light")])
def test_icons_follow_the_theme(qtbot, button, before, after) -> None:
    apply_theme(before)
    action = QAction(button)
    set_icon(action, "stop")
    assert centre_lightness(action) == pytest.approx(text_lightness(), abs=12)
    drawn = action.icon().cacheKey()
    apply_theme(after)
    refresh_icons(button)
    qtbot.waitUntil(lambda: action.icon().cacheKey() != drawn)
    assert centre_lightness(action) == pytest.approx(text_lightness(), abs=12)
    apply_theme("system")


def test_icons_set_by_other_means_are_not_redrawn(qtbot, button) -> None:
    own = QAction(application_icon(), "Own", button)
    named = QAction(button)
    set_icon(named, "camera")
    own_key, named_key = own.icon().cacheKey(), named.icon().cacheKey()
    apply_theme("dark")
    refresh_icons(button)
    qtbot.waitUntil(lambda: named.icon().cacheKey() != named_key)
    assert own.icon().cacheKey() == own_key
    apply_theme("system")


def test_the_name_of_an_icon_is_recorded(button) -> None:
    assert icon_name(button) == ""
    set_icon(button, "camera")
    assert icon_name(button) == "camera"


def test_a_pixmap_has_the_pixels_of_a_dense_screen() -> None:
    drawn = pixmap("camera", 24, QColor("black"), 2.0)
    assert drawn.size().toTuple() == (48, 48)
    assert drawn.deviceIndependentSize().toTuple() == (24.0, 24.0)


def test_an_icon_is_drawn_in_the_colour_given() -> None:
    image = pixmap("stop", 24, QColor("#ff0000")).toImage()
    assert image.pixelColor(12, 12) == QColor("#ff0000")
