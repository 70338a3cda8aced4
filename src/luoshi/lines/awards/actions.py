"""Follow-ups of the line's steps: the next cycle, the ceiling and the age of an award, the words of a division."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Record
from luoshi.lines.awards import queries
from luoshi.lines.awards.models import Award, BonusSplit, Honour
from luoshi.lines.awards.rules import next_cycle_due
from luoshi.parts.calls.rules import cycle_of_year
from luoshi.parts.registers.rules import full_years

_ = words_now(__name__)


def plan_next_cycle(took: Took[Award]) -> None:
    """Set anew by when the next cycle is due, after its years were put right."""
    took.set_fields(due_on=next_cycle_due(took.record.last, took.record.interval))


def refuse_beyond_award(took: Took[Honour]) -> None:
    """Refuse an honour beyond the ceiling or the age limit of its award, under the lock of the award.

    A ceiling that is not set is no “any number” for an award of ours. An age that is not known is left to the check.

    Raises:
        RecordError: ``guarded``; it says how many were awarded already, or the age.
    """
    honour = took.record
    if honour.award_id is None or honour.year is None:
        return
    Record.lock([honour.award_id])
    award = Award.objects.get(pk=honour.award_id)
    if award.quota is None and award.ours == "yes":
        _refuse(honour, _("The award says nothing of how many are awarded in a cycle."), _("Set it in the award."))
    count = queries.count_awarded(award, honour.year, honour.pk)
    if award.quota is not None and count >= award.quota:
        words = _("%(n)d were awarded in %(year)d already: the award allows %(most)d in a cycle.")
        year, _last = cycle_of_year(award.last, award.interval, honour.year)
        _refuse(honour, words % {"n": count, "year": year, "most": award.quota}, _("Choose among them first."))
    birth = honour.person.birth if honour.person else None
    if award.age is None or birth is None:
        return
    age = full_years(birth, queries.day_of_age(honour, took.on))
    if age > award.age:
        words = _("The person is %(age)d years old; the award allows %(most)d.")
        _refuse(honour, words % {"age": age, "most": award.age}, _("Choose somebody else."))


def _refuse(honour: Honour, words: str, remedy: str) -> None:
    raise RecordError("guarded", words, where=str(honour), remedy=remedy)


def write_division(took: Took[BonusSplit]) -> None:
    """Write the division in words, as it will be published; a change of it posts it again."""
    took.set_fields(shares=queries.division_words(took.record))
