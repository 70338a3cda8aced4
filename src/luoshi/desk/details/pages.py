"""The page of one record: its particulars, its duties, the open steps and its history."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.details.back_links import back_links
from luoshi.desk.details.beginnings import beginning_buttons
from luoshi.desk.details.duty_steps import duty_buttons
from luoshi.desk.details.row_cards import row_cards
from luoshi.desk.details.rules import trace_path
from luoshi.desk.gates.cards import gate_cards
from luoshi.desk.holders.cards import held_cards
from luoshi.desk.lists.pages.duty_facts import duty_facts
from luoshi.desk.lists.pages.record_fragments import (
    folded_steps,
    record_facts,
    record_status_context,
    recorded_buttons,
    step_buttons,
    timeline_rows,
)
from luoshi.desk.lists.queries.listing import with_units_called
from luoshi.desk.lists.validity.page import term_card, term_fact
from luoshi.desk.period_values.cards import period_value_cards
from luoshi.desk.privacy.erasing.pages.holds import hold_button, hold_facts
from luoshi.desk.privacy.unmasking.actions import unmask_fields
from luoshi.desk.privacy.unmasking.cards import opened_card
from luoshi.kernel.conditions.queries.steps import applicable_steps
from luoshi.kernel.duties.queries.duties import due_duty, duties_of_record
from luoshi.kernel.files.pages import files_card
from luoshi.kernel.history.queries.history import entries_of
from luoshi.kernel.holders.queries import with_holders
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, lines_in_use, list_lines
from luoshi.kernel.rights.pages import kind_or_404, record_or_404, render_problem
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.rights.queries.recording import recordable_steps
from luoshi.kernel.search.links.queries import entry_events, links_of_records
from luoshi.kernel.unique.pages import double_button, double_facts
from luoshi.org.actors.view_dates import parse_view_dates


@require_safe
@login_required
def record_detail(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Show one record; ?on=… shows its unit and its holder under the names of that day, and all else as of today.

    ?card=… and ?page=… select a page of one card; with scripts only that card is rendered.
    """
    record, at = record_or_404(request, kind_or_404(name), pk), parse_view_dates(request)
    if (card := request.GET.get("card")) and request.headers.get("HX-Request"):
        cards = [*back_links(request, record, at.today)]
        if not any(page_card["id"] == card for page_card in cards) and not record.erased:
            standing = rights.relations_to_record(record, request_actor(request), at.today)
            cards += row_cards(request, record, _open(record, standing, at.today), at.today)
            cards += [*held_cards(request, record, at.day), *opened_card(request, record, standing)]
        found = next((page_card for page_card in cards if page_card["id"] == card), None)
        if found is None:
            raise Http404
        part = render(request, "luoshi/_card.html", found)
        part["Vary"] = "HX-Request"  # the same URL without this header is the whole page
        return part
    if at.day != at.today:
        (record,) = with_units_called([record], at.day)
        if record.owner:
            (record.owner,) = with_units_called([record.owner], at.day)
    on = at.day if at.day != at.today else None
    context = context_of(request, record, at.today, on=on) | {"as_of": at.banner(request.path)}
    return render(request, "records/detail.html", context)


