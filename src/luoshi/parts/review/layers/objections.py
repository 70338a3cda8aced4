"""Objections to marks by layers: in time, answered by another person, and none open when the marks are used.

Each room whose records are marked by layers says what its round and its object are; the rules are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import KindRecord, Record
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.parts.review.layers import queries
from luoshi.parts.review.layers.sentences import name_some

_ = words_now(__name__)


@dataclass(frozen=True)
class ObjectionRules:
    """The follow-ups of steps that object, answer, and use what was marked.

    Attributes:
        model: what is assessed; an open objection is its state ``contested``.
        round: its link to the round; ``since``: the day of a round's result.
        named: the field of what is assessed that names it in a sentence.
        days: the office's time limit; not set: objections are open until the marks are used.
        marked: the record on which the marks that count were given; None: nowhere.
        steps: the steps of that record that give them.
    """

    model: type[KindRecord]
    round: str
    since: str
    named: str
    days: DeclaredParameter
    marked: Callable[[Record], Record | None]
    steps: tuple[str, ...]

    def last_day(self, round_: Record) -> date | None:
        """Return the last day for objections to the marks of a round; None before its result, or without a limit."""
        return queries.last_day_to_object(self.days, round_.unit_id, getattr(round_, self.since))

    def refuse_late(self, took: Took[Record]) -> None:
        """Refuse an objection after the office's time limit.

        Raises:
            RecordError: ``guarded``.
        """
        last = self.last_day(getattr(took.record, self.round))
        if last and took.day > last:
            raise _refused(took.record, _("Units could object until %(day)s.") % {"day": last})

    def refuse_own_answer(self, took: Took[Record]) -> None:
        """Refuse an answer by whoever gave the marks. Source: 政府督查工作条例 art. 17.

        Raises:
            RecordError: ``guarded``.
        """
        marked = self.marked(took.record)
        if marked is not None and took.actor.person in queries.people_who(marked, self.steps, took.entry.pk):
            words = _("You gave these marks: another person must answer the objection.")
            raise _refused(took.record, words, _("Ask a colleague."))

    def refuse_while_contested(self, took: Took[Record]) -> None:
        """Refuse to go on with a round before every objection is answered.

        Raises:
            RecordError: ``guarded``, naming what waits.
        """
        if some := queries.contested_names(self.model, self.round, took.record.pk, self.named):
            raise _refused(took.record, _("Objections wait for an answer: %(items)s.") % {"items": name_some(some)})

    def refuse_before_end(self, took: Took[Record]) -> None:
        """Refuse to use marks before the last day for objections is over and every objection is answered.

        Raises:
            RecordError: ``guarded``.
        """
        self.refuse_while_contested(took)
        last = self.last_day(took.record)
        if last and took.day <= last:
            raise _refused(took.record, _("Units may object until %(day)s.") % {"day": last})


def _refused(record: Record, words: str, remedy: str = "") -> RecordError:
    return RecordError("guarded", words, where=str(record), remedy=remedy)
