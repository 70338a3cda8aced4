"""The declaration of forms, the tasks to fill them in, and returns."""

from __future__ import annotations

from typing import Any

from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.desk.approvals.chains import Chain, Level
from luoshi.desk.declarations.office import office
from luoshi.facts.indicators.kind import RIGHTS
from luoshi.facts.returns import actions, forms, models, queries
from luoshi.facts.returns.addresses import of_return, of_task
from luoshi.facts.returns.cards import form_cards, return_cards
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.forms.handed import NOBODY, Handed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.rows import MOST_EDITED, Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import DATA, Line, MenuPage
from luoshi.kernel.messages.actions.messages import tell
from luoshi.kernel.parameters.queries.parameters import working_days

_ = words(__name__)

PUT_RIGHT = office(__name__).values["returns.put_right_days"]
HEAD = "table_number maker approval valid_until"
IS = "every day signed beneath note"
DESK = Relation("desk", _("Supervision office"), reaches=((Role.SUPERVISOR, UnitPlace.UNDER),))
UNIT = Relation(
    "unit", _("The unit that fills it in"), reaches=tuple((role, UnitPlace.OWN) for role in queries.FILLERS)
)
SIGNS = Relation("head", _("Head of the unit"), reaches=((Role.HEAD, UnitPlace.OWN),))
RECEIVER = Relation(
    "receiver",
    _("Receiver of the form"),
    reaches=((Role.SUPERVISOR, UnitPlace.OWN), (Role.HEAD, UnitPlace.OWN), (Role.CLERK, UnitPlace.OWN)),
    party=actions.RECEIVER,
)
LEADER = Relation("leader", _("Leader in charge"), reaches=((Role.LEADER, UnitPlace.UNDER),))
SEES = ("desk", "unit", "receiver", "leader")
BOTH = "desk unit"
WHY = {"reason": True}
BACK: dict[str, Any] = {"own": WHY, "follows": (actions.came_back,)}
ROWS = "lines owing"
OWN: dict[str, Any] = {"owing": lambda record, around: [{"unit": str(around.unit.pk)}]}
ANOTHER: dict[str, Any] = {"owing": lambda record, around: [{"unit": str(around.another_unit.pk)}]}
FORMS = Kind(
    name="forms",
    label=_("Forms"),
    one=_("Form"),
    record=models.Form,
    cycle=Cycle(
        {"drafted": _("Drafted"), "issued": _("Issued"), "stopped": _("Stopped")},
        "stopped",
        (
            Step("draft", _("Draw up a form"), "> drafted", BOTH, f"title unit {IS} {HEAD}", must="every day",
                 rows=ROWS, folds=HEAD, example=OWN),
            Step("lines", _("Its lines"), "drafted issued >", BOTH, rows="lines",
                 follows=(actions.renew_form_edition,)),
            Step("owing", _("Who fills it in"), "drafted issued >", BOTH, rows="owing",
                 follows=(actions.owing_changed,), example=ANOTHER),
            Step("issue", _("Issue"), "drafted > issued", BOTH, follows=(actions.issue_return_form,), tone="main"),
            Step("stop", _("Stop"), "issued > stopped", BOTH, "to_day", on="to_day",
                 follows=(actions.stop_return_form,),
                 tone="careful"),
        ),
    ),
    rights=Rights((*RIGHTS.relations, LEADER), tuple(relation.name for relation in RIGHTS.relations)),
    unit=_("Receiver"),
    columns="every day",
    shows=f"note every day signed beneath edition {HEAD} to_day",
    quiet=f"note {HEAD} to_day",
    filters="every",
    corrects=BOTH,
    corrected=(actions.keep_periods,),
    sections=form_cards,
    parts=(
        Rows("lines", models.ReturnLine, _("Lines"), once="indicator part", least=1, most=MOST_EDITED),
        Rows("owing", models.Owing, _("Who fills it in"), once="unit beneath", least=1),
        Unique("title unit", where=Is(state="drafted issued"), clash="doubt", who="desk"),
    ),
    prefix="表",
    counter="张",
    help="returns",
)  # fmt: skip
TASKS = Kind(
    name="form_tasks",
    label=_("Forms to fill in"),
    one=_("Form to fill in"),
    record=models.Task,
    cycle=Cycle(
        {"owed": _("Owed"), "ended": _("Owed no more")},
        "ended",
        (
            Step("owe", _("Owed from now on"), "> owed", NOBODY, given=Handed, sets="title unit form",
                 starts="return", follows=(actions.let_receiver_in,)),
            Step("fill", _("Fill in"), "owed >", "unit", given=forms.Filling, ahead=actions.lock_return,
                 follows=(actions.send_program_return,), when_due=True, page=of_task),
            Step("release", _("Owed no more"), "owed > ended", NOBODY, drops="return"),
        ),
    ),
    rights=Rights((DESK, UNIT, RECEIVER, LEADER), SEES),
    columns="form",
    shows="form",
    parts=(
        Owed("return", _("Return"), actions.due_rule),
        Unique("form unit", where=Is(state="owed")),
    ),
    prefix="填",
    counter="项",
    help="returns",
)  # fmt: skip
ACCEPT = Chain("take_in", _("Accept"), "sent > accepted", levels=(Level("receiver"),), decides="late")
SENDING: dict[str, Any] = {
    "given": forms.SendReturnForm,
    "sets": "count digest edition",
    "follows": (actions.tell_return_figures, tell("receiver", "returns.sent", asks="take_in")),
    "page": of_return,
    "onward": actions.next_return_state,
    "or_to": ("signing",),
}
CYCLE = ACCEPT.woven(
    {
        "open": _("Being filled in"),
        "told": _("Reported by telephone, to be confirmed"),
        "signing": _("To be signed"),
        "sent": _("Sent"),
        "back": _("Sent back"),
        "accepted": _("Accepted"),
    },
    "accepted",
    (
        Step("begin", _("Begun"), "> open", NOBODY, given=Handed, sets="title unit task period first last until",
             follows=(actions.let_receiver_in,)),
        Step("send", _("Send"), "open > sent", "unit", **SENDING),
        Step("send_again", _("Send again"), "back > sent", "unit", tone="main", answers="put_right", **SENDING),
        Step("type_in", _("Enter by telephone"), "open back > told", "receiver desk", given=forms.TypedIn,
             sets="count digest edition told_by", page=of_return, drops="put_right",
             follows=(actions.tell_return_figures, tell("unit", "returns.told", asks="confirm"))),
        Step("confirm", _("Confirm"), "told > sent", "unit", onward=actions.next_return_state, or_to=("signing",),
             tone="main",
             follows=(tell("receiver", "returns.sent", asks="take_in"),)),
        Step("stand_for", _("Accept without confirmation"), "told > sent", "receiver desk", own=WHY),
        Step("not_so", _("We did not report this"), "told > back", "unit", tone="careful", **BACK),
        Step("sign", _("Sign"), "signing > sent", "head", apart=True, tone="main",
             follows=(tell("receiver", "returns.sent", asks="take_in"),)),
        Step("not_signed", _("Not signed"), "signing > back", "head", tone="careful", **BACK),
        Step("recall", _("Withdraw before it is accepted"), "sent signing > back", "unit", **BACK),
        Step("send_back", _("Send back"), "sent > back", "receiver", given=forms.SentBack, tone="careful",
             starts="put_right", follows=(actions.came_back, tell("unit", "returns.back", asks="send_again"))),
        Step("reopen", _("Open again"), "accepted > back", "receiver", given=forms.SentBack, tone="careful",
             starts="put_right", follows=(actions.came_back, tell("unit", "returns.back", asks="send_again"))),
    ),
)  # fmt: skip
RETURNS = Kind(
    name="returns",
    label=_("Returns"),
    one=_("Return"),
    record=models.Return,
    cycle=CYCLE,
    rights=Rights((DESK, UNIT, SIGNS, RECEIVER, LEADER), SEES),
    columns="first until sent_on late",
    shows="task first last until sent_on late told_by why back_on edition count",
    quiet="sent_on late told_by why back_on count",
    filters="first late",
    hidden="cells told marks doubted later",
    sections=return_cards,
    parts=(ACCEPT, Owed("put_right", _("To be corrected"), working_days(PUT_RIGHT))),
    parameters=(PUT_RIGHT,),
    messages={
        "sent": _("%(unit)s sent a form: please review it."),
        "back": _("A form was returned for correction."),
        "told": _("Somebody filled in a form for you by telephone: confirm it."),
    },
    prefix="报",
    counter="份",
    help="returns",
)
LINE = Line(
    "returns",
    _("Forms and returns"),
    (FORMS, TASKS, RETURNS),
    together=True,
    area=DATA,
    menu=(MenuPage(_("Fill in forms"), "returns:fill", queries.may_fill, own=True),),
    urls="luoshi.facts.returns.urls",
    addresses=("fill",),
    about=_("Forms that units fill in each period: sent out, returned, checked and added up."),
)
