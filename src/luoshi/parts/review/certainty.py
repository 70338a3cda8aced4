"""How sure a ranking is: the assessors' agreement, the standard error at each cut, the ranks to be expected.

Callers show it where the ranking itself is shown, never while marks can still come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from django.urls import reverse

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.figures.rounding import round_to_places
from luoshi.kernel.base.words import words_in, words_now
from luoshi.kernel.kinds.fields import field_text
from luoshi.parts.calls.queries import quotas_of_call
from luoshi.parts.calls.rules import places_by_class
from luoshi.parts.review import queries
from luoshi.parts.review.models import Assessed, ReviewRound
from luoshi.scoring.combining import measure_agreement
from luoshi.scoring.model import expected_ranks
from luoshi.scoring.places import find_cut

_ = words_now(__name__)
_p = words_in(__name__)

PLACES = 2  # of marks, weights and pass marks
# Source: Koo and Li 2016, doi:10.1016/j.jcm.2016.02.012: poor below 0.5, moderate to 0.75, good to 0.9, then excellent.
GOOD, FAIR = Fraction(3, 4), Fraction(1, 2)
FEW = 10  # objects; with fewer the share itself says little


def show_certainty(round_: ReviewRound, objects: Sequence[Assessed]) -> dict[str, object]:
    """Return the card that says in plain words how sure a ranking is. Two queries."""
    ranked = [row for row in objects if row.rank is not None]
    lines = [
        _agreement(round_, ranked),
        *_cuts(round_, ranked),
        (
            _("Expected rank"),
            _("in the ranking"),
            _("To be expected if the review were repeated; 9 times in 10 it lies between the ranks in brackets."),
        ),
    ]
    labels = (_p("particular", "What"), _("Value"), _("What it means"))
    rows = [
        DataRow(what, what, [DataCell(what, head=True), DataCell(value, labels[1]), DataCell(words, labels[2])])
        for what, value, words in lines
    ]
    what, link = _("Guide"), DataCell(_("How to read a ranking"), labels[2], url=reverse("help", args=["review"]))
    rows.append(DataRow("guide", what, [DataCell(what, head=True), DataCell("", labels[1]), link]))
    title = _("How sure the ranking is")
    table = DataTable(title, [DataColumn(label) for label in labels], rows, Empty(""))
    return {"id": "certainty", "title": title, "count": None, "table": table}


def expected_rank_texts(objects: Iterable[Assessed]) -> dict[int, tuple[str, str]]:
    """Return by object the rank to be expected within its class and its interval of 90 %, as texts.

    A class in which an error is unknown has none: with one sheet each nothing says how sure a score is.
    """
    by_class: dict[str, dict[int, tuple[Fraction, Fraction | None]]] = {}
    for row in objects:
        if row.rank is not None:
            by_class.setdefault(row.cls, {})[row.pk] = _estimate(row)
    found: dict[int, tuple[str, str]] = {}
    for values in by_class.values():
        known = {pk: (float(value), float(error)) for pk, (value, error) in values.items() if error is not None}
        if len(known) == len(values):
            for pk, (middle, first, last) in expected_ranks(known).items():
                ends = {"first": f"{first:.1f}", "last": f"{last:.1f}"}
                found[pk] = f"{middle:.1f}", _("(%(first)s to %(last)s)") % ends
    return found


def _estimate(row: Assessed) -> tuple[Fraction, Fraction | None]:
    return Fraction(row.adjusted or 0), None if row.error is None else Fraction(row.error)


def _agreement(round_: ReviewRound, ranked: Iterable[Assessed]) -> tuple[str, str, str]:
    keys = {row.pk for row in ranked}
    totals = {pk: given for pk, given in queries.totals_of_round(round_.pk).items() if pk in keys}
    icc = measure_agreement(totals).icc
    what = _("Agreement of the assessors (ICC)")
    if icc is None:
        return what, _("cannot be computed"), _("It needs two objects, and one that two assessors marked.")
    share = _(
        "%(share)s %% of the differences between totals come from the objects, the rest from assessors and chance."
    )
    words = share % {"share": f"{round_to_places(100 * icc, 0):f}"}
    few = _("With only %(n)d objects this is itself uncertain.") % {"n": len(totals)} if len(totals) < FEW else ""
    said = " ".join(filter(None, (words, _judgement(icc), few)))
    return what, f"{round_to_places(icc, PLACES):f}", said


def _judgement(icc: Fraction) -> str:
    if icc >= GOOD:
        return _("The assessors agree well.")
    if icc >= FAIR:
        return _("The assessors agree moderately: ranks beside each other may be chance.")
    return _("The assessors hardly agree: read the marks again before anything is decided by this ranking.")


def _cuts(round_: ReviewRound, ranked: Sequence[Assessed]) -> list[tuple[str, str, str]]:
    """Return a line for each class in which not everything has a place."""
    found = []
    places: Mapping[str, int] = places_by_class(quotas_of_call(round_.call_id))
    for cls in dict.fromkeys(row.cls for row in ranked):
        own = [row for row in ranked if row.cls == cls]
        cut = find_cut({row.pk: _estimate(row) for row in own}, places.get(cls, 0))
        if cut is None:
            continue
        what = _("Cut of %(cls)s, %(n)d places") % {"cls": field_text(own[0].thing, "cls"), "n": places[cls]}
        value = f"{round_to_places(cut.value, PLACES):f}"
        if cut.error is None:
            words = _("With one sheet for each object nothing says how sure the scores are.")
        else:
            value = _("%(cut)s, standard error %(error)s") % {
                "cut": value,
                "error": f"{round_to_places(cut.error, PLACES):f}",
            }
            said = _("%(n)d of %(of)d cannot be told from the cut: they are within twice their standard error of it.")
            words = said % {"n": sum(row.near and not row.why for row in own), "of": len(own)}
        found.append((what, value, words))
    return found
