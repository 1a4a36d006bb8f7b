import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskapp.pipeline.models.label_names import label_named
from maskapp.records import CLASS_LABELS, MaskLabel

WITH, WITHOUT, WRONG = CLASS_LABELS


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


@pytest.mark.parametrize("spell", [str.upper, str.title, lambda name: name.replace("_", " - ")])
@pytest.mark.parametrize(
    ("name", "label"),
    [
        *((label.value, label) for label in CLASS_LABELS),
        ("mask", WITH),
        ("masks", WITH),
        ("masked", WITH),
        ("with_masks", WITH),
        ("no_mask", WITHOUT),
        ("nomask", WITHOUT),
        ("unmasked", WITHOUT),
        ("faces_without_masks", WITHOUT),
        ("mask_weared_incorrect", WRONG),
        ("mask_worn_incorrectly", WRONG),
        ("incorrect", WRONG),
        ("wrong", WRONG),
    ],
)
def test_usual_names_are_known_in_any_spelling(name: str, label, spell) -> None:
    assert label_named(name) is label
    assert label_named(spell(name)) is label


@pytest.mark.parametrize("name", ["NoMask", "WithoutMask", "Non-Mask", "no.mask"])
def test_names_without_spaces_are_known(name: str) -> None:
    assert label_named(name) is WITHOUT


@pytest.mark.parametrize(
    "name", ["", "hats", "uncertain", "train", "test", "good", "unknown", "background", "ma", "___"]
)
def test_other_names_are_not(name: str) -> None:
    assert label_named(name) is None


@given(st.text())
def test_any_name_may_be_looked_up(name: str) -> None:
    assert label_named(name) in (None, *CLASS_LABELS)
