"""The declaration of the line; pages, API, rights matrix and diagram follow from it."""

from __future__ import annotations

from typing import Any

from luoshi.codes.contact import mask_name
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Files, Protected, stars
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.parameters import previews
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, Suggested, retention_parameter, working_days
from luoshi.kernel.parameters.rules import yes_or_no
from luoshi.lines.appeals.models import Appeal
from luoshi.lines.appeals.rules import CYCLE, RIGHTS

_ = words(__name__)

DAYS = DeclaredParameter(
    "appeals.answer_days",
    _("Working days within which an appeal is answered"),
    int,
    group=_("Appeals"),
    unset=_("Assigned appeals have no due date: no reminders are sent, and none counts as late."),
    suggested=(
        Suggested("5", _("A county's rule for its letter-box: 5 working days (cywglfh.caiyes.cn 25906)")),
        Suggested("15", _("One place's rule for ordinary written instructions: 15 days (fymate 168342)")),
    ),
    preview=previews.preview_workdays,
    words=previews.in_workdays,
)
PUBLIC = DeclaredParameter(
    "appeals.public",
    _("Applicants may ask for the state of their appeal without signing in, by its number and their contact"),
    yes_or_no,
    group=_("Appeals"),
    unset=_("Not public: nobody can ask without signing in."),
    words=previews.in_yes,
)
# A reopened appeal counts, with its day and mark, only when it is reported back and closed again.
TOLD: dict[str, Any] = {"on": "told", "by": "unit channel grade"}
MARKED: dict[str, Any] = {**TOLD, "measure": "mean", "where": Is(state="closed")}
APPEALS = Kind(
    name="appeals",
    label=_("Appeals"),
    one=_("Appeal"),
    record=Appeal,
    cycle=CYCLE,
    rights=RIGHTS,
    columns="channel grade",
    shows="words channel grade answer told mark",
    filters="channel grade mark",
    words="title words answer",
    parts=(
        Protected({"speaker": mask_name, "contact": stars}, ("desk",), _("Show who this is")),
        Owed("answer", _("Answer"), working_days(DAYS)),
        Files("files", _("Evidence")),
        Public("number state", PUBLIC, listed=False, find_by="contact", answers="number state told"),
        Figure("told", _("Applicant informed"), where=Is(state="told closed"), unit=_("appeals"), **TOLD),
        Figure("satisfaction", _("Satisfaction (1 to 5)"), "mark", unit=_("points"), **MARKED),
    ),
    parameters=(DAYS,),
    keeps=retention_parameter("appeals.keep_years", _("Years for which a closed appeal is kept (1 to 100, or 永久)")),
    messages={
        "assigned": _("%(who)s asks %(unit)s for an answer. Due: %(due)s"),
        "returned": _("%(unit)s says this is not its task: assign it again."),
        "answered": _("%(unit)s has answered: pass the answer on."),
        "word": _("The leader wrote an instruction on this: see the history."),
    },
    corrects="desk",
    prefix="诉",
)
LINE = Line(
    "appeals",
    _("Appeals"),
    (APPEALS,),
    about=_("What people ask for, to whom it was handed, and the answer they got."),
)
