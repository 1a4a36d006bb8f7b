"""The player of alarms, which gives up one that hangs, and tries the next all the same."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from maskapp.gui.alarm.alarm_voice import Alarm, Loudspeaker, VoiceThread
from maskapp.settings.alarm import AlarmSettings

_TIMEOUT_S = 3.0
_MOST_VOICES = 3
"""So many hung threads are enough; each of them may last as long as the program."""
_ANSWER_S = 12.0
"""A device that has not answered for so long, beyond the time for what is heard, has hung."""
_CHIME_S = 2.0
_LONGEST_FILE_S = 30.0
"""See `maskapp.outputs.sound.sound_file.LONGEST_S`."""
_LONGEST_SENTENCE_S = 30.0
"""See `maskapp.outputs.sound.speech`, which ends a sentence then."""


class AlarmPlayer(QObject):
    """A player of one alarm at a time; no method but `stop` waits.

    An alarm that comes while another one sounds follows it; of several, only the last. One that
    does not come to an end in time is reported and given up, and the next one gets a new thread;
    once too many hang, alarms are reported unheard until one of those has ended.

    Args:
        open_loudspeaker: Opens the loudspeaker, in each thread that uses one.
        parent: Owns this object.
    """

    finished = Signal(object, object)
    """The `AlarmSettings` of an alarm that has been sounded, and its problems: a list of sentences
    for the user."""

    def __init__(
        self, open_loudspeaker: Callable[[], Loudspeaker], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._open = open_loudspeaker
        self._voices: list[VoiceThread] = []
        self._sounding: Alarm | None = None
        self._next: AlarmSettings | None = None
        self._is_stopped = False
        self._deadline = QTimer(self, singleShot=True)
        self._deadline.timeout.connect(self._give_up)

    def play(self, settings: AlarmSettings) -> None:
        """Sound an alarm, unless the player was stopped: one may be on its way then."""
        if self._is_stopped:
            return
        if self._sounding is not None:
            self._next = settings
            return
        self._sounding = Alarm(settings)
        voice = self._free_voice()
        if voice is not None:
            voice.sound(self._sounding)
        self._deadline.start(0 if voice is None else round(1000 * longest_s(settings)))

    def silence(self, kept: AlarmSettings | None = None) -> None:
        """End the alarm that sounds, and sound none that waits.

        Args:
            kept: An alarm that sounds or waits all the same.
        """
        if self._next is not kept:
            self._next = None
        if self._sounding is not None and self._sounding.settings is not kept:
            self._sounding.halt.set()
            if self._deadline.remainingTime() > 1000 * _ANSWER_S:  # what is halted ends soon
                self._deadline.start(round(1000 * _ANSWER_S))

    def stop(self) -> bool:
        """End the threads; return whether all have ended in time."""
        self._is_stopped = True
        self.silence()
        self._deadline.stop()
        until_s = time.monotonic() + _TIMEOUT_S
        ended = [voice.shutdown(max(0.0, until_s - time.monotonic())) for voice in self._voices]
        return all(ended)

    def _free_voice(self) -> VoiceThread | None:
        """Return a thread that does not hang, a new one if all do; None if there are too many."""
        for voice in self._voices:
            if not voice.is_busy:
                return voice
        if len(self._voices) == _MOST_VOICES:
            return None
        voice = VoiceThread(self._open, self)
        voice.ended.connect(self._take_end)
        self._voices.append(voice)
        return voice

    @Slot(object, object)
    def _take_end(self, alarm: Alarm, problems: list[str]) -> None:
        if alarm is self._sounding:  # else it was given up
            self._finish(problems)

    @Slot()
    def _give_up(self) -> None:
        assert self._sounding is not None
        self._sounding.halt.set()  # if it comes back, it is late
        settings = self._sounding.settings
        unheard = self.tr("The sound device does not answer; check the loudspeaker or headphones.")
        if settings.alarm_sound_file or settings.alarm_speech:
            unheard = self.tr(
                "The sound device, the disk with the sound or the system's speech does not answer."
            )
        self._finish([unheard])

    def _finish(self, problems: list[str]) -> None:
        assert self._sounding is not None
        settings, self._sounding = self._sounding.settings, None
        self._deadline.stop()
        self.finished.emit(settings, problems)
        following, self._next = self._next, None
        if following is not None:
            self.play(following)


def longest_s(settings: AlarmSettings) -> float:
    """Return the time after which an alarm that has not come to an end is taken for hung."""
    patience_s = _ANSWER_S
    if settings.alarm_chime:
        patience_s += _LONGEST_FILE_S if settings.alarm_sound_file else _CHIME_S
    if settings.alarm_speech:
        patience_s += _LONGEST_SENTENCE_S
    return patience_s
