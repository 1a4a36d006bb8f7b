from datetime import UTC, datetime

from maskapp.outputs.export.figures_csv import figures_csv
from maskapp.outputs.figures.records import Counts


def test_each_hour_and_source_is_a_row(csv_rows):
    hour = datetime(2026, 5, 18, 9, tzinfo=UTC)
    counts = Counts(1, 2, 3, 4, 5, 6, 7, 8, 90_000)
    rows = csv_rows(b"".join(figures_csv([(hour, "Door", counts), (hour, "Gate", Counts())])))
    assert rows[0] == {
        "hour": "2026-05-18T09:00+00:00",
        "source": "Door",
        "watched_minutes": "1.5",
        "people_came": "18",
        "came_with_mask": "5",
        "came_without_mask": "6",
        "came_incorrect_mask": "7",
        "violations": "8",
        "person_minutes": "10",
        "person_minutes_with_mask": "1",
        "person_minutes_without_mask": "2",
        "person_minutes_incorrect_mask": "3",
        "person_minutes_uncertain": "4",
    }
    assert rows[1]["source"] == "Gate"


def test_a_source_is_no_formula(csv_rows):
    rows = csv_rows(b"".join(figures_csv([(datetime.now(UTC), '=HYPERLINK("x")', Counts())])))
    assert rows[0]["source"] == '\'=HYPERLINK("x")'
