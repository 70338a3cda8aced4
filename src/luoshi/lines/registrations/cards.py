"""The card on an activity's page: its seats, who comes, and how many came."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from django.urls import reverse

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.lines.registrations.queries import SEATED, activity_code, count_states, public_notice

if TYPE_CHECKING:
    from luoshi.lines.activities.models import Activity

_ = words_now(__name__)


def registration_cards(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Return the card of an activity with seats, for those who read it by a relation. No query for other records.

    How many came is proposed as its attendance: whoever reports the activity enters it.
    """
    activity = cast("Activity", record)
    if record.kind != "activities" or activity.seats is None or not relations_to_record(record, actor, day):
        return []
    counts = count_states(record.pk)
    taken, came = sum(counts.get(state, 0) for state in SEATED), counts.get("came", 0)
    listed = reverse("records:list", args=["registrations"]) + "?" + urlencode({"activity": record.number})
    rows = [
        (_("Seats taken"), _("%(taken)d of %(seats)d") % {"taken": taken, "seats": activity.seats}, listed),
        (_("Came"), str(came), reverse("registrations:check_in", args=[record.pk])),
    ]
    if record.state == "planned" and public_notice(record.unit_id, day):
        code = activity_code(record.pk)
        rows.append((_("Page for signing up"), _("open"), reverse("open_sign_up", args=[code])))
        rows.append((_("QR code to hang up"), _("print"), reverse("open_sign_up_notice", args=[code])))
    title = str(get_kind("registrations").label)
    heads = [DataColumn(_("What")), DataColumn(_("How many"))]
    made = [DataRow(label, label, [DataCell(label, head=True), DataCell(said, url=url)]) for label, said, url in rows]
    proposal = _("%(n)d came: enter this as the attendance when you report the activity.") % {"n": came}
    note = proposal if came and activity.attendance is None else ""
    table = DataTable(title, heads, made, Empty(""))
    return [{"id": "registrations", "title": title, "count": None, "table": table, "more": None, "note": note}]
