import base64
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from maskapp.opencv import cv2
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import CLASS_LABELS, Box, Face, MaskLabel
from maskapp.training.data.sample import Sample
from maskapp.training.measuring.evaluate_faces import ClassifiedFaces, faces_report
from maskapp.training.measuring.evaluate_scenes import (
    AnnotatedFace,
    FoundFace,
    ProcessedScenes,
    scenes_report,
)
from maskapp.training.measuring.html_gallery import gallery_page
from maskapp.training.measuring.mistake_examples import (
    MOST_MISTAKES,
    faces_sections,
    scenes_sections,
)
from maskapp.training.measuring.plots import reliability_svg
from maskapp.training.measuring.reliability import calibration
from maskapp.training.measuring.report_tables import (
    faces_summary,
    faces_tables,
    scenes_summary,
    scenes_tables,
)
from maskapp.training.measuring.text_tables import Cell, Row, Table, as_text, percent

WITH, WITHOUT, WRONG = CLASS_LABELS
RED, GREEN, BLUE = (0, 0, 255), (0, 255, 0), (255, 0, 0)
EVIL = '<script>alert("1")</script>&'


def probabilities(label: MaskLabel, confidence: float) -> list[float]:
    return [confidence if one is label else (1 - confidence) / 2 for one in CLASS_LABELS]


def judged(folder: Path, *rows: tuple[MaskLabel, MaskLabel, float]) -> ClassifiedFaces:
    """Faces by true label, judged label and confidence; each has a file of its own."""
    samples = []
    for place, (true, _, _) in enumerate(rows):
        path = folder / f"{place}.png"
        cv2.imwrite(str(path), np.full((60, 50, 3), GREEN, np.uint8))
        samples.append(Sample(path, true, "web", "1", Box(10, 10, 40, 50)))
    given = [probabilities(label, confidence) for _, label, confidence in rows]
    return ClassifiedFaces(samples, np.array(given, np.float32))


@pytest.fixture
def classifier(network_dir: Path) -> MaskClassifier:
    return MaskClassifier(network_dir / "colours.tflite")


# Which faces are shown


def test_mistakes_are_grouped_and_the_surest_come_first(tmp_path: Path, classifier) -> None:
    faces = judged(
        tmp_path,
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
        "Right, but least sure",
    ]
    files = [[example.file for example in section.examples] for section in sections]
    assert files == [["2.png", "0.png"], ["1.png"], ["4.png", "3.png"]]
    worst = sections[0].examples[0]
    assert (worst.truth, worst.likeliest) == (WITHOUT, WITH)
    assert worst.probabilities[WITH] == pytest.approx(0.9)
    assert worst.facts == "web · 40 px high"


def test_rare_mistakes_are_not_crowded_out(tmp_path: Path, classifier) -> None:
    rows = [(WITH, WITHOUT, 0.5 + i / 300) for i in range(90)]
    rows += [(WRONG, WITH, 0.8), (WRONG, WITH, 0.7), (WITHOUT, WRONG, 0.6)]
    sections = faces_sections(judged(tmp_path, *rows), classifier)
    sizes = {section.title: len(section.examples) for section in sections}
    assert sizes == {
        "Mask → No mask": MOST_MISTAKES - 3,
        "Worn wrong → Mask": 2,
        "No mask → Worn wrong": 1,
        "Right, but least sure": 0,
    }
    assert sections[0].note == f"90 mistakes; the {MOST_MISTAKES - 3} surest are shown."
    assert sections[0].examples[0].file == "89.png"


def test_faces_are_shown_as_the_network_sees_them(tmp_path: Path, classifier) -> None:
    image = np.full((200, 300, 3), RED, np.uint8)
    image[:, 150:] = BLUE
    cv2.imwrite(str(tmp_path / "a.png"), image)
    sample = Sample(tmp_path / "a.png", WITH, "web", "1", Box(200, 50, 260, 130))
    faces = ClassifiedFaces([sample], np.array([probabilities(WITHOUT, 0.9)], np.float32))
    picture = decoded(faces_sections(faces, classifier)[0].examples[0].jpeg)
    assert picture.shape[0] == picture.shape[1]
    assert np.abs(picture.reshape(-1, 3).mean(axis=0) - BLUE).max() < 12


