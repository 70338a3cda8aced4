"""The declaration of the line; pages, API, sheets, rights matrix and diagram follow from it."""

from __future__ import annotations

from typing import Any

from luoshi.base.rights.rules.rights import Relation, usual
from luoshi.desk.declarations.office import office
from luoshi.desk.gates.part import Gates
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import Double, Is, Need, Some, Valid
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files, Number
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.contracts import actions, models

_ = words(__name__)

VALUES = office(__name__).values
FOUR, LASTING = Is(sort="development transfer consulting service"), Is(sort="partner alliance institute expert trust")
RECOGNITION, TASK, TRAINING = Is(sort="recognition"), Is(sort="task"), Is(sort="training")
# Source: S000-63: social building, community management and community education act together.
THREE = Need(
    ~TASK | (Some("signatories", part="building") & Some("signatories", part="governance")
             & Some("signatories", part="education")),
    _("A joint task has a party of each: social building, community management, community education."),
)  # fmt: skip
SUPPLY = Is(sort="supply")
# Source: S000-93: tender, publicity, contract; a choice that was revoked since is none.
CHOSEN = Need(~SUPPLY | (Is(bid__not=None) & Is(bid__state="approved", bid__sort="tender")),
              _("Name the bid that was chosen: supplies are put out to tender."))  # fmt: skip
