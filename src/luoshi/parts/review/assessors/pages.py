"""“My reviews”: what an assessor is asked, what is still to be marked, when they are away, and what they are paid."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataRow, Empty, Light
from luoshi.kernel.base.words import words_in, words_now
from luoshi.kernel.kinds.fields import field_text
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import open_steps
from luoshi.parts.calls.applicant.lacking import days_left, describe_days_left, format_moment
from luoshi.parts.review.assessors import queries
from luoshi.parts.review.assessors.cards import build_table, fee_state, money_text
from luoshi.parts.review.assessors.rules import fee_of_sheets, tally_states
from luoshi.parts.review.models import ReviewRound, ReviewSheet

_ = words_now(__name__)
_p = words_in(__name__)

ANSWERS, MARKS, LATE = ("accept", "decline"), ("read", "score", "decline"), ("read", "score")
SOON = 3  # days left from which on a round is shown yellow
Card = dict[str, object]


@require_safe
@login_required
def own_review_list(request: HttpRequest) -> HttpResponse:
    """Show an assessor their invitations, sheets, rounds, absences and fees. At most six queries of its own.

    Nothing on it says who else assesses, or who applied.
    """
    actor, at = request_actor(request), timezone.now()
    day = timezone.localdate(at)
    sheets = queries.own_sheets(actor.person)
    going = [
        sheet
        for sheet in sheets
        if (sheet.assessed.round.state, sheet.state)
        in (("open", "asked"), ("open", "accepted"), ("closed", "accepted"))
    ]
    found = open_steps(going, actor, day) if going else {}
    steps = {pk: {step.name for step in names} for pk, names in found.items()}
    by_round: dict[int, list[ReviewSheet]] = {}
    for sheet in sheets:
        by_round.setdefault(sheet.assessed.round_id, []).append(sheet)
    cards: list[Card] = [
        _sheets_card("asked", _("Invitations to answer"), [row for row in going if row.state == "asked"], steps, at),
        _sheets_card("marks", _("Still to be marked"), [row for row in going if row.state == "accepted"], steps, at),
        _rounds_card(by_round, at),
    ]
    cards += _availability_cards(actor.person, at)
    cards += _fee_cards(by_round)
    return render(request, "review/own.html", {"title": _("My reviews"), "cards": cards})


def _sheets_card(
    name: str, title: str, sheets: Sequence[ReviewSheet], steps: Mapping[int, Collection[str]], at: datetime
) -> Card:
    kind = get_kind("marksheets")
    rows = []
    for sheet in sheets:
        offered = [
            {"url": reverse("records:step", args=[kind.name, sheet.pk, step]),
             "label": str(kind.cycle.by_name[step].label)}
            for step in (ANSWERS if sheet.state == "asked" else MARKS if sheet.assessed.round.state == "open" else LATE)
            if step in steps.get(sheet.pk, ()) and not (step == "read" and sheet.assessed.round.after != "yes")
        ]  # fmt: skip
        rows.append(DataRow(str(sheet.pk), sheet.title, [
            DataCell(sheet.title, head=True, url=sheet.get_absolute_url(), note=sheet.assessed.round.title),
            DataCell(field_text(sheet.assessed, "branch"), _("Field")),
            _until_cell(sheet.assessed.round, at),
            DataCell("", _("Your steps"), "steps", steps=offered),
        ]))  # fmt: skip
    heads = [_("Number"), _("Field"), _("Marks until"), _("Your steps")]
    empty = Empty(_("No invitation waits for an answer.") if name == "asked" else _("Nothing is left to be marked."))
    return {"id": name, "title": title, "count": len(rows), "table": build_table(title, heads, rows, empty, steps=True)}


def _until_cell(round_: ReviewRound, at: datetime) -> DataCell:
    if round_.to_at is None:
        return DataCell("", _("Marks until"))
    if round_.state != "open" or at > round_.to_at:
        light = Light("red", _("over"), _("What you send now is kept, and counts only if the office lets it in."))
        return DataCell(format_moment(round_.to_at), _("Marks until"), "date", light=light)
    colour = "yellow" if days_left(round_.to_at, at) <= SOON else "green"
    light = Light(colour, describe_days_left(round_.to_at, at))
    return DataCell(format_moment(round_.to_at), _("Marks until"), "date", light=light)


def _rounds_card(by_round: Mapping[int, Sequence[ReviewSheet]], at: datetime) -> Card:
    """List the rounds of an assessor: until when, and how many of how many sheets are scored."""
    title, rows = _("My rounds"), []
    for sheets in by_round.values():
        round_, tally = sheets[0].assessed.round, tally_states([sheet.state for sheet in sheets])
        done = _("%(n)d of %(of)d scored") % {"n": tally.scored, "of": tally.total}
        late = _("%(n)d late, not counted") % {"n": tally.late} if tally.late else ""
        rows.append(DataRow(str(round_.pk), round_.title, [
            DataCell(round_.title, head=True, note=field_text(round_, "stage")),
            DataCell(field_text(round_, "state"), _("Status")),
            _until_cell(round_, at) if round_.state == "open" else DataCell("", _("Marks until")),
            DataCell(done, _("Sheets"), note=late,
                     light=Light("green", _("all done")) if tally.scored == tally.total else None),
        ]))  # fmt: skip
    heads = [_("Round"), _("Status"), _("Marks until"), _("Sheets")]
    empty = Empty(_("You are not in a round yet."))
    return {"id": "rounds", "title": title, "count": len(rows), "table": build_table(title, heads, rows, empty)}


def _availability_cards(person: int, at: datetime) -> list[Card]:
    """List the days on which an expert of the pool is away, with the step that enters some. None for others."""
    expert = queries.own_pool_entry(person)
    if expert is None:
        return []
    title, day = _("When you are away"), timezone.localdate(at)
    rows = [
        DataRow(str(row.pk), "", [
            DataCell(row.from_day.isoformat(), head=True),
            DataCell(row.to_day.isoformat(), _("Until"), "date"),
            DataCell(row.why, _p("absence", "Why")),
        ])
        for row in queries.absences_since(expert.pk, day)
    ]  # fmt: skip
    empty = Empty(_("You have entered no absence: you can be drawn and asked on any day."))
    heads = [_("From"), _("Until"), _p("absence", "Why")]
    enter = {
        "url": reverse("records:step", args=["experts", expert.pk, "absent"]),
        "label": str(get_kind("experts").cycle.by_name["absent"].label),
        "main": False,
        "danger": False,
        "reasons": [],
    }
    note = _("Whoever is away on all days of a round is neither drawn for it nor given a sheet.")
    return [{"id": "away", "title": title, "count": len(rows), "table": build_table(title, heads, rows, empty),
             "steps": [enter], "note": note}]  # fmt: skip


def _fee_cards(by_round: Mapping[int, Sequence[ReviewSheet]]) -> list[Card]:
    """List what decided rounds pay an assessor for the sheets that they scored. None where no round pays."""
    title, rows = _("My fees"), []
    for sheets in by_round.values():
        round_ = sheets[0].assessed.round
        scored = tally_states([sheet.state for sheet in sheets]).scored
        if round_.state not in ("decided", "paid") or round_.fee is None or not scored:
            continue
        rows.append(DataRow(str(round_.pk), round_.title, [
            DataCell(round_.title, head=True),
            DataCell(str(scored), _("Scored sheets"), "number"),
            DataCell(money_text(round_.fee), _("Fee per sheet (yuan)"), "number"),
            DataCell(money_text(fee_of_sheets(scored, round_.fee)), _("Amount (yuan)"), "number"),
            DataCell("", _("Status"), light=fee_state(round_)),
        ]))  # fmt: skip
    if not rows:
        return []
    heads = [_("Round"), _("Scored sheets"), _("Fee per sheet (yuan)"), _("Amount (yuan)"), _("Status")]
    table = build_table(title, heads, rows, Empty(""), numbers=(1, 2, 3))
    return [{"id": "fees", "title": title, "count": None, "table": table}]
