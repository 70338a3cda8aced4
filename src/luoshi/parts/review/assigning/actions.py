"""Optimise who assesses what, and exchange an assessor by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from luoshi.assignment.optimise import optimise_assignment
from luoshi.base.record_errors import RecordError
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
    find_unable,
    pose_problem,
    read_spread,
    trade_values,
    weigh_trade,
)
from luoshi.parts.review.assigning.queries import live_sheets, profile_people, profile_things
from luoshi.parts.review.models import Assessed, ReviewRound
from luoshi.parts.review.rules import Reviewer, Spread, Subject, find_conflict
from luoshi.reading.errors import ReadError

_ = words_now(__name__)


def optimise_sheets(took: Took[ReviewRound], asked: RoundProblem, names: Mapping[int, str]) -> Spread:
    """Choose who assesses what by optimisation, and note what was traded when a round is opened.

    Raises:
        RecordError: ``guarded``: names what lacks: assessors without a conflict, or room in their loads.
    """
    round_ = took.record
    problem = pose_problem(asked, Loads(round_.most, round_.least))
    if unable := find_unable(asked, problem):
        values = {"n": len(unable), "size": asked.size, "names": _list_counts(unable, names)}
        words = _("%(n)d objects have fewer than %(size)d unbarred assessors: %(names)s.") % values
        raise RecordError("guarded", words, where=str(round_), remedy=_("Add assessors of the field to the round."))
    try:
        found = optimise_assignment(problem)
        if found.short and round_.most is None:  # half again the mean was our own limit
            problem = pose_problem(asked, Loads(len(asked.subjects), round_.least))
            found = optimise_assignment(problem)
    except ReadError:
        words = _("The optimisation did not come to an end.")
        remedy = _("Try again, or choose another way to assign.")
        raise RecordError("guarded", words, where=str(round_), remedy=remedy) from None
    if found.short or found.idle:
        raise _refuse_loads(round_, {asked.subjects[at].key: n for at, n in found.short}, len(found.idle), names)
    spread = read_spread(asked, problem, found)
    if not any(asked.given.values()) and not any(asked.former.values()):
        traded = trade_values(weigh_trade(asked, spread, found), names)
        took.set_fields(traded=json.dumps(traded, ensure_ascii=False, sort_keys=True))
    return spread


def _list_counts(counts: Mapping[int, int], names: Mapping[int, str]) -> str:
    return "、".join(_("%(name)s (%(n)d)") % {"name": names[key], "n": n} for key, n in counts.items())


def _refuse_loads(round_: ReviewRound, short: Mapping[int, int], idle: int, names: Mapping[int, str]) -> RecordError:
    if short:
        words = _("With at most %(most)s sheets for each assessor some lack: %(names)s.")
        said = words % {"most": round_.most or "—", "names": _list_counts(short, names)}
        return RecordError("guarded", said, where=str(round_), remedy=_("Allow more sheets, or add assessors."))
    words = _("%(n)d assessors cannot get %(least)s sheets.") % {"n": idle, "least": round_.least}
    return RecordError("guarded", words, where=str(round_), remedy=_("Ask for fewer sheets at least."))


def describe_problem(
    took: Took[ReviewRound], candidates: list[Reviewer], subjects: list[Subject], objects: dict[int, Assessed]
) -> RoundProblem:
    """Read what the optimisation of a round needs. Seven queries."""
    round_ = took.record
    given, former = (queries.assessors_by_object(round_.pk, states) for states in (queries.LIVE, queries.GONE))
    return RoundProblem(
        candidates, subjects, round_.form.size or 0, queries.rivals_of_round(round_), given, former,
        profile_people(candidates, round_, took.day), profile_things(subjects, objects),
    )  # fmt: skip


def lock_round(record: Record, given: Mapping[str, object]) -> None:
    """Lock the round of an object before the object: the steps of a round lock them in this order."""
    assert isinstance(record, Assessed)
    Record.lock([record.round_id] if record.round_id is not None else [])


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
    if sheet.state == "scored":
        words = _("%(name)s has given marks already.") % {"name": sheet.assessor.title}
        remedy = _("Only who must not assess at all loses marks: replace the person in the round.")
        raise RecordError("guarded", words, where=str(assessed), remedy=remedy)
    if reason := _find_hindrance(round_, assessed, seat.person_id, took.day):
        words = _("%(name)s cannot take it: %(reason)s.") % {"name": seat.person.title, "reason": reason}
        raise RecordError("guarded", words, where=str(assessed))
    took.write()
    take(sheet, "void", took.actor, {}, at=took.at, within=True)
    row = {"title": assessed.title, "unit": round_.unit, "assessed": assessed, "assessor": seat.person}
    open_many(get_kind("marksheets"), [row], took.actor, at=took.at)


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
