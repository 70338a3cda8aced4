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
from luoshi.commitments.detail.pages.targets import format_target_shortfall
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
    columns = [DataColumn(_("Commitment")), DataColumn(_("Lead unit")), DataColumn(_("Light"))]
    columns += [DataColumn(_("State")), DataColumn(_("To be done by"), "date"), DataColumn(_("Targets (reached)"))]
    rows = [_row(commitment, lights[commitment.pk], own.get(commitment.pk, []), told) for commitment in shown]
    title = _("Commitments about it")
    whole = f"{reverse('records:list', args=['commitments'])}?{urlencode({'about': record.number})}"
    card: dict[str, object] = {
        "id": "commitments-about",
        "title": title,
        "count": len(shown) if len(shown) < SHOWN else found.count(),
        "table": DataTable(title, columns, rows, Empty("")),
    }
    if not record.number:
        return [card]
    table = f"{reverse('ledger:about_table', args=[record.kind])}?{urlencode({'about': record.number})}"
    steps = [{"label": _("Yearly table"), "url": table}]
    return [card | {"more": {"label": _("The whole list"), "url": whole}, "steps": steps}]


def _row(commitment: Commitment, light: Light, targets: Sequence[Target], told: dict[int, TargetValue]) -> DataRow:
    cells = [
        DataCell(
            commitment.title, _("Commitment"), head=True, url=commitment.get_absolute_url(), note=commitment.number
        ),
        DataCell(str(commitment.unit), _("Lead unit")),
        DataCell("", _("Light"), "light", light=Light(light.code, light.label)),
        DataCell(fields.field_text(commitment, "state"), _("State")),
        DataCell(plain_text(commitment.until), _("To be done by"), "date"),
        DataCell("；".join(_promised(target, told) for target in targets), _("Targets (reached)")),
    ]
    return DataRow(str(commitment.pk), commitment.title, cells)


def _promised(target: Target, told: dict[int, TargetValue]) -> str:
    """Return a target in words, and what was last reported for it."""
    promised = f"{target.words} {target.quote}".strip()
    if (last := told.get(target.pk)) is None:
        return promised
    return _("%(target)s (%(reached)s)") % {"target": promised, "reached": format_target_shortfall(target, last)}
