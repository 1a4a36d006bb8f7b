"""The split into training and validation."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from maskapp.errors import DatasetError
from maskapp.training.data.fingerprint import name_bytes
from maskapp.training.data.sample import Sample

_MIN_HELD_OUT = 3  # faces of each label


def split_by_group(
    samples: Sequence[Sample], validation_share: float, seed: int
) -> tuple[list[Sample], list[Sample]]:
    """Split the samples into training and validation; a group is never split.

    A hash of its name decides a group's side, so that the split is stable when samples are added
    or removed. If a label of a small folder then has too few validation faces, the groups next
    in hash order follow, except for the label's last one; to measure a network that was trained
    before, use `held_out_by_all`.

    Args:
        samples: All samples.
        validation_share: The share of the groups to hold out, 0 to 1.
        seed: Another seed results in another split.

    Returns:
        The training samples and the validation samples, each in the order given.
    """
    places = {sample.group: place_in_split(sample.group, seed) for sample in samples}
    held_out = {group for group in places if is_held_out(group, validation_share, seed)}
    for label in sorted({sample.label for sample in samples}):
        counts = Counter(sample.group for sample in samples if sample.label is label)
        missing = _MIN_HELD_OUT - sum(counts[group] for group in held_out)
        others = sorted(counts.keys() - held_out, key=places.__getitem__)
        for group in others[:-1]:
            if missing <= 0:
                break
            held_out.add(group)
            missing -= counts[group]
    training = [sample for sample in samples if sample.group not in held_out]
    return training, [sample for sample in samples if sample.group in held_out]


def held_out_by_all(samples: Sequence[Sample], validation_share: float, seed: int) -> list[Sample]:
    """Return the samples that every training on them holds out, whatever other folders it has.

    Measure a trained network on these: the further groups that `split_by_group` holds out depend
    on all folders of the training.

    Args:
        samples: All samples.
        validation_share: That of the training.
        seed: That of the training.

    Raises:
        DatasetError: There are none.
    """
    kept = [sample for sample in samples if is_held_out(sample.group, validation_share, seed)]
    if not kept:
        raise DatasetError(
            "None of these pictures is held out from training; name a folder with more groups."
        )
    return kept


def is_held_out(group: str, validation_share: float, seed: int) -> bool:
    """Return whether a group is held out, for the classifier as for the detector."""
    return place_in_split(group, seed) < validation_share


def place_in_split(group: str, seed: int) -> float:
    """Return a group's position in hash order, 0 to 1; the lowest ones are held out."""
    digest = hashlib.sha256(name_bytes(f"{seed}:{group}")).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