def decoded(jpeg: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)


def face(box: Box, label: MaskLabel, score: float) -> Face:
    given = dict(zip(CLASS_LABELS, probabilities(label, 0.8), strict=True))
    return Face(1, box, label, 0.8, given, score, np.zeros((5, 2), np.float32), 0.0)


@pytest.fixture
def scenes(tmp_path: Path) -> ProcessedScenes:
    """One wrong, two missed of which one hangs over the edge, two not annotated."""
    file = tmp_path / "crowd.png"
    image = np.full((150, 400, 3), GREEN, np.uint8)
    image[50:90, 100:130] = RED
    cv2.imwrite(str(file), image)
    wrong = AnnotatedFace(file, Box(100, 50, 130, 90), WITH)
    missed = [
        AnnotatedFace(file, Box(300, 50, 310, 62), WITHOUT),
        AnnotatedFace(file, Box(380, 120, 430, 190), WRONG),
    ]
    found = [
        FoundFace(file, face(wrong.box, WITHOUT, 0.9), wrong),
        FoundFace(file, face(Box(0, 0, 20, 20), WITH, 0.5), None),
        FoundFace(file, face(Box(200, 0, 220, 20), WITH, 0.7), None),
    ]
    return ProcessedScenes(1, [wrong, *missed], found)


def test_sections_of_whole_pictures(scenes: ProcessedScenes) -> None:
    wrong, right, missed, others = scenes_sections(scenes)
    assert (wrong.title, right.examples) == ("Mask → No mask", [])
    assert wrong.examples[0].facts == "40 px high · detector 90%"
    assert [example.facts for example in missed.examples] == ["70 px high", "12 px high"]
    assert {example.likeliest for example in missed.examples} == {None}
    assert [example.facts[-3:] for example in others.examples] == ["70%", "50%"]
    assert {example.truth for example in others.examples} == {None}


def test_faces_of_whole_pictures_are_shown_with_what_is_around_them(
    scenes: ProcessedScenes,
) -> None:
    picture = decoded(scenes_sections(scenes)[0].examples[0].jpeg)
    centre, corner = picture.shape[0] // 2, picture[2, 2]
    assert np.abs(picture[centre, centre].astype(int) - RED).max() < 40
    assert np.abs(corner.astype(int) - GREEN).max() < 40
    across = picture[centre].astype(int)
    assert (across.min(axis=1) > 150).any(), "the line around the face is missing"


# The page


