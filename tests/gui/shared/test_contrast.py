import pytest
from PySide6.QtGui import QColor, QPalette

from maskapp.gui.shared import contrast as product
from maskapp.gui.shared.contrast import with_legible_disabled
from tests.support.contrast import contrast

Role, OFF = QPalette.ColorRole, QPalette.ColorGroup.Disabled
TEXTS = {
    Role.WindowText: Role.Window,
    Role.Text: Role.Base,
    Role.ButtonText: Role.Button,
    Role.PlaceholderText: Role.Base,
}


def palette_of(text: str, dim: str, behind: str) -> QPalette:
    palette = QPalette()
    for role, background in TEXTS.items():
        palette.setColor(role, QColor(text))
        palette.setColor(OFF, role, QColor(dim))
        palette.setColor(background, QColor(behind))
    palette.setColor(OFF, Role.PlaceholderText, QColor(text))  # as in the dark palette of KDE
    return palette


def test_contrast_is_that_of_the_standard() -> None:
    for first, second in (("#000000", "#ffffff"), ("#777777", "#ffffff"), ("#2d3338", "#6f7980")):
        colours = QColor(first), QColor(second)
        assert product.contrast(*colours) == pytest.approx(contrast(*colours))


@pytest.mark.parametrize(
    ("text", "dim", "behind"),
    [("#fcfcfc", "#5f6468", "#2a2e32"), ("#232629", "#c4c6c7", "#fcfcfc")],
)
def test_disabled_texts_of_a_platform_can_be_read_but_stay_dim(qapp, text, dim, behind) -> None:
    palette = palette_of(text, dim, behind)
    legible = with_legible_disabled(QPalette(), palette)
    for role, background in TEXTS.items():
        ratio = contrast(legible.color(OFF, role), palette.color(OFF, background))
        assert 3 <= ratio < 4, role
    assert legible.color(OFF, Role.PlaceholderText) == legible.color(OFF, Role.Text)


def test_dim_texts_that_can_be_read_stay_as_they_are(qapp) -> None:
    palette = palette_of("#ffffff", "#9a9a9a", "#202020")
    legible = with_legible_disabled(QPalette(), palette)
    assert legible.color(OFF, Role.WindowText) == QColor("#9a9a9a")


def test_what_is_left_to_the_platform_is_still_left_to_it(qapp) -> None:
    legible = with_legible_disabled(QPalette(), palette_of("#fcfcfc", "#5f6468", "#2a2e32"))
    active = QPalette.ColorGroup.Active
    assert not any(legible.isBrushSet(active, role) for role in TEXTS)
