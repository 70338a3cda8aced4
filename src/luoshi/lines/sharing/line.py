"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.assessed import Assessable
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import Is, Meets, Some, Valid
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows, TableBeside
from luoshi.kernel.kinds.language.unique import Same, Unique
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.sharing import cycles, models, rights
from luoshi.papers.part import Paper
from luoshi.parts.slots.cards import public_slots
from luoshi.parts.slots.models import BookedSlot
from luoshi.parts.slots.part import Booked

_ = words(__name__)

VALUES = office(__name__).values
WANTED, OFFERED = cycles.WANTED, Is(sort="offer")
STANDS = ~Is(state="cancelled")
NEEDS = Kind(
    name="needs",
    label=_("Supply and demand"), one=_("Demand, offer or request"),
    record=models.PostedNeed, cycle=cycles.NEEDS, rights=rights.OF_NEEDS,
    void="withdrawn",
    columns="sort org thing posted",
    shows="sort org contact field thing words posted activity done missed found effect",
    quiet="contact field words activity done missed found effect",
    filters="sort field org posted",
    words="title thing words",
    parts=(
        Rows("matches", models.NeedMatch, _("Matches"), once="offer org"),
        Same("thing"),
        Unique("sort org thing posted", where=~Is(state="withdrawn"), clash="doubt", who="desk"),
        Public("title sort field thing posted", VALUES["needs.open"],
               where=Is(state="checked matched negotiating unmet"), label=_("Supply and demand")),
        Face("demands", _("Demands"), Is(sort="demand"), columns="org field thing posted"),
        Face("offers", _("Offers"), OFFERED, columns="org field thing posted"),
        Face("requests", _("Requests for parts and services"), Is(sort="request"), columns="org thing posted found"),
        Figure("posted", _("Posted"), on="posted", by="unit sort field", unit="条"),
        Figure("matches", _("Matches"), "matches", on="matches.day", by="unit sort field", unit="次"),
        Figure("matched", _("Demands matched"), on="posted", where=WANTED & Some("matches"), by="unit sort field",
               unit="条"),
        Figure("signed", _("Demands signed"), on="done", where=WANTED & cycles.SIGNED, by="unit sort field", unit="条"),
        Figure("signed_share", _("Signed, of those posted"), measure="share", where=cycles.SIGNED, base=WANTED,
               on="posted", by="unit sort field", unit="%"),
        Figure("lacking", _("Organisations whose needs are unmet"), "org", measure="distinct", on="missed",
               where=WANTED, by="unit sort field thing", unit="家"),
        Figure("unmet", _("Unmet"), on="missed", where=WANTED, by="unit sort field thing", unit="条"),
        Coverage("unmatched", _("Demands without a match"), where=WANTED & Is(state="checked matched negotiating"),
                 by="unit sort", cells=(Cell("match", _("Match"), Some("matches")),)),
    ),
    prefix="需", counter="条", corrects="desk", help="sharing",
)  # fmt: skip
THINGS = Kind(
    name="things",
    label=_("Shared resources"), one=_("Shared resource"),
    record=models.SharedThing, cycle=cycles.THINGS, rights=rights.OF_THINGS,
    columns="sort owner_org model fee to_day",
    shows="sort owner_org model worth venue spot fee from_day to_day rules",
    quiet="worth venue spot to_day rules",
    filters="sort owner_org",
    words="title model",
    parts=(
        Rows("open", models.OpenHours, _("Hours open to others"), once="from_day"),
        Same("title"),
        TableBeside("slots", BookedSlot, _("Slots"), "thing"),
        Unique("title model owner_org spot", where=~Is(state="retired"), clash="doubt", who="desk"),
        Public("title sort model venue spot fee from_day to_day", VALUES["things.open"],
               where=Is(state="bookable"), label=_("Shared instruments"), table=public_slots),
        Face("instruments", _("Instruments"), Is(sort="instrument"), columns="owner_org model worth fee to_day"),
        Figure("stock", _("Resources shared"), at="from_day to_day", by="unit sort owner_org", unit="件"),
        Figure("worth", _("Worth of what is shared"), "worth", measure="sum", at="from_day to_day", by="unit sort",
               unit="元"),
        Figure("open", _("Hours open to others"), "open.hours", measure="sum", on="open.to_day", by="unit sort title",
               unit="小时"),
        Figure("booked", _("Hours booked"), "slots.hours", measure="sum", on="slots.day",
               by="unit sort owner_org title", unit="小时"),
        Figure("used", _("Hours used"), "slots.used", measure="sum", on="slots.day", only=Is(used__not=None),
               by="unit sort owner_org title", unit="小时"),
        Figure("used_of_years", _("Hours used in whole years"), "slots.used", measure="sum", on="slots.year_end",
               only=Is(used__not=None), by="unit sort title", unit="小时"),
        # Hours open to others are told by the year: within one nobody knows of how many those used are a part.
        Figure("rate", _("Rate of use of whole years"), over="used_of_years open", unit="%"),
        Coverage("told", _("Shared resources without open hours"), where=Is(state="bookable"), by="unit sort",
                 cells=(Cell("hours", _("Hours open to others"), Some("open")),)),
    ),
    prefix="物", counter="件", corrects="desk", help="sharing",
)  # fmt: skip
BOOKINGS = Kind(
    name="bookings",
    label=_("Bookings"), one=_("Booking"),
    record=models.Booking, cycle=cycles.BOOKINGS, rights=rights.OF_BOOKINGS,
    void="cancelled", unit=_("Looked after by"),
    columns="thing user_org from_at to_at used",
    shows="thing user_org contact from_at to_at purpose hours used_on used fee cost result mark remark",
    quiet="contact purpose used_on used fee cost result mark remark",
    filters="thing user_org",
    words="title purpose",
    titled="{thing} {user_org}",
    parts=(
        Booked("thing", "from_at", "to_at", where=STANDS, within="from_day to_day", used="used"),
        Computed("hours", "hours(from_at, to_at)"),
        Computed("cost", "used * fee"),
        Figure("users", _("Users"), "user_org", measure="distinct", on="used_on", by="unit", unit="家"),
        Figure("cost", _("Fees"), "cost", measure="sum", on="used_on", by="unit", unit="元"),
        Figure("mark", _("Rating"), "mark", measure="mean", on="used_on", by="unit", unit="分"),
    ),
    prefix="约", counter="次", corrects="desk", help="sharing",
)  # fmt: skip
STATIONS = Kind(
    name="stations",
    label=_("Expert workstations"), one=_("Expert workstation"),
    record=models.Station, cycle=cycles.STATIONS, rights=rights.OF_STATIONS,
    void="refused",
    columns="sort host head founded to_day",
    shows="sort host head field plan opinion founded from_day to_day hours assessed verdict closed_on",
    quiet="head field plan opinion founded to_day hours assessed verdict closed_on",
    filters="sort field host",
    words="title plan",
    parts=(
        Rows("members", models.StationMember, _("Team"), once="person"),
        Rows("topics", models.StationTopic, _("Topics"), once="problem"),
        Files("papers", _("Papers"), "pdf docx jpg jpeg png"),
        Computed("hours", "sum(topics.hours)"),
        Validity(renews="renew", warn=VALUES["stations.warn_days"], where=Is(state="founded")),
        Owed("assessment", _("Yearly assessment"), every="P1Y", where=Is(state="founded")),
        Assessable("founded", people="head members.person", organisations="host", named="host head",
                   shows="sort field"),
        Unique("host sort", where=~Is(state="refused closed")),
        Paper("letter", _("Letter on founding a workstation"), "found", "sort host head founded from_day to_day",
              "站函", rows="members", stands=Is(state="founded"), until="to_day"),
        Figure("stations", _("Workstations"), at="founded closed_on", by="unit sort field", unit="个"),
        Figure("founded", _("Workstations founded"), on="founded", by="unit sort field", unit="个"),
        Figure("topics", _("Topics begun"), "topics", on="topics.from_day", by="unit sort field", unit="项"),
        Figure("hours", _("Hours of the experts"), "topics.hours", measure="sum", on="topics.from_day",
               by="unit sort field", unit="小时"),
        Coverage("active", _("Workstations that are not active"), where=Is(state="founded"), by="unit sort",
                 cells=(Cell("contract", _("Contract with an expert in force"), cycles.EXPERT),
                        Cell("topic", _("Running topic"), Some("topics", where=Valid())),
                        Cell("hours", _("Enough hours of the experts"), Meets("hours", VALUES["stations.hours"])))),
    ),
    prefix="站", counter="个", corrects="desk", help="sharing",
)  # fmt: skip
LINE = Line(
    "sharing",
    _("Supply, demand and sharing"),
    (NEEDS, THINGS, BOOKINGS, STATIONS),
    together=True,
    about=_("What firms look for and offer, shared instruments with their bookings, and experts' workstations."),
)
