"""The part of a kind whose records, or whose rows, hold the counts of a vote and get its result.

Vote("eligible", "present", "ayes", "noes", "abstain", quorum=QUORUM, majority=MAJORITY, of=OF, gives="result")
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.desk.votes.actions import store_results
from luoshi.desk.votes.fields import RESULTS
from luoshi.desk.votes.rules import VoteBase, VoteCount, VoteShare, decide_vote, vote_fault
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.stages import Stage
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Row, row_model
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, parameter_value
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch


@dataclass(frozen=True)
class Vote(CheckedPart):
    """The counts of a vote and its result, which each step that changes a count writes, and nobody types.

    Ayes, noes, abstentions and spoilt votes together are those present, or the step is refused with their sum; so are
    more present than eligible. Without a quorum it is void. As long as no count is given, there is no result. Who voted
    how is nowhere: a ballot stays secret.

    Attributes:
        eligible, present, ayes, noes, abstain, spoilt: the columns with the counts; ``spoilt`` may be left out.
        quorum: the office's value, read as ``part``: how many of the eligible must be present.
        majority: the same: how many ayes it takes, of those that ``of`` (read as ``base``) names.
        gives: the column with the result, a ``result_field``.
        rows: the rows in which all these columns are; "": they are the record's.
    """

    eligible: str
    present: str
    ayes: str
    noes: str
    abstain: str
    spoilt: str = ""
    _: KW_ONLY
    quorum: DeclaredParameter
    majority: DeclaredParameter
    of: DeclaredParameter
    gives: str
    rows: str = ""

    @property
    def name(self) -> str:
        """What tells it from others of the kind: the column that it writes."""
        return f"{self.rows}.{self.gives}" if self.rows else self.gives

    @property
    def ballots(self) -> tuple[str, ...]:
        """The columns with votes."""
        return tuple(filter(None, (self.ayes, self.noes, self.abstain, self.spoilt)))

    @property
    def counts(self) -> tuple[str, ...]:
        """All columns that it reads."""
        return (self.eligible, self.present, *self.ballots)

    def written_columns(self, rows: str) -> tuple[str, ...]:
        """Return the column of these rows that it writes."""
        return (self.gives,) if self.rows == rows else ()

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield unknown columns, counts that are no whole numbers, a result that somebody could type."""
        where, inside = f"vote {self.name}: ", self.rows_of(kind)
        if self.rows and inside is None:
            yield f"{where}there are no rows {self.rows}"
            return
        model = kind.record if inside is None else inside.model
        columns = {column.name: column for column in model._meta.concrete_fields}
        for name in self.counts:
            column = columns.get(name)
            if not isinstance(column, models.PositiveIntegerField | models.PositiveSmallIntegerField):
                yield f"{where}{name} counts nobody: let it be a PositiveIntegerField"
            elif not column.null:
                yield f"{where}{name} is unknown before the vote: let it be null=True"
        result = columns.get(self.gives)
        if result is None or not {code for code, _word in RESULTS} <= {code for code, _word in result.choices or ()}:
            yield f"{where}{self.gives} cannot hold the result: let it be result_field(…)"
        elif result.editable:
            yield f"{where}{self.gives} is asked for: the program writes it"
        yield from (
            f"{where}{value.name} is read as something else: quorum and majority as part, of as base"
            for value, wanted in ((self.quorum, VoteShare), (self.majority, VoteShare), (self.of, VoteBase))
            if value.gives != wanted
        )

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Write the result as soon as the counts are known: of a record before its needs, of rows once they stand."""
        if self.rows:
            return (OF_ROWS,) if step.begins or self.rows in step.touches else ()
        return (OF_RECORD,)

    def rows_of(self, kind: CompiledKind) -> Rows | None:
        """Return the rows in which the columns are; None if they are the record's."""
        return next((rows for rows in kind.every(Rows) if rows.name == self.rows), None)

    def decide(
        self,
        counts: Mapping[str, int | None],
        label: Callable[[str], str],
        values: tuple[VoteShare, VoteShare, VoteBase],
    ) -> str:
        """Return the result of these counts, by column; "" while nobody voted.

        Raises:
            ValueError: a count is missing, or they do not agree; the text says which and how.
        """
        if all(counts[name] is None for name in self.ballots):
            return ""
        if missing := [label(name) for name in self.counts if counts[name] is None]:
            raise ValueError(_("Not all votes are counted, lacking: %(names)s.") % {"names": "、".join(missing)})
        count = VoteCount(*(counts[name] or 0 for name in self.counts))
        said = {"present": count.present, "eligible": count.eligible, "sum": count.cast_in_all}
        fault = vote_fault(count)
        if fault == "present":
            raise ValueError(_("%(present)d were present, but only %(eligible)d may vote.") % said)
        if fault == "sum":
            parts = " + ".join(f"{label(name)} {counts[name]}" for name in self.ballots)
            words = _("%(parts)s = %(sum)d votes, but %(present)d who may vote were present.")
            raise ValueError(words % {**said, "parts": parts})
        return decide_vote(count, *values)


