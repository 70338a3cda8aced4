"""Rights and life cycles: a scheme is set up, adopted, scored and used; its items are decided one by one.

Source: REQUIREMENTS S000-113 (adopted → tracked → checked → scored → used), S002-65 (a scheme may ask each unit for its
own score first); domain sheet 02 §2.6. Nothing here ranks units, because 国办函〔2026〕12号 forbids rankings by points:
units are listed in tree order only.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.commitments.kinds.commitments import UNIT
from luoshi.figures.style import decimal_text
from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.forms.handed import NOBODY, Handed
from luoshi.kernel.kinds.language.conditions import Is, Need, Some
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.kernel.messages.actions.messages import tell
from luoshi.lines.assess import actions as does
from luoshi.lines.assess import forms as asks
from luoshi.lines.assess import pages, queries

_ = words(__name__)
_p = words_in(__name__)

DESK, UNITS_OWN = "desk", "assessed"
LEADER = Relation("leader", _("Leader in charge"), reaches=((Role.LEADER, UnitPlace.UNDER),))
SCHEME_RIGHTS = Rights(
    relations=(Relation("desk", _("Who assesses"), reaches=((Role.SUPERVISOR, UnitPlace.OWN),)), LEADER),
    sees=("desk", "leader"),
)
SCORE_RIGHTS = Rights(
    relations=(
        Relation("desk", _("Who assesses"), reaches=((Role.SUPERVISOR, UnitPlace.OWN),), party="desk"),
        Relation("assessed", _("Unit that is assessed, once the scheme is adopted"), reaches=UNIT, party=does.ABOUT),
        LEADER,
    ),
    sees=("desk", "assessed", "leader"),
)


def while_proposed(one: Any, day: date) -> bool:
    """Whether there is a proposed score today that can be accepted."""
    return queries.proposed_score(one, localdate()) is not None


def score_range_reasons(one: Any, given: Mapping[str, Any], at: datetime, name: str = "score") -> list[Any]:
    """Return objections to a score outside the item's range."""
    if queries.mark_item(one).allows(given[name]):
        return []
    return [_("The score must be between 0 and %(marks)s.") % {"marks": decimal_text(one.marks)}]


def is_proposed(one: Any, given: Mapping[str, object], at: datetime) -> list[Any]:
    """Return objections to accepting the proposal if there is none; in bulk, each item is checked."""
    day = localdate(at)
    return [] if queries.proposed_score(one, day) is not None else [pages.explain_missing_proposal(one, day)]


def own_fits(one: object, given: Mapping[str, Any], at: datetime) -> list[Any]:
    """Return objections to a unit's own score outside the item's range."""
    return score_range_reasons(one, given, at, "own")


