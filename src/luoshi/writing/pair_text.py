"""Answers as plain text: for a terminal, and as Markdown."""

from __future__ import annotations

from luoshi.writing import pair_terms
from luoshi.writing.exact import number
from luoshi.writing.markdown import escape_marks, rows_of
from luoshi.writing.pair_model import Answer, Pair, Quote
from luoshi.writing.table import grid
from luoshi.writing.terms import Say
from luoshi.writing.width import safe, wrap

WIDE = frozenset((2, 6))  # the columns of what is asked and why


def title(pair: Pair, say: Say) -> str:
    """A line that says what the answers are about: the plan whose targets they are, or one's own."""
    own = pair.sources[0 if pair.command == "match" else 1]
    return say(f"pair.title_{pair.command}", title=safe(own.title or own.name))


def roles(pair: Pair) -> list[str]:
    """What each source is, message ids under ``role_in_pair.``"""
    first, other = ("plan", "report") if pair.command == "match" else ("upper", "own")
    return [first] + [other] * (len(pair.sources) - 1)


def _origins(pair: Pair, say: Say) -> list[str]:
    return [
        say(f"role_in_pair.{role}") + " · " + say("text.origin", source=safe(one.name), sha256=one.sha256[:16])
        for role, one in zip(roles(pair), pair.sources, strict=True)
    ]


def table(pair: Pair, say: Say, *, width: int | None = None) -> str:
    """The answers for a terminal: what they are about, the counts in one sentence, a row each, and the counts again.

    Args:
        width: columns to fit in, at least 40; None writes every cell whole on one line.
    """
    head = [title(pair, say), *_origins(pair, say)]
    counts = [pair_terms.summary(pair, say)]
    if width is not None:  # for the eye; what goes into a pipe keeps every line whole
        head, counts = ([line for words in lines for line in wrap(words, width)] for lines in (head, counts))
    if not pair.answers:
        return "\n".join([*head, "", *counts])
    names = ["number", "status", "asked", *figure_columns(pair), "certain", "why"]
    rows = [_cells(pair, one, say) for one in pair.answers]
    if width is not None:
        for one, row in zip(pair.answers, rows, strict=True):
            row[-1] = "" if _plain_to_see(one) else row[-1]
    body = grid([say(f"column.{name}") for name in names], rows, width, numeric={0}, wide=WIDE)
    return "\n".join([*head, "", *body, "", *counts])


def _plain_to_see(one: Answer) -> bool:
    """Whether the two figures beside each other say all that ``why`` would."""
    return one.certain and [code for code, _ in one.reasons] in (
        ["direct"],
        ["same_figure"],
        ["asks_more"],
        ["asks_less"],
    )


def figure_columns(pair: Pair) -> list[str]:
    """The columns of the figure that is asked and the one that answers, message ids under ``column.``"""
    return ["target", "reached"] if pair.command == "match" else ["demand", "own_words"]


def what(pair: Pair, one: Answer) -> str:
    """What is asked, without its figure where that has a column of its own."""
    if one.sort == "task":
        return pair_terms.asked(one)
    return safe(one.indicator) or pair_terms.sentence(pair, one.asked)


def figures(pair: Pair, one: Answer) -> tuple[str, str]:
    """The figure that is asked and the one that answers, in one line each; empty for a task."""
    if one.sort == "task":
        return "", ""
    if pair.command == "match":
        return pair_terms.asked(one), pair_terms.reached(one)
    return pair_terms.asked(one), pair_terms.quotes_in_line([quote.quote for quote in one.found])


def _cells(pair: Pair, one: Answer, say: Say) -> list[str]:
    sure = "" if one.certain else say("certain.no")
    sign = pair_terms.SIGNS.get(one.status, "")
    words = f"{sign} {pair_terms.status(one, say)}"
    return [str(one.number), words, what(pair, one), *figures(pair, one), sure, pair_terms.why(one, say)]


def markdown(pair: Pair, say: Say) -> str:
    """The answers, the figures that answer nothing, and the documents, with the words and places of both sides."""
    lines = [f"# {escape_marks(title(pair, say))}", "", escape_marks(pair_terms.summary(pair, say)), ""]
    lines += [f"- {escape_marks(words)}" for words in _origins(pair, say)]
    match = pair.command == "match"
    for sort, sheet in (("figure", "answers"), ("task", "tasks")) if match else (("", "commitments"),):
        rows = [_row(pair, one, say) for one in pair.answers if sort in ("", one.sort)]
        if rows:
            names = ["number", "status", "certain", "asked_plan" if match else "asked_upper", *figure_columns(pair)]
            names += ["why", "found_report" if match else "found_own"]
            lines += ["", f"## {say(f'sheet.{sheet}')}", "", *rows_of(names, rows, say)]
    if pair.loose:
        loose = [
            [one.quote, "" if one.value is None else number(one.value), one.unit or "",
             pair_terms.sentence(pair, one), place(pair, one)]
            for one in pair.loose
        ]  # fmt: skip
        lines += ["", f"## {say('sheet.loose')}", ""]
        lines += rows_of(["quote", "value", "unit", "sentence", "found_in"], loose, say)
    return "\n".join(lines)


def _row(pair: Pair, one: Answer, say: Say) -> list[str]:
    found = " / ".join(f"{pair_terms.sentence(pair, quote)}〔{place(pair, quote)}〕" for quote in apart(one))
    return [
        str(one.number), pair_terms.status(one, say), pair_terms.certainty(one, say),
        pair_terms.sentence(pair, one.asked), *figures(pair, one), pair_terms.why(one, say), found,
    ]  # fmt: skip


def apart(one: Answer) -> list[Quote]:
    """The quotes of an answer, one for each sentence they stand in."""
    return list({(quote.source, quote.around): quote for quote in reversed(one.found)}.values())[::-1]


def place(pair: Pair, quote: Quote) -> str:
    """Where a quote stands: the document, and its first and last offset."""
    return f"{safe(pair.sources[quote.source].name)} {quote.start}–{quote.end}"