@require_POST
@login_required
def record_unmask(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Show the page once with the protected fields unmasked, to actors who may see them and give a reason."""
    at = timezone.now()
    record, part = record_or_404(request, kind_or_404(name), pk), request.POST.get("part", "")
    try:
        of = int(part) if re.fullmatch("[0-9]{1,2}", part) else None
        plain = unmask_fields(record, request_actor(request), request.POST.get("reason", ""), at=at, part=of)
    except RecordError as error:
        return render_problem(request, error, home_url=record.get_absolute_url())
    response = render(request, "records/detail.html", context_of(request, record, timezone.localdate(at), plain))
    response["Cache-Control"] = "no-store"
    return response


def _open(record: Record, standing: Collection[str], day: date) -> list[Step]:
    steps = [] if record.erased else kind_of(record).cycle.open_steps(record.state, standing)
    return applicable_steps([record], {record.pk: steps}, day)[record.pk]


def _looks(record: Record, standing: Collection[str], shown: dict[str, fields.DisplayField]) -> list[dict[str, object]]:
    """List the unmasking requests open to the actor, as far as some of the fields are still masked."""
    url = reverse("records:look", args=[record.kind, record.pk])
    return [
        {"label": str(protection.look), "url": url, "part": place}
        for place, protection in enumerate(kind_of(record).protections)
        if not set(standing).isdisjoint(protection.who) and any(shown[name].masked for name in protection.masks)
    ]


def opening_buttons(record: Record, standing: Collection[str], actor: Actor, day: date) -> list[dict[str, object]]:
    """List the buttons with which something is begun about a record: those that lines declare, and those of links."""
    if record.erased or actor.behalf:
        return []
    every = [
        opening for line in lines_in_use() for opening in line.openings if opening.may(record, standing, actor, day)
    ]
    buttons: list[dict[str, object]] = [
        {"label": str(opening.label), "url": opening.address(record)} for opening in every
    ]
    return [*buttons, *beginning_buttons(record, actor)]


def _particulars(record: Record, standing: Collection[str], actor: Actor, day: date) -> list[fields.DisplayField]:
    """Return the fields of the page in order; a link shows the number, and whatever else the actor may read."""
    names, open_to_them = kind_of(record).shows, kind_of(record).plain_to(standing)
    leads = links_of_records([record], names, actor, day)
    told = fields.display_fields(record, [name for name in names if name not in leads], open_to_them)
    plain = {field.name: field for field in told}
    for name, there in leads.items():
        one = there[getattr(record, f"{name}_id")]
        plain[name] = fields.DisplayField(name, fields.field_label(kind_of(record), name), str(one), url=one.url)
    return [*(plain.pop(name) for name in names), *plain.values()]


def context_of(
    request: HttpRequest,
    record: Record,
    day: date,
    plain: list[fields.DisplayField] | None = None,
    on: date | None = None,
) -> dict[str, object]:
    """Return the context of a record's page for the actor; ``on``: the day whose names the holder is shown by."""
    declared, standing = kind_of(record), rights.relations_to_record(record, request_actor(request), day)
    open_now = [step for step in _open(record, standing, day) if step.about(record)]
    shown = {
        field.name: field for field in [*_particulars(record, standing, request_actor(request), day), *(plain or [])]
    }
    steps, further = folded_steps(record, [step for step in open_now if not step.touches])
    owing = duties_of_record(record, day)
    duty = due_duty(record, owing)
    events = entry_events(entries_of(record), request_actor(request), day)
    path = trace_path(declared.cycle, [(event.step, event.at) for event in events], record.state)
    return {
        "title": record.title,
        "kind": str(declared.one),
        "number": record.number,
        "crumbs": [(str(declared.label), reverse("records:list", args=[declared.name])), (record.number, "")],
        "now": record_status_context(record, day, on, duty),
        "path": path if len(path) > 1 else [],
        "steps": [
            *step_buttons(record, steps),
            *recorded_buttons(record, recordable_steps(record, request_actor(request), day)),
        ],
        "further": step_buttons(record, further),
        "on_cards": any(step.touches for step in open_now),
        "actions": opening_buttons(record, standing, request_actor(request), day),
        "seldom": [
            *double_button(record, request_actor(request), standing, day),
            *hold_button(record, request_actor(request), standing),
        ],
        "facts": [
            *record_facts(record, shown.values(), duty),
            *term_fact(record, day),
            *double_facts(record, request_actor(request), day),
            *hold_facts(record, request_actor(request), day),
        ],
        "owed": duty_facts(
            with_holders(record, owing, request_actor(request), day),
            duty_buttons(record, open_now, request_actor(request), day) if owing else None,
        ),
        "sections": [
            *held_cards(request, record, on or day),
            *gate_cards(record),
            *period_value_cards(record, on or day),
            *row_cards(request, record, open_now, day),
            *files_card(record),
            *opened_card(request, record, standing),
            *term_card(record),
            *(
                card
                for line in list_lines()
                for cards in line.cards
                for card in cards(record, request_actor(request), day)
            ),
            *(declared.sections(record, request_actor(request), day) if declared.sections else []),
            *back_links(request, record, day),
        ],
        "looks": _looks(record, standing, shown),
        "timeline": timeline_rows(events),
        "aside": True,
    }
