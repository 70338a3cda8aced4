"""The declaration of the line; pages, API, rights matrix and diagram follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.lines import SUPERVISION, Line
from luoshi.kernel.kinds.models import Record
from luoshi.lines.instructions.models import Instruction
from luoshi.lines.instructions.pages import instruction_cards
from luoshi.lines.instructions.rules import CYCLE, RIGHTS

_ = words(__name__)


def _by(record: Record, on: date) -> Mapping[str, Any]:
    """Make the answer due on the named day."""
    assert isinstance(record, Instruction)
    return {"kind": "date", "due": record.by.isoformat()}


VALUES = office(__name__).values
STANDS = Is(state="given passed answered closed")
GIVEN: dict[str, Any] = {"on": "given", "by": "unit", "unit": "件"}
ANSWERED: dict[str, Any] = {"on": "given", "by": "unit", "measure": "share", "base": STANDS, "unit": "%"}
INSTRUCTIONS = Kind(
    name="instructions",
    label=_("Leaders' instructions"),
    one=_("Leader's instruction"),
    record=Instruction,
    cycle=CYCLE,
    void="withdrawn",
    rights=RIGHTS,
    unit=_("Answering unit"),
    columns="whose given",
    shows="about whose words given by answer",
    filters="given",
    words="title words answer",
    titled="{words}",
    parts=(
        Owed("answer", _("Answer"), _by),
        Files("paper", _("The paper with the instruction")),
        Files("proof", _("Evidence")),
        Figure("instructions", _("Instructions written"), where=STANDS, **GIVEN),
        Figure("closed", _("Of these, seen by the leader and closed"), where=Is(state="closed"), **GIVEN),
        Figure(
            "answered",
            _("Share answered"),
            where=Is(state="answered closed"),
            part_unit="件",
            target=VALUES["instructions.answered"],
            **ANSWERED,
        ),
    ),
    erasable=False,
    bare_pictures=True,
    messages={
        "given": _("An instruction concerning %(unit)s was entered: pass it on."),
        "chase": _("%(who)s asks you to chase a matter of %(unit)s: pass it on."),
        "passed": _("%(who)s passes on a leader's instruction to %(unit)s: please answer. Due: %(due)s"),
        "answered": _("%(unit)s has answered an instruction."),
        "withdrawn": _("%(who)s withdrew an instruction to %(unit)s."),
    },
    corrects="desk",
    prefix="批",
)
LINE = Line(
    "instructions",
    _("Instructions"),
    (INSTRUCTIONS,),
    area=SUPERVISION,
    cards=(instruction_cards,),
    about=_("What a leader writes on a paper, who carries it out, and what was reported back."),
)
