"""The locale by which the window writes numbers, days and times."""

from PySide6.QtCore import QDate, QLocale, Qt

_NEIGHBOURS = {
    Qt.DayOfWeek.Saturday: QLocale.Country.Sudan,
    Qt.DayOfWeek.Sunday: QLocale.Country.Kenya,
}
"""Where English is written and the week begins on that day."""


def window_locale(system: QLocale) -> QLocale:
    """Return the user's locale; one in English instead if its digits are not 0 to 9.

    The window's texts are in English, and sizes, clocks and file names in them always have the
    digits 0 to 9. With others beside them, one line would have two kinds, of which the Arabic
    zero looks like a dot.

    Args:
        system: The locale of the user.

    Returns:
        That of the same country if English is written there, else one whose week begins alike.
    """
    if _has_plain_digits(system):
        return system
    english, country = QLocale.Language.English, system.territory()
    same = QLocale(english, country)
    if same.territory() == country:
        return same
    return QLocale(english, _NEIGHBOURS.get(system.firstDayOfWeek(), QLocale.Country.UnitedKingdom))


def _has_plain_digits(locale: QLocale) -> bool:
    day = locale.toString(QDate(2000, 1, 1), QLocale.FormatType.ShortFormat)  # its own, by LC_TIME
    return locale.zeroDigit() == "0" and not any(c.isdigit() and not c.isascii() for c in day)
