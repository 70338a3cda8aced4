"""Moves dates, checks, closes, stops and reopens commitments. Consequences of the steps of ``ledger.declared``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.ledger.actions.assigning import begin, begin_duties, end_duties, given_in, who
from luoshi.ledger.actions.reporting import done_no_more
from luoshi.ledger.actions.standing import binding, day_of, keep, set_on, spread
from luoshi.ledger.models import Commitment, Progress
from luoshi.ledger.queries import progress as asks
from luoshi.ledger.queries.proofs import lacking
from luoshi.ledger.rules.proofs import join
from luoshi.ledger.rules.states import VERIFIED
from luoshi.records.actions.bulk import open_many
from luoshi.records.actions.duties import lay_anew, move_due
from luoshi.records.actions.journal import named_post
from luoshi.records.actions.messages import no_longer_asked, tell
from luoshi.records.actions.steps import take
from luoshi.records.errors import RecordError
from luoshi.records.models import Entry, Occurrence, Party, Record
from luoshi.records.rules.cycle import Guard

YEARLY = "P1Y"


def asked_more_time(record: Record, entry: Entry) -> None:
    """More time is asked for; the day on which it was asked decides whether the first date still counts."""
    set_on(record, wish=date.fromisoformat(given_in(entry)["wish"]), wished=day_of(entry))


def granted(record: Record, entry: Entry) -> None:
    """The date moves. Asked for too late, lateness stays reckoned from the date that had passed.

    Raises:
        RecordError: ``guarded``: the same person asked for it, or nothing is owed.
    """
    commitment: Any = record
    _another_asked(record, entry)
    until = date.fromisoformat(given_in(entry)["until"])
    asked_on = commitment.wished or day_of(entry)
    moved = move_due(record, asks.DELIVER, until, min(asked_on, until))
    if moved is None:
        raise RecordError("guarded", _("Nothing of it is owed whose date could move."), where=str(record))
    set_on(record, **spread(commitment, until))
    lay_anew(record, asks.REPORT, day_of(entry))
    set_on(record, wish=None, wished=None, extended=commitment.extended + 1, binds=binding(commitment))
    keep(record, entry)


def _another_asked(record: Record, entry: Entry) -> None:
    """Nobody grants the time that they asked for themselves, from whatever seat."""
    last = Entry.objects.filter(record=record.pk, step="ask_extension").order_by("-pk")
    if entry.person_id and entry.person_id == last.values_list("person", flat=True).first():
        raise RecordError(
            "guarded",
            _("You asked for this time yourself: another person decides on it."),
            where=str(record),
            remedy=_("Ask a colleague of the office that supervises it."),
        )


def not_granted(record: Record, entry: Entry) -> None:
    """The date stays."""
    set_on(record, wish=None, wished=None)


def returned(record: Record, entry: Entry) -> None:
    """Not enough: what was reported done is not, and a new limit is set, which is its date from now on.

    Where its date had passed, lateness stays reckoned from that one; the first date is never forgotten.
    """
    commitment: Any = record
    limit = date.fromisoformat(given_in(entry)["limit"])
    done_no_more(record, entry)
    owed = asks.open_dates(commitment, asks.DELIVER, limit)
    if owed and owed[-1].due < limit:
        move_due(record, asks.DELIVER, limit, day_of(entry))
        set_on(record, **spread(commitment, limit))
    set_on(record, returned=commitment.returned + 1, binds=binding(commitment))
    keep(record, entry)


def checker_is_not_doer(record: Record, entry: Entry) -> None:
    """Nobody passes what they reported themselves, nor what they do. Source: 02 §2.2 核查: checker ≠ author.

    Raises:
        RecordError: ``guarded``.
    """
    authors = Progress.objects.filter(commitment=record.pk, taken_back=None).exclude(told_by__gt="")
    mine = entry.person_id and authors.filter(entry__person=entry.person_id).exists()
    if mine or (record.owner_id and record.owner_id in who(entry).posts):
        raise RecordError(
            "guarded",
            _("You reported on this, or do it: another person checks it."),
            where=str(record),
            remedy=_("Ask a colleague of the office that supervises it."),
        )
    waiting = Progress.objects.filter(commitment=record.pk, taken_back=None, confirmed=None).exclude(told_by="")
    if waiting.exists():
        raise RecordError(
            "guarded",
            _("A report typed at the telephone is not confirmed by the unit."),
            where=str(record),
            remedy=_("Ask the unit to confirm it, or take that report back."),
        )


def proofs_there(record: Record, entry: Entry) -> None:
    """What lacks a kind of evidence that was asked for is not passed. Source: requirements K, proof kind.

    Raises:
        RecordError: ``guarded``; it names the kinds.
    """
    if lacks := lacking(record):  # type: ignore[arg-type]
        raise RecordError(
            "guarded",
            _("Evidence is missing: %(kinds)s.") % {"kinds": join(lacks)},
            where=str(record),
            remedy=_("Return it for that to be added, or change which kinds of evidence are asked for."),
        )


def setter_named(record: Record, entry: Entry) -> None:
    """Another leader assigned it than was known: what waits to be closed waits for that one from now on."""
    if record.state == VERIFIED:
        no_longer_asked(record, "close_it", entry.at)
        for relation in ("setter", "closer"):
            tell(relation, "commitments.verified", asks="close_it")(record, entry)


def nothing_open(record: Record, entry: Entry) -> None:
    """It is closed only when every part of it is. Source: 02 §2.2 办结: every 牵头, 协办 part and node closed.

    Raises:
        RecordError: ``guarded``.
    """
    commitment: Any = record
    if rest := asks.parts_open(commitment):
        raise RecordError("guarded", _("%(count)d parts of it are still open.") % {"count": rest}, where=str(record))
    end_duties(record, entry)


def file_whole(record: Record, entry: Entry) -> None:
    """Into the archive goes what is complete. Source: 02 §2.2 已归档: closed, complete.

    Raises:
        RecordError: ``guarded``; it says what is missing or goes on.
    """
    commitment: Any = record
    missing = []
    if not asks.standing(commitment).filter(kind__in=(Progress.FINAL, Progress.TWIN)).exists():
        missing.append(_("No report stands that says it was done."))
    if lacks := lacking(commitment):
        missing.append(_("Evidence is missing: %(kinds)s.") % {"kinds": join(lacks)})
    if going := asks.papers_open(commitment):
        missing.append(_("What hangs on it is not ended: %(numbers)s.") % {"numbers": "、".join(going)})
    if missing:
        raise RecordError(
            "guarded",
            " ".join(missing),
            where=str(record),
            remedy=_("End or add that first; what is not closed well is reopened."),
        )


def remarked(record: Record, entry: Entry) -> None:
    """The leader's new word opens a linked matter; this one is closed as it was done. Source: 12 §12.1 办结."""
    commitment: Any = record
    given = given_in(entry)
    due = date.fromisoformat(given["due"])
    same = {name: getattr(commitment, name) for name in ("plan", "row", "desk", "part", "place", "rhythm", "edition")}
    values = {
        **same,
        "title": given["words"][:200],
        "words": given["words"],
        "unit": record.unit,
        "due": due,
        "until": due,
        "first_due": due,
        "follows_on": commitment,
        "decider_id": named_post(entry.actor) or None,
    }
    (new,) = open_many(record.declared, [values], who(entry), at=entry.at, says=("unit", "due", "follows_on"))
    Party.objects.bulk_create([Party(record=new, name=one.name, unit_id=one.unit_id) for one in record.parties.all()])
    nothing_open(record, entry)


