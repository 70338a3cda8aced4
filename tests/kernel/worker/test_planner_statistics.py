"""The database counts what its query planner goes by: every hour on SQLite, and after a restore."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from luoshi.kernel.base.jobs import JOBS
from luoshi.kernel.worker.actions.housekeeping import update_planner_statistics
from luoshi.site.backup.actions.backup_restoration import finish_restore
from luoshi.site.backup.manifest import EvidenceFiles, Manifest
from office import NOW, Office


def count_analyses(act: Callable[[], object]) -> int:
    """Return how often the database was told to count everything."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(query["sql"] == "ANALYZE" for query in captured.captured_queries)


def test_the_planner_reckons_with_the_rows_that_there_are(office: Office) -> None:
    update_planner_statistics()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = 'org_unit'")
        else:
            cursor.execute("SELECT MAX(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = 'org_unit'")
        assert cursor.fetchone()[0] >= len(office.units)


def test_every_hour_sqlite_counts_and_postgresql_is_left_to_itself(office: Office) -> None:
    job = JOBS["statistics"]
    assert job.every == timedelta(hours=1)
    assert count_analyses(lambda: job.run(NOW)) == (connection.vendor == "sqlite")


def test_after_a_restore_the_rows_are_counted(office: Office) -> None:
    manifest = Manifest("0", NOW.isoformat(), "sqlite", "", (), (), EvidenceFiles(True), 0, "")
    assert count_analyses(lambda: finish_restore(manifest, moved=True, file="b.zip", told=lambda _name: None)) == 1
