"""What is counted in each minute."""

import pickle
from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from maskapp.live.minute_collector import MinuteCollector
from maskapp.live.people_and_violations import ViolationMonitor
from maskapp.outputs.figures.records import Counts, MinuteFigures
from maskapp.outputs.violation_event import ViolationEvent
from maskapp.records import MaskLabel
from maskapp.settings.settings import Settings
from tests.support.worker_fakes import make_face

NOON = datetime(2026, 5, 17, 12, tzinfo=UTC)
NOON_MINUTE = int(NOON.timestamp()) // 60
WORDS = dict(zip("mbwu", MaskLabel, strict=True))


def event_of(started_at: datetime) -> ViolationEvent:
    return ViolationEvent(1, MaskLabel.WITHOUT_MASK, started_at, 3.0)


class Scene:
    """Shows faces to a collector, ten frames per second, from noon on.

    Attributes:
        minutes: What was counted, in order; of figures of the same part, the latest.
        reports: All figures of the present minute, in order.
    """

    def __init__(self) -> None:
        self.collector = MinuteCollector("Door")
        self._parts: dict[int | None, MinuteFigures] = {}
        self.reports: list[tuple[float, MinuteFigures]] = []
        self._tenths = 0

    def show(self, seconds: float, *, new_events=0, began_s_ago=0.0, **labels: str) -> "Scene":
        """Show faces, named `p1` and so on, with these labels; "b-" is one that is missed."""
        faces = [
            make_face(int(name[1:]), WORDS[word[0]], missed=word.endswith("-"))
            for name, word in labels.items()
        ]
        for _ in range(round(seconds * 10)):
            time_s = self._tenths / 10
            at = NOON + timedelta(seconds=time_s)
            events = [event_of(at - timedelta(seconds=began_s_ago))] * new_events
            for figures in self.collector.add(faces, time_s, at, events):
                self._take(figures)
            self._tenths += 1
            new_events = 0
        return self

    def _take(self, figures: MinuteFigures) -> None:
        self._parts[figures.part] = figures
        self.reports.append((self._tenths / 10, figures))

    @property
    def minutes(self) -> list[MinuteFigures]:
        return list(self._parts.values())

    def wait(self, seconds: float) -> "Scene":
        self._tenths += round(seconds * 10)
        return self

    def counts(self) -> list[Counts]:
        """End the session; return what was counted in each minute."""
        for figures in self.collector.finish():
            self._take(figures)
        return [minute.counts for minute in self.minutes]


def test_a_minute_is_reported_while_it_goes_on_and_once_it_is_over():
    scene = Scene().show(9.9, p1="m")
    assert scene.reports == []
    scene.show(50.2, p1="m")
    assert [time_s for time_s, _ in scene.reports] == [10, 20, 30, 40, 50, 60]
    watched_ms = [each.counts.watched_ms for _, each in scene.reports]
    assert watched_ms == [10_000, 20_000, 30_000, 40_000, 50_000, 59_900]
    (minute,) = scene.minutes
    assert (minute.source, minute.minute) == ("Door", NOON_MINUTE)
    assert [each.minute for each in scene.collector.finish()] == [NOON_MINUTE + 1]
    assert scene.collector.finish() == []


def test_later_figures_of_a_minute_take_back_what_was_not_so():
    scene = Scene().show(15, p1="m").show(20, p1="b")
    reports = [(each.counts.came_masked, each.counts.came_bare) for _, each in scene.reports]
    assert reports == [(1, 0), (1, 0), (0, 1)]
    assert len({each.part for _, each in scene.reports}) == 1


def test_who_left_at_the_end_of_a_minute_is_not_in_view_in_the_next():
    first, second = Scene().show(60, p1="b", p2="m").show(0.4, p1="b-", p2="m").counts()
    assert (first.bare, first.masked) == (1, 1)
    assert (second.bare, second.masked) == (0, 1)


