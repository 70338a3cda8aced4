"""The section ``lights`` of ledger.py: the light of every commitment, found anew, beside a bare GROUP BY."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ledger_export
from beside import medians

RUNS = 5
DAY = date(2026, 9, 30)


def lights(built: Any, asked: Any) -> None:
    """Print the milliseconds of all lights counted, by each preset, beside one GROUP BY over the same rows."""
    from django.db import connection
    from django.db.models import Count

    from luoshi.commitments.lights.queries.light_status import by_tables
    from luoshi.commitments.lights.rules.presets import BY_NAME
    from luoshi.plans.base.models.commitment import Commitment

    ledger_export.make_commitments(built, asked.commitments)
    _spread()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = Commitment.objects.order_by()
    floor = rows.values_list("state").annotate(n=Count("pk"))
    print(f"  lights: {rows.count():,} commitments, all counted by light, on one day")
    print(f"  {'':18} {'all lights':>10} {'GROUP BY':>9}")
    for name, preset in BY_NAME.items():
        table = preset.fill_values({"near_days": 5})
        counted = by_tables(rows, [(table, None)], DAY).order_by().values_list("stand").annotate(n=Count("pk"))
        ours, bare = medians(lambda q=counted: list(q.all()), lambda q=floor: list(q.all()), runs=RUNS)
        print(f"  {name:18} {ours:8.1f} ms {bare:6.1f} ms {ours / bare:5.1f}×", flush=True)


def _spread() -> None:
    """Dates, shares and judgements as a year of work leaves them, in some statements."""
    from django.db.models import F

    from luoshi.commitments.lights.rules.measures import month_number
    from luoshi.kernel.kinds.models import Record
    from luoshi.plans.base.models.commitment import Commitment

    states = ("running", "running", "issued", "running", "suspended", "reported", "closed")
    first = month_number(date(2026, 1, 1))
    ids = Commitment.objects.annotate(seventh=F("pk") % 7)
    for part, state in enumerate(states):
        pks = ids.filter(seventh=part).values("pk")
        Record.objects.filter(pk__in=pks).update(state=state)
        due = DAY + timedelta(days=part * 9 - 20)
        Commitment.objects.filter(pk__in=pks).update(
            pressing=due if part < 4 else None, binds=due, report_due=due if part == 1 else None, begins=first,
            ends=first + 11, reached=part * 1600, outlook=("", "sure", "slow")[part % 3], slips=part % 3,
            judged=("", "good", "poor")[part % 3], done=due if part > 4 else None,
        )  # fmt: skip
