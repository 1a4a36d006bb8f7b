"""The inputs: their names, and their files."""

from collections.abc import Sequence
from pathlib import Path

from maskapp import paths
from maskapp.commands.detect.annotated_output import is_existing
from maskapp.display_names import hide_secrets
from maskapp.errors import MaskappError
from maskapp.pipeline.sources.source import is_camera_or_address


def input_name(text: str) -> str:
    """Return an input as the user named it, but an address without secrets."""
    is_file = "://" not in text and is_existing(Path(text))
    return text if is_file else hide_secrets(text)


def require_files(inputs: Sequence[str]) -> None:
    """Check that inputs can be processed several at once, and again.

    Raises:
        MaskappError: One is a camera or an address.
    """
    for text in inputs:
        if is_camera_or_address(text):
            raise MaskappError(
                f"{hide_secrets(text)} is a camera or an address; --jobs and --scheduler are for"
                " files and folders, so leave them out"
            )


def existing_inputs(inputs: Sequence[str]) -> list[Path]:
    """Return the inputs that are existing files or folders; others may be cameras or addresses.

    Args:
        inputs: Sources, as `open_source` takes them.
    """
    named = [paths.demo_clip() if text == "demo" else Path(text) for text in inputs]
    return [path for path in named if is_existing(path)]
