"""The declaration of learners and of their studies."""

from __future__ import annotations

from functools import partial

from luoshi.codes.contact import mask_mobile
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import Field, Is, Some
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Protected, stars
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.lines.learning import actions, learner_cycles, models, rules
from luoshi.papers.part import Paper

_ = words(__name__)

VALUES = models.VALUES
ELDERLY = Is(group="elderly")
FARMS = Is(group="farmers") & ~Is(crop=None)
# Source: S000-64: courses that fit local farming; who dropped out was not taught.
FITS = Is(programme__crop=Field("learner.crop")) & ~Is(state="left") & Is(programme__state__not="stopped")
count_learners = partial(Figure, at="from_day to_day", by="unit area age group", unit="人")
LEARNERS = Kind(
    name="learners",
    label=_("Learners"), one=_("Learner"),
    record=models.Learner, cycle=learner_cycles.LEARNERS, rights=rules.OF_LEARNERS,
    unit=_("Kept by"),
    columns="group area age place from_day",
    shows="person group area age place crop scale alone pace from_day to_day",
    quiet="group age place crop scale alone pace from_day to_day",
    filters="group area age alone from_day",
    words="crop",
    titled="{person}",
    parts=(
        Protected({"contact": mask_mobile, "situation": stars}, "desk unit learner",
                  _("Show contact and circumstances"), logged=True, rows="ties.contact"),
        Rows("ties", models.LearnerTie, _("Responsible providers"), ends="to_day", begins_open=True,
             masks={"contact": stars}),
        Held("ties", _("Responsible provider"), rows="ties", who="provider", exactly=1, only=Is(state="active"),
             since="from_day"),
        Rows("pauses", models.LearnerPause, _("Pauses"), ends="to_day", begins_open=True),
        Rows("moves", models.LearnerMove, _("Changes of place"), past="day"),
        Rows("reaches", models.LearnerReach, _("Services"), past="day followed_on"),
        Unique("person", where=~Is(state="left")),
        Face("elderly", _("Elderly learners"), ELDERLY, columns="area place alone from_day"),
        Face("farmers", _("Farmers"), Is(group="farmers"), columns="place crop scale from_day"),
        count_learners("learners", _("Learners")),
        count_learners("elderly", _("Elderly learners"), where=ELDERLY,
                       targets={"area": {"rural": VALUES["learners.elderly_rural"],
                                         "urban": VALUES["learners.elderly_urban"]}}),
        Figure("reached", _("Services that reached people"), "reaches", on="reaches.day",
               by="unit area group reaches.service", unit="人次"),
        Coverage("reached", _("Elderly people not reached"), where=ELDERLY & ~Is(state="left"),
                 by="unit area alone", cells=(
                     Cell("reached", _("Reached"), Some("reaches") | Some("enrolments", via="learner")),
                     Cell("followed", _("Followed up"), Some("reaches", where=~Is(followed_on=None))),
                 )),
        Coverage("taught", _("Farmers without a class about their crop"), where=FARMS & ~Is(state="left"),
                 by="unit area", cells=(
                     Cell("class", _("Class about the crop"), Some("enrolments", via="learner", where=FITS)),
                 )),
    ),
    prefix="学", counter="人", corrects="desk", help="learning",
)  # fmt: skip
count_enrolled = partial(Figure, on="enrolled_on", by="unit area age group")
count_certified = partial(Figure, on="certified_on", by="unit area age group")
ENROLMENTS = Kind(
    name="enrolments",
    label=_("Studies"), one=_("Enrolment"),
    record=models.Enrolment, cycle=learner_cycles.ENROLMENTS, rights=rules.OF_LEARNERS,
    unit=_("Kept by"),
    columns="programme enrolled_on progress finished_on hours",
    shows="learner programme area age group enrolled_on progress attended held finished_on passed grade hours "
          "certified_on dropped_on",
    quiet="area age group progress attended held finished_on passed grade hours certified_on dropped_on",
    filters="area age group enrolled_on passed",
    titled="{learner} {programme}",
    parts=(
        Rows("attendance", models.EnrolmentAttendance, _("Attendance"), most=120, past="day"),
        Computed("attended", "sum(attendance.attended)"),
        Computed("held", "sum(attendance.held)"),
        Unique("learner programme", where=~Is(state="left")),
        Paper("certificate", _("Certificate of completion"), "certify", "person programme enrolled_on finished_on "
              "hours grade", "结证", "certificate", stands=Is(state="certified")),
        count_enrolled("enrolled", _("Enrolments"), unit="人次"),
        count_enrolled("completed", _("Completed, of those enrolled"), measure="share",
                       where=~Is(finished_on=None) & ~Is(state="left"), base=~Is(enrolled_on=None), unit="%"),
        count_certified("certified", _("Certified"), unit="人次"),
        count_certified("persons", _("Different people certified"), "learner", measure="distinct", unit="人"),
        count_certified("hours", _("Hours certified"), "hours", measure="sum", unit="学时"),
    ),
    parameters=(VALUES["enrolments.attendance"], VALUES["enrolments.day_cap"]),
    prefix="修", counter="人次", corrects="desk", corrected=(actions.check_enrolment,), help="learning",
)  # fmt: skip