def test_who_is_missed_for_a_moment_has_come_once():
    scene = Scene().show(59.8, p1="b").show(0.4, p1="b-").show(10, p1="b")
    assert [(each.bare, each.came_bare) for each in scene.counts()] == [(1, 1), (1, 0)]


def test_two_sessions_in_one_minute_are_two_parts_of_it():
    first, second = (Scene().show(20, p1="m").minutes[0] for _ in range(2))
    assert first.minute == second.minute
    assert first.part != second.part


def test_another_name_holds_from_the_first_figures_on_that_were_not_reported():
    scene = Scene().show(5, p1="m")
    scene.collector.rename("Gate")
    scene.show(15, p1="m", p2="m")
    scene.collector.rename("Entrance")
    scene.show(5, p1="m", p2="m", p3="b")
    first, second = scene.counts()
    assert [(each.source, each.minute - NOON_MINUTE) for each in scene.minutes] == [
        ("Gate", 0),
        ("Entrance", 0),
    ]
    assert (first.came, second.came, second.came_bare) == (2, 1, 1)
    assert first.watched_ms + second.watched_ms == 24_900


def test_a_picture_a_minute_is_reported_as_soon_as_the_next_one_is_there():
    collector, found = MinuteCollector("Door"), []
    for minute in range(3):
        at = NOON + timedelta(minutes=minute)
        found.append(collector.add([make_face(1)], minute * 60.0, at))
    assert [[each.minute - NOON_MINUTE for each in some] for some in found] == [[], [0], [1]]


def test_everybody_counts_in_each_minute_by_the_label_of_most_of_it():
    scene = Scene().show(40, p1="m", p2="b", p3="w", p4="b").show(15, p1="b", p2="m", p4="b")
    (counts,) = scene.counts()
    assert (counts.masked, counts.bare, counts.wrong, counts.uncertain) == (1, 2, 1, 0)
    assert counts.people == 4


def test_somebody_who_stays_comes_once():
    first, second = Scene().show(60, p1="b").show(60, p1="m", p2="m").counts()
    assert (first.came_bare, first.bare) == (1, 1)
    assert (second.came_bare, second.came_masked, second.masked, second.bare) == (0, 1, 2, 0)


def test_somebody_who_was_never_clear_is_nobody():
    (counts,) = Scene().show(30, p1="u").counts()
    assert (counts.people, counts.came) == (0, 0)


def test_what_is_not_established_is_nobody_until_it_is():
    collector, light = MinuteCollector("Door"), make_face(1, is_established=False)
    for tenth in range(50):
        collector.add([light], tenth / 10, NOON)
    collector.add([make_face(2)], 5.0, NOON)
    collector.add([light], 5.1, NOON)
    (counted,) = collector.finish()
    assert (counted.counts.people, counted.counts.came) == (1, 1)
    collector.add([make_face(1)], 5.2, NOON)
    collector.add([light], 5.3, NOON)
    (counted,) = collector.finish()
    assert (counted.counts.masked, counted.counts.came_masked) == (1, 1)


def test_somebody_who_turns_away_is_uncertain_but_came_with_a_label():
    first, second = Scene().show(20, p1="m").show(40, p1="u").show(60, p1="u").counts()
    assert (first.came_masked, first.uncertain, first.masked) == (1, 1, 0)
    assert (second.came, second.uncertain) == (0, 1)


def test_somebody_who_becomes_clear_later_comes_then():
    first, second = Scene().show(60, p1="u").show(10, p1="u").show(5, p1="w").counts()
    assert first.people == 0
    assert (second.came_wrong, second.uncertain) == (1, 1)


def test_events_and_watched_time_belong_to_the_minute():
    scene = Scene().show(30, new_events=2, p1="b").wait(600).show(10, new_events=1)
    first, second = scene.counts()
    assert (first.events, second.events) == (2, 1)
    assert first.watched_ms == 29_900
    assert 9_900 <= second.watched_ms <= 11_500, "the outage was not watched"


