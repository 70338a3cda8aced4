"""The kind “letters”: push notices, supervision slips and proposals, drafted by rule and sent only by a person.

Source: domain sheet 02 §2.5 and §2.9.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.commitments.kinds.commitments import UNIT
from luoshi.commitments.letters import forms as asks
from luoshi.commitments.letters.actions import letters
from luoshi.commitments.letters.models import Letter
from luoshi.commitments.letters.pages import letter_sections
from luoshi.kernel.kinds.forms.handed import NOBODY, Handed
from luoshi.kernel.kinds.forms.step_forms import ReasonForm
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.names import arrow
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.messages.actions.messages import tell

RIGHTS = Rights(
    relations=(
        Relation("desk", _("Sending office"), reaches=((Role.SUPERVISOR, UnitPlace.OWN), *UNIT), party="desk"),
        Relation("addressed", _("Recipient"), reaches=UNIT, party="addressed"),
        Relation(
            "copied", _("Leader in charge, in copy"), reaches=((Role.LEADER, UnitPlace.UNDER),), party="addressed"
        ),
        Relation("leader", _("Leader in charge"), reaches=((Role.LEADER, UnitPlace.UNDER),), party="about"),
    ),
    sees=("desk", "addressed", "copied", "leader"),
)
SAID = {
    "sent": _("%(who)s sends a letter to %(unit)s: please answer. Deadline: %(due)s"),
    "copied": _("%(who)s sent a letter to %(unit)s; you have a copy."),
    "proposed": _("%(who)s submits a proposal about %(unit)s: please decide."),
    "answered": _("%(unit)s answered a letter."),
    "decided": _("%(who)s decided on a proposal about %(unit)s."),
    "taken_back": _("%(who)s took back a letter to %(unit)s."),
    "lapsed": _("%(unit)s did not answer a letter by its deadline: %(due)s"),
}
STATES = {
    "draft": pgettext_lazy("letter", "Draft"),
    "prepared": _("Draft of a proposal"),
    "sent": pgettext_lazy("letter", "Sent"),
    "proposed": _("Submit to the leader"),
    "lapsed": _("Not answered in time"),
    "answered": pgettext_lazy("letter", "Answered"),
    "decided": _("Decided on"),
    "discarded": _("Discarded"),
}
DESK, UNITS, LEADER = ("desk",), ("addressed",), ("leader",)
DRAFTS = ("draft", "prepared")
CYCLE = Cycle(
    STATES,
    "answered decided discarded",
    (
        Step("draft", _("Draft"), "> draft", NOBODY, given=Handed,
             sets="title unit commitment occurrence_id form since words owner_id"),
        Step("prepare", _("Drafted as a proposal"), "draft > prepared", NOBODY, given=Handed),
        Step("revise", _("Change the words"), arrow(DRAFTS), DESK, given=asks.Revise, sets="words"),
        Step("send", pgettext_lazy("letter", "Send"), "draft > sent", DESK, given=asks.SendLetterForm,
             sets="words limit",
             follows=(letters.deliver_letter, tell("addressed", "letters.sent", asks="answer"), tell("copied",
                                                                                                     "letters.copied")),
             tone="main"),
        Step("propose", _("Submit to the leader"), "prepared > proposed", DESK, given=asks.Revise, sets="words",
             follows=(letters.deliver_proposal, tell("leader", "letters.proposed", asks="decide")), tone="main"),
        Step("discard", _("Discard"), arrow(DRAFTS, "discarded"), DESK, given=ReasonForm, bulk=True, tone="careful"),
        Step("answer", _("Answer"), "sent lapsed > answered", UNITS, given=asks.Reply, sets="reply",
             follows=(tell("desk", "letters.answered"),), tone="main"),
        Step("decide", _("Decide"), "proposed > decided", LEADER, given=asks.LetterDecisionForm, sets="reply",
             follows=(tell("desk", "letters.decided"),), recorded=True, tone="main"),
        Step("take_back", _("Take back"), "sent proposed lapsed > discarded", DESK, given=ReasonForm,
             follows=(tell("addressed", "letters.taken_back"), tell("leader", "letters.taken_back")), tone="careful"),
        Step("overtaken", _("No longer needed: the matter is completed or its due date moved"),
             arrow(DRAFTS, "discarded"), NOBODY, given=Handed),
        Step("met", _("Answered by reporting"), "sent lapsed > answered", NOBODY, given=Handed),
        Step("lapse", _("Deadline passed without an answer"), "sent > lapsed", NOBODY, given=Handed,
             follows=(letters.record_letter_lapse, tell("desk", "letters.lapsed"))),
    ),
)  # fmt: skip

LETTERS = Kind(
    name="letters",
    messages=SAID,
    label=_("Supervision letters"),
    one=_("Supervision letter"),
    record=Letter,
    cycle=CYCLE,
    rights=RIGHTS,
    columns=("form", "since"),
    shows=("form", "since", "limit", "sent", "reply"),
    filters=("form",),
    words=("title", "words"),
    sections=letter_sections,
    erasable=False,
    bare_pictures=True,
    prefix="督",
    counter="份",
    sets_due=True,
    help="reminders",
)
