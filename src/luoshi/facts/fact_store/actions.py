"""Values come, supersede others, are taken back and move to another indicator or unit. All within a step's transaction.

Facts are append-only: what counts no more is ended by the entry that says so, and what counts instead is inserted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.dates.period_codes import decode_period
from luoshi.facts.base.models.fact import Fact, Question
from luoshi.facts.fact_store import queries, rules
from luoshi.facts.fact_store.rules import FactKey, FactValue, StoredFact
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.duties.words import format_duty_period
from luoshi.records.journal.actions.journal import journal_act
from luoshi.records.journal.models import Entry

BATCH = 2_000
# Who keeps what follows from facts: called with the indicators whose facts became others, the units of which (None: of
# whichever), and the entry that says so, within its transaction.
FOLLOWS: list[Callable[[Collection[int], Collection[int] | None, Entry], None]] = []


def tell_facts(told: Collection[FactValue], entry: Entry, *, repeats: bool = False) -> int:
    """Keep values that an entry tells; returns how many facts there are of it. Three statements for a page of them.

    What says the same as the fact that counts is not told again, unless it ``repeats``: then it still stands where the
    one before is taken back.

    Raises:
        RecordError: ``changed``: somebody told another value of the same in this very moment, before or after;
            ``incomplete``: a period has not begun.
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
    """Let nobody tell of a period that has not begun: what is promised for it would count as reached.

    Raises:
        RecordError: ``incomplete``.
    """
    spans = [decode_period(code) for code in sorted({value.key.period for value in told})]
    if to_come := next((span for span in spans if span.first > day), None):
        said = _("“%(period)s” has not begun: nothing can be told of it yet.") % {"period": format_duty_period(to_come)}
        raise RecordError("incomplete", said, remedy=_("Tell it once the period has begun."))


def open_fact_questions(pairs: Collection[tuple[int, FactValue]], entry: Entry) -> int:
    """Keep values beside the facts that count for their keys: of two that differ somebody has to say which is right.

    What says the same, and what was asked before, is not asked again. Three statements.

    Args:
        pairs: a fact that counts, and another value of the same.
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
    """End what an entry told of these indicators and units, and let count again what was told before it.

    What another told since stays. Five queries at most, besides those of ``queries.WITHDRAWN``.
    """
    taken = queries.told_by(entry, indicators, units)
    if not taken:
        return 0
    keys = {fact.key for fact in taken}
    rows = queries.facts_at_any_unit(keys)
    gone = {entry, *queries.withdrawn_fact_entries({row.source for row in rows})}
    _end([fact.pk for fact in taken], by)
    before = rules.choose_counting_facts(rules.latest_fact_rows(rows), keys, gone).values()
    _insert([_fact(fact.said, by, fact.source) for fact in before if fact is not None])
    _follow(keys, by)
    return len(taken)


def move_facts(rows: Iterable[StoredFact], to: Callable[[FactKey], FactKey], by: Entry) -> list[tuple[int, int]]:
    """Let what was told be of other keys, as one indicator proves to be another or a matter goes to another unit.

    At each key the one told last counts then, there and where it was. Of two that counted and differ the ids are
    returned, of the one that counts first: somebody has to say which is right. What counts no more goes along, so that
    it counts again where the one behind it is taken back. Five statements for each 2,000.

    Args:
        to: another key of the same period.
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
        pk: _fact(fact.said, by, fact.source, ended=None if now[fact.key] is fact else by) for pk, fact in moved.items()
    }
    back = [fact for fact in now.values() if fact is not None and fact.pk not in moved and fact.ended is not None]
    _insert([*made.values(), *(_fact(fact.said, by, fact.source) for fact in back)])
    met = [
        (made[pk].pk, was[fact.key].pk) if now[fact.key] is fact else (was[fact.key].pk, made[pk].pk)
        for pk, fact in moved.items()
        if fact.ended is None and fact.key in was and was[fact.key].says != fact.says
    ]
    return met


def _gone(there: Iterable[StoredFact], moved: Mapping[int, StoredFact]) -> set[int]:
    return queries.withdrawn_fact_entries({fact.source for fact in (*there, *moved.values())})


def copy_facts(rows: Iterable[StoredFact], indicator: int, by: Entry) -> None:
    """Let what was told be of another indicator too, as told by whom it was told."""
    _insert(
        [
            _fact(
                replace(row.said, key=row.key._replace(indicator=indicator)),
                by,
                row.source,
                ended=by if row.ended else None,
            )
            for row in rows
        ]
    )


def notify_fact_followers(indicators: Collection[int], units: Collection[int] | None, by: Entry) -> None:
    """Let whoever keeps what follows from facts of these indicators know that they, or who promises them, changed."""
    for each in FOLLOWS if indicators else ():
        each(indicators, units, by)


def _follow(keys: Collection[FactKey], by: Entry) -> None:
    notify_fact_followers({key.indicator for key in keys}, {key.unit for key in keys}, by)


def settle_fact_question(question: int, actor: Actor, *, other: bool, at: datetime) -> int:
    """Say which of two values that were told of the same is right; returns the fact that counts from now on.

    Args:
        other: the one that does not count now is right: it takes the place of the one that does.

    Raises:
        RecordError: ``refused``: the actor is not of the supervision office over the unit; ``changed``: somebody
            decided meanwhile, or told another value since.
    """
    with transaction.atomic():
        asked = Question.objects.select_related("stays__indicator", "other").filter(pk=question).first()
        if asked is None or asked.settled_id is not None:
            raise _decided()
        if not queries.may_settle(asked.stays.unit_id, actor, timezone.localdate(at)):
            raise RecordError("refused", _("Which of two values is right is said by the supervision office."))
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
    return RecordError("changed", _("Somebody has decided this meanwhile."))


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
    """End facts that count.

    Raises:
        RecordError: ``changed``: one of them counts no more.
    """
    if pks and Fact.objects.filter(pk__in=pks, ended=None).update(ended=entry) != len(pks):
        raise _changed()


def _insert(facts: Sequence[Fact]) -> None:
    """Insert facts; the constraint says whether another was first.

    Raises:
        RecordError: ``changed``: another value of the same came in between.
    """
    try:
        Fact.objects.bulk_create(facts, batch_size=BATCH)
    except IntegrityError as error:
        raise _changed() from error


def _changed() -> RecordError:
    return RecordError(
        "changed",
        _("Somebody told another value of the same at this very moment."),
        remedy=_("Look at what is there now, and tell yours again if it is right."),
    )
