from itertools import pairwise

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget

from maskapp.gui.preview.placeholder_content import PlaceholderContent
from maskapp.gui.preview.placeholder_page import PlaceholderPage
from maskapp.gui.shared.icons import set_icon
from tests.support.screen_reader import spoken

FEW_WORDS = PlaceholderContent("finished", "Finished", "The video has ended.")


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def page(window) -> PlaceholderPage:
    return PlaceholderPage(window)


def test_it_shows_title_and_sentence_as_plain_text(page) -> None:
    page.show_content(PlaceholderContent("error", "<b>Title</b>", "<i>Why</i>"))
    labels = {label.text(): label.textFormat() for label in page.findChildren(QLabel)}
    assert labels["<b>Title</b>"] == labels["<i>Why</i>"] == Qt.TextFormat.PlainText


def test_screen_readers_read_the_page_that_has_the_focus(page) -> None:
    page.show_content(PlaceholderContent("error", "Connection lost", "Trying again."))
    assert spoken(page) == "Connection lost"
    assert spoken(page, QAccessible.Text.Description) == "Trying again."
    page.show_content(FEW_WORDS)
    assert spoken(page) == "Finished"


def test_a_short_text_after_a_long_one_takes_no_more_height(page) -> None:
    page.show_content(FEW_WORDS)
    before = page.sizeHint().height()
    page.show_content(PlaceholderContent("starting", "A long name " * 20, "Many words " * 40))
    assert page.sizeHint().height() > before
    page.show_content(FEW_WORDS)
    assert page.sizeHint().height() == before


def test_a_button_triggers_its_action_and_the_first_one_is_primary(page, window, qtbot) -> None:
    retry, demo = QAction("&Try again", window), QAction("&Demo clip", window)
    set_icon(demo, "demo")
    triggered = []
    demo.triggered.connect(lambda: triggered.append("demo"))
    page.show_content(PlaceholderContent("error", "Title", "Why.", (retry, demo)))
    first, second = page.findChildren(QPushButton)
    assert (first.text(), second.text()) == ("Try again", "Demo clip")
    assert (first.property("primary"), second.property("primary")) == (True, False)
    assert first.icon().isNull()
    assert not second.icon().isNull()
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    qtbot.keyClick(second, Qt.Key.Key_Return)
    assert triggered == ["demo", "demo"]


def test_nothing_is_primary_while_the_user_need_only_wait(page, window) -> None:
    action = QAction("Close source", window)
    page.show_content(PlaceholderContent("starting", "Opening", "Wait.", (action,), is_busy=True))
    (button,) = page.findChildren(QPushButton)
    assert button.property("primary") is False
    assert page.findChild(QProgressBar).isVisibleTo(page)
    page.show_content(FEW_WORDS)
    assert not page.findChild(QProgressBar).isVisibleTo(page)


def test_buttons_that_stay_keep_the_focus(page, window) -> None:
    retry = QAction("Try again", window)
    window.show()
    page.show_content(PlaceholderContent("plug-off", "Lost", "Trying again in 2 s.", (retry,)))
    (button,) = page.findChildren(QPushButton)
    page.show_content(PlaceholderContent("plug-off", "Lost", "Trying again in 1 s.", (retry,)))
    assert page.findChildren(QPushButton) == [button]


def test_the_tab_key_leads_from_the_page_to_its_buttons(page, window) -> None:
    other = QPushButton("Other", window)
    again, demo = QAction("Try again", window), QAction("Demo clip", window)
    page.show_content(PlaceholderContent("mask", "No source", "Choose one.", (again, demo)))
    texts, reached = [], page
    while reached is not other:
        reached = reached.nextInFocusChain()
        if isinstance(reached, QPushButton):
            texts.append(reached.text())
    assert texts == ["Try again", "Demo clip", "Other"]


def test_a_long_name_is_elided_in_the_text_and_full_in_the_tool_tip(page) -> None:
    name = "corridor_" * 40
    page.show_content(PlaceholderContent("error", name, f"/films/{name}.mp4: is not there."))
    labels = [label for label in page.findChildren(QLabel) if label.text()]
    assert len(labels) == 2
    for label in labels:
        assert "…" in label.text()
        assert name in label.toolTip().replace("\u200b", "")
        for word in label.text().replace("/", " ").split():
            assert label.fontMetrics().horizontalAdvance(word) <= label.width()
    page.show_content(FEW_WORDS)
    assert [label.toolTip() for label in labels] == ["", ""]


def test_the_page_takes_the_focus_of_a_button_that_goes(page, window, qtbot) -> None:
    QPushButton("Other", window)
    retry, other = QAction("Try again", window), QAction("Close source", window)
    page.show_content(PlaceholderContent("plug-off", "Lost", "Trying again.", (retry,)))
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    (button,) = page.findChildren(QPushButton)
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    page.show_content(PlaceholderContent("starting", "Opening", "Wait.", (other,)))
    assert page.hasFocus()


def test_a_narrow_page_shortens_words_and_puts_its_buttons_below_each_other(
    page, window, qtbot
) -> None:
    actions = tuple(QAction(f"Another thing to do {number}", window) for number in range(3))
    content = PlaceholderContent("error", "A title", f"The file {'x' * 90}.", actions)
    page.show_content(content)
    assert page.minimumSizeHint().width() < 300
    for width, rows in ((900, 1), (page.minimumSizeHint().width(), 3)):
        page.resize(width, 500)
        page.show_content(FEW_WORDS)
        page.show_content(content)
        with qtbot.waitExposed(window):
            window.resize(width, 500)
            window.show()
        qtbot.waitUntil(
            lambda rows=rows: len({button.y() for button in page.findChildren(QPushButton)}) == rows
        )
        for part in (*page.findChildren(QPushButton), *page.findChildren(QLabel)):
            assert page.rect().contains(part.geometry()), part.text()
        for label in page.findChildren(QLabel):
            assert label.geometry().center().x() == pytest.approx(page.width() / 2, abs=8)


@pytest.mark.parametrize("height", [120, 200, 300, 600])
def test_in_a_low_page_nothing_covers_anything(page, window, qtbot, height) -> None:
    action = QAction("Close source", window)
    page.show_content(
        PlaceholderContent("starting", "A long name " * 8, "Why. " * 30, (action,), is_busy=True)
    )
    page.resize(300, height)
    with qtbot.waitExposed(window):
        window.resize(300, height)
        window.show()
    (button,) = page.findChildren(QPushButton)
    parts = [*page.findChildren(QLabel), *page.findChildren(QProgressBar), button]
    shown = [part for part in parts if part.isVisible()]

    def is_apart() -> bool:
        places = sorted((part.geometry() for part in shown), key=QRect.top)
        return all(above.bottom() < below.top() for above, below in pairwise(places))

    qtbot.waitUntil(is_apart)
