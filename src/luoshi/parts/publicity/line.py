"""The line of publicity: objections are its kind; the records in publicity are of other kinds."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Actor, Relation, Rights, Role, UnitPlace, everyone_inside
from luoshi.codes.contact import mask_name
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Files, Protected, stars
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import PAPERS, Line, MenuPage
from luoshi.kernel.messages.actions.messages import tell
from luoshi.kernel.parameters.queries.parameters import due_within_limit, retention_parameter
from luoshi.parts.publicity import actions, models
from luoshi.parts.publicity.cards import objection_target_card, publicity_cards
from luoshi.parts.publicity.forms import ABOUT, ObjectionAnswerForm, Raise
from luoshi.parts.publicity.queries import posted_now, publicity_windows

_ = words(__name__)

VALUES = office(__name__).values
DESK = Relation("desk", _("Who answers objections"), reaches=((Role.SUPERVISOR, UnitPlace.UNDER),))
OWN = Relation("own", _("Who objected"), opener=True)
# Everyone may object; those objected to never read it, because it names the objector.
RIGHTS = Rights((DESK, OWN, everyone_inside(_("Everyone in the office"))), ("desk", "own"))
STEPS = (
    Step("raise", _("Object"), "> raised", "office", "about facts name contact evidence", own=ABOUT, given=Raise,
         must="facts", sets="unit title", starts="answer", example={"about": posted_now},
         follows=(actions.stop_posting_clock, tell("desk", "objections.raised", asks="answer"))),
    Step("answer", _("Answer"), "raised > answered", "desk", "result reply", given=ObjectionAnswerForm,
         must="result reply",
         answers="answer", follows=(actions.go_on, tell("own", "objections.answered")), tone="main"),
    Step("withdraw", _("Withdraw"), "raised > withdrawn", "own desk", own={"reason": True}, drops="answer",
         follows=(actions.go_on,), tone="careful"),
)  # fmt: skip
OBJECTIONS = Kind(
    name="objections",
    label=_("Objections"),
    one=_("Objection"),
    record=models.Objection,
    cycle=Cycle(
        {"raised": _("Raised"), "answered": _("Answered"), "withdrawn": _("Withdrawn")}, "answered withdrawn", STEPS
    ),
    rights=RIGHTS,
    unit=_("Unit"),
    columns="result answered",
    shows="facts name contact result reply answered",
    quiet="name contact result reply answered",
    filters="result",
    parts=(
        Protected({"name": mask_name, "contact": stars}, "desk", _("Show who objects")),
        Files("evidence", _("Evidence")),
        Owed("answer", _("Answer"), due_within_limit(VALUES["objections.days"])),
    ),
    parameters=(VALUES["objections.days"],),
    messages={
        "raised": _("An objection to a public notice of %(unit)s: investigate it. Due: %(due)s"),
        "answered": _("Your objection was answered."),
    },
    sections=objection_target_card,
    help="publicity",
    keeps=retention_parameter(
        "objections.keep_years", _("Years for which a closed objection is kept (1 to 100, or 永久)")
    ),
    prefix="异",
    counter="条",
)


def _something(actor: Actor) -> bool:
    return bool(actor.posts) and bool(publicity_windows())


LINE = Line(
    "publicity",
    _("Publicity"),
    (OBJECTIONS,),
    area=PAPERS,
    required_messages=("objections.answered",),  # whoever objected is owed the answer
    menu=(MenuPage(_("Public notices"), "publicity:postings", _something),),
    urls="luoshi.parts.publicity.urls",
    addresses=("publicity",),
    cards=(publicity_cards,),
    about=_("Public notices before a decision: their term, and the objections to them."),
)
