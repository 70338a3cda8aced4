"""The page of one record: its particulars, its duties, the open steps and its history."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
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
from luoshi.desk.details.act_menu import act_menu, link_acts, pressing_duties, refused_acts, step_acts
from luoshi.desk.details.acts import ELSEWHERE, SELDOM, LaterStep, choose_acts, following_step, steps_ahead
from luoshi.desk.details.back_links import back_links
from luoshi.desk.details.beginnings import beginning_buttons
from luoshi.desk.details.duty_steps import duty_buttons
from luoshi.desk.details.particulars import record_particulars
from luoshi.desk.details.row_cards import row_cards
from luoshi.desk.details.rules import states_ahead, trace_path
from luoshi.desk.gates.cards import gate_cards
from luoshi.desk.holders.cards import held_cards
from luoshi.desk.lists.pages.duty_facts import duty_facts
from luoshi.desk.lists.pages.record_fragments import record_status_context, timeline_rows
from luoshi.desk.lists.queries.listing import due_light_code, with_units_called
from luoshi.desk.lists.validity.page import term_card, term_fact
from luoshi.desk.period_values.cards import period_value_cards
from luoshi.desk.previews.actions.recognising import request_texts
from luoshi.desk.privacy.erasing.pages.holds import hold_button, hold_facts
from luoshi.desk.privacy.unmasking.actions import unmask_fields
from luoshi.desk.privacy.unmasking.cards import opened_card
from luoshi.kernel.conditions.queries.steps import applicable_steps
from luoshi.kernel.duties.queries.duties import due_duty, duties_of_record
from luoshi.kernel.files.pages import files_card
from luoshi.kernel.files.queries import list_shown_attachments
from luoshi.kernel.history.queries.history import entries_of
from luoshi.kernel.holders.queries import with_holders
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, lines_in_use, list_lines
from luoshi.kernel.rights.pages import kind_or_404, record_or_404, render_problem
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.rights.queries.recording import recordable_steps
from luoshi.kernel.rights.queries.rights import is_kept_apart
from luoshi.kernel.search.links.queries import entry_events, linked_ids, links_of_records
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
    return _open_and_later(record, [], standing, day)[0]


def _open_and_later(
    record: Record, ahead: Sequence[str], standing: Collection[str], day: date
) -> tuple[list[Step], list[LaterStep]]:
    """Return the steps open to people in these relations, and those they will take in the states ahead.

    One query if any of them has a condition ``Step.only``.
    """
    if record.erased:
        return [], []
    cycle = kind_of(record).cycle
    open_now, later = cycle.open_steps(record.state, standing), steps_ahead(cycle, ahead, record.state, standing)
    every = [*open_now, *(later_step.step for later_step in later)]
    apply = applicable_steps([record], {record.pk: every}, day)[record.pk]
    return [step for step in open_now if step in apply], [found for found in later if found.step in apply]


def _looks(record: Record, standing: Collection[str], shown: dict[str, fields.DisplayField]) -> list[dict[str, object]]:
    """List the unmasking requests open to the actor, as far as some of the fields are still masked."""
    url = reverse("records:look", args=[record.kind, record.pk])
    return [
        {"label": str(protection.look), "url": url, "part": place}
        for place, protection in enumerate(kind_of(record).protections)
        if not set(standing).isdisjoint(protection.who)
        and (any(shown[name].masked for name in protection.masks) or any(path not in shown for path in protection.rows))
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
    declared, actor = kind_of(record), request_actor(request)
    standing = rights.relations_to_record(record, actor, day)
    ahead = states_ahead(declared.cycle, record.state)
    applicable, later = _open_and_later(record, ahead, standing, day)
    open_now = [step for step in applicable if step.about(record, day) and not is_kept_apart(step, record, actor)]
    entries = list(entries_of(record))
    events = entry_events(entries, actor, day, linked_ids(record, declared.shows))
    shown = {field.name: field for field in [*_particulars(record, standing, actor, day), *(plain or [])]}
    owing = duties_of_record(record, day)
    duty = due_duty(record, owing)
    path = trace_path(declared.cycle, [(event.step, event.at) for event in events], record.state)
    particulars = record_particulars(record, shown.values(), duty)
    particulars.beside += [
        *term_fact(record, day),
        *double_facts(record, actor, day),
        *hold_facts(record, actor, day),
    ]
    acts = choose_acts(
        [
            *step_acts(
                record,
                [step for step in open_now if not step.touches],
                recordable_steps(record, actor, day),
                pressing_duties(owing, due_light_code(record, day)),
            ),
            *link_acts(opening_buttons(record, standing, actor, day)),
            *link_acts([*double_button(record, actor, standing, day), *hold_button(record, actor, standing)], SELDOM),
            *refused_acts(record, applicable, later, standing, actor, day),
        ]
    )
    files = list_shown_attachments(record)
    request_texts(record, files, at=timezone.now())
    sections = [
        *held_cards(request, record, on or day),
        *gate_cards(record),
        *period_value_cards(record, on or day),
        *row_cards(request, record, open_now, day),
        *files_card(record, files),
        *opened_card(request, record, standing),
        *term_card(record),
        *(card for line in list_lines() for cards in line.cards for card in cards(record, actor, day)),
        *(declared.sections(record, actor, day) if declared.sections else []),
        *back_links(request, record, day),
    ]
    return {
        "title": record.title,
        "kind": str(declared.one),
        "number": record.number,
        "crumbs": [(str(declared.label), reverse("records:list", args=[declared.name])), (record.number, "")],
        "now": record_status_context(record, day, on, duty)
        | {"closed": record.closed, "then": _then(record, ahead, standing)},
        "path": path if len(path) > 1 else [],
        "acts": act_menu(acts) | {"evidence": True, "prints": True},
        "idle": not open_now and all(act.sort in (ELSEWHERE, SELDOM) for act in acts.open_acts),
        "facts": particulars.beside,
        "texts": particulars.texts,
        "folded_facts": particulars.folded,
        "owed": duty_facts(
            with_holders(record, owing, actor, day),
            duty_buttons(record, open_now, actor, day) if owing else None,
        ),
        "sections": sections,
        "looks": _looks(record, standing, shown),
        "timeline": timeline_rows(events),
        "evidence": entries,
        "in_one_column": not (sections or particulars.texts),
    }


def _then(record: Record, ahead: Sequence[str], standing: Collection[str]) -> dict[str, object] | None:
    """Return the main step that follows the next one on the usual way, and whether the reader takes it."""
    step = following_step(kind_of(record).cycle, ahead[0]) if ahead else None
    return {"label": str(step.label), "yours": not set(standing).isdisjoint(step.who)} if step else None
