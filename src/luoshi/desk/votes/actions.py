"""Write what was voted."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.kernel.kinds.models import Row


def store_results(rows: Sequence[Row], column: str) -> None:
    """Write the results of rows of one model, decided under the lock of their record. One query; none without rows."""
    if rows:
        type(rows[0])._default_manager.bulk_update(rows, [column])
