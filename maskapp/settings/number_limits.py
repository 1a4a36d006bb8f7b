"""Validation of the numbers that settings, training plans and model specs are made of."""


def number_problem(kind: object, value: object, least: float, most: float) -> str | None:
    """Return why a value does not fit a number field, to follow the field's name in a message.

    Args:
        kind: The field's type: `int`, which takes whole numbers only, or `float`.
        value: The value to check.
        least: The smallest number that is accepted.
        most: The largest number that is accepted.

    Returns:
        Such as "is not between 1 and 30"; None if the value is accepted.
    """
    accepted = (int,) if kind is int else (int, float)
    if isinstance(value, bool) or not isinstance(value, accepted):
        return "is not a whole number" if kind is int else "is not a number"
    if not least <= value <= most:  # also refuses NaN
        return f"is not between {least} and {most}"
    return None
