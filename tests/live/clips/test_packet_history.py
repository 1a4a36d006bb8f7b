from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from maskapp.live.clips.packet_history import LONGEST_CLIP_S, PacketHistory
from maskapp.outputs.clip_file import Packet

KEY = (datetime(2026, 5, 17, tzinfo=UTC), 1)
OTHER = (datetime(2026, 5, 17, tzinfo=UTC), 2)
RATE = 10


def packet(number: int, size=100) -> Packet:
    """The packet of a tenth of a second; every tenth is a key frame."""
    return Packet(bytes(size), number / RATE, number % RATE == 0, (64, 48))


def watch(history, first, last, size=100):
    complete = {}
    for number in range(first, last):
        complete |= history.add(packet(number, size))
    return complete


def span(packets):
    return packets[0].time_s, packets[-1].time_s


def test_a_clip_begins_before_its_event_and_goes_on_after_it():
    history = PacketHistory()
    history.keep_s = 8.0
    assert watch(history, 0, 200) == {}
    history.begin(KEY, 14.3)
    watch(history, 200, 250)
    history.end(KEY, 27.5)
    complete = watch(history, 250, 300)
    assert span(complete[KEY]) == (14.0, 27.5), "from the last key frame on"
    assert complete[KEY][0].is_key


def test_what_no_clip_needs_is_forgotten():
    history = PacketHistory()
    history.keep_s = 3.0
    watch(history, 0, 1000)
    assert history.size_bytes <= 100 * RATE * 5


def test_a_clip_is_at_most_a_minute_long():
    history = PacketHistory()
    history.keep_s = 8.0
    watch(history, 0, 100)
    history.begin(KEY, 5.0)
    complete = watch(history, 100, 1000)
    start_s, end_s = span(complete[KEY])
    assert end_s - start_s <= LONGEST_CLIP_S + 1
    assert start_s == 5.0


def test_a_clip_after_an_outage_does_not_begin_before_it():
    history = PacketHistory()
    history.keep_s = 8.0
    watch(history, 0, 100)
    back = 13 * 3600 * RATE
    watch(history, back, back + 20)
    history.begin(KEY, back / RATE - 4.0)
    history.end(KEY, back / RATE + 3.0)
    complete = watch(history, back + 20, back + 50)
    assert span(complete[KEY]) == (back / RATE, back / RATE + 3.0)


def test_two_events_at_once_have_a_clip_each():
    history = PacketHistory()
    history.keep_s = 4.0
    watch(history, 0, 100)
    history.begin(KEY, 6.0)
    history.begin(OTHER, 8.0)
    history.end(KEY, 12.0)
    history.end(OTHER, 9.5)
    complete = watch(history, 100, 200)
    assert span(complete[KEY]) == (6.0, 12.0)
    assert span(complete[OTHER]) == (8.0, 9.5)


def test_an_event_whose_end_has_passed_and_one_at_the_end_of_the_source():
    history = PacketHistory()
    history.keep_s = 10.0
    watch(history, 0, 100)
    history.begin(KEY, 2.0)
    history.end(KEY, 5.0)
    history.begin(OTHER, 7.0)
    assert span(history.add(packet(100))[KEY]) == (2.0, 5.0)
    assert span(history.finish()[OTHER]) == (7.0, 10.0)
    assert history.size_bytes == 0
    assert history.finish() == {}


def test_memory_is_bounded_and_a_clip_that_needs_more_ends_early():
    history = PacketHistory(most_bytes=10_000)
    history.keep_s = 60.0
    watch(history, 0, 50, size=200)
    history.begin(KEY, 2.0)
    complete = watch(history, 50, 400, size=200)
    assert history.size_bytes <= 10_000
    start_s, end_s = span(complete[KEY])
    assert start_s == 2.0
    assert end_s < 10


def test_after_a_change_of_looks_nothing_older_is_in_a_clip():
    history = PacketHistory()
    history.keep_s = 10.0
    watch(history, 0, 100)
    history.begin(KEY, 5.0)
    history.clear()
    watch(history, 100, 140)
    assert span(history.finish()[KEY]) == (10.0, 13.9)


def test_an_event_without_any_packet_has_no_clip():
    history = PacketHistory()
    history.begin(KEY, 5.0)
    assert history.finish() == {}


@given(
    st.lists(
        st.tuples(st.sampled_from(["add", "begin", "end", "clear"]), st.integers(0, 300)),
        max_size=60,
    )
)
def test_every_clip_begins_with_a_key_frame_whatever_happens(steps):
    history = PacketHistory(most_bytes=5000)
    history.keep_s = 2.0
    number, complete = 0, {}
    for what, value in steps:
        if what == "add":
            for _ in range(value % 40):
                complete |= history.add(packet(number))
                number += 1
        elif what == "begin":
            history.begin((KEY[0], value), value / 10)
        elif what == "end":
            history.end((KEY[0], value), value / 10)
        else:
            history.clear()
    complete |= history.finish()
    assert all(packets[0].is_key for packets in complete.values())
