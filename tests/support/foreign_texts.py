"""Texts that `str.isprintable` refuses, although people write and read them."""

OF_MANY_LANGUAGES = (
    "会議\u3000室",  # the space of Chinese and Japanese
    "Merci\u202f!",  # the narrow one of French, and of times on a Mac
    "10\u00a0h",
    "می\u200cشود",  # Persian: two letters that must not join
    "क्\u200dष",  # Hindi: two that must
    "សូម\u200bពាក់",  # Khmer: where a line may end
    "שלום!\u200f",  # Hebrew: the mark is on the left
    "\U0001f469\u200d\u2695\ufe0f",  # a doctor
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # a flag
    "\U0001fae9",  # a face of Unicode 16
)
"""One text each."""
