"""Follow-ups of the steps of schemes and items, each in the transaction of its step.

A step on an item locks the item and then, if needed, its scheme; a step on a scheme locks only the scheme and reads the
items. So there is no deadlock, and an item never changes while its scheme moves on.
"""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Party, Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.actions.messages import send_message
from luoshi.kernel.rights.queries.rights import posts_told
from luoshi.lines.assess import queries
from luoshi.lines.assess.models import Scheme, Score
from luoshi.parts.review.layers.queries import is_own_side

_ = words_now(__name__)

NAMED = 8  # items named in a sentence; the rest is counted


def join_item_numbers(some: list[str]) -> str:
    """Join item numbers for a sentence."""
    more = _(" and %(more)d more") % {"more": len(some) - NAMED} if len(some) > NAMED else ""
    return "、".join(some[:NAMED]) + more


def _refused(record: Record, what: str, remedy: str = "") -> RecordError:
    return RecordError("guarded", what, where=str(record), remedy=remedy)


def put_in(took: Took[Scheme]) -> None:
    """Make each chosen commitment an item of the unit that leads it now."""
    scheme, given = took.record, took.given
    found = queries.commitments_without_item(scheme).filter(number__in=given["commitments"])
    common = {"scheme": scheme, "line": given["line"], "marks": given["marks"]}
    rows = [
        {"title": commitment.title, "unit": commitment.unit, "commitment": commitment, **common} for commitment in found
    ]
    made = open_many(get_kind("scores"), rows, PROGRAM, at=took.at, says=("unit", "commitment", "line", "marks"))
    Party.objects.bulk_create([Party(record=score, name="desk", unit_id=scheme.unit_id) for score in made])


def adopt_scheme(took: Took[Scheme]) -> None:
    """Fix the items, and let each unit read its own."""
    scheme = took.record
    some = queries.scheme_items(scheme.pk)
    took.set_fields(edition=scheme.edition + 1)
    rows = [Party(record=score, name="about", unit_id=score.unit_id) for score in some]
    Party.objects.bulk_create(rows, ignore_conflicts=True)
    _tell_units(some, "schemes.own_asked" if scheme.own else "schemes.adopted", took)


def given_back(took: Took[Scheme]) -> None:
    """Reopen the scheme for changes while nothing is scored; the result is another edition.

    Raises:
        RecordError: ``guarded``, naming the scored items.
    """
    some = queries.scheme_items(took.record.pk)
    if scored := [score.number for score in some if score.score is not None]:
        raise _refused(
            took.record,
            _("Items have already been scored: %(items)s.") % {"items": join_item_numbers(scored)},
            _("Withdraw their scores first, or set up another scheme."),
        )
    Party.objects.filter(record__in=[score.pk for score in some], name="about").delete()


def all_scored(took: Took[Scheme]) -> None:
    """Require a score for every item; from this day (``scored``) each unit may object to its own.

    Raises:
        RecordError: ``guarded``, naming the items without one.
    """
    some = queries.scheme_items(took.record.pk)
    if missing := list(queries.sum_item_scores(some).undecided_items):
        raise _refused(took.record, _("Not decided yet: %(items)s.") % {"items": join_item_numbers(missing)})
    _tell_units(some, "schemes.scored", took)


def refuse_while_contested(took: Took[Scheme]) -> None:
    """Require that every objection is decided before scoring is reopened.

    Raises:
        RecordError: ``guarded``.
    """
    _nothing_contested(took.record)


def conclude_scheme(took: Took[Scheme]) -> None:
    """Require that the last day for objections is over, and every objection decided.

    Raises:
        RecordError: ``guarded``.
    """
    _nothing_contested(took.record)
    last = queries.last_to_object(took.record)
    if last and took.day <= last:
        raise _refused(took.record, _("Units may object until %(day)s.") % {"day": last})


def _nothing_contested(record: Record) -> None:
    if some := queries.contested_item_numbers(record.pk):
        raise _refused(record, _("Objections wait for an answer: %(items)s.") % {"items": join_item_numbers(some)})


def another_decides(took: Took[Score]) -> None:
    """Refuse those who belong to the unit or reported on the commitment. Source: 02 §2.2: checker ≠ author.

    Raises:
        RecordError: ``guarded``.
    """
    one, actor = took.record, took.actor
    theirs = is_own_side(actor, one.unit_id, {one.scheme.unit_id}, took.day)
    if theirs or queries.has_reported_progress(one.commitment_id, actor.person or None):
        raise _refused(
            one,
            _("You belong to the assessed unit, or reported on this: another person must decide its score."),
            _("Ask a colleague of the assessing office who does not belong to this unit."),
        )


def note_score_proposal(took: Took[Score]) -> None:
    """Store the outcome and the proposed score of that day beside the score."""
    one, day = took.record, took.day
    took.set_fields(found=queries.commitment_outcome(one, day), proposed=queries.proposed_score(one, day))


def in_time(took: Took[Score]) -> None:
    """Refuse an objection after the office's time limit; without a limit it is open until the scores are used.

    Raises:
        RecordError: ``guarded``.
    """
    last = queries.last_to_object(took.record.scheme)
    if last and took.day > last:
        raise _refused(took.record, _("Units could object until %(day)s.") % {"day": last})


def another_answers(took: Took[Score]) -> None:
    """Refuse an answer by the person who decided the score. Source: 政府督查工作条例 art. 17.

    Raises:
        RecordError: ``guarded``.
    """
    if took.actor.person in queries.decided_by(took.record, took.entry.pk):
        words = _("You decided this score: another person must answer the objection.")
        raise _refused(took.record, words, _("Ask a colleague."))


def _tell_units(some: list[Score], code: str, took: Took[Scheme]) -> None:
    """Send one message to each unit, whatever the number of its items."""
    first = {score.unit_id: score for score in reversed(some)}
    relation = get_kind("scores").rights.by_name["assessed"]
    for score in first.values():
        values = {"who": took.actor.name, "unit": str(score.unit), "due": ""}
        posts = posts_told(relation, score, took.day)
        send_message(
            code, values, occasion=f"entry:{took.entry.pk}:{score.unit_id}", at=took.at, posts=posts, record=score
        )
