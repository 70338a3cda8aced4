"""The page of a fact: who reported it, when, in which record, its files, its history, and its targets.

Where two values differ, the supervision office decides here which is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, LabelledFact
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.period_codes import decode_period
from luoshi.facts.base.models import fact as kept
from luoshi.facts.fact_store.actions import settle_fact_question
from luoshi.facts.fact_store.queries import may_settle
from luoshi.facts.figure_views import figure_formats
from luoshi.facts.figure_views.queries import sources
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.pages import error_status

STAYS, OTHER = "stays", "other"


def _fact(request: HttpRequest, pk: int) -> kept.Fact:
    found = sources.fact_of(pk, request_actor(request), timezone.localdate()) if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@require_safe
@login_required
def fact_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a fact and its source."""
    return _page(request, _fact(request, pk))


@require_POST
@login_required
def fact_question_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide which of two differing values is right."""
    fact = _fact(request, pk)
    actor, at = request_actor(request), timezone.now()
    asked = next(
        (question for question in sources.questions_of(fact) if str(question.pk) == request.POST.get("question")), None
    )
    right = request.POST.get("right")
    try:
        if asked is None or right not in (STAYS, OTHER):
            raise RecordError("changed", _("Somebody else has already decided this."))
        stays = settle_fact_question(asked.pk, actor, other=right == OTHER, at=at)
    except RecordError as error:
        return _page(request, fact, error)
    messages.success(request, _("The decision is recorded, and all figures follow it."))
    return HttpResponseRedirect(reverse("facts:fact", args=[stays]))


def _page(request: HttpRequest, fact: kept.Fact, error: RecordError | None = None) -> HttpResponse:
    actor, day = request_actor(request), timezone.localdate()
    definition = sources.definition_of(fact)
    name = definition.title if definition else str(fact.indicator) or _("A figure")
    measure = definition.measure if definition else fact.indicator.unit
    parts = sources.parts_named([fact])
    title = f"{name} · {parts[fact.breakdown]}" if fact.breakdown in parts else name
    period, record = format_duty_period(decode_period(fact.period)), sources.record_of(fact, actor, day)
    crumbs = [(_("Figures by unit"), reverse("facts:unit_figures"))]
    if definition:
        here = f"?unit={fact.unit_id}"
        crumbs.append((definition.title, reverse("facts:indicator_figures", args=[definition.pk]) + here))
    context = {
        "title": f"{title} · {fact.unit} · {period}",
        "crumbs": [*crumbs, (f"{fact.unit} · {period}", "")],
        "facts": [*_facts(fact, measure, record), *_behind(fact, record, actor, day)],
        "files": _files(fact, record) if record else [],
        "history": _history(sources.fact_history(fact), measure),
        "promised": _promised(sources.counts_for(fact, actor, day)),
        "questions": _questions(fact, measure),
        "may_settle": may_settle(fact.unit_id, actor, day),
        "settle_url": reverse("facts:settled", args=[fact.pk]),
        "error": error,
    }
    return render(request, "facts/source.html", context, status=error_status(error) if error else 200)


def _facts(fact: kept.Fact, measure: str, record: Record | None) -> list[LabelledFact]:
    by = fact.told or fact.entry
    found = [
        LabelledFact(_("Amount"), figure_formats.of_fact(fact, measure)),
        LabelledFact(_("Unit"), str(fact.unit)),
        LabelledFact(_("Period"), format_duty_period(decode_period(fact.period))),
        LabelledFact(_("Reporting person"), by.person.name if by.person else _("the program")),
        LabelledFact(_("On"), _moment(by.at)),
    ]
    if record is not None:
        found.append(
            LabelledFact(_("Reported in"), f"{record.number} {record.title}".strip(), url=record.get_absolute_url())
        )
    elif by.record_id:
        found.append(LabelledFact(_("Reported in"), _("a matter that you may not see")))
    if fact.ended is not None:
        who = fact.ended.person.name if fact.ended.person else _("the program")
        found.append(LabelledFact(_("Not valid since"), f"{_moment(fact.ended.at)} · {who}"))
    return found


def _behind(fact: kept.Fact, record: Record | None, actor: Actor, day: date) -> list[LabelledFact]:
    """List the records behind an automatically counted fact, as they are now."""
    found = sources.counted_from(fact, record, actor, day) if record is not None else None
    if found is None:
        return []
    url = reverse("records:list", args=[found.kind]) + "?" + urlencode({"figure": found.figure})
    if found.every is None:
        return [LabelledFact(_("Behind the number"), _("%(n)d are open to you") % {"n": found.may}, url=url)]
    return [
        LabelledFact(
            _("Behind the number"), _("you may see %(n)d of %(of)d") % {"n": found.may, "of": found.every}, url=url
        )
    ]


def _files(fact: kept.Fact, record: Record) -> list[tuple[str, str]]:
    """List the attached files, for a record that the user may read."""
    return [
        (file.name, reverse("records:file", args=[record.kind, record.pk, file.pk]))
        for file in sources.evidence_of(fact)
    ]


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _history(rows: Sequence[kept.Fact], measure: str) -> DataTable:
    heads = [
        DataColumn(_("Time of report")),
        DataColumn(_("Amount"), "number"),
        DataColumn(_("Reporting person")),
        DataColumn(_("Counting")),
    ]
    made = []
    for row in rows:
        by = row.told or row.entry
        until = _("until %(moment)s") % {"moment": _moment(row.ended.at)} if row.ended else _("valid")
        cells = [
            DataCell(_moment(by.at), head=True, url=reverse("facts:fact", args=[row.pk])),
            DataCell(figure_formats.of_fact(row, measure), str(heads[1].label), "number"),
            DataCell(by.person.name if by.person else _("the program"), str(heads[2].label)),
            DataCell(until, str(heads[3].label)),
        ]
        made.append(DataRow(str(row.pk), _moment(by.at), cells))
    return DataTable(_("All reports of it"), heads, made, Empty(""))


def _promised(rows: Sequence[Any]) -> DataTable | None:
    if not rows:
        return None
    heads = [DataColumn(_("Matter")), DataColumn(_("Wording in the document")), DataColumn(_("Target"), "number")]
    made = [
        DataRow(
            str(row.pk),
            row.record.title,
            [
                DataCell(row.record.title, head=True, url=row.record.get_absolute_url()),
                DataCell(row.words, str(heads[1].label)),
                DataCell(row.quote, str(heads[2].label), "number"),
            ],
        )
        for row in rows
    ]
    return DataTable(_("Targets it counts for"), heads, made, Empty(""))


def _questions(fact: kept.Fact, measure: str) -> list[dict[str, object]]:
    found = []
    for question in sources.questions_of(fact):
        sides = []
        for name, each in ((STAYS, question.stays), (OTHER, question.other)):
            by = each.told or each.entry
            who = by.person.name if by.person else _("the program")
            sides.append(
                {"name": name, "value": figure_formats.of_fact(each, measure), "who": who, "on": _moment(by.at)}
            )
        found.append({"pk": question.pk, "sides": sides})
    return found