def reopened(record: Record, entry: Entry) -> None:
    """Owed again, until a new date; when it was first due is never forgotten."""
    commitment: Any = record
    set_on(record, done=None, mark="", reached=asks.reached_now(record))
    _go_on(commitment, entry)


def resumed(record: Record, entry: Entry) -> None:
    """Goes on after a pause; its parts, paused with it, are for its lead unit to take up again."""
    _go_on(record, entry)


def made_standing(record: Record, entry: Entry) -> None:
    """Kept up from now on and looked at in a cycle; it has no last day any more.

    At the year's close, where nobody is asked for the cycle, it is that in which it recurs, else a year.
    """
    commitment: Any = record
    end_duties(record, entry)
    every = given_in(entry).get("every") or commitment.every or YEARLY
    set_on(record, every=every, rhythm="nodes", until=None, begins=None, ends=None)
    begin_duties(record, day_of(entry))
    set_on(record, binds=None)
    keep(record, entry)


def stopped(record: Record, entry: Entry) -> None:
    """Nothing more is owed of it, nor of the parts that were given on of it."""
    end_duties(record, entry)
    _parts_too(record, "stop_part", entry)


def suspended(record: Record, entry: Entry) -> None:
    """Nothing is owed of it until it goes on, nor of its parts."""
    end_duties(record, entry)
    _parts_too(record, "suspend_part", entry)


