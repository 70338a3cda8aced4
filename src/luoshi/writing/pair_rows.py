"""The rows between the documents: one for each answer, with both sides' words, and figures that answer nothing."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.writing import pair_terms
from luoshi.writing.markup import Tongues, escape_html
from luoshi.writing.pair_model import DocumentPair, PairAnswer, Quote
from luoshi.writing.pair_text import (
    answer_figure_lines,
    answer_question_words,
    figure_columns,
    quotes_by_sentence,
    source_role_messages,
)
from luoshi.writing.width import terminal_safe_text

QUOTES = 6  # maximum sentences of one answer in its row, because a figure may recur often


def answer_rows(pair: DocumentPair, tongues: Tongues) -> Iterator[str]:
    """Yield a row for each answer: number, status, question, its figure, the answering figure, and why below."""
    heads = figure_columns(pair)
    for answer in pair.answers:
        asked, found = answer_figure_lines(pair, answer)
        shows = answer.status if answer.certain else f"{answer.status} uncertain"
        yield (
            f'<div class="r{" task" if answer.sort == "task" else ""}" role="row" tabindex="-1" '
            f'data-a="{answer.number}" data-show="{shows}">'
            f'<span class="no" role="rowheader">{answer.number}</span>'
            f'<div class="state" role="cell">{_state(answer, tongues)}</div>'
            f'<div class="what" role="cell"><p class="words">{_what(pair, answer)}</p></div>'
            f'<div class="asks" role="cell">{_figure(asked, heads[0], tongues)}</div>'
            f'<div class="has" role="cell">{_figure(found, heads[1], tongues)}</div>'
            f'<p class="why" role="cell">{_why(answer, tongues)}</p>{_more(pair, answer, tongues)}</div>'
        )


def loose_rows(pair: DocumentPair, tongues: Tongues) -> Iterator[str]:
    """Yield a row for each figure that answers nothing."""
    for at, quote in enumerate(pair.loose, 1):
        yield (
            f'<div class="r" role="row" tabindex="-1" data-u="{at}" data-show="loose">'
            f'<span class="no" role="rowheader">{at}</span>'
            f'<div class="asks" role="cell"><b class="out">{_words(quote.quote)}</b></div>'
            f'<div class="what" role="cell"><p class="words">{_sentence(pair, quote)}</p>'
            f'<p class="path">{_words(pair.sources[quote.source].name)} {_place(quote, tongues)}</p></div></div>'
        )


def left_rows(pair: DocumentPair, tongues: Tongues) -> Iterator[str]:
    """Yield a row for each figure of the plan that is no target."""
    for at, left in enumerate(pair.left, 1):
        why = tongues.of(
            {language: pair_terms.explain_figure_left(left, say) for language, say in tongues.says.items()}
        )
        yield (
            f'<div class="r" role="row" tabindex="-1" data-u="{left_number(pair, at)}" data-show="loose">'
            f'<span class="no" role="rowheader">{at}</span>'
            f'<div class="asks" role="cell"><b class="out">{_words(left.quote.quote)}</b></div>'
            f'<div class="what" role="cell"><p class="words">{_sentence(pair, left.quote)}</p>'
            f'<p class="path">{why} · {_place(left.quote, tongues)}</p></div></div>'
        )


def left_number(pair: DocumentPair, at: int) -> int:
    """Return the number on the page of the plan's figure ``at``: those of the reports come first."""
    return len(pair.loose) + at


def _what(pair: DocumentPair, one: PairAnswer) -> str:
    """Return the question; for a figure without a name, its sentence with the figure highlighted."""
    return (
        _sentence(pair, one.asked)
        if one.sort == "figure" and not one.indicator
        else _words(answer_question_words(pair, one))
    )


def _words(words: str) -> str:
    return escape_html(terminal_safe_text(words))


def _state(one: PairAnswer, tongues: Tongues) -> str:
    sign = pair_terms.SIGNS.get(one.status, "")
    word = tongues.of({language: pair_terms.answer_status_word(one, say) for language, say in tongues.says.items()})
    badge = f'<span class="badge st-{one.status}"><span class="sign" aria-hidden="true">{sign}</span>{word}</span>'
    return badge if one.certain else f'{badge}<span class="unsure">{tongues.span("certain.no")}</span>'


def _figure(words: str, head: str, tongues: Tongues) -> str:
    """Return a figure with its column head, which is shown on a telephone, where there are no columns."""
    return f"<small>{tongues.span(f'column.{head}')}</small> <b>{_words(words)}</b>" if words else ""


def _why(one: PairAnswer, tongues: Tongues) -> str:
    return tongues.of({language: pair_terms.explain_pair_answer(one, say) for language, say in tongues.says.items()})


def _more(pair: DocumentPair, one: PairAnswer, tongues: Tongues) -> str:
    """Return the words of both sides, shown for the selected row and in print."""
    first, other = source_role_messages(pair)[:2]
    quotes = quotes_by_sentence(one)
    said = "".join(
        f"<dt>{tongues.span(f'pairpage.{other}')}</dt><dd>{_sentence(pair, quote, one.found)}"
        f"<small>{_words(pair.sources[quote.source].name)} {_place(quote, tongues)}</small></dd>"
        for quote in quotes[:QUOTES]
    )
    if len(quotes) > QUOTES:
        said += f"<dd>{tongues.span('pairpage.more', count=len(quotes) - QUOTES)}</dd>"
    return (
        f'<dl class="more sides" role="cell"><dt>{tongues.span(f"pairpage.{first}")}</dt>'
        f"<dd>{_sentence(pair, one.asked)}<small>{_place(one.asked, tongues)}</small></dd>{said}</dl>"
    )


def _sentence(pair: DocumentPair, quote: Quote, others: tuple[Quote, ...] = ()) -> str:
    """Return the sentence of a quote with its quotes highlighted; … marks where a long one is cut."""
    whole = pair.sources[quote.source].text
    before, after = pair_terms.quote_cut_marks(pair, quote)
    first, last = quote.around
    same = {
        near_quote
        for near_quote in (quote, *others)
        if near_quote.source == quote.source and first <= near_quote.start and near_quote.end <= last
    }
    parts, at = [before], first
    for near_quote in sorted(same, key=lambda found: (found.start, -found.end)):
        if near_quote.start < at or (near_quote.start, near_quote.end) == (first, last):
            continue  # a whole sentence is not highlighted
        parts += [
            _inside(whole[at : near_quote.start]),
            f"<mark>{_inside(whole[near_quote.start : near_quote.end])}</mark>",
        ]
        at = near_quote.end
    return "".join([*parts, _inside(whole[at:last]), after])


def _inside(words: str) -> str:
    """Return words within a line. ``terminal_safe_text`` would strip the blanks at their edges, which separate them
    from the next."""
    edges = words[:1].isspace(), words[-1:].isspace()
    return escape_html(f"{' ' * edges[0]}{terminal_safe_text(words)}{' ' * (edges[1] and bool(words.strip()))}")


def _place(one: Quote, tongues: Tongues) -> str:
    where = "page.at_page" if one.page is not None else "page.at"
    return tongues.span(where, start=one.start, end=one.end, page=one.page)
