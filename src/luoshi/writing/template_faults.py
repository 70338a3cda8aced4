"""List the faults of a .docx template, each with its place: unknown fields, broken tags, anything but fields.

A template comes from outside. It may contain fields ({{ … }}), lists of rows ({%tr for … in … %}) and conditions ({%p
if … %}) and nothing else: no function, filter, arithmetic, attribute or nested loop. So it can neither reach into the
program nor grow past rows × its own size. Macros and bombs are refused where files are received.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from lxml import etree

from luoshi.writing.template_filling import template_sandbox

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
LARGEST = 600_000  # maximum XML characters of one part: filled with its own lists it stays within some 40 MB
MOST_TAGS, MOST_FAULTS = 400, 30
LONGEST, DEEPEST = 400, 20  # characters of a tag, nesting of tags: Python compiles some 90 levels at most
TAG = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")
LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
WIDE = re.compile(r"｛｛|｝｝|｛%|%｝|｛％|％｝")
STATEMENT = re.compile(r"\{%(tr|tc|p|r)?\s+(for|endfor|if|elif|else|endif)\b(.*?)%\}", re.DOTALL)
LOOP = re.compile(r"\s*(\w+)\s+in\s+(\w+)\s*")
# Word's own fields that neither fetch nor run anything. INCLUDETEXT, INCLUDEPICTURE, LINK, DDE and the like do.
CODES = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "SEQ", "TOC", "PAGEREF", "REF", "=", "STYLEREF"})
EMBEDDED = re.compile(r"^word/(embeddings|activeX|vba|attachedTemplate)|vbaProject|\.bin$", re.IGNORECASE)
ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\")  # a target outside the package
# What jinja and Python raise for text that is not a template, such as numbers with too many digits.
UNREADABLE = (TemplateSyntaxError, SyntaxError, RecursionError, ValueError, OverflowError)
QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
OPERANDS = (nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand)
FRAME = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.If)


@dataclass(frozen=True)
class TemplatePlace:
    """A place in a template: the part, then a cell (table, row, column, from 1) or a paragraph outside tables."""

    part: str = ""  # "document", "header", "footer", "footnotes" …; "": the file as a whole
    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0


@dataclass(frozen=True)
class TemplateFault:
    """One fault: its code, its place, the words around it, what was written (``named``) and what may be meant.

    ``code``: unknown, broken, forbidden, wide, list, nested, ends, unclosed, alone, no_row, external, code, embedded,
    large, many, long, deep, properties, damaged, filled.
    """

    code: str
    place: TemplatePlace = field(default_factory=TemplatePlace)
    near: str = ""
    named: str = ""
    meant: str = ""


@dataclass(frozen=True)
class TemplateFields:
    """The available fields: plain names, and names of lists with the names in each of their rows."""

    plain: Collection[str]
    lists: Mapping[str, Collection[str]]


@dataclass
class _Open:
    """An open tag: for or if, its kind (tr, p …), its place; for a loop its row name and its list."""

    word: str
    kind: str
    place: TemplatePlace
    near: str
    row: str = ""
    of: str = ""


def find_template_faults(template: bytes, known: TemplateFields) -> list[TemplateFault]:
    """List the faults of a template, in document order; at most ``MOST_FAULTS``."""
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as package:
            found = list(_of_package(package))
            for name in [] if found else package.namelist():
                tree = _tree(name, package.read(name)) if PARTS.fullmatch(name) else None
                if tree is not None:
                    found += _of_part(_part_of(name), tree, known)
        return (found or list(_of_whole(template, known)))[:MOST_FAULTS]
    except (zipfile.BadZipFile, etree.XMLSyntaxError, PackageNotFoundError, KeyError, ValueError):
        return [TemplateFault("damaged")]


def _part_of(name: str) -> str:
    """Return the part of a document that a file is: "header" of ``word/header2.xml``; "" if its name does not say."""
    part = PARTS.fullmatch(name)
    return part[1].rstrip("0123456789") if part else ""


def _tree(name: str, data: bytes) -> etree._Element | None:
    """Parse a part as XML, in any encoding and under any name; None if it is something else, such as a picture.

    Raises:
        BadZipFile: it declares a document type.
        XMLSyntaxError: its name says XML but it is not.
    """
    try:
        tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        if name.lower().endswith((".xml", ".rels")):
            raise
        return None
    if tree.getroottree().docinfo.doctype:  # type: ignore[union-attr]
        raise zipfile.BadZipFile("a document type")
    return tree


def _of_package(package: zipfile.ZipFile) -> Iterator[TemplateFault]:
    """Yield faults of the package: external links, embedded programs and files, fields that fetch.

    Word goes by relations and content types: a part may have any name, in upper or lower case.
    """
    for name in package.namelist():
        if EMBEDDED.search(name):
            yield TemplateFault("embedded", named=name.rpartition("/")[2])
        elif PARTS.fullmatch(name) and package.getinfo(name).file_size > LARGEST:
            yield TemplateFault("large", TemplatePlace(_part_of(name)))
        elif (tree := _tree(name, package.read(name))) is not None:
            yield from _links(tree) if name.lower().endswith(".rels") else _codes(_part_of(name), tree)


def _links(relations: etree._Element) -> Iterator[TemplateFault]:
    for relation in relations.iterchildren(etree.Element):
        target = relation.get("Target") or ""
        inside = (relation.get("TargetMode") or "internal").strip().lower() == "internal"
        is_template = "attachedtemplate" in (relation.get("Type") or "").lower()
        if not inside or is_template or ELSEWHERE.match(target.strip()):
            yield TemplateFault("external", named=target[:80])


def _codes(part: str, tree: etree._Element) -> Iterator[TemplateFault]:
    if next(tree.iter(f"{W}altChunk", f"{W}object", f"{W}control"), None) is not None:
        yield TemplateFault("embedded", TemplatePlace(part))
    said = [str(field.get(f"{W}instr") or "") for field in tree.iter(f"{W}fldSimple")]
    for field_part in tree.iter(f"{W}fldChar", f"{W}instrText"):
        if field_part.tag == f"{W}fldChar":
            said += [""] if field_part.get(f"{W}fldCharType") == "begin" else []
        else:
            said = [*said[:-1], (said[-1] if said else "") + (field_part.text or "")]
    for words in said:
        code = (words.split() or [""])[0]
        if code.upper() not in CODES:
            yield TemplateFault("code", TemplatePlace(part), named=code[:40])


def _of_part(part: str, tree: etree._Element, known: TemplateFields) -> list[TemplateFault]:
    """List the faults in the tags of one part, paragraph by paragraph."""
    stack: list[_Open] = []
    found: list[TemplateFault] = []
    count = 0
    for place, words, alone in _paragraphs(part, tree):
        tags = TAG.findall(words)
        count += len(tags)
        near = _around(words)
        if WIDE.search(words):
            found.append(TemplateFault("wide", place, near))
        elif LOOSE.search(TAG.sub("", words)):
            found.append(TemplateFault("broken", place, near))
        if alone:
            found.append(TemplateFault("alone", place, near))
        for tag in tags:
            found += _of_tag(tag.translate(QUOTES), place, _around(words, tag), stack, known)
    found += [TemplateFault("unclosed", open_tag.place, open_tag.near, open_tag.word) for open_tag in stack]
    return found if count <= MOST_TAGS else [*found, TemplateFault("many", TemplatePlace(part))]


def _paragraphs(part: str, tree: etree._Element) -> Iterator[tuple[TemplatePlace, str, bool]]:
    """Yield each paragraph with its place, its own words, and whether it shares its row with another row's tag."""
    tables = {table: at for at, table in enumerate(tree.iter(f"{W}tbl"), 1)}
    outside = 0
    tagged: dict[etree._Element, int] = {}
    for paragraph in tree.iter(f"{W}p"):
        above = list(paragraph.iterancestors(f"{W}tc", f"{W}tr", f"{W}tbl"))
        words = "".join(
            text.text or "" for text in paragraph.iter(f"{W}t") if next(text.iterancestors(f"{W}p")) is paragraph
        )
        if len(above) < 3:
            outside += 1
            yield TemplatePlace(part, outside), words, len(re.findall(r"\{%p ", words)) > 1
            continue
        cell, row, table = above[:3]
        at = [list(table.iterchildren(f"{W}tr")).index(row), list(row.iterchildren(f"{W}tc")).index(cell)]
        tagged[row] = tagged.get(row, 0) + (count := len(re.findall(r"\{%tr ", words)))
        yield TemplatePlace(part, 0, tables[table], at[0] + 1, at[1] + 1), words, bool(count) and tagged[row] > 1


