"""A part of a form that is closed at first."""

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from maskapp.gui.settings.form_page import FormPage
from maskapp.gui.settings.form_section import FormSection
from maskapp.gui.settings.setting_editors import NumberEditor, SwitchEditor
from maskapp.gui.shared.icons import icon_name

INSIDE = ("violation_cooldown_s", "snapshot_sound")
HINT = "How long to wait before the next snapshot of a violation is taken."


@pytest.fixture
def page(qtbot) -> FormPage:
    """A page with a row, a section of two rows, and another row."""
    page = FormPage()
    qtbot.addWidget(page)
    page.add_row("", SwitchEditor("mirror", "M&irror"))
    section = page.add_section("&More")
    page.add_row("&Wait:", NumberEditor(INSIDE[0], "s", step=1), HINT, section)
    page.add_row("", SwitchEditor(INSIDE[1], "&Sound"), section=section)
    page.add_row("", SwitchEditor("blur_faces", "&Blur"))
    with qtbot.waitActive(page):
        page.show()
    return page


def section_of(page: FormPage) -> FormSection:
    return page.findChild(FormSection)


def shown(page: FormPage) -> list[str]:
    return [name for name, editor in page.editors().items() if editor.isVisible()]


def test_is_closed_at_first(page) -> None:
    assert shown(page) == ["mirror", "blur_faces"]
    assert icon_name(section_of(page)) == "chevron-right"


def test_opens_and_closes_in_place(page, qtbot) -> None:
    qtbot.mouseClick(section_of(page), Qt.MouseButton.LeftButton)
    assert shown(page) == ["mirror", *INSIDE, "blur_faces"]
    assert icon_name(section_of(page)) == "chevron-down"
    qtbot.mouseClick(section_of(page), Qt.MouseButton.LeftButton)
    assert shown(page) == ["mirror", "blur_faces"]
    assert icon_name(section_of(page)) == "chevron-right"


def test_its_mnemonic_and_the_space_bar_open_it(page, qtbot) -> None:
    qtbot.keyClick(page, "m", Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(section_of(page).isChecked)
    section_of(page).setFocus()
    qtbot.keyClick(section_of(page), Qt.Key.Key_Space)
    assert not section_of(page).isChecked()


def test_a_mnemonic_inside_works_only_while_it_is_open(page, qtbot) -> None:
    sound = page.editors()[INSIDE[1]]
    qtbot.keyClick(page, "s", Qt.KeyboardModifier.AltModifier)
    assert not sound.value()
    section_of(page).setChecked(True)
    qtbot.keyClick(page, "s", Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(sound.value)


def test_rows_inside_have_values_while_it_is_closed(page) -> None:
    page.editors()[INSIDE[0]].set_value(7)
    assert page.editors()[INSIDE[0]].value() == 7
    assert page.check() == []


def test_opening_needs_no_more_width(page) -> None:
    closed = page.minimumSizeHint()
    section_of(page).setChecked(True)
    QApplication.processEvents()
    assert page.minimumSizeHint() == closed
    page.resize(closed)
    QApplication.processEvents()
    assert page.widget().minimumSizeHint().width() <= page.viewport().width()


def test_a_small_page_scrolls_to_what_opened(page, qtbot) -> None:
    section = section_of(page)
    page.resize(page.minimumSizeHint().width(), 3 * section.height())
    QApplication.processEvents()
    assert page.verticalScrollBar().value() == 0
    section.setChecked(True)
    qtbot.waitUntil(lambda: page.verticalScrollBar().value() > 0)
    top = section.mapTo(page.viewport(), section.rect().topLeft()).y()
    assert 0 <= top <= page.viewport().height() - section.height()


def test_a_page_that_is_gone_by_then_does_not_scroll(qtbot) -> None:
    page = FormPage()
    page.add_section("&More").setChecked(True)
    shiboken6.delete(page)
    QApplication.processEvents()  # an error in a slot fails the test
