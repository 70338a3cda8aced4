"""Which sentences the people of an office have refused: derived from the rows of its plans, so undoing forgets."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from luoshi.plans.base.code_labels import no_task_reasons
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.rows.rules.refused_sentences import remembered_sentence


def refused_sentences(unit: int, among: Collection[str]) -> frozenset[str]:
    """Return those of these sentences that people refused in plans of a unit. At most two queries.

    Refused are the sentences of rows that a person called no task, or dropped as background or as a slogan. Other
    reasons ("already done", "the same as another row") are about one paper. If the office took the same sentence into
    the ledger in a later document, that decision holds.

    Args:
        unit: the unit that keeps the plans.
        among: as ``remembered_sentence`` gives them.
    """
    if not among:
        return frozenset()
    rows = PlanRow.objects.filter(plan__unit=unit).order_by("pk")
    no_task = Q(state=PlanRow.OUTSIDE, reason=PlanRow.PERSON) | Q(state=PlanRow.DROPPED, reason__in=no_task_reasons())
    last: dict[str, int] = {}
    for pk, words in rows.filter(no_task).values_list("pk", "words"):
        if (sentence := remembered_sentence(words)) in among:
            last[sentence] = pk
    if not last:
        return frozenset()
    kept = rows.filter(state=PlanRow.KEPT, pk__gt=min(last.values())).values_list("pk", "words")
    for pk, words in kept:
        if (sentence := remembered_sentence(words)) in last and pk > last[sentence]:
            del last[sentence]
    return frozenset(last)
