"""Cards of the registers: an entry as of another record's day, former values, external access."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.org.actors.models import User
from luoshi.parts.registers.links import Registered
from luoshi.parts.registers.queries import FieldValueOnDay, access_of, entries_on, former_entry_values

_ = words_now(__name__)


def known_cards(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Build a card for each linked entry with ``known``, as of the record's day."""
    return [_card(*known_entry) for known_entry in entries_on(record, actor, day)]


def former_value_cards(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Build the card of an entry's former values with their days; none if there are none."""
    rows = []
    for former_value, said in former_entry_values(record):
        days = [former_value.from_day.isoformat() if former_value.from_day else "", former_value.to_day.isoformat()]
        label = fields.field_label(kind_of(record), former_value.field)
        rows.append(
            DataRow(
                str(former_value.pk),
                label,
                [DataCell(label, head=True), DataCell(said), *(DataCell(at, kind="date") for at in days)],
            )
        )
    if not rows:
        return []
    heads = [
        DataColumn(_("What")),
        DataColumn(_("As it was")),
        DataColumn(_("Since"), "date"),
        DataColumn(_("Until"), "date"),
    ]
    table = DataTable(_("Formerly"), heads, rows, Empty(""))
    return [{"id": "formerly", "title": _("Formerly"), "count": len(rows), "table": table, "more": None}]


def access_cards(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Build the card of an external person's account, for those who keep the entry. No query for other records."""
    user = access_of(record, actor, day)
    if user is None:
        return []
    signed = timezone.localtime(user.last_login).strftime("%Y-%m-%d %H:%M") if user.last_login else ""
    cells = [DataCell(user.username, head=True), DataCell("", light=_stands(user)), DataCell(signed, kind="date")]
    heads = [DataColumn(_("Account")), DataColumn(_("Status")), DataColumn(_("Last signed in"), "date")]
    title = _("Access from outside")
    table = DataTable(title, heads, [DataRow(str(user.pk), user.username, cells)], Empty(""))
    prints = user.is_active and user.is_unused
    more = {"label": _("Print a slip"), "url": reverse("registers:slip", args=[record.pk])} if prints else None
    return [{"id": "access", "title": title, "count": None, "table": table, "more": more}]


def _stands(user: User) -> Light:
    if not user.is_active:
        return Light("none", _("Ended"))
    return Light("waiting", _("Not enabled yet")) if user.is_unused else Light("steady", _("In use"))


def _card(link: Registered, entry: Record, on: date, held: dict[str, FieldValueOnDay]) -> dict[str, object]:
    kind, rows = link.kind, []
    for name, held_value in held.items():
        label = fields.field_label(kind, name)
        cells = [
            DataCell(label, head=True),
            DataCell(held_value.words),
            DataCell(held_value.since.isoformat() if held_value.since else "", kind="date"),
        ]
        rows.append(DataRow(name, label, cells))
    title = _("%(label)s as of %(day)s") % {"label": capfirst(str(link.verbose_name)), "day": on}
    heads = [DataColumn(_("What")), DataColumn(_("As it was")), DataColumn(_("Since"), "date")]
    return {
        "id": f"known-{link.name}",
        "title": title,
        "count": None,
        "table": DataTable(title, heads, rows, Empty("")),
        "more": {"label": entry.number, "url": entry.get_absolute_url()},
    }
