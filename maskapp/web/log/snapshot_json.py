"""Snapshots and their violations in JSON, with the addresses of their pictures."""

from typing import Any

from maskapp.outputs.event_json import event_as_json
from maskapp.outputs.snapshots.records import Snapshot


def snapshot_as_json(snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot as JSON values: those of the JSON export, with addresses for files."""
    facts = snapshot.facts_as_json()
    if snapshot.event is not None:
        facts["event"]["start"] = facts["taken_at"]
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
    }


def logged_event(snapshot: Snapshot) -> dict[str, Any] | None:
    """Return the violation of a snapshot as JSON values; None if it shows none.

    It is as `maskapp detect --events` writes it, but without its time in the source, which the log
    does not keep.
    """
    event = snapshot.event
    if event is None:
        return None
    content = event_as_json(
        event, event.started_at, has_clock_time=True, input_name=snapshot.source
    )
    del content["start_s"]
    return {**content, "picture": picture_address(snapshot)}


def picture_address(snapshot: Snapshot) -> str | None:
    """Return where the picture of a snapshot is; None if it is missing."""
    return f"/api/snapshots/{snapshot.id}/picture.jpg" if snapshot.has_picture else None
