"""Sections of an indicator's page: gaps in its legal head, results of its checks, its targets."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.period_codes import decode_period
from luoshi.facts.indicators import queries
from luoshi.facts.indicators.models import Definition, LegalHead
from luoshi.facts.indicators.rules import HEAD, head_lacks
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import relations_to_record

EXPIRED = "expired"
FEW = 5  # number of units and periods to name
LACKS = {
    "table_number": gettext_lazy("The number of the form (表号) is missing."),
    "maker": gettext_lazy("Who made the form (制定机关) is missing."),
    "approval": gettext_lazy("The approval or filing number (批准或备案文号) is missing."),
    "valid_until": gettext_lazy("The period of validity (有效期) is missing."),
    EXPIRED: gettext_lazy("Its period of validity is over: it may no longer be asked for."),
}
assert LACKS.keys() == {*HEAD, EXPIRED}


def indicator_sections(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """List the sections of an indicator. Two queries; four more where it has checks, for those who set them."""
    assert isinstance(record, Definition)
    one = record
    return [*_head(one, day), *_tried(one, actor, day), *_promised(one, actor, day)]


def legal_head_gaps(one: LegalHead, day: date) -> list[str]:
    """List what the legal head of a statistical indicator or form lacks on a day, as sentences."""
    return [str(LACKS[name]) for name in head_lacks({name: getattr(one, name) for name in HEAD}, day)]


def _head(one: Definition, day: date) -> list[dict[str, object]]:
    found = legal_head_gaps(one, day)
    if not found:
        return []
    title = _("What its legal heading lacks")
    rows = [DataRow(str(at), words, [DataCell(words, head=True)]) for at, words in enumerate(found)]
    table = DataTable(title, [DataColumn(_("What is missing"))], rows, Empty(""))
    return [{"id": "head", "title": title, "count": len(rows), "table": table}]


def _tried(one: Definition, actor: Actor, day: date) -> list[dict[str, object]]:
    found = queries.try_indicator_checks(one) if {*relations_to_record(one, actor, day)} & {"desk", "unit"} else []
    if not found:
        return []
    title = _("What its checks would say about the reported values")
    columns = [
        DataColumn(_("Check on it")),
        DataColumn(_("Values checked"), "number"),
        DataColumn(_("Would be questioned or stopped"), "number"),
    ]
    columns.append(DataColumn(_("For example")))
    names = queries.units_of_hits(found, FEW)
    rows = []
    for each in found:
        check = each.check
        label = f"{check.get_sort_display()} {check.text}".strip()
        where = "、".join(f"{names[unit]} {format_duty_period(decode_period(code))}" for unit, code in each.hits[:FEW])
        cells = [
            DataCell(label, _("Check on it"), head=True, note="" if check.live else _("not switched on")),
            DataCell(str(each.looked), _("Values checked"), "number"),
            DataCell(str(len(each.hits)), _("Would be questioned or stopped"), "number"),
            DataCell(where, _("For example")),
        ]
        rows.append(DataRow(str(check.pk), label, cells))
    return [{"id": "tried", "title": title, "count": len(rows), "table": DataTable(title, columns, rows, Empty(""))}]


def _promised(one: Definition, actor: Actor, day: date) -> list[dict[str, object]]:
    found = queries.indicator_targets(one, actor, day)
    if not found:
        return []
    title = _("Related targets")
    columns = [DataColumn(_("Matter")), DataColumn(_("Unit")), DataColumn(_("Target"), "number")]
    rows = [
        DataRow(
            str(target.pk),
            target.record.title,
            [
                DataCell(target.record.title, _("Matter"), head=True, url=target.record.get_absolute_url()),
                DataCell(str(target.record.unit), _("Unit")),
                DataCell(target.quote, _("Target"), "number"),
            ],
        )
        for target in found
    ]
    return [{"id": "promised", "title": title, "count": len(rows), "table": DataTable(title, columns, rows, Empty(""))}]
