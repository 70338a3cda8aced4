"""The declaration of the line; pages, API, sheets, rights matrix and diagram follow from it."""

from __future__ import annotations

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, No
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.lines import SUPERVISION, Line
from luoshi.lines.supervision import cycles, models
from luoshi.papers.part import Paper

_ = words(__name__)

VALUES = office(__name__).values
HELD = ~Is(state="planned cancelled")
IN_TIME = ~Is(corrected=None) & Least("due", Field("corrected"))
SUPERVISIONS = Kind(
    name="supervisions",
    label=_("Supervisory checks"), one=_("Supervisory check"),
    record=models.SupervisoryCheck, cycle=cycles.CYCLE, rights=cycles.RIGHTS,
    void="cancelled", unit=_("Unit checked"),
    columns="about sort day",
    shows="about sort organisation planned day progress effect",
    quiet="about organisation progress effect",
    filters="sort planned day",
    words="title progress effect",
    parts=(
        Rows("findings", models.CheckFinding, _("Findings"), ends="corrected", begins_open=True,
             past="corrected verified"),
        Files("photos", _("Photos"), "jpg jpeg png", most=20),
        Files("proof", _("Proof of correction"), "pdf docx xlsx jpg jpeg png", most=20),
        Owed("visit", _("Check"), at="planned", where=Is(state="planned")),
        Owed("correction", _("To be corrected"), at="findings.due", met="findings.corrected",
             where=Is(state="correcting")),
        Paper("notice", _("Notice to correct"), "demand hand", "title about sort organisation day", "督改",
              rows="findings", stands=Is(state="correcting closed")),
        Face("policies", _("Checks of policies"), Is(sort="policy"), columns="about organisation day"),
        Face("safety", _("Safety checks"), Is(sort="safety"), columns="organisation planned day"),
        Face("accountability", _("Register of accountability"), Is(sort="accountability"),
             columns="about organisation day"),
        Figure("checks", _("Checks held"), on="day", where=HELD, by="unit sort", unit="次"),
        Figure("leaks", _("Leaks"), on="day", where=HELD & Is(sort="leak"), by="unit", unit="起",
               target=VALUES["supervisions.leaks"]),
        Figure("findings", _("Findings of checks"), "findings", on="day", where=HELD, by="unit sort", unit="个"),
        Figure("corrected", _("Findings corrected"), "findings", on="findings.corrected", by="unit sort", unit="个"),
        Figure("in_time", _("Corrected in time"), "findings", measure="share", on="findings.due",
               where=Is(state="correcting closed"), part=IN_TIME, by="unit sort", unit="%"),
        Coverage("followed", _("Checks followed up"), where=Is(state="correcting closed"), by="unit sort",
                 cells=(Cell("person", _("Each finding has a person"), No("findings", person=None)),
                        Cell("corrected", _("All corrected"), No("findings", corrected=None)),
                        Cell("verified", _("All verified"), No("findings", verified=None)))),
    ),
    messages={"demanded": _("A check found something that %(unit)s or a unit with it is to correct.")},
    prefix="巡", counter="次", corrects="desk", help="supervision",
)  # fmt: skip
LINE = Line(
    "supervision",
    _("Supervisory checks"),
    (SUPERVISIONS,),
    area=SUPERVISION,
    about=_("Checks of any matter: what was found, who corrects it by when, and whether that was verified."),
)
