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
from luoshi.commitments.detail.pages.targets import target_cards
from luoshi.commitments.draws import pages as draws
from luoshi.commitments.letters import pages as letters
from luoshi.commitments.lights import pages as stands
from luoshi.commitments.progress.queries import commitment_reports
from luoshi.commitments.tags.pages.cards import tag_cards
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.narrowing import narrow_record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import filter_readable
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.detail.originals.pages.originals import way_to_scan
from luoshi.plans.editions.queries.editions import notes_of
from luoshi.plans.twins import pages as twins
from luoshi.plans.values.queries import all_edition_targets, told_in


def commitment_sections(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Return the cards of targets, tags, reports, parts, letters, lights, source, notes and twins.

    Eight queries plus each card's.
    """
    commitment = narrow_record(record, Commitment)
    reports = commitment_reports(commitment)
    told = told_in(reports, all_edition_targets(commitment)) if reports else {}
    return [
        *target_cards(commitment, reports, told),
        *progress.report_cards(commitment, reports, told, day),
        *tag_cards(commitment),
        *progress.part_cards(commitment, actor, day),
        *_supporters(commitment),
        *letters.reminder_cards(commitment),
        *draws.checks_of(commitment, actor, day),
        *stands.closed_month_cards(commitment),
        *_origin(commitment, actor, day),
        *_notes(commitment),
        *twins.twin_card(record, actor, day),
    ]


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

    Plan, document and last year's commitment are linked only for readers who may open them; they are named anyway.
    """
    found = commitments.commitment_origin(commitment)
    plan, before = commitment.plan, found.before
    opens = bool(filter_readable(get_kind("plans"), [plan], actor, day))
    lines = [(_("Plan"), plan.title, plan.get_absolute_url() if opens else "")]
    if found.place:
        url = reverse("ledger:original", args=[plan.pk, found.place]) if opens else ""
        name = found.name
        if scan := found.scan:
            url = url and url + way_to_scan(scan.page, scan.start, scan.end)
            note = _("recognised from pictures, figures not compared yet") if scan.unchecked else ""
            name = "，".join(filter(None, [_("%(file)s, page %(page)d") % {"file": name, "page": scan.page}, note]))
        lines.append((_("Document"), name, url))
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
