from dataclasses import replace
from datetime import date, datetime

from maskapp.outputs.export.html_summary import ReportSummary


def test_the_summary_counts_snapshots_kinds_and_sources(log, three_ids, event_id):
    summary = ReportSummary()
    for snapshot in log.read([*three_ids, event_id]):
        summary.add(snapshot)
    assert summary.kinds == {"manual": 2, "automatic": 2}
    assert summary.sources == {"Webcam": 3, "Tür 口": 1}
    assert len(summary.times) == 4
    assert summary.events == 1


def test_the_period_is_in_the_local_time_of_the_snapshots(log, three_ids):
    summary = ReportSummary()
    for snapshot in log.read(three_ids):
        summary.add(snapshot)
    assert summary.period() == (datetime(2026, 5, 17, 9, 31), datetime(2026, 5, 17, 9, 33))
    early = replace(log.read(three_ids)[0], taken_at=datetime.fromisoformat("2026-01-02T00:10+02"))
    summary.add(early)
    assert summary.days() == (date(2026, 1, 2), date(2026, 5, 17))


def test_without_snapshots_there_is_no_period():
    assert ReportSummary().period() is None
    assert ReportSummary().days() is None
