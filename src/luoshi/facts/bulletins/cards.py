"""The cards on a bulletin's page: what was published, and the other vintages of the same period."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.facts.bulletins import queries
from luoshi.facts.bulletins.models import Published
from luoshi.facts.looking import said
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.kinds.models import Record


def sections(record: Record, actor: Actor, day: date) -> list[dict[str, Any]]:
    """What of a bulletin has no column, and the note on what would be issued otherwise now. Eight queries or so."""
    one: Any = record
    if one.seal is None:
        return []
    return [*_values(one), *(_note(one) if one.state == "published" else []), *_vintages(one)]


def shown(one: Published) -> str:
    """A value as it was published, or why there was none."""
    if one.value is not None:
        return said.amount(one.definition, one.value)
    if one.lacks.startswith(Published.DIVIDED):
        return _("not computable: divided by 0 (%(names)s)") % {"names": one.lacks.removeprefix(Published.DIVIDED)}
    return _("not computable: %(names)s missing") % {"names": one.lacks} if one.lacks else _("nothing told")


def _values(one: Any) -> list[dict[str, Any]]:
    title = _("What was published")
    heads = [Column(_("Indicator")), Column(_("Unit")), Column(_("Amount"), "number"), Column(_("Told"), "number")]
    heads.append(Column(_("Approved"), "number"))
    rows = []
    for each in queries.values_of(one):
        of = _("%(n)d of %(all)d") % {"n": each.told, "all": each.expected} if each.expected else str(each.told)
        cells = [
            Cell(each.definition.title, head=True, url=_figures(each, one)),
            Cell(each.unit.name, str(heads[1].label)),
            Cell(shown(each), str(heads[2].label), "number"),
            Cell(of, str(heads[3].label), "number"),
            Cell(str(each.approved), str(heads[4].label), "number"),
        ]
        rows.append(Row(str(each.pk), each.definition.title, cells))
    return [{"id": "values", "title": title, "count": len(rows), "table": Table(title, heads, rows, Empty(""))}]


def _figures(each: Published, one: Any) -> str:
    return reverse("facts:indicator_figures", args=[each.definition_id]) + f"?unit={each.unit_id}&period={one.period}"


def _vintages(one: Any) -> list[dict[str, Any]]:
    found = queries.vintages_of(one)
    if not found:
        return []
    title = _("Other vintages of the same period")
    heads = [Column(_("Bulletin")), Column(_("Vintage")), Column(_("Published on"), "date")]
    rows = [
        Row(
            str(each.pk),
            each.title,
            [
                Cell(each.title, head=True, url=reverse("facts:compared", args=[each.pk, one.pk])),
                Cell(str(each.get_sort_display()), str(heads[1].label)),
                Cell(each.published_on.isoformat() if each.published_on else "", str(heads[2].label), "date"),
            ],
        )
        for each in found
    ]
    return [{"id": "vintages", "title": title, "count": len(rows), "table": Table(title, heads, rows, Empty(""))}]


def _note(bulletin: Any) -> list[dict[str, Any]]:
    """What the rules of now make of the facts behind it, where that is something else."""
    found = queries.corrections(bulletin)
    if not found:
        return []
    title = _("Correction note: by the rules of now the same facts come to")
    heads = [Column(_("Indicator")), Column(_("Unit")), Column(_("As issued"), "number"), Column(_("Now"), "number")]
    rows = []
    for each in found:
        of = each.published.definition
        cells = [
            Cell(of.title, head=True),
            Cell(each.published.unit.name, str(heads[1].label)),
            Cell(shown(each.published), str(heads[2].label), "number"),
            Cell(_("not computable") if each.now is None else said.amount(of, each.now), str(heads[3].label), "number"),
        ]
        rows.append(Row(str(each.published.pk), of.title, cells))
    return [{"id": "corrections", "title": title, "count": len(rows), "table": Table(title, heads, rows, Empty(""))}]
