"""The usual order of records is whole whatever is selected, so that pages and sheets have the same rows in it."""

from __future__ import annotations

import pytest

from appeal_factory import filed
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.ordering import NEWEST
from luoshi.lines.appeals.models import Appeal
from office import Office


@pytest.mark.parametrize("columns", [("pk",), ("pk", "opened"), ("opened", "pk"), ("number", "opened")])
@pytest.mark.parametrize("model", [Record, Appeal])
def test_records_opened_at_the_same_moment_come_last_entered_first(
    office: Office, model: type[Record], columns: tuple[str, ...]
) -> None:
    filed(office, 5)
    rows = model._default_manager.filter(kind="appeals").order_by(*NEWEST)
    assert str(rows.values_list(*columns).query).endswith('"records_record"."id" DESC')
    found = [row[columns.index("pk") if "pk" in columns else 0] for row in rows.values_list(*columns)]
    assert found == sorted(found, reverse=True) and len(found) == 5
