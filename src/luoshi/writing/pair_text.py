"""Write answers as plain text for a terminal, and as Markdown."""

from __future__ import annotations

from luoshi.writing import pair_terms
from luoshi.writing.exact_json import format_plain_exact
from luoshi.writing.markdown import escape_marks, markdown_table_lines
from luoshi.writing.pair_model import DocumentPair, PairAnswer, Quote
from luoshi.writing.table import align_table_columns
from luoshi.writing.terms import Say
from luoshi.writing.width import terminal_safe_text, wrap_to_columns

WIDE = frozenset((2, 6))  # the columns of question and reason


def pair_title(pair: DocumentPair, say: Say) -> str:
    """Return the title line: the plan whose targets are answered, or one's own."""
    own = pair.sources[0 if pair.command == "match" else 1]
    return say(f"pair.title_{pair.command}", title=terminal_safe_text(own.title or own.name))


def source_role_messages(pair: DocumentPair) -> list[str]:
    """Return the role of each source, message ids under ``role_in_pair.``"""
    first, other = ("plan", "report") if pair.command == "match" else ("upper", "own")
    return [first] + [other] * (len(pair.sources) - 1)


def _origins(pair: DocumentPair, say: Say) -> list[str]:
    return [
        say(f"role_in_pair.{role}")
        + " · "
        + say("text.origin", source=terminal_safe_text(origin.name), sha256=origin.sha256[:16])
        for role, origin in zip(source_role_messages(pair), pair.sources, strict=True)
    ]


def render_pair_table(pair: DocumentPair, say: Say, *, width: int | None = None) -> str:
    """Render the answers for a terminal: title, counts in one sentence, a row for each, and the counts again.

    Args:
        width: columns to fit in, at least 40; None writes every cell in full on one line.
    """
    head = [pair_title(pair, say), *_origins(pair, say)]
    counts = [pair_terms.pair_summary_sentence(pair, say)]
    if width is not None:  # for a person; piped output keeps every line whole
        head, counts = ([line for words in lines for line in wrap_to_columns(words, width)] for lines in (head, counts))
    if not pair.answers:
        return "\n".join([*head, "", *_left_lines(pair, say, width), *counts])
    names = ["number", "status", "asked", *figure_columns(pair), "certain", "why"]
    rows = [_cells(pair, answer, say) for answer in pair.answers]
    if width is not None:
        for answer, row in zip(pair.answers, rows, strict=True):
            row[-1] = "" if _plain_to_see(answer) else row[-1]
    body = align_table_columns([say(f"column.{name}") for name in names], rows, width, numeric={0}, wide=WIDE)
    return "\n".join([*head, "", *body, "", *_left_lines(pair, say, width), *counts])


def _left_lines(pair: DocumentPair, say: Say, width: int | None) -> list[str]:
    """Return the figures of the plan that are no targets, one line each, under their head."""
    if not pair.left:
        return []
    lines = [say("pairpage.left_head", left=len(pair.left))]
    for left in pair.left:
        sentence = pair_terms.sentence_around_quote(pair, left.quote)
        why = pair_terms.explain_figure_left(left, say)
        words = f"  {terminal_safe_text(left.quote.quote)} · {why} · {sentence}"
        lines += [words] if width is None else wrap_to_columns(words, width)
    return [*lines, ""]


def _plain_to_see(one: PairAnswer) -> bool:
    """Check whether the two figures side by side already say all that ``why`` would."""
    return one.certain and [code for code, _ in one.reasons] in (
        ["direct"],
        ["same_figure"],
        ["asks_more"],
        ["asks_less"],
    )


def figure_columns(pair: DocumentPair) -> list[str]:
    """Return the columns of the figure asked and the answering figure, message ids under ``column.``"""
    return ["target", "reached"] if pair.command == "match" else ["demand", "own_words"]


def answer_question_words(pair: DocumentPair, one: PairAnswer) -> str:
    """Return the question, without its figure if that has a column of its own."""
    if one.sort == "task":
        return pair_terms.format_answer_question(one)
    return terminal_safe_text(one.indicator) or pair_terms.sentence_around_quote(pair, one.asked)


