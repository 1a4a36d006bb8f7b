import pytest

from maskapp.gui.shared.elided_choice import ElidedChoice


@pytest.fixture
def choice(qtbot) -> ElidedChoice:
    choice = ElidedChoice("Source")
    qtbot.addWidget(choice)
    choice.addItems(["All sources", "<b>Door</b>"])
    return choice


def test_the_tool_tip_says_what_is_chosen_and_that_it_is_chosen(choice) -> None:
    assert choice.accessibleName() == "Source"
    assert choice.toolTip() == "<p>Source: All sources</p>"
    choice.setCurrentIndex(1)
    assert choice.toolTip() == "<p>Source: &lt;b&gt;Door&lt;/b&gt;</p>"


def test_the_least_width_is_a_share_that_grows_with_the_font(choice) -> None:
    assert choice.minimumSizeHint() == choice.sizeHint()
    choice.least_share = 0.5
    before = choice.minimumSizeHint().width()
    assert before == pytest.approx(choice.sizeHint().width() / 2, abs=1)
    font = choice.font()
    font.setPointSizeF(3 * font.pointSizeF())
    choice.setFont(font)
    assert choice.minimumSizeHint().width() > 2 * before


def test_a_text_that_does_not_fit_is_elided_in_the_middle(qtbot) -> None:
    """Cut off, both would look alike: they differ at their ends only."""
    looks = []
    for end in ("one", "two"):
        choice = ElidedChoice("Source")
        qtbot.addWidget(choice)
        choice.addItem("a camera with a long name, number " + end)
        choice.resize(120, choice.sizeHint().height())
        looks.append(choice.grab().toImage())
    assert looks[0] != looks[1]
