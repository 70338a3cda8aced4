"""The publicity on a record's page, and of an objection what it is against."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from luoshi.org.base.shapes import Cell, Column, Empty, Fact, Light, Row, Table
from luoshi.org.rights.rules.rights import Actor
from luoshi.parts.publicity import queries
from luoshi.parts.publicity.models import Objection, Posting
from luoshi.parts.publicity.rules import stopped_days
from luoshi.parts.publicity.windows import masks
from luoshi.records.base.words import words_now
from luoshi.records.kinds import fields
from luoshi.records.kinds.registry import kind
from luoshi.records.rights.queries.rights import seen

_ = words_now(__name__)


def length(posting: Posting) -> str:
    """For how long it was posted, in words."""
    if posting.workdays:
        return _("%(count)d working days") % {"count": posting.days}
    return _("%(count)d days") % {"count": posting.days}


def stands(posting: Posting, day: date) -> Light:
    """How a posting stands on a day: it runs, is stopped, over, upheld against, or was taken down."""
    if posting.upheld:
        return Light("red", _("An objection was upheld"))
    if posting.until is not None and posting.until < (posting.ended or day):
        return Light("done", _("Over"))
    if posting.ended is not None:
        return Light("none", _("Taken down on %(day)s") % {"day": posting.ended})
    if posting.until is None:
        return Light("yellow", _("Stopped: an objection is open"))
    return Light("green", _("Runs"))


def facts(posting: Posting, row: Any) -> list[Fact]:
    """What is shown of a record in publicity, each protected name with its mask; and nothing else."""
    declared = kind(posting.record.kind)
    part = queries.windows()[declared.name]
    told = [Fact(str(declared.unit), str(row.unit))]
    for name in part.shows:
        if said := shown(declared, row, name):
            told.append(Fact(fields.label(declared, name), said))
    return told


def shown(declared: Any, row: Any, name: str) -> str:
    """A field as it stands in publicity."""
    said = fields.value(row, name)
    mask = masks(declared).get(name)
    return str(mask(said)) if mask and said else str(said)


def publicity_cards(record: Any, actor: Actor, day: date) -> list[dict[str, Any]]:
    """Each posting of a record with how it stands, and the objections that one may read. No query without the part."""
    if record.kind not in queries.windows():
        return []
    found = queries.postings(record.pk)
    if not found:
        return []
    raised = queries.objections(record.pk)
    title = _("Publicity")
    heads = [
        Column(_("Posted on"), "date"),
        Column(_("For")),
        Column(_("Last day"), "date"),
        Column(_("Days stopped"), "number"),
    ]
    heads.append(Column(_("How it stands")))
    table = Table(title, heads, [_row(one, raised, day) for one in found], Empty(""))
    running = found[0].ended is None and (found[0].until is None or found[0].until >= day)
    more = {"label": _("As it is shown"), "url": reverse("publicity:posting", args=[found[0].pk])} if running else None
    cards = [{"id": "publicity", "title": title, "count": None, "table": table, "more": more}]
    asked = seen(kind("objections"), actor, day).filter(pk__in=[one.pk for one in raised]) if raised else None
    open_to = {one.pk for one in asked} if asked is not None else set()
    if mine := [one for one in raised if one.pk in open_to]:
        cards.append(_objections(mine))
    return cards


def _row(posting: Posting, raised: list[Objection], day: date) -> Row:
    until = posting.until or min(day, posting.ended or day)
    stopped = stopped_days(posting.on, until, queries.stops(raised, posting.on))
    last = posting.until.isoformat() if posting.until else ""
    on = posting.on.isoformat()
    cells = [
        Cell(on, _("Posted on"), "date", head=True),
        Cell(length(posting), _("For")),
        Cell(last, _("Last day"), "date"),
        Cell(str(stopped), _("Days stopped"), "number"),
        Cell("", _("How it stands"), light=stands(posting, day)),
    ]
    return Row(str(posting.pk), on, cells)


def _objections(found: list[Objection]) -> dict[str, Any]:
    title = _("Objections")
    rows = []
    for one in found:
        state = str(one.declared.cycle.states[one.state])
        said = one.get_result_display() if one.result else state
        cells = [
            Cell(one.number, _("Number"), head=True, url=one.get_absolute_url()),
            Cell(one.facts, _("Facts and reasons")),
        ]
        rows.append(Row(str(one.pk), one.number, [*cells, Cell(said, _("What was found"))]))
    heads = [Column(_("Number")), Column(_("Facts and reasons")), Column(_("What was found"))]
    return {
        "id": "objections",
        "title": title,
        "count": len(rows),
        "table": Table(title, heads, rows, Empty("")),
        "more": None,
    }


def against(objection: Any, actor: Actor, day: date) -> list[dict[str, Any]]:
    """What an objection is against: where it stands, and the matter itself for who may read it."""
    about = objection.about
    if about is None:
        return []
    readable = seen(about.declared, actor, day).filter(pk=about.pk).exists()
    title = _("Against what")
    posting = queries.current(about.pk)
    cells = [
        Cell(about.number, _("Number"), head=True, url=about.get_absolute_url() if readable else ""),
        Cell(str(about.declared.one), _("What")),
        Cell(str(about.unit), _("Unit")),
        Cell("", _("How it stands"), light=stands(posting, day)) if posting else Cell("", _("How it stands")),
    ]
    heads = [Column(_("Number")), Column(_("What")), Column(_("Unit")), Column(_("How it stands"))]
    table = Table(title, heads, [Row(str(about.pk), about.number, cells)], Empty(""))
    return [{"id": "against", "title": title, "count": None, "table": table, "more": None}]
