"""Put answers into words; the words themselves come from the caller's catalogue."""

from __future__ import annotations

from luoshi.figures.style import format_figure_amount
from luoshi.writing import terms
from luoshi.writing.pair_model import DocumentPair, PairAnswer, PlanFigure, Quote
from luoshi.writing.terms import Say
from luoshi.writing.width import terminal_safe_text

# Shown beside the word, so that colour alone carries no meaning.
SIGNS = {
    "exceeded": "▲", "met": "✓", "not_met": "✗", "no_figure": "○", "reported": "✓", "not_mentioned": "○",
    "equal": "＝", "higher": "▲", "lower": "▼", "taken": "✓", "missing": "○",
}  # fmt: skip
SHOWN = 4  # quotes of an answer shown in one line
LONG = 40  # characters of a quote in one line
ENDS = "。！？；;!?\n|"  # of a sentence or a table's cell
ROUNDED = 2  # decimals of a value that was computed


def answer_status_word(answer: PairAnswer, say: Say) -> str:
    """Return the word for a status: 达到, 未达到 …"""
    return terms.translate_known_code(say, "status", answer.status)


def answer_certainty_word(answer: PairAnswer, say: Say) -> str:
    """Return the word for whether an answer is certain."""
    return say("certain.yes" if answer.certain else "certain.no")


def explain_pair_answer(answer: PairAnswer, say: Say) -> str:
    """Return why the answer is what it is, and what is open, in one sentence."""
    clauses = []
    for code, values in answer.reasons:
        plain = {name: terminal_safe_text(value) if isinstance(value, str) else value for name, value in values}
        clauses.append(say(f"because.{code}", **plain))
    if not clauses:
        return ""
    words = say("because.between").join(clauses)
    return words[0].upper() + words[1:] + say("because.end")


def explain_figure_left(left: PlanFigure, say: Say) -> str:
    """Return why a figure of the plan is no target: what the reader took it for."""
    return say(f"left.{left.role or 'unread'}")


def format_reached_value(answer: PairAnswer) -> str:
    """Return the reached value: as printed if one figure gives it, else as computed, in the target's unit."""
    quotes = list(dict.fromkeys(terminal_safe_text(quote.quote) for quote in answer.found))
    if answer.sort == "task" or not quotes:
        return ""
    values = dict(answer.reasons[0][1]) if answer.reasons else {}
    if values.get("reached"):
        return str(values["reached"])
    same = [quote for quote in answer.found if quote.value is not None and quote.value == answer.reached]
    if same or answer.reached is None:
        return quotes_in_line([quote.quote for quote in same] or [quote.quote for quote in answer.found])
    return format_figure_amount(answer.reached, answer.asked.unit, ROUNDED)


def quotes_in_line(quotes: list[str]) -> str:
    """Join different quotes in one line, only the first of many."""
    kinds = list(dict.fromkeys(terminal_safe_text(quote) for quote in quotes))
    shown = "、".join(kind if len(kind) <= LONG else kind[: LONG - 1] + "…" for kind in kinds[:SHOWN])
    return shown + ("…" if len(kinds) > SHOWN else "")


def format_answer_question(answer: PairAnswer) -> str:
    """Return the question in one line: the target's figure, or the words of a task."""
    return terminal_safe_text(answer.asked.quote)


def sentence_around_quote(pair: DocumentPair, quote: Quote) -> str:
    """Return the context of a quote in one line, with … where a long sentence is cut."""
    before, after = quote_cut_marks(pair, quote)
    return before + terminal_safe_text(pair.sources[quote.source].text[slice(*quote.around)]) + after


def quote_cut_marks(pair: DocumentPair, quote: Quote) -> tuple[str, str]:
    """Return … for each side of a quote's context where its sentence continues, else ""."""
    text = pair.sources[quote.source].text
    first, last = quote.around
    open_before = first > 0 and text[first - 1] not in ENDS and not text[first - 1].isspace()
    open_after = 0 < last < len(text) and text[last - 1] not in ENDS and text[last] not in ENDS + " 　\t\r"
    return "…" if open_before else "", "…" if open_after else ""


def pair_summary_sentence(pair: DocumentPair, say: Say) -> str:
    """Return the counts in one sentence."""
    counts = pair.counts
    if not pair.answers:
        return say(f"pair.nothing_asked_{pair.command}", **counts)
    return say(f"pair.summary_{pair.command}", **counts)
