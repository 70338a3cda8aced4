"""How satisfied those were who asked: never a bare number."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from luoshi.figures.rounding import places
from luoshi.records.base.words import words_now
from luoshi.records.kinds.models import Record

_ = words_now(__name__)

SMALL = 30  # below this many ratings the mean is marked; our own choice, no source gives a number


def satisfaction(appeals: QuerySet[Record]) -> list[tuple[str, str]]:
    """Mean satisfaction of these appeals with the number rated and of how many closed. One query."""
    found = appeals.filter(state="closed").aggregate(n=Count("mark"), of=Count("pk"), total=Sum("mark"))
    if not found["n"]:
        return [(_("Satisfaction"), _("not computable: none rated of %(of)d closed") % found)]
    mean = places(Decimal(found["total"]) / found["n"], 1)
    words = _("%(mean)s of 5 (n = %(n)d of %(of)d closed)") % {**found, "mean": mean}
    return [(_("Satisfaction"), words + (" " + _("sample small") if found["n"] < SMALL else ""))]
