"""The card of a record that commitments are about, such as a platform or a policy: what is promised for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.detail import queries
from luoshi.commitments.detail.pages.cards import format_target_shortfall
from luoshi.commitments.lights.pages import lights_of
from luoshi.facts.base.models.target import Target
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import may_see_any
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.values.queries import TargetValue, latest_target_values, targets_of

SHOWN = 20  # commitments on the card; the list has them all


def commitments_about_cards(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """List the commitments about a record that the actor may read: light, state, date, targets and what was reached.

    One query; with commitments at most ten more, however many there are.
    """
    if isinstance(record, Commitment) or not may_see_any(get_kind("commitments"), actor):
        return []
    found = queries.commitments_about(record, actor, day)
    shown = list(found[:SHOWN])
    if not shown:
        return []
    lights = lights_of(shown, day)
    targets = targets_of(shown)
    told = latest_target_values(targets, {commitment.pk: commitment.unit_id for commitment in shown})
    own: dict[int, list[Target]] = {}
    for target in targets:
        own.setdefault(target.record_id, []).append(target)
    columns = [DataColumn(_("Number"), "code"), DataColumn(_("Commitment")), DataColumn(_("Lead unit"))]
    columns += [DataColumn(_("Light")), DataColumn(_("State")), DataColumn(_("To be done by"), "date")]
    columns += [DataColumn(_("Targets")), DataColumn(_("Reached"))]
    rows = [_row(commitment, lights[commitment.pk], own.get(commitment.pk, []), told) for commitment in shown]
    title = _("Commitments about it")
    whole = f"{reverse('records:list', args=['commitments'])}?{urlencode({'about': record.number})}"
    card: dict[str, object] = {
        "id": "commitments-about",
        "title": title,
        "count": len(shown) if len(shown) < SHOWN else found.count(),
        "table": DataTable(title, columns, rows, Empty("")),
    }
    return [card | ({"more": {"label": _("The whole list"), "url": whole}} if record.number else {})]


def _row(commitment: Commitment, light: Light, targets: Sequence[Target], told: dict[int, TargetValue]) -> DataRow:
    promised = "；".join(" ".join(filter(None, (target.words, target.quote))) for target in targets)
    reached = "；".join(format_target_shortfall(target, told.get(target.pk)) for target in targets)
    cells = [
        DataCell(commitment.number, _("Number"), "code", url=commitment.get_absolute_url()),
        DataCell(commitment.title, _("Commitment"), head=True),
        DataCell(str(commitment.unit), _("Lead unit")),
        DataCell("", _("Light"), "light", light=light),
        DataCell(fields.field_text(commitment, "state"), _("State")),
        DataCell(plain_text(commitment.until), _("To be done by"), "date"),
        DataCell(promised, _("Targets")),
        DataCell(reached, _("Reached")),
    ]
    return DataRow(str(commitment.pk), commitment.title, cells)
