"""`maskapp bench`: how fast frames go through the engine, without a window."""

import json
import sys
from collections import defaultdict
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from maskapp.errors import SourceError
from maskapp.files.private_files import output_error
from maskapp.pipeline.annotate import annotate
from maskapp.pipeline.engine import Engine
from maskapp.pipeline.sources.source import Source, open_source
from maskapp.settings import Settings

if sys.platform != "win32":
    import resource

_WARM_UP_FRAMES = 10  # plans of networks are made at the first faces
_MOST_FRAMES = 1000

Measurement = dict[str, Any]


def bench(text: str, settings: Settings, model: Path, json_file: Path | None) -> None:
    """Measure an input, print a table and write the numbers as JSON if asked.

    Every frame is read, searched, tracked, classified and annotated, one after the other.

    Args:
        text: As `open_source` takes it; at most 1,000 frames are measured.
        settings: As everywhere.
        model: A `.tflite` file.
        json_file: Gets `fps`, `stages_ms` with p50 and p95, `peak_rss_mb` and `frames`.

    Raises:
        MaskappError: The input, the model or the file cannot be used.
    """
    if json_file:
        require_writable(json_file)
    with open_source(text) as source:
        engine = Engine(settings, model, stills=source.info.is_stills)
        measured = _measure(source, engine)
        name = source.info.name
    print(f"{measured['fps']:.1f} frames/s over {measured['frames']} frames of {name}")
    for stage, times in measured["stages_ms"].items():
        print(f"  {stage:<9} {times['p50']:7.2f} ms median {times['p95']:8.2f} ms p95")
    if measured["peak_rss_mb"] is not None:
        print(f"  peak memory {measured['peak_rss_mb']:.0f} MB")
    if json_file:
        write_json(json_file, measured)


def _measure(source: Source, engine: Engine) -> Measurement:
    stages_ms: dict[str, list[float]] = defaultdict(list)
    frame_s: list[float] = []
    for _ in range(_WARM_UP_FRAMES + _MOST_FRAMES):
        started = perf_counter()
        frame = source.read()
        if frame is None:
            break
        read = perf_counter()
        result = engine.process(frame)
        processed = perf_counter()
        annotate(frame.image, result.faces)
        ended = perf_counter()
        frame_s.append(ended - started)
        stages_ms["read"].append((read - started) * 1000)
        for stage, time_ms in result.stages_ms.items():
            stages_ms[stage].append(time_ms)
        stages_ms["annotate"].append((ended - processed) * 1000)
    measured_s = frame_s[_WARM_UP_FRAMES:]
    if not measured_s:
        raise SourceError(f"{source.info.name} has too few frames to measure.")
    return {
        "fps": len(measured_s) / sum(measured_s),
        "frames": len(measured_s),
        "stages_ms": {
            stage: {
                "p50": float(np.percentile(times[_WARM_UP_FRAMES:], 50)),
                "p95": float(np.percentile(times[_WARM_UP_FRAMES:], 95)),
            }
            for stage, times in stages_ms.items()
        },
        "peak_rss_mb": _peak_memory_mb(),
    }


def _peak_memory_mb() -> float | None:
    """The most memory that the process held at any time; None on Windows, which does not tell."""
    if sys.platform == "win32":
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)  # bytes there, kilobytes elsewhere


def require_writable(path: Path) -> None:
    """Find out before a long measurement whether its numbers can be written.

    Raises:
        OutputError: They cannot.
    """
    try:
        path.open("a", encoding="utf-8").close()
    except OSError as error:
        raise output_error(path, error) from error


def write_json(path: Path, content: Measurement) -> None:
    """Write measured numbers for other programs.

    Raises:
        OutputError: The file cannot be written.
    """
    try:
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise output_error(path, error) from error
