"""Inputs of a command that cannot be used, while the others are processed."""

import contextlib
from collections.abc import Iterator

from maskapp.commands.console import tell
from maskapp.display_names import hide_secrets_in_text
from maskapp.errors import PictureFormatError, ReportedError, SourceError


class FailedInputs:
    """The inputs that failed: each is one line on standard error, at once.

    Args:
        input_count: Number of all inputs. The error of a single one is raised as it is.
    """

    def __init__(self, input_count: int) -> None:
        self._input_count = input_count
        self._failed = 0

    @contextlib.contextmanager
    def noted(self) -> Iterator[None]:
        """Print an error of one input that the body raises, so that the next one can follow."""
        try:
            yield
        except (SourceError, PictureFormatError) as error:
            if self._input_count == 1:
                raise
            self._failed += 1
            line = hide_secrets_in_text(" ".join(str(error).split()))
            tell(f"maskapp: {line}")

    def raise_any(self) -> None:
        """End the command after its last input.

        Raises:
            ReportedError: An input failed.
        """
        if self._failed:
            raise ReportedError(f"{self._failed} of {self._input_count} inputs failed")
