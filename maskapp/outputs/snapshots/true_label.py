"""What a face is in truth, as the user says where the program was wrong."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from maskapp.label_style import LABEL_WORDS
from maskapp.records import CLASS_LABELS, MaskLabel


class TrueLabel(StrEnum):
    """The right label of a face, spelt as in files and APIs."""

    WITH_MASK = MaskLabel.WITH_MASK.value
    WITHOUT_MASK = MaskLabel.WITHOUT_MASK.value
    INCORRECT_MASK = MaskLabel.INCORRECT_MASK.value
    NOT_A_FACE = "not_a_face"


TRUE_LABEL_WORDS: Mapping[TrueLabel, str] = MappingProxyType(
    {
        **{TrueLabel(label.value): LABEL_WORDS[label] for label in CLASS_LABELS},
        TrueLabel.NOT_A_FACE: "Not a face",
    }
)
"""Display name of each right label."""
