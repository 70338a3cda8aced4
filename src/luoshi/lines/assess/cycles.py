"""Who assesses, and by which steps: a scheme is set up, adopted, scored and used; its items are decided one by one.

Source: REQUIREMENTS S000-113 (adopted → tracked → checked → scored → used), S002-65 (a scheme may ask each unit for its
own score first); domain sheet 02 §2.6. Nothing here ranks units: 国办函〔2026〕12号 forbids rankings by points, so
units stand in the order of the tree alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import pgettext_lazy

from luoshi.figures.style import decimal_text
from luoshi.ledger.kinds.commitments import NOBODY, UNIT, Handed
from luoshi.lines.assess import actions as does
from luoshi.lines.assess import forms as asks
from luoshi.lines.assess import pages, queries, rules
from luoshi.org.rights.rules.rights import Place, Relation, Rights, Role
from luoshi.records.base.words import words
from luoshi.records.kinds.forms import Reason
from luoshi.records.kinds.rules import Cycle, Step
from luoshi.records.messages.actions.messages import tell

_ = words(__name__)

DESK, UNITS_OWN = ("desk",), ("assessed",)
LEADER = Relation("leader", _("Leader in charge"), reaches=((Role.LEADER, Place.UNDER),))
SCHEME_RIGHTS = Rights(
    relations=(Relation("desk", _("Who assesses"), reaches=((Role.SUPERVISOR, Place.OWN),)), LEADER),
    sees=("desk", "leader"),
)
SCORE_RIGHTS = Rights(
    relations=(
        Relation("desk", _("Who assesses"), reaches=((Role.SUPERVISOR, Place.OWN),), party="desk"),
        Relation("assessed", _("Unit that is assessed, once the scheme is adopted"), reaches=UNIT, party="about"),
        LEADER,
    ),
    sees=("desk", "assessed", "leader"),
)


def while_drafted(one: Any) -> bool:
    """Whether the scheme of an item can still be changed."""
    return bool(one.scheme.state == "drafted")


def while_adopted(one: Any) -> bool:
    """Whether the items of a scheme are being decided."""
    return bool(one.scheme.state == "adopted")


def while_asked(one: Any) -> bool:
    """Whether its unit is asked for its own score."""
    return bool(one.scheme.own and while_adopted(one))


def while_proposed(one: Any) -> bool:
    """Whether a score follows from how it stands today, so that it may be taken over."""
    return while_adopted(one) and queries.proposal(one, localdate()) is not None


def while_proposed_to_unit(one: Any) -> bool:
    """The same for a unit that is asked for its own score."""
    return while_asked(one) and while_proposed(one)


def while_scored(one: Any) -> bool:
    """Whether units may object."""
    return bool(one.scheme.state == "scored")


def fits(one: Any, given: Mapping[str, Any], at: datetime, name: str = "score") -> list[Any]:
    """Reasons against a score: it lies outside of what the item can have."""
    if rules.fits(one.marks, given[name]):
        return []
    return [_("The score lies between 0 and %(marks)s.") % {"marks": decimal_text(one.marks)}]


def is_proposed(one: Any, given: Mapping[str, Any], at: datetime) -> list[Any]:
    """Reasons against what is proposed: nothing is. Of many at once each is asked for itself."""
    day = localdate(at)
    return [] if queries.proposal(one, day) is not None else [pages.unproposed(one, day)]


def is_asked(one: Any, given: Mapping[str, Any], at: datetime) -> list[Any]:
    """Reasons against a unit's own score: the scheme asks for none, or it lies outside of what the item can have."""
    return fits(one, given, at, "own") if one.scheme.own else [_("The scheme asks no unit for its own score.")]


def is_asked_and_proposed(one: Any, given: Mapping[str, Any], at: datetime) -> list[Any]:
    """Reasons against the proposed score as the unit's own."""
    return is_proposed(one, given, at) or is_asked(one, given, at)


