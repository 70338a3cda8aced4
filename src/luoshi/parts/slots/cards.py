"""The card on the page of a thing: what of the coming weeks is free and what is taken; the same in public."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.details.beginnings import beginning_url
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.kernel.rights.queries import rights
from luoshi.parts.slots.models import BookedSlot
from luoshi.parts.slots.part import Booked
from luoshi.parts.slots.queries import slots_between
from luoshi.parts.slots.rules import format_part_of_day, whole_days

_ = words_now(__name__)

WEEKS = 4


def booking_parts(record: Record) -> list[tuple[CompiledKind, Booked]]:
    """Return the kinds whose records book things of a record's model, each with its part. No query."""
    return [
        (kind, part)
        for kind in list_kinds()
        for part in kind.every(Booked)
        if isinstance(record, kind.record._meta.get_field(part.thing).related_model)  # type: ignore[arg-type]
    ]


def slot_cards(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Return the card of a thing that can be booked: a calendar of the coming weeks. One query; none for others.

    A free day leads to the form of a booking, if the actor may begin one.
    """
    found = [] if record.erased or not record.number else booking_parts(record)
    if not found:
        return []
    kind, part = found[0]
    table = slot_calendar(record, part, day, "" if actor.behalf else _form_address(record, kind, part, actor))
    return [{"id": "slots", "title": _("Free and taken"), "table": table}]


def public_slots(record: Record, day: date) -> DataTable | None:
    """Return the calendar of a thing for anybody: what is free and what is taken, not by whom. One query."""
    found = booking_parts(record)
    return slot_calendar(record, found[0][1], day, "") if found else None


def _form_address(record: Record, kind: CompiledKind, part: Booked, actor: Actor) -> str:
    """Return the address of the form in which the actor books the thing; "": they begin no booking."""
    steps = rights.steps_to_begin(kind, actor) if kind.begins is None else []
    step = next((step for step in steps if part.thing in form_fields(kind, step)), None)
    return f"{beginning_url(kind, step)}?{urlencode({part.thing: record.number})}" if step else ""


def slot_calendar(record: Record, part: Booked, day: date, form: str) -> DataTable:
    """Return a row for each of the coming weeks, from the one of this day on, with a cell for each day. One query."""
    zone = timezone.get_current_timezone()
    first = day - timedelta(days=day.weekday())
    last = first + timedelta(weeks=WEEKS, days=-1)
    slots = list(slots_between(record.pk, *whole_days(first, last, zone)))
    shared = part.shared_days(record)
    weekdays = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    rows = []
    for week in range(WEEKS):
        monday = first + timedelta(weeks=week)
        cells = [DataCell(f"{monday:%m-%d}", _("From"), head=True)]
        for place in range(7):
            on = monday + timedelta(days=place)
            cells.append(_day_cell(on, weekdays[place], slots, shared, day, part, form))
        rows.append(DataRow(f"{monday:%Y-%m-%d}", f"{monday:%Y-%m-%d}", cells))
    heads = [DataColumn(_("From")), *(DataColumn(weekday) for weekday in weekdays)]
    return DataTable(_("Free and taken"), heads, rows, Empty(""))


def _day_cell(
    on: date,
    label: str,
    slots: list[BookedSlot],
    shared: tuple[date | None, date | None],
    today: date,
    part: Booked,
    form: str,
) -> DataCell:
    """Return a day: past or not shared, free, taken, or the hours that are taken."""
    if on < today or (shared[0] and on < shared[0]) or (shared[1] and on > shared[1]):
        return DataCell("—", label)
    zone = timezone.get_current_timezone()
    begins, ends = whole_days(on, on, zone)
    taken = [slot for slot in slots if slot.from_at < ends and slot.to_at > begins]
    hours = [format_part_of_day(slot.from_at, slot.to_at, on, zone) for slot in taken]
    if taken and _fills(taken, begins, ends):
        return DataCell("", label, "light", light=Light("red", _("taken")))
    url = f"{form}&{urlencode({part.first: _typed(on, part)})}" if form else ""
    if not taken:
        return DataCell(_("free"), label, url=url)
    return DataCell("、".join(hours), label, url=url, note=_("taken"))


def _fills(taken: list[BookedSlot], begins: datetime, ends: datetime) -> bool:
    """Whether slots that do not overlap leave nothing of a day."""
    return sum((min(slot.to_at, ends) - max(slot.from_at, begins) for slot in taken), timedelta(0)) >= ends - begins


def _typed(on: date, part: Booked) -> str:
    """Return a day as the form's field takes it; a moment begins at nine."""
    return f"{on:%Y-%m-%d}" if part.days else f"{on:%Y-%m-%d}T09:00"
