"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from functools import partial

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import During, Is, Some
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.official_tables import OfficialTable
from luoshi.kernel.kinds.language.parts import Face, Files, Protected, stars
from luoshi.kernel.kinds.language.rows import Rows, TableBeside
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.parameters.queries.parameters import due_within_limit
from luoshi.lines.followups import cycles, models, rules
from luoshi.papers.part import Paper

_ = words(__name__)

VALUES = office(__name__).values
TRAINED, UNTRAINED = (Is(sort="training", trained=told) for told in ("yes", "no"))
FERTILISING = Is(sort="fertilising")
IS_NEW, KNOWS_IF_NEW = Is(new="yes"), ~Is(new=None)
count_asked = partial(Figure, of="person", measure="distinct", on="asked.day", by="unit sort", unit="户")
# By the day of each survey: what was told last year stays in last year's figures when the household is asked again.
mean_change = partial(Figure, of="visits.change", measure="mean", on="visits.day", by="unit sort", unit="元")
count_new = partial(count_asked, on="visits.day", by="unit sort")  # a household once, whatever it said how often
share_new = partial(Figure, unit="%")
FOLLOWUPS = Kind(
    name="followups",
    label=_("Follow-up surveys"), one=_("Follow-up survey"),
    record=models.Followup, cycle=cycles.FOLLOWUPS, rights=rules.RIGHTS,
    void="dropped", unit=_("Asked by"),
    columns="sort year trained baseline_on followed_on",
    shows="sort person place year crop card trained programme baseline_on base_income followed_on technique income "
          "new change",
    quiet="place crop card trained programme base_income followed_on technique income new change",
    filters="sort place year trained followed_on",
    words="title crop technique", titled="{person} {year}",
    parts=(
        Protected(dict.fromkeys(("base_income", "income", "change"), stars), "unit desk", _("Show the incomes"),
                  rows="visits.income", about="person"),
        Rows("visits", models.FollowupVisit, _("Later surveys"), past="day",
             masks={"income": stars, "change": stars}),
        TableBeside("asked", models.FollowupSurvey, _("Days on which it was asked"), "record"),
        Rows("fertilisers", models.FollowupFertiliser, _("Fertilisers used")),
        Owed("next", _("Next survey"), due_within_limit(VALUES["followups.next"])),
        Unique("person sort year", where=~Is(state="dropped")),
        Files("form", _("Survey form"), "pdf jpg jpeg png", most=5),
        Face("trainings", _("Effect of training"), Is(sort="training"),
             columns="year trained baseline_on followed_on technique"),
        Face("fertilisings", _("Use of fertilisers"), FERTILISING, columns="place year crop baseline_on"),
        OfficialTable("fertilising", _("Households asked about fertilisers"),
                      "person place crop used baseline_on followed_on unit", order="place baseline_on",
                      where=FERTILISING & Some("asked", where=During("day", "P1Y")),
                      figures="fertilising"),
        count_asked("fertilising", _("Households asked about fertilisers"), where=FERTILISING,
                    target=VALUES["followups.fertilising"]),
        count_asked("households", _("Households asked about fertilisers and cards"),
                    where=Is(sort="fertilising card"), target=VALUES["followups.a_year"],
                    targets={"sort": {"fertilising": VALUES["followups.fertilising"]}}),
        count_asked("training", _("Households asked about training"), where=Is(sort="training")),
        count_asked("followed", _("Households asked again"), on="visits.day"),
        mean_change("trained_change", _("Change of income, trained"), where=TRAINED),
        mean_change("untrained_change", _("Change of income, not trained"), where=UNTRAINED),
        Figure("effect", _("Effect of training"), less="trained_change untrained_change", unit="元"),
        count_new("trained_yes", _("Trained households that introduced something new"), where=TRAINED, only=IS_NEW),
        count_new("trained_told", _("Trained households that said whether they did"), where=TRAINED, only=KNOWS_IF_NEW),
        share_new("trained_new", _("Introduced something new, trained"), over="trained_yes trained_told"),
        count_new("untrained_yes", _("Untrained households that introduced something new"), where=UNTRAINED,
                  only=IS_NEW),
        count_new("untrained_told", _("Untrained households that said whether they did"), where=UNTRAINED,
                  only=KNOWS_IF_NEW),
        share_new("untrained_new", _("Introduced something new, not trained"), over="untrained_yes untrained_told"),
        Coverage("cards", _("Advice cards whose effect was not asked"), rows="soilcards",
                 where=Is(state="handed outdated surveyed"), by="unit",
                 cells=(Cell("asked", _("Households asked"),
                             Some("followups", via="card", where=~Is(state="dropped"))),)),
    ),
    parameters=(VALUES["followups.next"],),
    prefix="跟", counter="户", corrects="desk", corrected=cycles.LATEST, help="followups",
)  # fmt: skip
EFFECTS = Kind(
    name="effects",
    label=_("Reports on effects of training"), one=_("Report on effects of training"),
    record=models.EffectReport, cycle=cycles.EFFECTS, rights=rules.RIGHTS,
    void="dropped", unit=_("Reported by"),
    columns="from_day to_day sessions attendances trained untrained effect",
    shows="from_day to_day issued_on sessions attendances trained trained_change untrained untrained_change effect "
          "trained_new untrained_new finding",
    quiet="issued_on sessions attendances trained trained_change untrained untrained_change effect trained_new "
          "untrained_new finding",
    filters="issued_on",
    words="title finding",
    parts=(
        Paper("report", _("Report on effects of training"), "issue", "title from_day to_day sessions attendances "
              "trained trained_change untrained untrained_change effect trained_new untrained_new finding", "效果",
              stands=Is(state="issued")),
        Figure("reports", _("Reports issued"), on="issued_on", by="unit", unit="份"),
    ),
    prefix="效", counter="份", corrects="desk", uncorrected="from_day to_day", help="followups",
)  # fmt: skip
LINE = Line(
    "followups",
    _("Follow-up surveys"),
    (FOLLOWUPS, EFFECTS),
    together=True,
    about=_("Households asked before and after, and what training changed: trained and untrained beside each other."),
)
