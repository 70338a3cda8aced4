"""Cards of postings on a record's page, and of its target on an objection's page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, LabelledFact, Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.parts.publicity import queries
from luoshi.parts.publicity.models import Objection, Posting
from luoshi.parts.publicity.rules import stopped_days
from luoshi.parts.publicity.windows import field_masks

_ = words_now(__name__)


def format_posting_length(posting: Posting) -> str:
    """Format the length of a posting's period."""
    if posting.workdays:
        return _("%(count)d working days") % {"count": posting.days}
    return _("%(count)d days") % {"count": posting.days}


def posting_light(posting: Posting, day: date) -> Light:
    """Return a posting's status on a day: running, stopped, over, upheld objection, or taken down."""
    if posting.upheld:
        return Light("red", _("An objection was upheld"))
    if posting.until is not None and posting.until < (posting.ended or day):
        return Light("done", _("Over"))
    if posting.ended is not None:
        return Light("none", _("Taken down on %(day)s") % {"day": posting.ended})
    if posting.until is None:
        return Light("yellow", _("Stopped: an objection is open"))
    return Light("green", _("In progress"))


def posting_field_facts(posting: Posting, row: Record) -> list[LabelledFact]:
    """List what is shown of a record in publicity, with protected fields masked."""
    declared = get_kind(posting.record.kind)
    part = queries.publicity_windows()[declared.name]
    told = [LabelledFact(str(declared.unit), str(row.unit))]
    for name in part.shows:
        if said := format_posted_field(declared, row, name):
            told.append(LabelledFact(fields.field_label(declared, name), said))
    return told


def format_posted_field(declared: CompiledKind, row: Record, name: str) -> str:
    """Format a field as shown in publicity."""
    said = fields.field_text(row, name)
    mask = field_masks(declared).get(name)
    return str(mask(said)) if mask and said else str(said)


def publicity_cards(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """List a record's postings, and the objections that the actor may read. No query without the part."""
    if record.kind not in queries.publicity_windows():
        return []
    found = queries.record_postings(record.pk)
    if not found:
        return []
    raised = queries.record_objections(record.pk)
    title = _("Publicity")
    heads = [
        DataColumn(_("Posted on"), "date"),
        DataColumn(_("For")),
        DataColumn(_("Last day"), "date"),
        DataColumn(_("Days stopped"), "number"),
    ]
    heads.append(DataColumn(_("Status")))
    table = DataTable(title, heads, [_row(posting, raised, day) for posting in found], Empty(""))
    running = found[0].ended is None and (found[0].until is None or found[0].until >= day)
    more = (
        {"label": _("Published content"), "url": reverse("publicity:posting", args=[found[0].pk])} if running else None
    )
    cards: list[dict[str, object]] = [{"id": "publicity", "title": title, "count": None, "table": table, "more": more}]
    asked = (
        readable_records(get_kind("objections"), actor, day).filter(pk__in=[objection.pk for objection in raised])
        if raised
        else None
    )
    open_to = {objection.pk for objection in asked} if asked is not None else set()
    if mine := [objection for objection in raised if objection.pk in open_to]:
        cards.append(_objections(mine))
    return cards


def _row(posting: Posting, raised: list[Objection], day: date) -> DataRow:
    until = posting.until or min(day, posting.ended or day)
    stopped = stopped_days(posting.on, until, queries.posting_stops(raised, posting.on))
    last = posting.until.isoformat() if posting.until else ""
    on = posting.on.isoformat()
    cells = [
        DataCell(on, _("Posted on"), "date", head=True),
        DataCell(format_posting_length(posting), _("For")),
        DataCell(last, _("Last day"), "date"),
        DataCell(str(stopped), _("Days stopped"), "number"),
        DataCell("", _("Status"), light=posting_light(posting, day)),
    ]
    return DataRow(str(posting.pk), on, cells)


def _objections(found: list[Objection]) -> dict[str, object]:
    title = _("Objections")
    rows = []
    for objection in found:
        state = str(kind_of(objection).cycle.states[objection.state])
        said = objection.get_result_display() if objection.result else state
        cells = [
            DataCell(objection.number, _("Number"), head=True, url=objection.get_absolute_url()),
            DataCell(objection.facts, _("Facts and reasons")),
        ]
        rows.append(DataRow(str(objection.pk), objection.number, [*cells, DataCell(said, _("What was found"))]))
    heads = [DataColumn(_("Number")), DataColumn(_("Facts and reasons")), DataColumn(_("What was found"))]
    return {
        "id": "objections",
        "title": title,
        "count": len(rows),
        "table": DataTable(title, heads, rows, Empty("")),
        "more": None,
    }


def objection_target_card(objection: Any, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show what an objection is against, with a link for those who may read it."""
    about = objection.about
    if about is None:
        return []
    readable = readable_records(kind_of(about), actor, day).filter(pk=about.pk).exists()
    title = _("Against what")
    posting = queries.current_posting(about.pk)
    cells = [
        DataCell(about.number, _("Number"), head=True, url=about.get_absolute_url() if readable else ""),
        DataCell(str(kind_of(about).one), _("What")),
        DataCell(str(about.unit), _("Unit")),
        DataCell("", _("Status"), light=posting_light(posting, day)) if posting else DataCell("", _("Status")),
    ]
    heads = [DataColumn(_("Number")), DataColumn(_("What")), DataColumn(_("Unit")), DataColumn(_("Status"))]
    table = DataTable(title, heads, [DataRow(str(about.pk), about.number, cells)], Empty(""))
    return [{"id": "against", "title": title, "count": None, "table": table, "more": None}]
