"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words, words_in
from luoshi.kernel.kinds.assessed import Assessable
from luoshi.kernel.kinds.language.computed_fields import Computed, Divide
from luoshi.kernel.kinds.language.conditions import Is, Some
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Counted, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.parameters.queries.parameters import due_within_limit
from luoshi.lines.awards import actions, cycles, models, rules
from luoshi.papers.part import Paper
from luoshi.parts.funds.payment_part import Pays
from luoshi.parts.publicity.part import Publicity

_ = words(__name__)
_p = words_in(__name__)

VALUES = office(__name__).values
AWARDED = Is(state="decided paid")
KEPT = ~Is(state="recalled")  # what was awarded and not taken back
AWARDS = Kind(
    name="awards",
    label=_("Awards"), one=_("Award"),
    record=models.Award, cycle=cycles.AWARDS, rights=rules.OPEN,
    unit=_("Kept by"),
    columns="level interval last next quota",
    shows="level ours interval last next due_on early age quota exclusive norm to_day",
    filters="level ours exclusive next",
    parts=(
        Computed("next", "last + interval"),
        Owed("cycle", _("Next cycle"), at="due_on", where=Is(state="force", ours="yes")),
        Unique("title", where=Is(state="force")),
        Public("title level interval last next", VALUES["awards.open"], where=Is(state="force")),
        Face("ours", _("Our awards"), Is(ours="yes")),
        Figure("cycles", _("Calls of awards decided"), "calls", on="calls.decided", by="unit level", unit="届"),
    ),
    corrected=(actions.plan_next_cycle,),
    prefix="奖", counter="个", corrects="desk", help="awards",
)  # fmt: skip
HONOURS = Kind(
    name="honours",
    label=_("Honours"), one=_("Honour"),
    record=models.Honour, cycle=cycles.HONOURS, rights=rules.OF_PERSONS,
    void="refused revoked", unit=_("Kept by"),
    columns="level grade year day",
    shows="award outer person organisation work achievement platform application level grade year "
          "day money fund paid exclusive",
    filters="award level grade year",
    titled="{award}{outer} {person}{organisation} {work}{platform}",
    parts=(
        Rows("media", models.MediaReport, _("Reports on the deeds"), past="day"),
        Unique("award year person", where=~Is(state="refused revoked recalled")),
        Unique("exclusive year person", where=~Is(state="refused revoked recalled")),
        Pays("fund", "money", binds="decide enter", spends="pay", frees="revoke return"),
        Paper("certificate", _("Certificate of honour"), "decide", "award outer person organisation work platform "
              "level grade year day", "荣证", "certificate", stands=AWARDED),
        Public("title level grade year day", VALUES["honours.open"], where=AWARDED),
        Figure("honours", _("Honours"), on="day", where=KEPT, by="unit level grade day.year", unit="项"),
        Figure("achievements", _("Honours of achievements"), on="day", where=KEPT & ~Is(achievement=None),
               by="unit level grade", unit="项"),
        Figure("persons", _("Persons honoured"), "person", measure="distinct", on="day", where=KEPT, by="unit level",
               unit="人"),
        Figure("reported", _("Of these, with a report on the deeds"), measure="share", where=Some("media"), base=KEPT,
               on="day", by="unit level", unit="%"),
        Coverage("deeds", _("Honours without a report on the deeds"), where=AWARDED, by="unit level",
                 cells=(Cell("media", _("Report"), Some("media")),)),
    ),
    messages={"decided": _("An honour that you proposed was awarded.")},
    prefix="荣", counter="项", corrects="desk", help="awards",
)  # fmt: skip
LEARN, BLAME = Is(sort="deed team community praise"), Is(sort="criticism error breach")
EXAMPLES = Kind(
    name="examples",
    label=_("Examples"), one=_("Example"),
    record=models.ExampleCase, cycle=cycles.EXAMPLES, rights=rules.CASES,
    void="dropped withdrawn", unit=_("Kept by"),
    columns="sort person day decided_on days",
    shows="sort person organisation about norm weight day reason lesson responsible consequence decided_on days "
          "published_on result",
    filters="sort weight day",
    words="title reason lesson",
    parts=(
        Computed("days", "days(day, decided_on)"),
        Rows("media", models.MediaReport, _("Reports"), past="day"),
        Files("papers", _("Papers"), "pdf docx jpg jpeg png"),
        Publicity("published", VALUES["examples.publicity"], "title sort reason lesson consequence", then="handle",
                  reads="office"),
        Owed("appeal", _("Answer to the appeal"), due_within_limit(VALUES["examples.appeal"])),
        Unique("sort person day", where=~Is(state="dropped withdrawn"), clash="doubt", who="desk"),
        Paper("case", _("Case to learn from"), "publish", "title sort reason lesson consequence published_on", "例通",
              stands=Is(state="published stands handled")),
        Public("title sort lesson published_on", VALUES["examples.open"],
               where=Is(state="published stands handled") & LEARN),
        Face("deeds", _("Deeds and praise"), LEARN, columns="sort person organisation published_on"),
        Face("errors", _("Criticism and breaches"), BLAME, columns="sort weight day decided_on days"),
        Face("breaches", _("Breaches of rules"), Is(sort="breach"), columns="norm organisation day published_on"),
        Figure("examples", _("Examples decided"), on="decided_on", by="unit sort weight", unit="件"),
        Figure("days", _("Days until the decision"), "days", measure="mean", on="decided_on", by="unit sort",
               unit="天"),
        Figure("reports", _("Reports"), "media", on="media.day", by="unit sort media.medium", unit="篇"),
    ),
    parameters=(VALUES["examples.appeal"],),
    messages={
        "published": _("An example that concerns you was published: you may appeal."),
        "answered": _("The appeal on an example that concerns you was decided."),
    },
    prefix="例", counter="件", corrects="desk", help="awards",
)  # fmt: skip
SPLITS = Kind(
    name="splits",
    label=_("Divided bonuses"), one=_("Divided bonus"),
    record=models.BonusSplit, cycle=cycles.SPLITS, rights=rules.WHO,
    void="cancelled", unit=_("Kept by"),
    columns="about total scope paid",
    shows="about fund total scope shares agreed_on paid",
    filters="fund paid",
    parts=(
        Rows("members", models.SplitMember, _("Members"), "person percent", sums={"percent": 100}, once="person",
             least=1, computed="amount", at="publish"),
        Divide("members.amount", of="total", by="percent"),
        Publicity("published", VALUES["splits.publicity"], "title total scope shares", then="agree", reads="unit"),
        Pays("fund", "total", binds="publish agree", spends="pay", frees="back cancel"),
        Files("minutes", _("Signatures of the members"), "pdf jpg jpeg png"),
        Files("voucher", _("Voucher"), "pdf jpg jpeg png"),
        Paper("list", _("Division of a bonus"), "agree", "title total scope agreed_on", "分表", rows="members",
              stands=Is(state="agreed paid")),
        Figure("paid", _("Bonuses paid"), "total", measure="sum", on="paid", by="unit fund", unit="元"),
        Figure("splits", _("Bonuses divided and paid"), on="paid", by="unit fund", unit="项"),
    ),
    prefix="酬", counter="项", corrects="desk", help="awards",
)  # fmt: skip
TALENTS = Kind(
    name="talents",
    label=_("Talents"), one=_("Talent"),
    record=models.Talent, cycle=cycles.TALENTS, rights=rules.OF_PERSONS,
    unit=_("Kept by"),
    columns="origin programme grade from_day",
    shows="person origin programme nomination grade from_day settled selected_on to_day",
    filters="origin programme grade from_day",
    titled="{person}",
    parts=(
        Rows("sorts", models.TalentSort, _("Sorts of talent"), once="sort"),
        Rows("chances", models.TalentChance, _("Chances used"), past="day"),
        Rows("supports", models.TalentSupport, _("Support"), past="day"),
        Rows("assessments", models.TalentAssessment, _("Assessments"), past="day"),
        Assessable("found trained nominated selected supported assessed", people="person", cls="programme",
                 named="person", shows="origin programme grade from_day"),
        Owed("assessment", _("Yearly assessment"), every="P1Y", where=Is(state=cycles.CARED)),
        Unique("person", where=~Is(state="left")),
        Face("brought", _("Brought in"), Is(origin="brought")),
        Figure("stock", _("Talents"), at="from_day to_day", by="unit origin programme", unit="人",
               target=VALUES["talents.stock"]),
        Figure("by_sort", _("Talents by sort"), "sorts", at="from_day to_day", by="unit sorts.sort", unit="人"),
        Figure("attracted", _("Talents attracted"), on="from_day", by="unit origin", unit="人"),
        Figure("gone", _("Talents who left"), on="to_day", by="unit origin", unit="人"),
        Figure("selected", _("Selected for plans"), on="selected_on", by="unit programme grade selected_on.year",
               unit="人"),
        Figure("chances", _("Chances used"), "chances", on="chances.day", by="unit chances.chance", unit="人次"),
        Figure("support", _("Money of the support"), "supports.money", measure="sum", on="supports.day",
               by="unit programme supports.tool", unit="元"),
        Coverage("served", _("Talents without a chance this year"), where=~Is(state="left"), by="unit origin",
                 cells=(Cell("chance", _("Chance"), Some("chances", where=cycles.THIS_YEAR)),)),
        Coverage("plans", _("Support plans by year"), rows="talents.programmes", cells=(
            Cell("called", _("Called for"), Counted("calls.calls", "plan")),
            Cell("applied", _("Applied"), Counted("applications.applied", "plan")),
            Cell("approved", _("Approved"), Counted("projects.approved", "plan")),
            Cell("term", _p("plan", "Running"), Counted("projects.term", "plan")),
            Cell("accepted", _("Assessed and accepted"), Counted("projects.completed", "plan")),
            Cell("selected", _("Talents selected"), Counted("talents.selected", "programme")),
        )),
    ),
    prefix="才", counter="人", corrects="desk", help="awards",
)  # fmt: skip
ACHIEVEMENTS = Kind(
    name="achievements",
    label=_("Achievements"), one=_("Achievement"),
    record=models.Achievement, cycle=cycles.ACHIEVEMENTS, rights=rules.OPEN,
    void="withdrawn", unit=_("Kept by"),
    columns="registered_no organisation level registered_on",
    shows="registered_no organisation branch registered_on level appraised_on appraiser used_on effect withdrawn_on",
    filters="level branch registered_on",
    words="title registered_no", codes="registered_no",
    parts=(
        Rows("authors", models.AchievementAuthor, _("Authors"), once="person"),
        Rows("results", models.AchievementResult, _("Results"), past="day"),
        Files("papers", _("Papers"), "pdf docx"),
        Unique("registered_no"),
        Unique("title organisation", where=~Is(state="withdrawn"), clash="doubt", who="desk"),
        Paper("registration", _("Registration of an achievement"), "register",
              "title registered_no organisation branch registered_on", "登证", "certificate", rows="authors",
              stands=~Is(state="withdrawn")),
        Figure("achievements", _("Achievements registered"), on="registered_on", by="unit level branch", unit="项"),
        Figure("stock", _("Achievements in the register"), at="registered_on withdrawn_on", by="unit level branch",
               unit="项"),
        Figure("used", _("Put to use"), on="used_on", by="unit level", unit="项"),
    ),
    prefix="成", counter="项", corrects="desk", help="awards",
)  # fmt: skip
LINE = Line(
    "awards",
    _("Awards and talent"),
    (AWARDS, HONOURS, EXAMPLES, SPLITS, TALENTS, ACHIEVEMENTS),
    together=True,
    about=_("Awards in cycles, honours, examples, bonuses divided by contribution, talents and achievements."),
)
