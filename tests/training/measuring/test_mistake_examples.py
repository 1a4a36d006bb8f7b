from pathlib import Path

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.records import CLASS_LABELS, Box
from maskapp.training.data.sample import Sample
from maskapp.training.measuring.evaluate_faces import ClassifiedFaces
from maskapp.training.measuring.evaluate_scenes import ProcessedScenes
from maskapp.training.measuring.mistake_examples import (
    MOST_MISTAKES,
    faces_sections,
    scenes_sections,
)

WITH, WITHOUT, WRONG = CLASS_LABELS
RED, GREEN, BLUE = (0, 0, 255), (0, 255, 0), (255, 0, 0)


def test_mistakes_are_grouped_with_the_most_confident_first(classified, classifier) -> None:
    faces = classified(
        (WITHOUT, WITH, 0.6),
        (WITH, WITHOUT, 0.99),
        (WITHOUT, WITH, 0.9),
        (WITH, WITH, 0.95),
        (WITHOUT, WITHOUT, 0.5),
    )
    sections = faces_sections(faces, classifier)
    assert [section.title for section in sections] == [
        "No mask → Mask",
        "Mask → No mask",
        "Correct, but least confident",
    ]
    files = [[example.file for example in section.examples] for section in sections]
    assert files == [["2.png", "0.png"], ["1.png"], ["4.png", "3.png"]]
    worst = sections[0].examples[0]
    assert (worst.truth, worst.likeliest) == (WITHOUT, WITH)
    assert worst.probabilities[WITH] == pytest.approx(0.9)
    assert worst.facts == "web · 40 px high"


def test_rare_mistakes_are_all_shown(classified, classifier) -> None:
    rows = [(WITH, WITHOUT, 0.5 + i / 300) for i in range(90)]
    rows += [(WRONG, WITH, 0.8), (WRONG, WITH, 0.7), (WITHOUT, WRONG, 0.6)]
    sections = faces_sections(classified(*rows), classifier)
    sizes = {section.title: len(section.examples) for section in sections}
    assert sizes == {
        "Mask → No mask": MOST_MISTAKES - 3,
        "Worn wrong → Mask": 2,
        "No mask → Worn wrong": 1,
        "Correct, but least confident": 0,
    }
    assert sections[0].note == f"90 mistakes; the {MOST_MISTAKES - 3} most confident are shown."
    assert sections[0].examples[0].file == "89.png"


def test_faces_are_shown_as_the_network_sees_them(tmp_path: Path, classifier, decoded) -> None:
    image = np.full((200, 300, 3), RED, np.uint8)
    image[:, 150:] = BLUE
    cv2.imwrite(str(tmp_path / "a.png"), image)
    sample = Sample(tmp_path / "a.png", WITH, "web", "1", Box(200, 50, 260, 130))
    faces = ClassifiedFaces([sample], np.array([[0.05, 0.9, 0.05]], np.float32))
    picture = decoded(faces_sections(faces, classifier)[0].examples[0].jpeg)
    assert picture.shape[0] == picture.shape[1]
    assert np.abs(picture.reshape(-1, 3).mean(axis=0) - BLUE).max() < 12


def test_scenes_have_sections_of_missed_and_unannotated_faces(scenes: ProcessedScenes) -> None:
    wrong, right, missed, others = scenes_sections(scenes)
    assert (wrong.title, right.examples) == ("Mask → No mask", [])
    assert wrong.examples[0].facts == "40 px high · detector 90%"
    assert [example.facts for example in missed.examples] == ["70 px high", "12 px high"]
    assert {example.likeliest for example in missed.examples} == {None}
    assert [example.facts[-3:] for example in others.examples] == ["70%", "50%"]
    assert {example.truth for example in others.examples} == {None}


def test_faces_of_scenes_are_shown_with_their_surroundings(scenes, decoded) -> None:
    picture = decoded(scenes_sections(scenes)[0].examples[0].jpeg)
    centre, corner = picture.shape[0] // 2, picture[2, 2]
    assert np.abs(picture[centre, centre].astype(int) - RED).max() < 40
    assert np.abs(corner.astype(int) - GREEN).max() < 40
    across = picture[centre].astype(int)
    assert (across.min(axis=1) > 150).any(), "the line around the face is missing"
