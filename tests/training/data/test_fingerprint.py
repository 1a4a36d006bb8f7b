"""How caches recognise a list of pictures."""

import os

import pytest

from maskapp.errors import DatasetError
from maskapp.training.data.fingerprint import fingerprint, name_bytes


def test_changes_with_order_content_and_text(tmp_path) -> None:
    first, second = tmp_path / "a.png", tmp_path / "b.png"
    first.write_bytes(b"1")
    second.write_bytes(b"22")
    same = fingerprint([(first, ""), (second, "")])
    assert fingerprint([(first, ""), (second, "")]) == same
    others = {
        fingerprint([(second, ""), (first, "")]),
        fingerprint([(first, ""), (second, ",box")]),
        fingerprint([(first, "")]),
    }
    second.write_bytes(b"333")
    others.add(fingerprint([(first, ""), (second, "")]))
    second.write_bytes(b"444")
    others.add(fingerprint([(first, ""), (second, "")]))
    assert len(others | {same}) == 6


def test_a_missing_picture_is_named(tmp_path) -> None:
    with pytest.raises(DatasetError, match=r"gone\.png cannot be read"):
        fingerprint([(tmp_path / "gone.png", "")])


def test_names_that_are_not_utf8_can_be_hashed() -> None:
    names = ["müller.jpg", os.fsdecode(b"m\xfcller.jpg"), os.fsdecode(b"m\xfdller.jpg")]
    assert name_bytes(names[0]) == names[0].encode()
    assert len({name_bytes(name) for name in names}) == 3
