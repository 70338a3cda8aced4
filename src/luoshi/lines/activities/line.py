"""The declaration of the line; pages, API, sheets, rights matrix and diagram follow from it."""

from __future__ import annotations

from typing import Any

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Double, Is, Need, No
from luoshi.kernel.kinds.language.figures import Cell, Counted, Coverage, Figure, Matrix
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files, Quick
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Same, Unique
from luoshi.kernel.kinds.lines import Line, MenuPage
from luoshi.kernel.messages.actions.messages import tell
from luoshi.lines.activities.models import Activity, ActivityLead, ActivityPrize, ActivityUnit, Attendee, JobPlacement
from luoshi.lines.activities.rules import RIGHTS, may_view_year

_ = words(__name__)

VALUES = office(__name__).values
STATES = {
    "planned": _("Planned"),
    "held": _("Held"),
    "doubtful": _("In doubt"),
    "checked": _("Checked"),
    "cancelled": _("Cancelled"),
}
BOTH = "unit desk"
SIX = "held place theme attendance group photos unit"
FACES = (
    Face("lectures", _("Lectures"), Is(sort="lecture"), columns="held attendance group", asks=SIX),
    Face("boards", _("Boards"), Is(sort="exhibition"), columns="held attendance series", asks=SIX),
    Face("contests", _("Contests"), Is(sort="contest"), columns="held attendance group", asks=f"{SIX} outcome"),
    Face("exchange", _("Exchange and matching"), Is(sort="exchange matching"), columns="sort held attendance outcome"),
)
FACETS = "field area medium form level society facility"
SEATS = "seats sign_up_until"
COUNTED_BESIDE = "times copies papers answers"
ENTERED = f"held sort place attendance photos theme series group {FACETS} {COUNTED_BESIDE} country outcome unit"
PLANNED = f"planned sort place theme series group {FACETS} country {SEATS} safety unit"
BRINGS_LEADS, TRAINS = Is(sort="delegation matching"), Is(sort="training")
AWARDS = Is(sort="contest publicity")
COUNTRY = Need(~Is(sort="delegation") | ~Is(country=None), _("Say to which country or region the delegation went."))
LEADS_TOLD = Need(
    ~Is(sort="delegation") | No("leads", follow_up=None),
    _("A lead has no follow-up yet: say what became of it."),
)
WHY = {"reason": True}
DOUBTED = (tell("unit", "activities.doubted", asks="explain"),)
STEPS = (
    Step(
        "hold",
        _("Enter an activity held"),
        "> held",
        BOTH,
        ENTERED,
        on="held",
        rows="people units leads prizes",
        needs=[COUNTRY],
    ),
    Step("plan", _("Plan"), "> planned", BOTH, PLANNED, must="planned", deadline="sign_up_until"),
    Step(
        "change",
        _("Change the plan"),
        "planned >",
        BOTH,
        f"planned place theme {SEATS} safety",
        deadline="sign_up_until",
    ),
    Step(
        "report",
        _("Report that it was held"),
        "planned > held",
        BOTH,
        f"held attendance photos {COUNTED_BESIDE} country outcome",
        on="held",
        rows="people units leads prizes",
        needs=[COUNTRY],
        tone="main",
    ),
    Step("people", _("Enter people trained or sent"), "held doubtful >", BOTH, rows="people"),
    Step("units", _("Enter units taking part"), "held doubtful >", BOTH, rows="units"),
    Step("show", _("Add photos"), "held >", BOTH, "photos"),
    Step("prizes", _("Enter prizes"), "held checked >", BOTH, rows="prizes", only=AWARDS),
    Step("print", _("Add proceedings"), "held checked >", BOTH, "proceedings"),
    Step("leads", _("Follow up leads"), "held checked >", "unit", rows="leads", only=BRINGS_LEADS),
    Step("place", _("Enter who found work"), "held checked >", "unit", rows="placements", only=TRAINS),
    Step("check", _("Check"), "held > checked", "desk", bulk=True, tone="main", needs=[LEADS_TOLD]),
    Step("doubt", _("Question it"), "held checked > doubtful", "desk", own=WHY, tone="careful", follows=DOUBTED),
    Step("explain", _("Explain"), "doubtful > held", BOTH, "attendance photos outcome", own=WHY, tone="main"),
    Step("cancel", _("Cancel"), "planned held doubtful > cancelled", BOTH, own=WHY, tone="careful"),
)
COUNTS = ~Is(state="doubtful") & ~Double()
BY = "unit sort series group field area medium form level society facility"
BY_DAY: dict[str, Any] = {"on": "held", "where": COUNTS, "by": BY}
EVENTS, PEOPLE, TIMES = _("events"), _("persons"), _("person-times")
FIGURES = (
    Figure("events", _("Activities held"), unit=EVENTS, target=VALUES["activities.yearly"],
           targets={"sort": {"matching": VALUES["activities.matching"]}}, **BY_DAY | {"by": f"{BY} country"}),
    Figure("attendance", _("Attendances"), "attendance", measure="sum", unit=TIMES,
           targets={"sort": {"publicity": VALUES["activities.publicity"]}}, **BY_DAY),
    Figure("mean", _("Attendances per activity"), "attendance", measure="mean", unit=TIMES, **BY_DAY),
    Figure("showings", _("Showings and issues"), "times", measure="sum", unit=_("showings"), **BY_DAY),
    Figure("copies", _("Copies handed out"), "copies", measure="sum", unit=_("copies"), **BY_DAY),
    Figure("papers", _("Papers presented"), "papers", measure="sum", unit=_("papers"), **BY_DAY),
    Figure("answers", _("Answers sent in"), "answers", measure="sum", unit=_("answers"), **BY_DAY),
    Figure("prizes", _("Prizes given"), "prizes.number", measure="sum", unit=_("prizes"), **BY_DAY),
    Figure("series", _("Named series held"), "series", measure="distinct", unit=_("named series"),
           target=VALUES["activities.series"], on="held", where=COUNTS, by="unit"),
    Figure("people", _("People named"), "people.person", measure="distinct", unit=PEOPLE, **BY_DAY),
    Figure("parts", _("Named, by what they take part as"), "people", on="held", where=COUNTS, unit=TIMES,
           by="unit sort people.part"),
    Figure("sent", _("Sent out"), "people", only=Is(part="sent"), unit=TIMES, **BY_DAY),
    Figure("trained", _("People trained"), "people.person", measure="distinct", only=~Is(part="speaker"),
           unit=PEOPLE, having=("people.hours", VALUES["activities.hours"], VALUES["activities.trained"]),
           **{**BY_DAY, "where": COUNTS & TRAINS}),
    Figure("placed", _("People who found work after a training"), "placements.person", measure="distinct",
           on="placements.day", where=COUNTS & TRAINS, by="unit field area", unit=PEOPLE),
    Figure("leads", _("Leads"), "leads", unit=_("leads"), on="held", where=COUNTS, by="unit sort"),
    Figure("followed", _("Leads followed up"), "leads", measure="share", part=Is(follow_up="followed"), unit="%",
           on="held", where=COUNTS, by="unit sort"),
)  # fmt: skip
MATRICES = (
    Matrix("field_medium", "events", "field medium"),
    Matrix("area_medium", "events", "area medium"),
    Matrix("group_medium", "events", "group medium"),
    Matrix("form_level", "events", "form level"),
)
SERIES = Coverage(
    "series",
    _("Named series by year"),
    rows="activities.series",
    cells=(Cell("held", _("Activities held"), Counted("activities.events", "series")),),
)
KIND = Kind(
    name="activities",
    label=_("Activities"),
    one=_("Activity"),
    record=Activity,
    cycle=Cycle(STATES, "checked cancelled", STEPS),
    void="cancelled",
    rights=RIGHTS,
    columns="held attendance series group",
    shows=f"sort theme series group {FACETS} country place {SEATS} planned held attendance {COUNTED_BESIDE} outcome",
    quiet=f"planned {SEATS} {FACETS} copies papers answers country",
    filters=f"sort series group {FACETS} held",
    words="title outcome",
    titled="{place} {sort} {theme}",
    parts=(
        Files("photos", _("Photos"), "jpg jpeg png", most=9, bare=True, unless=VALUES["activities.photo_places"]),
        Quick("held sort place attendance photos", step="hold", again="held sort place"),
        Files("proceedings", _("Proceedings"), "pdf docx doc", most=3),
        Files("safety", _("Safety plan"), "pdf docx doc", most=3),
        Rows("people", Attendee, _("People"), once="person part", role="part"),
        Rows("units", ActivityUnit, _("Units taking part"), once="organisation"),
        Rows("leads", ActivityLead, _("Leads"), past="day"),
        Rows("prizes", ActivityPrize, _("Prizes"), once="prize"),
        Rows("placements", JobPlacement, _("Found work"), once="person", past="day"),
        Same("country"),
        Unique("sort held place", ~Is(state="cancelled"), clash="doubt", who="desk"),
        *FACES,
        *FIGURES,
        *MATRICES,
        SERIES,
    ),
    messages={"doubted": _("%(who)s has a question about this activity: check it and explain.")},
    corrects="desk",
    help="activities",
    prefix="活",
    counter="场",
)
LINE = Line(
    "activities",
    _("Outreach"),
    (KIND,),
    menu=(MenuPage(_("The year in outreach"), "activities:year", may_view_year, first=True),),
    urls="luoshi.lines.activities.urls",
    addresses=("outreach-year",),
    about=_("Events, talks and courses, with who took part and what came of them."),
)