def decide_records(batch: StepBatch) -> None:
    """Write the result of each vote whose counts a step changes, among what it leaves.

    Raises:
        RecordError: ``guarded``: the counts do not agree. ``unset``: quorum, majority or its base is not set.
    """
    for part in (part for part in batch.kind.every(Vote) if not part.rows):
        for act in batch.iterate_acts():
            record = act.record
            if not batch.step.begins and {*part.counts}.isdisjoint(act.left):
                continue
            counts = {name: act.left.get(name, getattr(record, name)) for name in part.counts}
            result = _decide(batch, act, part, counts, type(record))
            act.computed[part.gives] = act.left[part.gives] = result
            if batch.step.begins:
                setattr(record, part.gives, result)


def decide_rows(batch: StepBatch) -> None:
    """Write the result of the vote in each row; the rows of the step are stored and the record is locked.

    Two queries for each ``Vote`` and record, and those for the office's values.

    Raises:
        RecordError: as ``decide_records`` does; it says in which line.
    """
    for part in (part for part in batch.kind.every(Vote) if part.rows):
        rows = part.rows_of(batch.kind)
        assert rows is not None
        model = row_model(rows)
        for act in batch.iterate_acts():
            changed: list[Row] = []
            for place, row in enumerate(model._default_manager.filter(record=act.record.pk).order_by("place", "pk"), 1):
                counts = {name: getattr(row, name) for name in part.counts}
                result = _decide(batch, act, part, counts, model, place)
                if getattr(row, part.gives) != result:
                    setattr(row, part.gives, result)
                    changed.append(row)
            store_results(changed, part.gives)


def _decide(
    batch: StepBatch,
    act: StepAct,
    part: Vote,
    counts: Mapping[str, int | None],
    model: type[models.Model],
    place: int = 0,
) -> str:
    """Return the result; what led to it goes into the journal: "40/60 ≥2/3"."""
    if all(counts[name] is None for name in part.ballots):
        return ""
    quorum, majority, of = (_in_force(batch, value, act) for value in (part.quorum, part.majority, part.of))

    def label(name: str) -> str:
        return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]

    try:
        result = part.decide(counts, label, (quorum, majority, of))
    except ValueError as error:
        words = _("Line %(n)d: %(words)s") % {"n": place, "words": error} if place else str(error)
        remedy = _("Compare the counts with the record of the count.")
        raise RecordError("guarded", words, where=str(act.record), remedy=remedy) from None
    count = VoteCount(*(counts[name] or 0 for name in part.counts))
    said = f"{count.ayes}/{count.base(of)} {majority}, {count.present}/{count.eligible} {quorum}"
    act.computed_from = "; ".join(filter(None, (act.computed_from, f"{place}. {said}" if place else said)))
    return result


def _in_force(batch: StepBatch, value: DeclaredParameter, act: StepAct) -> Any:
    unit = act.left.get("unit", act.record.unit)
    key = (value.name, unit.pk, act.on)
    if key not in batch.known:
        batch.known[key] = parameter_value(value, unit.pk, act.on)
    return batch.known[key]


OF_RECORD, OF_ROWS = Stage("computed", decide_records), Stage("rows", decide_rows)
