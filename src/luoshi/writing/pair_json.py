"""Write answers as JSON: the form of gold/MATCH.md and the additions of the commands.

schema/match.schema.json and schema/compare.schema.json describe it. ``why`` is Chinese and ``why_en`` English in any
interface language, so that a program gets the same from every desk.
"""

from __future__ import annotations

from fractions import Fraction

from luoshi.figures.rounding import round_to_places
from luoshi.writing import pair_terms
from luoshi.writing.pair_model import DocumentPair, PairAnswer, PairSource, PlanFigure, Quote
from luoshi.writing.terms import Say

Record = dict[str, object]
DIGITS = 6  # decimals of a reached value that does not terminate; ``reached_exact`` has it in full


def pair_to_json(pair: DocumentPair, says: dict[str, Say], *, with_text: bool = False) -> Record:
    """Return the whole answer.

    Args:
        says: the catalogues under "zh" and "en".
        with_text: include the texts that the offsets refer to.
    """
    names = [source.name for source in pair.sources]
    sources = [_source(source, with_text) for source in pair.sources]
    if pair.command == "compare":
        rows = [_commitment(pair, answer, says) for answer in pair.answers]
        return {"upper": names[0], "own": names[1], "commitments": rows, "sources": sources}
    return {
        "plan": names[0],
        "reports": names[1:],
        "targets": [_target(pair, answer, says) for answer in pair.answers if answer.sort == "figure"],
        "tasks": [_task(pair, answer, says) for answer in pair.answers if answer.sort == "task"],
        "unmatched": [{"source": names[quote.source], **_place(quote), **_value(quote)} for quote in pair.loose],
        "plan_figures_left": [_left(figure) for figure in pair.left],
        "sources": sources,
    }


def _left(one: PlanFigure) -> Record:
    quote = one.quote
    return _place(quote) | _value(quote) | {"upper": quote.upper, "bound": quote.bound, "read_as": one.role}


def _source(one: PairSource, with_text: bool) -> Record:
    made: Record = {
        "source": one.name,
        "sha256": one.sha256,
        "format": one.format,
        "kind": one.kind,
        "title": one.title,
        "year": one.year,
        "notes": [{"code": code, "values": dict(values)} for code, values in one.notes],
    }
    return made | ({"text": one.text} if with_text else {})


def _place(one: Quote) -> Record:
    page = {} if one.page is None else {"page": one.page}
    return {"start": one.start, "end": one.end, "quote": one.quote} | page


def _value(one: Quote) -> Record:
    return {"value": one.value, "unit": one.unit}


def _target(pair: DocumentPair, one: PairAnswer, says: dict[str, Say]) -> Record:
    return {
        "plan": _place(one.asked),
        "indicator": one.indicator,
        "value": one.asked.value,
        "upper": one.asked.upper,
        "unit": one.asked.unit,
        "bound": one.asked.bound,
        "period": one.period,
        "status": one.status,
        "certain": one.certain,
        **_reached(one.reached),
        "actuals": [
            {"source": pair.sources[quote.source].name, **_place(quote), **_value(quote)} for quote in one.found
        ],
        **_why(one, says),
    }


def _task(pair: DocumentPair, one: PairAnswer, says: dict[str, Say]) -> Record:
    return {
        "plan": _place(one.asked),
        "status": one.status,
        "certain": one.certain,
        "evidence": [{"source": pair.sources[quote.source].name, **_place(quote)} for quote in one.found],
        **_why(one, says),
    }


def _commitment(pair: DocumentPair, one: PairAnswer, says: dict[str, Say]) -> Record:
    figure = one.sort == "figure"
    return {
        "upper": _place(one.asked),
        "sort": one.sort,
        "value": one.asked.value if figure else None,
        "unit": one.asked.unit if figure else None,
        "bound": one.asked.bound if figure else None,
        "status": one.status,
        "certain": one.certain,
        "own": [_place(quote) for quote in one.found],
        **_why(one, says),
    }


def _reached(value: Fraction | None) -> Record:
    """Return an exact number; if it does not terminate, return it rounded, with the fraction beside it."""
    if value is None or value.denominator == 1:
        return {"reached": None if value is None else int(value)}
    near = round_to_places(value, DIGITS)
    return {"reached": near} | ({} if Fraction(near) == value else {"reached_exact": str(value)})


def _why(one: PairAnswer, says: dict[str, Say]) -> Record:
    return {
        "why": pair_terms.explain_pair_answer(one, says["zh"]),
        "why_en": pair_terms.explain_pair_answer(one, says["en"]),
        "reasons": [{"code": code, "values": dict(values)} for code, values in one.reasons],
    }
