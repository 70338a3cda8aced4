"""The cards of a commitment's page about its year: targets and actuals, reports, parts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from luoshi.ledger.base.said import reached as in_words
from luoshi.ledger.progress import queries as progress
from luoshi.ledger.progress.models import Progress
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.kinds import fields
from luoshi.records.kinds.registry import kind
from luoshi.records.lists.pages.shown import more_unread
from luoshi.records.rights.queries.rights import readable

KINDS = dict(Progress.KINDS)


def reports(commitment: Any, actor: Actor, day: date) -> list[dict[str, Any]]:
    """What was reported, newest first; what was taken back is marked. Four queries."""
    found = progress.reports(commitment)
    if not found:
        return []
    columns = [Column(_("Day"), "date"), Column(_("Reported by")), Column(_("Progress")), Column(_("Values reported"))]
    table = Table(_("Progress"), columns, [_report(one) for one in found], Empty(_("None.")))
    return [{"id": "progress", "title": _("Progress"), "count": len(found), "table": table}]


def _report(one: Progress) -> Row:
    words = [one.words]
    if one.effect:
        words.append(_("Effect: %(words)s") % {"words": one.effect})
    if one.obstacles:
        words.append(_("Obstacles: %(words)s") % {"words": one.obstacles})
    if one.following:
        words.append(_("Next step: %(words)s") % {"words": one.following})
    marks = [str(KINDS[one.kind])]
    if one.told_by:
        said = _("told by telephone by %(name)s") % {"name": one.told_by}
        marks.append(said if one.confirmed_id else _("%(said)s, not confirmed") % {"said": said})
    if one.signer:
        marks.append(_("signed by %(name)s") % {"name": one.signer})
    if one.taken_back_id:
        marks.append(_("taken back"))
    if one.proofs:
        marks.append(_("brought: %(kinds)s") % {"kinds": one.proofs})
    files = "、".join(file.name for file in progress.files_of(one))
    values = [
        f"{value.target.indicator or value.target.quote} {in_words(value.target, value.value)}"
        for value in one.values.all()
    ]
    if one.reached is not None:
        values.append(f"{one.reached // 100}.{one.reached % 100:02}%")
    who = one.entry.person.name if one.entry.person else "—"
    return Row(
        str(one.pk),
        one.words,
        [
            Cell(fields.text(one.day), _("Day"), "date"),
            Cell(f"{one.unit} {who}（{'，'.join(marks)}）", _("Reported by"), head=True),
            Cell("\n".join([*words, *([_("Files: %(names)s") % {"names": files}] if files else [])]), _("Progress")),
            Cell("；".join(values) or "—", _("Values reported")),
        ],
    )


def parts(commitment: Any, actor: Actor, day: date) -> list[dict[str, Any]]:
    """Its parts with lower units, and where the shares given add up to less than the target. Four queries.

    Of parts that the reader may not open there is only how many they are; what the shares add up to is for who sees
    all of them.
    """
    every = list(commitment.parts.select_related("unit").order_by("pk"))
    if not every:
        return []
    found = readable(kind("commitments"), every, actor, day)
    unread = more_unread(len(every) - len(found))
    columns = [Column(_("Number")), Column(_("Unit")), Column(_("State")), Column(_("Due"), "date")]
    rows = [
        Row(
            str(one.pk),
            one.title,
            [
                Cell(one.number, _("Number"), head=True, url=one.get_absolute_url()),
                Cell(str(one.unit), _("Unit")),
                Cell(fields.value(one, "state"), _("State")),
                Cell(fields.text(one.until), _("Due"), "date"),
            ],
        )
        for one in found
    ]
    short = [
        _("%(indicator)s: %(given)s of %(target)s given on")
        % {"indicator": target.indicator or target.quote, "given": given, "target": target.quote}
        for target, given in progress.shared_out(commitment)
        if given < target.value and not unread
    ]
    title = _("Parts")
    if short:
        title = _("Parts: the shares add up to less than the target (%(what)s)") % {"what": "；".join(short)}
    table = Table(_("Parts"), columns, rows, Empty(unread))
    return [{"id": "parts", "title": title, "count": len(every), "table": table, "note": unread if found else ""}]
