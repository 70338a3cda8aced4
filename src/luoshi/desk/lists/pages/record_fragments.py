"""Values for the fragments that the pages of records share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from luoshi.base import lateness
from luoshi.base.forms.shapes import DataCell, DataRow, Light
from luoshi.base.rights.rules.rights import Role
from luoshi.desk.lists.queries.inbox import with_whom
from luoshi.desk.lists.queries.listing import due_light_code, with_units_called
from luoshi.desk.lists.rules import align_decimals, group_digits
from luoshi.kernel.history.changes import EventChanges, changes_of_events
from luoshi.kernel.history.queries.history import Event
from luoshi.kernel.history.sentences import GivenValue
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.language.parts import Share
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.kernel.rights.queries.recording import Recordable
from luoshi.kernel.search.links.queries import LinkedRecord, Linkeds
from luoshi.kernel.unique.queries import Mark
from luoshi.kernel.unique.words import double_mark_text
from luoshi.org.tree.models import Unit

LIGHTS = {
    "closed": ("done", lateness.LIGHT_WORDS["done"]),
    "void": ("off", lateness.LIGHT_WORDS["off"]),
    "none": ("none", gettext_lazy("no date")),
    "late": ("late", lateness.LIGHT_WORDS["late"]),
    "soon": ("soon", lateness.LIGHT_WORDS["soon"]),
    "fine": ("steady", lateness.LIGHT_WORDS["steady"]),
}


def lights_of(records: Collection[Record], day: date) -> dict[int, Light]:
    """Return the lights of the records on a day, by their ids.

    Lights follow from the due dates without a query; a kind with its own lights takes a few queries for all its
    records.
    """
    found: dict[int, Light] = {}
    own: dict[str, list[Record]] = {}
    for record in records:
        if kind_of(record).lights is not None and not record.erased:
            own.setdefault(record.kind, []).append(record)
        else:
            found[record.pk] = _light(record, day)
    for name, some in own.items():
        lit: Any = get_kind(name).lights
        found |= lit.of(some, day)
    return found


def _light(record: Record, day: date) -> Light:
    due_code = due_light_code(record, day)
    void = due_code == "closed" and record.state in kind_of(record).void
    code, words = LIGHTS["void" if void else due_code]
    why = ""
    if record.due and due_code in ("late", "soon"):
        why = lateness.due_date_light(record.due, day, record.due_in_period).why
    return Light(code, str(words), why)


def say_hidden_reasons(
    records: Iterable[Record], lights: Mapping[int, Light], dues: Mapping[int, str], day: date
) -> tuple[dict[int, Light], dict[int, str]]:
    """Return the lights and notes of due dates; a reason that the due date does not show stands as the note.

    A red row whose due date lies ahead would look wrong without its reason, and narrow rows have room for one note.

    Args:
        dues: The labels of the duties that the due dates belong to, by record.
        day: The day of the lights.
    """
    found, notes = dict(lights), dict(dues)
    for record in records:
        light = found[record.pk]
        if light.code == "late" and light.why and (record.due is None or record.due >= day):
            found[record.pk], notes[record.pk] = replace(light, why=""), light.why
    return found, notes


def record_light(record: Record, day: date) -> Light:
    """Return the light of one record on a day. For lists use ``lights_of``, which computes all records together."""
    return lights_of([record], day)[record.pk]


def timeline_rows(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Return the events of one record, oldest first, as timeline rows, newest first.

    A long event lists what it changed; values that stood there before are behind a fold.
    """
    via = {"deputy": _("as deputy"), "mandate": _("recorded for the leader")}
    rows = []
    every = list(events)
    for event, changes in zip(every, changes_of_events(event.values for event in every), strict=True):
        who = event.actor or _("the program")
        rows.append(
            {
                "at": event.at,
                "who": _signed(who, event.signer)
                if event.signer
                else f"{who} ({via[event.via]})"
                if event.via
                else who,
                "words": event.label,
                "entry": event.entry,
                "main": True,
                **_told_values(event, changes),
            }
        )
    return rows[::-1]


def _told_values(event: Event, changes: EventChanges) -> dict[str, Any]:
    """Return the values of an event for its timeline row: on one line, or as a list with folds."""
    if event.erased:
        return {"note": _("erased on %(day)s") % {"day": event.erased}}
    if changes.in_one_line:
        return {"values": list(map(_told_value, changes.shown))}
    folds = (
        (ngettext("%(n)d more value", "%(n)d more values", len(changes.folded)), changes.folded),
        (ngettext("%(n)d value as before", "%(n)d values as before", len(changes.same)), changes.same),
    )
    return {
        "note": "" if changes.shown else _("Nothing else was changed."),
        "told": list(map(_told_value, changes.shown)),
        "folds": [(words % {"n": len(values)}, list(map(_told_value, values))) for words, values in folds if values],
    }


