"""Every error that Maskapp raises on purpose.

A message says what happened, where, and what to do unless that is obvious. The command line
prints it on one line and exits with 2; the window shows it in its message bar.
"""


class MaskappError(Exception):
    """Base class of all errors that Maskapp raises on purpose."""


class ReportedError(MaskappError):
    """Errors that were printed when they occurred; only the exit code is left to give."""


class SourceError(MaskappError):
    """A source cannot be opened or read."""


class SourceLostError(SourceError):
    """A live source does not answer, or no longer; opening it again may help."""


class PictureTooLargeError(SourceError):
    """A picture states more pixels than can be decoded."""


class ModelError(MaskappError):
    """A model file is missing, damaged, unsafe or has the wrong shape."""


class ModelLostError(ModelError):
    """A model's file is missing or cannot be read; trying again may help."""


class OutputError(MaskappError):
    """A recording, report or picture cannot be written."""


class FileTooLargeError(OutputError):
    """A file is as large as its disk or the system allows; another one can be written."""


class PictureFormatError(OutputError):
    """A picture is too large for the format of the file that it would be written to."""


class SoundError(MaskappError):
    """A sound or sentence cannot be read or played."""


class DeliveryError(MaskappError):
    """Another program, such as a webhook or a broker, did not take a message.

    Args:
        message: What happened, and what to do.
        after_s: Time after which to try again, as the other program asked for; None if it did not.
        is_refusal: Whether it does not want this message, so that sending it again is useless.
    """

    def __init__(
        self, message: str, *, after_s: float | None = None, is_refusal: bool = False
    ) -> None:
        super().__init__(message)
        self.after_s = after_s
        self.is_refusal = is_refusal


class SnapshotLogError(MaskappError):
    """The snapshot log cannot be opened, read or changed."""


class SnapshotLogDamagedError(SnapshotLogError):
    """The snapshot log's database is damaged; opening it in the window rebuilds it."""


class SnapshotLogFullError(SnapshotLogError):
    """The disk of the snapshot log is full."""


class SnapshotLogBusyError(SnapshotLogError):
    """Another process holds the snapshot log; trying again later may help."""


class SettingsError(MaskappError):
    """A settings value is out of range or of the wrong type."""


class DatasetError(MaskappError):
    """Training or evaluation data is missing, empty or unreadable."""
