"""The cards on a commitment's page: what it promises, where it comes from, the same task elsewhere."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.codes.contact import mask_mobiles
from luoshi.commitments.assigning.supporting import queries as supporting
from luoshi.commitments.assigning.supporting.models import Support
from luoshi.commitments.detail import queries as commitments
from luoshi.commitments.detail.pages import progress
from luoshi.commitments.draws import pages as draws
from luoshi.commitments.letters import pages as letters
from luoshi.commitments.lights import pages as stands
from luoshi.commitments.lights.rules.attainment import LIMITS, target_shortfall
from luoshi.commitments.tags.pages.cards import tag_cards
from luoshi.facts.base.models.target import Target
from luoshi.figures.written_units import own_unit
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.narrowing import narrow_record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import filter_readable
from luoshi.plans.base import code_labels
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.editions.queries.editions import notes_of
from luoshi.plans.twins import pages as twins
from luoshi.plans.values.queries import TargetValue, current_targets, latest_target_values


def commitment_sections(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Return the cards of targets, tags, reports, parts, letters, lights, source, notes and twins.

    Eight queries plus each card's.
    """
    commitment = narrow_record(record, Commitment)
    return [
        *_targets(commitment),
        *tag_cards(commitment),
        *progress.report_cards(commitment, actor, day),
        *progress.part_cards(commitment, actor, day),
        *_supporters(commitment),
        *letters.reminder_cards(commitment),
        *draws.checks_of(commitment, actor, day),
        *stands.closed_month_cards(commitment),
        *_origin(commitment, actor, day),
        *_notes(commitment),
        *twins.twin_card(record, actor, day),
    ]


def _targets(commitment: Commitment) -> list[dict[str, object]]:
    found = current_targets(commitment)
    if not found:
        return []
    told = latest_target_values(found, {commitment.pk: commitment.unit_id})
    columns = [DataColumn(_("Indicator")), DataColumn(_("Target"), "number"), DataColumn(_("Requirement"))]
    columns += [DataColumn(_("Reached"), "number"), DataColumn(_("Reported on"), "date")]
    rows = [
        DataRow(
            str(target.pk),
            target.words or target.quote,
            [
                DataCell(target.words or "—", _("Indicator"), head=True),
                DataCell(target.quote, _("Target"), "number"),
                DataCell(str(code_labels.BOUNDS.get(target.bound, target.bound)), _("Requirement")),
                DataCell(format_target_shortfall(target, told.get(target.pk)), _("Reached"), "number"),
                DataCell(str(told[target.pk].day) if target.pk in told else "", _("Reported on"), "date"),
            ],
        )
        for target in found
    ]
    table = DataTable(_("Targets"), columns, rows, Empty(_("None.")))
    return [{"id": "targets", "title": _("Targets"), "count": len(rows), "table": table}]


def format_target_shortfall(target: Target, last: TargetValue | None) -> str:
    """Format the value last reported, and by how much it misses the target."""
    if last is None:
        return "—"
    value = code_labels.format_target_value(target, last.value)
    lack = target_shortfall(target.bound, target.aspect, target.value, last.value)
    if lack is None:
        return value
    words = _("%(value)s, %(n)s over") if target.bound in LIMITS else _("%(value)s, short by %(n)s")
    if not lack or target.aspect == "rank":
        words = _("%(value)s, not met")
    return words % {"value": value, "n": own_unit(target.quote, target.unit).figure(lack)}


def _supporters(commitment: Commitment) -> list[dict[str, object]]:
    """List each supporting unit: its answer, and whether it has reported its part."""
    found = supporting.current_supporters(commitment)
    if not found:
        return []
    columns = [
        DataColumn(_("Unit")),
        DataColumn(_("What it answered")),
        DataColumn(_("On"), "date"),
        DataColumn(_("Contribution reported on"), "date"),
    ]
    rows = [
        DataRow(
            str(supporter.unit.pk),
            str(supporter.unit),
            [
                DataCell(str(supporter.unit), _("Unit"), head=True),
                DataCell(_said(supporter.said), _("What it answered")),
                DataCell(str(supporter.said.day) if supporter.said else "", _("On"), "date"),
                DataCell(_part(supporter, commitment), _("Contribution reported on"), "date"),
            ],
        )
        for supporter in found
    ]
    title = _("Supporting units")
    return [
        {"id": "supporters", "title": title, "count": len(rows), "table": DataTable(title, columns, rows, Empty(""))}
    ]


def _part(one: supporting.Supporter, commitment: Commitment) -> str:
    """Say when a supporting unit reported its part, or that it still owes it."""
    if one.part:
        return str(one.part.day)
    if not one.owes or commitment.issued is None:
        return "—"
    return _("not reported, closed without it") if commitment.without_parts else _("not reported yet")


def _said(one: Support | None) -> str:
    if one is None:
        return _("nothing yet")
    words = [str(one.get_state_display()), one.words]
    if one.instead is not None:
        words.append(_("replaced by %(unit)s") % {"unit": one.instead})
    return _("; ").join(filter(None, words))


def _origin(commitment: Commitment, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show the commitment's origin.

    Last year's commitment is linked only for readers who may open it; the plan prints its number anyway.
    """
    found = commitments.commitment_origin(commitment)
    plan, before = commitment.plan, found.before
    lines = [(_("Plan"), plan.title, plan.get_absolute_url())]
    if found.place:
        url = reverse("ledger:original", args=[plan.pk, found.place])
        lines.append((_("Document"), found.name, url))
    if before:
        may = filter_readable(get_kind("commitments"), [before], actor, day)
        url = before.get_absolute_url() if may else ""
        lines.append((_("Carried over from"), f"{before.plan.title} {before.number}", url))
    rows = [
        DataRow(label, words, [DataCell(label, head=True), DataCell(words, url=url)]) for label, words, url in lines
    ]
    table = DataTable(
        _("Origin of the matter"), [DataColumn(_("Origin")), DataColumn(_("Content"))], rows, Empty(_("None."))
    )
    return [{"id": "origin", "title": _("Origin of the matter"), "table": table}]


def _notes(commitment: Commitment) -> list[dict[str, object]]:
    """Show the other contents of the office's sheet as typed: nobody's report, and no figure is made from them.

    Mobile numbers are masked: every party may read this page, and the office has the numbers in its own ledger.
    """
    rows = [
        DataRow(
            str(at),
            note["head"],
            [DataCell(note["head"], "", head=True), DataCell(mask_mobiles(note["words"]), note["head"])],
        )
        for at, note in enumerate(notes_of(commitment))
    ]
    title = _("Other columns of the original ledger")
    table = DataTable(title, [DataColumn(_("Column")), DataColumn(_("Value in the sheet"))], rows, Empty(_("None.")))
    return [{"id": "notes", "title": title, "count": len(rows), "table": table}] if rows else []
