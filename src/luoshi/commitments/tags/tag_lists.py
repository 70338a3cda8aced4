"""The lists of tags that an office may set, from ``office.toml`` beside this module."""

from __future__ import annotations

from luoshi.desk.declarations.office import office

OFFICE = office(__name__)
TAG_LISTS = tuple(OFFICE.lists.values())
HEADS = "heads"  # the column with words that are looked for in headings
