from maskapp.outputs.figures.records import Counts, MinuteFigures
from maskapp.outputs.figures.tables import add_figures
from maskapp.outputs.snapshots.log import SnapshotLog


def stored(log, table):
    return log.database.rows(
        f"SELECT name, {table[:-1]}, masked, watched_ms FROM {table}"
        f" JOIN figure_sources ON id = source_id ORDER BY {table[:-1]}, name"
    )


def test_the_parts_of_a_minute_are_added_up(log):
    for watched_ms in (20_000, 30_000):
        add_figures(
            log.database, MinuteFigures("Door", 100, Counts(masked=1, watched_ms=watched_ms))
        )
    add_figures(log.database, MinuteFigures("Gate", 100, Counts(masked=5)))
    assert stored(log, "minutes") == [("Door", 100, 2, 50_000), ("Gate", 100, 5, 0)]


def test_what_was_added_of_the_same_part_is_replaced(log):
    add_figures(log.database, MinuteFigures("Door", 100, Counts(masked=7, watched_ms=9_000)))
    sofar = Counts(masked=2, watched_ms=10_000)
    add_figures(log.database, MinuteFigures("Door", 100, sofar))
    later = MinuteFigures("Door", 100, Counts(masked=1, watched_ms=20_000))
    add_figures(log.database, later, replaced=sofar)
    assert stored(log, "minutes") == [("Door", 100, 8, 29_000)]
    assert stored(log, "quarters") == [("Door", 6, 8, 29_000)]


def test_quarters_hold_the_sums_of_their_minutes(log):
    for minute in (29, 30, 31, 44, 45):
        add_figures(log.database, MinuteFigures("Door", minute, Counts(masked=minute)))
    assert [row[1:3] for row in stored(log, "quarters")] == [(1, 29), (2, 105), (3, 45)]


def test_figures_outlast_the_program_and_the_snapshots(folder, log, make_snapshot):
    log.add(make_snapshot())
    add_figures(log.database, MinuteFigures("Tür 口 \udcff", 100, Counts(masked=3)))
    log.remove(log.find())
    log.close()
    with SnapshotLog(folder) as again:
        assert stored(again, "minutes") == [("Tür 口 ?", 100, 3, 0)]
