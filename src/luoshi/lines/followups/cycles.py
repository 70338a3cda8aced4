"""The life cycles of follow-ups and of reports on training."""

from __future__ import annotations

from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Need
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.lines.followups import actions
from luoshi.lines.followups.rules import OURS, WHY

_ = words(__name__)
_p = words_in(__name__)

TOLD = Need(~Is(sort="training") | ~Is(trained=None), _("Say whether the person was trained."))
LATEST = (actions.note_surveys,)
FACTS = "sort person place year crop card trained programme baseline_on base_income"
FOLLOWUPS = Cycle(
    {
        "baseline": _("Asked before"),
        "followed": _("Asked again"),
        "closed": _p("followup", "Closed"),
        "dropped": _("Given up"),
    },
    "closed dropped",
    (
        Step("ask", _("Enter the first survey"), "> baseline", OURS, f"{FACTS} form unit", rows="fertilisers",
             on="baseline_on", needs=[TOLD], folds="crop card programme fertilisers", starts="next",
             follows=LATEST,
             example={"sort": "training", "trained": "yes", "year": 2026}),
        Step("edit", _("Change particulars"), "baseline followed >", OURS, FACTS, rows="fertilisers", needs=[TOLD],
             past="baseline_on", follows=LATEST),
        Step("follow", _("Enter a later survey"), "baseline followed > followed", OURS, "form", adds="visits",
             on="visits.day", follows=LATEST, answers="next", starts="next", tone="main"),
        Step("surveys", _("Put later surveys right"), "followed >", OURS, rows="visits", follows=LATEST),
        Step("close", _("Close"), "baseline followed > closed", OURS, drops="next"),
        Step("drop", _("Give up"), "baseline > dropped", OURS, own=WHY, drops="next", tone="careful"),
    ),
)  # fmt: skip
DAYS = Need(Least("to_day", Field("from_day")), _("It ends before it begins."))
EFFECTS = Cycle(
    {"drafted": _("Drafted"), "issued": _("Issued"), "dropped": _("Given up")},
    "issued dropped",
    (
        Step("draft", _("Begin a report"), "> drafted", OURS, "title from_day to_day finding unit", needs=[DAYS]),
        Step("edit", _("Change particulars"), "drafted >", OURS, "title from_day to_day finding", needs=[DAYS]),
        Step("issue", _("Issue the report"), "drafted > issued", OURS, "finding", must="finding",
             puts={"issued_on": TODAY}, follows=(actions.measure_effect,), tone="main"),
        Step("drop", _("Give up"), "drafted > dropped", OURS, own=WHY, tone="careful"),
    ),
)  # fmt: skip
