"""Objections to steps of care."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.compiled.row_edits import RowsEdit
from luoshi.lines.care.models import StaffPromise

_ = words(__name__)


def own_rating_reasons(record: StaffPromise, given: Mapping[str, object], at: datetime) -> list[str]:
    """Return the objection to marks of whoever was in charge: a promise is rated by others."""
    edit = given.get("ratings")
    raters = {line.values["person"].pk for line in edit.after} if isinstance(edit, RowsEdit) else set()
    return [_("Whoever is in charge does not rate it.")] if record.person_id in raters else []
