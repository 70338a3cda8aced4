"""Optimise who assesses what, at once or in the background, and exchange an assessor by hand.

A large round is solved by the worker outside of any transaction. What it found is kept in one short transaction, and
only if all that decides it is still as it was read; else the round goes back to its preparation and says so.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import DatabaseError, transaction
from django.utils import timezone
from django_tasks import task

from luoshi.assignment.optimise import optimise_assignment
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Actor
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.review import queries
from luoshi.parts.review.assigning.problems import (
    Loads,
    RoundProblem,
    SolvedRound,
    digest_problem,
    find_unable,
    pose_problem,
    read_spread,
    trade_values,
    weigh_trade,
)
from luoshi.parts.review.assigning.queries import RoundReading, count_pairs, live_sheets, read_problem, read_round
from luoshi.parts.review.bundles.check_review import encode_canonically
from luoshi.parts.review.bundles.queries import describe_opening
from luoshi.parts.review.codes import seat_code
from luoshi.parts.review.models import BEING_ASSIGNED, Assessed, ReviewRound, ReviewSeat, ReviewSheet
from luoshi.parts.review.rules import Spread, find_conflict
from luoshi.reading.errors import ReadError

_ = words_now(__name__)
log = logging.getLogger("luoshi.review")

AT_ONCE = 20_000  # pairs of an assessor and an object: some tenths of a second
OPEN = "open"
LONGEST = 1000  # characters of a reason


def choose_way_to_open(round_: ReviewRound, given: Mapping[str, object], actor: Actor, day: date) -> str:
    """Return the state of a round that is opened: one of many pairs to optimise waits for the worker."""
    if round_.layers or round_.assigning != "best":
        return OPEN
    return BEING_ASSIGNED if count_pairs(round_.pk, day) > AT_ONCE else OPEN


def queue_assignment(took: Took[ReviewRound]) -> None:
    """Let the worker assign a round as it is now; after any further step on it the worker leaves it alone."""
    assign_later.enqueue(took.record.pk, took.record.version)


@task()
def assign_later(pk: int, version: int) -> str:
    """Assign a round that waits for it (worker task), and return its state. Repeating it does no harm."""
    round_ = ReviewRound.objects.get(pk=pk)
    if (round_.state, round_.version) != (BEING_ASSIGNED, version):
        return round_.state
    try:
        solved = _solve_whole_round(round_, timezone.localdate())
        take(round_, "assigned", PROGRAM, {"solved": solved}, at=timezone.now(), seen=version, within=True)
    except RecordError as error:
        _give_back(pk, version, f"{error.what} {error.remedy}".strip())
    except DatabaseError:  # not caused by the round: the worker's next try may succeed
        raise
    except Exception:
        log.exception("the assignment failed: round %s", pk)
        give_assignment_up(pk, version)
    return ReviewRound.objects.get(pk=pk).state


def _solve_whole_round(round_: ReviewRound, day: date) -> SolvedRound:
    reading = read_round(round_, queries.objects_of_round(round_.pk), day)
    solved = solve_round(round_, read_problem(round_, reading, day), reading.numbers)
    return replace(solved, opening=opening_text(round_, reading, solved.spread, solved.traded))


def opening_text(round_: ReviewRound, reading: RoundReading, spread: Spread, traded: str) -> str:
    """Return who could assess what and who is asked, as a round keeps it."""
    said = describe_opening(
        round_, reading.candidates, reading.codes, reading.objects, reading.subjects, reading.leaders, spread, traded
    )
    return encode_canonically(said).decode()


def give_assignment_up(pk: int, version: int) -> None:
    """Say of a round that the program could not assign it; a person may ask again."""
    _give_back(pk, version, _("The optimisation did not come to an end."))


def _give_back(pk: int, version: int, why: str) -> None:
    with transaction.atomic():
        round_ = ReviewRound.get_locked(pk)
        if (round_.state, round_.version) == (BEING_ASSIGNED, version):
            why = why if len(why) <= LONGEST else why[: LONGEST - 1] + "…"
            take(round_, "unassigned", PROGRAM, {"hindrance": why}, at=timezone.now(), within=True)


def choose_assessors(
    took: Took[ReviewRound], reading: RoundReading, solved: SolvedRound | None = None
) -> tuple[Spread, str]:
    """Return who is asked for the sheets that lack, by optimisation, and what was traded; solve it unless it is solved.

    Raises:
        RecordError: ``guarded``: names what lacks; ``changed``: what was solved is no longer what is asked.
    """
    round_ = took.record
    problem = read_problem(round_, reading, took.day)
    if not problem.subjects:
        return Spread(), ""
    if solved is None:
        solved = solve_round(round_, problem, reading.numbers)
    elif solved.digest != digest_problem(problem, _loads_of(round_)):
        words = _("Assessors, objects, conflicts or loads changed while the assessors were being assigned.")
        raise RecordError("changed", words, where=str(round_), remedy=_("Look at them, and open the round again."))
    return solved.spread, solved.traded


def _loads_of(round_: ReviewRound) -> Loads:
    return Loads(round_.most, round_.least)


def solve_round(round_: ReviewRound, asked: RoundProblem, names: Mapping[int, str]) -> SolvedRound:
    """Choose who assesses what by optimisation, and what was traded unless sheets are only replaced. It writes nothing.

    Raises:
        RecordError: ``guarded``: names what lacks: assessors without a conflict, or room in their loads.
    """
    loads = _loads_of(round_)
    problem = pose_problem(asked, loads)
    if unable := find_unable(asked, problem):
        values = {"n": len(unable), "size": asked.size, "names": _list_counts(unable, names)}
        words = _("%(n)d objects have fewer than %(size)d unbarred assessors: %(names)s.") % values
        raise RecordError("guarded", words, where=str(round_), remedy=_("Add assessors of the field to the round."))
    try:
        found = optimise_assignment(problem)
        if found.short and round_.most is None:  # half again the mean was our own limit
            problem = pose_problem(asked, replace(loads, most=len(asked.subjects)))
            found = optimise_assignment(problem)
    except ReadError:
        words = _("The optimisation did not come to an end.")
        remedy = _("Try again, or choose another way to assign.")
        raise RecordError("guarded", words, where=str(round_), remedy=remedy) from None
    if found.short or found.idle:
        raise _refuse_loads(round_, {asked.subjects[at].key: n for at, n in found.short}, len(found.idle), names)
    spread, traded = read_spread(asked, problem, found), ""
    if not any(asked.given.values()) and not any(asked.former.values()):
        values = trade_values(weigh_trade(asked, spread, found), names)
        traded = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return SolvedRound(digest_problem(asked, loads), spread, traded)


def _list_counts(counts: Mapping[int, int], names: Mapping[int, str]) -> str:
    return "、".join(_("%(name)s (%(n)d)") % {"name": names[key], "n": n} for key, n in counts.items())


def _refuse_loads(round_: ReviewRound, short: Mapping[int, int], idle: int, names: Mapping[int, str]) -> RecordError:
    if short:
        words = _("With at most %(most)s sheets for each assessor some lack: %(names)s.")
        said = words % {"most": round_.most or "—", "names": _list_counts(short, names)}
        return RecordError("guarded", said, where=str(round_), remedy=_("Allow more sheets, or add assessors."))
    words = _("%(n)d assessors cannot get %(least)s sheets.") % {"n": idle, "least": round_.least}
    return RecordError("guarded", words, where=str(round_), remedy=_("Ask for fewer sheets at least."))


def lock_sheets(record: Record, given: Mapping[str, object]) -> None:
    """Lock the sheets that a step may void, then their round: the steps of a sheet lock them in this order."""
    if isinstance(record, Assessed):  # a program knows no more of it than its key
        sheets = ReviewSheet.objects.filter(assessed=record.pk)
        rounds = list(Assessed.objects.filter(pk=record.pk).values_list("round", flat=True))
    else:
        sheets, rounds = queries.sheets_of_round(record.pk), [record.pk]
    Record.lock(sheets.values_list("pk", flat=True))
    Record.lock(rounds)


def exchange_assessor(took: Took[Assessed]) -> None:
    """Void the sheet of one assessor for an object, and ask another one of the round.

    Raises:
        RecordError: ``guarded``: marks were given already, or the other may not assess it, or has too many sheets.
    """
    assessed, given = took.record, took.given
    assert assessed.round_id is not None
    round_ = ReviewRound.objects.get(pk=assessed.round_id)
    sheet = next((row for row in live_sheets(assessed.pk) if row.assessor.number == given["leaves"]), None)
    seat = next(
        (row for row in queries.current_seats(round_.pk, took.day) if row.person.number == given["joins"]), None
    )
    if sheet is None or seat is None:
        words = _("Both must be assessors of this round, and the one who leaves must have a sheet for it.")
        raise RecordError("guarded", words, where=str(assessed))
    if sheet.state in ("scored", "late"):
        words = _("%(name)s has given marks already.") % {"name": sheet.assessor.title}
        remedy = _("Only who must not assess at all loses marks: replace the person in the round.")
        raise RecordError("guarded", words, where=str(assessed), remedy=remedy)
    if reason := _find_hindrance(round_, assessed, seat.person_id, took.day):
        words = _("%(name)s cannot take it: %(reason)s.") % {"name": seat.person.title, "reason": reason}
        raise RecordError("guarded", words, where=str(assessed))
    took.write()
    take(sheet, "void", took.actor, {}, at=took.at, within=True)
    row = {"title": assessed.title, "unit": round_.unit, "assessed": assessed, "assessor": seat.person}
    ask_for_sheets(round_, [row], {seat.person_id: seat_code(round_, seat)}, took.actor, took.at)


def ask_for_sheets(
    round_: ReviewRound, rows: Sequence[dict[str, object]], codes: Mapping[int, str], actor: Actor, at: datetime
) -> None:
    """Ask for these sheets, and keep the codes of their assessors: entries of people can be merged later."""
    if not rows:
        return
    opened = open_many(get_kind("marksheets"), rows, actor, at=at)
    sheets = [sheet for sheet in opened if isinstance(sheet, ReviewSheet)]
    for sheet in sheets:
        sheet.code = codes[sheet.assessor_id or 0]
    ReviewSheet.objects.bulk_update(sheets, ["code"])
    seats = [seat for seat in queries.all_seats(round_.pk) if not seat.code]
    for seat in seats:
        seat.code = seat_code(round_, seat)
    ReviewSeat.objects.bulk_update(seats, ["code"])


def _find_hindrance(round_: ReviewRound, assessed: Assessed, person: int | None, day: date) -> str:
    """Return why a person cannot be given an object, or ""."""
    (candidate,) = [
        found for found in queries.read_candidates(queries.current_seats(round_.pk, day), day) if found.person == person
    ]
    (subject,) = queries.read_subjects([assessed])
    live, gone = (queries.assessors_by_object(round_.pk, states) for states in (queries.LIVE, queries.GONE))
    if person in live.get(assessed.pk, ()):
        return _("has a sheet for it already")
    if person in gone.get(assessed.pk, ()):
        return _("declined it, or was taken off it")
    if candidate.branch not in ("", subject.branch):
        return _("is not of its field")
    if find_conflict(candidate, subject, queries.rivals_of_round(round_)):
        return _("has a conflict of interest")
    if round_.most is not None and sum(person in people for people in live.values()) >= round_.most:
        return _("has as many sheets as one may have")
    return ""
