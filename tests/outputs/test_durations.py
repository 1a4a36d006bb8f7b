import pytest

from maskapp.outputs.durations import format_duration


@pytest.mark.parametrize(
    ("duration_s", "text"),
    [
        (0, "0:00"),
        (7.9, "0:07"),
        (60, "1:00"),
        (754, "12:34"),
        (3599, "59:59"),
        (3600, "1:00:00"),
        (36_061, "10:01:01"),
    ],
)
def test_a_duration_has_hours_only_if_it_lasts_one(duration_s, text) -> None:
    assert format_duration(duration_s) == text
