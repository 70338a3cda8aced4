"""The kind “bulletin”: figures of a period, drafted, published and preserved."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from luoshi.facts.bulletins import actions, models
from luoshi.facts.bulletins.cards import bulletin_sections
from luoshi.facts.indicators.kind import RIGHTS
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.parameters.rules import yes_or_no

PUBLIC = DeclaredParameter(
    "bulletins.public",
    _("The last bulletin's figures of the whole stand on the public page"),
    yes_or_no,
    group=_("Data"),
    unset=_("No figures are public: one must sign in."),
)
BOTH = "desk unit"
KIND = Kind(
    name="bulletins",
    label=_("Bulletins of figures"),
    one=_("Bulletin of figures"),
    record=models.Bulletin,
    cycle=Cycle(
        {"drafted": _("Drafted"), "published": _("Published"), "withdrawn": _("Taken back")},
        "withdrawn",
        (
            Step("draw_up", _("Draw up a bulletin"), "> drafted", BOTH, "title unit sort of period by_unit",
                 must="sort of period", rows="chosen", follows=(actions.check_bulletin_scope,),
                 example={"of": lambda record, around: str(around.unit.pk)}),
            Step("choose", _("Its indicators"), "drafted >", BOTH, rows="chosen"),
            Step("publish", _("Publish"), "drafted > published", BOTH, follows=(actions.publish_bulletin,),
                 tone="main"),
            Step("withdraw", _("Take it back"), "drafted published > withdrawn", BOTH, own={"reason": True},
                 tone="careful"),
        ),
    ),
    rights=RIGHTS,
    unit=_("Publishing unit"),
    columns="sort of period published_on",
    shows="sort of period by_unit published_on seal day",
    quiet="published_on seal day",
    filters="sort period",
    words="title",
    sections=bulletin_sections,
    parts=(Rows("chosen", models.Chosen, _("Indicators in it"), once="indicator", least=1),),
    parameters=(PUBLIC,),
    prefix="公",
    counter="份",
    help="figures",
)  # fmt: skip
