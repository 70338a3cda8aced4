"""The declaration of the line; pages, API, sheets, rights matrix and diagrams follow from it."""

from __future__ import annotations

from functools import partial

from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Counted, Coverage, Figure
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.public import Public
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.lines import Line
from luoshi.lines.learning import actions, cycles, models, rules
from luoshi.lines.learning.communities import REVIEWS
from luoshi.lines.learning.cycles import OFFERED, TAUGHT
from luoshi.lines.learning.learners import ENROLMENTS, LEARNERS
from luoshi.papers.part import Paper

_ = words(__name__)

VALUES = models.VALUES
CAME = Is(came="yes")
count_held = partial(Figure, on="held_on", where=TAUGHT, by="unit sort theme level ability provider")
count_people = partial(Figure, on="held_on", by="unit sort theme level")
PROGRAMMES = Kind(
    name="programmes",
    label=_("Programmes and classes"), one=_("Programme or class"),
    record=models.StudyProgramme, cycle=cycles.PROGRAMMES, rights=rules.RIGHTS,
    void="refused", unit=_("Run by"),
    columns="sort theme provider from_day to_day seats",
    shows="sort form provider part_of plan ability audience crop season approval approved_on theme level ordered_by "
          "need hours seats place from_day to_day offered_on held_on result",
    quiet="form part_of plan ability audience crop season approval approved_on level ordered_by need hours place "
          "offered_on held_on result",
    filters="sort theme ability level form from_day",
    words="title need result approval", codes="approval",
    parts=(
        Rows("sessions", models.ProgrammeSession, _("Timetable")),
        Rows("participants", models.ProgrammeParticipant, _("Participants"), once="person", ends="to_day",
             begins_open=True, most=120, past="to_day"),
        Rows("roles", models.ProgrammeRole, _("Who manages, runs and evaluates"), ends="to_day", begins_open=True),
        Held("roles", _("Who manages, runs and evaluates"), rows="roles", who="body", role="role",
             apart="manage run evaluate", exactly={"manage": 1, "run": 1, "evaluate": 1}, only=Is(state="open held")),
        Files("papers", _("Papers of the class"), "pdf docx xlsx jpg jpeg png", most=20),
        Owed("end", _("End"), at="to_day", where=Is(state="open")),
        Unique("approval"),
        Unique("title provider from_day", where=~Is(state="refused stopped"), clash="doubt", who="desk"),
        Paper("timetable", _("Timetable of a class"), "open", "title theme provider place from_day to_day hours seats",
              "课表", rows="sessions", stands=Is(state="open held finished")),
        Paper("record", _("Record of a class"), "finish", "title theme provider place from_day to_day held_on hours "
              "result", "班档", rows="participants", stands=Is(state="finished")),
        Public("title sort form theme provider place from_day to_day seats", VALUES["programmes.open"],
               where=Is(state="open"), label=_("Courses and classes")),
        Face("classes", _("Classes"), Is(sort="class"), columns="theme provider from_day to_day seats"),
        Face("courses", _("Courses"), Is(sort="course"), columns="form theme provider hours from_day"),
        Face("programmes", _("Programmes"), OFFERED, columns="sort level provider approval from_day to_day"),
        count_held("held", _("Courses and classes held"), unit="期"),
        count_held("classes", _("Classes held"), where=Is(sort="class"), unit="期",
                   target=VALUES["programmes.a_year"]),
        count_people("participants", _("People who came"), "participants", only=CAME, unit="人次"),
        count_people("persons", _("Different people"), "participants.person", measure="distinct", only=CAME,
                     unit="人"),
        count_people("senders", _("Organisations that sent somebody"), "participants.organisation",
                     measure="distinct", only=CAME, unit="家",
                     targets={"theme": {"ip": VALUES["programmes.ip_firms"]}}),
        count_people("attendance", _("Came, of those who signed up"), "participants", measure="share", part=CAME,
                     only=Is(to_day=None), unit="%"),
        Figure("sessions", _("Sessions"), "sessions", on="sessions.day", where=Is(state="open held finished"),
               by="unit sort theme", unit="次"),
        Figure("hours", _("Hours of the sessions"), "sessions.hours", measure="sum", on="sessions.day",
               where=Is(state="open held finished"), by="unit sort theme", unit="学时"),
        Figure("places", _("Places offered"), "seats", measure="sum", on="offered_on", by="unit sort theme level",
               unit="个"),
        Figure("offered", _("Programmes offered"), at="offered_on to_day", where=OFFERED, by="unit sort level",
               unit="个"),
        Figure("nondegree", _("Share of those without a degree"), measure="share", where=Is(sort="nondegree"),
               base=OFFERED, at="offered_on to_day", by="unit level", unit="%"),
        Coverage("themes", _("Themes by year"), rows="programmes.themes", cells=(
            Cell("held", _("Courses and classes held"), Counted("programmes.held", "theme")),
            Cell("came", _("People who came"), Counted("programmes.participants", "theme")),
        )),
        Coverage("abilities", _("Abilities by year"), rows="programmes.abilities", cells=(
            Cell("held", _("Courses and classes held"), Counted("programmes.held", "ability")),
        )),
    ),
    prefix="教", counter="个", corrects="desk", corrected=(actions.check_programme,), help="learning",
)  # fmt: skip
LINE = Line(
    "learning",
    _("Learning"),
    (PROGRAMMES, LEARNERS, ENROLMENTS, REVIEWS),
    together=True,
    about=_(
        "Programmes of education, courses and classes, with timetable, places, participants and what came of them; "
        "learners, their studies, and the education of communities."
    ),
)
