"""The bar of a list: steps to take on several rows at once, and what else can be begun about them."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from luoshi.base.forms.shapes import list_query_string
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.lists.queries.record_pages import RowCount
from luoshi.kernel.conditions.queries.steps import steps_open_on_any
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.lines import Opening
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import lines_in_use

USUAL = 3  # number of bulk steps with a button; the others are behind "More"


def bulk_steps(declared: CompiledKind, actor: Actor) -> list[Step]:
    """List the steps that can be taken on many records and that the actor's roles may allow."""
    return [
        step
        for step in declared.cycle.steps
        if step.bulk
        and any(role in actor.roles for name in step.who for role, _place in declared.rights.by_name[name].reaches)
    ]


def bulk_bar(
    request: HttpRequest, declared: CompiledKind, rows: list[Record], actor: Actor, day: date, every: RowCount | None
) -> dict[str, object] | None:
    """Return the context of ``luoshi/_bar.html``: steps that the actor may take on a row, the usual ones first.

    If there are further pages (``every``: the rows on all pages), a step may be open there: it is offered
    too, but folded. Return None if there is nothing to offer.
    """
    steps, others = bulk_steps(declared, actor), allowed_openings(declared, actor)
    here = steps_open_on_any(rows, steps, actor, day)
    steps = steps if every else here
    if not steps and not others:
        return None
    usual = sorted(here, key=lambda step: not step.is_awaited)[:USUAL]
    made = [{"name": s.name, "label": str(s.label), "danger": s.tone == "careful"} for s in [*usual, *steps]]
    return {
        "steps": made[: len(usual)],
        "seldom": [button for button in made[len(usual) :] if button not in made[: len(usual)]],
        "others": [
            (str(opening.label), opening.of_many(declared.name) + list_query_string(request, page=None))
            for opening in others
        ],
        "every": every,
    }


def allowed_openings(declared: CompiledKind, actor: Actor) -> list[Opening]:
    """List the openings of other lines about several records of a kind that the actor's roles allow."""
    if actor.behalf:
        return []
    every = [opening for line in lines_in_use() for opening in line.openings if declared.name in opening.many]
    return [opening for opening in every if set(opening.roles) & set(actor.roles)]