def test_an_event_counts_in_the_minute_in_which_it_began():
    scene = Scene().show(60.5, p1="b").show(30, new_events=1, began_s_ago=2, p1="b")
    scene.show(60, new_events=2, began_s_ago=1, p1="b")
    scene.counts()
    events = Counter()
    for each in scene.minutes:
        events[each.minute - NOON_MINUTE] += each.counts.events
    assert events == {0: 1, 1: 2, 2: 0}
    parts = [each.part for _, each in scene.reports]
    assert parts == sorted(parts, key=parts.index), "no part goes on after another one"


def test_a_full_minute_was_watched_for_sixty_seconds():
    counts = Scene().show(180).counts()
    assert [each.watched_ms for each in counts][1:] == [60_000, 60_000]


def test_no_time_is_taken_back_where_frames_are_out_of_order():
    collector = MinuteCollector("Door")
    for time_s in (0.0, 1.0, 0.2, 0.7):
        collector.add((), time_s, NOON)
    (counted,) = collector.finish()
    assert counted.counts.watched_ms == 1_500


def test_a_clock_that_is_set_back_begins_another_part_of_the_minute():
    collector = MinuteCollector("Door")
    faces = [make_face(1, MaskLabel.WITH_MASK)]
    assert collector.add(faces, 0.0, NOON) == []
    (forward,) = collector.add(faces, 1.0, NOON + timedelta(hours=1))
    (back,) = collector.add(faces, 2.0, NOON)
    (last,) = collector.finish()
    assert [each.minute - NOON_MINUTE for each in (forward, back, last)] == [0, 60, 0]
    assert sum(each.counts.came for each in (forward, back, last)) == 1


def test_memory_does_not_grow_with_time():
    scene, sizes = Scene(), []
    for minute in range(200):
        scene.show(1, **{f"p{minute}": "b"}).wait(59)
        sizes.append(len(pickle.dumps(scene.collector)))
    assert sizes[-1] < sizes[10] + 50


def test_somebody_who_was_away_for_long_comes_again_under_the_same_number():
    (counts,) = Scene().show(10, p1="b").show(10).show(10, p1="m").counts()
    assert (counts.came_bare, counts.came_masked) == (1, 1)
    assert (counts.bare, counts.masked) == (1, 1)


def test_somebody_who_was_away_for_a_moment_has_come_once_whatever_the_name_of_the_source():
    scene = Scene().show(10, p1="b")
    scene.collector.rename("Gate")
    scene.show(2)
    scene.collector.rename("Entrance")
    assert sum(each.came for each in scene.show(2).show(20, p1="b").counts()) == 1


def test_somebody_who_does_not_count_for_a_moment_comes_again():
    scene = Scene().show(10, p1="b", p2="m")
    scene.collector.forget([1, 7])
    (counts,) = scene.show(10, p1="b", p2="m").counts()
    assert (counts.came_bare, counts.came_masked) == (2, 1)


frames = st.lists(
    st.tuples(
        st.sampled_from([0.1, 1.0, 4.0, 20.0, 61.0]),
        st.dictionaries(st.integers(1, 6), st.sampled_from(list(MaskLabel)), max_size=4),
    ),
    max_size=40,
)


@given(frames)
def test_any_scene_counts_as_many_who_came_as_there_are_faces_followed(scene):
    collector, monitor = MinuteCollector("Door"), ViolationMonitor(Settings())
    time_s, found = 0.0, []
    for step_s, labels in scene:
        time_s += step_s
        at = NOON + timedelta(seconds=time_s)
        faces = [make_face(track, label) for track, label in labels.items()]
        monitor.add(faces, time_s, at)
        found += collector.add(faces, time_s, at)
    found += collector.finish()
    counts = {each.part: each.counts for each in found}.values()
    came = sum(each.came for each in counts)
    assert came == monitor.faces_followed
    assert came <= sum(each.people for each in counts)
    assert all(0 <= each.watched_ms <= 60_000 for each in counts)
