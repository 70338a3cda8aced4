"""The plans of a year by the tags of two lists, for the first page of a line whose work they describe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from luoshi.base.forms.shapes import DataTable, LabelledFact
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.tags.pages.matrix import MatrixRequest, tag_matrix_facts, tag_matrix_table
from luoshi.commitments.tags.queries import plan_matrix, scope_of, tagged_plans
from luoshi.desk.tags.part import short_name
from luoshi.kernel.code_lists.definitions import List

SHOWN = 3  # plans of a year with a table; the others have it on their own page


@dataclass(frozen=True)
class TaggedPlan:
    """A plan with its commitments by tags; ``facts`` name what has no counterpart, ``url`` is its own page of them."""

    key: str
    title: str
    url: str
    table: DataTable
    facts: Sequence[LabelledFact]


def year_tag_cards(
    year: int, unit: int | None, lists: tuple[List, List], actor: Actor, day: date
) -> tuple[list[TaggedPlan], int]:
    """Return the first plans of a year by two lists, with the version of each list for the plan's year, and how many
    plans there are. Some ten queries for each plan."""
    plans = tagged_plans(year, unit, lists, actor, day)
    found = []
    for plan in plans[:SHOWN]:
        used = [code_list for code_list in lists if scope_of(plan).items(code_list)] or [lists[0]]
        rows, columns = used[0], used[1] if len(used) > 1 else None
        asked, counted = MatrixRequest(plan, rows, columns), plan_matrix(plan, rows, columns, actor, day)
        query = {"rows": short_name(rows), "columns": short_name(columns) if columns else ""}
        url = f"{reverse('ledger:tag_matrix', args=[plan.pk])}?{urlencode(query)}"
        table, facts = replace(tag_matrix_table(asked, counted), wide=True), tag_matrix_facts(asked, counted)
        found.append(TaggedPlan(f"plan-{plan.pk}", plan.title, url, table, facts))
    return found, len(plans)
