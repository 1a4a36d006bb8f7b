"""The look of the window: spacing, colour themes and the style sheet."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from maskapp import paths
from maskapp.gui.shared.contrast import with_legible_disabled

SPACE_XS, SPACE_S, SPACE_M, SPACE_L = 4, 8, 12, 16
"""Margins and gaps in pixels; the window uses no others."""

PREVIEW_BACKGROUND = QColor("#101214")
"""Colour around images in both themes; next to a bright one they would look dull."""

RECORDING_RED = {True: QColor("#ff6b5e"), False: QColor("#c21f14")}
"""The red of recordings, by whether the theme is dark; contrast of 4.5 : 1 or more on the window's
background."""

_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}

_Role = QPalette.ColorRole
_LIGHT = {
    _Role.Window: "#f3f4f5",
    _Role.WindowText: "#1b1f23",
    _Role.Base: "#ffffff",
    _Role.AlternateBase: "#f5f7f8",
    _Role.Text: "#1b1f23",
    _Role.Button: "#fbfbfc",
    _Role.ButtonText: "#1b1f23",
    _Role.BrightText: "#ffffff",
    _Role.ToolTipBase: "#23282d",
    _Role.ToolTipText: "#f2f4f5",
    _Role.PlaceholderText: "#646d75",
    _Role.Highlight: "#12664f",
    _Role.Accent: "#12664f",
    _Role.HighlightedText: "#ffffff",
    _Role.Link: "#0a5fb4",
    _Role.LinkVisited: "#6b3fa0",
    _Role.Light: "#ffffff",
    _Role.Midlight: "#e6e9eb",
    _Role.Mid: "#cfd4d8",
    _Role.Dark: "#9aa2a9",
    _Role.Shadow: "#6d757c",
}
_DARK = {
    _Role.Window: "#1f2326",
    _Role.WindowText: "#e7eaec",
    _Role.Base: "#17191c",
    _Role.AlternateBase: "#1c2023",
    _Role.Text: "#e7eaec",
    _Role.Button: "#2d3338",
    _Role.ButtonText: "#e7eaec",
    _Role.BrightText: "#ffffff",
    _Role.ToolTipBase: "#e7eaec",
    _Role.ToolTipText: "#1b1f23",
    _Role.PlaceholderText: "#9aa4ac",
    _Role.Highlight: "#20856b",
    _Role.Accent: "#20856b",
    _Role.HighlightedText: "#ffffff",
    _Role.Link: "#6db3f2",
    _Role.LinkVisited: "#b79be6",
    _Role.Light: "#3a4147",
    _Role.Midlight: "#343a40",
    _Role.Mid: "#3b4248",
    _Role.Dark: "#121416",
    _Role.Shadow: "#0a0b0c",
}
_DISABLED = {False: "#8b949b", True: "#6f7980"}
_DISABLED_ROLES = (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.PlaceholderText)

# The words in capitals are placeholders for image files. Fusion derives the borders of input
# fields from the window colour, which makes them invisible in the dark theme. All colours come
# from the palette, so the rules serve every theme. Separators are 4 px wide because Qt adds
# extra handle widgets to those of 1 px, and leaks them each time full screen is entered.
_RULES = """
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox::indicator, QRadioButton::indicator, QGroupBox::indicator {
    width: 16px; height: 16px;
    border: 1px solid palette(placeholder-text); background: palette(base); }
QCheckBox::indicator, QGroupBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked, QGroupBox::indicator:checked {
    background: palette(highlight); border-color: palette(highlight); }
QCheckBox::indicator:checked, QGroupBox::indicator:checked { image: url(TICK); }
QRadioButton::indicator:checked { image: url(DOT); }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid palette(link); }
QLineEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox, QPushButton {
    border: 1px solid palette(placeholder-text); border-radius: 4px; }
QLineEdit, QPlainTextEdit, QAbstractSpinBox { background: palette(base); padding: 3px 4px; }
QLineEdit:focus, QPlainTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {
    border-color: palette(link); }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; padding: 0 4px; }
