"""The declaration of facilities: venues, village facilities, e-stations, galleries and platforms."""

from __future__ import annotations

from typing import Any

from luoshi.base.rights.rules.rights import usual
from luoshi.desk.declarations.office import office
from luoshi.desk.period_values.part import PeriodValues
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Double, During, Is, Need, Some, Valid
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure, Within
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.lines.outreach import models, queries, rules

_ = words(__name__)

VALUES = office(__name__).values
BOTH, WHY = "unit desk", {"reason": True}
OF_VENUE = "museum mobile community campus van"
VENUE, GALLERY, PLATFORM = Is(sort=OF_VENUE), Is(sort="gallery"), Is(sort="platform")
# It counts from the day on which it opened to its last one, whatever is written about it later.
THERE = Is(from_day__not=None) & Valid("from_day", "to_day")
LAST_MONTH = During("until", "P1M", before=1)
BASE = "title sort org place host country field"
STATES = {"planned": _("Planned"), "building": _("Being built"), "open": _("Open"), "ended": _("Ended")}
STEPS = (
    # Its duties begin with its entry, not with the day, perhaps years ago, on which it opened.
    Step("enter", _("Enter an open one"), "> open", BOTH, f"{BASE} online panels began from_day unit",
         must="from_day", past="began from_day", needs=[rules.BUILT_BEFORE]),
    Step("plan", _("Plan"), "> planned", BOTH, f"{BASE} planned unit"),
    Step("build", _("Begin building"), "planned > building", BOTH, "began", on="began", must="began", tone="main"),
    Step("open", _("Open it"), "planned building > open", BOTH, "from_day online panels", on="from_day",
         must="from_day", needs=[rules.BUILT_BEFORE], tone="main"),
    Step("change", _("Change its content"), "open >", BOTH, adds="issues", on="issues.day", answers="content",
         only=Need(GALLERY, _("Galleries have issues."))),
    Step("tell", _("Enter the use of a month"), "open >", BOTH, adds="use", answers="use",
         example={"use": {"item": "visitors", "until": "2025-12-31", "value": "1200"}}),
    Step("times", _("Set opening times"), "planned building open >", BOTH, rows="times", guard=rules.time_reasons),
    Step("close", _("Enter closed days"), "open >", BOTH, adds="closings", guard=rules.closing_reasons),
    Step("check", _("Enter a check"), "open >", "desk", adds="checks", on="checks.day"),
    Step("end", _("End"), "planned building open > ended", BOTH, "to_day", on="to_day", must="to_day", own=WHY,
         tone="careful"),
)  # fmt: skip
BY: dict[str, Any] = {"where": ~Double(), "by": "unit sort host"}
USE: dict[str, Any] = {"of": "use.value", "measure": "sum", "on": "use.until", **BY}
ROWS = (
    Rows("times", models.OpeningTime, _("Opening times"), once="weekday opens"),
    Rows("closings", models.ClosedDay, _("Closed days"), large=True, once="first"),
    Rows("issues", models.Issue, _("Issues"), large=True, past="day"),
    Rows("use", models.FacilityUse, _("Use"), large=True),
    Rows("checks", models.FacilityCheck, _("Checks"), large=True, past="day"),
    PeriodValues("use", _("Use of each month"), every="P1M", unit="unit", must="must", owes="use"),
    Owed("content", _("New content"), since=VALUES["facilities.change_months"], where=Is(state="open") & GALLERY),
    Owed("use", _("Use of a month"), every="P1M", following=VALUES["facilities.use_months"],
         where=Is(state="open") & VENUE),
)  # fmt: skip
FACES = (
    Face("museums", _("Museums and vans"), VENUE, columns="sort place planned from_day", menu=True),
    Face("village", _("Village facilities"), Is(sort="station column school"), columns="sort place host from_day",
         asks="title sort place host from_day unit", menu=True),
    Face("estations", _("E-stations"), Is(sort="estation"), columns="host place online from_day",
         asks="title host place org online from_day unit", menu=True),
    Face("galleries", _("Galleries"), Is(sort="gallery"), columns="place panels from_day",
         asks="title place org panels from_day unit", menu=True),
    Face("platforms", _("Platforms and centres"), Is(sort="platform transfer overseas_rd institute"),
         columns="sort org field country from_day", menu=True),
)  # fmt: skip
FIGURES = (
    Figure("facilities", _("Facilities open"), at="from_day to_day", unit=_("places"),
           targets={"sort": {"platform": VALUES["facilities.platforms"]}}, **BY),
    Figure("begun", _("Facilities begun"), on="began", unit=_("places"),
           targets={"sort": {"platform": VALUES["facilities.platforms_begun"]}}, **BY),
    Figure("visitors", _("Visitors"), only=Is(item="visitors"), unit=_("person-times"), **USE),
    Figure("services", _("Services"), only=Is(item="services"), unit=_("services"), **USE),
    Figure("users", _("New users"), only=Is(item="users"), unit=_("users"), **USE),
    Figure("issues", _("Gallery issues"), "issues", on="issues.day", unit=_("issues"), **BY),
    Figure("checks", _("Checks"), "checks", on="checks.day", unit=_("checks"), **BY),
)  # fmt: skip


