"""The sources that were opened, and the addresses among them that contain passwords."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from maskapp.display_names import display_name, hide_secrets, printable
from maskapp.files.address_vault import AddressVault
from maskapp.gui.shared.command_thread import CommandThread, CommandWorker
from maskapp.gui.shared.remembered_state import RecentSource, RememberedState

_STOP_TIMEOUT_S = 2.0


class _VaultWorker(CommandWorker):
    """The worker that reads and writes the vault, which may wait for the user."""

    kept = Signal(str, str, bool)
    """The address, the name under which it is kept, and whether a file was made for it."""
    found = Signal(str, str)
    """A name and its address; "" if there is none."""
    noticed = Signal(str)
    """A message for the user about the vault's file."""

    def __init__(self, vault: AddressVault) -> None:
        super().__init__()
        self._vault = vault

    def keep(self, address: str) -> None:
        """Keep an address; emits `kept`."""
        had_file = self._vault.file.exists()
        name = self._vault.keep(hide_secrets(address), address)
        self.kept.emit(address, name, not had_file and self._vault.file.exists())
        self._tell()

    def find(self, name: str) -> None:
        """Look for an address; emits `found`."""
        self.found.emit(name, self._vault.find(name) or "")
        self._tell()  # last, since it says why nothing was found

    def forget(self, names: Sequence[str]) -> None:
        """Remove addresses."""
        for name in names:
            self._vault.forget(name)
        self._tell()

    def clear(self, names: Sequence[str]) -> None:
        """Remove all addresses.

        Args:
            names: Those that may be in the keyring.
        """
        for name in names:
            self._vault.forget(name)
        self._vault.clear()
        self._vault.messages.clear()

    def _tell(self) -> None:
        messages, self._vault.messages = self._vault.messages, []
        for message in messages:
            self.noticed.emit(message)


class RecentSources(QObject):
    """The list of recent files and addresses.

    What is remembered holds no password: addresses with passwords go to the vault, in a thread of
    its own.

    Args:
        memory: Remembers the list.
        vault: Keeps the addresses.
        parent: The owner.

    Attributes:
        wanted: Name of the address that is being looked up; "" if it is no longer wanted.
    """

    changed = Signal()
    """The list has changed."""
    chosen = Signal(object)
    """A source to open, as `open_source` takes it; the answer to `choose`."""
    reported = Signal(str)
    """A message for the user about where addresses are kept."""
    failed = Signal(str)
    """A message for the user about an address that cannot be kept or found."""

    def __init__(
        self, memory: RememberedState, vault: AddressVault, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._memory = memory
        self._file = vault.file
        self._newest = ""
        self.wanted = ""
        self._worker = _VaultWorker(vault)
        self._thread = CommandThread(self._worker)
        self._worker.kept.connect(self._on_kept)
        self._worker.found.connect(self._on_found)
        self._worker.failed.connect(self.failed)
        self._worker.noticed.connect(self.failed)

    @property
    def sources(self) -> list[RecentSource]:
        """The recent sources, newest first."""
        return self._memory.recent

    @property
    def last_source(self) -> RecentSource | None:
        """The stream or video that was open last, if no camera was opened after it.

        A video may no longer be there: to look for it would wait for a drive that does not respond.
        """
        last = self._memory.last_source
        return last if last in self._memory.recent else None

    def start(self) -> None:
        """Start the thread, and move passwords that an earlier version has left in the list."""
        self._thread.start()
        for source in self.sources:
            if not source.is_in_vault and _has_secret(source.text):
                self._keep(source.text)

    def stop(self) -> bool:
        """Finish writing; return whether the thread has ended."""
        return self._thread.shutdown(_STOP_TIMEOUT_S)

    def remember(self, text: str, *, opens_again: bool) -> None:
        """Put a source first in the list.

        Args:
            text: The source, as `open_source` takes it.
            opens_again: Whether to open it at the next start, unless a camera is opened after it.
        """
        self._newest = text if opens_again else ""
        if _has_secret(text):
            self._keep(text)
        else:
            self._add(RecentSource(text), text)

    def choose(self, source: RecentSource) -> None:
        """Look up a source of the list; `chosen` or `failed` follows."""
        if source.is_in_vault:
            self.wanted = source.text
            self._thread.post(partial(self._worker.find, source.text))
        else:
            self.chosen.emit(source.text)

    def clear(self) -> None:
        """Forget all sources and their passwords."""
        self._thread.post(partial(self._worker.clear, _in_vault(self.sources)))
        self._memory.forget_recent()
        self.changed.emit()

    def _keep(self, address: str) -> None:
        self._thread.post(partial(self._worker.keep, address))

    def _forget(self, sources: Sequence[RecentSource]) -> None:
        if names := _in_vault(sources):
            self._thread.post(partial(self._worker.forget, names))

    def _add(self, source: RecentSource, text: str) -> None:
        self._forget(self._memory.add_recent(source))
        if text == self._newest:
            self._memory.last_source = source
        self.changed.emit()

    @Slot(str, str, bool)
    def _on_kept(self, address: str, name: str, is_new_file: bool) -> None:
        source = RecentSource(name, is_in_vault=True)
        if RecentSource(address) in self.sources:
            self._memory.replace_recent(RecentSource(address), source)
            self.changed.emit()
        else:
            self._add(source, address)
        if is_new_file:
            self.reported.emit(
                self.tr(
                    "This system offers no keyring. Addresses with passwords are kept in {0},"
                    " which only you can read."
                ).format(self._file)
            )

    @Slot(str, str)
    def _on_found(self, name: str, address: str) -> None:
        if name != self.wanted:  # another one was chosen meanwhile
            return
        self.wanted = ""
        if address:
            self.chosen.emit(address)
        else:
            self.failed.emit(
                self.tr(
                    "The password of {0} is not in the keyring, or the keyring is locked. Open the"
                    " stream with its complete address."
                ).format(name)
            )


def shown_name(source: RecentSource) -> str:
    """Return the short name of a recent source."""
    return source.text if source.is_in_vault else display_name(source.text)


def _in_vault(sources: Sequence[RecentSource]) -> list[str]:
    return [source.text for source in sources if source.is_in_vault]


def _has_secret(text: str) -> bool:
    return hide_secrets(text) != printable(text)
