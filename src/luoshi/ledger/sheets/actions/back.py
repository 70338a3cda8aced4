"""Takes back a plan's own ledger that was edited as a workbook: every change of it, or none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.ledger.base.models.plan import Part, Plan
from luoshi.ledger.base.models.row import Figure, Row
from luoshi.ledger.base.notes import typed
from luoshi.ledger.base.queries import outline
from luoshi.ledger.columns import words as sheet_words
from luoshi.ledger.names.queries import names_for
from luoshi.ledger.rows.actions.editing import By, editable, editing, refuse_marked, set_units
from luoshi.ledger.rows.rules.doubts import OF_DATES, OF_UNITS, lead_doubts, unit_doubts, without
from luoshi.ledger.sheets.queries import SHOWN, changes_of, target_words, titles_of
from luoshi.ledger.sheets.rules.changes import FIELDS, Changes, Issued, New, Returned, compared_words
from luoshi.ledger.sheets.rules.rows import figures_in, units_in, when_in
from luoshi.org.base.fields import fits
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.journal.actions.journal import journal
from luoshi.records.steps.actions.refusals import refusals_journaled

MINE, THEIRS, DROP, LEAVE = "mine", "theirs", "drop", "leave"


def bring_back(
    plan: Plan,
    lines: list[Returned],
    issued: Issued,
    answers: Mapping[int, str],
    reason: str,
    actor: Actor,
    *,
    agreed: str,
    name: str,
    at: datetime,
) -> int:
    """Make the changes of a workbook that came back; how many rows they touch. Undone, all of them are.

    Args:
        answers: by row's id: ``mine`` or ``theirs`` for each that somebody else changed too; ``drop`` or ``leave`` for
            each that is missing.
        reason: why missing rows are dropped.
        agreed: the digest of what was shown.
        name: of the workbook, for the journal.

    Raises:
        RecordError: ``refused``; ``changed`` where it would change something else now than what was shown;
            ``incomplete`` by field where an answer or the reason is missing; ``marked``.
    """
    with refusals_journaled("row.sheet_back", actor, at), transaction.atomic():
        return _brought_back(plan, lines, issued, answers, reason, By(actor, at), agreed=agreed, name=name)


def _brought_back(
    plan: Plan,
    lines: list[Returned],
    issued: Issued,
    answers: Mapping[int, str],
    reason: str,
    by: By,
    *,
    agreed: str,
    name: str,
) -> int:
    plan = editable(plan, by.actor, by.at)
    found = changes_of(plan, lines, issued)
    if found.digest != agreed:
        what = _("The plan has changed since you looked. Look at the changes again; nothing was saved.")
        raise RecordError("changed", what, where=name)
    refuse_incomplete(found, answers, reason)
    mine = [one for one in found.changed if not one.meanwhile or answers.get(one.pk) == MINE]
    dropped = [one for one in found.missing if answers.get(one.pk) == DROP]
    if not (mine or dropped or found.new):
        return 0
    for said in [words for one in mine for _old, words in one.cells.values()] + [reason]:
        refuse_marked({"words": said})
    for line in found.new:
        refuse_marked(line.values)
    rows = Row.objects.filter(plan=plan, pk__in=[*(one.pk for one in mine), *(one.pk for one in dropped)])
    seen = dict(rows.values_list("pk", "version"))
    with editing(plan, "sheet_back", seen, by, quiet=True) as work:
        writer = _Writer(work.plan, by.at)
        for one in mine:
            row = work.rows[one.pk]
            writer.change(row, {name: new for name, (_old, new) in one.cells.items()})
            if row.state not in SHOWN:
                row.state, row.reason, row.look = Row.WAITING, "", False
        for gone in dropped:
            row = work.rows[gone.pk]
            row.state, row.reason, row.look = Row.DROPPED, reason.strip()[:200], False
        for new in found.new:
            work.made.append(writer.add(new))
        work.said["file"] = name
        if dropped:
            work.said["reason"] = reason.strip()[:200]
    return len(mine) + len(dropped) + len(found.new)


def refuse_incomplete(found: Changes, answers: Mapping[int, str], reason: str) -> None:
    """Raise ``incomplete``, by field, where a row is wrong, or an answer or the reason is missing."""
    if found.wrong:
        what = _("Rows of the workbook are wrong, so nothing was saved.")
        raise RecordError("incomplete", what, remedy=_("Put them right and send the file again."))
    unsaid = [one for one in found.asked if answers.get(one.pk) not in (MINE, THEIRS)]
    unsaid_missing = [one for one in found.missing if answers.get(one.pk) not in (DROP, LEAVE)]
    wrong = {f"row_{one.pk}": [_("Say whose words stand.")] for one in unsaid}
    wrong |= {f"row_{one.pk}": [_("Say whether it is dropped.")] for one in unsaid_missing}
    if any(answers.get(one.pk) == DROP for one in found.missing) and not reason.strip():
        wrong["reason"] = [_("Say why the rows are dropped.")]
    if wrong:
        raise RecordError("incomplete", _("Something is still to be answered. Nothing was saved."), fields=wrong)


@transaction.atomic
def exported(plan: Plan, count: int, actor: Actor, *, at: datetime) -> None:
    """Journal that a plan's ledger left as a workbook, with how many rows."""
    journal(plan, "export", actor, {"count": count}, at=at)


