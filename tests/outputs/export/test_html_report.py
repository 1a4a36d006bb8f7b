import io

from maskapp.outputs.export.export_format import Exported
from maskapp.outputs.export.html_report import HTML_REPORT


def test_progress_begins_after_all_snapshots_are_counted(log, three_ids):
    steps = list(HTML_REPORT.write(Exported(log.read(three_ids)), io.BytesIO()))
    assert steps == [0, 0, 0, 1, 2, 3]


def test_a_snapshot_counts_as_done_when_it_is_in_the_file(log, three_ids):
    file = io.BytesIO()
    for done in HTML_REPORT.write(Exported(log.read(three_ids)), file):
        assert file.getvalue().count(b"<img ") == done
