"""A camera at a door: people come and go, and every event is told once."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from changing_people import Actor, Look, Place, Story
from demo_people import PEOPLE
from make_changing_clips import Clip, Faults, compose

from maskapp.live.preview_size import PreviewSize
from maskapp.live.session.live_session import LiveSession
from maskapp.live.source_thread import Arrived
from maskapp.outputs.figures.records import MinuteFigures
from maskapp.pipeline.engine import load_engine
from maskapp.pipeline.sources.source import open_source
from maskapp.settings.settings import Settings
from maskapp.training.rendering.render_mask import Wear
from tests.support.command_line import PATIENCE_S, run_child

FPS, END_S = 15, 38.0
AWAY = Place(-200, 220, 1.0, 0.0, 1.0)
MASKED, BARE, NOSE_OUT = Look(Wear.PROPER), Look(None), Look(Wear.UNDER_NOSE)
STORIES: tuple[tuple[float, float, float, Story], ...] = (
    (1, 7, 240, ((0, MASKED),)),
    (8, 17, 300, ((0, BARE),)),
    (18, 29, 200, ((0, NOSE_OUT), (24, MASKED))),
    (23, 36, 440, ((0, BARE), (31, MASKED))),
)
"""Of each person: when they come and go, where they stand (pixels), and what they wear when."""


def walk(come_s: float, go_s: float, stand_x: float) -> Callable[[float], Place]:
    """Return the path of somebody who comes from the left, stands, and goes to the right."""

    def path(time_s: float) -> Place:
        if not come_s <= time_s <= go_s:
            return AWAY
        coming, going = min(1.0, (time_s - come_s) / 1.5), min(1.0, (go_s - time_s) / 1.5)
        x = -120 + (stand_x + 120) * coming + (760 - stand_x) * (1 - going)
        return Place(x, 210, 1.0, lean=0.0, turn=1.0)

    return path


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of four people; the second and the third stand there together with others."""
    actors = tuple(
        Actor(story, PEOPLE[index % 2].style, walk(*way), bool(index % 2), seed=index)
        for index, (*way, story) in enumerate(STORIES)
    )
    path: Path = tmp_path_factory.mktemp("door") / "door.mp4"
    compose(Clip(END_S, FPS, actors, (), Faults(light=0.8, noise=3.0), seed=1), path)
    return path


@pytest.mark.timeout(6 * PATIENCE_S)  # with composing the clip
def test_every_event_is_told_once(door: Path, tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    outcome = run_child("detect", door, "--events", file, timeout_s=3 * PATIENCE_S)
    assert outcome.code == 0, outcome.err
    events = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [(each["label"], each["ended"]) for each in events] == [
        ("without_mask", "left"),
        ("incorrect_mask", "put_on"),
        ("without_mask", "put_on"),
    ]
    assert [each["start_s"] for each in events] == pytest.approx([8.4, 18.5, 23.4], abs=0.4)
    assert [each["length_s"] for each in events] == pytest.approx([8.3, 5.7, 7.8], abs=0.5)


def test_everybody_is_counted_once(door: Path) -> None:
    now = datetime(2026, 5, 17, 12, tzinfo=UTC)
    settings = Settings()
    with open_source(str(door)) as source:
        engine = load_engine(settings, stills=False)
        session = LiveSession(source.info, engine, settings, PreviewSize(), clock=lambda: now)
        while (frame := source.read()) is not None:
            last = session.process(Arrived(frame, 0.0, 0), frame.time_s)
    assert last.statistics.faces_followed == len(STORIES)
    *_, minute = session.finish().entries
    assert isinstance(minute, MinuteFigures)
    counts = minute.counts
    assert (counts.came_masked, counts.came_bare, counts.came_wrong) == (1, 2, 1)
    assert counts.events == 3
