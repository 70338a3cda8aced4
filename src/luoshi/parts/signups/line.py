"""The declaration of sign-ups."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Rights
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.forms.handed import NOBODY, Handed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.messages.actions.messages import tell
from luoshi.kernel.parameters.queries.parameters import retention_parameter
from luoshi.parts.registers.cycles import DESK, UNIT
from luoshi.parts.registers.forms import Invite
from luoshi.parts.signups import actions, models, queries

_ = words(__name__)

CYCLE = Cycle(
    {"asked": _("Asked for an account"), "accepted": _("Accepted"), "refused": _("Refused")},
    "accepted refused",
    (
        Step("sign_up", _("Signed up"), "> asked", NOBODY, given=Handed,
             sets="title unit contact way belongs purpose consent key source agreed",
             follows=(tell("desk", "signups.asked", asks="accept"), tell("unit", "signups.asked", asks="accept"))),
        Step("accept", _("Accept"), "asked > accepted", "desk unit", "entry", given=Invite, tone="main",
             follows=(actions.accept_signup,), example={"username": lambda record, around: f"join{record.pk}",
                                                        "entry": ""}),
        Step("admit", _("Opened without review"), "asked > accepted", NOBODY, given=Handed,
             follows=(actions.accept_signup,)),
        Step("refuse", _("Refuse"), "asked > refused", "desk unit", own={"reason": True}, tone="careful"),
    ),
)  # fmt: skip
SIGNUPS = Kind(
    name="signups",
    label=_("Sign-ups"),
    one=_("Sign-up"),
    record=models.SignUp,
    cycle=CYCLE,
    rights=Rights((DESK, UNIT), ("desk", "unit")),
    columns="belongs purpose agreed",
    shows="belongs purpose way agreed consent entry",
    quiet="belongs entry",
    parts=(
        Protected({"contact": stars}, "desk unit", _("Show contact data")),
        Unique("contact", where=Is(state="asked")),
    ),
    parameters=(queries.OPEN, queries.CONSENT, queries.AT_ONCE),
    messages={"asked": _("Somebody asks for an account at %(unit)s: check their identity.")},
    help="signups",
    keeps=retention_parameter("signups.keep_years", _("Years for which a closed sign-up is kept (1 to 100, or 永久)")),
    prefix="注",
    counter="份",
)
LINE = Line(
    "signups",
    _("Sign-ups"),
    (SIGNUPS,),
    about=_("People and organisations outside the office apply to be entered in its registers."),
)
