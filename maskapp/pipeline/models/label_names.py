"""The label that a word means: other programs and data sets name the labels in their own ways."""

import re

from maskapp.records import MaskLabel

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_SHORT = {
    MaskLabel.WITH_MASK: "masked correct correctlyworn properlyworn cmfd",
    MaskLabel.WITHOUT_MASK: "unmasked bare bareface without masknotworn",
    MaskLabel.INCORRECT_MASK: (
        "incorrect incorrectly incorrectlyworn incorrectwearing notcorrect imfd improper"
        " improperlyworn wrong wrongly wronglyworn wornwrong undernose noseexposed"
    ),
}
_BY_SHORT_NAME = {name: label for label, names in _SHORT.items() for name in names.split()}
_WRONG = re.compile(r"incorrect|improper|wrong|partial|poor|bad|chin|nose|not(correct|proper)")
_NONE = re.compile(r"^(no|non|not|un)(face)?mask|without|maskless|maskoff|(no|not|non)(wear|mask)")
_SURE = re.compile(
    r"(with|the|a|on|face|person|people|man|woman|wear(s|ing|ed)?|worn|has|have|good|yes|medical"
    r"|surgical|proper(ly)?|correct(ly)?|mask(ed|s|on)?)+"
)


def label_named(word: str) -> MaskLabel | None:
    """Return the label that a name means, such as "No Mask", "mask_weared_incorrect" or "NoMask".

    Returns:
        None if the name means none of them, or it is not certain which.
    """
    name = "".join(_WORD.findall(word)).lower()
    if name in _BY_SHORT_NAME:
        return _BY_SHORT_NAME[name]
    if "mask" not in name:
        return None
    if _WRONG.search(name):
        return MaskLabel.INCORRECT_MASK
    if _NONE.search(name):
        return MaskLabel.WITHOUT_MASK
    return MaskLabel.WITH_MASK if _SURE.fullmatch(name) else None
