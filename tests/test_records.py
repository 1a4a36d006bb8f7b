from maskapp.records import CLASS_LABELS, Box, MaskLabel


def test_a_model_has_an_output_for_each_label_but_uncertain() -> None:
    assert set(CLASS_LABELS) == set(MaskLabel) - {MaskLabel.UNCERTAIN}


def test_the_size_of_a_box_excludes_its_end() -> None:
    assert (Box(1, 2, 4, 8).width, Box(1, 2, 4, 8).height) == (3, 6)
