"""The cards on an indicator's page: what its legal head lacks, what is promised of it, what was told of it last."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.dates.period_codes import decoded
from luoshi.facts.indicators import queries
from luoshi.facts.indicators.models import Definition, LegalHead
from luoshi.facts.indicators.rules import HEAD, head_lacks
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.duties.words import called
from luoshi.records.kinds.models import Record
from luoshi.records.rights.queries.rights import held

EXPIRED = "expired"
FEW = 5  # units and periods that are named
LACKS = {
    "table_number": gettext_lazy("The number of the form (表号) is missing."),
    "maker": gettext_lazy("Who made the form (制定机关) is missing."),
    "approval": gettext_lazy("What approved it or where it is filed (批准或备案文号) is missing."),
    "valid_until": gettext_lazy("Until when it holds (有效期) is missing."),
    EXPIRED: gettext_lazy("Its term is over: it may not be asked any more."),
}
assert LACKS.keys() == {*HEAD, EXPIRED}


def sections(record: Record, actor: Actor, day: date) -> list[dict[str, Any]]:
    """What of an indicator has no column. Two queries; four more where it has checks, for those who set them."""
    one: Any = record
    return [*_head(one, day), *_tried(one, actor, day), *_promised(one, actor, day)]


def lacking(one: LegalHead, day: date) -> list[str]:
    """What the legal head of a statistical indicator or form lacks on a day, as sentences."""
    return [str(LACKS[name]) for name in head_lacks({name: getattr(one, name) for name in HEAD}, day)]


def _head(one: Definition, day: date) -> list[dict[str, Any]]:
    found = lacking(one, day)
    if not found:
        return []
    title = _("What its legal head lacks")
    rows = [Row(str(at), words, [Cell(words, head=True)]) for at, words in enumerate(found)]
    table = Table(title, [Column(_("What is missing"))], rows, Empty(""))
    return [{"id": "head", "title": title, "count": len(rows), "table": table}]


def _tried(one: Definition, actor: Actor, day: date) -> list[dict[str, Any]]:
    found = queries.tried(one) if {*held(one, actor, day)} & {"desk", "unit"} else []
    if not found:
        return []
    title = _("What its checks say of what was told")
    columns = [
        Column(_("Check on it")),
        Column(_("Values looked at"), "number"),
        Column(_("Would be asked or stopped"), "number"),
    ]
    columns.append(Column(_("Such as")))
    names = queries.units_of_hits(found, FEW)
    rows = []
    for each in found:
        check = each.check
        label = f"{check.get_sort_display()} {check.text}".strip()
        where = "、".join(f"{names[unit]} {called(decoded(code))}" for unit, code in each.hits[:FEW])
        cells = [
            Cell(label, _("Check on it"), head=True, note="" if check.live else _("not switched on")),
            Cell(str(each.looked), _("Values looked at"), "number"),
            Cell(str(len(each.hits)), _("Would be asked or stopped"), "number"),
            Cell(where, _("Such as")),
        ]
        rows.append(Row(str(check.pk), label, cells))
    return [{"id": "tried", "title": title, "count": len(rows), "table": Table(title, columns, rows, Empty(""))}]


def _promised(one: Definition, actor: Actor, day: date) -> list[dict[str, Any]]:
    found = queries.promised(one, actor, day)
    if not found:
        return []
    title = _("What is promised of it")
    columns = [Column(_("Matter")), Column(_("Unit")), Column(_("Target"), "number")]
    rows = [
        Row(
            str(target.pk),
            target.record.title,
            [
                Cell(target.record.title, _("Matter"), head=True, url=target.record.get_absolute_url()),
                Cell(str(target.record.unit), _("Unit")),
                Cell(target.quote, _("Target"), "number"),
            ],
        )
        for target in found
    ]
    return [{"id": "promised", "title": title, "count": len(rows), "table": Table(title, columns, rows, Empty(""))}]
