"""The sources that a viewer may choose from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from maskapp.display_names import display_name
from maskapp.pipeline.sources.source import is_camera
from maskapp.records import CameraInfo

_DEMO = "demo"
_DEMO_NAME = "Demo clip"


@dataclass(frozen=True, slots=True)
class Offered:
    """A source that can be chosen.

    Attributes:
        text: What to open it by; of an address with a password, the page never gets more than
            `name`.
        name: Display name.
        kind: "camera", "demo" or "named".
    """

    text: str
    name: str
    kind: str


class SourceOffer:
    """The cameras, the demo, and what was named when the server started.

    Args:
        named: The sources named at the start.
        allows_any: Whether any file and address may be chosen too, as by a user at
            this computer. Viewers from the network could read files and reach other
            computers by that.
        list_cameras: Lists the cameras; may take a second.
    """

    def __init__(
        self,
        named: Sequence[str],
        *,
        allows_any: bool,
        list_cameras: Callable[[], Sequence[CameraInfo]],
    ) -> None:
        self.allows_any = allows_any
        self._named = [text for text in named if text != _DEMO]
        self._list_cameras = list_cameras

    def offered(self) -> list[Offered]:
        """Return what can be chosen; call it in a thread."""
        cameras = [
            Offered(str(camera.index), camera.name, "camera") for camera in self._list_cameras()
        ]
        named = [
            Offered(_choice(number), display_name(text), "named")
            for number, text in enumerate(self._named)
        ]
        return [*cameras, *named, Offered(_DEMO, _DEMO_NAME, "demo")]

    def to_open(self, text: str) -> str | None:
        """Return what to open for a choice; None if it may not be chosen."""
        named = {_choice(number): each for number, each in enumerate(self._named)}
        if text in named:
            return named[text]
        # Longer numbers are names of files to `open_source`.
        return text if is_camera(text) or text == _DEMO or self.allows_any else None


def name_before_opening(text: str) -> str:
    """Return the display name of a source that does not tell its own yet.

    Args:
        text: What it is opened by.
    """
    if is_camera(text):
        return f"Camera {text}"
    return _DEMO_NAME if text == _DEMO else display_name(text)


def _choice(number: int) -> str:
    return f"named:{number}"
