"""The faces that an evaluation shows: the worst mistakes and the least confident correct ones."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from maskapp.display_names import printable
from maskapp.files.picture_files import read_picture
from maskapp.label_style import LABEL_WORDS
from maskapp.opencv import cv2
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import CLASS_LABELS, Box, Image, MaskLabel
from maskapp.training.measuring.evaluate_faces import Classifications, ClassifiedFaces
from maskapp.training.measuring.evaluate_scenes import FoundFace, ProcessedScenes

MOST_MISTAKES = 60
MOST_OTHERS = 12

_SIDE_PX = 176
_JPEG_QUALITY = 82
_CONTEXT = 2.6  # side cut out of a whole picture, in face heights
_MIN_CONTEXT_PX = 96


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A face to show.

    Attributes:
        jpeg: The face's image as JPEG.
        truth: The true label; None if it is not annotated.
        probabilities: The probability of each label; empty if it was not detected.
        facts: The face's collection, height and score, as shown.
        file: The name of the picture's file.
    """

    jpeg: bytes
    truth: MaskLabel | None
    probabilities: Mapping[MaskLabel, float]
    facts: str
    file: str

    @property
    def likeliest(self) -> MaskLabel | None:
        """Return the likeliest label; None if the face was not detected."""
        return max(self.probabilities, key=self.probabilities.__getitem__, default=None)


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """Faces with something in common, under a heading."""

    title: str
    note: str
    examples: Sequence[Example]


def faces_sections(
    faces: ClassifiedFaces, classifier: MaskClassifier, most_mistakes: int = MOST_MISTAKES
) -> list[Section]:
    """Return the faces to show of an evaluation of faces, as crops that the network sees."""
    classifications = faces.classifications

    def example(place: int) -> Example:
        sample = faces.samples[place]
        assert sample.box is not None
        crop = classifier.crop(read_picture(sample.path), sample.box)
        given = classifications.probabilities[place].tolist()
        return Example(
            _jpeg(_resized(crop)),
            sample.label,
            dict(zip(CLASS_LABELS, given, strict=True)),
            f"{printable(sample.source)} · {_height(sample.box)}",
            printable(sample.path.name),
        )

    return _classified_sections(classifications, example, most_mistakes)


def scenes_sections(scenes: ProcessedScenes) -> list[Section]:
    """Return the faces to show of an evaluation of whole pictures, with their surroundings."""
    matched = [found for _, found in scenes.matched]
    sections = _classified_sections(
        scenes.classifications, lambda place: _found_example(matched[place]), MOST_MISTAKES
    )
    return [*sections, _missed(scenes), _not_annotated(scenes)]


def _found_example(found: FoundFace) -> Example:
    truth = found.truth
    height = _height(truth.box if truth else found.face.box)
    return Example(
        _in_context(read_picture(found.file), found.face.box),
        truth.label if truth else None,
        found.face.probabilities,
        f"{height} · detector {found.face.score:.0%}",
        printable(found.file.name),
    )


def _missed(scenes: ProcessedScenes) -> Section:
    missed = sorted(scenes.missed, key=lambda truth: -truth.box.height)
    examples = [
        Example(
            _in_context(read_picture(truth.file), truth.box),
            truth.label,
            {},
            _height(truth.box),
            printable(truth.file.name),
        )
        for truth in missed[:MOST_OTHERS]
    ]
    note = _note(len(missed), "annotated face", len(examples), "largest")
    return Section("Missed", note, examples)


def _not_annotated(scenes: ProcessedScenes) -> Section:
    others = [found for found in scenes.found if found.truth is None]
    others.sort(key=lambda found: -found.face.score)
    examples = [_found_example(found) for found in others[:MOST_OTHERS]]
    note = _note(len(others), "face", len(examples), "most confident")
    return Section("Found, but not annotated", note, examples)


def _classified_sections(
    classifications: Classifications, example: Callable[[int], Example], most_mistakes: int
) -> list[Section]:
    """Return the mistakes, most confident first, and the least confident correct faces.

    Args:
        classifications: The classifications of all faces.
        example: Makes the example of a face from its index in `classifications`.
        most_mistakes: The largest number of mistakes to show.
    """
    groups = _mistakes(classifications)
    shares = _shared_out([len(places) for places in groups.values()], most_mistakes)
    sections = []
    for ((true, given), places), share in zip(groups.items(), shares, strict=True):
        title = f"{LABEL_WORDS[true]} → {LABEL_WORDS[given]}"
        note = _note(len(places), "mistake", share, "most confident")
        sections.append(Section(title, note, [example(place) for place in places[:share]]))
    right = np.flatnonzero(classifications.is_correct)
    least = right[np.argsort(classifications.confidence[right], kind="stable")][
        :MOST_OTHERS
    ].tolist()
    note = _note(len(right), "face", len(least), "least confident")
    return [
        *sections,
        Section("Correct, but least confident", note, [example(place) for place in least]),
    ]


def _mistakes(classifications: Classifications) -> dict[tuple[MaskLabel, MaskLabel], list[int]]:
    """Return the mistakes by true and given label: commonest kind, most confident face first."""
    groups: defaultdict[tuple[MaskLabel, MaskLabel], list[int]] = defaultdict(list)
    likeliest = classifications.likeliest
    for place in np.argsort(-classifications.confidence, kind="stable").tolist():
        if classifications.truth[place] is not likeliest[place]:
            groups[classifications.truth[place], likeliest[place]].append(place)
    return dict(sorted(groups.items(), key=lambda item: -len(item[1])))


def _shared_out(sizes: Sequence[int], most: int) -> list[int]:
    """Share `most` evenly among the groups, as far as their sizes allow."""
    shares = [0] * len(sizes)
    for _ in range(min(most, sum(sizes))):
        open_places = [place for place, size in enumerate(sizes) if shares[place] < size]
        shares[min(open_places, key=shares.__getitem__)] += 1
    return shares


def _note(number: int, what: str, shown_number: int, order: str) -> str:
    """Return how many there are, and which of them are shown in which order."""
    text = f"{number:,} {what}" + ("" if number == 1 else "s")
    if shown_number < number:
        return f"{text}; the {shown_number} {order} are shown."
    return f"{text}, the {order} first." if number > 1 else f"{text}."


def _height(box: Box) -> str:
    return f"{box.height:.0f} px high"


def _in_context(image: Image, box: Box) -> bytes:
    """Cut out a face with its surroundings, draw its box and encode it as JPEG."""
    height, width = image.shape[:2]
    longer = max(box.width, box.height)
    side = min(max(round(longer * _CONTEXT), _MIN_CONTEXT_PX), height, width)
    left = min(max(round((box.x1 + box.x2 - side) / 2), 0), width - side)
    top = min(max(round((box.y1 + box.y2 - side) / 2), 0), height - side)
    scale = _SIDE_PX / side
    cut = _resized(image[top : top + side, left : left + side])
    corners = np.reshape(box, (2, 2)) - (left, top)
    first, last = np.rint(corners * scale).astype(int).tolist()
    for colour, line_px in (((0, 0, 0), 3), ((255, 255, 255), 1)):
        cv2.rectangle(cut, first, last, colour, line_px)
    return _jpeg(cut)


def _resized(image: Image) -> Image:
    shrinks = image.shape[0] > _SIDE_PX
    interpolation = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    side = (_SIDE_PX, _SIDE_PX)
    return np.asarray(cv2.resize(image, side, interpolation=interpolation), np.uint8)


def _jpeg(image: Image) -> bytes:
    _, data = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY))
    return bytes(data)
