"""Parse untrusted XML: no DTD, no entities, no network, bounded depth and size (libxml2's own limits stay on)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from luoshi.reading.errors import ReadError
from luoshi.reading.load.zip_container import Pack, resolve_part_name

# ISO/IEC 29500 strict uses other namespaces for the same things.
_STRICT = (
    (b"purl.oclc.org/ooxml/wordprocessingml/main", b"schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"purl.oclc.org/ooxml/spreadsheetml/main", b"schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"purl.oclc.org/ooxml/officeDocument/relationships",
        b"schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def parse_xml_part(pack: Pack, part: str) -> etree._Element:
    """Return the root of an XML part of a container.

    Raises:
        ReadError: ``load.damaged`` for broken XML, a document type declaration, or nesting beyond 256 levels;
            ``load.too_large`` for too many elements.
    """
    data = pack.read(part)
    if data.count(b"<") > pack.limits.elements:
        raise ReadError("load.too_large", what="elements", limit=pack.limits.elements)
    for strict, usual in _STRICT:
        if strict in data:
            data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ReadError("load.damaged", format=pack.format) from error
    if root is None or _has_doctype(root):
        raise ReadError("load.damaged", format=pack.format)
    return root


def _has_doctype(element: etree._Element) -> bool:
    info: Any = element.getroottree().docinfo  # the stubs do not know its fields
    return bool(info.doctype)


def stream_xml_elements(source: IO[bytes], tags: tuple[str, ...], format: str) -> Iterator[etree._Element]:
    """Yield the elements with these local names, in any namespace, each when complete; freed after use.

    Only elements on the second level or deeper that are not nested in one another may be requested.

    Raises:
        ReadError: as ``parse_xml_part``.
    """
    events = etree.iterparse(
        source,
        events=("end",),
        tag=tuple("{*}" + tag for tag in tags),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        parent: etree._Element | None = None
        for _, element in events:
            if parent is None and _has_doctype(element):
                raise ReadError("load.damaged", format=format)
            yield element
            element.clear()
            parent = element.getparent()
            if parent is not None and len(parent) > 100:
                del parent[:-1]
    except (etree.XMLSyntaxError, ValueError, MemoryError) as error:
        raise ReadError("load.damaged", format=format) from error


def part_relations(pack: Pack, part: str) -> dict[str, tuple[str, str]]:
    """Return the relations of a part of an Office Open XML container: id → (last word of the type, part name)."""
    folder, _, leaf = part.rpartition("/")
    name = f"{folder}/_rels/{leaf}.rels".lstrip("/")
    if name not in pack:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for relation in parse_xml_part(pack, name).iter(RELATIONS):
        if relation.get("TargetMode") != "External":
            kind = relation.get("Type", "").rpartition("/")[2]
            found[relation.get("Id", "")] = (kind, resolve_part_name(part, relation.get("Target", "")))
    return found


def main_part(pack: Pack, usual: str) -> str:
    """Return the part of an Office Open XML container that the package declares as its document.

    Raises:
        ReadError: ``load.damaged`` if there is none.
    """
    for kind, name in part_relations(pack, "").values():
        if kind == "officeDocument" and name in pack:
            return name
    if usual in pack:
        return usual
    raise ReadError("load.damaged", format=pack.format)
