"""What a source of pictures has to say about its files, in few sentences however many they are."""

from dataclasses import dataclass, field

_MAX_NAMED = 10


class PictureProblems:
    """The problems of a picture or a folder of pictures.

    Args:
        name: Name of the source, printable.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._left_out = _Listed()
        self._unreadable = _Listed()
        self._vanished = _Listed()
        self._several = _Listed()
        self._damaged = _Listed()

    def leave_out(self, name: str, what: str = "") -> None:
        """Note something in the folder that is no picture; it may be known, such as "a video"."""
        self._left_out.add(f"{name} ({what})" if what else name)

    def skip(self, message: str) -> None:
        """Note a picture that cannot be read; the message names it."""
        self._unreadable.add(message)

    def miss(self, name: str) -> None:
        """Note a picture that was there when the folder was opened."""
        self._vanished.add(name)

    def shorten(self, name: str) -> None:
        """Note a picture with several images, of which only the first is used."""
        self._several.add(name)

    def use_part(self, name: str) -> None:
        """Note a damaged picture, of which only a part was decoded."""
        self._damaged.add(name)

    def messages(self) -> list[str]:
        """Return a message for each kind of problem, and one for each unreadable picture."""
        messages = []
        if self._left_out.count:
            are = "entries are no pictures" if self._left_out.count > 1 else "entry is no picture"
            messages.append(
                f"{self._name}: {self._left_out.count:,} {are}, and left out: {self._left_out}"
            )
        messages += self._unreadable.first
        if self._unreadable.more:
            messages.append(f"{self._name}: {self._unreadable.more:,} more pictures cannot be read")
        if self._damaged.count:
            are, parts = ("picture is", "a part of it")
            if self._damaged.count > 1:
                are, parts = ("pictures are", "parts of them")
            messages.append(
                f"{self._name}: {self._damaged.count:,} {are} damaged, and only {parts} could be"
                f" read: {self._damaged}"
            )
        if self._vanished.count:
            are = "pictures are" if self._vanished.count > 1 else "picture is"
            messages.append(
                f"{self._name}: {self._vanished.count:,} {are} no longer there: {self._vanished}"
            )
        if self._several.count:
            messages.append(
                f"{self._name}: only the first image is used of animations and files with several"
                f" pages: {self._several}"
            )
        return messages


@dataclass(slots=True)
class _Listed:
    """A list of which the first ten entries are kept and the others counted."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, entry: str) -> None:
        self.count += 1
        if len(self.first) < _MAX_NAMED:
            self.first.append(entry)

    @property
    def more(self) -> int:
        return self.count - len(self.first)

    def __str__(self) -> str:
        named = ", ".join(self.first)
        return f"{named} and {self.more:,} more" if self.more else named