WHY = {"reason": True}
ITEMS = Some("scores", where=~Is(state="out"))
SCHEME_CYCLE = Cycle(
    {
        "drafted": _p("scheme", "Being set up"),
        "adopted": _("Adopted, being tracked"),
        "scored": _("Scored"),
        "used": _p("scheme", "Used"),
        "discarded": _("Discarded"),
    },
    "used discarded",
    (
        Step("declare", _("Set up a scheme of assessment"), "> drafted", DESK, "title plan basis late own"),
        Step("put_in", _("Add commitments"), "drafted >", DESK, given=asks.PutIn, follows=(does.put_in,),
             example={"heading": asks.EVERY, "numbers": ""}),
        Step("revise", _("Change basis or deduction"), "drafted >", DESK, "title basis late own"),
        Step("adopt", _("Adopt"), "drafted > adopted", DESK, follows=(does.adopt_scheme,), tone="main",
             needs=[Need(ITEMS, _("It has no items yet: add commitments first."))]),
        Step("give_back", _("Return for changes"), "adopted > drafted", DESK, own=WHY, follows=(does.given_back,)),
        Step("score", _("Complete the scoring"), "adopted > scored", DESK, puts={"scored": TODAY},
             follows=(does.all_scored,), tone="main"),
        Step("score_again", _("Score again"), "scored > adopted", DESK, own=WHY, puts={"scored": None},
             follows=(does.OBJECTIONS.refuse_while_contested,), tone="careful"),
        Step("use", _("Use and close"), "scored > used", DESK, own=WHY, follows=(does.OBJECTIONS.refuse_before_end,),
             tone="main"),
        Step("discard", _("Discard"), "drafted > discarded", DESK, own=WHY, tone="careful",
             needs=[Need(~ITEMS, _("It has items: remove them first, all at once in the list of items if you like."))]),
    ),
)  # fmt: skip
DRAFTED = Need(Is(scheme__state="drafted"), _("Its scheme is no longer being set up."))
ADOPTED = Need(Is(scheme__state="adopted"), _("Its scheme is not adopted yet, or the scoring is complete."))
SCORED = Need(Is(scheme__state="scored"), _("Units may object after the scoring, until the scores are used."))
ASKED = Need(
    Is(scheme__own=True, scheme__state="adopted"),
    _("Its scheme does not, or no longer, ask units for their own scores."),
)
# The unit's own score was for other marks.
WORTH: dict[str, Any] = {
    "asks": "line marks",
    "puts": {"own": None, "own_reason": ""},
    "only": DRAFTED,
    "bulk": True,
}
OWN: dict[str, Any] = {"only": ASKED, "must": "own_reason", "bulk": True}
DECIDED = (does.another_decides, does.note_score_proposal)
AGREED: dict[str, Any] = {"must": "reason", "only": ADOPTED, "follows": DECIDED, "bulk": True}
SCORE_CYCLE = Cycle(
    {
        "listed": _p("score", "To be decided"),
        "decided": _("Decided"),
        "contested": _("Objected to"),
        "out": _("Removed"),
    },
    "decided out",
    (
        Step("put_in", _("Add to the scheme"), "> listed", NOBODY, given=Handed,
             sets="title unit scheme commitment line marks"),
        Step("worth", _("Change the marks"), "listed >", DESK, **WORTH),
        Step("take_out", _("Remove from the scheme"), "listed > out", DESK, own=WHY, only=DRAFTED, bulk=True),
        Step("put_back", _("Put back"), "out > listed", DESK, **WORTH),
        Step("own_as_proposed", _("Enter own score as proposed"), "listed >", UNITS_OWN, "own_reason", given=asks.Agree,
             sets="own", guard=is_proposed, about=while_proposed, **OWN),
        Step("score_oneself", _("Enter own score"), "listed >", UNITS_OWN, "own own_reason",
             given=asks.ScoreDecisionForm, guard=own_fits, **OWN | {"must": "own own_reason"}),
        Step("agree", _("Decide as proposed"), "listed > decided", DESK, "reason", given=asks.Agree, sets="score",
             guard=is_proposed, about=while_proposed, undo="undecide", **AGREED),
        Step("decide", _("Decide the score"), "listed decided > decided", DESK, "score reason",
             given=asks.ScoreDecisionForm,
             guard=score_range_reasons, **AGREED | {"must": "score reason"}),
        Step("undecide", _("Withdraw the score"), "decided > listed", DESK, own=WHY,
             puts={"score": None, "reason": "", "found": "", "proposed": None}, only=ADOPTED, bulk=True),
        Step("object", _("Object to the score"), "decided > contested", UNITS_OWN, own=WHY, only=SCORED,
             follows=(does.OBJECTIONS.refuse_late, tell("desk", "scores.contested", asks="answer"))),
        Step("answer", _("Answer the objection"), "contested > decided", DESK, "score reason", must="score reason",
             given=asks.ScoreDecisionForm, guard=score_range_reasons, only=SCORED, tone="main",
             follows=(does.another_decides, does.OBJECTIONS.refuse_own_answer, does.note_score_proposal,
                      tell("assessed", "scores.answered"))),
    ),
)  # fmt: skip
