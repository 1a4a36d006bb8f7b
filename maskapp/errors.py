"""What can go wrong, in words for people.

Every message says what happened and where, and what to do if that is not plain.
The command line prints it as one line and exits with 2; the window shows it in a bar.
"""


class MaskappError(Exception):
    """Base of every error that Maskapp raises on purpose."""


class SourceError(MaskappError):
    """A source cannot be opened or read."""


class SourceLostError(SourceError):
    """A live source that worked has gone; opening it again may bring it back."""


class ModelError(MaskappError):
    """A model file is missing, damaged, unsafe or of the wrong shape."""


class OutputError(MaskappError):
    """A recording, report or picture cannot be written."""


class SnapshotLogError(MaskappError):
    """The snapshot log cannot be opened, read or changed."""


class SnapshotLogDamagedError(SnapshotLogError):
    """The snapshot log's database is not whole; opening it in the window makes it again."""


class SettingsError(MaskappError):
    """A settings value is out of range or of the wrong type."""


class DatasetError(MaskappError):
    """Training or evaluation data is missing, empty or unreadable."""
