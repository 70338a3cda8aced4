"""The declaration of the three teams: experts, volunteers and information officers."""

from __future__ import annotations

from typing import Any

from luoshi.base.rights.rules.rights import Relation, usual
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.lines.outreach import models

_ = words(__name__)

BOTH = "unit desk"
SELF = Relation("self", _("The helper"), names="person")
STEPS = (
    Step("enlist", _("Enlist"), "> serving", BOTH, "person team place facility from_day unit", on="from_day",
         must="from_day"),
    Step("serve", _("Enter service"), "serving >", f"{BOTH} self", adds="service", on="service.day"),
    Step("train", _("Enter training"), "serving >", f"{BOTH} self", adds="training", on="training.day"),
    Step("assign", _("Assign to a place"), "serving >", BOTH, "place facility"),
    Step("leave", _("Leave the team"), "serving > left", BOTH, "to_day", on="to_day", must="to_day", tone="careful"),
)  # fmt: skip
BY: dict[str, Any] = {"by": "unit team"}
BY_PERSON: dict[str, Any] = {"by": "unit team person"}
HELPERS = Kind(
    name="helpers",
    label=_("Outreach helpers"),
    one=_("Helper"),
    record=models.Helper,
    cycle=Cycle({"serving": _("Serving"), "left": _("Left")}, "left", STEPS),
    rights=usual(_("Outreach office"), _("Who keeps the team"), _("Leader in charge"), SELF),
    unit=_("Team of"),
    columns="team place from_day",
    shows="person team place facility from_day to_day",
    quiet="place facility to_day",
    filters="team from_day",
    titled="{person} {team}",
    parts=(
        Rows("service", models.HelperService, _("Service"), large=True, past="day"),
        Rows("training", models.HelperTraining, _("Training"), large=True, past="day"),
        Unique("person team", where=Is(state="serving")),
        Figure("members", _("Members"), at="from_day to_day", unit=_("persons"), **BY),
        Figure("hours", _("Hours of service"), "service.hours", measure="sum", on="service.day", unit=_("hours"),
               **BY_PERSON),
        Figure("training", _("Hours of training"), "training.hours", measure="sum", on="training.day",
               unit=_("hours"), **BY_PERSON),
    ),
    corrects="desk",
    help="outreach",
    prefix="队",
    counter="人",
)  # fmt: skip
