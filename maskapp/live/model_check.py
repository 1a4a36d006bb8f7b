"""The result of the check of a model."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelCheck:
    """Whether a model can be used, and what it did on faces of known label.

    Attributes:
        is_usable: Whether it can be used.
        is_doubtful: Whether it can, but was mostly wrong on a label.
        message: A message for the user.
    """

    is_usable: bool
    is_doubtful: bool
    message: str
