"""What people file without an account: apart from the appeals, until the desk takes it in, joins or declines it."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.codes.contact import mask_name
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.forms.handed import NOBODY, Handed
from luoshi.kernel.kinds.forms.step_forms import EvidenceField
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Files, Protected, stars
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.messages.actions.messages import tell
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, retention_parameter
from luoshi.kernel.parameters.rules import yes_or_no
from luoshi.parts.filings import actions
from luoshi.parts.filings.models import Filing

_ = words(__name__)

OPEN = DeclaredParameter(
    "filings.open",
    _("People may file an appeal without signing in, by the QR code of the notice"),
    yes_or_no,
    group=_("Appeals"),
    unset=_("Nobody files without signing in: appeals are entered by the office."),
)
DESK = Relation("desk", _("Receiving office"), reaches=((Role.SUPERVISOR, UnitPlace.UNDER),))
UNIT = Relation("unit", _("Receiving unit"), reaches=((Role.HEAD, UnitPlace.OWN), (Role.CLERK, UnitPlace.OWN)))
WHO = "desk unit"
FILED = "title words place speaker contact unit code key source"


class Filed(Handed):
    """What the public page hands over; its photographs were scanned there."""

    photos = EvidenceField(label=_("Photos"), required=False)


CAME = (tell("desk", "filings.came", asks="take_in"), tell("unit", "filings.came", asks="take_in"))
CYCLE = Cycle(
    {
        "filed": _("Filed"),
        "taken": _("Taken in"),
        "joined": _("Joined to an appeal about the same"),
        "declined": _("Not taken in"),
    },
    "taken joined declined",
    (
        Step("hand_in", _("File"), "> filed", NOBODY, sets=FILED, given=Filed, follows=CAME),
        Step(
            "take_in", _("Take in as an appeal"), "filed > taken", WHO, follows=(actions.take_in_filing,), tone="main"
        ),
        Step("join", _("Join to an appeal"), "filed > joined", WHO, "appeal", must="appeal", bulk=True),
        Step("decline", _("Do not take in"), "filed > declined", WHO, own={"reason": True}, bulk=True, tone="careful"),
    ),
)
FILINGS = Kind(
    name="filings",
    label=_("Filed by the public"),
    one=_("Filing"),
    record=Filing,
    cycle=CYCLE,
    rights=Rights((DESK, UNIT), ("desk", "unit")),
    columns="place appeal",
    shows="words place appeal",
    words="title words place",
    parts=(
        Protected({"speaker": mask_name, "contact": stars, "code": stars}, WHO, _("Show who this is")),
        Files("photos", _("Photos"), "jpg jpeg png", most=3, bare=True),
        Public(
            "number state", OPEN, listed=False, find_by="code", answers="number state appeal.state",
            label=_("What you filed"),
        ),
    ),
    parameters=(OPEN,),
    messages={"came": _("Somebody filed something at %(unit)s: take it in, or join it to an appeal.")},
    keeps=retention_parameter("filings.keep_years", _("Years for which a closed filing is kept (1 to 100, or 永久)")),
    help="appeals",
    prefix="来",
)  # fmt: skip
LINE = Line(
    "filings",
    _("Filed by the public"),
    (FILINGS,),
    about=_("What people file by a QR code without an account: taken in as an appeal, joined to one, or declined."),
)
