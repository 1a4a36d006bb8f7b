"""The state of what is watched, as JSON values: the answer of `/api/state`."""

import time
from dataclasses import dataclass
from datetime import datetime

from maskapp import __version__
from maskapp.display_names import without_folders
from maskapp.live.door.door_sign import ShownSign
from maskapp.live.door.door_words import door_words
from maskapp.live.session.statistics import LiveStatistics
from maskapp.live.verdict import verdict_on, verdict_text
from maskapp.records import MaskLabel, SourceInfo, SourceState
from maskapp.settings.settings import Settings
from maskapp.web.watch.board import JsonObject


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched at one time.

    Attributes:
        state: State of the source.
        info: The source; None before it has opened.
        name: Display name of the source; "" without one.
        message: Why it is lost, or what was wrong with it, for the user; "" for nothing.
        reconnecting_in_s: Seconds until a lost source is opened again, or a missing model is tried;
            None unless one is.
        statistics: The figures of the newest frame; None before there is one.
        shown_at_s: Time of the newest frame, on the monotonic clock; None unless it shows what the
            source sees now, not before it was lost or ended.
        sign: What the door display shows.
        notice: What is wrong with the snapshot log, for the user; "" for nothing.
    """

    state: SourceState
    info: SourceInfo | None
    name: str
    message: str
    reconnecting_in_s: int | None
    statistics: LiveStatistics | None
    shown_at_s: float | None
    sign: ShownSign
    notice: str


def state_as_json(watched: Watched, settings: Settings, *, is_blurred: bool) -> JsonObject:
    """Return what viewers get to know.

    Args:
        watched: What is watched.
        settings: Hold the words of the door display, and whether the preview is mirrored.
        is_blurred: Whether faces are blurred in the pictures.
    """
    shown_at_s = watched.shown_at_s
    seen_now = watched.statistics if shown_at_s is not None else None
    return {
        "version": __version__,
        "at": datetime.now().astimezone().isoformat(timespec="milliseconds"),
        "source": _source(watched),
        "picture": {
            "age_ms": None if shown_at_s is None else round((time.monotonic() - shown_at_s) * 1000),
            "is_blurred": is_blurred,
            "is_mirrored": settings.mirror and not is_blurred,  # only the preview is
        },
        "door": {
            "sign": watched.sign.sign.value,
            "words": door_words(
                watched.sign.sign, settings, is_for_several=watched.sign.is_for_several
            ),
        },
        "notice": without_folders(watched.notice),
        **_in_view(seen_now),
        **_of_the_session(watched.statistics),
        "rates": {
            "source_fps": seen_now.source_fps if seen_now else None,
            "processing_fps": seen_now.processing_fps if seen_now else None,
            "latency_ms": seen_now.latency_ms if seen_now else None,
            "dropped": watched.statistics.dropped if watched.statistics else 0,
        },
    }


def _source(watched: Watched) -> JsonObject:
    info = watched.info
    return {
        "state": "no_model" if watched.state is SourceState.NO_MODEL else watched.state.value,
        "name": watched.name,
        "message": without_folders(watched.message),
        "reconnecting_in_s": watched.reconnecting_in_s,
        "is_live": bool(info and info.is_live),
        "is_demo": bool(info and info.is_demo),
        "width": info.width if info else 0,
        "height": info.height if info else 0,
    }


def _in_view(statistics: LiveStatistics | None) -> JsonObject:
    """Return who is in view; nobody without statistics."""
    counts = statistics.counts if statistics else dict.fromkeys(MaskLabel, 0)
    verdict = verdict_on(counts)
    return {
        "verdict": {"label": verdict.label and verdict.label.value, "words": verdict_text(verdict)},
        "counts": {label.value: counts[label] for label in MaskLabel},
        "faces": [
            {
                "track": face.track,
                "label": face.label.value,
                "confidence": face.confidence,
                "in_view_s": round(face.in_view_s, 1),
            }
            for face in (statistics.faces if statistics else ())
        ],
        "violations": statistics.violations if statistics else 0,
    }


def _of_the_session(statistics: LiveStatistics | None) -> JsonObject:
    return {
        "people_followed": statistics.faces_followed if statistics else 0,
        "masked_share": statistics.masked_share if statistics else None,
        "compliance": [list(point) for point in (statistics.compliance if statistics else ())],
    }
