"""Someone uses the window without a mouse."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton

from tests.support.window_helpers import WAIT_MS, endless, until_title


def test_a_menu_opens_by_its_mnemonic_and_its_entry_opens_the_demo(
    open_window, sources, qtbot
) -> None:
    sources["demo"] = endless
    window = open_window()
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    (menu,) = [each for each in window.findChildren(QMenu) if each.title() == "&File"]
    qtbot.waitUntil(menu.isVisible, timeout=WAIT_MS)
    qtbot.keyClick(menu, Qt.Key.Key_D)
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)
    assert not menu.isVisible()


def test_the_tab_key_reaches_the_button_of_the_page(open_window, sources, qtbot) -> None:
    sources["demo"] = endless
    window = open_window()
    window.activateWindow()
    until_title(qtbot, window, "No camera found")
    buttons = window.page.findChildren(QPushButton)
    demo = next(button for button in buttons if button.property("primary"))
    qtbot.waitUntil(demo.isVisible, timeout=WAIT_MS)
    window.page.setFocus()
    qtbot.keyClick(window.page, Qt.Key.Key_Tab)
    assert demo.hasFocus()
    qtbot.keyClick(demo, Qt.Key.Key_Space)
    qtbot.waitUntil(window.preview.isVisible, timeout=WAIT_MS)


def test_p_pauses_and_f11_and_escape_switch_full_screen(playing, qtbot) -> None:
    playing.activateWindow()
    qtbot.keyClick(playing, Qt.Key.Key_P)
    qtbot.waitUntil(playing.commands.pause.isChecked, timeout=WAIT_MS)
    qtbot.keyClick(playing, Qt.Key.Key_F11)
    assert playing.isFullScreen()
    qtbot.keyClick(playing, Qt.Key.Key_Escape)
    assert not playing.isFullScreen()


def test_the_space_bar_types_into_a_field_and_presses_a_button(playing, qtbot) -> None:
    taken = []
    playing.worker.worker.logged.connect(taken.append)
    search = playing.snapshots.filters.search
    search.setFocus()
    qtbot.keyClick(search, Qt.Key.Key_Space)
    assert search.text() == " "
    button = playing.recording.indicator
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setEnabled(True)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Space)
    # The worker answers in order: a snapshot taken before would have arrived first.
    with qtbot.waitSignal(playing.snapshots.kept, timeout=WAIT_MS):
        playing.commands.take_snapshot.trigger()
    assert len(taken) == 1


def test_nothing_can_be_done_with_snapshots_before_they_are_read(open_window) -> None:
    assert not any(action.isEnabled() for action in open_window().snapshots.menu_actions())


def test_a_letter_typed_in_a_list_chooses_its_entry(playing, qtbot) -> None:
    playing.activateWindow()
    kinds = playing.snapshots.filters.kind
    kinds.setFocus()
    qtbot.keyClick(kinds, Qt.Key.Key_M)
    qtbot.keyClick(kinds, Qt.Key.Key_P)
    assert kinds.currentText() == "Manual"
    assert not playing.settings.settings.mirror
    assert not playing.commands.pause.isChecked()
