"""The setting of what is kept of corrected labels."""

from dataclasses import dataclass

from maskapp.settings.fields import choice


@dataclass(frozen=True)
class CorrectionSettings:
    """The setting of corrections.

    Attributes:
        keep_corrections: Whether pictures with corrected labels are copied to a folder for
            training: after asking once (ask), yes or no.
    """

    keep_corrections: str = choice("ask", "yes", "no")
