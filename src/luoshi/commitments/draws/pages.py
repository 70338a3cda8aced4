"""The cards of draws and checks, and the file from which a draw can be recomputed."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.draws import queries as asks
from luoshi.commitments.draws.models import Check, Draw
from luoshi.desk.draws.pages import proof_response, recomputed_card
from luoshi.desk.lists.pages.record_fragments import more_unread
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.narrowing import narrow_record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.pages import record_or_404
from luoshi.kernel.rights.queries.rights import filter_readable
from luoshi.plans.base.models.commitment import Commitment


@require_safe
@login_required
def export_draw_proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Export everything needed to recompute the draw as JSON: the published part, and once drawn the rest."""
    draw = narrow_record(record_or_404(request, get_kind("draws"), pk), Draw)
    return proof_response(draw, asks.collect_draw_proof(draw))


def of_draw(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show whether the draw can be reproduced, and what was drawn. Two queries."""
    draw = narrow_record(record, Draw)
    found = [recomputed_card(draw, asks.collect_draw_proof(draw), reverse("ledger:draw_proof", args=[draw.pk]))]
    return [*found, *_drawn(draw)] if draw.revealed else found


def _drawn(draw: Draw) -> list[dict[str, object]]:
    title, some = _("Drawn, in this order"), asks.draw_checks(draw)
    columns = [
        DataColumn(_("Place"), "number"),
        DataColumn(_("Commitment")),
        DataColumn(_("Unit")),
        DataColumn(_("Check")),
    ]
    columns += [DataColumn(_("State")), DataColumn(_("Due"), "date")]
    rows = [
        DataRow(
            str(check.pk),
            check.title,
            [
                DataCell(str(check.place), _("Place"), "number"),
                DataCell(
                    f"{check.commitment.number} {check.title}",
                    _("Commitment"),
                    head=True,
                    url=check.commitment.get_absolute_url(),
                ),
                DataCell(str(check.unit), _("Unit")),
                DataCell(check.number, _("Check"), "code", url=check.get_absolute_url()),
                DataCell(fields.field_text(check, "state"), _("State")),
                DataCell(plain_text(check.due), _("Due"), "date"),
            ],
        )
        for check in some
    ]
    found = [{"id": "drawn", "title": title, "count": len(rows), "table": DataTable(title, columns, rows, Empty(""))}]
    if draw.passed:
        over = "、".join(line.partition("\t")[0] for line in draw.passed.splitlines())
        found[0]["title"] = _("Drawn, in this order; skipped because they can no longer be checked: %(numbers)s") % {
            "numbers": over
        }
    return found


def of_check(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show what is checked, the draw, and the last day to ask for a review. Five queries."""
    check = narrow_record(record, Check)
    one, draw = check.commitment, check.draw
    lines = [
        (_("Commitment"), f"{one.number} {one.title}", one.get_absolute_url()),
        (_("Draw"), f"{draw.number} {draw.title}", draw.get_absolute_url()),
    ]
    if check.state == "faulty":
        last = asks.last_to_ask(check)
        until = (
            str(last) if last else _("not computable: the value “%(name)s” is not set") % {"name": asks.ASK_DAYS.label}
        )
        lines.append((_("A review can be asked for until"), until, ""))
    title = _("Subject")
    rows = [DataRow(str(at), words, [DataCell(label, head=True), DataCell(words, url=url)])
            for at, (label, words, url) in enumerate(lines)]  # fmt: skip
    table = DataTable(title, [DataColumn(_("What")), DataColumn(_("Content"))], rows, Empty(""))
    return [{"id": "about", "title": title, "table": table}]


def checks_of(commitment: Commitment, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show the random checks of a commitment; nothing if it was never drawn. Two queries.

    Checks that the reader may not open are only counted.
    """
    every = asks.checks_of(commitment)
    if not every:
        return []
    found = filter_readable(get_kind("checks"), every, actor, day)
    unread = more_unread(len(every) - len(found))
    title = _("Random checks")
    columns = [DataColumn(_("Check"), "code"), DataColumn(_("Draw")), DataColumn(_("State")), DataColumn(_("Finding"))]
    rows = [DataRow(str(check.pk), check.number, _cells(check)) for check in found]
    table = DataTable(title, columns, rows, Empty(unread))
    return [{"id": "checks", "title": title, "count": len(every), "table": table, "note": unread if found else ""}]


def _cells(one: Check) -> list[DataCell]:
    return [
        DataCell(one.number, _("Check"), "code", head=True, url=one.get_absolute_url()),
        DataCell(one.draw.number, _("Draw")),
        DataCell(fields.field_text(one, "state"), _("State")),
        DataCell(one.finding, _("Finding")),
    ]
