"""The progress of a plan: rates with their bases, counts by state, heading and unit, and changes since a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.pages import lights_of
from luoshi.commitments.statistics.rates import queries as asks
from luoshi.commitments.statistics.rates import rules as rates
from luoshi.kernel.history.queries.history import event_of_entry
from luoshi.kernel.kinds.addresses import list_address
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.org.actors.view_dates import ViewDates, parse_view_dates
from luoshi.plans.base.code_labels import format_quarters
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.pages import plan_crumbs, plan_or_404
from luoshi.plans.base.states import DONE, GOES_ON, WHOLE

RATES = {
    rates.CLOSED: (gettext_lazy("Share closed of those due"), gettext_lazy("closed ÷ due")),
    rates.IN_TIME: (
        gettext_lazy("Share closed in time of those due"),
        gettext_lazy("done by the first due date ÷ due"),
    ),
    rates.FED_BACK: (gettext_lazy("Share of owed reports received"), gettext_lazy("reports received ÷ reports owed")),
    rates.ANSWERED: (gettext_lazy("Share answered of those due"), gettext_lazy("reported done or closed ÷ due")),
    rates.OF_ALL: (gettext_lazy("Share completed of all"), gettext_lazy("closed ÷ all in the plan")),
    rates.OF_REST: (
        gettext_lazy("Share completed, without those stopped"),
        gettext_lazy("closed ÷ all except those stopped, merged or removed with approval"),
    ),
}
WEEK = timedelta(days=7)


@require_safe
@login_required
def plan_rates_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the progress of a plan as of today; ?since=YYYY-MM-DD gives the day from which changes are shown.

    With ?on=… units have the names and the tree order of that day.
    """
    plan, actor, at = plan_or_404(request, pk), request_actor(request), parse_view_dates(request)
    day = at.today
    since = _since(request, day)
    found, reads_all = asks.plan_rate_totals(plan, day), asks.reads_all(plan, actor, day)
    missing = asks.unanswered_commitments(plan, day, actor)
    title = _("Progress of the plan")
    context = {
        "title": title,
        "of": plan.title,
        "kind": plan.title,
        "crumbs": plan_crumbs(plan, title),
        "day": day,
        "as_of": at.bar(request.path, request.GET),
        "at": at,
        "since": since,
        "plan": plan,
        "counts": _counts(plan, day, reads_all),
        "reads_all": reads_all,
        "rates": _rates(found),
        "answered": _answered(found, missing, asks.unchecked_commitments(plan, day, actor)),
        "sections": [
            _states(plan, day),
            *_quarters(asks.plan_reports_by_quarter(plan, day)),
            _parts("headings", _("By heading"), _("Heading"), asks.by_heading(plan, day), plan, False, at),
            _parts("units", _("By unit"), _("Lead unit"), asks.plan_rates_by_unit(plan, day, at.day), plan, True, at),
        ],
        "changes": _changes(plan, since, day, actor),
        "pictures_url": at.way(reverse("ledger:pictures"), plan=plan.pk),
        "circular_url": reverse("ledger:circular", args=[plan.pk])
        if "keeper" in relations_to_record(plan, actor, day)
        else "",
    }
    return render(request, "ledger/plan_progress.html", context)


def _since(request: HttpRequest, day: date) -> date:
    try:
        since = date.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        return day - WEEK
    return min(since, day)


def _list(plan: Plan, **narrowed: object) -> str:
    """Return the URL of the plan's commitments, parts within their whole, with further filters."""
    asked_for = {"face": WHOLE, "plan": plan.pk, **narrowed}
    return f"{list_address('commitments')}?{urlencode(asked_for, doseq=True)}"


