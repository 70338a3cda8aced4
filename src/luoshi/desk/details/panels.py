"""The panel beside a list: what a row is, its steps and what happened last, as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import LabelledFact
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.details.pages import opening_buttons
from luoshi.desk.lists.pages.record_fragments import (
    record_status_context,
    recorded_buttons,
    step_buttons,
    timeline_rows,
)
from luoshi.kernel.conditions.queries.steps import applicable_steps
from luoshi.kernel.duties.queries.duties import due_duty, duties_of_record
from luoshi.kernel.history.queries.history import entries_of
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.language.parts import PanelCards
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.pages import kind_or_404, record_or_404
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.rights.queries.recording import recordable_steps
from luoshi.kernel.search.links.queries import entry_events, links_of_records

SHOWN_STEPS = 3  # side by side; the others are behind "More"
SHOWN_FACTS = 8  # of the kind's own; the page has all
SHOWN_EVENTS = 3


@require_safe
@login_required
def record_panel(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Show what a list shows of a row beside it; without scripts it leads to the record's page."""
    record, day = record_or_404(request, kind_or_404(name), pk), timezone.localdate()
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(record.get_absolute_url())
    response = render(request, "records/_panel.html", panel_context(record, request_actor(request), day))
    response["Vary"] = "HX-Request"  # the same URL without this header leads elsewhere
    return response


def panel_context(record: Record, actor: Actor, day: date) -> dict[str, object]:
    """Return the context of a record's panel for the actor. The number of queries is bounded."""
    declared, standing = kind_of(record), rights.relations_to_record(record, actor, day)
    steps = [] if record.erased else declared.cycle.open_steps(record.state, standing)
    steps = applicable_steps([record], {record.pk: steps}, day)[record.pk]
    steps = [step for step in steps if step.about(record, day) and not step.touches]
    duty = due_duty(record, duties_of_record(record, day))
    buttons = [*step_buttons(record, steps), *recorded_buttons(record, recordable_steps(record, actor, day))]
    buttons.sort(key=lambda button: not button["main"])
    openings = opening_buttons(record, standing, actor, day)
    shown = buttons[:SHOWN_STEPS]
    more = [*({**button, "dialog": True} for button in buttons[SHOWN_STEPS:]), *openings]
    if len(buttons) < SHOWN_STEPS:  # what would be alone behind "More" has room here
        room = SHOWN_STEPS - len(buttons)
        shown, more = [*shown, *openings[:room]], openings[room:]
    events = entry_events(entries_of(record), actor, day)
    return {
        "record": record,
        "now": record_status_context(record, day, duty=duty),
        "steps": shown,
        "more": more,
        "facts": panel_facts(record, actor, day),
        "cards": []
        if record.erased
        else [card for part in declared.every(PanelCards) for card in part.of(record, actor, day)],
        "events": timeline_rows(events)[:SHOWN_EVENTS],
    }


def panel_facts(record: Record, actor: Actor, day: date) -> list[LabelledFact]:
    """Return the particulars of a record that have a value, the columns of its list first; none that is protected."""
    declared = kind_of(record)
    names = _own_fields(declared.columns, declared.shows, {*declared.masked_fields, *declared.hidden})
    links = links_of_records([record], names, actor, day)
    found: list[LabelledFact] = []
    told = {"", "0", "—", _("no"), record.title}  # what says nothing, or nothing new
    for name in names:
        if name in links:
            there = links[name][getattr(record, f"{name}_id")]
            text, url = str(there), there.url
        else:
            text, url = fields.field_text(record, name), fields.field_address(record, name)
        if text not in told:
            told.add(text)
            found.append(LabelledFact(fields.field_label(declared, name), text, url, long=len(text) > 40))
    return found[:SHOWN_FACTS]


def _own_fields(columns: Sequence[str], shows: Sequence[str], closed: set[str]) -> list[str]:
    every = dict.fromkeys((*columns, *shows))
    return [name for name in every if name not in closed and name not in ("unit", "state", "due", "title")]
