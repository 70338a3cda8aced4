"""Render one self-contained page for answers: the plan on the left, the reports on the right, the answers between.

``match`` and ``compare`` share the page; only words and filters differ.
"""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.writing import terms
from luoshi.writing.html_rows import chunk_html_rows
from luoshi.writing.markup import Tongues, escape_html
from luoshi.writing.page_frame import (
    prepare_page_tongues,
    render_page_foot,
    render_page_frame,
    render_top_bar,
    search_box,
)
from luoshi.writing.pair_model import DocumentPair, PairSource
from luoshi.writing.pair_rows import answer_rows, left_number, left_rows, loose_rows
from luoshi.writing.pair_terms import SIGNS, pair_summary_sentence
from luoshi.writing.pair_text import figure_columns, pair_title, source_role_messages
from luoshi.writing.text_marks import MarkedSpan, Text, render_marked_text
from luoshi.writing.width import terminal_safe_text

# The filters, in the order of the keys 1, 2, 3 …; message ids under ``pairpage.``
FILTERS = {
    "match": ("all", "not_met", "no_figure", "uncertain", "not_mentioned"),
    "compare": ("all", "missing", "lower", "uncertain", "higher"),
}


def render_pair_page(pair: DocumentPair, catalogues: Mapping[str, Mapping[str, str]], language: str) -> str:
    """Return the whole page.

    Args:
        catalogues: messages by language and id; the page contains all languages and can switch.
        language: the initial language.
    """
    words = prepare_page_tongues(catalogues, language)
    body = [
        render_top_bar(words, tagline=f"pairpage.tagline_{pair.command}", skip="pairpage.skip"),
        f'<main>\n<article class="view doc now {pair.command}" id="pair">{_cover(pair, words)}{_bar(pair, words)}',
        f'<div class="panes" data-pane="list">{_tabs(pair, words)}{_asked(pair, words)}{_answers(pair, words)}'
        f"{_others(pair, words)}</div></article>\n</main>\n",
        render_page_foot(words, keys="pairpage.keys_list"),
    ]
    return render_page_frame(pair_title(pair, words.says[language]), body, "pair", words)


def _cover(pair: DocumentPair, tongues: Tongues) -> str:
    head = tongues.of({language: pair_title(pair, say) for language, say in tongues.says.items()})
    counts = tongues.of({language: pair_summary_sentence(pair, say) for language, say in tongues.says.items()})
    notes = "".join(
        f"<li><b>{escape_html(terminal_safe_text(source.name))}</b> {tongues.span(code, **dict(values))}</li>"
        for source in pair.sources
        for code, values in source.notes
    )
    origins = "".join(
        f"<li>{tongues.span(f'role_in_pair.{role}', 'part-played')} {escape_html(terminal_safe_text(source.name))}"
        f'<span class="sha">SHA-256 {escape_html(source.sha256)}</span></li>'
        for role, source in zip(source_role_messages(pair), pair.sources, strict=True)
    )
    return (
        f'<div class="cover"><div class="names"><h1>{head}</h1><p class="counts">{counts}</p>'
        f'<ul class="origin">{origins}</ul>{f"<ul class=notes>{notes}</ul>" if notes else ""}</div></div>'
    )


def _bar(pair: DocumentPair, tongues: Tongues) -> str:
    counts = pair.counts | {"all": len(pair.answers)}
    buttons = "".join(
        f'<button type="button" class="chip {chip}" data-show="{chip}" aria-pressed="{_true(chip == "all")}">'
        f'{_sign(chip)}{tongues.span(f"pairpage.{chip}")}<span class="count">{counts[chip]}</span></button>'
        for chip in FILTERS[pair.command]
    )
    return (
        f'<div class="bar">{search_box(tongues, "pair", "pairpage.search")}<div class="chips" role="group"'
        f"{tongues.attribute('aria-label', 'pairpage.filters')}>{buttons}</div></div>"
    )


def _true(holds: bool) -> str:
    return "true" if holds else "false"


def _sign(one: str) -> str:
    sign = "?" if one == "uncertain" else SIGNS.get(one)
    return f'<span class="sign" aria-hidden="true">{sign}</span>' if sign else ""


def _tabs(pair: DocumentPair, tongues: Tongues) -> str:
    """Return the tabs for a telephone, which shows one pane at a time."""
    first, other = source_role_messages(pair)[:2]
    names = {"list": "answers", "asked": first, "others": other}
    return '<div class="tabs" role="group">' + "".join(
        f'<button type="button" data-pane="{pane}" aria-pressed="{_true(pane == "list")}">'
        f"{tongues.span(f'pairpage.{name}')}</button>"
        for pane, name in names.items()
    ) + "</div>"  # fmt: skip


def _asked(pair: DocumentPair, tongues: Tongues) -> str:
    """Return the pane of the plan or upper document: what is asked, with the sign of its answer."""
    spans = [
        MarkedSpan(
            answer.asked.start, answer.asked.end, "a", answer.number, answer.sort == "figure",
            f"in st-{answer.status}{'' if answer.certain else ' unsure'}", "signed",
        )
        for answer in pair.answers
    ]  # fmt: skip
    spans += [
        MarkedSpan(left.quote.start, left.quote.end, "u", left_number(pair, at), True, "out")
        for at, left in enumerate(pair.left, 1)
    ]
    role = source_role_messages(pair)[0]
    return (
        f'<section class="source pane asked" tabindex="0"{tongues.attribute("aria-label", f"pairpage.{role}")}>'
        f"{_name(pair.sources[0], role, tongues)}{_paper(pair.sources[0], spans, tongues)}</section>"
    )


