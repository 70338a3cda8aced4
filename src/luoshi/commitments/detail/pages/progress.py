"""The cards of a commitment's page about its year: targets and actuals, reports, parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.lateness import describe_due_distance as late_by
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.detail.queries import list_parts
from luoshi.commitments.progress import queries as progress
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.progress.rules import Quarter
from luoshi.desk.lists.pages.record_fragments import more_unread
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import filter_readable
from luoshi.plans.base.code_labels import format_quarters
from luoshi.plans.base.code_labels import format_target_value as in_words
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.values.queries import TargetValue, shared_out

KINDS = dict(Progress.KINDS)


def report_cards(
    commitment: Commitment, found: Collection[Progress], told: Mapping[int, Sequence[TargetValue]], day: date
) -> list[dict[str, object]]:
    """Show the state of each quarter, and the reports, newest first, with those taken back marked. Four queries.

    Args:
        found: its reports, newest first; ``told``: the values of each, by report id.
    """
    by_entry = {report.entry_id: (report, _values(report, told.get(report.pk, ()))) for report in found}
    by_quarter = _quarters(progress.reports_due_by_quarter(commitment, day), by_entry)
    if not found:
        return by_quarter
    effect = any(report.effect for report in found)
    columns = [DataColumn(_("Day"), "date"), DataColumn(_("Reported by")), DataColumn(_("Progress"))]
    columns += [*([DataColumn(_("Effect"))] if effect else []), DataColumn(_("Values reported"))]
    table = DataTable(
        _("Progress"), columns, [_report(*of, effect=effect) for of in by_entry.values()], Empty(_("None."))
    )
    return [*by_quarter, {"id": "progress", "title": _("Progress"), "count": len(found), "table": table}]


def _quarters(found: list[Quarter], reports: Mapping[int, tuple[Progress, list[str]]]) -> list[dict[str, object]]:
    """Show the reports owed by quarter and which are missing.

    A report counts in the quarter of the due date it meets.
    """
    if not found:
        return []
    names = format_quarters([(quarter.year, quarter.number) for quarter in found])
    whole = sum(quarter.whole for quarter in found)
    missing = [name for name, quarter in zip(names, found, strict=True) if quarter.missing]
    title = _("Reports by quarter: %(n)d/%(of)d") % {"n": whole, "of": len(found)}
    if missing:
        title = _("%(title)s, missing: %(which)s") % {"title": title, "which": "、".join(missing)}
    columns = [DataColumn(_("Quarter")), DataColumn(_("Due"), "date"), DataColumn(_("Reported or not"), "light")]
    columns += [DataColumn(_("Reported on"), "date"), DataColumn(_("Values reported")), DataColumn(_("Files"))]
    rows = []
    for name, quarter in zip(names, found, strict=True):
        told = [reports[entry][0] for entry in quarter.told if entry in reports]
        values = [words for entry in quarter.told if entry in reports for words in reports[entry][1]]
        files = [file.name for report in told for file in progress.files_of(report)]
        cells = [
            DataCell(name, _("Quarter"), head=True),
            DataCell("、".join(map(plain_text, quarter.dues)), _("Due"), "date"),
            DataCell("", _("Reported or not"), "light", light=_stands(quarter)),
            DataCell("、".join(map(_on, told)) or "—", _("Reported on"), "date" if len(told) < 2 else "text"),
            DataCell("；".join(values) or "—", _("Values reported")),
            DataCell("、".join(files) or "—", _("Files")),
        ]
        rows.append(DataRow(f"{quarter.year}-{quarter.number}", name, cells))
    table = DataTable(_("Reports by quarter"), columns, rows, Empty(_("None.")))
    return [{"id": "quarters", "title": title, "table": table}]


def _stands(one: Quarter) -> Light:
    if one.missing:
        return Light("late", _("report missing"), late_by(one.workdays, one.days_late))
    if one.whole and one.late:
        return Light("late", _("reported late"), late_by(one.workdays, one.days_late))
    if one.whole:
        return Light("done", _("reported in time"))
    return Light("soon", _("due soon")) if one.soon else Light("steady", _("not due yet"))


def _on(report: Progress) -> str:
    words = plain_text(report.day)
    return words if report.kind == Progress.REPORT else f"{words}（{KINDS[report.kind]}）"


def _values(one: Progress, told: Iterable[TargetValue]) -> list[str]:
    """List the values of its targets, how often it was done, and the share of the whole reached."""
    values = [f"{each.target.words or each.target.quote} {in_words(each.target, each.value)}" for each in told]
    if one.count is not None:
        values.append(_("%(n)d times") % {"n": one.count})
    if one.reached is not None:
        values.append(f"{one.reached // 100}.{one.reached % 100:02}%")
    return values


def _report(one: Progress, values: list[str], *, effect: bool) -> DataRow:
    """Return a report as a row. ``effect`` adds a column for the effect beside the progress."""
    words = [one.words]
    if one.obstacles:
        words.append(_("Obstacles: %(words)s") % {"words": one.obstacles})
    if one.following:
        words.append(_("Next step: %(words)s") % {"words": one.following})
    if one.doubted:
        words.append(_("Doubtful: %(words)s") % {"words": one.doubted})
    marks = [str(KINDS[one.kind])]
    if one.told_by:
        said = _("telephone report by %(name)s") % {"name": one.told_by}
        marks.append(said if one.confirmed_id else _("%(said)s, not confirmed") % {"said": said})
    if one.signer:
        marks.append(_("signed by %(name)s") % {"name": one.signer})
    if one.taken_back_id:
        marks.append(_("taken back"))
    if one.proofs:
        marks.append(_("attached: %(kinds)s") % {"kinds": one.proofs})
    files = "、".join(file.name for file in progress.files_of(one))
    who = one.entry.person.name if one.entry.person else "—"
    return DataRow(
        str(one.pk),
        one.words,
        [
            DataCell(plain_text(one.day), _("Day"), "date"),
            DataCell(f"{one.unit} {who}（{'，'.join(marks)}）", _("Reported by"), head=True),
            DataCell(
                "\n".join([*words, *([_("Files: %(names)s") % {"names": files}] if files else [])]), _("Progress")
            ),
            *([DataCell(one.effect or "—", _("Effect"))] if effect else []),
            DataCell("；".join(values) or "—", _("Values reported")),
        ],
    )


def part_cards(commitment: Commitment, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show the parts given to lower units, and where their shares add up to less than the target. At most four queries.

    Parts that the reader may not open are only counted. Only readers who see all parts see the sum of the shares.
    """
    every = list_parts(commitment)
    if not every:
        return []
    found = filter_readable(get_kind("commitments"), every, actor, day)
    unread = more_unread(len(every) - len(found))
    columns = [DataColumn(_("Number")), DataColumn(_("Unit")), DataColumn(_("State")), DataColumn(_("Due"), "date")]
    rows = [
        DataRow(
            str(part.pk),
            part.title,
            [
                DataCell(part.number, _("Number"), head=True, url=part.get_absolute_url()),
                DataCell(str(part.unit), _("Unit")),
                DataCell(fields.field_text(part, "state"), _("State")),
                DataCell(plain_text(part.until), _("Due"), "date"),
            ],
        )
        for part in found
    ]
    short = [
        _("%(indicator)s: %(given)s of %(target)s allocated to parts")
        % {"indicator": target.words or target.quote, "given": given, "target": target.quote}
        for target, given in shared_out(commitment)
        if given < target.value and not unread
    ]
    title = _("Parts")
    if short:
        title = _("Parts: shares add up to less than the target (%(what)s)") % {"what": "；".join(short)}
    table = DataTable(_("Parts"), columns, rows, Empty(unread))
    return [{"id": "parts", "title": title, "count": len(every), "table": table, "note": unread if found else ""}]
