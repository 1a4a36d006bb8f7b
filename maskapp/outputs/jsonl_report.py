"""The report of `detect --report`: JSON Lines, one object per frame."""

from typing import Any

from maskapp.records import Face, FrameResult


def report_line(result: FrameResult, input_name: str | None = None) -> dict[str, Any]:
    """Return the content of a frame's line, ready for JSON.

    Args:
        result: The engine's result.
        input_name: Name of the input, if the report covers several.
    """
    line: dict[str, Any] = {
        "frame": result.frame.index,
        "time_s": round(result.frame.time_s, 3),
        "faces": [_face_entry(face) for face in result.faces],
    }
    if result.frame.name is not None:
        line["file"] = result.frame.name
    if input_name is not None:
        line["input"] = input_name
    return line


def _face_entry(face: Face) -> dict[str, Any]:
    return {
        "track": face.track,
        "box": [round(value, 1) for value in face.box],
        "label": face.label.value,
        "confidence": round(face.confidence, 4),
        "probabilities": {
            label.value: round(value, 4) for label, value in face.probabilities.items()
        },
    }
