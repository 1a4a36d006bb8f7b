"""The pictures that a network is trained and judged on."""

import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from maskapp.errors import DatasetError, SourceError
from maskapp.pipeline.detect import CenterFaceDetector
from maskapp.pipeline.source_pictures import PICTURE_SUFFIXES, read_picture
from maskapp.records import CLASS_LABELS, Box, Detection, MaskLabel

HEIGHT_BANDS_PX = {"lt20": 20, "20_40": 40, "40_80": 80, "ge80": 10**9}
"""Face heights are reported in these bands: name and first height that is not in it."""

_CORRECTIONS = Path(__file__).with_name("label_corrections.csv")
_NEAR_DUPLICATES = Path(__file__).with_name("near_duplicates.csv")
_DETECTION_SIDE_PX = 320
_MATCH_IOU = 0.3
_MOST_NAMED = 5
_MOST_OFTEN = 20
"""Times the label's average: about so often is a sample drawn at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One face picture.

    Attributes:
        path: The picture: a face with some of what is around it.
        label: What is true of the face.
        source: The collection that it comes from.
        group: Joins near-duplicates and pictures of one scene; a split never parts them.
        box: The face inside the picture; None until it is found.
        landmarks: (5, 2), float32, as in `Detection`; None where the detector did not see it.
    """

    path: Path
    label: MaskLabel
    source: str
    group: str
    box: Box | None
    landmarks: NDArray[np.float32] | None = None

    @property
    def band(self) -> str:
        """The face's height band, a key of `HEIGHT_BANDS_PX`."""
        return height_band(self.box.height if self.box else 0.0)


def height_band(height_px: float) -> str:
    """The name of the band that a face height is in."""
    return next(name for name, end in HEIGHT_BANDS_PX.items() if height_px < end)


def read_samples(data_dir: Path, *, joins_copies: bool = True) -> list[Sample]:
    """List the pictures of a folder with one sub-folder for each label.

    With a `manifest.csv` (file, label, source, group, x1, y1, x2, y2) it says what there is;
    without one every picture is a group of its own and its face is still to be found.

    Args:
        data_dir: The folder.
        joins_copies: Whether groups that share a photograph are made one; not so where such
            groups are looked for.

    Raises:
        DatasetError: No such folder, no pictures, a label without any, or a bad manifest.
    """
    if not data_dir.is_dir():
        raise DatasetError(f"There is no folder {data_dir}.")
    manifest = data_dir / "manifest.csv"
    listed = manifest.is_file()
    samples = _corrected(_from_manifest(manifest)) if listed else _from_folders(data_dir)
    samples = _joined(samples) if listed and joins_copies else samples
    counts = Counter(sample.label for sample in samples)
    for label in CLASS_LABELS:
        optional = label is MaskLabel.INCORRECT_MASK and not (data_dir / label.value).is_dir()
        if not counts[label] and not optional:
            raise DatasetError(
                f"{data_dir} has no pictures labelled {label}; they belong in its folder {label}."
            )
    return samples


def _corrected(samples: Sequence[Sample]) -> list[Sample]:
    """Put right what is known to be wrong in the collections.

    `label_corrections.csv` (file, label, reason) has labels; without one a picture is left out.
    It was made with `python -m maskapp.training.study noise`, by looking at each picture that
    networks which had not seen it judged otherwise.
    """
    labels = _listed(_CORRECTIONS, "label")
    given = [(sample, labels.get(_short(sample), sample.label.value)) for sample in samples]
    return [replace(sample, label=MaskLabel(label)) for sample, label in given if label]


def _joined(samples: Sequence[Sample]) -> list[Sample]:
    """Make one of groups that share a photograph.

    `near_duplicates.csv` (file, group) names all of their pictures; it was made with
    `python -m maskapp.training.study duplicates`.
    """
    groups = _listed(_NEAR_DUPLICATES, "group")
    return [replace(sample, group=groups.get(_short(sample), sample.group)) for sample in samples]


def _short(sample: Sample) -> str:
    """The picture's name as the lists have it, with its label's folder."""
    return f"{sample.path.parent.name}/{sample.path.name}"


def _listed(file: Path, column: str) -> dict[str, str]:
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["file"]: row[column] for row in csv.DictReader(lines)}


def _from_manifest(manifest: Path) -> list[Sample]:
    with manifest.open(encoding="utf-8", newline="") as file:
        try:
            samples = [
                Sample(
                    manifest.parent / row["file"],
                    MaskLabel(row["label"]),
                    row["source"],
                    row["group"],
                    Box(*(float(row[key]) for key in ("x1", "y1", "x2", "y2"))),
                )
                for row in csv.DictReader(file)
            ]
        except (KeyError, ValueError, TypeError, csv.Error) as error:
            raise DatasetError(f"{manifest} cannot be understood: {error}.") from error
    for sample in samples:
        if sample.label not in CLASS_LABELS or not np.isfinite(sample.box or ()).all():
            raise DatasetError(
                f"{manifest} has a label or box that cannot be used, for {sample.path.name}."
            )
    return samples


def _from_folders(data_dir: Path) -> list[Sample]:
    return [
        Sample(path, label, data_dir.name, path.relative_to(data_dir).as_posix(), None)
        for label in CLASS_LABELS
        for path in sorted((data_dir / label.value).glob("*"))
        if path.suffix.lower() in PICTURE_SUFFIXES and not path.name.startswith(".")
    ]


