"""Count simulated people who cross, cover each other, turn away, come and go.

Their boxes have the noise, gaps, cuts and scores that those of the detector have on composed clips,
where a face is found until about two fifths of its width are visible.

    python tests/benchmarks/follow_people.py [--first-seed N] [--seeds N]

It prints, for each situation: clips in which everybody was counted once, people counted too often
and too seldom, changes of somebody's number, and numbers that went on to somebody else.
"""

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from maskapp.pipeline.tracking.tracker import Tracker
from maskapp.records import Box, Detection, Track, intersection_over_union

_WIDTH, _HEIGHT, _FACE_W, _FACE_H = 640, 480, 77.0, 110.0
_EVERY = 2  # frames from one detection to the next
_AWAY = -500.0
_LANDMARKS = np.array([(0.3, 0.4), (0.7, 0.4), (0.5, 0.6), (0.35, 0.8), (0.65, 0.8)])
_COUNTS = ("clips", "once", "too often", "too seldom", "changes", "passed on")
Points = Sequence[tuple[float, float]]
Span = tuple[float, float]


@dataclass(frozen=True)
class Person:
    """Somebody in the picture.

    Attributes:
        points: Times and the face's x at them; straight in between, away before and after.
        y: The face's y.
        scale: Size of the face; larger ones are nearer.
        turned_away: When the face is turned away.
    """

    points: Points
    y: float
    scale: float
    turned_away: Span = (math.inf, math.inf)

    def x(self, time_s: float) -> float:
        """Return the face's x at a time."""
        times, places = zip(*self.points, strict=True)
        is_there = times[0] <= time_s <= times[-1]
        return float(np.interp(time_s, times, places)) if is_there else _AWAY


@dataclass(frozen=True)
class Scene:
    """People, and a pillar between two x before them."""

    people: tuple[Person, ...]
    pillar: Span | None = None


def _across(speed: float, at_x: float, at_s: float, *, stay_s: float = 0.0) -> Points:
    """Return a walk through the picture, to the left if the speed is negative."""
    first, last = (-70.0, _WIDTH + 70.0) if speed > 0 else (_WIDTH + 70.0, -70.0)
    leave_s = at_s + stay_s
    start_s, end_s = at_s - (at_x - first) / speed, leave_s + (last - at_x) / speed
    return ((start_s, first), (at_s, at_x), (leave_s, at_x + 0.1), (end_s, last))


def _out(speed: float, from_x: float, at_s: float) -> Points:
    gone_s = at_s + (from_x + 70) / speed
    return ((0.0, from_x), (at_s, from_x), (gone_s, -70.0))


def _in(speed: float, to_x: float, at_s: float) -> Points:
    there_s = at_s + (to_x + 38) / speed
    return ((at_s, -38.0), (there_s, to_x), (there_s + 1.5, to_x))


def one_leaves_one_comes(rng: np.random.Generator) -> Scene:
    scale, y, x, (v, w) = _scale(rng), _y(rng), rng.uniform(200, 420), rng.uniform(90, 260, 2)
    comes_s = 1.2 + (x + 38 * scale) / v + rng.uniform(-0.3, 1.5)
    other = Person(_in(w, x, comes_s), y + rng.normal(0, 14), scale * rng.lognormal(0, 0.12))
    return Scene((Person(_out(v, x, 1.2), y, scale), other))


def cross_at_the_edge(rng: np.random.Generator) -> Scene:
    near, x, (v, w) = rng.integers(2), rng.uniform(10, 130), rng.uniform(90, 260, 2)
    scales = (1.3 * _scale(rng), 0.85 * _scale(rng))
    going = Person(((0.0, x + 2 * v), (2.0, x), (4.0, x - 2 * v)), _y(rng), scales[near])
    path = ((0.0, x - 2 * w), (2.0, x), (3.6, x + 1.6 * w), (5.0, x + 1.6 * w))
    return Scene((going, Person(path, going.y + rng.normal(0, 14), scales[1 - near])))


def cross_in_the_middle(rng: np.random.Generator) -> Scene:
    x, y, (v, w) = rng.uniform(250, 390), _y(rng), rng.uniform(90, 260, 2)
    people = (Person(_across(v, x, 5), y, _scale(rng)), Person(_across(-w, x, 5), y, _scale(rng)))
    return Scene(people)


def covered_by_somebody(rng: np.random.Generator) -> Scene:
    x, y, far = rng.uniform(230, 410), _y(rng), 0.8 * rng.uniform(0.7, 1.0)
    path = _across(rng.uniform(90, 260), x, 6, stay_s=rng.uniform(0.5, 3))
    standing = Person(((0.0, x), (14.0, x + rng.uniform(-20, 20))), y, far)
    return Scene((standing, Person(path, y + rng.normal(0, 8), rng.uniform(1.25, 1.7))))


