"""Cards of schemes and items: scores by unit, with the source of each number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date

from django.urls import reverse

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.pages import lights_along, lights_of
from luoshi.figures.style import decimal_text
from luoshi.kernel.base.words import words_in, words_now
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.models import Record
from luoshi.lines.assess import queries, rules
from luoshi.lines.assess.actions import OBJECTIONS
from luoshi.lines.assess.models import FOUND, Score
from luoshi.parts.review.layers.queries import OBJECT_DAYS
from luoshi.parts.review.layers.sentences import name_some
from luoshi.scoring.sheets import LineTotal, SheetTotal

_ = words_now(__name__)
_p = words_in(__name__)

MOST = 500  # items shown on a scheme's page; beyond that, pages link to the list


def item_lights(records: Collection[Record], day: date) -> dict[int, Light]:
    """Return the light of each item's commitment. At most five queries."""
    of = queries.commitments_by_item(records)
    found = lights_of(list(of.values()), day)
    return {pk: found[commitment.pk] for pk, commitment in of.items()}


def lights_of_rows(day: date) -> Callable[[Sequence[tuple[object, ...]]], list[Light]]:
    """Return a function that finds the lights of list rows by the columns ``queries.LIT_BY``."""
    of = lights_along(day)
    return lambda rows: of([row[1:] for row in rows])


def explain_missing_proposal(one: Score, day: date) -> str:
    """Explain why there is no proposed score, naming what is not set."""
    how = queries.commitment_outcome(one, day)
    if how in (rules.LATE, rules.MISSED) and one.scheme.late is None:
        return _("not computable: the scheme does not define the deduction for a late item")
    return _("no proposal: %(found)s") % {"found": dict(FOUND)[how]}


