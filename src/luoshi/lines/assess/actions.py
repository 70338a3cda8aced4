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
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.assess import queries
from luoshi.lines.assess.models import Scheme, Score
from luoshi.parts.review.layers.actions import add_parties, drop_parties, refuse_own_side, tell_relation
from luoshi.parts.review.layers.objections import ObjectionRules
from luoshi.parts.review.layers.queries import OBJECT_DAYS
from luoshi.parts.review.layers.sentences import name_some

_ = words_now(__name__)

OBJECTIONS = ObjectionRules(Score, "scheme", "scored", "number", OBJECT_DAYS, lambda score: score, ("decide", "agree"))
ABOUT = "about"  # the party of an item: the unit that is assessed, once the scheme is adopted


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
    add_parties([(score, scheme.unit_id) for score in made], "desk")


def adopt_scheme(took: Took[Scheme]) -> None:
    """Fix the items, and let each unit read its own."""
    scheme = took.record
    some = queries.scheme_items(scheme.pk)
    took.set_fields(edition=scheme.edition + 1)
    add_parties([(score, score.unit_id) for score in some], ABOUT)
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
            _("Items have already been scored: %(items)s.") % {"items": name_some(scored)},
            _("Withdraw their scores first, or set up another scheme."),
        )
    drop_parties([score.pk for score in some], ABOUT)


def all_scored(took: Took[Scheme]) -> None:
    """Require a score for every item; from this day (``scored``) each unit may object to its own.

    Raises:
        RecordError: ``guarded``, naming the items without one.
    """
    some = queries.scheme_items(took.record.pk)
    if missing := list(queries.sum_item_scores(some).missing):
        raise _refused(took.record, _("Not decided yet: %(items)s.") % {"items": name_some(missing)})
    _tell_units(some, "schemes.scored", took)


def another_decides(took: Took[Score]) -> None:
    """Refuse those who belong to the unit or reported on the commitment. Source: 02 §2.2: checker ≠ author.

    Raises:
        RecordError: ``guarded``.
    """
    one = took.record
    refuse_own_side(took, one.unit_id, {one.scheme.unit_id})
    if queries.has_reported_progress(one.commitment_id, took.actor.person or None):
        words = _("You reported on this commitment: another person must decide its score.")
        raise _refused(one, words, _("Ask a colleague of the assessing office."))


def note_score_proposal(took: Took[Score]) -> None:
    """Store the outcome and the proposed score of that day beside the score."""
    one, day = took.record, took.day
    took.set_fields(found=queries.commitment_outcome(one, day), proposed=queries.proposed_score(one, day))


def _tell_units(some: list[Score], code: str, took: Took[Scheme]) -> None:
    """Send one message to each unit, whatever the number of its items."""
    for score in {score.unit_id: score for score in reversed(some)}.values():
        tell_relation(took, score, code, "assessed")
