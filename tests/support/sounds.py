"""Sound files, and programs that speak."""

import math
import wave
from array import array
from pathlib import Path


def write_tone(path: Path, *, length_s=0.05, rate_hz=8000, amplitude=20_000) -> Path:
    """Write a WAV file of one channel."""
    count = round(length_s * rate_hz)
    samples = array("h", (round(amplitude * math.sin(0.35 * i)) for i in range(count)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples.tobytes())
    return path


def install_speaker(folder: Path, monkeypatch, name: str, *lines: str) -> None:
    """Put a shell script in place of a program that speaks, and of all others, for this test."""
    programs = folder / "speakers"
    programs.mkdir(exist_ok=True)
    program = programs / name
    program.write_text("\n".join(("#!/bin/sh", "PATH=/usr/bin:/bin", *lines, "")))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
