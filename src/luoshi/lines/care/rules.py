"""Objections to steps of care."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from luoshi.kernel.base.words import words

_ = words(__name__)


def own_rating_reasons(record: Any, given: Mapping[str, Any], at: datetime) -> list[str]:
    """Return the objection to marks of whoever was in charge: a promise is rated by others."""
    edit = given.get("ratings")
    raters = {line.values["person"].pk for line in edit.after} if edit else set()
    return [_("Whoever is in charge does not rate it.")] if record.person_id in raters else []