QComboBox, QPushButton { background: palette(button); padding: 3px 8px; }
QComboBox:hover, QPushButton:hover { background: palette(midlight); }
QPushButton { padding: 4px 12px; }
QPushButton:default { border-color: palette(highlight); }
QPushButton:focus { border: 2px solid palette(link); padding: 3px 11px; }
QPushButton:pressed { background: palette(mid); }
QPushButton:disabled, QComboBox:disabled, QLineEdit:disabled, QAbstractSpinBox:disabled,
QCheckBox::indicator:disabled, DaysEditor QToolButton:disabled { border-color: palette(mid); }
QCheckBox::indicator:checked:disabled { background: palette(dark); }
QComboBox { combobox-popup: 0; }
QComboBox QAbstractItemView {
    border: 1px solid palette(placeholder-text); background: palette(base); padding: 2px;
    selection-background-color: palette(highlight); selection-color: palette(highlighted-text); }
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 4px; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 20px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: 20px; border: none; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover {
    background: palette(midlight); }
QAbstractSpinBox::up-arrow { image: url(UP); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow, QComboBox::down-arrow, QDateEdit::down-arrow {
    image: url(DOWN); width: 10px; height: 10px; }
QTabWidget::pane { border: none; border-top: 1px solid palette(mid); }
SideTabs::pane { border-top: none; border-left: 1px solid palette(mid); }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { padding: 6px 10px; border: none; border-bottom: 3px solid transparent; }
QTabBar::tab:hover { background: palette(midlight); }
QTabBar::tab:selected { border-bottom-color: palette(highlight); }
QTabBar::tab:selected:focus {
    border: 1px solid palette(link); border-bottom: 3px solid palette(link);
    padding: 5px 9px 6px 9px; background: palette(midlight); }
QSlider { min-height: 18px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: palette(mid); }
QSlider::sub-page:horizontal { border-radius: 2px; background: palette(highlight); }
QSlider::handle:horizontal {
    width: 14px; margin: -5px 0; border-radius: 7px; background: palette(highlight); }
QSlider::handle:horizontal:focus {
    width: 12px; margin: -6px 0; border: 2px solid palette(link); border-radius: 8px; }
QScrollBar { background: transparent; margin: 0; }
QAbstractItemView QScrollBar, QTextEdit QScrollBar, QPlainTextEdit QScrollBar {
    background: palette(base); }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: palette(placeholder-text); border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: palette(window-text); }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QHeaderView { background: palette(base); }
QHeaderView::section { background: palette(window); border: none;
    border-bottom: 1px solid palette(mid); padding: 3px 4px; }
QMainWindow::separator:vertical { width: 4px; border-left: 1px solid palette(mid); }
QMainWindow::separator:horizontal { height: 4px; border-top: 1px solid palette(mid); }
QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 2px; }
QToolButton:hover { background: palette(midlight); }
QToolButton:pressed { background: palette(mid); }
QToolButton:checked { background: palette(midlight); border-color: palette(mid); }
QToolButton:disabled { background: transparent; }
QToolButton:focus { border-color: palette(link); }
DaysEditor QToolButton { border-color: palette(placeholder-text); padding: 3px 6px; }
DaysEditor QToolButton:checked {
    background: palette(highlight); color: palette(highlighted-text); }
DaysEditor QToolButton:checked:disabled { background: palette(dark); }
DaysEditor QToolButton:focus { border: 2px solid palette(link); padding: 2px 5px; }
#zonePanel { border-top: 1px solid palette(mid); }
#zonePanel QToolButton { border-color: palette(placeholder-text); padding: 3px 8px; }
#zonePanel QToolButton:checked {
    background: palette(highlight); color: palette(highlighted-text);
    border-color: palette(highlight); }
#zonePanel QToolButton:focus { border: 2px solid palette(link); padding: 2px 7px; }
#zonePanel QToolButton:disabled { border-color: palette(mid); }
QCalendarWidget QToolButton { border: none; padding: 0; }
FaceTable, StatusPanel { border: 1px solid palette(mid); }
StatusPanel { border-color: transparent; }
FaceTable:focus, StatusPanel:focus { border-color: palette(link); }
FullscreenTools { background: palette(window); border: 1px solid palette(mid);
    border-radius: 8px; }
FullscreenTools QToolButton { border: 1px solid transparent; border-radius: 6px;
    padding: 6px 10px; }
