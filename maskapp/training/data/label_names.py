"""The names that collections give the three labels."""

from maskapp.records import MaskLabel

_OTHER_NAMES = {
    MaskLabel.WITH_MASK: (
        *("mask", "masked", "mask on", "with face mask", "face mask", "wearing mask"),
        *("wear mask", "wears mask", "mask worn", "mask weared", "mask wearing", "has mask"),
        *("correct", "correct mask", "mask correct", "correctly masked", "correctly worn"),
        *("mask worn correctly", "mask worn correct", "mask weared correct", "with mask correct"),
        *("mask weared correctly", "correctly masked face", "masked face", "cmfd", "proper mask"),
        *("properly worn", "face with mask", "person with mask", "people with mask", "good mask"),
    ),
    MaskLabel.WITHOUT_MASK: (
        *("no mask", "non mask", "not mask", "not masked", "unmasked", "mask off", "maskless"),
        *("without", "without face mask", "no face mask", "bare", "bare face", "not wearing mask"),
        *("unmasked face", "face no mask", "face without mask", "no mask face", "non mask face"),
        *("person without mask", "people without mask", "non masked", "mask not worn"),
        *("without a mask", "wearing no mask"),
    ),
    MaskLabel.INCORRECT_MASK: (
        *("incorrect", "incorrectly", "mask incorrect", "incorrectly masked", "incorrectly worn"),
        *("mask weared incorrect", "mask weared incorrectly", "mask worn incorrectly"),
        *("mask worn incorrect", "incorrect mask wearing", "incorrectly worn mask"),
        *("incorrect wearing", "incorrectly masked face", "incorrect face mask", "imfd"),
        *("with incorrect mask", "with mask incorrect", "wearing mask incorrectly"),
        *("mask wearing incorrectly", "mask incorrectly worn", "mask incorrectly", "not correct"),
        *("wrong", "wrong mask", "mask wrong", "worn wrong", "mask worn wrong", "wrongly worn"),
        *("mask weared wrong", "wrongly masked", "mask worn wrongly", "improper", "improper mask"),
        *("improperly worn", "mask worn improperly", "mask improper", "bad mask", "partial mask"),
        *("partially masked", "mask chin", "mask on chin", "chin mask", "mask mouth chin"),
        *("mask nose mouth", "mask under nose", "under nose", "mask below nose", "nose exposed"),
    ),
}
"""Seen in public collections; capitals, spaces and punctuation do not matter, nor does a plural."""


def _key(name: str) -> str:
    """Return a name's letters and digits, in lower case, without the s of a plural mask."""
    letters = "".join(letter for letter in name.casefold() if letter.isalnum())
    return letters.replace("masks", "mask").replace("faces", "face")


_LABELS = {
    _key(name): label for label, names in _OTHER_NAMES.items() for name in (label.value, *names)
}


def label_named(name: str) -> MaskLabel | None:
    """Return the label that a collection means by a name; None if the name is not known.

    Args:
        name: Such as "with_mask", "No Mask" or "mask_weared_incorrect".
    """
    return _LABELS.get(_key(name))
