"""Convert HTML to lines: blocks separate lines, tables become rows, scripts go; the page's own furniture stays."""

from __future__ import annotations

import re
from collections.abc import Set

from lxml import etree

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.encoding import declared_charset, decode_bytes
from luoshi.reading.load.grid import GridCell, write_grid_rows

Tables = Set[etree._Element]

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol option p pre section summary "
    "table tbody td tfoot th thead tr ul"
)
_DROPPED_NAMES = (
    "script style noscript template head iframe object embed applet svg canvas video audio map select textarea math "
    "rt rp noframes datalist"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_DROPPED = frozenset(_DROPPED_NAMES.split())
_ARTICLE = 8  # blocks in one cell that make its table a page layout
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WIDE = re.compile("[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]")
_INLINE = re.compile(r"</?(?:font|span|b|strong|i|em|u|a|big|small|tt|o:p|st1:[a-z]{1,20})(?:\s[^<>]*)?>", re.I)


def read_html_page(page: str, draft: TextDraft) -> None:
    """Put the words of an HTML page into ``draft``.

    Raises:
        ReadError: ``load.too_large``: too many elements, or nested deeper than 2,048.
    """
    if page.count("<") > draft.limits.elements:
        raise ReadError("load.too_large", what="elements", limit=draft.limits.elements)
    root = _tree(page)
    if root is not None:
        walk = _PageWalk(draft)
        walk.block(root)
        walk.flush()
        if walk.hidden:
            draft.note("load.hidden", characters=walk.hidden)


def read_text(data: bytes, draft: TextDraft) -> None:
    """Do ``read_html_page`` for a page in UTF-8."""
    read_html_page(data.decode("utf-8"), draft)


def _tree(page: str) -> etree._Element | None:
    page = page.replace("\0", "")
    for attempt in (page, _INLINE.sub("", page)):
        # Old pages leave hundreds of nested <font> open; only then are inline tags removed.
        parser = etree.HTMLParser(
            encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
        )
        try:
            root = etree.fromstring(attempt.encode("utf-8", "replace"), parser)
        except (etree.XMLSyntaxError, ValueError):
            return None
        if not any("xcessive depth" in entry.message for entry in parser.error_log):
            return root
    raise ReadError("load.too_large", what="depth", limit=2048)


class _PageWalk:
    """One pass over the tree without recursion, at any nesting depth."""

    def __init__(self, draft: TextDraft) -> None:
        self.draft = draft
        self.words: list[str] = []  # of the current line or cell
        self.hidden = 0
        self._rows: list[list[GridCell]] | None = None  # of the current table, None outside
        self._preformatted = 0

    def block(self, root: etree._Element) -> None:
        """Walk everything below ``root``."""
        tables = data_tables(root)
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if tag in _DROPPED or self._is_hidden(element):
                    walk.skip_subtree()
                    continue
                self._start(tag, element, tables)
                self._add(element.text)
            else:
                if tag not in _DROPPED and not self._is_hidden(element, count=False):
                    self._end(tag, element, tables)
                if element is not root:
                    self._add(element.tail)

    def _is_hidden(self, element: etree._Element, *, count: bool = True) -> bool:
        style = element.get("style")
        if element.get("hidden") is None and not (style and _HIDDEN.search(style)):
            return False
        if count:
            self.hidden += sum(len(words.strip()) for words in element.itertext())
            self.draft.unseen.append("".join(map(str, element.itertext()))[:400])
        return True

    def _start(self, tag: str, element: etree._Element, tables: Tables) -> None:
        if tag == "br":
            self.words.append("\n")
        elif tag in _BLOCKS:
            self._break()
            if tag == "pre":
                self._preformatted += 1
            elif tag == "table" and element in tables:
                self._rows = []
            elif tag == "tr" and self._rows is not None:
                self._rows.append([])
            elif tag in {"td", "th"} and self._rows is not None:
                self.words = []

    def _end(self, tag: str, element: etree._Element, tables: Tables) -> None:
        if tag not in _BLOCKS:
            return
        if tag == "pre":
            self._preformatted -= 1
        if self._rows is None:
            self.flush()
        elif tag in {"td", "th"}:
            if not self._rows:
                self._rows.append([])
            cell = GridCell("".join(self.words), _span(element, "colspan"), _span(element, "rowspan"))
            self._rows[-1].append(cell)
            self.words = []
        elif tag == "table" and element in tables:
            write_grid_rows(self._rows, self.draft)
            self._rows = None
            self.words = []
        else:
            self._break()

    def _add(self, text: str | None) -> None:
        if text:
            self.words.append(text if self._preformatted else _SPACE.sub(_blank, text))

    def _break(self) -> None:
        """End a line at the edge of a block: outside tables the line is complete, in a cell it is a line end."""
        if self._rows is None:
            self.flush()
        elif self.words:
            self.words.append("\n")

    def flush(self) -> None:
        """Pass the current line to the draft."""
        if self.words:
            self.draft.line("".join(self.words))
            self.words = []


def _blank(gap: re.Match[str]) -> str:
    """Collapse white space of the source to one space; remove a line end between two Chinese characters."""
    before, after = gap.string[gap.start() - 1 : gap.start()], gap.string[gap.end() : gap.end() + 1]
    return "" if "\n" in gap.group() and _WIDE.match(before) and _WIDE.match(after) else " "


def _span(element: etree._Element, name: str) -> int:
    value = (element.get(name) or "").strip()
    return min(int(value), 1000) if value.isascii() and value.isdigit() and len(value) < 6 and int(value) else 1


def data_tables(root: etree._Element) -> Tables:
    """Return the tables with data; one that contains a table, or an article in a cell, is only page layout."""
    layout: set[etree._Element] = set()
    found: list[etree._Element] = []
    open_: list[tuple[etree._Element, list[int]]] = []  # the enclosing tables, each with the blocks of its current cell
    walk = etree.iterwalk(root, events=("start", "end"), tag=("table", "td", "th", "p", "div", "li", "h1", "h2", "h3"))
    for event, element in walk:
        if element.tag == "table":
            if event == "end":
                open_.pop()
                continue
            layout.update(table for table, _ in open_[-1:])
            found.append(element)
            open_.append((element, [0]))
        elif open_ and event == "start":
            table, blocks = open_[-1]
            blocks[0] = 0 if element.tag in {"td", "th"} else blocks[0] + 1
            if blocks[0] > _ARTICLE:
                layout.add(table)
    plain = {"presentation", "none"}
    return {table for table in found if table not in layout and table.get("role") not in plain}


def read_archive(data: bytes, draft: TextDraft) -> None:
    """Put the page in a web archive (MHTML, as Word saves under .doc) into ``draft``.

    Raises:
        ReadError: ``load.damaged`` if it contains no page.
    """
    import email  # only this rare format needs it

    try:
        parts = [part for part in email.message_from_bytes(data).walk() if part.get_content_type() == "text/html"]
        payload = parts[0].get_payload(decode=True) if parts else None
        charset = parts[0].get_content_charset() if parts else None
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise ReadError("load.damaged", format="mhtml") from error
    page = decode_bytes(payload, declared=declared_charset(payload) or charset) if isinstance(payload, bytes) else None
    if page is None:
        raise ReadError("load.damaged", format="mhtml")
    read_html_page(page.text, draft)
