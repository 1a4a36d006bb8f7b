import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QLocale

from maskapp.gui.startup.window_locale import window_locale

PRINT_NUMBERS = """
import pathlib, sys
from PySide6.QtCore import QDate, QLocale, QTimer
from PySide6.QtWidgets import QApplication, QSpinBox
from maskapp.gui.startup.app import run
from maskapp.gui.window.main_window import MainWindow

def report():
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    box = QSpinBox(value=30)
    day = QLocale().toString(QDate(2026, 1, 9), QLocale.FormatType.ShortFormat)
    print(QLocale().toString(1.5, "f", 1), box.text(), ascii(day), flush=True)
    window.close_at_once()

application = QApplication([])
QTimer.singleShot(0, report)
run("/no/such/file.mp4", pathlib.Path(sys.argv[1]))
"""


@pytest.mark.parametrize("name", ["ar_EG", "fa_IR", "bn_BD", "my_MM", "ne_NP", "ar_LB", "mr_IN"])
def test_a_locale_with_other_digits_gives_way_to_one_whose_week_begins_alike(name) -> None:
    own = QLocale(name)
    chosen = window_locale(own)
    assert chosen.toString(1234567890) == "1,234,567,890" or name == "mr_IN"
    assert chosen.zeroDigit() == "0"
    assert chosen.firstDayOfWeek() == own.firstDayOfWeek()
    assert chosen.language() == QLocale.Language.English


def test_english_of_the_same_country_comes_first() -> None:
    assert window_locale(QLocale("mr_IN")).toString(1234567) == "12,34,567"


@pytest.mark.parametrize("name", ["C", "de_DE", "tr_TR", "ja_JP", "ar_MA", "fr_FR"])
def test_any_other_locale_stays(name) -> None:
    assert window_locale(QLocale(name)) == QLocale(name)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, no variable sets the locale")
@pytest.mark.parametrize(
    "variables",
    [{"LC_ALL": "ar_EG.UTF-8"}, {"LC_ALL": "", "LANG": "en_US.UTF-8", "LC_TIME": "fa_IR.UTF-8"}],
)
def test_a_window_of_an_arabic_user_has_one_kind_of_digits(tmp_path, variables) -> None:
    environment = {**os.environ, **variables}
    child = subprocess.run(
        [sys.executable, "-c", PRINT_NUMBERS, tmp_path],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert child.stdout.startswith("1.5 30 "), child.stderr
    assert "26" in child.stdout
    assert "\\u" not in child.stdout
