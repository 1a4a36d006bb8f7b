"""The icons of this project, drawn in the palette's text colour.

An icon engine written in Python would follow the palette by itself, but PySide6 crashes when
Qt copies one. Actions and buttons therefore get their icon from `set_icon`, and
`refresh_icons` redraws all of them after a change of theme.
"""

from functools import cache, partial

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from maskapp import paths

_NAME_PROPERTY = "maskappIconName"
_SIZES_PX = (16, 20, 24)
"""Sides of the icons in menus, buttons and toolbars, in device-independent pixels."""

_REFRESH_AFTER_MS = 20
"""Delay too short to notice, but long enough for the window to be painted first."""

_Group = QPalette.ColorGroup


def icon(name: str) -> QIcon:
    """Return the icon `resources/icons/NAME.svg` in the palette's current text colours."""
    palette = QGuiApplication.palette()
    colours = tuple(
        palette.color(group, QPalette.ColorRole.WindowText).name()
        for group in (_Group.Active, _Group.Disabled)
    )
    ratios = {1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}
    sides = {round(size_px * ratio) for size_px in _SIZES_PX for ratio in ratios}
    return _drawn(name, colours, tuple(sorted(sides)))


@cache
def _drawn(name: str, colours: tuple[str, ...], sides: tuple[int, ...]) -> QIcon:
    drawn = QIcon()
    for mode, colour in zip((QIcon.Mode.Normal, QIcon.Mode.Disabled), colours, strict=True):
        renderer = _renderer(name, QColor(colour))
        for side in sides:
            drawn.addPixmap(_rendered(renderer, side), mode)
    return drawn


def pixmap(name: str, size_px: int, colour: QColor, ratio: float = 1.0) -> QPixmap:
    """Return an icon at one size.

    Args:
        name: File name in `resources/icons`, without its suffix.
        size_px: Side in device-independent pixels.
        colour: Replaces `currentColor`; icons with their own colours keep them.
        ratio: Device pixels per device-independent pixel.
    """
    drawn = _rendered(_renderer(name, colour), round(size_px * ratio), colour.alphaF())
    drawn.setDevicePixelRatio(ratio)
    return drawn


def _renderer(name: str, colour: QColor) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_svg(name).replace(b"currentColor", colour.name().encode())))


def _rendered(renderer: QSvgRenderer, side_px: int, opacity: float = 1.0) -> QPixmap:
    drawn = QPixmap(side_px, side_px)
    drawn.fill(Qt.GlobalColor.transparent)
    with QPainter(drawn) as painter:
        painter.setOpacity(opacity)
        renderer.render(painter, QRectF(0, 0, side_px, side_px))
    return drawn


def set_icon(carrier: QAction | QAbstractButton, name: str) -> None:
    """Set the icon of an action or a button, and record its name for `refresh_icons`."""
    carrier.setProperty(_NAME_PROPERTY, name)
    carrier.setIcon(icon(name))


def icon_name(carrier: QAction | QAbstractButton) -> str:
    """Return the name that `set_icon` recorded, or "" if it was never called."""
    return str(carrier.property(_NAME_PROPERTY) or "")


def refresh_icons(root: QObject) -> None:
    """Schedule redrawing all icons below `root` in the palette's new colours.

    Restyling the window and drawing every icon in one go would block it noticeably.
    """
    timer = QTimer(root, singleShot=True, interval=_REFRESH_AFTER_MS)  # ends with `root`
    timer.timeout.connect(partial(_refresh, root))
    timer.timeout.connect(timer.deleteLater)
    timer.start()


def _refresh(root: QObject) -> None:
    carriers: list[QAction | QAbstractButton] = [
        *root.findChildren(QAction),
        *root.findChildren(QAbstractButton),
    ]
    for carrier in carriers:
        if name := icon_name(carrier):
            carrier.setIcon(icon(name))


def application_icon() -> QIcon:
    """Return the icon of the program, in its own colours."""
    drawn = QIcon()
    for size_px in (16, 24, 32, 48, 64, 128, 256):
        drawn.addPixmap(pixmap("maskapp", size_px, QColor(Qt.GlobalColor.black)))
    return drawn


@cache
def _svg(name: str) -> bytes:
    return (paths.resources_dir() / "icons" / f"{name}.svg").read_bytes()
