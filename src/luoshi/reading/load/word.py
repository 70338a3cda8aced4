"""Word documents (Office Open XML): every word visible on the printed page, in page order.

Headers and footers, comments, deletions and hidden text are left out; computed list numbers are included.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import TextDraft, tidy_line
from luoshi.reading.load.markup import main_part, parse_xml_part, part_relations
from luoshi.reading.load.numbering import VAL, Numbering, W, join_number_and_text
from luoshi.reading.load.styles import WordStyles
from luoshi.reading.load.wordtable import read_table
from luoshi.reading.load.zip_container import Pack

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT_BOX = W + "txbxContent"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Elements that only wrap content, among blocks as among runs.
_WRAPS = frozenset(
    W + name
    for name in (
        "sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple", "bdo", "dir", "ruby",
        "rubyBase", "body", "footnote", "endnote", "txbxContent", "document", "hdr", "ftr",
    )
)  # fmt: skip
_GONE = frozenset(W + name for name in ("del", "moveFrom"))
_SIGNS = {W + "tab": " ", W + "ptab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}


def read_word_document(data: bytes, draft: TextDraft) -> None:
    """Put the words of a Word document into ``draft``.

    Raises:
        ReadError: ``load.damaged``, ``load.encrypted``, ``load.too_large``, ``load.scanned`` (pictures only).
    """
    pack = Pack(data, "docx", draft.limits)
    main = main_part(pack, "word/document.xml")
    Story(pack, main, draft).tell()


def is_on(element: etree._Element | None) -> bool:
    """Check whether an on-off property is present and on."""
    return element is not None and element.get(VAL, "1") not in {"0", "false", "off"}


class Story:
    """One pass over the document from top to bottom. Order matters: lists count, and fields open and close."""

    def __init__(self, pack: Pack, main: str, draft: TextDraft) -> None:
        self.draft = draft
        self.pack = pack
        self.main = main
        self._links = part_relations(pack, main)
        self.styles = WordStyles(self._part("styles"))
        self.numbering = Numbering(self._part("numbering"), self.styles.lists)
        self._fields: list[str] = []  # the current section of each open field: code, result, contents
        self._instruction = ""
        self._unseen: list[str] = []  # hidden words
        self._listed = 0  # characters of skipped tables of contents
        self._held = ""  # a paragraph whose mark is deleted or hidden continues in the next
        self._boxes: list[etree._Element] = []
        self._notes: list[tuple[str, str]] = []
        self.insertions = self.deletions = self.hidden = self.contents = 0

    def tell(self) -> None:
        """Read the whole document into the draft."""
        root = parse_xml_part(self.pack, self.main)
        body = root.find(W + "body")
        if body is None:
            raise ReadError("load.damaged", format=self.pack.format)
        self.insertions = sum(1 for _ in root.iter(W + "ins", W + "moveTo"))
        self.blocks(body)
        self._let_go()
        self._tell_notes()
        self._look_into_margins()
        self.draft.unseen.append("".join(self._unseen).strip())
        if not self.draft.size and any(True for _ in root.iter("{*}blip", "{*}imagedata")):
            raise ReadError("load.scanned", format=self.pack.format, pages=0)
        if self.insertions or self.deletions:
            self.draft.note("load.changes", insertions=self.insertions, deletions=self.deletions)
        if self.hidden:
            self.draft.note("load.hidden", characters=self.hidden)
        if self.contents:
            self.draft.note("load.contents", lines=self.contents)

    # Blocks

    def blocks(self, parent: etree._Element) -> None:
        """Read paragraphs and tables below ``parent`` into the draft."""
        for block in self.unwrap(parent):
            if block.tag == W + "p":
                self._put_paragraph(block)
            elif block.tag == W + "tbl":
                self._let_go()
                read_table(block, self)

    def unwrap(self, parent: etree._Element) -> Iterator[etree._Element]:
        """Yield the children of ``parent`` and of its wrapper elements, without deleted ones."""
        for child in parent:
            if child.tag in _GONE:
                self.deletions += 1
            elif child.tag == _MC + "AlternateContent":
                chosen = _choice(child)
                if chosen is not None:
                    yield from self.unwrap(chosen)
            elif child.tag in _WRAPS:
                yield from self.unwrap(child)
            else:
                yield child

    def _put_paragraph(self, paragraph: etree._Element) -> None:
        number, words, goes_on = self.paragraph(paragraph)
        if self.styles.is_contents(paragraph):
            self.contents += bool(words.strip())
        else:
            words = self._held + (join_number_and_text(number, words) if words.strip() and not self._held else words)
            self._held = words if goes_on else ""
            if not goes_on:
                self.draft.line(words)
        self._open_boxes()

    def _let_go(self) -> None:
        held, self._held = self._held, ""
        self.draft.line(held)

    def _open_boxes(self) -> None:
        """Read text boxes after the paragraph they are anchored in."""
        boxes, self._boxes = self._boxes, []
        fields, self._fields = self._fields, []
        for box in boxes:
            self.blocks(box)
        self._fields = fields

    def cell_text(self, parent: etree._Element) -> str:
        """Return all words of a table cell; line ends separate paragraphs and the cells of inner tables."""
        lines: list[str] = []
        for block in self.unwrap(parent):
            if block.tag == W + "p":
                number, words, _ = self.paragraph(block)
                lines.append(join_number_and_text(number, tidy_line(words)))
                boxes, self._boxes = self._boxes, []
                lines += [self.cell_text(box) for box in boxes]
            elif block.tag == W + "tbl":
                rows = (row for row in self.unwrap(block) if row.tag == W + "tr")
                lines += [self.cell_text(cell) for row in rows for cell in self.unwrap(row) if cell.tag == W + "tc"]
        return "\n".join(line for line in lines if line)

    # Paragraphs

    def paragraph(self, element: etree._Element) -> tuple[str, str, bool]:
        """Return a paragraph's number, its words, and whether it continues in the next one."""
        properties = element.find(W + "pPr")
        number = self._number(properties)
        words: list[str] = []
        before = self._listed
        self._runs(element, words, self.styles.hides_paragraph(properties))
        self.contents += self._listed > before
        self._unseen.append("\n")
        mark = properties.find(W + "rPr") if properties is not None else None
        goes_on = mark is not None and (mark.find(W + "del") is not None or is_on(mark.find(W + "specVanish")))
        return number, "".join(words), goes_on

    def _number(self, properties: etree._Element | None) -> str:
        use, depth, style = self.styles.list_of(properties)
        if not use or use == "0":
            return ""
        if depth is None:
            depth = self.numbering.level_of_style(use, style) or 0
        return self.numbering.number(use, depth) or ""

    def _runs(self, parent: etree._Element, words: list[str], hidden: bool) -> None:
        for child in self.unwrap(parent):
            if child.tag == W + "r":
                self._read_run(child, words, hidden or self.styles.hides_run(child.find(W + "rPr")))
            elif child.tag.startswith(_MATH[:-1]):
                words.extend(piece.text or "" for piece in child.iter(_MATH))

    def _read_run(self, run: etree._Element, words: list[str], hidden: bool) -> None:
        for piece in self.unwrap(run):
            tag = piece.tag
            if tag == W + "fldChar":
                self._field(piece.get(W + "fldCharType", ""))
            elif tag == W + "instrText":
                self._instruction += (piece.text or "")[:200]
            elif tag == W + "t" or tag in _SIGNS:
                text = piece.text or "" if tag == W + "t" else _sign(piece)
                if hidden:
                    self.hidden += len(text)
                    self._unseen.append(text)
                elif "contents" in self._fields:
                    self._listed += len(text)
                elif "code" not in self._fields:
                    words.append(text)
            elif tag == W + "r":  # inside w:ruby
                self._read_run(piece, words, hidden)
            elif tag in {W + "footnoteReference", W + "endnoteReference"}:
                kind = "footnotes" if tag.endswith("footnoteReference") else "endnotes"
                self._notes.append((kind, piece.get(W + "id", "")))
            elif tag in {W + "drawing", W + "pict", W + "object"} and not hidden:
                self._boxes.extend(_outer_boxes(piece))

    # Fields

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append("code")
        elif kind == "separate" and self._fields:
            self._fields[-1] = "contents" if self._instruction.split()[:1] == ["TOC"] else "result"
        elif kind == "end" and self._fields:
            self._fields.pop()
        self._instruction = ""

    # Content stored elsewhere

    def _part(self, kind: str) -> etree._Element | None:
        for name, part in self._links.values():
            if name == kind and part in self.pack:
                return parse_xml_part(self.pack, part)
        return None

    def _tell_notes(self) -> None:
        """Put footnotes and endnotes at the end, in the order in which the text refers to them."""
        wanted, self._notes = self._notes, []
        for kind in ("footnotes", "endnotes"):
            if not any(name == kind for name, _ in wanted) or (part := self._part(kind)) is None:
                continue
            found = {note.get(W + "id", ""): note for note in part.iter(W + kind[:-1])}
            for ident in dict.fromkeys(ident for name, ident in wanted if name == kind):
                if ident in found:
                    self.blocks(found[ident])
                    self._let_go()

    def _look_into_margins(self) -> None:
        """Keep headers out of the text, but check them for a secrecy marking."""
        for kind, name in self._links.values():
            if kind in {"header", "footer"} and name in self.pack:
                root = parse_xml_part(self.pack, name)
                lines = ("".join(map(str, p.itertext(W + "t"))) for p in root.iter(W + "p"))
                self.draft.unseen.append("\n".join(line for line in lines if line.strip())[:2000])


def _sign(piece: etree._Element) -> str:
    """Return a tab, break or special hyphen as text; a page or column break is only a line end."""
    if piece.tag == W + "br" and piece.get(W + "type") in {"page", "column"}:
        return "\n"
    return _SIGNS[str(piece.tag)]


def _choice(alternatives: etree._Element) -> etree._Element | None:
    """Return the one branch of several alternatives to read: the first with words in it."""
    branches = [branch for branch in alternatives if branch.tag in {_MC + "Choice", _MC + "Fallback"}]
    spoken = (branch for branch in branches if any(t.text for t in branch.iter(W + "t")))
    return next(spoken, branches[0] if branches else None)


def _outer_boxes(drawing: etree._Element) -> list[etree._Element]:
    """Return the text boxes in a drawing that are not inside another of its text boxes, each once."""
    boxes: list[etree._Element] = []
    open_ = [drawing]
    while open_:
        element = open_.pop()
        if element.tag == _TEXT_BOX:
            boxes.append(element)
        elif element.tag == _MC + "AlternateContent":
            chosen = _choice(element)
            open_.extend([chosen] if chosen is not None else [])
        else:
            open_.extend(reversed(element))
    return boxes
