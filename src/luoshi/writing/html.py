"""Render one self-contained page for one or many documents: the text with every span marked, beside the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from luoshi.writing import terms
from luoshi.writing.html_rows import chunk_html_rows, figure_rows, ledger_rows, left_rows
from luoshi.writing.html_source import ROLES, render_source_pane
from luoshi.writing.markup import Tongues, escape_html
from luoshi.writing.model import DocumentReport
from luoshi.writing.page_frame import (
    prepare_page_tongues,
    render_page_foot,
    render_page_frame,
    render_top_bar,
    search_box,
)
from luoshi.writing.width import terminal_safe_text

LISTS = ("ledger", "figures", "left")


def render_ledger_page(
    reports: Sequence[DocumentReport], catalogues: Mapping[str, Mapping[str, str]], language: str
) -> str:
    """Return the whole page.

    Args:
        reports: one or many documents; for many the page begins with a table of them.
        catalogues: messages by language and id; the page contains all languages and can switch.
        language: the initial language.
    """
    words = prepare_page_tongues(catalogues, language)
    say = words.says[language]
    title = (
        say("page.index_title", count=len(reports))
        if len(reports) != 1
        else say("sheet.title", title=terminal_safe_text(reports[0].title or say("text.no_title")))
    )
    body = [
        render_top_bar(words, chooser=_chooser(reports, words)),
        "<main>\n",
        _index(reports, words) if len(reports) != 1 else "",
    ]
    body += [_document(number, report, words) for number, report in enumerate(reports, 1)]
    body += ["</main>\n", render_page_foot(words)]
    return render_page_frame(title, body, "page", words)


def _chooser(reports: Sequence[DocumentReport], tongues: Tongues) -> str:
    if len(reports) == 1:
        return ""
    options = "".join(
        f'<option value="d{number}">{number}. {escape_html(terminal_safe_text(report.title or report.source))}</option>'
        for number, report in enumerate(reports, 1)
    )
    return (
        f'<select class="chooser" id="chooser"{tongues.attribute("aria-label", "page.documents")}>'
        f'<option value="index"{tongues.data("page.all_documents")}>'
        f"{escape_html(tongues.says[tongues.first]('page.all_documents'))}</option>{options}</select>"
    )


def _index(reports: Sequence[DocumentReport], tongues: Tongues) -> str:
    counted = ("matters", "rows", "figures", "listed", "left", "doubts")
    heads = ("column.document", "column.kind", "column.matters", "column.rows", "column.figures",
             "page.listed", "sheet.left", "column.doubtful")  # fmt: skip
    rows = []
    for number, report in enumerate(reports, 1):
        counts = report.counts
        cells = "".join(
            f'<td class="n{" some" if count_name == "doubts" and counts[count_name] else ""}">{counts[count_name]}</td>'
            for count_name in counted
        )
        title = escape_html(terminal_safe_text(report.title or "")) or tongues.span("text.no_title")
        rows.append(
            f'<tr><th scope="row"><a href="#d{number}">{title}</a>'
            f"<small>{escape_html(terminal_safe_text(report.source))}</small></th>"
            f"<td>{_term(tongues, 'kind', report.kind)}</td>{cells}</tr>"
        )
    every = [report.counts for report in reports]
    total = {count_name: sum(counts[count_name] for counts in every) for count_name in every[0]}
    sums = "".join(f'<td class="n">{total[count_name]}</td>' for count_name in counted)
    head = "".join(
        f'<th scope="col"{" class=n" if place > 1 else ""}>{tongues.span(column)}</th>'
        for place, column in enumerate(heads)
    )
    return (
        f'<section class="view index" id="index"><h1>{tongues.span("page.index_title", count=len(reports))}</h1>'
        f'<p class="lead">{tongues.span("page.index_lead")}</p>{_tiles(total, tongues)}<div class="scroll"><table>'
        f"<thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody>"
        f"<tfoot><tr><th scope=row>{tongues.span('text.total')}</th><td></td>{sums}</tr></tfoot>"
        "</table></div></section>\n"
    )


def _term(tongues: Tongues, table: str, code: str) -> str:
    return tongues.of(
        {language: terms.translate_known_code(say, table, code) for language, say in tongues.says.items()}
    )


def _document(number: int, report: DocumentReport, tongues: Tongues) -> str:
    name = f"d{number}"
    return (
        f'<article class="view doc" id="{name}">{_cover(report, tongues)}{_bar(report, tongues, name)}'
        f'<div class="panes" data-pane="list"><section class="source pane" tabindex="0"'
        f"{tongues.attribute('aria-label', 'page.source_pane')}>"
        f'<div class="paper">{render_source_pane(report, tongues)}</div>'
        f"</section>{_lists(report, tongues, name)}</div></article>\n"
    )


def _cover(report: DocumentReport, tongues: Tongues) -> str:
    meta = [_kind(report, tongues)]
    meta += [escape_html(terminal_safe_text(words)) for words in (report.number, report.issuer) if words]
    meta += [str(report.year)] if report.year is not None else []
    notes = "".join(
        f"<li>{tongues.span(code, **dict(values))}</li>"
        for code, values in report.notes
        if code != "paper.unread"  # the banner says it
    )
    title = escape_html(terminal_safe_text(report.title or "")) or tongues.span("text.no_title")
    return (
        f'<div class="cover"><div class="names"><h1>{title}</h1><p class="meta">{" · ".join(meta)}</p>'
        f'<p class="origin">{escape_html(terminal_safe_text(report.source))} '
        f'<span class="sha">SHA-256 {escape_html(report.sha256)}</span></p>'
        f"{f'<ul class=notes>{notes}</ul>' if notes else ''}</div>"
        f"{_tiles(report.counts, tongues)}</div>{_unread_banner(report, tongues)}"
    )


def _unread_banner(report: DocumentReport, tongues: Tongues) -> str:
    """Return what the page says first of words that are in nothing that was read; "" if there are none."""
    if not report.unread:
        return ""
    words = tongues.span("text.count_unread", count=len(report.unread))
    first = f'<button type="button" class="to-unread">{tongues.span("page.first_unread")}</button>'
    return f'<p class="unread-banner" role="alert"><strong>⚠ {words}</strong> {first}</p>'


def _kind(report: DocumentReport, tongues: Tongues) -> str:
    """Return the kind and whether it was guessed, because all roles depend on it."""
    words = {
        language: terms.format_document_kind(say, report.kind, report.kind_guessed)
        for language, say in tongues.says.items()
    }
    return tongues.of(words)


def _tiles(counts: Mapping[str, int], tongues: Tongues) -> str:
    tiles = "".join(
        f'<div class="tile {tile}"><dt>{tongues.span(f"page.{tile}_head", **counts)}</dt>'
        f"<dd>{tongues.span(f'page.{tile}_split', **counts)}</dd></div>"
        for tile in ("matters", "figures", "left", "doubts")
    )
    return f'<dl class="tiles">{tiles}</dl>'


def _bar(report: DocumentReport, tongues: Tongues, name: str) -> str:
    present = {passage.role for passage in report.passages}
    roles = "".join(
        f'<label class="switch"><input type="checkbox" class="role" value="{role}" checked>'
        f'<span class="badge {role}">{_term(tongues, "role", role)}</span></label>'
        for role in ROLES
        if role in present
    )
    legend = (
        f'<span class="legend"><mark class="q in">12</mark>{tongues.span("page.figure_listed")} '
        f'<mark class="q out">12</mark>{tongues.span("page.figure_other")} '
        f'<mark class="q in doubt">12</mark>{tongues.span("page.doubtful")}</span>'
    )
    return (
        f'<div class="bar">{search_box(tongues, name, "page.search")}'
        f'<label class="switch"><input type="checkbox" class="only-doubts">{tongues.span("page.filter_doubts")}</label>'
        f'<label class="switch"><input type="checkbox" class="doubts-first">{tongues.span("page.doubts_first")}</label>'
        f'<span class="roles" role="group"{tongues.attribute("aria-label", "page.show_roles")}>{roles}</span>'
        f"{legend}</div>"
    )


def _lists(report: DocumentReport, tongues: Tongues, name: str) -> str:
    rows = {
        "ledger": (ledger_rows, len(report.items) + len(report.unread), ("number", "task", "target", "lead", "due")),
        "figures": (figure_rows, len(report.figures), ("number", "figures", "indicator", "role", "row")),
        "left": (left_rows, len(report.left), ("number", "role", "words", "reason")),
    }
    tabs, panels = [], []
    for place, listing in enumerate(LISTS):
        make, count, heads = rows[listing]
        chosen = "true" if place == 0 else "false"
        tabs.append(
            f'<button type="button" role="tab" id="{name}-{listing}-tab" aria-controls="{name}-{listing}" '
            f'data-list="{listing}" aria-selected="{chosen}" tabindex="{0 if place == 0 else -1}">'
            f"{tongues.span(f'page.{listing}_tab')}"
            f'<span class="count">{count}</span></button>'
        )
        head = "".join(
            f'<span role="columnheader" class="c-{column}">{tongues.span(f"column.{column}")}</span>'
            for column in heads
        )
        empty = "page.no_rows" if listing == "ledger" and not count else "page.nothing"
        panels.append(
            f'<div class="list {listing}" role="tabpanel" id="{name}-{listing}" aria-labelledby="{name}-{listing}-tab"'
            f"{'' if place == 0 else ' hidden'}>"
            f'<div role="table"{tongues.attribute("aria-label", f"page.{listing}_tab")}>'
            f'<div class="head" role="row">{head}</div>{chunk_html_rows(make(report, tongues))}</div>'
            f'<p class="empty"{"" if not count else " hidden"}>{tongues.span(empty)}</p></div>'
        )
    source_tab = (
        f'<button type="button" class="to-source" data-list="source" aria-pressed="false">'
        f"{tongues.span('page.source_pane')}</button>"
    )
    return (
        f'<div class="tabs">{source_tab}<div role="tablist" class="tablist">{"".join(tabs)}</div></div>'
        f'<section class="lists pane">{"".join(panels)}</section>'
    )
