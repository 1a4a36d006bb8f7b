"""The contrast of colours, which decides whether texts can be read."""

from PySide6.QtGui import QColor, QPalette

_Role = QPalette.ColorRole
_TEXTS = {
    _Role.WindowText: _Role.Window,
    _Role.Text: _Role.Base,
    _Role.ButtonText: _Role.Button,
}
"""Roles of texts, and of what is behind them."""
_LEAST_DISABLED = 3.0
_STEPS = 20


def contrast(first: QColor, second: QColor) -> float:
    """Return the contrast ratio of WCAG 2.2, from 1 to 21."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def with_legible_disabled(palette: QPalette, shown: QPalette) -> QPalette:
    """Return a palette whose disabled texts can be read; those of some platforms hardly can.

    Args:
        palette: What is to be set for the application; what it leaves open, the platform decides.
        shown: The palette of the application, with the colours of the platform.
    """
    legible, off = QPalette(palette), QPalette.ColorGroup.Disabled
    for role, behind in _TEXTS.items():
        text = shown.color(QPalette.ColorGroup.Active, role)
        colour = _legible(shown.color(off, role), text, shown.color(off, behind))
        legible.setColor(off, role, colour)
    legible.setColor(off, _Role.PlaceholderText, legible.color(off, _Role.Text))
    return legible


def _legible(dim: QColor, text: QColor, behind: QColor) -> QColor:
    """Return a dim colour with as much of the full one as its contrast needs."""
    mixed = (_mixed(dim, text, step / _STEPS) for step in range(_STEPS + 1))
    return next((each for each in mixed if contrast(each, behind) >= _LEAST_DISABLED), text)


def _mixed(first: QColor, second: QColor, share: float) -> QColor:
    pairs = (
        (first.red(), second.red()),
        (first.green(), second.green()),
        (first.blue(), second.blue()),
    )
    return QColor(*(round((1 - share) * a + share * b) for a, b in pairs))


def _luminance(colour: QColor) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