def covered_by_a_pillar(rng: np.random.Generator) -> Scene:
    x, scale, hidden_s = rng.uniform(220, 420), _scale(rng), rng.uniform(0.5, 3)
    half = scale * rng.uniform(50, 70)
    speed = max(60.0, rng.uniform(90, 260) if rng.integers(2) else min(400.0, 2 * half / hidden_s))
    path = _across(speed, x, 6, stay_s=max(0.0, hidden_s - 2 * half / speed))
    return Scene((Person(path, _y(rng), scale),), (x - half, x + half))


def side_by_side(rng: np.random.Generator) -> Scene:
    x, y, scale = rng.uniform(150, 260), _y(rng), _scale(rng)
    turned = (2.0, 2.0 + rng.uniform(0.5, 3))
    beside = x + rng.uniform(1.15, 1.8) * _FACE_W * scale
    one = Person(((0.0, x), (7.0, x + 15)), y, scale, turned)
    return Scene((one, Person(((0.0, beside), (7.0, beside - 8)), y + rng.normal(0, 14), scale)))


def goes_and_comes_back(rng: np.random.Generator) -> Scene:
    x, (v, w), away_s = rng.uniform(150, 400), rng.uniform(90, 260, 2), rng.uniform(0.5, 2)
    out = _out(v, x, 1.0)
    return Scene((Person((*out, *_in(w, x, out[-1][0] + away_s)), _y(rng), _scale(rng)),))


def one_after_the_other(rng: np.random.Generator) -> Scene:
    speed, y, scale, gap_s = rng.uniform(90, 260), _y(rng), _scale(rng), rng.uniform(0.5, 1.5)
    second = Person(_across(speed, 320, 4 + gap_s), y + rng.normal(0, 14), scale)
    return Scene((Person(_across(speed, 320, 4), y, scale), second))


def sways_at_the_edge(rng: np.random.Generator) -> Scene:
    scale, pace, wide = _scale(rng), rng.uniform(1.5, 4), rng.uniform(15, 80)
    middle, times = rng.uniform(0, 40), np.arange(0, 7, 0.05)
    xs = scale * (middle + wide * np.sin(2 * math.pi * times / pace))
    return Scene((Person(tuple(zip(times.tolist(), xs.tolist(), strict=True)), _y(rng), scale),))


def turns_at_the_edge(rng: np.random.Generator) -> Scene:
    near, speed, turning_s = rng.uniform(-10, 90), rng.uniform(90, 260), rng.uniform(0.5, 1.2)
    since_s = np.linspace(-2.0, 2.0, 81)
    slowing = np.minimum(abs(since_s), turning_s / 2)
    xs = near + speed * (slowing**2 / turning_s + abs(since_s) - slowing)
    path = tuple(zip((since_s + 2).tolist(), xs.tolist(), strict=True))
    return Scene((Person(path, _y(rng), _scale(rng)),))


def another_appears_nearby(rng: np.random.Generator) -> Scene:
    x, y, scale, gap_s = rng.uniform(180, 460), _y(rng), _scale(rng), rng.uniform(0.2, 5)
    near = x + rng.normal(0, 0.6) * _FACE_W * scale
    path = ((2 + gap_s, near), (4.5 + gap_s, near))
    other = Person(path, y + rng.normal(0, 14), scale * rng.lognormal(0, 0.2))
    return Scene((Person(((0.0, x), (2.0, x)), y, scale), other))


def cross_out_of_sight(rng: np.random.Generator) -> Scene:
    x, y, (v, w) = rng.uniform(250, 390), _y(rng), rng.uniform(90, 260, 2)
    waits_s, scales = np.maximum(0, rng.uniform(-1, 1.5, 2)), (0.8 * _scale(rng), 0.8 * _scale(rng))
    one = Person(_across(v, x, 5, stay_s=waits_s[0]), y, scales[0])
    other = Person(_across(-w, x, 5, stay_s=waits_s[1]), y + rng.normal(0, 14), scales[1])
    half = max(scales) * rng.uniform(50, 70)
    if rng.integers(2):
        return Scene((one, other), (x - half, x + half))
    return Scene((one, other, Person(((0.0, x), (14.0, x)), y, half / (0.62 * _FACE_W))))


SITUATIONS: tuple[Callable[[np.random.Generator], Scene], ...] = (
    one_leaves_one_comes, cross_at_the_edge, cross_in_the_middle, covered_by_somebody,
    covered_by_a_pillar, side_by_side, one_after_the_other, goes_and_comes_back,
    sways_at_the_edge, another_appears_nearby, cross_out_of_sight, turns_at_the_edge,
)  # fmt: skip


def _scale(rng: np.random.Generator) -> float:
    return float(np.exp(rng.uniform(-0.35, 0.35)))


def _y(rng: np.random.Generator) -> float:
    return float(rng.uniform(170, 230))


