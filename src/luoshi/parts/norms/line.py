"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.basis import Basis
from luoshi.kernel.kinds.language.conditions import Is, Some, Valid
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Counted, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.kernel.kinds.lines import Line
from luoshi.parts.norms import cycles, models, rules

_ = words(__name__)

VALUES = office(__name__).values
KEPT = Is(state="issued checked")
NORMS = Kind(
    name="norms",
    label=_("Plans and rules"), one=_("Plan or rule"),
    record=models.Norm, cycle=cycles.NORMS, rights=rules.WHO,
    void="dropped", unit=_("Drafted by"),
    columns="sort document from_day to_day",
    shows="sort audience mechanism industry act about responsible scope replaces content procedure method consequence "
          "until argued_on argument issuer document issued_on from_day to_day evaluated_on evaluation",
    quiet="audience mechanism industry act about responsible scope replaces content procedure method consequence "
          "until argued_on argument issuer document issued_on from_day to_day evaluated_on evaluation",
    filters="sort audience mechanism industry act from_day",
    words="title document content", codes="document",
    parts=(
        cycles.APPROVED,
        Rows("reports", models.NormReport, _("Reports cited"), past="day"),
        Rows("nodes", models.NormNode, _("Nodes")),
        Rows("targets", models.NormTarget, _("Targets")),
        Rows("opinions", models.NormOpinion, _("Opinions"), most=100, past="day"),
        Rows("checks", models.NormCheck, _("Checks"), large=True, past="day"),
        Rows("basis", models.NormBasis, _("Basis")),
        Basis(at="issue"),
        Validity(where=KEPT),
        Owed("check", _("Yearly check"), every="P1Y", where=KEPT),
        Unique("document", where=models.EVER),
        Files("text", _("Text"), "pdf docx", must=True, most=1),
        Face("plans", _("Plans"), Is(sort="plan"), columns="document from_day to_day"),
        Face("rules", _("Rules"), Is(sort="rule"), columns="document from_day to_day"),
        Face("roadmaps", _("Roadmaps"), Is(sort="roadmap"), columns="industry document from_day to_day"),
        Public("title sort issuer document from_day to_day", VALUES["norms.public"], where=Is(state=models.IN_USE)),
        Figure("in_force", _("Plans and rules in force"), at="from_day to_day", by="unit sort industry act mechanism",
               unit="件",
               targets={"sort": {"roadmap": VALUES["norms.roadmaps"], "system": VALUES["norms.systems"],
                                 "mechanism": VALUES["norms.mechanisms"]}}),
        Figure("care_rules", _("Rules of care in force"), at="from_day to_day", where=~Is(act=None), by="unit act",
               unit="件", target=VALUES["norms.care_rules"]),
        Coverage("care", _("Acts of care with a rule"), rows="norms.acts", years=1,
                 cells=(Cell("rules", _("Rules in force"), Counted("norms.care_rules", "act")),)),
        Figure("opinions", _("Opinions received"), "opinions", on="opinions.day", by="unit", unit="条"),
        Figure("answered", _("Of these, answered"), "opinions", measure="share", part=~Is(adopted=None),
               on="opinions.day", by="unit", unit="%"),
        Figure("checks", _("Checks"), "checks", on="checks.day", by="unit sort mechanism", unit="次"),
        Coverage("farming", _("Mechanisms of farmers’ education"), rows="norms.farming", years=1, cells=(
            Cell("force", _("In force"), Counted("norms.in_force", "mechanism")),
            Cell("checked", _("Checked"), Counted("norms.checks", "mechanism")),
        )),
        Coverage("based", _("Plans and rules without a basis"), where=models.EVER, by="unit sort",
                 cells=(Cell("basis", _("Basis"), Some("basis")),)),
        Coverage("mechanisms", _("Mechanisms in force"), where=Is(sort="mechanism") & ~Is(state="revised"), by="unit",
                 cells=(Cell("force", _("In force"), Is(state=models.IN_USE) & Valid("from_day", "to_day")),)),
    ),
    parameters=(VALUES["norms.cadre_months"],),
    prefix="规", counter="件", corrects="desk", help="norms",
)  # fmt: skip
LINE = Line(
    "norms",
    _("Plans and rules"),
    (NORMS,),
    about=_(
        "Plans, rules, charters and roadmaps: how each came about, on which days it is in force, what replaced it."
    ),
)
