"""Count the people and events that the program makes of clips of people at a door.

    python packaging/make_door_clips.py FOLDER
    python tests/benchmarks/watch_door.py FOLDER

The clips are processed frame by frame as by `maskapp detect --events`, by the default settings. It
prints for each clip, and in total: people there and people counted (established tracks); true
events, and those of them that were missed, those that nothing true matches (extra) and further ones
of the same violation (doubled); right and wrong endings; and how much later than in truth events
begin and end, seconds, median and farthest. Below a clip is what went wrong in it.

At the end are the errors of the times of the events that were found, by how they end in truth:
their number, the median of the errors, the median of their sizes, and the size that a tenth of them
reaches or exceeds, seconds. The length of a violation that was doubled is that of its events
together.

An event matches a true one if label and person are the same and their times overlap. A track is the
person whose box it overlaps in most frames of the event.
"""

import argparse
import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from maskapp.commands.detect.one_input import Options, Sinks, process_frames
from maskapp.commands.detect.table import Summary
from maskapp.commands.interrupts import Stop
from maskapp.paths import default_model
from maskapp.pipeline.engine import load_engine
from maskapp.pipeline.sources.source import open_source
from maskapp.records import Face, Frame, FrameResult, intersection_over_union
from maskapp.settings.settings import Settings
from maskapp.training.measuring.clip_truth import TrueFace, read_truth

_SAME_PLACE = 0.3
"""Least overlap of a track's box with a person's, as intersection over union."""
_ROW = "{:12}{:>7}{:>9}{:>8}{:>8}{:>7}{:>9}{:>8}{:>7}{:>16}{:>16}"
_COUNTS = ("people", "counted", "events", "missed", "extra", "doubled", "right", "wrong")
_HEADER = ("clip", *_COUNTS, "begin later", "end later")
_ERROR_ROW = "{:20}{:>8}{:>10}{:>10}{:>14}"
_ERROR_HEADER = ("errors, s", "events", "median", "size", "worst tenth")
Shown = tuple[float, Sequence[Face]]


@dataclass(frozen=True)
class Event:
    """An event of a clip, true or made by the program.

    Attributes:
        person: Index of the person; None for nobody.
        label: Its label.
        start_s: When it starts.
        end_s: When it ends.
        ended: How it ends.
        track: The track of an event that the program made.
    """

    person: int | None
    label: str
    start_s: float
    end_s: float
    ended: str
    track: int | None = None

    def matches(self, other: "Event") -> bool:
        is_meanwhile = self.start_s < other.end_s and other.start_s < self.end_s
        return is_meanwhile and self.person == other.person and self.label == other.label

    def __str__(self) -> str:
        track = "" if self.track is None else f", track {self.track}"
        who = "nobody" if self.person is None else f"person {self.person}"
        return f"{self.label} {self.start_s:.2f} to {self.end_s:.2f} s, {self.ended}, {who}{track}"


class Errors(NamedTuple):
    """How much later or longer than in truth a violation was that was found.

    Attributes:
        ended: How it ends in truth.
        begin_s: How much later it begins.
        end_s: How much later it ends.
        length_s: How much longer its events are together.
    """

    ended: str
    begin_s: float
    end_s: float
    length_s: float


@dataclass
class Count:
    """What was counted in one clip, or in several."""

    numbers: Counter[str] = field(default_factory=Counter)
    errors: list[Errors] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)

    def include(self, other: "Count") -> None:
        self.numbers.update(other.numbers)
        self.errors += other.errors

    def row(self, name: str) -> str:
        numbers = [self.numbers[key] for key in _COUNTS]
        begin, end = ([getattr(each, key) for each in self.errors] for key in ("begin_s", "end_s"))
        return _ROW.format(name, *numbers, _delay(begin), _delay(end))

    def error_rows(self) -> list[str]:
        by_ending: dict[str, list[Errors]] = defaultdict(list)
        for each in self.errors:
            by_ending[each.ended].append(each)
        rows = [_error_row("begin", [each.begin_s for each in self.errors])]
        for ended, errors in sorted(by_ending.items()):
            rows.append(_error_row(f"end, {ended}", [each.end_s for each in errors]))
            rows.append(_error_row(f"length, {ended}", [each.length_s for each in errors]))
        rows.append(_error_row("end", [each.end_s for each in self.errors]))
        rows.append(_error_row("length", [each.length_s for each in self.errors]))
        return rows


def _delay(later_s: Sequence[float]) -> str:
    if not later_s:
        return "-"
    return f"{statistics.median(later_s):+.2f} ({max(later_s, key=abs):+.2f})"


