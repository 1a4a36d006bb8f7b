import pytest

from maskapp.pipeline.models.label_names import label_named
from maskapp.records import MaskLabel


@pytest.mark.parametrize(
    ("label", "names"),
    [
        (MaskLabel.WITH_MASK, "with_mask|Mask|masked|With Mask|WithMask|face-mask|MASK_ON"),
        (MaskLabel.WITH_MASK, "wearing mask|face with mask|correct_mask|properly masked|yes mask"),
        (MaskLabel.WITHOUT_MASK, "without_mask|No Mask|no-mask|NoMask|unmasked|bare|non mask"),
        (MaskLabel.WITHOUT_MASK, "face_no_mask|without face mask|not wearing mask|mask off"),
        (MaskLabel.INCORRECT_MASK, "incorrect_mask|mask_weared_incorrect|wrong mask|worn wrong"),
        (MaskLabel.INCORRECT_MASK, "Improper Mask|partially masked|mask on chin|incorrect"),
        (None, "|cat|glasses|0|Class 1|mascara|uncertain|maskingtape|person without glasses"),
    ],
)
def test_names_mean_labels(label: MaskLabel | None, names: str) -> None:
    assert {name: label_named(name) for name in names.split("|")} == dict.fromkeys(
        names.split("|"), label
    )


def test_each_label_is_named_by_itself() -> None:
    known = [label for label in MaskLabel if label is not MaskLabel.UNCERTAIN]
    assert [label_named(label.value) for label in known] == known
