"""Additional API fields of schemes and items: the scores of each unit, and proposed scores."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from luoshi.figures.rounding import Exact
from luoshi.figures.style import decimal_text
from luoshi.kernel.base.words import line_schema_config, words
from luoshi.kernel.kinds.language.parts import Answer
from luoshi.kernel.kinds.models import Record
from luoshi.lines.assess import queries
from luoshi.lines.assess.models import Score
from luoshi.org.api.responses import ApiModel, Ref
from luoshi.scoring.sheets import LineTotal

_ = words(__name__)


class _Told(ApiModel):
    """A model whose fields are described in the line's words."""

    model_config = line_schema_config(__name__)


class MarksLineOut(_Told):
    """One line of a unit; exact decimals are text."""

    score: str | None = Field(description=N_("Null if an item of the line is not decided."))
    of: str = Field(description=N_("The full marks of its items."))
    missing: list[str] = Field(description=N_("The numbers of the items that are not decided."))


class ItemOut(_Told):
    """One item with its score and reason."""

    id: int
    number: str
    commitment: str = Field(description=N_("The number of its commitment."))
    line: str
    marks: str
    own: str | None = Field(description=N_("The unit's own score, if the scheme asks for it."))
    own_reason: str
    score: str | None
    reason: str


class UnitMarksOut(_Told):
    """The marks of a unit: the two lines separately, and their total once every item is decided."""

    unit: Ref
    normal: MarksLineOut
    special: MarksLineOut
    total: str | None
    items: list[ItemOut]


class ProposedOut(_Told):
    """The outcome of the item's commitment as of today and the score that follows; null if only a person decides."""

    found: str
    score: str | None


def _units(record: Record) -> list[dict[str, Any]]:
    """List the units in tree order. Four queries."""
    found = []
    for score in queries.scores_by_unit(queries.scheme_items(record.pk), localdate()):
        lines = {"normal": _line(score.totals.normal), "special": _line(score.totals.special)}
        items = [
            {"id": item.pk, "number": item.number, "commitment": item.commitment.number, "line": item.line,
             "marks": decimal_text(item.marks), "own": _text(item.own), "own_reason": item.own_reason,
             "score": _text(item.score), "reason": item.reason}
            for item in score.items
        ]  # fmt: skip
        unit = {"id": score.unit.pk, "name": str(score.unit)}
        found.append({"unit": unit, **lines, "total": _text(score.totals.total), "items": items})
    return found


def _line(one: LineTotal) -> dict[str, object]:
    return {"score": _text(one.score), "of": decimal_text(one.of), "missing": list(one.missing)}


def _text(marks: Exact | None) -> str | None:
    return None if marks is None else decimal_text(marks)


def _proposed(record: Record) -> dict[str, object]:
    assert isinstance(record, Score)
    day = localdate()
    return {"found": queries.commitment_outcome(record, day), "score": _text(queries.proposed_score(record, day))}


WORDS = _("The units in the order of the tree, each with its lines and items.")
UNITS = (Answer("units", WORDS, list[UnitMarksOut], _units),)
PROPOSED = (Answer("proposed", _("What follows from how its commitment was carried out."), ProposedOut, _proposed),)
