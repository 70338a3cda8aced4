"""The lists beside the text: ledger, all figures, omitted statements. Each row links to its place in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from luoshi.writing import terms
from luoshi.writing.exact_json import format_plain_exact
from luoshi.writing.markup import Tongues, escape_html
from luoshi.writing.model import DocumentReport, LedgerFigure, LedgerItem, LedgerOmission, LedgerUnread
from luoshi.writing.width import terminal_safe_text

ROWS_IN_CHUNK = 50


def chunk_html_rows(rows: Iterable[str]) -> str:
    """Join rows in groups; a group outside the window costs the browser nothing."""
    parts: list[str] = []
    for place, row in enumerate(rows):
        if place % ROWS_IN_CHUNK == 0:
            parts.append("</div>" if place else "")
            parts.append('<div class="chunk" role="rowgroup">')
        parts.append(row)
    return "".join(parts) + ("</div>" if parts else "")


def ledger_rows(report: DocumentReport, tongues: Tongues) -> Iterator[str]:
    """Yield a row for each row of the ledger, and for each passage that was not read, at its place."""
    before = at = 0
    for item in report.lines:
        if isinstance(item, LedgerUnread):
            yield _unread_row(item, at, tongues)
            at += 1
            continue
        figure = report.figures[item.figure] if item.figure is not None else None
        again = item.matter == before
        before = item.matter
        role = report.passages[item.statement].role if item.statement is not None else "task"
        data = _data(s=item.statement, h=item.heading, q=item.figure)
        kind = ("r again" if again else "r") + _doubtful(item)
        yield (
            f'<div class="{kind}" role="row" tabindex="-1"{data} data-role="{role}">'
            f'<span class="no" role="rowheader">{item.number}</span>'
            f'<div class="what" role="cell"><p class="words">{_words(item.task)}</p>{_path(item.path)}</div>'
            f'<div class="aim" role="cell">{_aim(figure, tongues)}</div>'
            f'<div class="who" role="cell">{_who(item, tongues)}</div>'
            f'<div class="when" role="cell">{_when(item, tongues)}</div>'
            f"{_more(item, tongues, _figure_facts(figure, tongues) if figure else '')}</div>"
        )


def _unread_row(passage: LedgerUnread, at: int, tongues: Tongues) -> str:
    return (
        f'<div class="r doubtful unread" role="row" tabindex="-1"{_data(u=at)} data-role="unread">'
        f'<span class="no" role="rowheader">⚠</span>'
        f'<div class="what" role="cell"><p class="words">{_words(passage.words)}</p></div>'
        f'<div class="aim" role="cell"></div>'
        f'<div class="who" role="cell">{tongues.span("text.unread", "unread-tag")}</div>'
        f'<div class="when" role="cell"></div></div>'
    )


def figure_rows(report: DocumentReport, tongues: Tongues) -> Iterator[str]:
    """Yield a row for each quantity, in the ledger or not."""
    for at, figure in enumerate(report.figures):
        role = report.passages[figure.statement].role if figure.statement is not None else "task"
        data = _data(s=figure.statement, q=at)
        placed = (
            tongues.span("page.row", "in-ledger", row=figure.row)
            if figure.row is not None
            else tongues.span("page.not_listed", "not-in-ledger")
        )
        listed = "in" if figure.row is not None else "out"
        scope = f'<p class="path">{_words(figure.scope)}</p>' if figure.scope else ""
        period = tongues.of(
            {language: terms.format_figure_period(figure, say) for language, say in tongues.says.items()}
        )
        yield (
            f'<div class="r fig{_doubtful(figure)}" role="row" tabindex="-1"{data} data-role="{role}">'
            f'<span class="no" role="rowheader">{at + 1}</span>'
            f'<div class="aim" role="cell"><b class="{listed}">{_words(figure.quote)}</b></div>'
            f'<div class="what" role="cell"><p class="words">{_words(figure.indicator)}</p>{scope}</div>'
            f'<div class="who" role="cell">{_term(tongues, "role", figure.role)} · '
            f'{_term(tongues, "aspect", figure.aspect)}<p class="path">{period}</p></div>'
            f'<div class="when" role="cell">{placed}</div>'
            f"{_more(figure, tongues, _figure_facts(figure, tongues))}</div>"
        )


def left_rows(report: DocumentReport, tongues: Tongues) -> Iterator[str]:
    """Yield a row for each statement without a ledger row."""
    for at, omission in enumerate(report.left):
        role = report.passages[omission.statement].role
        data = _data(s=omission.statement)
        yield (
            f'<div class="r out{_doubtful(omission)}" role="row" tabindex="-1"{data} data-role="{role}">'
            f'<span class="no" role="rowheader">{at + 1}</span>'
            f'<div class="who" role="cell">{_badge(tongues, role)}</div>'
            f'<div class="what" role="cell"><p class="words">{_words(omission.words)}</p>{_path(omission.path)}</div>'
            f'<div class="when" role="cell">{_term(tongues, "reason", omission.reason)}</div>'
            f"{_more(omission, tongues, '')}</div>"
        )


def _words(words: str) -> str:
    return escape_html(terminal_safe_text(words))


def _data(**indices: int | None) -> str:
    return "".join(f' data-{name}="{index}"' for name, index in indices.items() if index is not None)


def _doubtful(one: LedgerItem | LedgerFigure | LedgerOmission) -> str:
    return " doubtful" if one.doubts else ""


def _path(path: str) -> str:
    return f'<p class="path">{_words(path)}</p>' if path else ""


def _term(tongues: Tongues, table: str, code: str) -> str:
    return tongues.of(
        {language: terms.translate_known_code(say, table, code) for language, say in tongues.says.items()}
    )


def _badge(tongues: Tongues, role: str) -> str:
    return f'<span class="badge {role}">{_term(tongues, "role", role)}</span>'


def _aim(figure: LedgerFigure | None, tongues: Tongues) -> str:
    if figure is None:
        return tongues.span("page.no_figure", "none")
    return f'<b class="in">{_words(figure.quote)}</b><p class="path">{_words(figure.indicator)}</p>'


def _who(item: LedgerItem, tongues: Tongues) -> str:
    lead = f"<b>{_words('、'.join(item.lead))}</b>" if item.lead else tongues.span("page.no_unit", "none")
    if not item.support:
        return lead
    return f'{lead}<p class="path">{tongues.span("page.support")} {_words("、".join(item.support))}</p>'


def _when(item: LedgerItem, tongues: Tongues) -> str:
    words = [f"<b>{terms.format_row_due_dates(item)}</b>"] if item.due else []
    if item.every:
        words.append(
            tongues.of(
                {language: terms.format_row_recurrences(item, say) for language, say in tongues.says.items()}, "every"
            )
        )
    return "".join(words) or tongues.span("page.no_due", "none")


def _figure_facts(figure: LedgerFigure, tongues: Tongues) -> str:
    upper = f"–{format_plain_exact(figure.upper)}" if figure.upper is not None else ""
    exact = f"{format_plain_exact(figure.value)}{upper} {figure.unit or ''}".strip()
    return f"<span>{_term(tongues, 'bound', figure.bound)} {escape_html(exact)}</span>"


def _more(one: LedgerItem | LedgerFigure | LedgerOmission, tongues: Tongues, facts: str) -> str:
    """Return the details of a row: shown when it is selected, its doubts always."""
    where = "page.at_page" if one.page is not None else "page.at"
    parts = [facts, f"<span>{tongues.span(where, start=one.start, end=one.end, page=one.page)}</span>"]
    why = {
        language: say("page.rule", rule=terms.explain_row_rule(one.rule, say)) for language, say in tongues.says.items()
    }
    parts.append(f"<span>{tongues.of(why)}</span>")
    if isinstance(one, LedgerItem) and one.phrases:
        parts.append(f"<span>“{_words('；'.join(one.phrases))}”</span>")
    if isinstance(one, LedgerItem) and one.inherited:
        parts.append(tongues.span("page.inherited"))
    doubts = "".join(f"<span>{_term(tongues, 'doubt', code)}</span>" for code in one.doubts)
    doubts = f'<div class="doubts" role="cell">{doubts}</div>' if doubts else ""
    return f'{doubts}<div class="more" role="cell">{"".join(parts)}</div>'