def _others(pair: DocumentPair, tongues: Tongues) -> str:
    """Return the pane of the reports, one below the other; the script makes tabs of several."""
    role = source_role_messages(pair)[1]
    spans: list[list[MarkedSpan]] = [[] for _ in pair.sources]
    for answer in pair.answers:
        for quote in answer.found:
            whole = (quote.start, quote.end) == quote.around  # a sentence that names the thing without a figure
            figure = answer.sort == "figure" and (pair.command == "match" or not whole)
            span = MarkedSpan(quote.start, quote.end, "a", answer.number, figure, "in" if figure else "said")
            spans[quote.source].append(span)
    for at, quote in enumerate(pair.loose, 1):
        spans[quote.source].append(MarkedSpan(quote.start, quote.end, "u", at, True, "out"))
    several = len(pair.sources) > 2
    tabs, papers = [], []
    for at, source in enumerate(pair.sources[1:], 1):
        tabs.append(
            f'<button type="button" role="tab" id="r{at}-tab" aria-controls="r{at}" data-list="r{at}" '
            f'aria-selected="{_true(at == 1)}" tabindex="{0 if at == 1 else -1}">'
            f"{escape_html(terminal_safe_text(source.name))}</button>"
        )
        tabbed = f' role="tabpanel" aria-labelledby="r{at}-tab"' if several else ""
        paper = _name(source, role, tongues) + _paper(source, spans[at], tongues)
        papers.append(f'<div class="report" id="r{at}"{tabbed}>{paper}</div>')
    strip = f'<div class="strip" role="tablist">{"".join(tabs)}</div>' if several else ""
    return (
        f'<section class="source pane others" tabindex="0"{tongues.attribute("aria-label", f"pairpage.{role}")}>'
        f"{strip}{''.join(papers)}</section>"
    )


def _name(one: PairSource, role: str, tongues: Tongues) -> str:
    name = escape_html(terminal_safe_text(one.title or one.name))
    kind = tongues.of(
        {language: terms.translate_known_code(say, "kind", one.kind) for language, say in tongues.says.items()}
    )
    year = f" · {one.year}" if one.year is not None else ""
    return (
        f'<div class="side-head"><span class="part-played">{tongues.span(f"pairpage.{role}")}</span>'
        f"<b>{name}</b><small>{kind}{year}</small></div>"
    )


def _paper(one: PairSource, spans: list[MarkedSpan], tongues: Tongues) -> str:
    text = Text(one.text, one.title, one.pages, one.parts)
    return f'<div class="paper">{render_marked_text(text, spans, tongues)}</div>'


def _answers(pair: DocumentPair, tongues: Tongues) -> str:
    columns = ["number", "status", "asked", *figure_columns(pair), "why"]
    head = "".join(
        f'<span role="columnheader" class="c-{column}">{tongues.span(f"column.{column}")}</span>' for column in columns
    )
    empty = "pairpage.nothing" if pair.answers else f"pair.nothing_asked_{pair.command}"
    return (
        f'<section class="lists pane" id="main-list"><div class="list answers"><div role="table"'
        f'{tongues.attribute("aria-label", "pairpage.answers_list")}><div class="head" role="row">{head}</div>'
        f"{chunk_html_rows(answer_rows(pair, tongues))}</div>"
        f'<p class="empty"{" hidden" if pair.answers else ""}>{tongues.span(empty, **pair.counts)}</p></div>'
        f"{_left(pair, tongues)}{_loose(pair, tongues)}</section>"
    )


def _left(pair: DocumentPair, tongues: Tongues) -> str:
    """Return the figures of the plan that are no targets, after the answers."""
    if not pair.left:
        return ""
    return (
        f'<div class="list loose of-plan"><h2>{tongues.span("pairpage.left_head", left=len(pair.left))}</h2>'
        f'<p class="lead">{tongues.span("pairpage.left_lead")}</p>'
        f'<div role="table"{tongues.attribute("aria-label", "sheet.plan_figures")}>'
        f"{chunk_html_rows(left_rows(pair, tongues))}</div></div>"
    )


def _loose(pair: DocumentPair, tongues: Tongues) -> str:
    """Return the figures that answer nothing, for the end of the answers."""
    if pair.command == "compare" or not (pair.loose or any(answer.found for answer in pair.answers)):
        return ""
    lead = tongues.span("pairpage.loose_lead" if pair.loose else "pairpage.none_loose")
    return (
        f'<div class="list loose of-reports"><h2>{tongues.span("pairpage.loose_head", loose=len(pair.loose))}</h2>'
        f'<p class="lead">{lead}</p><div role="table"{tongues.attribute("aria-label", "sheet.loose")}>'
        f"{chunk_html_rows(loose_rows(pair, tongues))}</div></div>"
    )