def locate_faces(samples: Sequence[Sample], cache_file: Path | None = None) -> list[Sample]:
    """Give every sample the box and landmarks that the detector gives it when running.

    The detector's boxes sit a bit higher and wider than people draw them, so a network
    should learn from the former. Where the detector misses the face the manifest's box
    stays; where there is none either the picture is left out.

    Args:
        samples: As `read_samples` lists them.
        cache_file: An .npz where the answers are kept for the next time, if anywhere.
    """
    key = _fingerprint(samples) if cache_file else ""
    if cache_file and cache_file.is_file():
        with np.load(cache_file) as cached:
            if str(cached["key"]) == key:
                return _with_faces(samples, cached["boxes"], cached["landmarks"])
    boxes = np.full((len(samples), 4), np.nan, np.float32)
    landmarks = np.full((len(samples), 5, 2), np.nan, np.float32)
    detector = CenterFaceDetector(score_threshold=0.3)
    unreadable: list[str] = []
    for i, sample in enumerate(tqdm(samples, desc="finding faces", unit="picture", disable=None)):
        try:
            image = read_picture(sample.path)
        except SourceError:
            unreadable.append(str(sample.path))
            continue
        found = _matching(detector.detect(image, _DETECTION_SIDE_PX), sample)
        if found is not None:
            boxes[i], landmarks[i] = found.box, found.landmarks
    _refuse_unreadable(unreadable)
    if cache_file:
        cache_file.parent.mkdir(parents=True, exist_ok=True)
        partial = cache_file.with_suffix(".partial.npz")
        np.savez(partial, key=key, boxes=boxes, landmarks=landmarks)
        partial.replace(cache_file)  # whole or not at all, should the training be killed here
    return _with_faces(samples, boxes, landmarks)


def _refuse_unreadable(pictures: Sequence[str]) -> None:
    if pictures:
        named = ", ".join(pictures[:_MOST_NAMED])
        more = f" and {len(pictures) - _MOST_NAMED} more" if len(pictures) > _MOST_NAMED else ""
        raise DatasetError(f"Pictures that cannot be read: {named}{more}; repair or remove them.")


def _fingerprint(samples: Sequence[Sample]) -> str:
    digest = hashlib.sha256()
    for sample in samples:
        try:
            size = sample.path.stat().st_size
        except OSError as error:
            raise DatasetError(
                f"The picture {sample.path} cannot be read: {error.strerror}."
            ) from error
        digest.update(f"{sample.path.name},{size},{sample.box}\n".encode())
    return digest.hexdigest()


def _matching(found: list[Detection], sample: Sample) -> Detection | None:
    """The detection of the sample's face: that on its box, or without one the largest."""
    if sample.box is None:
        return max(found, key=lambda face: face.box.height, default=None)
    box = sample.box
    best = max(found, key=lambda face: intersection_over_union(face.box, box), default=None)
    if best is None or intersection_over_union(best.box, box) < _MATCH_IOU:
        return None
    return best


def intersection_over_union(a: Box, b: Box) -> float:
    """How much two boxes overlap, 0 to 1."""
    width = min(a.x2, b.x2) - max(a.x1, b.x1)
    height = min(a.y2, b.y2) - max(a.y1, b.y1)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (a.width * a.height + b.width * b.height - shared)


def _with_faces(
    samples: Sequence[Sample], boxes: NDArray[np.float32], landmarks: NDArray[np.float32]
) -> list[Sample]:
    located = []
    for sample, box, points in zip(samples, boxes, landmarks, strict=True):
        if not np.isnan(box[0]):
            located.append(replace(sample, box=Box(*map(float, box)), landmarks=points))
        elif sample.box is not None:
            located.append(sample)
    return located


def split_by_group(
    samples: Sequence[Sample], validation_share: float, seed: int
) -> tuple[list[Sample], list[Sample]]:
    """Part the samples into training and validation; a group is never parted.

    Each group falls to one side by a hash of its name, so that the split stays as it is
    when samples come or go.
    """
    training: list[Sample] = []
    validation: list[Sample] = []
    for sample in samples:
        digest = hashlib.sha256(f"{seed}:{sample.group}".encode()).digest()
        share = int.from_bytes(digest[:8], "big") / 2**64
        (validation if share < validation_share else training).append(sample)
    return training, validation


def sampling_weights(
    samples: Sequence[Sample], label_shares: dict[MaskLabel, float]
) -> NDArray[np.float64]:
    """How likely each sample is drawn: balanced over label, height band and source.

    Every label gets the same share of each height band, or far faces, of which more masked
    ones are at hand, would be called masked for being far. Inside a label and band a source
    is drawn in proportion to the square root of its size: small ones count for more than
    they hold. Where that would wear out a few samples, they get less.

    Returns:
        (n,), float64, sums to 1.
    """
    sizes = Counter((sample.label, sample.band, sample.source) for sample in samples)
    in_band: defaultdict[str, float] = defaultdict(float)
    in_label_and_band: defaultdict[tuple[MaskLabel, str], float] = defaultdict(float)
    for (label, band, _), size in sizes.items():
        in_band[band] += size**0.5
        in_label_and_band[label, band] += size**0.5
    in_label = Counter(sample.label for sample in samples)
    shares = {}
    for (label, band, source), size in sizes.items():
        share = in_band[band] / sum(in_band.values()) * size**0.5 / in_label_and_band[label, band]
        shares[label, band, source] = min(share, _MOST_OFTEN * size / in_label[label])
    totals: defaultdict[MaskLabel, float] = defaultdict(float)
    for (label, _, _), share in shares.items():
        totals[label] += share
    weights: NDArray[np.float64] = np.array(
        [
            label_shares[cell[0]] / totals[cell[0]] * shares[cell] / sizes[cell]
            for cell in ((sample.label, sample.band, sample.source) for sample in samples)
        ]
    )
    weights /= weights.sum()
    return weights
