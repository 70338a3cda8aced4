"""Read the styles of a Word document: hidden text, list membership, table of contents."""

from __future__ import annotations

from lxml import etree

from luoshi.reading.load.numbering import VAL, W, number_attribute

_CHAIN = 20  # a longer chain of styles is a cycle
_OFF = frozenset({"0", "false", "off"})


class WordStyles:
    """The styles of styles.xml by id; a style inherits missing properties from the one it is based on."""

    def __init__(self, part: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._default = ""  # the style of paragraphs that name none
        self.lists: dict[str, str] = {}  # numbering style → its w:num
        for style in part.iterfind(W + "style") if part is not None else ():
            ident = style.get(W + "styleId", "")
            self._styles[ident] = style
            kind = style.get(W + "type")
            if kind == "paragraph" and style.get(W + "default", "0") not in _OFF:
                self._default = ident
            use = style.find(f"{W}pPr/{W}numPr/{W}numId")
            if kind == "numbering" and use is not None:
                self.lists[ident] = use.get(VAL, "")
        self._hides: dict[str, bool] = {}
        self._lists_of: dict[str, tuple[str, int | None, str]] = {}

    def hides_run(self, properties: etree._Element | None) -> bool:
        """Check whether a run with these properties is hidden text."""
        if properties is None:
            return False
        direct = properties.find(W + "vanish")
        if direct is not None:
            return direct.get(VAL, "1") not in _OFF
        named = properties.find(W + "rStyle")
        return named is not None and self._style_hides(named.get(VAL, ""))

    def hides_paragraph(self, properties: etree._Element | None) -> bool:
        """Check whether the style of a paragraph hides its text."""
        return self._style_hides(self._style_of(properties))

    def is_contents(self, paragraph: etree._Element) -> bool:
        """Check whether a paragraph's style makes it a line of a table of contents."""
        style = self._styles.get(self._style_of(paragraph.find(W + "pPr")))
        name = style.find(W + "name") if style is not None else None
        words = name.get(VAL, "").lower() if name is not None else ""
        return words.startswith("toc ") and words[4:].isdigit()

    def list_of(self, properties: etree._Element | None) -> tuple[str, int | None, str]:
        """Return the w:num of a paragraph ("": none), its level if given, and the style that put it in the list."""
        direct = properties.find(W + "numPr") if properties is not None else None
        style = self._style_of(properties)
        if direct is None:
            return self._style_list(style)
        use, depth = direct.find(W + "numId"), direct.find(W + "ilvl")
        if use is None:
            inherited = self._style_list(style)
            return inherited[0], number_attribute(depth, 0), style
        return use.get(VAL, ""), number_attribute(depth, 0) if depth is not None else None, style

    def _style_of(self, properties: etree._Element | None) -> str:
        named = properties.find(W + "pStyle") if properties is not None else None
        return named.get(VAL, "") if named is not None else self._default

    def _chain(self, ident: str) -> list[tuple[str, etree._Element]]:
        """Return a style and those it is based on, nearest first."""
        chain: list[tuple[str, etree._Element]] = []
        while ident in self._styles and len(chain) < _CHAIN:
            style = self._styles[ident]
            chain.append((ident, style))
            base = style.find(W + "basedOn")
            ident = base.get(VAL, "") if base is not None else ""
        return chain

    def _style_hides(self, ident: str) -> bool:
        if ident not in self._hides:
            said = (style.find(f"{W}rPr/{W}vanish") for _, style in self._chain(ident))
            nearest = next((element for element in said if element is not None), None)
            self._hides[ident] = nearest is not None and nearest.get(VAL, "1") not in _OFF
        return self._hides[ident]

    def _style_list(self, ident: str) -> tuple[str, int | None, str]:
        if ident not in self._lists_of:
            found: tuple[str, int | None, str] = ("", None, ident)
            depth: int | None = None
            for name, style in self._chain(ident):
                numbered = style.find(f"{W}pPr/{W}numPr")
                if numbered is None:
                    continue
                level, use = numbered.find(W + "ilvl"), numbered.find(W + "numId")
                if level is not None and depth is None:
                    depth = number_attribute(level, 0)
                if use is not None:
                    found = (use.get(VAL, ""), depth, ident if depth is not None else name)
                    break
            self._lists_of[ident] = found
        return self._lists_of[ident]
