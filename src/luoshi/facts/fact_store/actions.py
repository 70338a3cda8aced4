"""Report, supersede, withdraw and move facts, always within a step's transaction.

Facts are append-only: an old fact is ended by the entry that says so, and its replacement is inserted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.period_codes import decode_period
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.fact import Fact, Question
from luoshi.facts.fact_store import queries, rules
from luoshi.facts.fact_store.rules import FactKey, FactValue, StoredFact
from luoshi.kernel.duties.words import format_duty_period

BATCH = 2_000
# Callbacks that update what is derived from facts. Each is called within the transaction with the indicators whose
# facts changed, the units concerned (None: all) and the entry that changed them.
FOLLOWS: list[Callable[[Collection[int], Collection[int] | None, Entry], None]] = []


def tell_facts(told: Collection[FactValue], entry: Entry, *, repeats: bool = False) -> int:
    """Store the values that an entry reports; return the number of facts inserted. Three statements per batch.

    A value equal to the current fact is skipped, unless ``repeats``: then it is stored again and still counts if the
    earlier one is withdrawn.

    Raises:
        RecordError: ``changed``: another value of the same key was reported concurrently; ``incomplete``: a period has
            not begun.
    """
    _refuse_what_is_to_come(told, timezone.localdate(entry.at))
    there = queries.counting_facts({value.key for value in told})
    if any(fact.source > entry.pk for fact in there.values()):
        raise _changed()
    new, old = rules.plan_fact_changes(told, there, repeats=repeats)
    _end(old, entry)
    _insert([_fact(value, entry) for value in new])
    _follow([value.key for value in new], entry)
    return len(new)


def _refuse_what_is_to_come(told: Collection[FactValue], day: date) -> None:
    """Refuse values of a period that has not begun: its targets would count as reached.

    Raises:
        RecordError: ``incomplete``.
    """
    spans = [decode_period(code) for code in sorted({value.key.period for value in told})]
    if to_come := next((span for span in spans if span.first > day), None):
        said = _("“%(period)s” has not begun: nothing can be reported for it yet.") % {
            "period": format_duty_period(to_come)
        }
        raise RecordError("incomplete", said, remedy=_("Report it once the period has begun."))


def open_fact_questions(pairs: Collection[tuple[int, FactValue]], entry: Entry) -> int:
    """Store values that compete with current facts; where two differ, somebody has to say which is right.

    Equal values and questions that are already open are skipped. Three statements.

    Args:
        pairs: the id of a current fact, and another value of the same key.
    """
    there = Fact.objects.in_bulk([pk for pk, _told in pairs])
    asked = {
        (question.stays_id, question.other.value, question.other.state)
        for question in Question.objects.filter(stays__in=there, settled=None).select_related("other")
    }
    differ = [
        (pk, value)
        for pk, value in pairs
        if (there[pk].value, there[pk].state) != (value.value, value.state)
        and (pk, value.value, value.state) not in asked
    ]
    made = [_fact(value, entry, ended=entry) for _pk, value in differ]
    _insert(made)
    questions = [Question(stays_id=pk, other=fact, entry=entry) for (pk, _one), fact in zip(differ, made, strict=True)]
    Question.objects.bulk_create(questions, batch_size=1000)
    return len(questions)


def withdraw_facts(entry: int, indicators: Collection[int], units: Collection[int], by: Entry) -> int:
    """End the facts that an entry reported for these indicators and units, and restore the values before them.

    Later values from other entries stay. Return the number of facts ended. At most five queries, besides those of
    ``queries.WITHDRAWN``.
    """
    taken = queries.told_by(entry, indicators, units)
    if not taken:
        return 0
    keys = {fact.key for fact in taken}
    rows = queries.facts_at_any_unit(keys)
    gone = {entry, *queries.withdrawn_fact_entries({row.source for row in rows})}
    _end([fact.pk for fact in taken], by)
    before = rules.choose_counting_facts(rules.latest_fact_rows(rows), keys, gone).values()
    _insert([_fact(fact.fact_value, by, fact.source) for fact in before if fact is not None])
    _follow(keys, by)
    return len(taken)


def move_facts(rows: Iterable[StoredFact], to: Callable[[FactKey], FactKey], by: Entry) -> list[tuple[int, int]]:
    """Move facts to other keys, when indicators are merged or a matter goes to another unit.

    At each key, old and new, the fact reported last counts. Where two current facts differ, return their ids, the one
    that counts first: somebody has to say which is right. Superseded facts move too, so that they count again if a
    later one is withdrawn. Five statements per 2,000 facts.

    Args:
        to: maps a key to another key of the same period.
    """
    differ: list[tuple[int, int]] = []
    some: list[StoredFact] = []
    rows = sorted(rows, key=lambda one: one.key.period)
    for _period, group in groupby(rows, lambda one: one.key.period):
        some += group
        if len(some) >= BATCH:
            differ += _move(some, to, by)
            some = []
    differ += _move(some, to, by)
    _follow([key for row in rows for key in (row.key, to(row.key))], by)
    return differ


def _move(rows: Sequence[StoredFact], to: Callable[[FactKey], FactKey], by: Entry) -> list[tuple[int, int]]:
    moved = {row.pk: replace(row, key=to(row.key)) for row in rows}
    keys = {row.key for row in rows} | {fact.key for fact in moved.values()}
    there = rules.latest_fact_rows(queries.facts_at_any_unit(keys))
    now = rules.choose_counting_facts(
        [*moved.values(), *(fact for fact in there if fact.pk not in moved)], keys, _gone(there, moved)
    )
    was = {fact.key: fact for fact in there if fact.ended is None and fact.pk not in moved and fact.key in keys}
    _end([pk for pk, fact in moved.items() if fact.ended is None], by)
    _end([fact.pk for key, fact in was.items() if now[key] is not fact], by)
    made = {
        pk: _fact(fact.fact_value, by, fact.source, ended=None if now[fact.key] is fact else by)
        for pk, fact in moved.items()
    }
    back = [fact for fact in now.values() if fact is not None and fact.pk not in moved and fact.ended is not None]
    _insert([*made.values(), *(_fact(fact.fact_value, by, fact.source) for fact in back)])
    met = [
        (made[pk].pk, was[fact.key].pk) if now[fact.key] is fact else (was[fact.key].pk, made[pk].pk)
        for pk, fact in moved.items()
        if fact.ended is None and fact.key in was and was[fact.key].says != fact.says
    ]
    return met


def _gone(there: Iterable[StoredFact], moved: Mapping[int, StoredFact]) -> set[int]:
    return queries.withdrawn_fact_entries({fact.source for fact in (*there, *moved.values())})


def copy_facts(rows: Iterable[StoredFact], indicator: int, by: Entry) -> None:
    """Copy facts to another indicator, keeping the entries that reported them."""
    _insert(
        [
            _fact(
                replace(row.fact_value, key=row.key._replace(indicator=indicator)),
                by,
                row.source,
                ended=by if row.ended else None,
            )
            for row in rows
        ]
    )


def notify_fact_followers(indicators: Collection[int], units: Collection[int] | None, by: Entry) -> None:
    """Call the ``FOLLOWS`` callbacks for indicators whose facts or targets changed."""
    for each in FOLLOWS if indicators else ():
        each(indicators, units, by)


def _follow(keys: Collection[FactKey], by: Entry) -> None:
    notify_fact_followers({key.indicator for key in keys}, {key.unit for key in keys}, by)


def settle_fact_question(question: int, actor: Actor, *, other: bool, at: datetime) -> int:
    """Decide which of two differing values is right; return the id of the fact that counts from now on.

    Args:
        other: the value that does not count now is right, and replaces the one that does.

    Raises:
        RecordError: ``refused``: the actor is not in the supervision office over the unit; ``changed``: somebody has
            decided already, or reported another value since.
    """
    with transaction.atomic():
        asked = Question.objects.select_related("stays__indicator", "other").filter(pk=question).first()
        if asked is None or asked.settled_id is not None:
            raise _decided()
        if not queries.may_settle(asked.stays.unit_id, actor, timezone.localdate(at)):
            raise RecordError("refused", _("The supervision office decides which of two values is right."))
        stays, right = asked.stays, asked.other if other else asked.stays
        given = {
            "figure": stays.indicator.name,
            "right": _plain(right),
            "wrong": _plain(stays if other else asked.other),
        }
        entry = journal_act(f"fact:{stays.pk}", "facts.settled", actor, given, at=at)
        if Question.objects.filter(pk=question, settled=None).update(settled=entry) != 1:
            raise _decided()
        if not other:
            return stays.pk
        _end([stays.pk], entry)
        key = FactKey(stays.indicator_id, stays.unit_id, stays.period, stays.breakdown)
        _insert([_fact(FactValue(key, right.value, right.state), entry, right.told_id or right.entry_id)])
        _follow([key], entry)
        return queries.counting_facts({key})[key].pk


def _plain(one: Fact) -> str:
    return "" if one.value is None else f"{one.value:f}"


def _decided() -> RecordError:
    return RecordError("changed", _("Somebody else has already decided this."))


def _fact(one: FactValue, entry: Entry, source: int | None = None, ended: Entry | None = None) -> Fact:
    key = one.key
    return Fact(
        value=one.value,
        state=one.state,
        entry=entry,
        told_id=None if source == entry.pk else source,
        ended=ended,
        indicator_id=key.indicator,
        unit_id=key.unit,
        period=key.period,
        breakdown=key.breakdown,
    )


def _end(pks: Sequence[int], entry: Entry) -> None:
    """End current facts.

    Raises:
        RecordError: ``changed``: one of them is no longer current.
    """
    if pks and Fact.objects.filter(pk__in=pks, ended=None).update(ended=entry) != len(pks):
        raise _changed()


def _insert(facts: Sequence[Fact]) -> None:
    """Insert facts; the unique constraint detects a concurrent report.

    Raises:
        RecordError: ``changed``: another value of the same key was inserted first.
    """
    try:
        Fact.objects.bulk_create(facts, batch_size=BATCH)
    except IntegrityError as error:
        raise _changed() from error


def _changed() -> RecordError:
    return RecordError(
        "changed",
        _("Somebody reported another value of the same figure just now."),
        remedy=_("Look at the present value, and report yours again if it is right."),
    )
