"""Sentences spoken by the system's own speech.

Each system has a program for it; the window waits for none, since this runs in a thread of its own.
"""

import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

from maskapp.display_names import foreign_message
from maskapp.errors import SoundError

_LONGEST_S = 30.0
_LOOK_EVERY_S = 0.05
_CANCEL_S = 1.0
_MOST_BYTES = 10_000


@dataclass(frozen=True, slots=True)
class _Speaker:
    """A program that speaks.

    Attributes:
        program: Its name.
        arguments: Returns its arguments for a sentence and a volume from 1 to 100.
        reads_sentence: Whether it reads the sentence from its standard input.
        cancel: Arguments that end a sentence, if that outlives the program.
    """

    program: str
    arguments: Callable[[str, int], Sequence[str]]
    reads_sentence: bool = True
    cancel: Sequence[str] = ()


_SAPI = (
    "[Console]::InputEncoding = [Text.Encoding]::UTF8; Add-Type -AssemblyName System.Speech;"
    " $voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; $voice.Volume = {0};"
    " $voice.Speak([Console]::In.ReadToEnd())"
)


def _espeak(_sentence: str, volume: int) -> Sequence[str]:
    return ("-a", str(2 * volume), "--stdin")


_SPEAKERS = {
    "win32": (
        _Speaker(
            "powershell",
            lambda _, volume: ("-NoProfile", "-NonInteractive", "-Command", _SAPI.format(volume)),
        ),
    ),
    # It knows its own volume only as a mark in the text.
    "darwin": (_Speaker("say", lambda _, __: ("-f", "-")),),
    "linux": (
        # What desktops speak with, in the voice that the user has chosen there.
        _Speaker(
            "spd-say",
            lambda text, volume: ("--wait", "--volume", str(2 * volume - 100), "--", text),
            reads_sentence=False,
            cancel=("--cancel",),
        ),
        _Speaker("espeak-ng", _espeak),
        _Speaker("espeak", _espeak),
    ),
}


def can_speak() -> bool:
    """Return whether this system has a program that speaks."""
    return any(shutil.which(speaker.program) for speaker in _speakers())


def speak(sentence: str, volume_percent: int, halt: threading.Event) -> None:
    """Speak a sentence to its end, or until `halt` is set.

    Args:
        sentence: One line of text.
        volume_percent: 1 to 100.
        halt: Ends it.

    Raises:
        SoundError: There is no program that speaks, or it cannot.
    """
    reason = ""
    for speaker in _speakers():
        if program := shutil.which(speaker.program):
            reason = _run(speaker, program, sentence, volume_percent, halt)
            if not reason:
                return
    if reason:
        raise SoundError(f"The sentence cannot be spoken: {reason}")
    advice = "; install speech-dispatcher or espeak-ng" if sys.platform == "linux" else ""
    raise SoundError(f"This system has no program that speaks{advice}")


def _speakers() -> Sequence[_Speaker]:
    return _SPEAKERS.get(sys.platform, ())


def _run(speaker: _Speaker, program: str, sentence: str, volume: int, halt: threading.Event) -> str:
    """Run a program until it has spoken; return why it has not, or ""."""
    text = f"[[volm {volume / 100:.2f}]] {sentence}" if speaker.program == "say" else sentence
    # Files instead of pipes: a service that the program starts would keep a pipe open.
    with tempfile.TemporaryFile() as spoken, tempfile.TemporaryFile() as errors:
        spoken.write(text.encode() if speaker.reads_sentence else b"")
        spoken.seek(0)
        try:
            child = _start([program, *speaker.arguments(sentence, volume)], spoken, errors)
        except OSError as error:
            return f"{speaker.program}: {error.strerror}"
        try:
            has_ended = _wait(child, halt)
        finally:
            child.kill()
            child.wait()
        if not has_ended:
            if speaker.cancel:
                _cancel([program, *speaker.cancel], spoken, errors)
            return "" if halt.is_set() else f"{speaker.program} does not come to an end"
        if child.returncode == 0:
            return ""
        errors.seek(0)
        lines = errors.read(_MOST_BYTES).decode(errors="replace").strip().splitlines()
        return foreign_message(f"{speaker.program}: {lines[-1] if lines else 'it gave no reason'}")


def _cancel(command: list[str], stdin: IO[bytes], stderr: IO[bytes]) -> None:
    """Run a program that ends a sentence; one that hangs, as its service may, is ended itself."""
    child = _start(command, stdin, stderr)
    try:
        child.wait(_CANCEL_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _start(command: list[str], stdin: IO[bytes], stderr: IO[bytes]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        command,
        stdin=stdin,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # a console, on Windows
    )


def _wait(child: "subprocess.Popen[bytes]", halt: threading.Event) -> bool:
    """Wait for a program and return whether it has ended by itself."""
    until_s = time.monotonic() + _LONGEST_S
    while time.monotonic() < until_s and not halt.is_set():
        try:
            child.wait(_LOOK_EVERY_S)
        except subprocess.TimeoutExpired:
            continue
        return True
    return False
