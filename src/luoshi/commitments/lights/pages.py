"""Lights on pages: for the commitments of a list, and for one commitment month by month."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.commitments.lights import words as light_words
from luoshi.commitments.lights.queries.light_status import ALIKE, StandReader, as_commitments, progress_states
from luoshi.commitments.lights.queries.month_lights import closed_months, stand_of
from luoshi.commitments.lights.rules.light_status import Stand
from luoshi.commitments.lights.rules.presets import BY_DATE
from luoshi.kernel.kinds.models import Record
from luoshi.plans.base.models.commitment import Commitment


def lights_of(records: Collection[Record], day: date) -> dict[int, Light]:
    """Return the light of each of these commitments with its reason.

    At most four queries, regardless of their number.
    """
    return {
        pk: light_words.build_page_light(stand) for pk, stand in progress_states(as_commitments(records), day).items()
    }


def rule_lights_of(records: Collection[Record], day: date) -> dict[int, Light]:
    """Return the same in the colours of the office's table, for papers that report by them."""
    return {
        pk: light_words.build_rule_light(stand) for pk, stand in progress_states(as_commitments(records), day).items()
    }


def lights_along(day: date) -> Callable[[Sequence[tuple[object, ...]]], list[Light]]:
    """Return a function that gives the lights of a long list's rows, batch by batch.

    The rows hold the columns ``NEEDED``; the order is kept.
    """
    stands, said = StandReader(day), dict[Stand, Light]()

    def of(rows: Sequence[tuple[Any, ...]]) -> list[Light]:
        found = stands.of(rows)
        if len(said) > ALIKE:
            said.clear()
        for stand in set(found) - said.keys():
            said[stand] = light_words.build_page_light(stand)
        return [said[stand] for stand in found]

    return of


def closed_month_cards(commitment: Commitment) -> list[dict[str, object]]:
    """Return the card with the lights of its closed months; nothing before the first. One query."""
    rows = []
    for closed_month in closed_months(commitment):
        month = closed_month.period.strftime("%Y-%m")
        light = light_words.build_page_light(stand_of(closed_month))
        by = light_words.light_table_version_label(BY_DATE, closed_month.table)
        cells = [
            DataCell(month, _("Month"), "date", head=True),
            DataCell("", _("Light"), light=Light(light.code, light.label)),
            DataCell(light.why, _("Why")),
            DataCell(by, _("Rules")),
        ]
        rows.append(DataRow(str(closed_month.pk), month, cells))
    if not rows:
        return []
    columns = [
        DataColumn(_("Month"), "date"),
        DataColumn(_("Light")),
        DataColumn(_("Why")),
        DataColumn(_("Rules")),
    ]
    table = DataTable(_("Lights of closed months"), columns, rows, Empty(_("None.")))
    return [{"id": "lights", "title": _("Lights of closed months"), "count": len(rows), "table": table}]
