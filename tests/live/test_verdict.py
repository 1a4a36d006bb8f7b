import pytest

from maskapp.live.verdict import verdict_on, verdict_text
from maskapp.records import MaskLabel

WITH, WITHOUT, WRONG, UNCERTAIN = (
    MaskLabel.WITH_MASK,
    MaskLabel.WITHOUT_MASK,
    MaskLabel.INCORRECT_MASK,
    MaskLabel.UNCERTAIN,
)


@pytest.mark.parametrize(
    ("seen", "label", "text"),
    [
        ({}, None, "Nobody"),
        ({WITH: 3}, WITH, "All masked"),
        ({WITH: 2, WITHOUT: 1}, WITHOUT, "1 without a mask of 3"),
        ({WITHOUT: 1, WRONG: 2, UNCERTAIN: 1}, WITHOUT, "1 without a mask, 2 worn wrong, of 4"),
        ({WITH: 1, WRONG: 1}, WRONG, "1 worn wrong of 2"),
        ({WITH: 1, UNCERTAIN: 2}, UNCERTAIN, "2 uncertain of 3"),
        ({WRONG: 1, UNCERTAIN: 1}, WRONG, "1 worn wrong of 2"),
    ],
)
def test_the_gravest_label_decides(seen, label, text) -> None:
    verdict = verdict_on({each: seen.get(each, 0) for each in MaskLabel})
    assert verdict.label == label
    assert verdict.people == sum(seen.values())
    assert verdict_text(verdict) == text
