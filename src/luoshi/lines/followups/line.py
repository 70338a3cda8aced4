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
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.parameters.queries.parameters import due_within_limit
from luoshi.lines.followups import cycles, models, rules
from luoshi.papers.part import Paper

_ = words(__name__)

VALUES = office(__name__).values
TRAINED, UNTRAINED = (Is(sort="training", trained=told) for told in ("yes", "no"))
FERTILISING = Is(sort="fertilising")
count_asked = partial(Figure, on="followed_on", by="unit sort")
FOLLOWUPS = Kind(
    name="followups",
    label=_("Follow-up surveys"), one=_("Follow-up survey"),
    record=models.Followup, cycle=cycles.FOLLOWUPS, rights=rules.RIGHTS,
    void="dropped", unit=_("Asked by"),
    columns="sort year trained baseline_on followed_on change",
    shows="sort person place year crop card trained programme baseline_on base_income followed_on technique income "
          "new change",
    quiet="place crop card trained programme base_income followed_on technique income new change",
    filters="sort place year trained followed_on",
    words="title crop technique", titled="{person} {year}",
    parts=(
        Rows("visits", models.FollowupVisit, _("Later surveys"), past="day"),
        Rows("fertilisers", models.FollowupFertiliser, _("Fertilisers used")),
        Owed("next", _("Next survey"), due_within_limit(VALUES["followups.next"])),
        Unique("person sort year", where=~Is(state="dropped")),
        Files("form", _("Survey form"), "pdf jpg jpeg png", most=5),
        Face("trainings", _("Effect of training"), Is(sort="training"),
             columns="year trained base_income income change"),
        Face("fertilisings", _("Use of fertilisers"), FERTILISING, columns="place year crop baseline_on"),
        OfficialTable("fertilising", _("Households asked about fertilisers"),
                      "person place crop year baseline_on followed_on unit", order="place baseline_on",
                      where=FERTILISING & During("baseline_on", "P1Y"), figures="fertilising"),
        Figure("fertilising", _("Households asked about fertilisers"), where=FERTILISING, on="baseline_on", by="unit",
               unit="户", target=VALUES["followups.fertilising"]),
        Figure("households", _("Households asked"), on="baseline_on", by="unit sort", unit="户",
               target=VALUES["followups.a_year"],
               targets={"sort": {"fertilising": VALUES["followups.fertilising"]}}),
        count_asked("followed", _("Households asked again"), unit="户"),
        count_asked("trained_change", _("Change of income, trained"), "change", measure="mean", where=TRAINED,
                    unit="元"),
        count_asked("untrained_change", _("Change of income, not trained"), "change", measure="mean",
                    where=UNTRAINED, unit="元"),
        Figure("effect", _("Effect of training"), less="trained_change untrained_change", unit="元"),
        count_asked("trained_new", _("Introduced something new, trained"), measure="share", where=Is(new="yes"),
                    base=TRAINED & ~Is(new=None), unit="%"),
        count_asked("untrained_new", _("Introduced something new, not trained"), measure="share", where=Is(new="yes"),
                    base=UNTRAINED & ~Is(new=None), unit="%"),
        Coverage("cards", _("Advice cards whose effect was not asked"), rows="soilcards",
                 where=Is(state="handed outdated surveyed"), by="unit",
                 cells=(Cell("asked", _("Households asked"), Some("followups", via="card")),)),
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
          "finding",
    quiet="issued_on sessions attendances trained trained_change untrained untrained_change effect finding",
    filters="issued_on",
    words="title finding",
    parts=(
        Paper("report", _("Report on effects of training"), "issue", "title from_day to_day sessions attendances "
              "trained trained_change untrained untrained_change effect finding", "效果", stands=Is(state="issued")),
        Figure("reports", _("Reports issued"), on="issued_on", by="unit", unit="份"),
    ),
    prefix="效", counter="份", corrects="desk", help="followups",
)  # fmt: skip
LINE = Line(
    "followups",
    _("Follow-up surveys"),
    (FOLLOWUPS, EFFECTS),
    together=True,
    about=_("Households asked before and after, and what training changed: trained and untrained beside each other."),
)
