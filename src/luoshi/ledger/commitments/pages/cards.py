"""The cards on a commitment's page: what it promises, where it comes from, the same task elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.codes.contact import mask_mobiles
from luoshi.facts.base.models.target import Target
from luoshi.figures.own import own_unit
from luoshi.ledger.base import said
from luoshi.ledger.commitments import queries as commitments
from luoshi.ledger.commitments.pages import progress
from luoshi.ledger.draws import pages as draws
from luoshi.ledger.editions.queries.editions import notes_of
from luoshi.ledger.letters import pages as letters
from luoshi.ledger.lights import pages as stands
from luoshi.ledger.lights.rules.reached import LIMITS, lacks
from luoshi.ledger.supporting import queries as supporting
from luoshi.ledger.supporting.models import Support
from luoshi.ledger.twins import pages as twins
from luoshi.ledger.values.queries import Known, known, targets
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import kind
from luoshi.records.rights.queries.rights import readable


def sections(record: Record, actor: Actor, day: date) -> list[dict[str, Any]]:
    """Targets, reports, parts, letters, lights, source, notes and twins. Eight queries, and those of each card."""
    commitment: Any = record
    return [
        *_targets(commitment),
        *progress.reports(commitment, actor, day),
        *progress.parts(commitment, actor, day),
        *_supporters(commitment),
        *letters.said_of(commitment),
        *draws.checks_of(commitment, actor, day),
        *stands.months(commitment),
        *_origin(commitment, actor, day),
        *_notes(commitment),
        *twins.section(record, actor, day),
    ]


def _targets(commitment: Any) -> list[dict[str, Any]]:
    found = targets(commitment)
    if not found:
        return []
    told = known(found, {commitment.pk: commitment.unit_id})
    columns = [Column(_("Indicator")), Column(_("Target"), "number"), Column(_("Is meant as"))]
    columns += [Column(_("Reached"), "number"), Column(_("Reported on"), "date")]
    rows = [
        Row(
            str(one.pk),
            one.words or one.quote,
            [
                Cell(one.words or "—", _("Indicator"), head=True),
                Cell(one.quote, _("Target"), "number"),
                Cell(str(said.BOUNDS.get(one.bound, one.bound)), _("Is meant as")),
                Cell(against(one, told.get(one.pk)), _("Reached"), "number"),
                Cell(str(told[one.pk].day) if one.pk in told else "", _("Reported on"), "date"),
            ],
        )
        for one in found
    ]
    table = Table(_("Targets"), columns, rows, Empty(_("None.")))
    return [{"id": "targets", "title": _("Targets"), "count": len(rows), "table": table}]


def against(target: Target, last: Known | None) -> str:
    """The value last reported, and by how much it misses the target."""
    if last is None:
        return "—"
    value = said.reached(target, last.value)
    lack = lacks(target.bound, target.aspect, target.value, last.value)
    if lack is None:
        return value
    words = _("%(value)s, %(n)s over") if target.bound in LIMITS else _("%(value)s, short by %(n)s")
    if not lack or target.aspect == "rank":
        words = _("%(value)s, not met")
    return words % {"value": value, "n": own_unit(target.quote, target.unit).figure(lack)}


def _supporters(commitment: Any) -> list[dict[str, Any]]:
    """Each supporting unit: what it said, and whether it has reported its part."""
    found = supporting.supporters(commitment)
    if not found:
        return []
    columns = [
        Column(_("Unit")),
        Column(_("What it answered")),
        Column(_("On"), "date"),
        Column(_("Its part reported on"), "date"),
    ]
    rows = [
        Row(
            str(one.unit.pk),
            str(one.unit),
            [
                Cell(str(one.unit), _("Unit"), head=True),
                Cell(_said(one.said), _("What it answered")),
                Cell(str(one.said.day) if one.said else "", _("On"), "date"),
                Cell(_part(one, commitment), _("Its part reported on"), "date"),
            ],
        )
        for one in found
    ]
    title = _("Supporting units")
    return [{"id": "supporters", "title": title, "count": len(rows), "table": Table(title, columns, rows, Empty(""))}]


def _part(one: supporting.Supporter, commitment: Any) -> str:
    """When it reported its part, or that it owes it; closed without, the reason stands among the particulars."""
    if one.part:
        return str(one.part.day)
    if not one.owes or commitment.issued is None:
        return "—"
    return _("not reported, closed without") if commitment.without_parts else _("not reported yet")


def _said(one: Support | None) -> str:
    if one is None:
        return _("nothing yet")
    words = [str(one.get_state_display()), one.words]
    if one.instead is not None:
        words.append(_("in its place: %(unit)s") % {"unit": one.instead})
    return _("; ").join(filter(None, words))


def _origin(commitment: Any, actor: Actor, day: date) -> list[dict[str, Any]]:
    """Where it comes from. Last year's commitment is linked for who may open it; its plan prints its number anyway."""
    found = commitments.origin(commitment)
    plan, before = commitment.plan, found.before
    lines = [(_("Plan"), plan.title, plan.get_absolute_url())]
    if found.place:
        url = reverse("ledger:original", args=[plan.pk, found.place])
        lines.append((_("Document"), found.name, url))
    if before:
        may = readable(kind("commitments"), [before], actor, day)
        url = before.get_absolute_url() if may else ""
        lines.append((_("Carried over from"), f"{before.plan.title} {before.number}", url))
    rows = [Row(label, words, [Cell(label, head=True), Cell(words, url=url)]) for label, words, url in lines]
    table = Table(_("Where it comes from"), [Column(_("Comes from")), Column(_("Which"))], rows, Empty(_("None.")))
    return [{"id": "origin", "title": _("Where it comes from"), "table": table}]


def _notes(commitment: Any) -> list[dict[str, Any]]:
    """What the office's sheet said besides, as it was typed there: nobody's report, and no figure is made of it.

    Mobile numbers are masked: whoever has a part in the matter reads this, the office that typed them has its ledger.
    """
    rows = [
        Row(str(at), one["head"], [Cell(one["head"], "", head=True), Cell(mask_mobiles(one["words"]), one["head"])])
        for at, one in enumerate(notes_of(commitment))
    ]
    title = _("From the office's own sheet")
    table = Table(title, [Column(_("Column")), Column(_("What it said"))], rows, Empty(_("None.")))
    return [{"id": "notes", "title": title, "count": len(rows), "table": table}] if rows else []
