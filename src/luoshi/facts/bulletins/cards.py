"""Sections of a bulletin's page: published values, corrections, other vintages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.facts.bulletins import queries
from luoshi.facts.bulletins.models import Bulletin, Published
from luoshi.facts.figure_views import figure_formats
from luoshi.kernel.kinds.models import Record


def bulletin_sections(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """List the sections, including the note on values that today's rules would change. About eight queries."""
    assert isinstance(record, Bulletin)
    one = record
    if one.seal is None:
        return []
    values = queries.published_values(one)
    note = _note(one, values) if one.state == "published" else []
    return [*_values(one, values), *note, *_vintages(one)]


def format_published_value(one: Published) -> str:
    """Format a published value, or the reason why there is none."""
    if one.value is not None:
        return figure_formats.format_amount_with_unit(one.definition, one.value)
    if one.lacks.startswith(Published.DIVIDED):
        return _("not computable: divided by 0 (%(names)s)") % {"names": one.lacks.removeprefix(Published.DIVIDED)}
    return _("not computable: %(names)s missing") % {"names": one.lacks} if one.lacks else _("nothing reported")


def _values(one: Bulletin, values: Sequence[Published]) -> list[dict[str, object]]:
    title = _("What was published")
    heads = [
        DataColumn(_("Indicator")),
        DataColumn(_("Unit")),
        DataColumn(_("Amount"), "number"),
        DataColumn(_("Number reported"), "number"),
    ]
    heads.append(DataColumn(_("Approved"), "number"))
    rows = []
    for each in values:
        of = _("%(n)d of %(all)d") % {"n": each.told, "all": each.expected} if each.expected else str(each.told)
        cells = [
            DataCell(each.definition.title, head=True, url=_figures(each, one)),
            DataCell(each.unit.name, str(heads[1].label)),
            DataCell(format_published_value(each), str(heads[2].label), "number"),
            DataCell(of, str(heads[3].label), "number"),
            DataCell(str(each.approved), str(heads[4].label), "number"),
        ]
        rows.append(DataRow(str(each.pk), each.definition.title, cells))
    return [{"id": "values", "title": title, "count": len(rows), "table": DataTable(title, heads, rows, Empty(""))}]


def _figures(each: Published, one: Bulletin) -> str:
    return reverse("facts:indicator_figures", args=[each.definition_id]) + f"?unit={each.unit_id}&period={one.period}"


def _vintages(one: Bulletin) -> list[dict[str, object]]:
    found = queries.vintages_of(one)
    if not found:
        return []
    title = _("Other bulletins on the same period")
    heads = [DataColumn(_("Bulletin")), DataColumn(_("Data basis")), DataColumn(_("Published on"), "date")]
    rows = [
        DataRow(
            str(each.pk),
            each.title,
            [
                DataCell(each.title, head=True, url=reverse("facts:compared", args=[each.pk, one.pk])),
                DataCell(str(each.get_sort_display()), str(heads[1].label)),
                DataCell(each.published_on.isoformat() if each.published_on else "", str(heads[2].label), "date"),
            ],
        )
        for each in found
    ]
    return [{"id": "vintages", "title": title, "count": len(rows), "table": DataTable(title, heads, rows, Empty(""))}]


def _note(bulletin: Bulletin, values: Sequence[Published]) -> list[dict[str, object]]:
    """Build the section on values that today's rules would compute differently from the same facts."""
    found = queries.bulletin_corrections(bulletin, values)
    if not found:
        return []
    title = _("Correction note: by the current rules the same facts yield")
    heads = [
        DataColumn(_("Indicator")),
        DataColumn(_("Unit")),
        DataColumn(_("As issued"), "number"),
        DataColumn(_("By the current rules"), "number"),
    ]
    rows = []
    for each in found:
        of = each.published.definition
        cells = [
            DataCell(of.title, head=True),
            DataCell(each.published.unit.name, str(heads[1].label)),
            DataCell(format_published_value(each.published), str(heads[2].label), "number"),
            DataCell(
                _("not computable") if each.now is None else figure_formats.format_amount_with_unit(of, each.now),
                str(heads[3].label),
                "number",
            ),
        ]
        rows.append(DataRow(str(each.published.pk), of.title, cells))
    return [
        {"id": "corrections", "title": title, "count": len(rows), "table": DataTable(title, heads, rows, Empty(""))}
    ]
