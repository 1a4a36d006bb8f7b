"""The JSON format: one object with all snapshots."""

import json
from datetime import datetime
from typing import Any, BinaryIO

from maskapp import __version__
from maskapp.outputs.export.export_format import Exported, ExportFormat, Steps
from maskapp.outputs.export.pictures import clip_name, picture_names
from maskapp.outputs.snapshots.records import Snapshot


def _write(exported: Exported, file: BinaryIO) -> Steps:
    exported_at = datetime.now().astimezone().isoformat(timespec="seconds")
    head = {"program": f"maskapp {__version__}", "exported_at": exported_at}
    # Written piece by piece: a log may hold more snapshots than fit into memory.
    file.write(json.dumps(head).removesuffix("}").encode() + b', "snapshots": [')
    for done, snapshot in enumerate(exported.snapshots, 1):
        line = json.dumps(_as_json(snapshot), ensure_ascii=False, allow_nan=False)
        file.write((b",\n" if done > 1 else b"\n") + line.encode())
        yield done
    file.write(b"\n]}\n")


def _as_json(snapshot: Snapshot) -> dict[str, Any]:
    picture, plain_picture = picture_names(snapshot)
    facts = snapshot.facts_as_json()
    if snapshot.event is not None:
        facts["event"]["start"] = facts["taken_at"]
    for face in facts["faces"]:
        if face["track"] in snapshot.corrections:
            face["corrected"] = snapshot.corrections[face["track"]].value
    clip = {} if snapshot.clip is None else {"clip": clip_name(snapshot)}
    return {
        "id": snapshot.id,
        **facts,
        "note": snapshot.note,
        "picture": picture,
        "plain_picture": plain_picture,
        **clip,
    }


JSON_DATA = ExportFormat(".json", "Data for programs (JSON)", _write)