def _error_row(name: str, errors_s: Sequence[float]) -> str:
    if not errors_s:
        return _ERROR_ROW.format(name, 0, "-", "-", "-")
    sizes = sorted(abs(error_s) for error_s in errors_s)
    worst = sizes[len(sizes) - max(1, len(sizes) // 10)]
    median, size = statistics.median(errors_s), statistics.median(sizes)
    return _ERROR_ROW.format(name, len(sizes), f"{median:+.2f}", f"{size:.2f}", f"{worst:.2f}")


class _Kept:
    """Lines of JSON, kept in memory."""

    def __init__(self) -> None:
        self.lines: list[Mapping[str, Any]] = []

    def write_line(self, content: Mapping[str, Any]) -> None:
        self.lines.append(content)


def watch(clip: Path, settings: Settings) -> tuple[list[Shown], list[Mapping[str, Any]]]:
    """Return the faces of each frame, and the events, as lines of `detect --events`."""
    engine, events = load_engine(settings.for_engine, stills=False), _Kept()
    shown: list[Shown] = []

    def process(frame: Frame) -> FrameResult:
        result = engine.process(frame)
        shown.append((frame.time_s, result.faces))
        return result

    with open_source(str(clip)) as source:
        sinks = Sinks(None, events, None, print, None, has_progress=False)
        options = Options(settings, default_model(), None)
        process_frames(source, process, Summary(clip.name), options, sinks, Stop())
    return shown, events.lines


def persons_of_track(
    shown: Sequence[Shown], people: Sequence[TrueFace], track: int, start_s: float, end_s: float
) -> Counter[int | None]:
    """Return in how many frames between two times a track is at whom; None for nobody."""
    found: Counter[int | None] = Counter()
    for time_s, faces in shown:
        face = next((face for face in faces if face.track == track), None)
        if face is None or not start_s <= time_s <= end_s:
            continue
        overlaps = {
            number: intersection_over_union(face.box, person.box_at(time_s))
            for number, person in enumerate(people)
            if person.times_s[0] <= time_s <= person.times_s[-1]
        }
        best = max(overlaps, key=overlaps.__getitem__, default=None)
        found[best if best is not None and overlaps[best] >= _SAME_PLACE else None] += 1
    return found


def count_people(shown: Sequence[Shown], people: Sequence[TrueFace]) -> Count:
    """Compare the established tracks with the people."""
    tracks = {face.track for _, faces in shown for face in faces if face.is_established}
    count = Count(Counter({"people": len(people), "counted": len(tracks)}))
    owners = {
        track: persons_of_track(shown, people, track, 0.0, shown[-1][0]) for track in sorted(tracks)
    }
    first = {track: found.most_common(1)[0][0] for track, found in owners.items()}
    for person in range(len(people)):
        own = [track for track, owner in first.items() if owner == person]
        if len(own) != 1:
            count.mistakes.append(f"person {person} has the tracks {own}")
    count.mistakes += [f"track {track} is nobody" for track in first if first[track] is None]
    for track, found in owners.items():
        others = {person: n for person, n in found.items() if person not in (None, first[track])}
        if others:
            count.mistakes.append(
                f"track {track} of person {first[track]} is at others, frames: {others}"
            )
    return count


def count_events(events: Sequence[Event], true_events: Sequence[Event]) -> Count:
    """Compare the events with the true ones."""
    count, left = Count(), list(events)
    for true in true_events:
        matching = sorted((e for e in left if e.matches(true)), key=lambda e: e.start_s)
        left = [event for event in left if event not in matching]
        count.numbers["events"] += 1
        if not matching:
            count.numbers["missed"] += 1
            count.mistakes.append(f"missed: {true}")
            continue
        count.numbers["doubled"] += len(matching) - 1
        count.mistakes += [f"doubled: {event}" for event in matching[1:]]
        count.errors.append(_errors(matching, true))
        is_right = matching[-1].ended == true.ended
        count.numbers["right" if is_right else "wrong"] += 1
        if not is_right:
            count.mistakes.append(f"ended wrong: {matching[-1]}; in truth: {true}")
    count.numbers["extra"] += len(left)
    count.mistakes += [f"extra: {event}" for event in left]
    return count


def _errors(found: Sequence[Event], true: Event) -> Errors:
    """Return the errors of the events found of a true one, ordered by start."""
    length_s = sum(event.end_s - event.start_s for event in found)
    return Errors(
        true.ended,
        found[0].start_s - true.start_s,
        found[-1].end_s - true.end_s,
        length_s - (true.end_s - true.start_s),
    )


def _true_events(clip: Path) -> list[Event]:
    content = json.loads(clip.with_name(f"{clip.stem}_truth.json").read_text("utf-8"))
    return [Event(**violation) for violation in content["violations"]]


def _events(
    lines: Sequence[Mapping[str, Any]], shown: Sequence[Shown], people: Sequence[TrueFace]
) -> list[Event]:
    events = []
    for line in lines:
        start_s, track = line["start_s"], line["person"]
        end_s = start_s + line["length_s"]
        persons = persons_of_track(shown, people, track, start_s, end_s)
        person = persons.most_common(1)[0][0]
        events.append(Event(person, line["label"], start_s, end_s, line["ended"], track))
    return events


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    clips = sorted(parser.parse_args().folder.glob("*.mp4"))
    print(_ROW.format(*_HEADER))
    total = Count()
    for clip in clips:
        people = read_truth(clip)
        shown, lines = watch(clip, Settings())
        count = count_people(shown, people)
        of_events = count_events(_events(lines, shown, people), _true_events(clip))
        count.include(of_events)
        print(count.row(clip.stem))
        for mistake in count.mistakes + of_events.mistakes:
            print(f"    {mistake}", flush=True)
        total.include(count)
    print(total.row("total"))
    print("", _ERROR_ROW.format(*_ERROR_HEADER), *total.error_rows(), sep="\n")


if __name__ == "__main__":
    main()
