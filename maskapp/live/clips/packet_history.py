"""The encoded images of the last seconds, and the clips that are being made of them."""

from collections import deque
from dataclasses import dataclass

from maskapp.outputs.clip_file import KEY_FRAME_EVERY_S, Packet
from maskapp.outputs.violation_event import EventKey

LONGEST_CLIP_S = 60.0
"""A clip ends then, even if its event goes on."""
MOST_BYTES = 48_000_000
"""Memory for encoded images; beyond it, the oldest are given up, or a clip ends early."""


@dataclass(slots=True)
class _Wanted:
    """A clip that is being made.

    Attributes:
        start_s: When it begins, session time.
        until_s: When it ends, as far as it is known.
    """

    start_s: float
    until_s: float


class PacketHistory:
    """The packets of one source in order of time, as long as a clip may still need them.

    Args:
        most_bytes: Limit of their size together.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._packets: deque[Packet] = deque()
        self._size = 0
        self._wanted: dict[EventKey, _Wanted] = {}
        self.keep_s = 0.0

    @property
    def size_bytes(self) -> int:
        """Size of all packets together."""
        return self._size

    def add(self, packet: Packet) -> dict[EventKey, list[Packet]]:
        """Add the next packet; return the packets of the clips that are complete now."""
        complete = self._take(
            [key for key, clip in self._wanted.items() if clip.until_s < packet.time_s]
        )
        if self._size + len(packet.data) > self._most_bytes:
            complete |= self._make_room(len(packet.data))
        if self._packets and packet.time_s > self._packets[-1].time_s + LONGEST_CLIP_S:
            self.clear()  # no clip begins before an outage and goes on after it
        if self._packets or packet.is_key:
            self._packets.append(packet)
            self._size += len(packet.data)
        starts = [clip.start_s for clip in self._wanted.values()]
        self._forget_before(min([packet.time_s - self.keep_s, *starts]))
        return complete

    def begin(self, key: EventKey, start_s: float) -> None:
        """Begin a clip, which may be some time ago."""
        if key not in self._wanted:
            self._wanted[key] = _Wanted(start_s, start_s + LONGEST_CLIP_S)

    def end(self, key: EventKey, until_s: float) -> None:
        """Let a clip end at a time."""
        if key in self._wanted:
            self._wanted[key].until_s = min(self._wanted[key].until_s, until_s)

    def finish(self) -> dict[EventKey, list[Packet]]:
        """End all clips, and forget everything; return their packets."""
        complete = self._take(list(self._wanted))
        self.clear()
        return complete

    def clear(self) -> None:
        """Forget all packets: what is added from now on looks different."""
        self._packets.clear()
        self._size = 0

    def _take(self, keys: list[EventKey]) -> dict[EventKey, list[Packet]]:
        clips = {}
        for key in keys:
            clip = self._wanted.pop(key)
            if packets := self._between(clip.start_s, clip.until_s):
                clips[key] = packets
        return clips

    def _between(self, start_s: float, until_s: float) -> list[Packet]:
        """Return the packets from the last key frame until a time on, up to another."""
        chosen: list[Packet] = []
        for packet in self._packets:
            if packet.time_s > until_s:
                break
            if packet.is_key and packet.time_s <= start_s:
                chosen = []
            chosen.append(packet)
        return chosen

    def _make_room(self, size: int) -> dict[EventKey, list[Packet]]:
        """Give up the oldest packets; clips that need them end now."""
        complete: dict[EventKey, list[Packet]] = {}
        while self._packets and self._size + size > self._most_bytes:
            oldest_s = self._packets[0].time_s + KEY_FRAME_EVERY_S
            needing = [key for key, clip in self._wanted.items() if clip.start_s <= oldest_s]
            complete |= self._take(needing)
            self._drop_first()
            while self._packets and not self._packets[0].is_key:
                self._drop_first()
        return complete

    def _forget_before(self, time_s: float) -> None:
        keys = [
            packet.time_s for packet in self._packets if packet.is_key and packet.time_s <= time_s
        ]
        while keys and self._packets[0].time_s < keys[-1]:
            self._drop_first()

    def _drop_first(self) -> None:
        self._size -= len(self._packets.popleft().data)
