"""`maskapp bench`: measures the speed of the engine, without a window."""

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
from tqdm import tqdm

from maskapp.commands.detect.inputs import existing_inputs
from maskapp.commands.json_output import Measurement, require_writable, write_json
from maskapp.errors import SourceError
from maskapp.outputs.overwriting import refuse_overwriting
from maskapp.pipeline.annotate import annotate
from maskapp.pipeline.engine import Engine
from maskapp.pipeline.sources.source import Source, open_source
from maskapp.settings.settings import Settings

if sys.platform != "win32":
    import resource

_WARM_UP_FRAMES = 10  # interpreters are planned when the first faces appear
_MAX_FRAMES = 1000


def bench(text: str, settings: Settings, model: Path, json_file: Path | None) -> None:
    """Measure the speed on a source, print a table and optionally write the numbers as JSON.

    All stages of a frame, including annotation, run one after the other.

    Args:
        text: A source, as `open_source` takes it; at most 1,000 frames are measured.
        settings: The settings of the engine.
        model: A `.tflite` file.
        json_file: The file for the numbers: `fps`, `stages_ms` with p50 and p95, `peak_rss_mb` and
            `frames`.

    Raises:
        MaskappError: The source, the model or the file cannot be used, or the file is the source.
    """
    if json_file:
        refuse_overwriting(json_file, existing_inputs([text]))
        require_writable(json_file)
    with open_source(text) as source:
        engine = Engine(settings, model, stills=source.info.is_stills)
        measured = _measure(source, engine)
        name = source.info.name
    try:
        _print(measured, name)
    finally:  # also if nobody reads the table
        if json_file:
            write_json(json_file, measured)


def _print(measured: Measurement, name: str) -> None:
    print(f"{measured['fps']:.1f} frames/s over {measured['frames']} frames of {name}")
    for stage, times in measured["stages_ms"].items():
        print(f"  {stage:<9} {times['p50']:7.2f} ms median {times['p95']:8.2f} ms p95")
    if measured["peak_rss_mb"] is not None:
        print(f"  peak memory {measured['peak_rss_mb']:.0f} MB")


def _measure(source: Source, engine: Engine) -> Measurement:
    stages_ms: dict[str, list[float]] = defaultdict(list)
    frame_s: list[float] = []
    most = _WARM_UP_FRAMES + _MAX_FRAMES
    total = min(source.info.frame_count or most, most)
    # Hidden unless standard error is a terminal; drawn outside the times that are taken.
    for _ in tqdm(range(most), desc="bench", total=total, unit="frame", disable=None):
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
        "stages_ms": {stage: _percentiles(times_ms) for stage, times_ms in stages_ms.items()},
        "peak_rss_mb": _peak_memory_mb(),
    }


def _percentiles(times_ms: Sequence[float]) -> dict[str, float]:
    measured_ms = times_ms[_WARM_UP_FRAMES:]
    return {f"p{share}": float(np.percentile(measured_ms, share)) for share in (50, 95)}


def _peak_memory_mb() -> float | None:
    """Return the peak memory of the process so far; None on Windows, which has no such call."""
    if sys.platform == "win32":
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)  # macOS: bytes; others: kilobytes
