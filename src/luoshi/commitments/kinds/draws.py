"""The kinds “draws” and “checks”: random spot checks (抽查), and the review of their findings (复核).

Source: 政府督查工作条例 art. 12, 15 to 17; domain sheets 02 §2.1, 11 §11.1.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.commitments.draws import actions as does
from luoshi.commitments.draws import forms as asks
from luoshi.commitments.draws.models import Check, Draw
from luoshi.commitments.draws.pages import of_check, of_draw
from luoshi.commitments.draws.queries import ASK_DAYS, DECIDE_DAYS, SHARE
from luoshi.commitments.kinds.commitments import UNIT
from luoshi.desk.draws.forms import NumbersForm
from luoshi.kernel.kinds.forms.handed import NOBODY, Handed
from luoshi.kernel.kinds.forms.step_forms import EvidenceField
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.names import arrow
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.messages.actions.messages import tell
from luoshi.kernel.parameters.queries.parameters import parameter_value

DESK, UNITS, DECIDES = "desk", "checked", "desk leader"
WHY = {"reason": True}
DRAW_RIGHTS = Rights(
    relations=(
        Relation("desk", _("Members of the drawing office"), reaches=((Role.SUPERVISOR, UnitPlace.UNDER),)),
        Relation("leader", _("Leader in charge"), reaches=((Role.LEADER, UnitPlace.UNDER),)),
    ),
    sees=("desk", "leader"),
)
CHECK_RIGHTS = Rights(
    relations=(
        Relation("desk", _("Checking unit"), reaches=((Role.SUPERVISOR, UnitPlace.OWN),), party="desk"),
        Relation("checked", _("Unit that is checked"), reaches=UNIT),
        Relation("leader", _("Leader in charge"), reaches=((Role.LEADER, UnitPlace.UNDER),)),
    ),
    sees=("desk", "checked", "leader"),
)
SAID = {
    "asked": _("%(who)s checks a commitment of %(unit)s and asks to see something. Due: %(due)s"),
    "shown": _("%(unit)s has provided what a check asked for."),
    "sound": _("A check of %(unit)s found no faults."),
    "fault": _("A check found faults that %(unit)s must correct. Due: %(due)s"),
    "mended": _("%(unit)s reports a correction: look at it."),
    "contested": _("%(unit)s asks for a review of a check's finding. Due: %(due)s"),
    "reviewed": _("%(who)s decided on the review that %(unit)s asked for."),
    "settled": _("The faults found by a check of %(unit)s are corrected."),
}
DRAW_CYCLE = Cycle(
    {
        "set_up": _("Being set up"),
        "published": _("Published, not drawn yet"),
        "drawn": _("Drawn, being checked"),
        "done": _("All have been checked"),
        "discarded": _("Discarded"),
    },
    "done discarded",
    (
        Step("set_up", _("Set up a draw"), "> set_up", DESK, "unit of plan size sources by", deadline="by",
             given=asks.DrawSetUpForm, sets="title", carries=(("due", "by"),), follows=(does.freeze_draw_pool,),
             example={"size": 1, "plan": ""}),
        Step("freeze", _("Freeze the pool"), "set_up > published", NOBODY, given=Handed,
             sets="digest promise"),
        Step("draw", _("Draw"), "published > drawn", DESK, "numbers witness", must="numbers witness",
             given=NumbersForm, follows=(does.draw_commitments,), tone="main", example={"numbers": "5 3 11 8"}),
        Step("reveal", _("The secret is revealed"), "drawn >", NOBODY, given=Handed),
        Step("discard", _("Discard"), "published > discarded", DESK, own=WHY, tone="careful"),
        Step("finish", _("All have been checked"), "drawn > done", NOBODY, given=Handed),
    ),
)  # fmt: skip
OPEN = ("drawn", "asked")
SHOWN = {"words": asks.draw_text_field(_("Material required"), 500)}
PROOF = {"evidence": EvidenceField(required=False)}
MENDED = {"words": asks.draw_text_field(_("Correction")), **PROOF}
LIMIT: Any = {"asks": "limit", "must": "limit", "own": WHY, "deadline": "limit"}
CHECK_CYCLE = Cycle(
    {
        "drawn": _("To be checked"),
        "asked": _("Waiting for material from the unit"),
        "sound": _("In order"),
        "faulty": _("To be corrected"),
        "contested": _("Review asked for"),
        "mended": _("Corrected, to be looked at"),
        "settled": pgettext_lazy("check", "Put right"),
        "void": _("Not checked"),
    },
    "sound settled void",
    (
        Step("draw", _("Drawn"), "> drawn", NOBODY, given=Handed,
             sets="title unit draw commitment place due"),
        # Pictures only if the checker asks for them. Source: 国办函〔2026〕12号.
        Step("ask", _("Ask the unit to show something"), "drawn > asked", DESK, "pictures", own=SHOWN,
             follows=(does.another_checks, tell("checked", "checks.asked", asks="show"))),
        Step("show", _("Provide what was asked for"), "asked > drawn", UNITS, given=asks.Show,
             follows=(tell("desk", "checks.shown"),), tone="main"),
        # Source: 政府督查工作条例 art. 16: clear facts and evidence.
        Step("sound", _("All in order"), arrow(OPEN, "sound"), DESK, "way finding", must="way finding", own=PROOF,
             follows=(does.another_checks, tell("checked", "checks.sound"), does.end_draw_if_complete), tone="main"),
        Step("fault", _("Faults to be corrected"), arrow(OPEN, "faulty"), DESK, "way finding limit",
             must="way finding limit", own=PROOF, deadline="limit",
             follows=(does.another_checks, does.found_wanting, tell("checked", "checks.fault", asks="mend"),
                      tell("leader", "checks.fault"))),

        Step("void", _("No longer to be checked"), arrow(OPEN, "void"), DESK, own=WHY,
             follows=(does.end_draw_if_complete,), tone="careful"),
        Step("mend", _("Corrected"), "faulty > mended", UNITS, own=MENDED,
             follows=(tell("desk", "checks.mended", asks="settle"),), tone="main"),
        Step("settle", _("Checked: corrected"), "mended > settled", DESK, own=MENDED,
             follows=(does.another_checks, tell("checked", "checks.settled"), does.end_draw_if_complete), tone="main"),
        Step("again", _("Not corrected yet"), "mended > faulty", DESK, **LIMIT,
             follows=(does.another_checks, does.new_limit, tell("checked", "checks.fault", asks="mend"))),
        Step("contest", _("Ask for a review"), "faulty > contested", UNITS, own=WHY, starts="review",
             follows=(does.in_time_to_ask, tell("desk", "checks.contested", asks="uphold"),
                      tell("leader", "checks.contested", asks="uphold"))),
        Step("uphold", _("Review: the finding stands"), "contested > faulty", DECIDES, **LIMIT,
             answers="review", follows=(does.another_decides, does.new_limit, tell("checked", "checks.reviewed")),
             tone="main"),
        Step("overturn", _("Review: all in order"), "contested > sound", DECIDES, own=WHY, answers="review",
             follows=(does.another_decides, tell("checked", "checks.reviewed"), does.end_draw_if_complete)),
    ),
)  # fmt: skip
DRAWS = Kind(
    name="draws",
    label=_("Random draws"),
    one=_("Random draw"),
    unit=_("Office that draws"),
    record=Draw,
    cycle=DRAW_CYCLE,
    rights=DRAW_RIGHTS,
    columns=("of", "size"),
    shows=("of", "plan", "size", "count", "sources", "by", "digest", "promise", "numbers", "witness", "revealed"),
    quiet=("plan", "numbers", "witness", "revealed"),
    parameters=(SHARE,),
    sections=of_draw,
    erasable=False,
    prefix="抽",
    counter="次",
    help="checks",
)
CHECKS = Kind(
    name="checks",
    messages=SAID,
    label=_("Random checks"),
    one=_("Random check"),
    record=Check,
    cycle=CHECK_CYCLE,
    rights=CHECK_RIGHTS,
    columns=("way", "limit"),
    shows=("way", "finding", "found", "limit", "pictures", "place"),
    quiet=("way", "finding", "found", "limit"),
    filters=("way",),
    parts=(Owed("review", _("Review"), lambda record, on: _reviewed(record, on)),),
    parameters=(ASK_DAYS, DECIDE_DAYS),
    sections=of_check,
    erasable=False,
    bare_pictures=True,
    prefix="查",
    help="checks",
)


def _reviewed(record: object, on: object) -> dict[str, object]:
    """Return the rule: decided within so many days of the request. Source: 政府督查工作条例 art. 17."""
    check: Check = record  # type: ignore[assignment]
    return {"kind": "within", "count": parameter_value(DECIDE_DAYS, check.unit_id, on), "unit": "day"}  # type: ignore[arg-type]