FullscreenTools QToolButton:focus { border-color: palette(link); }
FullscreenTools QToolButton:checked { background: palette(midlight); }
QToolBar { border: none; border-bottom: 1px solid palette(mid); padding: 4px; spacing: 4px; }
QToolBar QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 4px 8px; }
QToolBar QToolButton[popupMode="2"] { padding-right: 20px; }
QToolBar QToolButton::menu-indicator { subcontrol-position: right center; right: 6px; }
QToolBar #qt_toolbar_ext_button { padding: 0; }
QToolBar QToolButton:hover { background: palette(midlight); }
QToolBar QToolButton:focus { border-color: palette(link); }
QToolBar QToolButton:pressed, QToolBar QToolButton:checked {
    background: palette(midlight); border-color: palette(mid); }
QToolBar QToolButton:disabled { background: transparent; }
QMenuBar { background: palette(window); border: none; padding: 0 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: palette(midlight); }
QMenu { background: palette(window); border: 1px solid palette(mid); padding: 4px; }
QMenu::item { padding: 4px 24px 4px 8px; border: 1px solid transparent; border-radius: 4px; }
QMenu::item:selected { background: palette(midlight); border-color: palette(highlight); }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: palette(mid); margin: 4px 8px; }
QStatusBar { border-top: 1px solid palette(mid); }
QStatusBar::item { border: none; }
QPushButton[primary="true"] {
    background: palette(highlight); color: palette(highlighted-text); border: none;
    border-radius: 6px; padding: 8px 16px; font-weight: 600; }
QPushButton[primary="true"]:focus { border: 2px solid palette(window-text); padding: 6px 14px; }
QPushButton[primary="false"] {
    background: palette(button); border: 1px solid palette(mid); border-radius: 6px;
    padding: 7px 15px; }
QPushButton[primary="false"]:hover { background: palette(midlight); }
QPushButton[primary="false"]:focus { border: 2px solid palette(highlight); padding: 6px 14px; }
"""

_RULE_IMAGES = (
    ("TICK", "tick.svg"),
    ("DOT", "dot.svg"),
    ("UP", "arrow-up.svg"),
    ("DOWN", "arrow-down.svg"),
)
"""Placeholders and their files; the arrows' grey has a contrast of 3.4 in both themes."""


def apply_theme(theme: str) -> None:
    """Apply a theme to the whole application.

    Uses the platform's own palette where it has one for the theme. Plain X11 has none and
    gets the palette defined here.

    Args:
        theme: A value of `Settings.theme`.
    """
    hints = QGuiApplication.styleHints()
    wanted = _SCHEMES[theme]
    hints.setColorScheme(wanted)
    offered = hints.colorScheme()
    platform_has_it = offered != Qt.ColorScheme.Unknown and wanted in {
        Qt.ColorScheme.Unknown,
        offered,
    }
    palette = shown = QPalette() if platform_has_it else _fallback_palette(theme)
    if platform_has_it:
        QApplication.setPalette(palette)
        shown = QApplication.palette()
    QApplication.setPalette(with_legible_disabled(palette, shown))
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return
    if not application.styleSheet():
        application.setStyleSheet(_rules())
        return
    # Qt caches the colours that it resolved from the palette. Setting the style sheet again
    # would match it against every widget and redo every layout, which takes five times as long.
    for widget in application.allWidgets():
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)


def is_dark() -> bool:
    """Return whether the palette's text is lighter than its background."""
    palette = QGuiApplication.palette()
    text, background = palette.color(_Role.WindowText), palette.color(_Role.Window)
    return text.lightness() > background.lightness()


def _rules() -> str:
    icons = paths.resources_dir() / "icons"
    rules = _RULES
    for word, file in _RULE_IMAGES:
        rules = rules.replace(word, f'"{(icons / file).as_posix()}"')
    return rules


def _fallback_palette(theme: str) -> QPalette:
    dark = theme == "dark"
    palette = QPalette()
    for role, colour in (_DARK if dark else _LIGHT).items():
        palette.setColor(role, QColor(colour))
    for role in _DISABLED_ROLES:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(_DISABLED[dark]))
    return palette