def _counts(plan: Plan, day: date, reads_all: bool) -> list[dict[str, object]]:
    """Count the plan's commitments by state; each with a link to its list if the reader may see all of them."""
    rows = asks.of_whole(plan, day)
    labels: dict[str, tuple[str, dict[str, object]]] = {
        "every": (_("All of the plan"), {}),
        "open": (_("Still open"), {"state": GOES_ON}),
        "late": (_("Late"), {"due": "late"}),
        "done": (_("Completed"), {"state": DONE}),
        "removed": (_("Stopped, merged or removed"), {"state": asks.REMOVED}),
    }
    return [
        {
            "label": label,
            "count": rows[name],
            "url": _list(plan, **narrowed) if reads_all else "",
            "tone": "late" if name == "late" else "",
        }
        for name, (label, narrowed) in labels.items()
    ]


def _rates(found: rates.RateTotals) -> DataTable:
    columns = [
        DataColumn(_("Rate")),
        DataColumn(_("How it is computed")),
        DataColumn(_("Count"), "number"),
        DataColumn(_("Per cent"), "number"),
    ]
    rows = []
    for rate in rates.plan_rates(found):
        label, made = RATES[rate.name]
        percent = _("not computable") if rate.percent is None else f"{rate.percent}%"
        cells = [
            DataCell(str(label), _("Rate"), head=True),
            DataCell(str(made), _("How it is computed")),
            DataCell(f"{rate.part}/{rate.whole}", _("Count"), "number"),
            DataCell(percent, _("Per cent"), "number"),
        ]
        rows.append(DataRow(rate.name, str(label), cells))
    return DataTable(_("Rates"), columns, rows, Empty(_("None.")))


def _answered(
    found: rates.RateTotals, missing: asks.RateChange, unchecked: asks.RateChange
) -> dict[str, object] | None:
    """Say in one sentence whether every due commitment has an answer, and list those without.

    Also list those whose answer is not verified.
    """
    rate = next(rate for rate in rates.plan_rates(found) if rate.name == rates.ANSWERED)
    if rate.is_met() is None:
        return None
    said = {"part": rate.part, "whole": rate.whole, "percent": rate.percent}
    met = _("Answered %(part)d/%(whole)d = %(percent)s%%, target 100%% met")
    words = met if rate.is_met() else _("Answered %(part)d/%(whole)d = %(percent)s%%, target 100%% not met")
    named = [
        (_("Without an answer:"), missing),
        (_("Reported done but not checked, so they cannot be closed:"), unchecked),
    ]
    return {
        "met": rate.is_met(),
        "words": words % said,
        "named": [
            {
                "label": label,
                "rows": [{"number": row.number, "url": row.get_absolute_url()} for row in some.rows],
                "further": some.count - len(some.rows),
            }
            for label, some in named
            if some.count
        ],
    }


def _states(plan: Plan, day: date) -> dict[str, object]:
    labels = get_kind("commitments").cycle.states
    columns = [DataColumn(_("State")), DataColumn(_("Count"), "number")]
    rows = [
        DataRow(
            state,
            str(labels[state]),
            [
                DataCell(str(labels[state]), _("State"), head=True, url=_list(plan, state=state)),
                DataCell(str(count), _("Count"), "number"),
            ],
        )
        for state, count in asks.by_state(plan, day)
    ]
    title = _("By state")
    return {"id": "states", "title": title, "table": DataTable(title, columns, rows, Empty(_("None.")))}


def _quarters(found: list[rates.Reports]) -> list[dict[str, object]]:
    """Show the reports due so far by quarter: in time, late, missing."""
    if not found:
        return []
    heads = [("owed", _("Owed")), ("in_time", _("Reported in time"))]
    heads += [("late", _("Reported late")), ("missing_count", _("Missing"))]
    columns = [DataColumn(_("Quarter")), *(DataColumn(words, "number") for _name, words in heads)]
    rows = [
        DataRow(
            f"{quarter.year}-{quarter.number}",
            name,
            [
                DataCell(name, _("Quarter"), head=True),
                *(DataCell(str(getattr(quarter, key)), words, "number") for key, words in heads),
            ],
        )
        for name, quarter in zip(
            format_quarters([(reports.year, reports.number) for reports in found]), found, strict=True
        )
    ]
    title = _("Reports by quarter")
    return [{"id": "quarters", "title": title, "table": DataTable(title, columns, rows, Empty(_("None.")))}]