def merged(record: Record, entry: Entry) -> None:
    """What is owed of it is owed by the one that it was joined to, and its parts are that one's."""
    commitment: Any = record
    end_duties(record, entry)
    into = given_in(entry)["into"]["id"]
    for part in commitment.parts.filter(closed=None):
        set_on(Commitment.locked(part.pk), split_from_id=into)
    set_on(record, merged_into_id=into)


def _parts_too(record: Record, step: str, entry: Entry) -> None:
    """Take its open parts with it, and theirs."""
    commitment: Any = record
    before = record.declared.cycle.by_name[step].before
    for part in commitment.parts.filter(state__in=before).order_by("pk"):
        take(part, step, who(entry), {"reason": given_in(entry).get("reason", "")}, at=entry.at, within=True)


def sent_again(record: Record, entry: Entry) -> None:
    """After a pause it goes out as at first, to a unit that had not accepted it."""
    given = given_in(entry)
    until = date.fromisoformat(given["until"]) if given.get("until") else None
    set_on(record, **spread(record, until))  # type: ignore[arg-type]
    begin(record, entry)


def year_goes_on(record: Any) -> bool:
    """Whether the year of its plan is still open. One query where the plan is not there yet."""
    return bool(record.plan.state != "closed")


def accepted_once(record: Any) -> bool:
    """Whether its unit had signed for it."""
    return record.accepted is not None


def not_accepted(record: Any) -> bool:
    """Whether its unit had not signed for it."""
    return record.accepted is None


def _unless(holds: Callable[[Any], bool], words: Any) -> Guard:
    """A guard: these words where something does not hold of the record."""
    return lambda record, given, when: [] if holds(record) else [words]


in_a_year_under_way = _unless(
    year_goes_on, gettext_lazy("The year of its plan is closed: put this into the next year's plan.")
)
was_accepted = _unless(accepted_once, gettext_lazy("Its unit had not accepted it: send it out again."))
never_accepted = _unless(not_accepted, gettext_lazy("Its unit has accepted it: let it go on."))


def _go_on(commitment: Any, entry: Entry) -> None:
    given, late_since = given_in(entry), _late_since(commitment)
    until = date.fromisoformat(given["until"]) if given.get("until") else None
    set_on(commitment, **spread(commitment, until))
    begin_duties(commitment, day_of(entry))
    if late_since:
        owed = Occurrence.objects.filter(
            duty__record=commitment.pk, duty__name=asks.DELIVER, settled=None, dropped=None
        )
        owed.filter(due__gt=late_since).update(expired=late_since)
    keep(commitment, entry)
    set_on(commitment, binds=binding(commitment))


def _late_since(commitment: Commitment) -> date | None:
    """The date that had passed when it was stopped or done: late stays late, whatever date is set anew."""
    rows = Occurrence.objects.filter(duty__record=commitment.pk, duty__name=asks.DELIVER).order_by("-pk")
    last = rows.first()
    if last is None:
        return None
    bound, ended = last.expired or last.due, last.settled or last.dropped
    return bound if ended and ended > bound else None
