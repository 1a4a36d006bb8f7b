import io
import json
import math
import sys
from pathlib import Path

import pytest

from maskapp import paths
from maskapp.commands.bench import bench
from maskapp.errors import SourceError
from maskapp.settings.settings import Settings

FRAMES, WARM_UP_FRAMES = 12, 10


def test_the_numbers_are_printed_and_written_as_json(portrait_clip: Path, tmp_path, capfd) -> None:
    file = tmp_path / "bench.json"
    bench(str(portrait_clip), Settings(), paths.default_model(), file)
    measured = json.loads(file.read_text(), parse_constant=pytest.fail)
    assert set(measured) == {"fps", "stages_ms", "peak_rss_mb", "frames"}
    assert measured["frames"] == FRAMES - WARM_UP_FRAMES
    assert 0 < measured["fps"] < 1000
    assert 20 < measured["peak_rss_mb"] < 20_000
    assert set(measured["stages_ms"]) == {"read", "detect", "track", "classify", "annotate"}
    for times in measured["stages_ms"].values():
        assert set(times) == {"p50", "p95"}
        assert 0 <= times["p50"] <= times["p95"]
        assert math.isfinite(times["p95"])
    # The stages add up to about the time of a frame: none is counted twice or forgotten.
    frame_ms = 1000 / measured["fps"]
    assert sum(times["p50"] for times in measured["stages_ms"].values()) < 1.5 * frame_ms
    out, err = capfd.readouterr()
    assert "2 frames of portrait.mp4" in out
    assert err == ""


class Terminal(io.StringIO):
    """A terminal that keeps what is shown."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_far_it_is(portrait_clip: Path, monkeypatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    bench(str(portrait_clip), Settings(), paths.default_model(), None)
    assert f"{FRAMES}/{FRAMES}" in sys.stderr.getvalue()


def test_too_few_frames_are_reported(portrait_clip: Path, write_clip, portrait, tmp_path) -> None:
    short = write_clip(tmp_path / "short.mp4", [portrait] * 10, [i / 25 for i in range(10)])
    with pytest.raises(SourceError, match=r"short\.mp4 has too few frames"):
        bench(str(short), Settings(), paths.default_model(), None)
