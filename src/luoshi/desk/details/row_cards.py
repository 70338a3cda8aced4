"""The rows inside a record, as paged table cards on its page, with the steps that edit them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import PAGE, DataCell, DataColumn, DataTable, Empty, build_pager, paginate_rows
from luoshi.base.forms.shapes import DataRow as Shown
from luoshi.desk.lists.pages.record_fragments import align_numbers, step_buttons
from luoshi.desk.lists.rules import group_digits
from luoshi.kernel.conditions.queries.evaluation import evaluate_conditions
from luoshi.kernel.kinds.compiled.words import column_shape
from luoshi.kernel.kinds.forms.row_words import address_of, label_of, summarize_row, value_of
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record, Row, row_model
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.references.queries import may_have_rows
from luoshi.kernel.rows.queries import attach_record, lacking_of, rows_of_record
from luoshi.kernel.search.links.queries import Linkeds, links_of_records


def row_cards(request: HttpRequest, record: Record, open_now: Collection[Step], day: date) -> list[dict[str, object]]:
    """Return a card for each rows part of the kind; linked records appear with their titles if the actor may read them.

    Two queries per card, two per link, and one or two more where the rows must meet a condition together. ?card=… names
    the card to which ?page=… applies.

    Args:
        open_now: The steps open to the actor; those that edit rows appear on their card.
    """
    if record.erased:
        return []
    cards = [_card(request, record, part, open_now, day) for part in kind_of(record).every(Rows)]
    return [card for card in cards if card is not None]


def _is_by_program(part: Rows, steps: Sequence[Step]) -> bool:
    """Return True if only the program writes these rows: until it does, nobody is told that they are lacking."""
    return not any(step.who for step in steps if part.name in (*step.rows, *step.adds))


def _are_holders(part: Rows, record: Record) -> bool:
    """Return True if a card of holders shows these rows too, and says so where there is none."""
    return any(held.rows == part.name for held in kind_of(record).every(Held))


def _card(
    request: HttpRequest, record: Record, part: Rows, open_now: Collection[Step], day: date
) -> dict[str, object] | None:
    rows = rows_of_record(part, record)
    count = rows.count() if may_have_rows(record, part) else 0
    here = [step for step in open_now if part.name in (*step.rows, *step.adds)]
    if not count and (_is_by_program(part, kind_of(record).cycle.steps) or (not here and _are_holders(part, record))):
        return None
    page = paginate_rows(request, rows, PAGE, count, card=part.name)
    ends = [step for step in open_now if part.name in step.ends]
    shown = attach_record(list(page), record)
    leads = links_of_records(
        shown,
        [field_name for field_name in part.page_columns if field_name not in part.masks],
        request_actor(request),
        day,
    )
    heads = [DataColumn(label_of(part, name), column_shape(row_model(part), name)) for name in part.page_columns]
    if ends:
        heads.append(DataColumn("", "steps"))
    table = DataTable(
        str(part.label),
        heads,
        align_numbers(
            [
                Shown(str(row.pk), summarize_row(part, row), _cells(record, part, row, heads, ends, leads))
                for row in shown
            ]
        ),
        Empty(_("Nothing has been entered here yet.")),
    )
    lacking = _lacking(part, record, day)
    return {
        "id": part.name,
        "title": str(part.label),
        "count": count,
        "table": table,
        "note": " ".join(lacking),
        "steps": step_buttons(record, here),
        "pager": build_pager(request, page, card=part.name),
    }


def _lacking(part: Rows, record: Record, day: date) -> list[str]:
    """List what the rows together still lack, if the condition applies to this record."""
    if not (part.sums or part.least):
        return []
    asked = part.where is None or evaluate_conditions([part.where], record, day) == [True]
    return list(lacking_of(part, record)) if asked else []


def _cells(
    record: Record, part: Rows, row: Row, heads: Sequence[DataColumn], ends: Sequence[Step], leads: Linkeds
) -> list[DataCell]:
    cells = []
    for at, (name, head) in enumerate(zip(part.page_columns, heads, strict=False)):
        found = leads[name][getattr(row, f"{name}_id")] if name in leads else None
        said = str(found) if found else value_of(part, row, name)
        if isinstance(getattr(row, name), Decimal):
            said = group_digits(said)
        url = found.url if found else address_of(part, row, name)
        cells.append(DataCell(said, head.label, head.kind, head=at == 0, url=url))
    if ends:
        open_still = getattr(row, part.ends) is None
        there = {step.name: reverse("records:step", args=[record.kind, record.pk, step.name]) for step in ends}
        way = [{"label": str(step.label), "url": f"{there[step.name]}?row={row.pk}"} for step in ends]
        cells.append(DataCell("", "", "steps", steps=way if open_still else ()))
    return cells
