"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from functools import partial

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.assessed import Assessable
from luoshi.kernel.kinds.language.basis import Basis
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import Is, Some
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files, Protected, stars
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.parameters.queries.parameters import due_within_limit, retention_parameter
from luoshi.lines.experts import cycles, models, rules

_ = words(__name__)

VALUES = office(__name__).values
EXPERTS = Kind(
    name="experts",
    label=_("Expert pool"), one=_("Expert"),
    record=models.PoolExpert, cycle=cycles.EXPERTS, rights=rules.OF_EXPERTS,
    void="refused", unit=_("Kept by"),
    columns="organisation rank from_day",
    shows="person organisation rank consent from_day to_day",
    quiet="to_day",
    filters="rank",
    titled="{person}",
    parts=(
        Rows("branches", models.ExpertField, _("Fields"), once="branch"),
        Rows("employments", models.Employment, _("Works or worked at"), past="from_day"),
        Rows("ties", models.Tie, _("Ties that bar")),
        Rows("absences", models.Absence, _("Absences")),
        Owed("recheck", _("Check of the expert"), since=VALUES["experts.recheck_months"], where=Is(state="pool")),
        Assessable("pool suspended", people="person", organisations="organisation", named="person organisation rank"),
        Unique("person", where=~Is(state="refused left")),
        Files("pledge", _("Agreement and pledge"), "pdf jpg jpeg png"),
        Figure("branches", _("Experts by field"), "branches", on="from_day", where=Is(state="pool suspended"),
               by="unit branches.branch", unit="人"),
        Figure("pool", _("Experts in the pool"), at="from_day to_day", by="unit rank", unit="人",
               target=VALUES["experts.pool"]),
    ),
    prefix="专", counter="人", corrects="desk", help="experts",
)  # fmt: skip
CASES = Is(sort="ethics misconduct credit")
INTEGRITY = Kind(
    name="integrity",
    label=_("Integrity"), one=_("Event of integrity"),
    record=models.IntegrityEvent, cycle=cycles.INTEGRITY, rights=rules.OF_INTEGRITY,
    void="dropped withdrawn", unit=_("Kept by"),
    columns="sort day weight from_day to_day",
    shows="sort person organisation source day weight told from_day to_day withdrawn",
    quiet="organisation source weight told from_day to_day withdrawn",
    filters="sort weight day",
    titled="{sort} {person}{organisation}",
    parts=(
        Protected({"finding": stars}, "desk leader concerned", _("Show the finding"), logged=True),
        Rows("measures", models.IntegrityMeasure, _("Measures")),
        Rows("basis", models.FindingBasis, _("Basis")),
        Basis(at="decide"),
        Files("papers", _("Papers"), "pdf docx jpg jpeg png"),
        Owed("decision", _("Decision on the appeal"), due_within_limit(VALUES["integrity.appeal"])),
        Face("pledges", _("Pledges"), Is(sort="pledge"), columns="person organisation day"),
        Face("cases", _("Cases and events"), CASES),
        Coverage("based", _("Findings without a basis"), where=CASES & ~Is(weight=None), by="unit sort",
                 cells=(Cell("basis", _("Basis"), Some("basis")),)),
        Figure("pledges", _("Pledges"), where=Is(sort="pledge"), on="day", by="unit", unit="份"),
        Figure("cases", _("Cases and events reported"), where=CASES, on="day", by="unit sort", unit="件"),
        Figure("effect", _("Findings in effect"), where=Is(withdrawn=None), at="from_day to_day", by="unit weight",
               unit="件"),
    ),
    parameters=(VALUES["integrity.appeal"],),
    messages={"told": _("A finding about you was recorded: you may appeal.")},
    keeps=retention_parameter("integrity.keep_years",
                              _("Years for which a closed event of integrity is kept (1 to 100, or 永久)")),
    prefix="信", corrects="desk", help="experts",
)  # fmt: skip
CLEARANCES = Kind(
    name="clearances",
    label=_("Clearances"), one=_("Clearance"),
    record=models.Clearance, cycle=cycles.CLEARANCES, rights=rules.WHO,
    unit=_("Asked by"),
    columns="purpose asked hits",
    shows="person organisation purpose asked hits found",
    quiet="organisation found",
    filters="asked",
    titled="{purpose} {person}{organisation}",
    parts=(
        Figure("clearances", _("Clearances"), on="asked", by="unit", unit="次"),
        Figure("barred", _("Of these, barred"), where=~Is(hits=0), on="asked", by="unit", unit="次"),
    ),
    prefix="询", counter="次", corrects="desk", help="experts",
)  # fmt: skip
ADVICES = Kind(
    name="advices",
    label=_("Advice"), one=_("Request for advice"),
    record=models.Advice, cycle=cycles.ADVICES, rights=rules.WHO,
    void="cancelled", unit=_("Asked by"),
    columns="group asked_on until",
    shows="about group question asked_on until outcome concluded",
    quiet="about until outcome concluded",
    filters="asked_on",
    words="title group question",
    parts=(
        Rows("opinions", models.Opinion, _("Opinions"), large=True, past="day"),
        Owed("advice", _("Advice"), at="until", where=Is(state="asked")),
        Files("papers", _("Papers"), "pdf docx jpg jpeg png"),
        Figure("asked", _("Advice asked for"), on="asked_on", by="unit", unit="件"),
        Figure("adopted", _("Of this, adopted"), where=Is(state="adopted"), on="asked_on", by="unit", unit="件"),
    ),
    prefix="咨", corrects="desk", help="experts",
)  # fmt: skip
count_services = partial(Figure, where=Is(state="done confirmed"), on="day", by="unit sort topic")
GUIDANCES = Kind(
    name="guidances",
    label=_("Services by experts"), one=_("Service by an expert"),
    record=models.Guidance, cycle=cycles.GUIDANCES, rights=rules.OF_GUIDANCES,
    void="cancelled", unit=_("Organised by"),
    columns="sort expert organisation asked_on day",
    shows="sort topic expert organisation place guided asked_on problem day households result solved days",
    quiet="topic organisation place guided day households result solved days",
    filters="sort topic asked_on day",
    words="title problem result",
    parts=(
        Computed("days", "days(asked_on, day)"),
        Owed("answer", _("Answer"), due_within_limit(VALUES["guidances.answer"])),
        Files("photos", _("Photographs"), "jpg jpeg png", most=9, bare=True),
        Face("visits", _("Visits to firms"), Is(sort="visit"), columns="expert organisation day solved"),
        Face("techniques", _("Guidance on techniques"), Is(sort="technique"),
             columns="topic expert place day households"),
        Face("questions", _("Questions of farmers"), Is(sort="question"), columns="topic expert asked_on day days"),
        count_services("services", _("Services by experts"), unit="次", target=VALUES["guidances.a_year"]),
        count_services("households", _("Households reached"), "households", measure="sum", unit="户次"),
        count_services("days", _("Days until the answer"), "days", measure="mean", unit="天"),
        Figure("solved", _("Solved"), measure="share", where=Is(solved="yes"), base=Is(state="confirmed"), on="day",
               by="unit sort", unit="%"),
    ),
    parameters=(VALUES["guidances.answer"],),
    messages={"assigned": _("Something is asked of you as an expert: answer it.")},
    prefix="导", counter="次", corrects="desk", help="experts",
)  # fmt: skip
LINE = Line(
    "experts",
    _("Experts and integrity"),
    (EXPERTS, GUIDANCES, ADVICES, INTEGRITY, CLEARANCES),
    together=True,
    about=_("The pool of experts, what they do for firms and villages, advice, and who is barred from what."),
)
