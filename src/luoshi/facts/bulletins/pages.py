"""Two bulletins of a period side by side: what differs, and which facts made it so."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.dates.period_codes import decoded
from luoshi.facts.bulletins import queries, rules
from luoshi.facts.bulletins.cards import shown
from luoshi.facts.bulletins.models import Bulletin
from luoshi.facts.bulletins.queries import Changes
from luoshi.facts.bulletins.rules import Of
from luoshi.facts.looking import said
from luoshi.facts.looking.queries.sources import indicators_of
from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table
from luoshi.records.duties.words import called
from luoshi.records.kinds.registry import kind
from luoshi.records.rights.queries.rights import seen


@require_safe
@login_required
def compared(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """What an earlier and a later bulletin say otherwise, and which facts came or went between them.

    Raises:
        Http404: one of them is not there, not published, or of another unit or period.
    """
    actor, day = acting(request), timezone.localdate()
    rows: Any = seen(kind("bulletins"), actor, day)
    both = rows.filter(pk__in=(one, other), seal__isnull=False).select_related("of")
    found = {each.pk: each for each in both}
    if len(found) != 2 or len({(each.of_id, each.period) for each in found.values()}) != 1:
        raise Http404
    first, second = sorted(found.values(), key=lambda each: (each.seal, each.pk))
    changes = queries.changes(first, second, actor, day)
    title = _("What changed between two bulletins")
    context = {
        "title": title,
        "crumbs": [
            (str(kind("bulletins").label), reverse("records:list", args=["bulletins"])),
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


def _differs(first: Bulletin, second: Bulletin) -> Table:
    one, other = ({Of(v.definition_id, v.unit_id): v for v in queries.values_of(each)} for each in (first, second))
    heads = [Column(_("Indicator")), Column(_("Unit")), Column(_head(first), "number")]
    heads += [Column(_head(second), "number"), Column(_("Difference"), "number")]
    rows = []
    for each in rules.differences({of: v.value for of, v in one.items()}, {of: v.value for of, v in other.items()}):
        was, now = one.get(each.of), other.get(each.of)
        there = was or now
        assert there is not None  # it stands in one of them
        of = there.definition
        by = "" if each.by is None else said.amount(of, each.by)
        cells = [
            Cell(of.title, head=True),
            Cell(there.unit.name, str(heads[1].label)),
            Cell(shown(was) if was else "—", str(heads[2].label), "number"),
            Cell(shown(now) if now else "—", str(heads[3].label), "number"),
            Cell(f"+{by}" if each.by is not None and each.by > 0 else by, str(heads[4].label), "number"),
        ]
        rows.append(Row(f"{each.of.definition}-{each.of.unit}", of.title, cells))
    return Table(_("What differs"), heads, rows, Empty(_("Both say the same.")))


def _head(one: Bulletin) -> str:
    return f"{one.get_sort_display()} {one.published_on.isoformat() if one.published_on else ''}".strip()


def _changed(changes: Changes) -> Table:
    names = indicators_of([one.fact for one in changes.shown])
    heads = [Column(_("Indicator")), Column(_("Unit")), Column(_("Period")), Column(_("Came or went"))]
    heads += [Column(_("Amount"), "number"), Column(_("Through whom")), Column(_("In"))]
    rows = []
    for one in changes.shown:
        fact, entry = one.fact, one.fact.entry if one.came else one.fact.ended
        of = names.get(fact.indicator_id)
        assert entry is not None
        record = entry.record
        cells = [
            Cell(of.title if of else str(fact.indicator), head=True, url=reverse("facts:fact", args=[fact.pk])),
            Cell(fact.unit.name, str(heads[1].label)),
            Cell(called(decoded(fact.period)), str(heads[2].label)),
            Cell(_("came") if one.came else _("went"), str(heads[3].label)),
            Cell(said.of_fact(fact, of.measure if of else ""), str(heads[4].label), "number"),
            Cell(entry.person.name if entry.person else _("the program"), str(heads[5].label)),
            Cell(record.number if record else "", str(heads[6].label)),
        ]
        rows.append(Row(f"{fact.pk}-{one.came}", of.title if of else "", cells))
    return Table(_("Which facts came or went"), heads, rows, Empty(_("No fact that is open to you came or went.")))
