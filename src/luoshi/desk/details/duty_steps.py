"""The buttons beside the duties of a record: the steps that meet them, as far as the actor may take them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urlencode

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.details.beginnings import beginning_url
from luoshi.desk.lists.pages.duty_facts import DutyButtons, answering_buttons
from luoshi.kernel.conditions.queries.evaluation import Answer, evaluate_conditions
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.links import Linked, links_into
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.queries import rights


def duty_buttons(record: Record, open_now: Sequence[Step], actor: Actor, day: date) -> DutyButtons:
    """Return by duty the buttons of the steps that meet it: of the record, and those that begin another one about it.

    No query, but one for each link with a condition over which a duty of the record is met.

    Args:
        open_now: The record's steps that are open to the actor.
    """
    duties = kind_of(record).duties_by_name
    found = {name: list(answering_buttons(record, open_now, name)) for name in duties}
    if actor.behalf or record.erased or not record.number:
        return found
    known: dict[object, list[Answer]] = {}  # several steps may begin over one link
    for link, kind, step, name in _beginnings_over_links(record, actor):
        if name in duties and (
            link.where is None or evaluate_conditions([link.where], record, day, known=known) == [True]
        ):
            label = kind.one if step is kind.cycle.first else step.label
            url = f"{beginning_url(kind, step)}?{urlencode({link.name: record.number})}"
            found[name].append({"label": str(label), "url": url})
    return found


def _beginnings_over_links(record: Record, actor: Actor) -> Iterator[tuple[Linked, CompiledKind, Step, str]]:
    """Yield the steps that begin a record of another kind and meet a duty over its link: link, kind, step, duty."""
    for link in links_into(type(record)):
        kind = link.held_by
        if kind is None or kind.begins is not None or all(led.name != record.kind for led in link.offered_kinds()):
            continue
        for step in rights.steps_to_begin(kind, actor):
            for way, _dot, name in (answer.rpartition(".") for answer in step.answers):
                if way == link.name and link.name in form_fields(kind, step):
                    yield link, kind, step, name