def _at_place(kind: str, **which: str) -> Some:
    """Return the condition that a place has such a record on the day."""
    return Some(kind, via="place", where=Is(**which) & THERE)


COVERAGES = (
    Coverage("museums", _("Counties with a science museum"), rows="units", which=VALUES["facilities.counties"],
             cells=(Cell("museum", _("Science museum"), Within("facilities", Is(sort="museum"), THERE)),)),
    Coverage("villages", _("Villages: station, column, person"), rows="places",
             where=Is(state="active", sort="village"), by="unit", cells=(
        Cell("station", _("Station"), _at_place("facilities", sort="station")),
        Cell("column", _("Column"), _at_place("facilities", sort="column")),
        Cell("person", _("Person"), _at_place("helpers", team="officer")),
    )),
    Coverage("communities", _("Communities: school, gallery, volunteers"), rows="places",
             where=Is(state="active", sort="community"), by="unit", cells=(
        Cell("school", _("School"), _at_place("facilities", sort="school")),
        Cell("gallery", _("Gallery"), _at_place("facilities", sort="gallery")),
        Cell("volunteers", _("Volunteers"), _at_place("helpers", team="volunteer")),
    )),
    Coverage("estations", _("E-stations in use"), where=Is(state="open", sort="estation"), by="unit host", cells=(
        Cell("team", _("Team"), Some("helpers", via="facility", where=THERE)),
        Cell("used", _("Use of last month told"), Some("use", where=LAST_MONTH)),
    )),
    Coverage("platforms", _("Platforms in use"), where=Is(state="open") & PLATFORM, by="unit", cells=(
        Cell("services", _("Services of last month"), Some("use", where=Is(item="services") & LAST_MONTH)),
        Cell("users", _("Users of last month"), Some("use", where=Is(item="users") & LAST_MONTH)),
    )),
)  # fmt: skip
FACILITIES = Kind(
    name="facilities",
    label=_("Facilities"),
    one=_("Facility"),
    record=models.Facility,
    cycle=Cycle(STATES, "ended", STEPS),
    rights=usual(_("Outreach office"), _("Who keeps it"), _("Leader in charge")),
    unit=_("Kept by"),
    columns="sort place from_day",
    shows="sort org place host country field online panels planned began from_day to_day",
    quiet="org host country field online panels planned began to_day",
    filters="sort host from_day",
    words="title field",
    parts=(
        *ROWS,
        *FACES,
        *FIGURES,
        *COVERAGES,
        Unique("sort place title", clash="doubt", who="desk"),
        Public("title sort place", VALUES["facilities.public"], where=Is(state="open") & VENUE, today=queries.TODAY),
    ),
    sections=queries.week_cards,
    corrects="desk",
    help="outreach",
    prefix="设",
    counter="处",
)
