"""Compares two bulletins of a period: differing values, and the facts behind them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.dates.period_codes import decode_period
from luoshi.facts.bulletins import queries, rules
from luoshi.facts.bulletins.cards import format_published_value
from luoshi.facts.bulletins.models import Bulletin
from luoshi.facts.bulletins.queries import BulletinChanges
from luoshi.facts.bulletins.rules import BulletinPlace
from luoshi.facts.figure_views import figure_formats
from luoshi.facts.figure_views.queries.sources import indicators_of
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records


@require_safe
@login_required
def bulletin_comparison(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Show what differs between an earlier and a later bulletin, and which facts came or went in between.

    Raises:
        Http404: one of them does not exist, is not published, or is of another unit or period.
    """
    actor, day = request_actor(request), timezone.localdate()
    rows: Any = readable_records(get_kind("bulletins"), actor, day)
    both = rows.filter(pk__in=(one, other), seal__isnull=False).select_related("of")
    found = {each.pk: each for each in both}
    if len(found) != 2 or len({(each.of_id, each.period) for each in found.values()}) != 1:
        raise Http404
    first, second = sorted(found.values(), key=lambda each: (each.seal, each.pk))
    changes = queries.bulletin_changes(first, second, actor, day)
    title = _("What changed between two bulletins")
    context = {
        "title": title,
        "crumbs": [
            (str(get_kind("bulletins").label), reverse("records:list", args=["bulletins"])),
            (second.title, second.get_absolute_url()),
            (title, ""),
        ],
        "both": [(each.title, each.get_absolute_url(), _head(each)) for each in (first, second)],
        "differs": _differs(first, second),
        "changed": _changed(changes),
        "open": len(changes.shown),
        "count": changes.count,
    }
    return render(request, "facts/compared.html", context)


def _differs(first: Bulletin, second: Bulletin) -> DataTable:
    one, other = (
        {BulletinPlace(v.definition_id, v.unit_id): v for v in queries.published_values(each)}
        for each in (first, second)
    )
    heads = [DataColumn(_("Indicator")), DataColumn(_("Unit")), DataColumn(_head(first), "number")]
    heads += [DataColumn(_head(second), "number"), DataColumn(_("Difference"), "number")]
    rows = []
    for each in rules.list_value_differences(
        {of: v.value for of, v in one.items()}, {of: v.value for of, v in other.items()}
    ):
        was, now = one.get(each.of), other.get(each.of)
        there = was or now
        assert there is not None  # it is in one of them
        of = there.definition
        by = "" if each.by is None else figure_formats.format_amount_with_unit(of, each.by)
        cells = [
            DataCell(of.title, head=True),
            DataCell(there.unit.name, str(heads[1].label)),
            DataCell(format_published_value(was) if was else "—", str(heads[2].label), "number"),
            DataCell(format_published_value(now) if now else "—", str(heads[3].label), "number"),
            DataCell(f"+{by}" if each.by is not None and each.by > 0 else by, str(heads[4].label), "number"),
        ]
        rows.append(DataRow(f"{each.of.definition}-{each.of.unit}", of.title, cells))
    return DataTable(_("What differs"), heads, rows, Empty(_("Both say the same.")))


def _head(one: Bulletin) -> str:
    return f"{one.get_sort_display()} {one.published_on.isoformat() if one.published_on else ''}".strip()


def _changed(changes: BulletinChanges) -> DataTable:
    names = indicators_of([change.fact for change in changes.shown])
    heads = [
        DataColumn(_("Indicator")),
        DataColumn(_("Unit")),
        DataColumn(_("Period")),
        DataColumn(_("Change in the facts")),
    ]
    heads += [DataColumn(_("Amount"), "number"), DataColumn(_("Through whom")), DataColumn(_("In"))]
    rows = []
    for change in changes.shown:
        fact, entry = change.fact, change.fact.entry if change.came else change.fact.ended
        of = names.get(fact.indicator_id)
        assert entry is not None
        record = entry.record
        cells = [
            DataCell(of.title if of else str(fact.indicator), head=True, url=reverse("facts:fact", args=[fact.pk])),
            DataCell(fact.unit.name, str(heads[1].label)),
            DataCell(format_duty_period(decode_period(fact.period)), str(heads[2].label)),
            DataCell(_("newly added") if change.came else _("superseded"), str(heads[3].label)),
            DataCell(figure_formats.of_fact(fact, of.measure if of else ""), str(heads[4].label), "number"),
            DataCell(entry.person.name if entry.person else _("the program"), str(heads[5].label)),
            DataCell(record.number if record else "", str(heads[6].label)),
        ]
        rows.append(DataRow(f"{fact.pk}-{change.came}", of.title if of else "", cells))
    return DataTable(_("Which facts changed"), heads, rows, Empty(_("No fact that you may see has changed.")))
