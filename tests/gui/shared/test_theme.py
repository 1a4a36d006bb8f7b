import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMenuBar,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from maskapp import paths
from maskapp.gui.shared.theme import RECORDING_RED, apply_theme, is_dark
from tests.support.contrast import contrast

Role = QPalette.ColorRole
TEXTS = (Role.WindowText, Role.Text, Role.ButtonText, Role.PlaceholderText, Role.Link)
BACKGROUNDS = (Role.Window, Role.Base, Role.AlternateBase, Role.Button, Role.Midlight)


@pytest.fixture(params=["light", "dark"])
def theme(request, qapp) -> str:
    """Each theme in turn, as on a desktop that has none of its own."""
    apply_theme(request.param)
    yield request.param
    apply_theme("system")


@pytest.fixture
def palette(theme) -> QPalette:
    return QApplication.palette()


def test_the_palette_is_that_of_the_theme(theme) -> None:
    assert is_dark() == (theme == "dark")


def test_text_is_legible_on_every_background(palette) -> None:
    for text, background in product(TEXTS, BACKGROUNDS):
        if (text, background) != (Role.PlaceholderText, Role.Midlight):  # never combined
            ratio = contrast(palette.color(text), palette.color(background))
            assert ratio >= 4.5, (text, background)
    pairs = ((Role.HighlightedText, Role.Highlight), (Role.ToolTipText, Role.ToolTipBase))
    for text, background in pairs:
        assert contrast(palette.color(text), palette.color(background)) >= 4.5, (text, background)
    assert contrast(RECORDING_RED[is_dark()], palette.color(Role.Window)) >= 4.5


def test_borders_and_marks_of_controls_are_visible(palette) -> None:
    border = palette.color(Role.PlaceholderText)
    arrow = re.search(
        r'stroke="(#\w+)"', (paths.resources_dir() / "icons" / "arrow-down.svg").read_text()
    )
    assert arrow
    for background in (Role.Window, Role.Base, Role.Button):
        for mark in (border, QColor(arrow[1])):
            assert contrast(mark, palette.color(background)) >= 3, (mark.name(), background)
    for background in (Role.Window, Role.Base):
        highlight = palette.color(Role.Highlight)
        assert contrast(highlight, palette.color(background)) >= 3, background


def test_every_image_of_the_style_sheet_exists(palette) -> None:
    images = re.findall(r'url\("(.*?)"\)', QApplication.instance().styleSheet())
    assert len(images) >= 4
    assert all(Path(file).is_file() for file in images)


class Form(QWidget):
    """One of each control that the style sheet paints."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        self.choice = QComboBox()
        self.choice.addItems(["one", "two"])
        ticked = QCheckBox("ticked", checked=True)
        primary = QPushButton("primary")
        primary.setProperty("primary", True)
        off = QLineEdit("off", enabled=False)
        tabs = QTabWidget()
        tabs.addTab(QSpinBox(), "first")
        for part in (QMenuBar(self), self.choice, ticked, primary, off, QLineEdit(), tabs):
            column.addWidget(part)
        tabs.tabBar().addTab("second")
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.resize(300, 300)
        self.show()


def painted(form: Form) -> list[QImage]:
    """The form and its drop-down list."""
    QApplication.processEvents()
    return [part.grab().toImage() for part in (form, form.choice.view())]


@pytest.mark.parametrize("after", ["light", "dark"])
def test_a_change_of_theme_leaves_nothing_of_the_other(qtbot, after) -> None:
    apply_theme("dark" if after == "light" else "light")
    form = Form()
    qtbot.addWidget(form)
    before = painted(form)
    apply_theme(after)
    changed = painted(form)
    fresh = Form()
    qtbot.addWidget(fresh)
    assert changed == painted(fresh)
    assert changed != before
    apply_theme("system")


def test_disabled_text_can_be_read_in_every_theme(palette) -> None:
    off = QPalette.ColorGroup.Disabled
    pairs = ((Role.WindowText, Role.Window), (Role.Text, Role.Base), (Role.ButtonText, Role.Button))
    for text, background in (*pairs, (Role.PlaceholderText, Role.Base)):
        assert contrast(palette.color(off, text), palette.color(off, background)) >= 3, text