JOINT, OURS = Is(sort="joint"), "unit desk"
WITH_MANAGER = f"{OURS} manager"
# Past states are not stored, so contracts count by their day of signing, whatever became of them, without duplicates.
SURE = Is(signed__not=None) & ~Double()
SIGNED: dict[str, Any] = {"on": "signed", "by": "unit sort field level signed.year"}
INTRODUCED_BY = "unit sort results.sort results.day.year"
FORCE: dict[str, Any] = {"at": "from_day to_day", "by": "unit sort level"}
MANAGER = Relation("manager", _("Person in charge"), names="manager")
RIGHTS = usual(_("Contract office"), _("Who signs it"), _("Leader in charge"), MANAGER)
STATES = {
    "drafted": _("Negotiated"),
    "signed": _("Signed"),
    "performing": _("Performing"),
    "settled": _("Settled"),
    "assessed": _("Effect assessed"),
    "filed": _("Filed"),
    "broken": _("Ended early"),
    "abandoned": _("Not concluded"),
}
WHY = {"reason": True}
PLAIN = "title sort amount from_day to_day unit"
REST = "topic field level manager activity need station bid"
ALL_ROWS, FOLDED = "signatories inputs split", f"{REST} inputs split"
SIGNING = "sign enter_signed"
RUNNING = "signed performing settled"
VALID = Need(Valid(), _("It is not valid on this day: renew it, or correct its dates."))
STEPS = (
    Step("enter", _("Enter"), "> drafted", OURS, f"{PLAIN} {REST}", rows=ALL_ROWS, folds=FOLDED),
    Step("enter_signed", _("Enter a signed one"), "> signed", OURS,
         f"title sort signed from_day to_day amount paper unit {REST}", rows=ALL_ROWS, folds=FOLDED,
         on="signed", must="signed from_day", needs=[THREE, CHOSEN], follows=(actions.refuse_other_supplier,)),
    Step("amend", _("Amend"), "drafted >", OURS, f"title sort amount from_day to_day {REST}", folds=REST),
    Step("parties", _("Change parties"), "drafted >", OURS, rows="signatories"),
    Step("share", _("Inputs and split"), "drafted >", OURS, rows="inputs split"),
    Step("rate", _("Ratios of credits"), f"drafted {RUNNING} >", OURS, rows="ratios", only=RECOGNITION),
    Step("deliver", _("Inputs delivered and checked"), f"{RUNNING} >", OURS, rows="inputs"),
    Step("review", _("Enter a review"), "drafted >", OURS, adds="reviews", on="reviews.day"),
    Step("take_review_back", _("Take a review back"), "drafted >", OURS, ends="reviews", own=WHY),
    Step("sign", _("Sign"), "drafted > signed", OURS, "signed from_day to_day amount paper", on="signed",
         must="from_day", needs=[THREE, CHOSEN], follows=(actions.refuse_other_supplier,), tone="main"),
    Step("abandon", _("Not concluded"), "drafted > abandoned", OURS, own=WHY, tone="careful"),
    Step("perform", _("Begin performing"), "signed > performing", OURS, needs=[VALID], tone="main"),
    Step("receive", _("Payments"), f"drafted {RUNNING} assessed >", WITH_MANAGER, rows="payments"),
    Step("nodes", _("Milestones"), f"drafted {RUNNING} >", WITH_MANAGER, rows="nodes"),
    Step("introduce", _("Result introduced"), f"{RUNNING} assessed >", WITH_MANAGER, adds="results"),
    Step("settle", _("Settle"), "performing > settled", OURS, tone="main"),
    Step("renew", _("Renew"), f"{RUNNING} >", OURS, "from_day to_day paper", must="from_day", answers="renewal"),
    Step("assess", _("Assess effect"), "settled > assessed", "desk", "effect benefit", must="effect"),
    Step("file", _("File"), "settled assessed > filed", "desk", tone="main"),
    Step("break", _("End early"), f"{RUNNING} > broken", OURS, "to_day", own=WHY, must="to_day", tone="careful"),
)  # fmt: skip
PARTS = (
    Number("{unit}〔{year}〕{n}号", per="unit year", at=SIGNING),
    Rows("signatories", models.ContractParty, _("Parties"), once="org", role="part", least=2, at=SIGNING),
    Rows("inputs", models.Input, _("Inputs"), past="delivered checked"),
    Rows("ratios", models.ContractRatio, _("Ratios of credits"), least=1, at="sign", where=RECOGNITION),
    Rows("reviews", models.ContractReview, _("Reviews"), once="gate", ends="withdrawn", begins_open=True,
         past="withdrawn"),
    Gates("reviews", _("Reviews before signing"), before="sign", by="sort", needed="needed"),
    # Joint projects must have a split; other contracts with one must follow the same rule.
    Rows("split", models.ContractSplit, _("Split"), sums={"percent": 100}, once="org", at=SIGNING,
         where=JOINT | Some("split")),
    Rows("payments", models.Payment, _("Payments"), past="paid"),
    Computed("instalments", "sum(payments.amount)"),
    Owed("instalment", _("Instalment"), at="payments.due", met="payments.paid", where=Is(state=f"{RUNNING} assessed")),
    Rows("nodes", models.ContractNode, _("Milestones"), past="done", once="name"),
    Owed("node", _("Milestone"), at="nodes.due", met="nodes.done", where=Is(state=RUNNING)),
    Owed("renewal", _("Renewal"), at="to_day", where=Is(state=RUNNING) & LASTING),
    Rows("results", models.Result, _("Results introduced"), large=True),
    Validity(renews="renew", warn=VALUES["contracts.warn_days"], where=Is(state=RUNNING)),
    Files("paper", _("Signed paper"), "pdf jpg jpeg png", must=True),
    Unique("sort title signed", clash="doubt", who="desk"),
    Face("technical", _("Technical contracts"), FOUR, asks=f"{PLAIN} signatories topic"),
    Face("joint", _("Joint projects"), JOINT, asks="title signatories split inputs amount from_day to_day unit"),
    Face("partners", _("Partners"), Is(sort="partner alliance institute"), columns="sort from_day to_day",
         asks="title sort signatories from_day to_day activity unit"),
    Face("institutes", _("Institutes"), Is(sort="institute"), columns="manager from_day to_day",
         asks="title signatories manager level from_day to_day unit"),
    Face("bridge", _("Golden Bridge"), Is(sort="bridge"), columns="field level amount to_day",
         asks="title signatories field level amount from_day to_day need unit"),
    Face("experts", _("Agreements with experts"), Is(sort="expert"), columns="manager from_day to_day",
         asks="title signatories manager station from_day to_day unit"),
    Face("trust", _("Patents in trust"), Is(sort="trust"), columns="manager from_day to_day",
         asks="title signatories manager amount from_day to_day unit"),
    Face("recognitions", _("Recognition of credits"), RECOGNITION, columns="signed from_day to_day"),
    Face("tasks", _("Joint tasks of three communities"), TASK, columns="signed to_day",
         asks="title signatories topic from_day to_day unit"),
    Face("trainings", _("Cooperation in training farmers"), TRAINING, columns="signed from_day to_day",
         asks="title signatories inputs from_day to_day unit"),
    Face("supplies", _("Supply of fertiliser"), SUPPLY, columns="bid signed amount to_day",
         asks="title signatories bid amount from_day to_day unit"),
    Coverage("four", _("Cooperations in training by what is brought in"), where=TRAINING, by="unit", cells=tuple(
        Cell(what, label, Some("inputs", where=Is(what=what) & ~Is(delivered=None)))
        for what, label in (("intellect", _("Expertise")), ("money", _("Money")), ("knowledge", _("Technique")),
                            ("building", _("Joint building")))
    )),
    Figure("delivered", _("Inputs delivered"), "inputs", on="inputs.delivered", where=SURE, by="unit sort inputs.what",
           unit="项"),
    Figure("checked", _("Of these, checked"), "inputs", measure="share", part=~Is(checked=None),
           on="inputs.delivered", where=SURE, by="unit sort inputs.what", unit="%"),
    Figure("tasks", _("Joint tasks agreed"), where=SURE & TASK, unit="项", **SIGNED),
    Figure("contracts", _("Contracts signed"), where=SURE, unit="份", target=VALUES["contracts.a_year"], **SIGNED),
    Figure("joint", _("Joint projects signed"), where=SURE & JOINT, unit="项", **SIGNED),
    Figure("joint_together", _("Joint projects since the first year of the goal"), where=SURE & JOINT, unit="项",
           within=VALUES["contracts.span"], target=VALUES["contracts.joint"], **SIGNED),
    Figure(
        "turnover",
        _("Turnover of technical contracts"),
        "payments.amount",
        measure="sum",
        on="payments.paid",
        where=SURE & FOUR,
        by="unit sort payments.paid.year",
        unit="元",
        target=VALUES["contracts.turnover"],
    ),
    Figure(
        "partners",
        _("Partners with an agreement in force"),
        "signatories.org",
        measure="distinct",
        only=Is(org__as_unit=None),
        where=SURE & Is(sort="partner"),
        unit="家",
        target=VALUES["contracts.partners"],
        **FORCE,
    ),
    Figure(
        "linked",
        _("Organisations linked"),
        "signatories.org",
        measure="distinct",
        only=Is(org__as_unit=None),
        where=SURE & LASTING,
        unit="家",
        target=VALUES["contracts.linked"],
        **FORCE,
    ),
    Figure("alliances", _("Alliances in force"), where=SURE & Is(sort="alliance"), unit="个",
           target=VALUES["contracts.alliances"], **FORCE),
    Figure("introduced", _("Results introduced"), "results", on="results.day", where=SURE, by=INTRODUCED_BY, unit="项"),
    Figure("introduced_together", _("Results introduced since the first year of the goal"), "results", unit="项",
           on="results.day", where=SURE, by=INTRODUCED_BY, within=VALUES["contracts.span"],
           target=VALUES["contracts.introduced"]),
    Figure("nodes", _("Milestones reached"), "nodes", measure="share", part=~Is(done=None), on="nodes.due", where=SURE,
           by="unit sort", unit="%"),
)  # fmt: skip
KIND = Kind(
    name="contracts",
    label=_("Contracts and agreements"),
    one=_("Contract"),
    record=models.Contract,
    cycle=Cycle(STATES, "filed broken abandoned", STEPS),
    void="abandoned",
    rights=RIGHTS,
    columns="sort signed amount instalments to_day",
    shows="sort field level amount instalments signed from_day to_day topic manager activity need station bid effect "
    "benefit",
    quiet="field level instalments topic manager activity need station bid effect benefit",
    filters="sort field level signed to_day",
    words="title topic",
    prefix="合",
    counter="份",
    parts=PARTS,
    corrects="desk",
    corrected=(actions.refuse_other_supplier,),
    help="contracts",
)
LINE = Line(
    "contracts",
    _("Contracts and agreements"),
    (KIND,),
    about=_("Parties, amounts, terms, and what must be done under them."),
)
