"""Split a text into sentences and clauses, and give each its role."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from luoshi.reading.cues import Cues
from luoshi.reading.heading_tree import statement_headings
from luoshi.reading.model import UNCLEAR_ROLE, TextHeading, TextStatement
from luoshi.reading.role_signs import Sentence, paper_of, sentence_signs
from luoshi.reading.roles import Judge, load_role_weights
from luoshi.reading.sentence_forms import FormReader, roles_barred_by_form
from luoshi.reading.structure import DocumentFields, Outline, Span, TableRow
from luoshi.reading.tables import cells_of, is_head, task_cells
from luoshi.reading.words import lazy_pattern

_BLANK = lazy_pattern(r"\s*")
_OPENS, _CLOSES = "（(〔［[", "）)〕］]"
_MARK = lazy_pattern(r"[（(）)〔〕［］\[\]]|[。！？!?；;]+[”’」』）)》】〕］\]\"]*")
_STOP = lazy_pattern(r"[。！？!?；;]+[”’」』）)》】〕］\]\"]*")
_BARS = ("|", "｜", "\t")
_NOTE = lazy_pattern(r"[（(](?:[^（）()\n]|[（(][^（）()\n]{1,20}[）)]){2,200}[）)][。；;]?")


def cut_sentences(text: str, start: int, end: int) -> list[Span]:
    """Cut a block of body text into sentences and clauses, trimmed, each with its end mark.

    A cut is made after 。！？； and any quotation marks that close there. There is no cut inside round or square
    brackets, unless a bracket is never closed in the block. Source: gold/GUIDE.md, "Statements".
    """
    bracketed = any(text.find(mark, start, end) >= 0 for mark in _OPENS)
    if not bracketed:  # most blocks; saves half of the time
        ends = [found.end() for found in _STOP.finditer(text, start, end)]
    else:
        ends = _ends_outside(text, start, end)
    if not ends or ends[-1] < end:
        ends.append(end)
    spans = []
    left = start
    for right in ends:
        if text[left].isspace() or text[right - 1].isspace():
            begin, stop = _trimmed(text, left, right)
        else:
            begin, stop = left, right
        if begin < stop:
            spans.append((begin, stop))
        left = right
    return _notes_apart(text, spans) if bracketed else spans


def _ends_outside(text: str, start: int, end: int) -> list[int]:
    """Return the cuts of a block that lie outside brackets."""
    ends: list[int] = []
    held: list[int] = []  # cuts inside a bracket that may never close
    depth = 0
    for found in _MARK.finditer(text, start, end):
        char = text[found.start()]
        if char in _OPENS:
            depth += 1
        elif char in _CLOSES:
            depth -= depth > 0
            if not depth:
                held.clear()
        elif depth:
            closing = sum(text.count(mark, found.start(), found.end()) for mark in _CLOSES)
            held.append(found.end())
            depth = max(0, depth - closing)
            if not depth:
                held.clear()
        else:
            ends.append(found.end())
    return sorted(ends + held) if depth else ends


def _trimmed(text: str, start: int, end: int) -> Span:
    if start < end and not (text[start].isspace() or text[end - 1].isspace()):
        return start, end
    words = text[start:end]
    begin = start + len(words) - len(words.lstrip())
    return begin, max(begin, start + len(words.rstrip()))


def _notes_apart(text: str, spans: list[Span]) -> list[Span]:
    """Separate a bracketed note at the start of a sentence from text that follows it without a mark."""
    out: list[Span] = []
    for start, end in spans:
        note = _NOTE.match(text, start, end) if out and text[start] in "（(" else None
        if note and note.end() < end and text[note.end()] not in "，,、的":
            out.append((start, note.end()))
            start = _trimmed(text, note.end(), end)[0]
        out.append((start, end))
    return out


def build_statements(text: str, outline: Outline, fields: DocumentFields) -> list[TextStatement]:
    """Return every sentence and clause of the body with its role, in order; nothing of the body is left out.

    In a table only the cell that holds the task is a statement; the head is context. Page furniture is context, one
    statement a line. Each has ``rule`` (why this role) and ``doubts`` (why to look twice).
    """
    found, sentences, places = split_into_statements(text, outline, fields)
    paper = paper_of(text, outline, fields)
    judge = Judge(load_role_weights())
    titles = titles_above(outline.headings)
    for at, sentence, (own, common) in zip(places, sentences, sentence_signs(paper, sentences), strict=True):
        if not found[at].rule:
            above = titles[sentence.heading] if sentence.heading is not None else ()
            heads = sentence.row.columns if sentence.row else ()
            judged = judge.role(own, common, roles_barred_by_form(sentence.cues, above, heads, sentence.label))
            found[at].role, found[at].rule, found[at].doubts = judged.role, judged.rule, list(judged.doubts)
            if UNCLEAR_ROLE in judged.doubts and not sentence.cues.figure:
                found[at].doubts.remove(UNCLEAR_ROLE)  # no figure depends on it
            if sentence.label and "role_weak" in judged.doubts and not sentence.cues.colon:
                found[at].doubts.remove("role_weak")  # the label says it
            found[at].margin = judged.margin
    found.sort(key=lambda statement: statement.start)
    _place_noise(found, outline.headings)
    for statement, place in zip(found, statement_headings(text, found, outline.headings), strict=True):
        statement.heading = place
    return found


def titles_above(headings: Sequence[TextHeading]) -> list[tuple[str, ...]]:
    """Return for each heading its title and those of the headings around it, outermost first."""
    stack: list[TextHeading] = []
    found = []
    for heading in headings:
        while stack and stack[-1].level >= heading.level:
            stack.pop()
        stack.append(heading)
        found.append(tuple(upper_heading.title for upper_heading in stack))
    return found


def split_into_statements(
    text: str, outline: Outline, fields: DocumentFields
) -> tuple[list[TextStatement], list[Sentence], list[int]]:
    """Return all statements (``rule`` is empty where yet to be judged), the sentences to judge, and their indices."""
    reader = FormReader(text)
    found = [TextStatement(start, end, "context", "page_furniture") for start, end in outline.noise]
    sentences: list[Sentence] = []
    places: list[int] = []
    parts: list[tuple[Span, TableRow | None]] = [(block, None) for block in outline.blocks]
    for line in outline.rows:
        spans = _row_spans(text, line)
        parts += [(span, line) for span in spans]
        if not spans and not any(line.columns):
            found.append(TextStatement(line.start, line.end, "context", "table_row", None, (line.start, line.end)))
    parts.sort(key=lambda part: part[0][0])
    headings = outline.headings
    at = 0
    for (start, end), row in parts:
        while at < len(headings) and headings[at].start <= start:
            reader.enter_heading()
            at += 1
        heading = at - 1 if at else None
        start, end = _trimmed(text, start, end)
        why = _no_sentence(text, reader, heading, start, end, row)
        if why:
            found.append(TextStatement(start, end, "context", why, heading))
            continue
        leads = at < len(headings) and _nothing_between(text, end, headings[at].start, outline.noise)
        for sentence in _sentences(text, fields, cut_sentences(text, start, end), heading, row, leads):
            places.append(len(found))
            formed = reader.judge(sentence.cues)
            sentence.noted, sentence.label = reader.noted, reader.label
            sentences.append(sentence)
            span = (row.start, row.end) if row else None
            role, rule = (formed.role, formed.rule) if formed else ("context", "")
            doubts = list(formed.doubts) if formed else []
            found.append(TextStatement(sentence.start, sentence.end, role, rule, heading, span, doubts))
    return found, sentences, places


def _no_sentence(
    text: str, reader: FormReader, heading: int | None, start: int, end: int, row: TableRow | None
) -> str | None:
    """Return why a block is not a sentence, or None; None also starts a new paragraph in ``reader``."""
    if row is not None:
        return None
    if _barred(text, start, end) and is_head(text, cells_of(text, start, end)):
        return "table_head"
    if start and text[start - 1] not in "\n\r\x0b\x0c\x85\u2028\u2029 \t\u3000":
        return None
    reader.paragraph(start, end)
    return reader.furniture(start, end, heading is None)


def _sentences(
    text: str, fields: DocumentFields, spans: list[Span], heading: int | None, row: TableRow | None, leads: bool
) -> Iterator[Sentence]:
    """Yield the sentences of one block."""
    for at, (start, end) in enumerate(spans):
        last = at == len(spans) - 1
        clause = at > 0 and text[spans[at - 1][1] - 1] in "；;"
        cues = Cues(text, start, end, fields.year)
        yield Sentence(start, end, cues, heading, row, leads and last, at == 0, last, clause)


def _barred(text: str, start: int, end: int) -> bool:
    """Check for a cell separator in ``text[start:end]``. Three plain finds take a third of the time of a search."""
    for bar in _BARS:  # noqa: SIM110  # any() would cost the time that is saved
        if text.find(bar, start, end) >= 0:
            return True
    return False


def _nothing_between(text: str, end: int, start: int, noise: list[Span]) -> bool:
    """Check whether only blanks and page furniture separate a block from the heading after it."""
    at = bisect_left(noise, (end, 0))
    while True:
        end = _BLANK.match(text, end, start).end()  # type: ignore[union-attr]
        if end == start or at == len(noise) or noise[at][0] != end:
            return end == start
        end, at = noise[at][1], at + 1


def _row_spans(text: str, row: TableRow) -> list[Span]:
    return [row.cells[cell] for cell in task_cells(text, row) if row.cells[cell][0] < row.cells[cell][1]]


def _place_noise(found: list[TextStatement], headings: list[TextHeading]) -> None:
    at = 0
    for statement in found:
        while at < len(headings) and headings[at].start <= statement.start:
            at += 1
        if statement.heading is None and at:
            statement.heading = at - 1
