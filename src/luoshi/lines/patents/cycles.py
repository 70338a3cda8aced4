"""Life cycles of patents and of cases."""

from __future__ import annotations

from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Need
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.lines.patents.rules import OURS, WHY

_ = words(__name__)
_p = words_in(__name__)

NAMED = Need(~Is(route="abroad") | ~Is(country=None), _("Say in which country or region it was filed."))
IN_ORDER = Need(Is(filed=None) | Is(granted=None) | Least("granted", Field("filed")),
                _("It was granted before it was filed."))  # fmt: skip
LASTS = Need(Is(granted=None) | Is(ended=None) | Least("ended", Field("granted")),
             _("It ended before it was granted."))  # fmt: skip
FACTS = "title sort route country serial holder high trust"
DAYS = "filed granted"
FOLDED = "country high trust filed holders"
WHOLE = (NAMED, IN_ORDER, LASTS)
PATENTS = Cycle(
    {"filed": _("Filed"), "published": _("Published"), "granted": _("Granted"), "ended": _p("patent", "Ended")},
    "ended",
    (
        Step("file", _("Enter an application"), "> filed", OURS, f"{FACTS} filed unit", rows="holders", must="filed",
             past="filed", needs=[NAMED], folds="country high trust holders"),
        # Patents are entered in bulk, long after the day of grant: it is no day on which anything was owed here.
        Step("enter", _("Enter a patent"), "> granted", OURS, f"{FACTS} {DAYS} unit", rows="holders",
             must="serial granted", past=DAYS, needs=WHOLE, folds=FOLDED),
        Step("enter_ended", _("Enter a patent that has ended"), "> ended", OURS, f"{FACTS} {DAYS} ended why unit",
             rows="holders", must="serial granted ended why", past=f"{DAYS} ended", needs=WHOLE, folds=FOLDED),
        Step("amend", _("Change particulars"), "filed published granted >", OURS, FACTS, rows="holders",
             needs=[NAMED]),
        Step("publish", _("Published"), "filed > published", OURS, "published", on="published", must="published",
             tone="main"),
        Step("grant", _("Granted"), "filed published > granted", OURS, "serial granted certificate", on="granted",
             must="serial granted", needs=WHOLE, tone="main"),
        Step("fees", _("Yearly fees"), "granted >", OURS, rows="fees"),
        Step("end", _p("patent", "Enter its end"), "filed published granted > ended", OURS, "ended why", on="ended",
             must="ended why", needs=[LASTS], tone="careful"),
        Step("restore", _("Restored"), "ended > granted", OURS, own=WHY, only=~Is(granted=None),
             puts={"ended": None, "why": ""}, tone="careful"),
    ),
)  # fmt: skip
ADVISED = Need(~Is(sort="aid") | ~Is(expert=None), _("Name the adviser who helps."))
CASES = Cycle(
    {
        "reported": _("Reported"),
        "filed": _p("case", "Accepted"),
        "assigned": _("Assigned"),
        "handled": _("Handled"),
        "concluded": _("Concluded"),
        "refused": _("Not accepted"),
    },
    "concluded refused",
    (
        Step("report", _("Enter a case"), "> reported", OURS, "title sort lane campaign source patent received unit",
             rows="sides", on="received", must="received", folds="campaign source patent sides"),
        Step("amend", _("Change particulars"), "reported filed assigned >", OURS, "title campaign source patent",
             rows="sides"),
        Step("file", _p("case", "Accept"), "reported > filed", OURS, "lane filed_on", on="filed_on",
             must="lane filed_on", starts="handle", tone="main"),
        Step("refuse", _("Do not accept"), "reported > refused", OURS, own=WHY, tone="careful"),
        Step("assign", _("Assign"), "filed > assigned", OURS, "expert owner", needs=[ADVISED], tone="main"),
        Step("handle", _p("case", "Handle"), "assigned > handled", OURS, "handled measure findings papers",
             on="handled", must="handled measure", answers="handle", tone="main"),
        Step("conclude", _("Conclude"), "handled > concluded", OURS, "concluded result findings papers",
             on="concluded", must="concluded result", tone="main"),
    ),
)  # fmt: skip