class Reader(HTMLParser):
    """Notes what a browser would load or run, and whether all that opens is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.sources: list[str] = []
        self.targets: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        named = dict(attrs)
        self.tags.add(tag)
        self.sources += [named[key] for key in ("src", "srcset", "data") if key in named]
        self.targets += [named["href"]] if "href" in named else []
        self.ids += [named["id"]] if "id" in named else []
        assert not [name for name in named if name.startswith("on")]
        if tag not in {"meta", "img"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert not reader.open
    return reader


def faces_page(faces: ClassifiedFaces, classifier: MaskClassifier) -> str:
    report = faces_report(faces)
    charts = {"Reliability": reliability_svg(report["calibration"])}
    sections = faces_sections(faces, classifier)
    facts = [("Folder", EVIL)]
    return gallery_page(
        "Faces", facts, faces_summary(report), faces_tables(report), charts, sections
    )


def test_the_page_needs_nothing_else(tmp_path: Path, classifier) -> None:
    rows = [(WITH, WITHOUT, 0.9), (WITHOUT, WITHOUT, 0.8), (WRONG, WITH, 0.7)]
    page = faces_page(judged(tmp_path, *rows), classifier)
    reader = read(page)
    assert not reader.tags & {"script", "link", "iframe", "object", "form"}
    assert len(reader.sources) == 3
    for source in reader.sources:
        kind, _, data = source.partition(",")
        assert kind == "data:image/jpeg;base64"
        assert decoded(base64.b64decode(data)) is not None
    assert "url(" not in page
    assert "default-src 'none'" in page
    assert {target[0] for target in reader.targets} == {"#"}
    assert sorted(target[1:] for target in reader.targets) == sorted(reader.ids)


def test_names_from_outside_do_no_harm(tmp_path: Path, classifier) -> None:
    faces = judged(tmp_path, (WITH, WITHOUT, 0.9))
    path = tmp_path / "a<b>\udcff\x1b&.png"
    faces.samples[0].path.rename(path)
    sample = Sample(path, WITH, EVIL, "1", Box(10, 10, 40, 50))
    page = faces_page(ClassifiedFaces([sample], faces.probabilities), classifier)
    read(page)
    page.encode()
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;") >= 3
    assert "\x1b" not in page
    assert "a&lt;b&gt;" in page


def test_the_page_says_what_the_terminal_says(scenes: ProcessedScenes) -> None:
    report = scenes_report(scenes)
    tables = scenes_tables(report)
    page = gallery_page("Scenes", [], scenes_summary(report), tables, {}, scenes_sections(scenes))
    read(page)
    for table in tables:
        assert table.title in as_text([table])
        assert f"<h2>{table.title}</h2>" in page
        for row in table.rows:
            assert f">{row.name}</th>" in page
    cells = [cell.text for table in tables for row in table.rows for cell in row.cells]
    assert len(re.findall(r"<td", page)) == len(cells)
    assert "Mask → No mask" in page
    assert "No mask → not found" in page
    assert "Not annotated → Mask" in page


def test_the_largest_page_is_small_enough(tmp_path: Path, classifier) -> None:
    """Noise, which JPEG cannot make small."""
    rng = np.random.default_rng(1)
    rows = [(WITH, WITHOUT, 0.9)] * 70 + [(WITH, WITH, 0.9)] * 20
    faces = judged(tmp_path, *rows)
    for sample in faces.samples:
        cv2.imwrite(str(sample.path), rng.integers(0, 256, (120, 100, 3), np.uint8))
    assert len(faces_page(faces, classifier)) < 3_000_000


# Its parts


def test_the_diagram_is_sound_and_shows_each_bin() -> None:
    rng = np.random.default_rng(1)
    confidence = rng.uniform(0.35, 1, 3000)
    measured = calibration(confidence, rng.random(3000) < confidence)
    svg = ElementTree.fromstring(reliability_svg(measured))
    columns = [bar for bar in svg.iter("rect") if bar.get("class") == "right"][1:]
    filled = [row for row in measured["bins"] if row["faces"]]
    heights = [float(bar.get("height")) for bar in columns]
    assert len(columns) == len(filled)
    assert np.array(heights) / max(heights) == pytest.approx(
        np.array([row["accuracy"] for row in filled]) / max(row["accuracy"] for row in filled),
        abs=0.01,
    )
    assert f"{measured['ece']:.3f}" in svg.get("aria-label")


@pytest.mark.parametrize("faces", [0, 1, 9, 10, 100_000])
def test_the_diagram_of_any_number_of_faces(faces: int) -> None:
    measured = calibration(np.full(faces, 0.9), np.ones(faces, np.bool_))
    svg = ElementTree.fromstring(reliability_svg(measured))
    for bar in svg.iter("rect"):
        assert float(bar.get("height")) >= 0
        assert 0 <= float(bar.get("y")) <= 560


def test_tables_are_aligned() -> None:
    rows = (
        Row("voc", (Cell("99.0%", "of 1,000"), Cell("7"))),
        Row("Mask", (Cell("100.0%", "of 1"), Cell("-")), is_part=True),
    )
    table = Table("By source", ("source", "right", "faces"), rows, "A note.")
    assert as_text([table, table]).split("\n\n")[1].splitlines() == [
        "By source",
        "source            right  faces",
        "voc      99.0% of 1,000      7",
        "  Mask  100.0%     of 1      -",
        "A note.",
    ]


@pytest.mark.parametrize(
    ("share", "text"),
    [(1, "100.0%"), (0.99999, "99.9%"), (0.5, "50.0%"), (0, "0.0%"), (None, "-")],
)
def test_only_what_is_whole_is_called_so(share: float | None, text: str) -> None:
    assert percent(share) == text
