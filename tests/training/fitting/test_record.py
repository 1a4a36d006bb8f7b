from pathlib import Path

from maskapp.training.fitting.record import NETWORK_HASH, file_hash, is_record_of


def test_a_record_belongs_to_the_network_with_its_hash(tmp_path: Path) -> None:
    file = tmp_path / "mask_detector.keras"
    file.write_bytes(b"weights")
    record = {NETWORK_HASH: file_hash(file)}
    assert is_record_of(record, file)
    file.write_bytes(b"other weights")
    assert not is_record_of(record, file)


def test_a_record_without_a_hash_belongs_to_the_network_beside_it(tmp_path: Path) -> None:
    assert is_record_of({}, tmp_path / "mask_detector.keras")
