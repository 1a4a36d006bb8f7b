"""The names and zones of the sources in the running program."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from maskapp.errors import OutputError, SettingsError
from maskapp.gui.shared.command_thread import CommandThread, CommandWorker
from maskapp.gui.shared.file_problems import UnusedContent
from maskapp.live.zones.profiles_file import PROFILES_FILE_NAME, load_profiles, save_profiles
from maskapp.live.zones.source_profiles import SourceProfile, SourceProfiles

_WRITE_TIMEOUT_S = 5.0


class ProfileWriter(CommandWorker):
    """The writer of the profiles' file, in a thread: a slow disk must not block the window.

    Args:
        path: The file.
        unused: What it held and was not used.
    """

    def __init__(self, path: Path, unused: UnusedContent) -> None:
        super().__init__()
        self._path = path
        self._unused = unused

    def write(self, profiles: SourceProfiles) -> None:
        """Write the profiles.

        Raises:
            SettingsError: The file cannot be written, or what it holds would be lost.
        """
        try:
            self._unused.require_kept()
        except OutputError as error:
            raise SettingsError(
                "Names and zones of the sources are not saved, and apply until Maskapp is closed:"
                f" {error}"
            ) from error
        save_profiles(profiles, self._path)


class ProfileStore(QObject):
    """The single owner of the sources' profiles: applies, saves and announces changes.

    Args:
        data_dir: The folder of the file.

    Attributes:
        profiles: The current profiles.
        load_message: Message for the user about what the file held and was not used; "" if all was.
    """

    changed = Signal(object)
    """The new `SourceProfiles`."""
    failed = Signal(str)
    """The reason why the profiles could not be saved."""

    def __init__(self, data_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = data_dir / PROFILES_FILE_NAME
        self.profiles, problems = load_profiles(self._path)
        self._unused = UnusedContent(problems, self._path)
        self._is_unread = self._unused.is_unread
        self.load_message = self._unused.message
        self._writer = ProfileWriter(self._path, self._unused)
        self._writer.failed.connect(self.failed)
        self._thread = CommandThread(self._writer)

    def change(self, key: str, profile: SourceProfile) -> None:
        """Replace the profile of a source.

        Args:
            key: See `SourceInfo.key`.
            profile: An empty one is not kept.
        """
        profiles = self._with_unread().changed(key, profile)
        if profiles == self.profiles:
            return
        self.profiles = profiles
        self.changed.emit(profiles)
        self._thread.post(partial(self._writer.write, profiles))
        self._thread.start()

    def _with_unread(self) -> SourceProfiles:
        """Return the profiles with those that could not be read at the start, if they can be.

        It happens once: what is removed later would come back from the file.
        """
        if not (self._is_unread and self._unused.is_unread):
            return self.profiles
        in_file, problems = load_profiles(self._path)  # nothing if it can still not be read
        self._is_unread = bool(problems) and not in_file.by_key
        return SourceProfiles({**in_file.by_key, **self.profiles.by_key})

    def stop(self) -> bool:
        """Wait until the last change is saved; see `CommandThread.shutdown`."""
        return self._thread.shutdown(_WRITE_TIMEOUT_S)
