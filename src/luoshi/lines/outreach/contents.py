"""The declaration of contents: emergency content, works, portraits, publicity of results, papers, disclosures."""

from __future__ import annotations

from typing import Any

from luoshi.base.rights.rules.rights import Relation, usual
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import Double, Field, Is, Least, Need
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.lines.outreach import actions, models, rules

_ = words(__name__)

VALUES = office(__name__).values
BOTH, WHY = "unit desk", {"reason": True}
AUTHOR = Relation("author", _("The author"), names="author")
EMERGENCY, PAPER = Is(sort="emergency"), Is(sort="paper")
ANOTHER = Need(
    Is(author=None) | Is(checker=None) | ~Is(checker=Field("author")), _("Somebody else than the author checks it.")
)
TIMED = Need(
    ~EMERGENCY | Is(event__not=None, began__not=None), _("Emergency content names the event and when it began.")
)
PORTRAYED = Need(~Is(sort="profile") | Is(about__not=None), _("A portrait names the person portrayed."))
LEVEL = Need(~PAPER | Is(level__not=None), _("A paper that was published names the level of the journal or meeting."))
ASKED = "title sort form author about org platform source level event began words"
STEPS = (
    Step("submit", _("Submit"), "> selected", BOTH, f"{ASKED} draft unit", needs=[TIMED, PORTRAYED],
         guard=rules.moment_reasons, follows=(actions.set_release_due,)),
    Step("amend", _("Amend"), "selected >", f"{BOTH} author", f"{ASKED} draft", needs=[TIMED, PORTRAYED],
         guard=rules.moment_reasons, follows=(actions.set_release_due,)),
    Step("review", _("Pass the check"), "selected > reviewed", "desk", "checker reviewed level", on="reviewed",
         must="checker reviewed", needs=[ANOTHER], tone="main"),
    Step("back", _("Send back"), "reviewed > selected", "desk", puts={"checker": None, "reviewed": None}, own=WHY),
    Step("release", _("Release"), "reviewed > released", BOTH, "channel released", must="channel released",
         needs=[ANOTHER, LEVEL], guard=rules.moment_reasons, follows=(actions.set_release_due,), tone="main"),
    Step("count", _("Enter the reach"), "released >", BOTH, adds="reach", guard=rules.reach_reasons),
    Step("award", _("Enter a prize"), "released >", BOTH, "prize prized", on="prized", must="prize prized"),
    Step("end", _("End"), "selected reviewed released > ended", BOTH, "ended", on="ended", must="ended", own=WHY,
         tone="careful"),
)  # fmt: skip
RELEASED: dict[str, Any] = {"on": "released", "by": "unit sort form platform channel level"}
SURE = ~Double()
FIGURES = (
    Figure("released", _("Contents released"), where=SURE, unit=_("contents"), **RELEASED),
    Figure("views", _("Views"), "reach.views", measure="sum", on="reach.last", where=SURE, unit=_("views"),
           by="unit sort form reach.channel"),
    Figure("hours", _("Hours to the release of emergency content"), "hours", measure="mean", where=SURE & EMERGENCY,
           unit=_("hours"), **RELEASED),
    Figure("in_time", _("Emergency content released in time"), measure="share", unit="%",
           where=Least("latest", Field("released")), base=SURE & EMERGENCY, **RELEASED),
    Figure("reviewed", _("Papers reviewed"), on="reviewed", where=SURE & PAPER, unit=_("papers"), by="unit level"),
    Figure("papers", _("Papers published"), where=SURE & PAPER, unit=_("papers"), **RELEASED),
    Figure("prized", _("Works with prizes"), on="prized", where=SURE, unit=_("contents"), by="unit sort form"),
)  # fmt: skip
CONTENTS = Kind(
    name="contents",
    label=_("Contents and works"),
    one=_("Content"),
    record=models.Content,
    cycle=Cycle({"selected": _("Selected"), "reviewed": _("Checked"), "released": _("Released"), "ended": _("Ended")},
                "ended", STEPS),
    rights=usual(_("Outreach office"), _("Whose content it is"), _("Leader in charge"), AUTHOR),
    due=_("Release due"),
    columns="sort form released",
    shows="sort form author about org platform source level words event began latest checker reviewed channel released "
    "hours prize prized ended",
    quiet="form author about org platform source level words event began latest checker reviewed channel released "
    "hours prize prized ended",
    filters="sort form platform channel level released",
    words="title source event words",
    parts=(
        Computed("hours", "hours(began, released)"),
        Computed("latest", "began + within * 60", values={"within": VALUES["contents.release_hours"]}),
        Files("draft", _("Text or work")),
        Rows("reach", models.ContentReach, _("Reach"), large=True, once="channel first", past="last"),
        Face("emergency", _("Emergency content"), Is(sort="emergency"), columns="event began latest released hours",
             asks="title form event began source words unit", menu=True),
        Face("works", _("Original works"), Is(sort="work"), columns="form author released prize",
             asks="title form author draft unit"),
        Face("papers", _("Papers"), Is(sort="paper"), columns="author level reviewed released",
             asks="title author source level unit"),
        *FIGURES,
        Unique("title author", clash="doubt", who="desk"),
        Public("title form channel released", VALUES["contents.public"], where=Is(state="released")),
    ),
    sets_due=True,
    corrected=(actions.set_release_due,),
    corrects="desk",
    help="outreach",
    prefix="品",
)  # fmt: skip