def _around(words: str, tag: str = "") -> str:
    """Return some words of the paragraph, including the tag."""
    at = max(0, words.find(tag) - 12) if tag else 0
    cut = words[at : at + max(40, len(tag) + 24)].strip()
    return cut[:80]


def _of_tag(
    tag: str, place: TemplatePlace, near: str, stack: list[_Open], known: TemplateFields
) -> Iterator[TemplateFault]:
    rows = {open_tag.row: open_tag.of for open_tag in stack if open_tag.row}
    if tag.startswith("{{"):
        yield from (TemplateFault(code, place, near, *said) for code, *said in _of_words(tag, rows, known, output=True))
        return
    said = STATEMENT.fullmatch(tag)
    if said is None:
        yield TemplateFault("forbidden", place, near, tag[2:-2].strip()[:40])
        return
    kind, word, rest = said[1] or "", said[2], said[3]
    if kind == "tr" and not place.table:
        yield TemplateFault("no_row", place, near)
    if word in ("endfor", "endif", "else", "elif"):
        opener = "for" if word == "endfor" else "if"
        if not stack or stack[-1].word != opener or stack[-1].kind != kind:
            yield TemplateFault("ends", place, near, word)
        elif word.startswith("end"):
            stack.pop()
    if word in ("if", "elif"):
        tries = _of_words("{{" + rest + "}}", rows, known, output=False)
        yield from (TemplateFault(code, place, near, *more) for code, *more in tries)
    if word in ("if", "for") and len(stack) == DEEPEST:
        yield TemplateFault("deep", place, near)
    if word == "if":
        stack.append(_Open("if", kind, place, near))
    if word == "for":
        yield from _of_loop(rest, kind, place, near, stack, known)


