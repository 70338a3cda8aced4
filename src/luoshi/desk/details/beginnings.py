"""The buttons of a record's page that begin a record about it: one for each link that may lead to it (``About``)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.about import MERGED, About
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.links import links_into
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries import rights


def beginning_buttons(record: Record, actor: Actor) -> list[dict[str, object]]:
    """Return the buttons for the records that the actor may begin about a record that may be named. No query."""
    if not record.number or record.state == MERGED:
        return []
    return [
        {"label": str(kind.one), "url": f"{beginning_url(kind, step)}?{urlencode({link.name: record.number})}"}
        for kind, link in _kinds_about(record)
        if (step := _opening_step(kind, link, actor)) is not None
    ]


def beginning_url(kind: CompiledKind, step: Step) -> str:
    """Return the address of the form of a step that begins a record."""
    if step is kind.cycle.first:
        return reverse("records:new", args=[kind.name])
    return reverse("records:begin", args=[kind.name, step.name])


def _kinds_about(record: Record) -> Iterator[tuple[CompiledKind, About]]:
    """Yield the kinds whose records may be about a record, each with its link."""
    for link in links_into(type(record)):
        if not isinstance(link, About) or not link.opens or link.held_by is None:
            continue
        if any(kind.name == record.kind for kind in link.offered_kinds()):
            yield link.held_by, link


def _opening_step(kind: CompiledKind, link: About, actor: Actor) -> Step | None:
    """Return the first step by which the actor may begin a record and that asks for the link."""
    steps = rights.steps_to_begin(kind, actor) if kind.begins is None else []
    return next((step for step in steps if link.name in form_fields(kind, step)), None)
