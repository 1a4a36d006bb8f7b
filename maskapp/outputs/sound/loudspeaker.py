"""What an alarm lets be heard: the sound of the settings, then their sentence."""

import threading
from pathlib import Path

from maskapp import paths
from maskapp.errors import SoundError
from maskapp.outputs.sound.sound_file import Sound, load_sound
from maskapp.outputs.sound.sound_player import SoundPlayer
from maskapp.outputs.sound.speech import speak
from maskapp.settings.alarm import AlarmSettings


class Loudspeaker:
    """A loudspeaker for alarms, used by one thread.

    Args:
        player: Plays sounds.
    """

    def __init__(self, player: SoundPlayer | None = None) -> None:
        self._player = player or SoundPlayer()

    def sound(self, settings: AlarmSettings, halt: threading.Event) -> list[str]:
        """Play and speak what the settings say, to the end or until `halt` is set.

        Returns:
            What could not be played or spoken, and why, in sentences for the user.
        """
        problems: list[str] = []
        try:
            self._player.require_device()  # a sentence without one would fail without a word
            if settings.alarm_chime:
                self._player.play(self._load(settings, problems), halt)
            if settings.alarm_speech and not halt.is_set():
                speak(settings.alarm_sentence, settings.alarm_volume_percent, halt)
        except SoundError as error:
            problems.append(f"{error}.")
        return problems

    def close(self) -> None:
        """Close the device."""
        self._player.close()

    def _load(self, settings: AlarmSettings, problems: list[str]) -> Sound:
        """Return the user's own sound, or else the chime: an alarm must not fall silent."""
        volume = settings.alarm_volume_percent
        if settings.alarm_sound_file:
            try:
                return load_sound(Path(settings.alarm_sound_file), volume)
            except SoundError as error:
                problems.append(f"{error}. The built-in chime is played instead.")
        return load_sound(paths.chime(), volume)
