from datetime import datetime

from maskapp.outputs.export.html_summary import ReportSummary
from maskapp.records import MaskLabel


def test_the_summary_counts_faces_kinds_and_sources(log, three_ids):
    summary = ReportSummary()
    for snapshot in log.read(three_ids):
        summary.add(snapshot)
    assert summary.faces == {
        MaskLabel.WITH_MASK: 1,
        MaskLabel.WITHOUT_MASK: 2,
        MaskLabel.INCORRECT_MASK: 1,
    }
    assert summary.kinds == {"manual": 2, "automatic": 1}
    assert summary.sources == {"Webcam": 2, "Tür 口": 1}
    assert len(summary.moments) == 3


def test_the_period_is_in_the_local_time_of_the_snapshots(log, three_ids):
    summary = ReportSummary()
    for snapshot in log.read(three_ids):
        summary.add(snapshot)
    assert summary.period() == (datetime(2026, 5, 17, 9, 31), datetime(2026, 5, 17, 9, 33))


def test_without_snapshots_there_is_no_period():
    assert ReportSummary().period() is None
