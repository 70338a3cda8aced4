"""All that somebody can do to the tables who has the database and not the keys: verify names each of it."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.evidence.witness.actions import adopt_all_rows
from luoshi.evidence.witness.tables import table_shapes
from luoshi.kernel.history.queries.integrity import integrity_findings
from luoshi.site.demo import county_builder
from tampering import cases, fill_empty_tables, tried

pytestmark = pytest.mark.django_db


@pytest.mark.control(
    "8.1.4.3 c", "a row changed, taken away or put in past the program, in any table, is named by verify"
)
def test_every_column_of_every_table_with_rows() -> None:
    """The demonstration's county, and a row of what it lacks; cases come from the declarations."""
    assert county_builder.build_demo_county(timezone.localdate())
    refused = fill_empty_tables()
    assert len(refused) <= 6, refused
    adopt_all_rows(timezone.now(), before={})
    seal_all()
    assert [finding for finding in integrity_findings() if finding.is_broken] == []
    missed, tested = [], Counter[str]()
    for case in cases(every=connection.vendor == "sqlite"):
        found = tried(case)
        if found is None:
            continue
        tested[case.table] += 1
        named = [
            finding.values.get("columns", "")
            for finding in found
            if finding.code == case.code and finding.values["table"] == case.table
        ]
        if (case.column not in named and case.column) or not named:
            missed.append(str(case))
    connection.luoshi_watched = None  # type: ignore[attr-defined]
    assert missed == []
    assert (
        sum(tested.values()) >= (300 if connection.vendor == "sqlite" else 60)
        and len(tested) >= len(table_shapes()) - 12
    )
