"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from typing import Any

from luoshi.base.rights.rules.rights import Relation, Role, UnitPlace, usual
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.definitions import CodeListItem
from luoshi.kernel.kinds.language.conditions import Is, Need, Some
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files, Quick
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.coordination.actions import let_partner_in
from luoshi.lines.coordination.models import LISTS, Batch, Contact, Item

_ = words(__name__)

WHO = (_("Supervision office"), _("The unit that keeps it"), _("Leader in charge"))
UNIT = ((Role.HEAD, UnitPlace.OWN), (Role.CLERK, UnitPlace.OWN))
PARTNER = Relation("partner", _("The other unit"), reaches=UNIT, party="partner")
BOTH = "unit desk"
WHY = {"reason": True}

NAMED = Need(Is(organisation__not=None) | Is(partner__not=None), _("Enter the organisation or unit concerned."))
WITH: dict[str, Any] = {"needs": (NAMED,), "follows": (let_partner_in,)}
ASKED = "direction way organisation partner topic"
UP = Is(direction="up")
SENT: dict[str, Any] = {"on": "day", "tone": "main"}
ANSWERED: dict[str, Any] = {"on": "answered", "must": "result", "tone": "main"}
FOLLOWED: dict[str, Any] = {"on": "followed", "must": "learned", "tone": "main"}
MADE = ~Is(state="withdrawn")  # what coverages count
BY_DAY: dict[str, Any] = {"on": "day", "by": "unit direction way"}
CONTACTS = Kind(
    name="contacts",
    label=_("Contacts"),
    one=_("Contact"),
    record=Contact,
    cycle=Cycle(
        {
            "drafted": _("Drafted"),
            "sent": _("Sent or contacted"),
            "answered": _("Answered"),
            "agreed": _("Agreed or guided"),
            "followed": _("Followed up"),
            "ended": _("Without result"),
            "withdrawn": _("Withdrawn"),
        },
        "answered followed ended withdrawn",
        (
            Step("contact", _("Enter a contact"), "> sent", BOTH, f"day {ASKED} papers unit", on="day", **WITH),
            Step("draft", _("Draft"), "> drafted", BOTH, f"{ASKED} papers unit", **WITH),
            Step("send", _("Sent or contacted"), "drafted > sent", BOTH, "day papers", **SENT),
            Step("answer", _("Answered"), "sent > answered", BOTH, "answered result papers", only=UP, **ANSWERED),
            Step("agree", _("Agreed or guided"), "sent > agreed", BOTH, "answered result papers", only=~UP, **ANSWERED),
            Step("follow", _("Followed up"), "agreed > followed", "unit desk partner", "followed learned", **FOLLOWED),
            Step("end", _("Without result"), "sent agreed > ended", BOTH, own=WHY),
            Step("withdraw", _("Entered by mistake"), "drafted sent agreed > withdrawn", BOTH, own=WHY, tone="careful"),
        ),
    ),
    void="withdrawn",
    rights=usual(*WHO, PARTNER),
    columns="direction way organisation partner day",
    shows="direction way organisation partner day answered result followed learned",
    filters="direction way day",
    words="title result learned",
    titled="{topic}",
    parts=(
        Files("papers", _("Papers"), "pdf docx jpg jpeg png"),
        Quick(f"day {ASKED}", step="contact", again="day direction way"),
        Face("up", _("Upwards"), UP, columns="way organisation day answered"),
        Face("across", _("Across"), Is(direction="across"), columns="way organisation day followed"),
        Face("down", _("Downwards"), Is(direction="down"), columns="way partner day followed"),
        Figure("contacts", _("Contacts"), unit=_("times"), **BY_DAY),
        Figure("out", _("From us to them"), where=Is(way="out"), unit=_("times"), **BY_DAY),
        Figure("into", _("From them to us"), where=Is(way="in"), unit=_("times"), **BY_DAY),
    ),
    corrects="desk",
    help="coordination",
    prefix="联",
    counter="次",
)
OTHERS: dict[str, Any] = {"items": [{"name": "云岭县茶叶产业园"}]}  # others than the example batch has
SERVED: dict[str, Any] = {"on": "served", "must": "service", "tone": "main"}
ASSESSED: dict[str, Any] = {"on": "assessed", "must": "result", "tone": "main"}
LISTED: dict[str, Any] = {"on": "listed", "by": "unit sort"}
FOUR = LISTS["coordination.four"].items.items()
CELLS = tuple(
    Cell(code, item.label if isinstance(item, CodeListItem) else item, Some("batches", "county", MADE & Is(sort=code)))
    for code, item in FOUR
)
BATCHES = Kind(
    name="batches",
    label=_("County batches"),
    one=_("Batch"),
    record=Batch,
    cycle=Cycle(
        {"listed": _("Listed"), "served": _("Served"), "assessed": _("Assessed"), "withdrawn": _("Withdrawn")},
        "assessed withdrawn",
        (
            Step("list", _("List a batch"), "> listed", BOTH, "listed county sort unit", on="listed", rows="items"),
            Step("items", _("Change the items"), "listed served >", BOTH, rows="items", example=OTHERS),
            Step("serve", _("Served"), "listed > served", BOTH, "served service", **SERVED),
            Step("assess", _("Assess"), "served > assessed", "desk", "assessed result", **ASSESSED),
            Step("withdraw", _("Withdraw"), "listed served > withdrawn", BOTH, own=WHY, tone="careful"),
        ),
    ),
    void="withdrawn",
    rights=usual(*WHO),
    columns="county sort listed served assessed",
    shows="county sort listed served service assessed result",
    filters="sort listed",
    words="title service result",
    titled="{county} {sort}",
    parts=(
        Rows("items", Item, _("Items"), once="name", least=1),
        Unique("county sort", Is(state="listed served")),
        Coverage("four", _("Counties and their batches"), "places", Is(state="active", sort="county"), cells=CELLS),
        Figure("batches", _("Batches listed"), unit=_("batches"), **LISTED),
        Figure("items", _("Items listed"), "items", unit=_("items"), **LISTED),
    ),
    corrects="desk",
    help="coordination",
    prefix="县",
    counter="批",
)
LINE = Line(
    "coordination",
    _("Coordination"),
    (CONTACTS, BATCHES),
    together=True,
    about=_("Contacts with other offices and organisations, and batches for the counties."),
)