def answer_figure_lines(pair: DocumentPair, one: PairAnswer) -> tuple[str, str]:
    """Return the figure asked and the answering figure, each in one line; empty for a task."""
    if one.sort == "task":
        return "", ""
    if pair.command == "match":
        return pair_terms.format_answer_question(one), pair_terms.format_reached_value(one)
    return pair_terms.format_answer_question(one), pair_terms.quotes_in_line([quote.quote for quote in one.found])


def _cells(pair: DocumentPair, one: PairAnswer, say: Say) -> list[str]:
    sure = "" if one.certain else say("certain.no")
    sign = pair_terms.SIGNS.get(one.status, "")
    words = f"{sign} {pair_terms.answer_status_word(one, say)}"
    return [
        str(one.number),
        words,
        answer_question_words(pair, one),
        *answer_figure_lines(pair, one),
        sure,
        pair_terms.explain_pair_answer(one, say),
    ]


def render_pair_markdown(pair: DocumentPair, say: Say) -> str:
    """Render the answers, the figures that answer nothing, and the documents, with words and places of both sides."""
    lines = [
        f"# {escape_marks(pair_title(pair, say))}",
        "",
        escape_marks(pair_terms.pair_summary_sentence(pair, say)),
        "",
    ]
    lines += [f"- {escape_marks(words)}" for words in _origins(pair, say)]
    match = pair.command == "match"
    for sort, sheet in (("figure", "answers"), ("task", "tasks")) if match else (("", "commitments"),):
        rows = [_row(pair, answer, say) for answer in pair.answers if sort in ("", answer.sort)]
        if rows:
            names = ["number", "status", "certain", "asked_plan" if match else "asked_upper", *figure_columns(pair)]
            names += ["why", "found_report" if match else "found_own"]
            lines += ["", f"## {say(f'sheet.{sheet}')}", "", *markdown_table_lines(names, rows, say)]
    if pair.loose:
        loose = [
            [quote.quote, "" if quote.value is None else format_plain_exact(quote.value), quote.unit or "",
             pair_terms.sentence_around_quote(pair, quote), format_quote_place(pair, quote)]
            for quote in pair.loose
        ]  # fmt: skip
        lines += ["", f"## {say('sheet.loose')}", ""]
        lines += markdown_table_lines(["quote", "value", "unit", "sentence", "found_in"], loose, say)
    if pair.left:
        rows = [
            [left.quote.quote, "" if left.quote.value is None else format_plain_exact(left.quote.value),
             left.quote.unit or "", pair_terms.explain_figure_left(left, say),
             pair_terms.sentence_around_quote(pair, left.quote), format_quote_place(pair, left.quote)]
            for left in pair.left
        ]  # fmt: skip
        lines += ["", f"## {say('sheet.plan_figures')}", ""]
        lines += markdown_table_lines(["quote", "value", "unit", "read_as", "sentence", "found_in"], rows, say)
    return "\n".join(lines)


def _row(pair: DocumentPair, one: PairAnswer, say: Say) -> list[str]:
    found = " / ".join(
        f"{pair_terms.sentence_around_quote(pair, quote)}〔{format_quote_place(pair, quote)}〕"
        for quote in quotes_by_sentence(one)
    )
    return [
        str(one.number), pair_terms.answer_status_word(one, say), pair_terms.answer_certainty_word(one, say),
        pair_terms.sentence_around_quote(pair, one.asked), *answer_figure_lines(pair, one),
        pair_terms.explain_pair_answer(one, say), found,
    ]  # fmt: skip


def quotes_by_sentence(one: PairAnswer) -> list[Quote]:
    """Return the quotes of an answer, one for each of their sentences."""
    return list({(quote.source, quote.around): quote for quote in reversed(one.found)}.values())[::-1]


def format_quote_place(pair: DocumentPair, quote: Quote) -> str:
    """Return the place of a quote: the document, and its first and last offset."""
    return f"{terminal_safe_text(pair.sources[quote.source].name)} {quote.start}–{quote.end}"
