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

Role = QPalette.ColorRole
TEXTS = (Role.WindowText, Role.Text, Role.ButtonText, Role.PlaceholderText, Role.Link)
GROUNDS = (Role.Window, Role.Base, Role.AlternateBase, Role.Button, Role.Midlight)


@pytest.fixture(params=["light", "dark"])
def palette(request, qapp):
    apply_theme(request.param)
    yield QApplication.palette()
    apply_theme("system")


def luminance(colour: QColor) -> float:
    """Of WCAG 2."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_text_can_be_read_on_every_ground(palette):
    for text, ground in product(TEXTS, GROUNDS):
        if (text, ground) != (Role.PlaceholderText, Role.Midlight):  # never stands there
            assert contrast(palette.color(text), palette.color(ground)) >= 4.5, (text, ground)
    pairs = ((Role.HighlightedText, Role.Highlight), (Role.ToolTipText, Role.ToolTipBase))
    for text, ground in pairs:
        assert contrast(palette.color(text), palette.color(ground)) >= 4.5, (text, ground)
    assert contrast(RECORDING_RED[is_dark()], palette.color(Role.Window)) >= 4.5


def test_edges_and_marks_of_controls_can_be_seen(palette):
    edge = palette.color(Role.PlaceholderText)
    arrow = re.search(
        r'stroke="(#\w+)"', (paths.resources_dir() / "icons" / "arrow-down.svg").read_text()
    )
    assert arrow
    for ground in (Role.Window, Role.Base, Role.Button):
        for mark in (edge, QColor(arrow[1])):
            assert contrast(mark, palette.color(ground)) >= 3, (mark.name(), ground)
    for ground in (Role.Window, Role.Base):
        assert contrast(palette.color(Role.Highlight), palette.color(ground)) >= 3, ground


def test_every_picture_of_the_rules_is_there(palette):
    pictures = re.findall(r'url\("(.*?)"\)', QApplication.instance().styleSheet())
    assert len(pictures) >= 4
    assert all(Path(file).is_file() for file in pictures)


class Form(QWidget):
    """One of each control that the rules paint."""

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


def pictures(form: Form) -> list[QImage]:
    """The form, and the list that falls open."""
    QApplication.processEvents()
    return [part.grab().toImage() for part in (form, form.choice.view())]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_change_of_theme_leaves_nothing_of_the_other(qtbot, theme):
    apply_theme("dark" if theme == "light" else "light")
    form = Form()
    qtbot.addWidget(form)
    before = pictures(form)
    apply_theme(theme)
    after = pictures(form)
    fresh = Form()
    qtbot.addWidget(fresh)
    assert after == pictures(fresh)
    assert after != before
    apply_theme("system")
