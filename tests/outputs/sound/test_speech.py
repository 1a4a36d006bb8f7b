"""The system's speech: scripts stand in for its programs."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from maskapp.errors import SoundError
from maskapp.outputs.sound import speech
from maskapp.outputs.sound.speech import can_speak, speak
from tests.support.sounds import install_speaker

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")
SENTENCE = '-v Schön: "Maske" auf, $HOME & `id`!'


@pytest.fixture(autouse=True)
def _on_linux(monkeypatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.fixture
def install(tmp_path, monkeypatch):
    return lambda name, *lines: install_speaker(tmp_path, monkeypatch, name, *lines)


@pytest.fixture
def said(tmp_path) -> Path:
    return tmp_path / "said"


def test_speech_dispatcher_gets_the_sentence_as_one_argument(install, said) -> None:
    install("spd-say", f"printf '%s\\n' \"$@\" > '{said}'")
    speak(SENTENCE, 80, threading.Event())
    assert said.read_text().splitlines() == ["--wait", "--volume", "60", "--", SENTENCE]


@pytest.mark.parametrize("program", ["espeak-ng", "espeak"])
def test_espeak_reads_the_sentence(install, said, program) -> None:
    install(program, f"echo \"$@\" > '{said}'; cat >> '{said}'")
    speak(SENTENCE, 35, threading.Event())
    assert said.read_text() == f"-a 70 --stdin\n{SENTENCE}"


def test_on_macos_say_reads_the_sentence_with_its_volume(install, said, monkeypatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    install("say", f"echo \"$@\" > '{said}'; cat >> '{said}'")
    speak(SENTENCE, 80, threading.Event())
    assert said.read_text() == f"-f -\n[[volm 0.80]] {SENTENCE}"


def test_on_windows_powershell_reads_the_sentence(install, said, monkeypatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    install("powershell", f"echo \"$@\" > '{said}'; cat >> '{said}'")
    # The real one needs the suffixes of Windows.
    monkeypatch.setattr(speech.shutil, "which", lambda name: f"{said.parent}/speakers/{name}")
    speak(SENTENCE, 80, threading.Event())
    call, sentence = said.read_text().split("\n", 1)
    assert "$voice.Volume = 80" in call
    assert "[[" not in sentence
    assert sentence == SENTENCE


def test_the_next_program_speaks_if_the_first_cannot(install, said) -> None:
    install("spd-say", "echo 'no daemon' >&2; exit 1")
    install("espeak-ng", f"cat > '{said}'")
    speak("Please.", 80, threading.Event())
    assert said.read_text() == "Please."


def test_the_reason_of_a_failure_is_passed_on(install) -> None:
    install("spd-say", "echo 'Failed to connect' >&2; exit 1")
    with pytest.raises(SoundError, match="spd-say: Failed to connect"):
        speak("Please.", 80, threading.Event())
    install("spd-say", "exit 3")
    with pytest.raises(SoundError, match="gave no reason"):
        speak("Please.", 80, threading.Event())


def test_without_a_program_it_says_what_to_install(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not can_speak()
    with pytest.raises(SoundError, match="install speech-dispatcher or espeak-ng"):
        speak("Please.", 80, threading.Event())


def test_an_installed_program_can_speak(install) -> None:
    install("espeak", "true")
    assert can_speak()


def test_a_halt_ends_the_sentence_and_that_of_the_service(install, said, monkeypatch) -> None:
    monkeypatch.setattr(speech, "_LONGEST_S", 600)
    halt = threading.Event()
    started = said.with_name("started")
    os.mkfifo(started)
    install(
        "spd-say", f"[ \"$1\" = --cancel ] && echo cancelled > '{said}' && exit",
        f"echo > '{started}'; exec sleep 60",
    )  # fmt: skip

    def halt_once_it_speaks() -> None:
        started.read_text()
        halt.set()

    thread = threading.Thread(target=halt_once_it_speaks)
    thread.start()
    speak("Please.", 80, halt)
    thread.join()
    assert said.read_text() == "cancelled\n"


def test_a_service_that_hangs_holds_up_nobody_who_mutes_it(install) -> None:
    install("spd-say", "exec sleep 60")
    halt = threading.Event()
    halt.set()
    begun_s = time.monotonic()
    speak("Please.", 80, halt)
    assert time.monotonic() - begun_s < 20


def test_a_program_that_hangs_is_ended(install, monkeypatch) -> None:
    monkeypatch.setattr(speech, "_LONGEST_S", 0.2)
    install("espeak", "exec sleep 60")
    with pytest.raises(SoundError, match="does not come to an end"):
        speak("Please.", 80, threading.Event())


def test_a_service_that_the_program_leaves_behind_is_not_waited_for(install, said) -> None:
    install("espeak", f"sleep 30 & echo $! > '{said}'")
    begun_s = time.monotonic()
    speak("Please.", 80, threading.Event())
    assert time.monotonic() - begun_s < 20
    os.kill(int(said.read_text()), signal.SIGKILL)