def _told_value(value: GivenValue) -> dict[str, str]:
    """Return a value with its label, and what stood there before; "was" is missing if that is not known."""
    told = {"lead": _("%(label)s: %(value)s") % {"label": capfirst(value.label), "value": ""}, "text": value.text}
    return told if value.was is None else {**told, "text": value.text or _("empty"), "was": value.was or _("empty")}


def _signed(who: str, signer: str) -> str:
    return _("%(who)s, recorded for %(signer)s from a signed sheet") % {"who": who, "signer": signer}


def step_buttons(record: Record, open_now: Iterable[Step]) -> list[dict[str, object]]:
    """Return buttons for the steps open to the actor."""
    return [
        {
            "label": str(step.label),
            "url": reverse("records:step", args=[record.kind, record.pk, step.name]),
            "main": step.tone == "main" or step.when_due,
            "danger": step.tone == "careful",
            "reasons": [],
        }
        for step in open_now
    ]


def recorded_buttons(record: Record, found: Iterable[Recordable]) -> list[dict[str, object]]:
    """Return buttons for the leaders' steps that the actor may record from a signed sheet."""
    return [
        {
            "label": _("Record “%(step)s” for %(leader)s…")
            % {"step": recordable.step.label, "leader": recordable.mandate.leader},
            "url": reverse("records:step", args=[record.kind, record.pk, recordable.step.name])
            + f"?mandate={recordable.mandate.pk}",
            "main": recordable.step.tone == "main",
            "danger": recordable.step.tone == "careful",
            "reasons": [],
        }
        for recordable in found
    ]


HOLDERS = 3  # holders named; the others are counted


def record_holder_text(record: Record, day: date, on: date | None = None) -> str:
    """Return the holder of a record: its owner, or else the person, units or leaders that take its next step.

    Args:
        on: The day whose names are shown, if it differs from ``day``.
    """
    person, posts = (None, []) if record.closed else with_whom(record, day)
    if person is not None:
        return person.title
    if not posts or record.owner_id in {post.pk for post in posts}:
        return str(record.owner or record.unit)
    if on is not None:
        posts = with_units_called(posts, on)
    names = list(dict.fromkeys(str(post if post.role == Role.LEADER else post.unit) for post in posts))
    said = {"units": "、".join(names[:HOLDERS]), "more": len(names) - HOLDERS}
    return _("%(units)s and %(more)d more units") % said if len(names) > HOLDERS else str(said["units"])


def record_status_context(record: Record, day: date, on: date | None = None, duty: str = "") -> dict[str, object]:
    """Return who holds the record and what comes next.

    ``on`` is that of ``record_holder_text``, ``duty`` the label of the duty that the due date belongs to.
    """
    following = map(str, kind_of(record).cycle.comes_next(record.state))
    return {
        "state": fields.field_text(record, "state"),
        "holder": record_holder_text(record, day, on),
        "due": plain_text(record.due),
        "duty": duty,
        "light": record_light(record, day),
        "next": " / ".join(following),
    }


def more_unread(n: int) -> str:
    """Return that there are ``n`` further records that the reader may not open; "" if there are none."""
    return _("%(n)d more, which you may not read.") % {"n": n} if n else ""


def list_shares(declared: CompiledKind) -> dict[str, str]:
    """Return the columns of a kind's list that are drawn as bars, with their labels."""
    return {share.name: str(share.label) for share in declared.every(Share)}


def is_amount_column(declared: CompiledKind, name: str) -> bool:
    """Whether a column counts or measures something; columns of small numbers are years, days and serial numbers."""
    field = declared.record._meta.get_field(name)
    return (
        isinstance(field, models.IntegerField)
        and not isinstance(field, models.SmallIntegerField)
        and not getattr(field, "choices", None)
    )


def align_numbers(rows: Sequence[DataRow]) -> list[DataRow]:
    """Return the rows of a table with as many decimals in each of a column's numbers."""
    columns = [list(column) for column in zip(*(row.cells for row in rows), strict=True)]
    for column in columns:
        if column[0].kind == "number":
            texts = align_decimals([cell.text for cell in column])
            column[:] = [replace(cell, text=text) for cell, text in zip(column, texts, strict=True)]
    return [replace(row, cells=cells) for row, cells in zip(rows, zip(*columns, strict=True), strict=True)]


