"""Entries in the log about sources that cannot be played."""

import logging

from maskapp.display_names import display_name, hide_secrets_in_text, with_display_name
from maskapp.records import SourceState

_log = logging.getLogger(__name__)

_TROUBLES = (SourceState.FAILED, SourceState.LOST, SourceState.NO_MODEL)


class TroubleLog:
    """A log of the troubles of a player's source: each once, however often it is tried again."""

    def __init__(self) -> None:
        self._logged: tuple[SourceState, str] | None = None

    def follow(self, source: str, state: SourceState, message: str) -> None:
        """Log a warning if a source fails, is lost, or remains so for another reason.

        Args:
            source: As the user named it; its secrets are not logged.
            state: Its state now.
            message: The reason.
        """
        trouble = (state, message) if state in _TROUBLES else None
        if trouble is not None and trouble != self._logged:
            reason = with_display_name(hide_secrets_in_text(message), source)
            _log.warning("Source %s %s: %s", display_name(source), state.value, reason)
        self._logged = trouble
