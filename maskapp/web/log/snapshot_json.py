"""Snapshots in JSON, with the addresses of their pictures and clips."""

from typing import Any

from maskapp.outputs.event_json import end_time
from maskapp.outputs.snapshots.records import Snapshot
from maskapp.web.answers import file_address


def snapshot_as_json(snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot as JSON values: those of the JSON export, with addresses for files."""
    facts = snapshot.facts_as_json()
    if snapshot.event is not None:
        facts["event"] |= {"start": facts["taken_at"], "end": end_time(snapshot.event)}
    for face in facts["faces"]:
        if face["track"] in snapshot.corrections:
            face["corrected"] = snapshot.corrections[face["track"]].value
    picture = picture_address(snapshot)
    return {
        "id": snapshot.id,
        **facts,
        "note": snapshot.note,
        "picture": picture,
        "plain_picture": None if picture is None else f"{picture}?plain=1",
        "clip": clip_address(snapshot),
    }


def picture_address(snapshot: Snapshot) -> str | None:
    """Return where the picture of a snapshot is; None if it is missing."""
    return file_address(snapshot.id, "picture.jpg") if snapshot.has_picture else None


def clip_address(snapshot: Snapshot) -> str | None:
    """Return where the clip of a snapshot's event is; None if there is none."""
    return None if snapshot.clip is None else file_address(snapshot.id, "clip.mp4")