def of_scheme(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """List each unit's two sums and total in tree order; then a card of items for each."""
    every = queries.scores_by_unit(queries.scheme_items(record.pk), day)
    title = _("By unit, in the order of the tree: no ranking")
    columns = [DataColumn(_("Unit")), DataColumn(_("Items"), "number"), DataColumn(_("Normal items"), "number")]
    columns += [DataColumn(_("Special items"), "number"), DataColumn(_("Total"))]
    listed = reverse("records:list", args=["scores"]) + f"?scheme={record.pk}"
    count = sum(len(unit_scores.items) for unit_scores in every)
    rows = []
    for unit_scores in every:
        there = f"#unit-{unit_scores.unit.pk}" if count <= MOST else f"{listed}&unit={unit_scores.unit.pk}"
        rows.append(DataRow(str(unit_scores.unit.pk), str(unit_scores.unit), _unit_cells(unit_scores, there)))
    nothing = Empty(_("No items yet."), _("Add commitments of the plan, a whole section at once if you like."))
    more = {"label": _("Show items as a list, for bulk steps"), "url": listed}
    found: dict[str, object] = {"id": "units", "title": title, "count": len(rows), "more": more if rows else None}
    found["table"] = DataTable(title, columns, rows, nothing)
    shown = item_lights([item for unit_scores in every for item in unit_scores.items], day) if count <= MOST else {}
    return [found, *(_card(unit_scores, shown, day) for unit_scores in every if shown)]


def of_score(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show an item's commitment and proposal; then all items of its unit in the scheme."""
    assert isinstance(record, Score)
    of, scheme = record.commitment, record.scheme
    known = queries.proposed_score(record, day)
    said = explain_missing_proposal(record, day) if known is None else decimal_text(known)
    how = dict(FOUND)[queries.commitment_outcome(record, day)]
    there = scheme.get_absolute_url() if queries.may_read_scheme(scheme.pk, actor, day) else ""
    lines = [
        (_("Scheme"), f"{scheme.number} {scheme.title}", there),
        (_("Basis"), scheme.basis, ""),
        (_("Commitment"), f"{of.number} {of.title}", of.get_absolute_url()),
        (_("Present state"), str(how), ""),
        (_("Proposed today"), said, ""),
    ]
    if scheme.state == "scored":
        last = OBJECTIONS.last_day(scheme)
        unset = _("not computable: the value “%(name)s” is not set") % {"name": OBJECT_DAYS.label}
        lines.append((_("Unit may object until"), str(last or unset), ""))
    title = _("Subject")
    rows = [DataRow(str(at), words, [DataCell(label, head=True), DataCell(words, url=url)])
            for at, (label, words, url) in enumerate(lines)]  # fmt: skip
    table = DataTable(title, [DataColumn(_p("particular", "What")), DataColumn(_("Content"))], rows, Empty(""))
    found = [{"id": "about", "title": title, "table": table}]
    if record.state == "out":
        return found
    own = queries.scores_by_unit(queries.scheme_items(scheme.pk, record.unit_id), day)
    shown = item_lights([item for unit in own for item in unit.items], day)
    return [*found, *(_card(unit, shown, day) for unit in own)]


def format_normal_score(sum_: LineTotal) -> str:
    """Format the sum of normal items: what is left of the full marks."""
    if not sum_.of:
        return _("no items")
    said = {"score": "—" if sum_.score is None else decimal_text(sum_.score), "of": decimal_text(sum_.of)}
    return _("%(score)s of %(of)s") % said


def format_special_score(sum_: LineTotal) -> str:
    """Format the sum of special items: what was gained."""
    if not sum_.of:
        return _("no items")
    return "—" if sum_.score is None else f"+{decimal_text(sum_.score)}"


def format_total_score(known: SheetTotal) -> str:
    """Format the total, or the items without which there is none."""
    if known.total is not None:
        return decimal_text(known.total)
    return _("not computable: %(items)s not decided") % {"items": name_some(list(known.missing))}


def _unit_cells(one: queries.UnitScores, there: str) -> list[DataCell]:
    known = one.totals
    return [
        DataCell(str(one.unit), _("Unit"), head=True, url=there),
        DataCell(str(len(one.items)), _("Items"), "number"),
        DataCell(format_normal_score(known.normal), _("Normal items"), "number", url=there),
        DataCell(format_special_score(known.special), _("Special items"), "number", url=there),
        DataCell(format_total_score(known), _("Total"), url=there),
    ]


def _card(one: queries.UnitScores, shown: dict[int, Light], day: date) -> dict[str, object]:
    known = one.totals
    sums = {
        "unit": one.unit,
        "normal": format_normal_score(known.normal),
        "special": format_special_score(known.special),
    }
    title = _("%(unit)s: normal items %(normal)s, special items %(special)s") % sums
    asked = any(item.scheme.own or item.own is not None for item in one.items)
    columns = [
        DataColumn(_("Item")),
        DataColumn(_("Normal or special")),
        DataColumn(_("Marks"), "number"),
        DataColumn(_("Light")),
    ]
    columns += [DataColumn(_("Score by the unit itself"), "number")] if asked else []
    columns += [DataColumn(_("Score"), "number"), DataColumn(_("Reason or proposal"))]
    rows = [DataRow(str(item.pk), item.title, _item_cells(item, shown[item.pk], day, asked)) for item in one.items]
    sum_ = "—" if known.total is None else format_total_score(known)
    open_ = _("not decided yet: %(count)d") % {"count": len(known.missing)} if known.total is None else ""
    last = [
        DataCell(_("Total"), head=True),
        *[DataCell()] * (len(columns) - 3),
        DataCell(sum_, _("Total"), "number"),
        DataCell(open_),
    ]
    table = DataTable(title, columns, rows, Empty(""), total=last)
    return {"id": f"unit-{one.unit.pk}", "title": title, "count": len(rows), "table": table}


def _item_cells(item: Score, light: Light, day: date, asked: bool) -> list[DataCell]:
    proposed = queries.proposed_score(item, day)
    own = DataCell("" if item.own is None else decimal_text(item.own), _("Score by the unit itself"), "number")
    words = item.reason
    if item.score is None:
        known = explain_missing_proposal(item, day) if proposed is None else decimal_text(proposed)
        words = _("proposed: %(score)s") % {"score": known} if proposed is not None else known
    return [
        DataCell(f"{item.number} {item.title}", _("Item"), head=True, url=item.get_absolute_url()),
        DataCell(fields.field_text(item, "line"), _("Normal or special")),
        DataCell(decimal_text(item.marks), _("Marks"), "number"),
        DataCell("", _("Light"), light=light),
        *([own] if asked else ()),
        DataCell("" if item.score is None else decimal_text(item.score), _("Score"), "number"),
        DataCell(words, _("Reason or proposal")),
    ]
