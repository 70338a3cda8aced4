"""The declaration of cards: what a household is advised to give to a plot in a season, and what came of it."""

from __future__ import annotations

from functools import partial

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is, Need
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.messages.actions.messages import tell
from luoshi.kernel.parameters.queries.parameters import due_within_limit
from luoshi.lines.soil import models
from luoshi.lines.soil.actions import cards as actions
from luoshi.lines.soil.actions import corrections
from luoshi.lines.soil.rights import OURS, WHO, WHY
from luoshi.papers.part import Paper

_ = words(__name__)

VALUES = office(__name__).values
TRACED = Need(Is(sample__state="checked"), _("Its sample is not checked: nothing is advised or ordered by it."))
FREE = Need(Is(fee=None) | Is(fee=0), _("The service is free of charge."))
VALID = "made posted handed"
STEPS = (
    Step("make", _("Make a card"), "> made", OURS, "sample household crop plot area year season expert fee",
         needs=[TRACED, FREE], puts={"made_on": TODAY}, follows=(actions.write_advice,)),
    Step("amend", _("Change crop or plot"), "made >", OURS, "crop plot area expert", needs=[TRACED],
         follows=(actions.write_advice,)),
    Step("post", _("Enter a posting"), "made posted > posted", OURS, adds="postings", on="postings.day", tone="main"),
    Step("hand", _("Hand over"), "made posted > handed", OURS, "handed_on", on="handed_on", must="handed_on",
         tone="main"),
    Step("order", _("Order fertiliser"), f"{VALID} >", OURS, adds="orders", on="orders.day", needs=[TRACED],
         follows=(actions.refuse_disorderly_orders,)),
    Step("deliver", _("Mixed, delivered, applied"), f"{VALID} outdated surveyed >", OURS, rows="orders",
         needs=[TRACED], guard=actions.order_reasons, follows=(actions.refuse_disorderly_orders,)),
    Step("survey", _("Ask what came of it"), "handed outdated > surveyed", OURS, "used harvest surveyed_on",
         on="surveyed_on", must="used surveyed_on", drops="renewal", tone="main"),
    Step("reissue", _("New code, the old one is void"), f"{VALID} >", OURS, own=WHY, follows=(actions.write_advice,)),
    Step("remake", _("Make it anew by the corrected sample"), "outdated > made", OURS, needs=[TRACED],
         puts={"handed_on": None, "outdated_on": None}, answers="renewal", follows=(corrections.follow_sample,),
         bulk=True, tone="main"),
    Step("void", _("Take back"), f"{VALID} outdated > void", OURS, own=WHY, drops="renewal", tone="careful"),
    Step("renew", _("Reckoned anew after a correction of its sample"), "made posted > made", "", own=WHY,
         follows=(corrections.follow_sample, tell("unit", "soilcards.renewed", asks="hand"))),
    Step("withdraw", _("Taken back after a correction of its sample"), "made posted > void", "", own=WHY,
         follows=(tell("unit", "soilcards.withdrawn"),)),
    Step("outdate", _("Outdated by a correction of its sample"), "handed > outdated", "", own=WHY,
         puts={"outdated_on": TODAY}, starts="renewal", follows=(tell("unit", "soilcards.outdated", asks="remake"),)),
    Step("mark", _("Marked after a correction of its sample"), "surveyed >", "", own=WHY,
         puts={"outdated_on": TODAY}),
    Step("stand", _("Right again after a correction of its sample"), "outdated surveyed > handed", "",
         onward=corrections.state_again, or_to="surveyed", puts={"outdated_on": None}, drops="renewal"),
)  # fmt: skip
count_cards = partial(Figure, on="made_on", by="unit village crop season")
sum_orders = partial(Figure, by="unit village crop orders.mode orders.what")
CARDS = Kind(
    name="soilcards",
    label=_("Advice cards"), one=_("Advice card"),
    record=models.SoilCard,
    cycle=Cycle(
        {
            "made": _("Made"),
            "posted": _("Posted"),
            "handed": _("Handed over"),
            "outdated": _("Outdated: sample corrected"),
            "surveyed": _("Effect asked"),
            "void": _("Taken back"),
        },
        "surveyed void",
        STEPS,
    ),
    rights=WHO, void="void", unit=_("Made by"),
    columns="village crop year season made_on",
    shows="sample household village crop soil plot area year season expert fee formula goal n p k advice remark phones "
          "made_on renewed_on handed_on outdated_on used harvest surveyed_on",
    quiet="fee remark renewed_on handed_on outdated_on used harvest surveyed_on",
    filters="village crop season year made_on used outdated_on",
    titled="{village} {crop} {plot}",
    parts=(
        Rows("postings", models.CardPosting, _("Postings"), past="day"),
        Rows("orders", models.FertiliserOrder, _("Orders"), past="day mixed delivered applied"),
        Owed("renewal", _("Card by the corrected sample"), due_within_limit(VALUES["soilcards.renewal"])),
        Unique("household plot year season", where=~Is(state="void")),
        Paper("card", _("Fertiliser advice card"), "make amend reissue renew remake",
              "village named crop goal n p k advice remark adviser phones made_on renewed_on", "肥卡",
              stands=Is(state=f"{VALID} surveyed", sample__state="checked", outdated_on=None),
              open_while=(("named", VALUES["soilcards.named"]),)),
        count_cards("cards", _("Cards made"), unit="张"),
        count_cards("households", _("Households served"), "household", measure="distinct", unit="户",
               target=VALUES["soilcards.households"]),
        count_cards("area", _("Area advised on"), "area", measure="sum", unit="亩"),
        count_cards("fees", _("Fees"), "fee", measure="sum", unit="元"),
        Figure("postings", _("Cards posted"), "postings", on="postings.day", by="unit village postings.spot",
               unit="次"),
        Figure("followed", _("Share that followed the card"), measure="share", where=Is(used="yes"),
               base=~Is(used=None), on="surveyed_on", by="unit village crop", unit="%"),
        sum_orders("ordered", _("Fertiliser ordered"), "orders.amount", measure="sum", on="orders.day", unit="公斤"),
        sum_orders("delivered", _("Fertiliser delivered"), "orders.amount", measure="sum", on="orders.delivered",
               unit="公斤"),
        sum_orders("applied", _("Fertiliser applied"), "orders.amount", measure="sum", on="orders.applied",
                   unit="公斤"),
    ),
    parameters=tuple(VALUES[f"soilcards.{name}"] for name in ("technical", "quality", "named", "renewal")),
    messages={
        "renewed": _("A card was reckoned anew since its sample was corrected: replace what was printed or posted."),
        "withdrawn": _("A card was taken back since its sample was corrected and no dose follows: see its history."),
        "outdated": _("A card that a household has is outdated, since its sample was corrected: make it anew."),
    },
    prefix="配卡", counter="张", corrects="desk", help="soil",
    uncorrected="sample household village crop soil area year season expert",  # doses, paper and its code stand by them
)  # fmt: skip
