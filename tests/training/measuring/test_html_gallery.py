import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np

from maskapp.opencv import cv2
from maskapp.pipeline.classify import MaskClassifier
from maskapp.records import CLASS_LABELS, Box
from maskapp.training.data.sample import Sample
from maskapp.training.measuring.evaluate_faces import ClassifiedFaces, faces_report
from maskapp.training.measuring.evaluate_scenes import ProcessedScenes, scenes_report
from maskapp.training.measuring.html_gallery import gallery_page
from maskapp.training.measuring.mistake_examples import faces_sections, scenes_sections
from maskapp.training.measuring.plots import reliability_svg
from maskapp.training.measuring.report_tables import (
    faces_summary,
    faces_tables,
    scenes_summary,
    scenes_tables,
)
from maskapp.training.measuring.text_tables import as_text

WITH, WITHOUT, WRONG = CLASS_LABELS
EVIL = '<script>alert("1")</script>&'


class Reader(HTMLParser):
    """Notes what a browser would load or run; every tag must be closed."""

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


def test_the_page_loads_nothing_and_runs_no_script(classified, classifier, decoded) -> None:
    rows = [(WITH, WITHOUT, 0.9), (WITHOUT, WITHOUT, 0.8), (WRONG, WITH, 0.7)]
    page = faces_page(classified(*rows), classifier)
    reader = read(page)
    assert not reader.tags & {"script", "link", "iframe", "object", "form"}
    assert len(reader.sources) == 3
    for source in reader.sources:
        kind, _, data = source.partition(",")
        assert kind == "data:image/jpeg;base64"
        assert decoded(base64.b64decode(data)) is not None
    assert set(re.findall(r"url\((.)", page)) <= {"#"}
    assert "default-src 'none'" in page
    assert {target[0] for target in reader.targets} == {"#"}
    parts = [name for name in reader.ids if name.startswith("part")]
    assert sorted(target[1:] for target in reader.targets) == sorted(parts)


def test_names_of_files_and_folders_are_escaped(tmp_path: Path, classified, classifier) -> None:
    faces = classified((WITH, WITHOUT, 0.9))
    path = tmp_path / "a<b>\udcff\x1b&.png"
    faces.samples[0].path.rename(path)
    sample = Sample(path, WITH, EVIL, "1", Box(10, 10, 40, 50))
    page = faces_page(ClassifiedFaces([sample], faces.probabilities), classifier)
    read(page)
    page.encode()
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;&amp;") >= 3
    assert "\x1b" not in page
    assert "a&lt;b&gt;" in page


def test_the_page_has_the_numbers_of_the_terminal(scenes: ProcessedScenes) -> None:
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


def test_the_largest_page_is_below_three_megabytes(classified, classifier) -> None:
    """Noise, which JPEG hardly compresses."""
    rng = np.random.default_rng(1)
    rows = [(WITH, WITHOUT, 0.9)] * 70 + [(WITH, WITH, 0.9)] * 20
    faces = classified(*rows)
    for sample in faces.samples:
        cv2.imwrite(str(sample.path), rng.integers(0, 256, (120, 100, 3), np.uint8))
    assert len(faces_page(faces, classifier)) < 3_000_000
