"""What is asked of every message for the user."""


def check_message(error: Exception, longest: int = 6000) -> None:
    """Fail unless the error is one printable line of at most so many characters."""
    text = str(error)
    assert text.isprintable(), f"{text!r} is not one printable line"
    assert len(text) <= longest, f"{text!r} is too long"
