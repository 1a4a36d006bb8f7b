from maskapp.outputs.snapshots.true_label import TRUE_LABEL_WORDS, TrueLabel
from maskapp.records import CLASS_LABELS


def test_every_label_that_a_model_gives_can_be_right_and_each_has_a_word():
    assert {label.value for label in TrueLabel} == {*CLASS_LABELS, "not_a_face"}
    assert TRUE_LABEL_WORDS.keys() == set(TrueLabel)
    assert len(set(TRUE_LABEL_WORDS.values())) == len(TrueLabel)