SCHEME_CYCLE = Cycle(
    {
        "drafted": pgettext_lazy("scheme", "Being set up"),
        "adopted": _("Adopted, being tracked"),
        "scored": _("Scored"),
        "used": pgettext_lazy("scheme", "Used"),
        "discarded": _("Discarded"),
    },
    "used discarded",
    (
        Step("declare", _("Set up a scheme of assessment"), "> drafted", DESK, given=asks.SetUp,
             sets="title unit plan year basis late own"),
        Step("put_in", _("Put commitments in"), "drafted >", DESK, given=asks.PutIn, follows=(does.put_in,),
             example={"heading": asks.EVERY, "numbers": ""}),
        Step("revise", _("Change basis or deduction"), "drafted >", DESK, given=asks.Change,
             sets="title basis late own"),
        Step("adopt", _("Adopt"), "drafted > adopted", DESK, follows=(does.adopted,), tone="main"),
        Step("give_back", _("Back to be changed"), "adopted > drafted", DESK, given=Reason, follows=(does.given_back,)),
        Step("score", _("All is scored"), "adopted > scored", DESK, follows=(does.all_scored,), tone="main"),
        Step("score_again", _("Score again"), "scored > adopted", DESK, given=Reason, follows=(does.looked_at_again,),
             tone="careful"),
        Step("use", _("Use and close"), "scored > used", DESK, given=Reason, follows=(does.settled,), tone="main"),
        Step("discard", _("Discard"), "drafted > discarded", DESK, given=Reason, follows=(does.none_in,),
             tone="careful"),
    ),
)  # fmt: skip
DRAFTED, ADOPTED = does.while_scheme("drafted"), does.while_scheme("adopted")
SCORED = does.while_scheme("scored")
SCORE_CYCLE = Cycle(
    {
        "listed": pgettext_lazy("score", "To be decided"),
        "decided": _("Decided"),
        "contested": _("Objected to"),
        "out": _("Taken out"),
    },
    "decided out",
    (
        Step("put_in", _("Put into the scheme"), "> listed", NOBODY, given=Handed,
             sets="title unit scheme commitment line marks"),
        Step("worth", _("Change its marks"), "listed >", DESK, given=asks.Worth, sets="line marks",
             follows=(DRAFTED, does.own_again), about=while_drafted, bulk=True),
        Step("take_out", _("Take out of the scheme"), "listed > out", DESK, given=Reason, follows=(DRAFTED,),
             about=while_drafted, bulk=True),
        Step("put_back", _("Put back in"), "out > listed", DESK, given=asks.Worth, sets="line marks",
             follows=(DRAFTED, does.own_again), about=while_drafted, bulk=True),
        Step("own_as_proposed", _("Score oneself as proposed"), "listed >", UNITS_OWN,
             given=asks.ScoreOneselfAsProposed, sets="own own_reason", guard=is_asked_and_proposed, follows=(ADOPTED,),
             about=while_proposed_to_unit, bulk=True),
        Step("score_oneself", _("Score oneself"), "listed >", UNITS_OWN, given=asks.ScoreOneself,
             sets="own own_reason", guard=is_asked, follows=(ADOPTED,), about=while_asked, bulk=True),
        Step("agree", _("Decide as proposed"), "listed > decided", DESK, given=asks.Agree, sets="score reason",
             guard=is_proposed, follows=(does.another_decides, ADOPTED, does.noted), about=while_proposed, bulk=True,
             undo="undecide"),
        Step("decide", _("Decide the score"), "listed decided > decided", DESK, given=asks.Decide,
             sets="score reason", guard=fits, follows=(does.another_decides, ADOPTED, does.noted),
             about=while_adopted, bulk=True),
        Step("undecide", _("Take the score back"), "decided > listed", DESK, given=Reason,
             follows=(ADOPTED, does.cleared), about=while_adopted, bulk=True),
        Step("object", _("Object to the score"), "decided > contested", UNITS_OWN, given=Reason,
             follows=(SCORED, does.in_time, tell("desk", "scores.contested", asks="answer")), about=while_scored),
        Step("answer", _("Answer the objection"), "contested > decided", DESK, given=asks.Decide, sets="score reason",
             guard=fits, follows=(does.another_decides, does.another_answers, SCORED, does.noted,
                                  tell("assessed", "scores.answered")), tone="main"),
    ),
)  # fmt: skip
