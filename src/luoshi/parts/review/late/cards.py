"""What the office and an assessor see of sheets that came after the end: how late, and whether they count."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from luoshi.base.forms.shapes import DataCell, DataRow, Empty, Light
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import open_steps
from luoshi.parts.review.assessors.cards import build_table
from luoshi.parts.review.late import queries
from luoshi.parts.review.lateness import describe_lateness
from luoshi.parts.review.models import ReviewRound, ReviewSheet

_ = words_now(__name__)


def show_late(round_: ReviewRound, actor: Actor, day: date) -> dict[str, object] | None:
    """Show which sheets came late, how late and whether they count, never a mark; None if none did.

    One query; three more while they can be let in.
    """
    sheets = queries.late_sheets_of_round(round_.pk)
    if not sheets:
        return None
    title, kind = _("Late sheets"), get_kind("assessed")
    waiting = [sheet.assessed for sheet in sheets if sheet.state == "late"] if round_.state == "closed" else []
    offered = {pk: {step.name for step in steps} for pk, steps in open_steps(waiting, actor, day).items()}
    rows = []
    for sheet in sheets:
        row = sheet.assessed
        open_ = sheet.state == "late" and "let_in" in offered.get(row.pk, ())
        url = reverse("records:step", args=[kind.name, row.pk, "let_in"])
        steps = [{"url": url, "label": _("Let it in")}] if open_ else []
        came = localtime(sheet.scored_at).strftime("%Y-%m-%d %H:%M:%S") if sheet.scored_at else ""
        rows.append(DataRow(str(sheet.pk), row.title, [
            DataCell(f"{row.about.number} {row.about.title}", head=True, url=row.get_absolute_url()),
            DataCell(sheet.assessor.title, _("Assessor")),
            DataCell(came, _("Received"), "date", note=describe_lateness(sheet.late_by)),
            DataCell("", _("Status"), light=_light_of(sheet)),
            DataCell("", _("Your steps"), "steps", steps=steps),
        ]))  # fmt: skip
    heads = [_("Object of review"), _("Assessor"), _("Received"), _("Status"), _("Your steps")]
    table = build_table(title, heads, rows, Empty(""), steps=True)
    return {"id": "late", "title": title, "count": len(rows), "table": table}


def _light_of(sheet: ReviewSheet) -> Light:
    if sheet.state == "late":
        return Light("yellow", _("kept, does not count"))
    return Light("green", _("let in"), sheet.let_in)


def explain_late(sheet: ReviewSheet) -> list[tuple[str, str]]:
    """Tell an assessor what became of a sheet that came late: line heads with words; none if it was in time."""
    if sheet.late_by is None:
        return []
    late = describe_lateness(sheet.late_by)
    if sheet.state != "late":
        return [
            (_("Came late"), _("%(late)s. It was let in and counts: %(why)s") % {"late": late, "why": sheet.let_in})
        ]
    round_ = sheet.assessed.round
    if round_.state == "open" and round_.to_at is not None and timezone.now() <= round_.to_at:
        words = _("%(late)s. It is kept and does not count. The round is open again: give your marks anew.")
    elif round_.state in ("open", "closed"):
        words = _(
            "%(late)s. It is kept, and does not count unless the office lets it in before the sheets are combined."
        )
    else:
        words = _("%(late)s. It is kept, was not let in, and does not count.")
    return [(_("Came late"), words % {"late": late})]
