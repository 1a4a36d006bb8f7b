import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QSlider, QToolButton

from maskapp.gui.zones.zone_canvas import Tool
from maskapp.gui.zones.zone_panel import ZonePanel
from maskapp.live.zones.zones import AreaKind


@pytest.fixture
def panel(qtbot) -> ZonePanel:
    panel = ZonePanel("", "HD Webcam")
    qtbot.addWidget(panel)
    panel.show()
    return panel


def button(panel: ZonePanel, text: str) -> QAbstractButton:
    [found] = [one for one in panel.findChildren(QAbstractButton) if text in one.text()]
    return found


@pytest.mark.parametrize(("text", "tool"), [("Rectangle", Tool.RECTANGLE), ("Poly", Tool.POLYGON)])
def test_a_tool_is_chosen(panel, qtbot, text, tool) -> None:
    with qtbot.waitSignal(panel.tool_chosen) as chosen:
        button(panel, text).click()
    assert chosen.args == [tool]


def test_a_kind_is_chosen_and_only_one_is_pressed(panel, qtbot) -> None:
    panel.show_kind(AreaKind.IGNORED)
    with qtbot.waitSignal(panel.kind_chosen) as chosen:
        button(panel, "Counts").click()
    assert chosen.args == [AreaKind.COUNTING]
    assert not button(panel, "Ignored").isChecked()


def test_the_slider_gives_shares_and_showing_one_does_not(panel, qtbot) -> None:
    slider = panel.findChild(QSlider)
    with qtbot.waitSignal(panel.least_height_chosen) as chosen:
        slider.setValue(slider.maximum())
    assert chosen.args == [0.5]
    with qtbot.assertNotEmitted(panel.least_height_chosen):
        panel.show_least_height(0.1, "10.0%, 48 px")
    assert slider.value() == slider.maximum() / 5
    assert "10.0%, 48 px" in [label.text() for label in panel.findChildren(QLabel)]


def test_buttons_that_do_nothing_now_are_off(panel) -> None:
    panel.show_steps(can_delete=False, can_undo=True)
    assert not button(panel, "Delete").isEnabled()
    assert button(panel, "Undo").isEnabled()


def test_apply_and_cancel_are_pressed(panel, qtbot) -> None:
    with qtbot.waitSignal(panel.apply_pressed):
        button(panel, "Appl").click()
    with qtbot.waitSignal(panel.cancel_pressed):
        button(panel, "Cance").click()


def test_every_control_is_reached_by_keyboard_and_has_a_name(panel) -> None:
    controls = [*panel.findChildren(QToolButton), *panel.findChildren(QPushButton)]
    assert len(controls) == 9
    panel.show_tool(Tool.SELECT)
    panel.show_kind(AreaKind.IGNORED)
    for control in controls:  # arrow keys lead from the pressed one to the others of its group
        is_other = control.isCheckable() and not control.isChecked()
        assert is_other or control.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert control.text()


def test_the_name_of_the_source_itself_is_shown_while_it_has_no_other(panel) -> None:
    assert panel.name.placeholderText() == "HD Webcam"


def test_it_fits_beside_the_status_panel_in_a_small_window(panel) -> None:
    panel.show_hint("a word " * 40)
    assert panel.minimumSizeHint().width() <= 540


def test_no_mnemonic_is_that_of_a_menu_or_of_another_control(panel) -> None:
    controls = [*panel.findChildren(QAbstractButton), *panel.findChildren(QLabel)]
    letters = [one.text().partition("&")[2][:1].lower() for one in controls if "&" in one.text()]
    assert len(set(letters)) == len(letters) == 4
    assert not set(letters) & set("fcvrsth")
