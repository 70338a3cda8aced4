"""Life cycles of platforms and of their tenants."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import Relation, Rights, usual
from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.forms.handed import NOBODY, Handed
from luoshi.kernel.kinds.language.conditions import Is, Need, Some
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.lines.platforms import actions, queries, rules
from luoshi.lines.platforms.forms import ProposedTenant

_ = words(__name__)
_p = words_in(__name__)

OURS, WHY = "unit desk", {"reason": True}
KEEPER = Relation("keeper", _("Who reports for it from outside"), held="keepers")
WHO = usual(_("Office in charge"), _("The unit that looks after it"), _("Leader in charge"))
OF_PLATFORMS = Rights((*WHO.relations, KEEPER), ("desk", "unit", "leader", "keeper"))
OPERATOR = Relation("keeper", _("Who reports for its platform from outside"), held="platform.keepers")
OF_TENANTS = Rights((*WHO.relations, OPERATOR), ("desk", "unit", "leader", "keeper"))
TELLERS = f"{OURS} keeper"
BASE = "title sort level host place part_of industry link centre area online"
PHASED = Need(Some("phases"), _("Enter the phases of building first."))
DONE = {"phases": lambda record, around: [{"name": "一期主楼", "done": around.day.isoformat()}]}
RANKED = Need(~Is(rank=None), _("It has no rank of a confirmed round of review."))
HONOURED = Need(
    Some("honours", via="platform", where=Is(state="decided paid")), _("No honour names this platform yet.")
)
LIVE = "running shown"
THERE = f"planned building accepted {LIVE}"
PLATFORMS = Cycle(
    {
        "planned": _("Planned"),
        "building": _("Being built"),
        "accepted": _p("platform", "Accepted"),
        "running": _p("platform", "Running"),
        "shown": _("Result in publicity"),
        "ended": _p("platform", "Ended"),
    },
    "ended",
    (
        # What it owes begins with its entry, not with the day, perhaps years ago, on which it opened.
        Step("enter", _("Enter one that runs"), "> running", OURS, f"{BASE} began from_day unit", must="from_day",
             past="began from_day", needs=[rules.IN_ORDER], folds="part_of industry link centre area online began"),
        Step("plan", _("Plan"), "> planned", OURS, f"{BASE} year unit", rows="phases", must="year",
             folds="part_of industry link centre area online phases", example=DONE),
        Step("edit", _("Change particulars"), f"{THERE} >", OURS, f"{BASE} year", guard=rules.part_reasons),
        Step("build", _("Begin building"), "planned > building", OURS, "began", on="began", must="began",
             needs=[PHASED], tone="main"),
        Step("phase", _("Phases and what is done"), f"{THERE} >", OURS, rows="phases"),
        Step("accept", _("Accept what was built"), "building > accepted", "desk", "accepted_on proof",
             on="accepted_on", must="accepted_on", needs=[rules.BUILT], tone="main"),
        Step("open", _("It runs"), "planned accepted > running", OURS, "from_day", on="from_day", must="from_day",
             needs=[rules.IN_ORDER], tone="main"),
        Step("partners", _("Who takes part"), f"{THERE} >", OURS, rows="partners"),
        Step("join", _("Enter a member"), f"{LIVE} >", TELLERS, adds="members", on="members.from_day"),
        Step("quit", _("End a membership"), f"{LIVE} >", TELLERS, ends="members"),
        Step("issues", _("Issues planned and out"), f"planned {LIVE} >", TELLERS, rows="issues",
             only=rules.OF_MEDIA),
        Step("tell", _("Report figures of a year"), f"{LIVE} >", TELLERS, adds="values", answers="figures",
             example={"values": {"item": "output", "until": "2025-12-31", "value": "1200"}}),
        Step("count", _("Report figures of a month"), f"{LIVE} >", TELLERS, adds="use", answers="use",
             example={"use": {"item": "visits", "until": "2026-02-28", "value": "1200"}}),
        Step("propose", _("Propose a tenant"), f"{LIVE} >", "keeper", given=ProposedTenant,
             follows=(actions.propose_tenant,)),
        Step("evaluate", _("Enter an evaluation"), f"{LIVE} >", "desk", adds="evaluations", on="evaluations.day",
             answers="evaluation", when_due=True),
        Step("note", _("Write the yearly note"), f"{LIVE} >", OURS, "note", must="note"),
        Step("review", _("Result of a round of review"), f"{LIVE} >", NOBODY, given=Handed, sets="score rank",
             puts={"ranked_on": TODAY}),
        # Source: S000-73, rank, publicity, honour.
        Step("show", _("Put the result into publicity"), "running > shown", "desk", only=RANKED),
        Step("honour", _("Honoured"), "shown > running", "desk", needs=[HONOURED], tone="main"),
        Step("conclude", _("End the publicity without an honour"), "shown > running", "desk", own=WHY),
        Step("keepers", _("Who reports for it"), f"{THERE} >", "desk", rows="keepers"),
        Step("end", _("End"), f"{THERE} > ended", OURS, "to_day", on="to_day", must="to_day", own=WHY,
             tone="careful"),
    ),
)  # fmt: skip
FACTS = "platform organisation came origin sector talents"
RUNS = Need(Is(platform__state__not="ended"), _("The platform has ended."))
STAYS = "admitted settled incubating graduated accelerated producing"
TENANTS = Cycle(
    {
        "candidate": _("Candidate"),
        "admitted": _p("tenant", "Admitted"),
        "settled": _p("tenant", "Settled"),
        "incubating": _("Being incubated"),
        "graduated": _("Graduated"),
        "accelerated": _("Being accelerated"),
        "producing": _("Producing"),
        "left": _p("tenant", "Left"),
        "refused": _("Not admitted"),
    },
    "left refused",
    (
        Step("propose", _("Propose a tenant"), "> candidate", OURS, f"{FACTS} unit", guard=queries.sector_reasons,
             needs=[RUNS], folds="origin"),
        Step("enter", _("Enter a tenant"), "> admitted", OURS, f"{FACTS} from_day unit", must="from_day came",
             past="from_day", guard=queries.sector_reasons, needs=[RUNS], folds="origin"),
        Step("edit", _("Change particulars"), f"candidate {STAYS} >", OURS, "came origin sector talents",
             guard=queries.sector_reasons, needs=[rules.CAME]),
        # Once admitted, whether it moved here and from which sector stands: shares are counted by it.
        Step("describe", _("Describe the candidate"), "candidate >", "keeper", "came origin sector talents",
             guard=queries.sector_reasons),
        Step("tell", _("Tell how many talents it has"), f"{STAYS} >", "keeper", "talents", must="talents"),
        Step("admit", _("Admit"), "candidate > admitted", "desk", "came sector from_day", on="from_day",
             must="from_day came sector", guard=queries.sector_reasons, needs=[RUNS], tone="main"),
        Step("refuse", _("Do not admit"), "candidate > refused", "desk", own=WHY, tone="careful"),
        Step("settle", _("It has settled"), "admitted > settled", TELLERS, "settled_on", on="settled_on",
             must="settled_on", needs=[rules.since_it_came("settled_on")], tone="main"),
        Step("incubate", _("Begin incubation"), "admitted settled > incubating", OURS, "incubated_from",
             on="incubated_from", must="incubated_from", needs=[rules.since_it_came("incubated_from")]),
        Step("graduate", _("Graduate"), "incubating > graduated", "desk", "graduated_on proof", on="graduated_on",
             must="graduated_on", needs=[rules.since_it_came("graduated_on")], tone="main"),
        Step("accelerate", _("Go on in an accelerator"), "graduated > accelerated", OURS, "accelerated_on",
             on="accelerated_on", must="accelerated_on", needs=[rules.since_it_came("accelerated_on")], tone="main"),
        Step("produce", _("It produces"), "settled graduated accelerated > producing", TELLERS, "producing_on",
             on="producing_on", must="producing_on", needs=[rules.since_it_came("producing_on")], tone="main"),
        Step("leave", _("It left"), f"{STAYS} > left", OURS, "to_day", on="to_day", must="to_day", own=WHY,
             needs=[rules.STAYED], tone="careful"),
    ),
)  # fmt: skip
