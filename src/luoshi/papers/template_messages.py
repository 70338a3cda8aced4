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
    "unknown": N_("there is no field “%(named)s”. See the list of fields."),
    "meant": N_("there is no field “%(named)s”. Did you mean “%(meant)s”?"),
    "broken": N_("a field is not closed or is written wrongly: put two braces before it and two after it, {{ and }}."),
    "forbidden": N_("“%(named)s” is not a field. A template can contain only fields, lists and conditions."),
    "wide": N_("the braces are full-width. Write {{ and }} with half-width braces."),
    "list": N_("“%(named)s” is a list: write it row by row, as the page of fields shows."),
    "nested": N_("a list is inside another list."),
    "ends": N_("“%(named)s” ends something that was not begun here."),
    "unclosed": N_("“%(named)s” begins here but does not end."),
    "alone": N_("two row tags are in one row, or two paragraph tags in one paragraph: each needs its own."),
    "no_row": N_("a list of rows begins outside a table."),
    "external": N_("it contains a link to something outside: %(named)s. Remove the link."),
    "code": N_("Word's field “%(named)s” fetches or computes something. Replace it with plain text."),
    "embedded": N_("a file, control or program is embedded %(named)s. Remove it."),
    "large": N_("this part is too large."),
    "many": N_("there are more than 400 tags."),
    "long": N_("the text between the braces is too long: 400 characters at most."),
    "deep": N_("too many nested conditions: 20 at most."),
    "properties": N_("there are fields in the document's properties (title, author …). Remove them."),
    "damaged": N_("the file is damaged, or not a Word document."),
    "filled": N_("tags cross the boundaries of rows or paragraphs, so that the document would not be complete."),
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
