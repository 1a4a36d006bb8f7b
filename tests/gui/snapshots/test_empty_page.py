import pytest
from PySide6.QtWidgets import QWidget

from maskapp.gui.snapshots.empty_page import EmptyPage

REBUILD = "The snapshot log is being rebuilt: 1 of 2."


@pytest.mark.parametrize(
    ("total", "rebuild", "is_automatic", "text", "has_button"),
    [
        (0, "", False, "No snapshots yet. Press Space while a source plays to take one.", False),
        (0, "", True, "violations are saved automatically.", False),
        (3, "", True, "No snapshots match the filters.", True),
        (0, REBUILD, True, REBUILD, False),
        (3, REBUILD, True, REBUILD, False),
    ],
)
def test_it_says_why_no_card_is_shown(qtbot, total, rebuild, is_automatic, text, has_button):
    owner = QWidget()
    qtbot.addWidget(owner)
    page = EmptyPage(owner)
    page.explain(total, rebuild, is_automatic=is_automatic)
    assert page.text.text().endswith(text)
    assert page.clear_filters.isVisibleTo(page) == has_button
