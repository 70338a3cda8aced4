"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from typing import Any

from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace, everyone_inside, usual
from luoshi.codes import identity
from luoshi.codes.contact import mask_mobile, mask_name
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import During, Field, Holds, Is, Least, Some
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files, Protected, stars
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.kernel.kinds.lines import Line, MenuPage
from luoshi.kernel.parameters.queries.parameters import retention_parameter
from luoshi.lines.care import cards, cycles, models, queries
from luoshi.lines.care.cycles import VALUES
from luoshi.parts.funds.payment_part import Pays
from luoshi.parts.publicity.part import Publicity

_ = words(__name__)

DESK, UNIT, LEADER = usual(_("Care desk"), _("The unit that keeps it"), _("Leader in charge")).relations
HEAD = Relation("head", _("Head of the unit"), reaches=((Role.HEAD, UnitPlace.OWN),))
PAIR = Relation("pair", _("Who is paired with it"), held="pairs")
NAMED = Relation("named", _("Leader named for it"), decides=True)
OF_CHILDREN = Rights((DESK, UNIT, PAIR, NAMED), ("desk", "unit", "pair", "named"))
OF_LINE: dict[str, Any] = {"corrects": "desk", "help": "care"}
STAFF = Rights((DESK, UNIT, LEADER, HEAD), ("desk", "unit", "leader", "head"))
OFFICE = everyone_inside(_("Everyone in the office"))
OF_PROMISES = Rights((DESK, UNIT, LEADER, OFFICE), ("desk", "unit", "leader", "office"))
GOING = Is(state="filed paired")
HIDDEN = dict.fromkeys(("born", "guardian", "parents", "health", "study", "needs"), stars)
CHILDREN = Kind(
    name="children", label=_("Children’s files"), one=_("Child’s file"),
    record=models.Child, cycle=cycles.CHILDREN,
    rights=OF_CHILDREN,
    unit=_("Kept by"),
    columns="code school",
    shows="code school consent leader ended",
    quiet="leader ended",
    filters="school",
    words="code",
    titled="{code}",
    parts=(
        Protected(
            {"name": mask_name, "identity": identity.mask_identity_number, "phone": mask_mobile, **HIDDEN},
            "desk unit pair named", _("Show whose file this is"), plain="name", to="pair", logged=True,
        ),
        Rows("pairs", models.Pair, _("Pairs"), large=True, ends="to_day"),
        Rows("talks", models.Talk, _("Talks"), large=True, past="day"),
        Rows("contacts", models.GuardianContact, _("Contacts with the guardian"), large=True, past="day"),
        Rows("visits", models.HomeVisit, _("Help and visits"), large=True, past="day"),
        Rows("measures", models.Measure, _("Measures"), past="done"),
        Held("pairs", _("Who is paired"), rows="pairs", who="member", exactly=1, alone=True, only=GOING,
             fill=VALUES["children.unpaired"]),
        Owed("talk", _("Monthly talk"), every="P1M", where=GOING, holder="pairs"),
        Owed("contact", _("Monthly contact"), every="P1M", where=GOING, holder="pairs"),
        Unique("code"),
        Unique("identity"),
        Files("consent_paper", _("Guardian’s consent"), "pdf jpg jpeg png"),
        Coverage("complete", _("Complete files"), where=GOING, by="unit", cells=(
            Cell("school", _("School"), Is(school__not=None)),
            Cell("consent", _("Consent"), Is(consent__not=None)),
            Cell("measures", _("Measures"), Some("measures")),
            Cell("pair", _("Pair"), Holds("pairs")),
        )),
        Figure("files", _("Files"), at="consent ended", by="unit", unit="份"),
        Figure("talks", _("Talks"), "talks", on="talks.day", by="unit", unit="次"),
        Figure("contacts", _("Contacts"), "contacts", on="contacts.day", by="unit", unit="次"),
        Figure("visits", _("Help and visits"), "visits", on="visits.day", by="unit visits.sort", unit="次"),
    ),
    sections=cards.show_rules,
    corrects="unit desk",
    bare_pictures=True,
    help="care",
    keeps=retention_parameter("children.keep_years",
                              _("Years for which a closed child’s file is kept (1 to 100, or 永久)")),
    prefix="童", counter="人",
)  # fmt: skip
HARDSHIPS = Kind(
    name="hardships", label=_("Hardship files"), one=_("Hardship file"),
    record=models.Hardship, cycle=cycles.HARDSHIPS,
    void="refused",
    rights=STAFF,
    columns="cause grade reviewed",
    shows="cause grade visited reviewed",
    quiet="visited reviewed",
    filters="cause grade",
    words="number",
    titled="{cause}",
    parts=(
        cycles.APPROVED,
        Publicity("published", VALUES["hardships.publicity"], "name cause grade", then="approve_head"),
        Protected(
            {"name": mask_name, "identity": identity.mask_identity_number, "household": stars, "income": stars,
             "per_head": stars},
            "desk unit head leader",
            _("Show whose file this is"),
            logged=True,
        ),
        Computed("per_head", "income / household", band="grade below"),
        Owed("review", _("Yearly review"), every="P1Y", where=Is(state="approved")),
        Unique("identity", where=~Is(state="refused left")),
        Files("proof", _("Proof"), "pdf jpg jpeg png", must=True),
        Files("sheet", _("Survey sheet"), "pdf jpg jpeg png"),
        Figure("households", _("Households in hardship"), where=Is(state="approved"), on="visited", by="unit grade",
               unit="户"),
    ),
    bare_pictures=True,
    keeps=retention_parameter("hardships.keep_years",
                              _("Years for which a closed hardship file is kept (1 to 100, or 永久)")),
    prefix="困", counter="户",
    **OF_LINE,
)  # fmt: skip
PAID = Is(state="paid")
AIDS = Kind(
    name="aids", label=_("Aids"), one=_("Aid"),
    record=models.Aid, cycle=cycles.AIDS,
    void="refused",
    rights=STAFF,
    columns="hardship sort amount paid",
    shows="hardship sort fund paid amount",
    quiet="paid",
    filters="sort",
    parts=(
        cycles.GIVEN,
        Pays("fund", "amount", binds="approve_head approve_leader", spends="pay", frees="refuse"),
        Files("receipt", _("Receipt"), "pdf jpg jpeg png"),
        Figure("aid", _("Aid paid"), "amount", measure="sum", on="paid", where=PAID, by="unit sort", unit="元"),
        Figure("aided", _("Households aided"), "hardship", measure="distinct", on="paid", where=PAID, by="unit sort",
               unit="户"),
    ),
    parameters=(VALUES["aids.big"],),
    erasable=False,
    prefix="助", counter="笔",
    **OF_LINE,
)  # fmt: skip
VISITED: dict[str, Any] = {"where": Is(sort="visit"), "on": "day"}
STAFF_OF = Is(state="active")  # in the register of persons; staff are those with a rank
GIVEN_TO = Some("cares", via="person", where=Is(sort="visit") & ~Is(gift=None) & During("day", "P1Y"))
CHECKED = Some("cares", via="person", where=Is(sort="check") & During("day", "P1Y"))
CARES = Kind(
    name="cares", label=_("Care for staff"), one=_("Act of care"),
    record=models.Care, cycle=cycles.CARES,
    rights=STAFF,
    columns="sort cause day",
    shows="sort person rank cause day gift worth fund series action",
    quiet="person rank cause gift worth fund series action",
    filters="sort cause day",
    words="title series",
    titled="{sort} {day}",
    parts=(
        Protected({"need": stars}, "desk unit head leader", _("Show what is needed"), logged=True),
        Pays("fund", "worth", spends="enter"),
        Figure("visits", _("Visits"), by="unit cause", unit="人次", **VISITED),
        Figure("visited", _("Persons visited"), "person", measure="distinct", by="unit cause", unit="人", **VISITED),
        Figure("gifts", _("Worth of gifts"), "worth", measure="sum", by="unit", unit="元", **VISITED),
        Figure("checks", _("Health checks"), where=Is(sort="check"), on="day", by="unit rank", unit="人次"),
        Coverage("checked", _("Yearly health checks"), rows="persons", where=Is(state="active", rank="middle senior"),
                 cells=(Cell("check", _("Health check in the year"), CHECKED),), by="unit rank"),
        Coverage("devices", _("Devices for senior rank"), rows="persons", where=STAFF_OF & Is(rank="senior"), by="unit",
                 cells=(Cell("device", _("Device"), Some("cares", via="person", sort="device")),)),
        Coverage("gifts", _("Gifts to each member"), rows="persons", where=STAFF_OF & ~Is(rank=None), by="unit rank",
                 cells=(Cell("gift", _("Gift in the year"), GIVEN_TO),)),
        Figure("devices", _("Devices"), where=Is(sort="device"), on="day", by="unit rank", unit="件"),
        Face("visits", _("Visits"), Is(sort="visit"), columns="person cause day gift",
             asks="person rank cause day gift worth fund unit"),
        Face("checks", _("Health checks"), Is(sort="check"), columns="person rank day series",
             asks="person rank day series unit"),
        Face("devices", _("Devices"), Is(sort="device"), columns="person rank day series",
             asks="person rank day series worth fund unit"),
        Figure("needs", _("Needs answered"), where=Is(sort="need", state="answered"), on="day", by="unit", unit="件"),
    ),
    keeps=retention_parameter("cares.keep_years", _("Years for which an act of care is kept (1 to 100, or 永久)")),
    prefix="慰", counter="次",
    **OF_LINE,
)  # fmt: skip
PROMISES = Kind(
    name="promises", label=_("Practical things for the staff"), one=_("Promise"),
    record=models.StaffPromise, cycle=cycles.PROMISES, void="dropped", rights=OF_PROMISES,
    columns="person until done_on mark", unsorted="mark",
    shows="person promised_on until done_on result mark", quiet="person done_on result mark",
    filters="promised_on",
    parts=(
        Rows("ratings", models.Rating, _("Marks of the staff"), once="person", least=1, most=120),
        Computed("mark", "mean(ratings.mark)"),
        Owed("do", _("Do it"), at="until", where=Is(state="promised doing")),
        Files("photos", _("Photographs"), "jpg jpeg png", most=9, bare=True),
        Figure("promised", _("Promised"), on="promised_on", by="unit", unit="件"),
        Figure("done", _("Done"), on="done_on", by="unit", unit="件"),
        Figure("in_time", _("Of these, in time"), measure="share", where=Least("until", Field("done_on")),
               base=~Is(done_on=None), on="done_on", by="unit", unit="%"),
        Figure("mark", _("Mean mark"), "ratings.mark", measure="mean", on="done_on", by="unit", unit="分"),
        Figure("raters", _("Raters"), "ratings.person", measure="distinct", on="done_on", by="unit", unit="人"),
        Coverage("kept", _("Promises kept and rated"), where=~Is(state="dropped"), by="unit",
                 cells=(Cell("done", _("Done"), ~Is(done_on=None)), Cell("rated", _("Rated"), Is(state="rated")))),
    ),
    prefix="诺", counter="件", **OF_LINE,
)  # fmt: skip
HELPS = Kind(
    name="helps", label=_("Paired help"), one=_("Help"),
    record=models.Help, cycle=cycles.HELPS,
    rights=STAFF,
    unit=_("Who helps"),
    columns="sort village from_day to_day",
    shows="sort village household from_day to_day result",
    quiet="village household to_day result",
    filters="sort",
    parts=(
        Rows("deeds", models.Deed, _("Measures"), large=True, past="day"),
        Validity("from_day", "to_day"),
        Owed("help", _("Help"), every=VALUES["helps.months"], where=Is(state="paired checked")),
        Files("photos", _("Photographs"), "jpg jpeg png", most=9, bare=True),
        Figure("helps", _("Pairs of help"), at="from_day to_day", by="unit sort", unit="对"),
        Figure("deeds", _("Measures taken"), "deeds", on="deeds.day", by="unit sort", unit="次"),
    ),
    prefix="帮", counter="对", **OF_LINE,
)  # fmt: skip
LINE = Line(
    "care",
    _("Care"),
    (CHILDREN, HELPS, HARDSHIPS, AIDS, CARES, PROMISES),
    together=True,
    menu=(
        MenuPage(_("My children this month"), "care:month", queries.may_be_paired, own=True),
        MenuPage(_("Children by month"), "care:months", queries.may_view_children),
    ),
    urls="luoshi.lines.care.urls",
    addresses=("my-children",),
    about=_("Children left behind, people in hardship, who visits them and what they get."),
)