def make_record_cells(
    declared: CompiledKind,
    lights: Mapping[int, Light],
    after: str = "",
    *,
    linked: Linkeds,
    without: Collection[str] = (),
    twice: Mapping[int, Mark] | None = None,
    plain: Mapping[int, str] | None = None,
    dues: Mapping[int, str] | None = None,
    further: Sequence[tuple[str, str, Mapping[int, str]]] = (),
    short: Mapping[int, str] | None = None,
    order: Sequence[str] = (),
) -> Callable[[Record], list[DataCell]]:
    """Return a function that makes a record's row in its kind's list; labels are looked up once for all rows.

    The due date comes last unless ``order`` says otherwise; a kind without due dates has no such column.

    Args:
        after: The query string that links to records carry on, such as the day of the tree: "?on=…" or "".
        linked: The records that the rows link to.
        without: Columns to leave out.
        twice: The rows that are doubles or possible doubles; noted under their titles.
        plain: Protected values of some rows that readers of the list may know; noted under their titles too.
        dues: The labels of the duties that the rows' due dates belong to, or why a row is late before its date.
        further: Columns that are switched on: the name, the label, and the words by record.
        short: What the list calls its units, by id; None: by their names.
        order: The names of the columns in the order chosen for them; empty: in the usual order.
    """
    dues = dues or {}
    names = [name for name in declared.columns if name not in without]
    shares = list_shares(declared)
    own = [
        (name, shares.get(name) or fields.field_label(declared, name), fields.column_format(declared, name))
        for name in names
    ]
    counted = {name for name in names if is_amount_column(declared, name)}
    number, title, state = _("Number"), fields.field_label(declared, "title"), _("State")
    unit, due = fields.field_label(declared, "unit"), fields.field_label(declared, "due")
    notes = {pk: double_mark_text(mark) for pk, mark in (twice or {}).items() if mark.ruled is not False}
    for pk, words in (plain or {}).items():
        notes[pk] = _(", ").join(filter(None, (words, notes.get(pk))))

    def unit_cell(there: Unit, label: str) -> DataCell:
        called = (short or {}).get(there.pk, there.name)
        return DataCell(called, label, "unit", full=there.name if called != there.name else "")

    def own_cell(record: Record, name: str, label: str, shape: str) -> DataCell:
        if short and isinstance(there := getattr(record, name), Unit):
            return unit_cell(there, label)
        if name in shares:
            return share_cell(getattr(record, name), label)
        text = fields.field_text(record, name)
        if name in counted:
            text = group_digits(text)
        return DataCell(text, label, shape, url=fields.field_address(record, name))

    def linked_cell(record: Record, name: str, label: str, shape: str) -> DataCell:
        return _linked(linked[name][getattr(record, f"{name}_id")], label)

    def due_cell(record: Record) -> DataCell:
        day, light, note = plain_text(record.due), lights[record.pk], dues.get(record.pk, "")
        return DataCell(day, due, "due", light=light, note=note)

    def title_cell(record: Record) -> DataCell:
        url, note = record.get_absolute_url() + after, notes.get(record.pk, "")
        return DataCell(record.title, title, "title", head=True, url=url, note=note)

    cells: dict[str, Callable[[Record], DataCell]] = {
        "number": lambda record: DataCell(record.number, number, "code"),
        "title": title_cell,
        "unit": lambda record: unit_cell(record.unit, unit),
    }
    for name, label, shape in own:
        cells[name] = partial(linked_cell if name in linked else own_cell, name=name, label=label, shape=shape)
    for name, label, said in further:
        cells[name] = partial(_word_cell, label=label, words=said)
    cells["state"] = lambda record: DataCell(fields.field_text(record, "state"), state, "state")
    if declared.falls_due:
        cells["due"] = due_cell
    made = [cells[name] for name in order or cells if name in cells]
    return lambda record: [make(record) for make in made]


def share_cell(hundredths: int | None, label: str) -> DataCell:
    """Return the cell of a share in hundredths of a per cent: a bar that ends at the whole, and whole per cent."""
    if hundredths is None:
        return DataCell("", label, "share")
    return DataCell(f"{hundredths // 100}%", label, "share", share=min(hundredths // 100, 100))


def _word_cell(record: Record, *, label: str, words: Mapping[int, str]) -> DataCell:
    return DataCell(words.get(record.pk, ""), label)


def _linked(one: LinkedRecord, label: str) -> DataCell:
    """Return a cell with the name of a linked record, whose number is shown on demand; its number if it has none."""
    if not one.title or one.erased or one.stands:
        return DataCell(str(one), label, url=one.url)
    return DataCell(one.title, label, url=one.url, full=str(one))