def _parts(
    name: str, title: str, label: str, parts: list[asks.RatePart], plan: Plan, units: bool, at: ViewDates
) -> dict[str, object]:
    heads = [
        ("every", _("All")),
        ("open", _("Still open")),
        ("late", _("Late")),
        ("done", _("Completed")),
    ]
    columns = [DataColumn(label), *(DataColumn(words, "number") for _name, words in heads)]

    def line(one: asks.RatePart, words: str, url: str = "") -> list[DataCell]:
        numbers = [DataCell(str(getattr(one, key)), said, "number") for key, said in heads]
        return [DataCell(words, label, head=True, url=url), *numbers]

    rows = []
    for part in parts:
        words = part.name or _("Without a heading")
        rows.append(
            DataRow(
                part.key,
                words,
                line(part, words, _list(plan, unit=part.key, **dict(at.hidden_fields)) if units else ""),
            )
        )
    total = line(asks.sum_rate_parts(parts), _("Together")) if len(parts) > 1 else None
    return {"id": name, "title": title, "table": DataTable(title, columns, rows, Empty(_("None.")), total=total)}


def _changes(plan: Plan, since: date, day: date, actor: Actor) -> list[dict[str, object]]:
    titles = {"late": _("Newly late"), "done": _("Newly reported done"), "closed": _("Newly closed")}
    found = asks.changed_since(plan, since, day, actor)
    sections = [_changed(name, titles[name], found[name], day) for name in titles]
    count, entries = asks.moved_since(plan, since, day, actor)
    columns = [
        DataColumn(_("Number")),
        DataColumn(_("Title")),
        DataColumn(_("Moved in step")),
        DataColumn(_("To be done by"), "date"),
    ]
    rows = []
    for entry in entries:
        assert entry.record
        told = event_of_entry(entry)
        at = timezone.localtime(entry.at).strftime("%Y-%m-%d")
        cells = [
            DataCell(entry.record.number, _("Number"), "code"),
            DataCell(entry.record.title, _("Title"), head=True, url=entry.record.get_absolute_url()),
            DataCell(f"{told.label}（{told.actor}，{at}）", _("Moved in step")),
            DataCell(_new_date(told), _("To be done by"), "date"),
        ]
        rows.append(DataRow(str(entry.pk), entry.record.title, cells))
    empty = Empty(_("No due date was moved."))
    sections.append({"id": "moved", "title": _("Due dates moved"), "count": count,
                     "table": DataTable(_("Due dates moved"), columns, rows, empty)})  # fmt: skip
    return sections


def _new_date(told: Any) -> str:
    for _label, value in told.given:
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            continue
    return ""


def _changed(name: str, title: str, found: asks.RateChange, day: date) -> dict[str, object]:
    columns = [
        DataColumn(_("Number")),
        DataColumn(_("Title")),
        DataColumn(_("Lead unit")),
        DataColumn(_("To be done by"), "date"),
    ]
    columns.append(DataColumn(_("Done on"), "date"))
    lights = lights_of(found.rows, day)
    rows = [DataRow(str(row.pk), row.title, _cells(row, lights[row.pk])) for row in found.rows]
    return {"id": f"new-{name}", "title": title, "count": found.count,
            "table": DataTable(title, columns, rows, Empty(_("None.")))}  # fmt: skip


def _cells(one: Commitment, light: Light) -> list[DataCell]:
    return [
        DataCell(one.number, _("Number"), "code"),
        DataCell(one.title, _("Title"), head=True, url=one.get_absolute_url()),
        DataCell(str(one.unit), _("Lead unit")),
        DataCell(plain_text(one.until), _("To be done by"), "date", light=light),
        DataCell(plain_text(one.done), _("Done on"), "date"),
    ]
