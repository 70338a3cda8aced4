"""The card of a child's file: by which version of which rule the acts for the child were done."""

from __future__ import annotations

from datetime import date

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.fields import field_text
from luoshi.kernel.kinds.models import Record
from luoshi.lines.care.queries import care_rules, days_of_acts

_ = words_now(__name__)


def show_rules(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show each version of the rules of care with the acts for the child on its days. At most five queries.

    Source: S002-02: talk, help and visit go by a rule each; the version in force on the day of the act judges it.
    """
    rules = [] if record.erased else care_rules(actor, day)
    if not rules:
        return []
    acts, title = days_of_acts(record.pk), _("Rules of care")
    heads = [DataColumn(_("Act")), DataColumn(_("Rule")), DataColumn(_("In force from"), "date")]
    heads += [DataColumn(_("Until"), "date"), DataColumn(_("Acts in this time"), "number")]
    rows = []
    for rule, is_readable in rules:
        called = f"{rule.number} {rule.title}" if is_readable else rule.number
        since, until = rule.from_day or date.min, rule.to_day or date.max
        done = sum(since <= on <= until for on in acts.get(rule.act, ()))
        values = (field_text(rule, "act"), called, str(since), str(rule.to_day or ""), str(done))
        url = rule.get_absolute_url() if is_readable else ""
        cells = [
            DataCell(text, head.label, head.kind, head=place == 1, url=url if place == 1 else "")
            for place, (text, head) in enumerate(zip(values, heads, strict=True))
        ]
        rows.append(DataRow(str(rule.pk), called, cells))
    return [{"id": "rules", "title": title, "count": len(rows), "table": DataTable(title, heads, rows, Empty(""))}]
