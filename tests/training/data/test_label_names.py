import pytest
from hypothesis import given
from hypothesis import strategies as st

from maskapp.records import CLASS_LABELS
from maskapp.training.data.label_names import _OTHER_NAMES, _key, label_named

WITH, WITHOUT, WRONG = CLASS_LABELS


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


def test_no_name_means_two_labels() -> None:
    keys = [_key(name) for names in _OTHER_NAMES.values() for name in names]
    assert len(keys) == len(set(keys))


@given(st.text())
def test_any_name_may_be_looked_up(name: str) -> None:
    assert label_named(name) in (None, *CLASS_LABELS)
