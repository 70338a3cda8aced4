"""The declaration of villages: served as a whole or not, their notices, and the least that each has."""

from __future__ import annotations

from functools import partial

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Field, Given, Is, Least, Need, Owes, Some, Valid
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Face, Files
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import TODAY, Cycle, Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.language.validity import Validity
from luoshi.lines.soil import models
from luoshi.lines.soil.actions import villages as village_actions
from luoshi.lines.soil.reached import NOW_WHOLE, POINT, REACHED
from luoshi.lines.soil.rights import OURS, WHO, WHY

_ = words(__name__)

VALUES = office(__name__).values
ACTIVE = "started posted whole"
ALL_SERVED = Least("served", Field("households")) & Least("covered", Field("sown"))
SERVED = Need(~Is(lapsed_on=None) | ALL_SERVED, _("Not every household and mu is served yet."))
STILL_SERVED = Need(~Is(state="whole") | ALL_SERVED,
                    _("It is served as a whole: enter first that it no longer is."))  # fmt: skip
NOTICES = (
    ("formula", _("Put up formulas"), _("This notice is of formulas.")),
    ("supply", _("Put up where to buy"), _("This notice is of supply.")),
    ("guidance", _("Put up guidance"), _("This notice is of guidance.")),
)
COUNTED = "households served informed sown covered"
STEPS = (
    Step("start", _("Begin in a village"), "> started", OURS, f"village town begun {COUNTED} unit", on="begun"),
    Step("count", _("Enter how far it is"), f"{ACTIVE} >", OURS, COUNTED, needs=[STILL_SERVED]),
    Step("show", _("Enter a demonstration household"), f"{ACTIVE} >", OURS, adds="demos"),
    Step("release", _("End a demonstration household"), f"{ACTIVE} >", OURS, ends="demos"),
    Step("set_up", _("Set up the column"), "started > posted", OURS, "spot posted_on photos", on="posted_on",
         must="spot posted_on", tone="main"),
    *(Step(f"post_{item}", label, "posted whole >", OURS, adds="notices", on="notices.day", answers=item,
           needs=[Need(Given(row__item=item), other)], when_due=True, tone="main",
           example={"notices": {"item": item, "day": "2026-03-20"}})
      for item, label, other in NOTICES),
    Step("supply", _("Supply points and their quality"), f"{ACTIVE} >", OURS, rows="points"),
    Step("complete", _("Served as a whole"), "posted > whole", "desk", "whole_on", on="whole_on", must="whole_on",
         needs=[SERVED], guard=village_actions.term_reasons, puts={"lapsed_on": None},
         follows=(village_actions.keep_term,), tone="main"),
    Step("lapse", _("No longer as a whole"), "whole > posted", "desk", "lapsed_on", on="lapsed_on", must="lapsed_on",
         own=WHY),
    Step("end", _("End"), f"{ACTIVE} > ended", OURS, own=WHY, puts={"to_day": TODAY},
         follows=(village_actions.end_term,), tone="careful"),
)  # fmt: skip
DEMO = Some("demos", where=Valid("from_day", "to_day"))
count_villages = partial(Figure, at="begun to_day", by="unit town")
VILLAGES = Kind(
    name="soilvillages",
    label=_("Villages served"), one=_("Village"),
    record=models.SoilVillage,
    cycle=Cycle(
        {"started": _("Begun"), "posted": _("Column set up"), "whole": _("Served as a whole"), "ended": _("Ended")},
        "ended",
        STEPS,
    ),
    rights=WHO, unit=_("Served by"),
    columns="town households served covered whole_on",
    shows=f"village town begun {COUNTED} spot posted_on whole_on lapsed_on to_day",
    quiet="town served informed sown covered spot posted_on whole_on lapsed_on to_day",
    filters="town whole_on",
    titled="{village}",
    parts=(
        Rows("demos", models.DemoHousehold, _("Demonstration households"), once="person", ends="to_day",
             begins_open=True),
        Rows("notices", models.ColumnNotice, _("Notices"), large=True, past="day"),
        Rows("points", models.SupplyPoint, _("Supply points"), ends="to_day", past="checked_on"),
        Files("photos", _("Photos"), "jpg jpeg png", most=9, bare=True),
        Validity("whole_on", "lapsed_on"),
        Unique("village", where=~Is(state="ended")),
        *(Owed(item, label, since=VALUES["soilvillages.notices"], where=Is(state="posted whole"))
          for item, label in (("formula", _("Notice of formulas")), ("supply", _("Notice of supply")),
                              ("guidance", _("Notice of guidance")))),
        Face("whole", _("Served as a whole"), Is(state="whole"), columns="town households covered whole_on"),
        count_villages("villages", _("Villages begun"), unit="个"),
        Figure("whole", _("Villages served as a whole"), at="whole_on lapsed_on", by="unit town", unit="个",
               target=VALUES["soilvillages.whole"]),
        Figure("towns", _("Towns begun"), "town", measure="distinct", at="begun to_day", by="unit", unit="个"),
        Figure("towns_open", _("Towns with a village that is not whole"), "town", measure="distinct",
               at="begun to_day", where=~NOW_WHOLE, by="unit", unit="个"),
        Figure("share", _("Of the villages begun, with a demonstration point and all notices"), measure="share",
               base=Is(begun__not=None), where=REACHED, at="begun to_day", by="unit town", unit="%"),
        count_villages("households", _("Households served"), "served", measure="sum", unit="户"),
        Figure("notices", _("Notices put up"), "notices", on="notices.day", by="unit notices.item", unit="次"),
        Figure("points", _("Supply points"), "points", at="points.from_day points.to_day", by="unit points.quality",
               unit="个"),
        Figure("passed", _("Checks of fertiliser passed"), "points", measure="share", part=Is(quality="good"),
               only=~Is(quality=None), on="points.checked_on", by="unit town", unit="%"),
        Coverage("least", _("Villages below the least"), where=Is(state=ACTIVE), by="unit", cells=(
            Cell("demo", _("Demonstration household"), DEMO),
            Cell("point", _("Demonstration point"), POINT),
            Cell("informed", _("One informed in each household"), Least("informed", Field("households"))),
            *(Cell(item, label, Some("notices", item=item) & ~Owes(item)) for item, label in (
                ("formula", _("Notice of formulas")), ("supply", _("Notice of supply")),
                ("guidance", _("Notice of guidance")))),
        )),
        Coverage("entered", _("Villages not begun"), rows="places", where=Is(state="active", sort="village"), by="unit",
                 cells=(Cell("begun", _("Begun"), Some("soilvillages", via="village", where=Is(state=ACTIVE))),)),
    ),
    parameters=(VALUES["soilvillages.point"],),
    prefix="配村", counter="个", corrects="desk", help="soil",
)  # fmt: skip