def _of_loop(
    rest: str, kind: str, place: TemplatePlace, near: str, stack: list[_Open], known: TemplateFields
) -> Iterator[TemplateFault]:
    loop = LOOP.fullmatch(rest)
    if loop is None or loop[1] in {*known.plain, *known.lists}:
        yield TemplateFault("forbidden", place, near, rest.strip()[:40])
    elif loop[2] not in known.lists:
        yield TemplateFault("unknown", place, near, loop[2], _meant(loop[2], known.lists))
    if any(open_tag.word == "for" for open_tag in stack):
        yield TemplateFault("nested", place, near)
    row, of = (loop[1], loop[2]) if loop else ("", "")
    stack.append(_Open("for", kind, place, near, row, of))


def _of_words(tag: str, rows: Mapping[str, str], known: TemplateFields, *, output: bool) -> Iterator[tuple[str, ...]]:
    """Yield code, what was written and what may be meant, for each fault in the words between the brackets."""
    if len(tag) > LONGEST:
        yield "long", ""
        return
    try:
        tree = template_sandbox().parse(tag)
    except UNREADABLE:
        yield "broken", tag[2:-2].strip()[:40]
        return
    for node in tree.body:
        for child in node.nodes if isinstance(node, nodes.Output) else [node]:
            yield from _of_node(child, rows, known, output=output)


def _of_node(
    node: nodes.Node, rows: Mapping[str, str], known: TemplateFields, *, output: bool
) -> Iterator[tuple[str, ...]]:
    if isinstance(node, nodes.Name):
        if node.name in known.lists and output:
            yield "list", node.name
        elif node.name not in known.plain and node.name not in known.lists:
            yield "unknown", node.name, _meant(node.name, known.plain)
    elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name in rows:
        names = known.lists.get(rows[node.node.name])
        if names is not None and node.attr not in names:
            yield "unknown", f"{node.node.name}.{node.attr}", _meant(node.attr, names)
    elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and not node.attr.startswith("_"):
        yield "unknown", f"{node.node.name}.{node.attr}"
    elif isinstance(node, OPERANDS) and not output:
        for child in node.iter_child_nodes():
            yield from _of_node(child, rows, known, output=False)
    elif isinstance(node, nodes.Const) and isinstance(node.value, str | int) and not output:
        return
    else:
        yield "forbidden", type(node).__name__


def _meant(name: str, names: Collection[str]) -> str:
    close = get_close_matches(name, sorted(names), 1, 0.5)
    return close[0] if close else ""


def _of_whole(template: bytes, known: TemplateFields) -> Iterator[TemplateFault]:
    """Check each part again as docxtpl hands it to the sandbox, where a tag may hide outside any text."""
    paper = DocxTemplate(io.BytesIO(template))
    paper.init_docx()
    core = paper.docx.core_properties
    said = [core.author, core.comments, core.identifier, core.language, core.subject, core.title]
    if any(LOOSE.search(words or "") for words in said):
        yield TemplateFault("properties")
    texts = [("document", paper.get_xml())]
    with zipfile.ZipFile(io.BytesIO(template)) as package:
        notes = [name for name in package.namelist() if name.startswith("word/footnotes")]
        texts += [("footnotes", package.read(name).decode("utf-8", "replace")) for name in notes]
    for uri, name in ((paper.HEADER_URI, "header"), (paper.FOOTER_URI, "footer")):
        texts += [(name, paper.get_part_xml(part)) for _key, part in paper.get_headers_footers(uri)]
    for name, xml in texts:
        try:
            tree = template_sandbox().parse(paper.patch_xml(xml))
            hidden = next(_hidden(tree, {}, known), None)
            if hidden is None:
                template_sandbox().compile(tree)
        except UNREADABLE:
            yield TemplateFault("broken", TemplatePlace(name))
            continue
        if hidden:
            yield TemplateFault(hidden[0], TemplatePlace(name), "", *hidden[1:2])


def _hidden(node: nodes.Node, rows: Mapping[str, str], known: TemplateFields) -> Iterator[tuple[str, ...]]:
    if isinstance(node, nodes.For):
        plain = isinstance(node.target, nodes.Name) and isinstance(node.iter, nodes.Name) and not rows
        if not plain or node.test or node.else_ or node.recursive or node.iter.name not in known.lists:  # type: ignore[attr-defined]
            yield ("forbidden",)
            return
        rows = {node.target.name: node.iter.name}  # type: ignore[attr-defined]
        for child in node.body:
            yield from _hidden(child, rows, known)
    elif isinstance(node, nodes.If):
        yield from _of_node(node.test, rows, known, output=False)
        for child in [*node.body, *node.elif_, *node.else_]:
            yield from _hidden(child, rows, known)
    elif isinstance(node, FRAME):
        for child in node.iter_child_nodes():
            yield from _hidden(child, rows, known)
    else:
        yield from _of_node(node, rows, known, output=True)