class Detector:
    """A detector of the faces of a scene, with errors like those of the program's."""

    def __init__(self, scene: Scene, rng: np.random.Generator) -> None:
        self._scene, self._rng = scene, rng
        self._error = np.zeros((len(scene.people), 4))
        self._from_near = sorted(scene.people, key=lambda person: -person.scale)

    def detect(self, time_s: float) -> tuple[list[Detection], dict[Person, Box]]:
        """Return the detections, and the box of each person in view, detected or not."""
        spread = (0.012, 0.012, 0.02, 0.02)
        self._error = 0.6 * self._error + self._rng.normal(0, 1, self._error.shape) * spread
        detections, in_view = [], {}
        for index, person in enumerate(self._from_near):
            columns = self._visible(person, index, time_s)
            share = len(columns) / 41
            if share <= 0.33:
                continue
            half_w, half_h = _FACE_W * person.scale / 2, _FACE_H * person.scale / 2
            x = person.x(time_s)
            in_view[person] = Box(x - half_w, person.y - half_h, x + half_w, person.y + half_h)
            if share < self._rng.normal(0.42, 0.05) or self._rng.random() < 0.03:
                continue
            half_h *= float(np.clip(0.62 + 1.3 * (share - 0.38), 0.6, 1))
            box = np.array([columns[0], person.y - half_h, columns[-1], person.y + half_h])
            detections.append(self._noisy(box, self._error[index]))
        return detections, in_view

    def _visible(self, person: Person, index: int, time_s: float) -> np.ndarray:
        """Return those of 41 columns of the face that are visible."""
        x, half = person.x(time_s), _FACE_W * person.scale / 2
        columns = np.linspace(x - half, x + half, 41)
        visible = (columns > 0) & (columns < _WIDTH)
        visible &= not person.turned_away[0] <= time_s <= person.turned_away[1]
        if self._scene.pillar is not None:
            visible &= (columns < self._scene.pillar[0]) | (columns > self._scene.pillar[1])
        for other in self._from_near[:index]:  # with hair; the shoulders are wider
            below = person.y - other.y > 0.75 * _FACE_H * other.scale
            reach = (1.4 if below else 0.62) * _FACE_W * other.scale
            visible &= abs(columns - other.x(time_s)) > reach
        return columns[visible]

    def _noisy(self, box: np.ndarray, error: np.ndarray) -> Detection:
        sides = (box[2:] - box[:2]) * np.exp(error[2:])
        centre = (box[:2] + box[2:]) / 2 + error[:2] * sides
        low = np.clip(centre - sides / 2, 0, (_WIDTH, _HEIGHT))
        high = np.clip(centre + sides / 2, low + 1, (_WIDTH + 1, _HEIGHT + 1))
        points = (low + _LANDMARKS * (high - low)).astype(np.float32)
        return Detection(Box(*low, *high), float(self._rng.uniform(0.85, 1.0)), points)


def follow(scene: Scene, rng: np.random.Generator) -> Counter[str]:
    """Return what the tracker makes of a scene, by `_COUNTS`."""
    fps, tracker, detector = int(rng.choice([8, 12, 15, 25])), Tracker(), Detector(scene, rng)
    established: set[int] = set()
    numbers: dict[Person, list[int]] = defaultdict(list)
    end_s = max(person.points[-1][0] for person in scene.people) + 0.5
    for frame in range(0, round(end_s * fps), _EVERY):
        detections, in_view = detector.detect(frame / fps)
        tracks = tracker.update(detections, frame / fps, (_WIDTH, _HEIGHT))
        established |= {track.id for track in tracks if track.is_established}
        for person, number in _matched(tracks, in_view):
            numbers[person].append(number)
    counted = len(established)
    owners: dict[int, set[Person]] = defaultdict(set)
    for person, given in numbers.items():
        for number, often in Counter(given).items():
            if often * _EVERY / fps >= 0.2:
                owners[number].add(person)
    extra = counted - len(scene.people)
    changes = sum(a != b for given in numbers.values() for a, b in pairwise(given))
    passed_on = sum(len(people) - 1 for people in owners.values())
    values = (1, int(extra == 0), max(extra, 0), max(-extra, 0), changes, passed_on)
    return Counter(dict(zip(_COUNTS, values, strict=True)))


def _matched(tracks: Sequence[Track], in_view: dict[Person, Box]) -> list[tuple[Person, int]]:
    matched: dict[Person, int] = {}
    pairs = [
        (intersection_over_union(track.box, box), track.id, person)
        for track in tracks
        if track.detected
        for person, box in in_view.items()
    ]
    for overlap, number, person in sorted(pairs, key=lambda pair: -pair[0]):
        if overlap >= 0.3 and person not in matched and number not in matched.values():
            matched[person] = number
    return list(matched.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=40)
    options = parser.parse_args()
    print(f"{'':24}" + "".join(f"{name:>12}" for name in _COUNTS))
    for number, situation in enumerate(SITUATIONS):
        total: Counter[str] = Counter()
        for seed in range(options.first_seed, options.first_seed + options.seeds):
            rng = np.random.default_rng((seed, number))
            total.update(follow(situation(rng), rng))
        name = situation.__name__.replace("_", " ")
        print(f"{name:24}" + "".join(f"{total[count]:12}" for count in _COUNTS), flush=True)


if __name__ == "__main__":
    main()