class _Writer:
    """Puts words of cells into rows; what it must know of the plan is asked once."""

    def __init__(self, plan: Plan, at: datetime) -> None:
        self.plan = plan
        self.names = names_for(plan.unit_id, timezone.localdate(at))
        parts = outline(plan)
        titles = titles_of(parts)
        self.parts = {compared_words(titles[one.pk]): one for one in parts}
        self.places = dict(Row.objects.filter(plan=plan).values_list("pk", "place"))
        self.of_rows = dict(Row.objects.filter(plan=plan).values_list("pk", "part_id"))
        self.below: dict[int | None, int] = {}  # how many new rows stand below a row already

    def change(self, row: Row, cells: Mapping[str, str]) -> None:
        if "task" in cells:
            self._words(row, cells["task"])
        if "target" in cells:
            self._targets(row, cells["target"])
        if "due" in cells:
            self._due(row, cells["due"])
        if "lead" in cells or "support" in cells:
            self._units(row, cells)
        if "category" in cells:
            row.part = self._part(cells["category"], row.place)
        self._notes(row, cells)

    def add(self, line: New) -> Row:
        """A row of a new line, behind the one above it in the workbook; it waits to be decided."""
        self.below[line.after] = self.below.get(line.after, 0) + 1
        last = max(self.places.values(), default=0)
        place = (self.places[line.after] if line.after else last) + self.below[line.after]
        row = Row(plan=self.plan, place=place, words=line.values["task"], role="task", state=Row.WAITING)
        words = line.values.get("category", "")
        row.part_id = self.of_rows.get(line.after) if line.after and not words else None
        if words:
            row.part = self._part(words, place)
        self._notes(row, line.values)
        row.save()
        self._due(row, line.values.get("due", ""))
        self._units(row, {"lead": line.values.get("lead", ""), "support": line.values.get("support", "")})
        for quote, read in figures_in(row.words, "", self.plan.year, of="task"):
            self._new_figure(row, quote, read)
        self._targets(row, line.values.get("target", ""))
        return row

    def _words(self, row: Row, words: str) -> None:
        """New words: figures that stand no longer in them are background, those that are new in them are asked."""
        old, row.words = row.words, words
        kept = {
            compared_words(one.quote) for one in row.figures.all() if compared_words(one.quote) in compared_words(words)
        }
        for one in row.figures.all():
            if (
                one.state == Figure.ASKED
                and compared_words(one.quote) in compared_words(old)
                and compared_words(one.quote) not in kept
            ):
                self._set(one, Figure.BACKGROUND)
        for quote, read in figures_in(words, "", self.plan.year, of="task"):
            if compared_words(quote) not in kept and compared_words(quote) not in compared_words(old):
                self._new_figure(row, quote, read)

    def _targets(self, row: Row, words: str) -> None:
        """The targets a cell names: those it names no longer are background, those it names newly are asked."""
        wanted = compared_words(words)
        there = list(Figure.objects.filter(row=row))
        for one in there:
            named = compared_words(target_words(one)) in wanted or (
                compared_words(one.quote) in wanted and not one.indicator
            )
            if one.state == Figure.ASKED and not named:
                self._set(one, Figure.BACKGROUND)
            elif named and one.state != Figure.ASKED:
                self._set(one, Figure.ASKED)
        rest = [compared_words(target_words(one)) for one in there if one.state == Figure.ASKED]
        for quote, read in figures_in(row.words, words, self.plan.year, of="target"):
            if not any(compared_words(quote) in known and known in wanted for known in rest):
                self._new_figure(row, quote, read)

    def _set(self, figure: Figure, state: str) -> None:
        figure.state = state
        figure.save(update_fields=["state"])

    def _new_figure(self, row: Row, quote: str, read: Any) -> None:
        value, upper = (number if number is None or fits(number) else None for number in (read.value, read.upper))
        Figure.objects.create(
            row=row, place=row.place, quote=quote[:120], value=value, upper=upper, unit=read.unit[:30],
            bound=read.bound, role=read.role, aspect=read.aspect, indicator=read.indicator[:200],
            period=read.period[:20], scope=read.scope[:60], state=read.state,
            doubts=[*read.doubts, *(["value_unfit"] if value is None else [])],
        )  # fmt: skip

    def _due(self, row: Row, words: str) -> None:
        read = when_in(words, self.plan.year)
        row.due, row.every, row.times, row.phrase = read.due, read.every, read.times, read.phrase
        row.doubts = list(dict.fromkeys([*without(row.doubts, OF_DATES | {"due_unclear"}), *read.doubts]))

    def _units(self, row: Row, cells: Mapping[str, str]) -> None:
        units: list[dict[str, Any]] = []
        doubts = without(row.doubts, OF_UNITS)
        old = list(row.units.all()) if row.pk else []
        if "lead" in cells:
            row.each = False
        for role in ("lead", "support"):
            if role not in cells:
                units += [{"role": role, "name": one.name, "unit_id": one.unit_id} for one in old if one.role == role]
                continue
            names, said = units_in(cells[role])
            doubts += said
            for name in names:
                meaning = self.names.of(name)
                if meaning.how == "nobody":
                    continue
                clear = meaning.how not in ("several", "none")
                units += [
                    {"role": role, "name": name[:120], "unit_id": unit}
                    for unit in (meaning.units if clear else (None,)) or (None,)
                ]
                doubts += unit_doubts(meaning.how)
                row.each = row.each or (role == "lead" and meaning.how == "group")
        doubts += lead_doubts(sum(one["role"] == "lead" for one in units), row.each)
        row.doubts = list(dict.fromkeys(doubts))
        set_units(row, [{**one, "place": place} for place, one in enumerate(units)])

    def _notes(self, row: Row, cells: Mapping[str, str]) -> None:
        """What is kept beside the row; the plan's own name under the source is no word about the row."""
        own = {name: words for name, words in cells.items() if name not in FIELDS}
        if own.get("source") in (self.plan.mark, self.plan.title):
            own["source"] = ""
        row.notes = typed(row.notes, own, {name: sheet_words.column(name) for name in own})

    def _part(self, words: str, place: int) -> Part | None:
        """The heading of these words, made where there is none; no words, no heading."""
        if not words:
            return None
        found = self.parts.get(compared_words(words))
        if found is None:
            found = Part.objects.create(plan=self.plan, place=place, level=1, title=words[:300])
            self.parts[compared_words(words)] = found
        return found
