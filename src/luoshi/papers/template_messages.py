"""Formats the faults of a template as sentences: place, surrounding words, and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

PARTS = {
    "document": N_("Body"),
    "header": N_("Header"),
    "footer": N_("Footer"),
    "footnotes": N_("Footnotes"),
    "endnotes": N_("Endnotes"),
    "comments": N_("Comments"),
}
SAID = {
    "unknown": N_("there is no field “%(named)s”. The list of fields names all that there are."),
    "meant": N_("there is no field “%(named)s”. Is “%(meant)s” meant?"),
    "broken": N_("a field is not closed, or written wrongly: two brackets before it and two after it, {{ and }}."),
    "forbidden": N_("“%(named)s” is no field. A template holds fields, lists and conditions, and nothing else."),
    "wide": N_("the brackets are full-width. Write {{ and }} with half-width brackets."),
    "list": N_("“%(named)s” is a list: it is written row by row, as the page of fields shows."),
    "nested": N_("a list stands within a list."),
    "ends": N_("“%(named)s” ends something that was not begun here in the same way."),
    "unclosed": N_("“%(named)s” is begun here and ends nowhere."),
    "alone": N_("two tags of rows stand in one row, or two of paragraphs in one paragraph: each needs one of its own."),
    "no_row": N_("a list of rows begins outside of a table."),
    "external": N_("it is linked to something outside of it: %(named)s. Take the link out."),
    "code": N_("Word's field “%(named)s” fetches or computes something. Replace it by plain words."),
    "embedded": N_("a file, control or program is embedded %(named)s. Take it out."),
    "large": N_("this part is too large."),
    "many": N_("there are more than 400 tags."),
    "long": N_("what stands between the brackets is too long: 400 signs at most."),
    "deep": N_("too many conditions stand within one another: 20 at most."),
    "properties": N_("there are fields in the document's properties (title, author …). Take them out."),
    "damaged": N_("the file is broken, or no Word document."),
    "filled": N_("tags cross the bounds of rows or paragraphs, so that no whole document comes of it."),
}


def format_template_fault(fault: Mapping[str, Any]) -> str:
    """Format a fault (``TemplateFault`` as a dictionary) as a sentence in the user's language."""
    code = "meant" if fault["code"] == "unknown" and fault["meant"] else fault["code"]
    what = _(SAID[code]) % {"named": fault["named"], "meant": fault["meant"]}
    where = format_template_place(fault["place"])
    if fault["near"]:
        where = _("%(place)s, at “%(near)s”") % {"place": where, "near": fault["near"]}
    return _("%(where)s: %(what)s") % {"where": where, "what": what}


def format_template_place(at: Mapping[str, Any]) -> str:
    """Format a place: the part of the document, and the cell or paragraph."""
    part = _(PARTS[at["part"]]) if at["part"] else _("Template")
    if at["table"]:
        cell = _("%(part)s, table %(table)d, row %(row)d, cell %(column)d")
        return cell % {"part": part, "table": at["table"], "row": at["row"], "column": at["column"]}
    return _("%(part)s, paragraph %(n)d") % {"part": part, "n": at["paragraph"]} if at["paragraph"] else part
