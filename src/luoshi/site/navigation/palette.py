"""What words typed into the palette mean to a person: acts, pages, records, units, people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.base.texts.pinyin import pinyin_initials
from luoshi.kernel.kinds.lines import AREAS
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, list_kinds
from luoshi.kernel.rights.queries.rights import may_open_somewhere
from luoshi.site.navigation.menu import beginning_of, menu_entries
from luoshi.site.navigation.queries import find_people, find_records, find_units

EACH = 6  # results of a sort


@dataclass(frozen=True)
class PaletteResult:
    """One thing to go to or to do; ``note`` is said behind it in grey."""

    label: str
    url: str
    icon: str
    note: str = ""


@dataclass(frozen=True)
class PaletteGroup:
    """Results of one sort, under a heading."""

    heading: str
    results: tuple[PaletteResult, ...]


def find_for_palette(question: str, actor: Actor, day: date) -> list[PaletteGroup]:
    """Return what the words mean, each sort under its heading, at most six of each; for no words the acts and pages.

    Nothing is found that the actor may not open. At most eight queries.
    """
    found = [
        (_("Begin"), _acts(question, actor)),
        (_("Go to"), _pages(question, actor)),
        (_("Records"), _records(question, actor, day)),
        (_("Units and people"), [*_units(question, actor, day), *_people(question, actor, day)]),
    ]
    return [PaletteGroup(heading, tuple(results)) for heading, results in found if results]


@cache
def _initials(label: str) -> str:
    """Return the initials of a label of the menu; there are some hundred, and each key that is typed asks for all."""
    return pinyin_initials(label)


def _means(label: str, words: str) -> bool:
    """Return True if every word is in the label or begins its initials: 指标, zb."""
    known = label.casefold()
    initials = _initials(label)
    return all(word in known or word in initials for word in words.casefold().split())


def _rank(label: str, words: str) -> int:
    """Return 0 where the words are the label or its initials, 1 where they begin it, else 2."""
    named = (label.casefold(), _initials(label))
    word = words.casefold()
    return 0 if word in named else 1 if any(name.startswith(word) for name in named) else 2


def _acts(question: str, actor: Actor) -> list[PaletteResult]:
    """Return what the actor may begin; what begins with a paper first, as on the home page."""
    kinds = sorted(may_open_somewhere(list_kinds(), actor), key=lambda kind: not kind.begins)
    found = [(*beginning_of(kind, actor), str(kind.label)) for kind in kinds]
    named = [act for act in found if _means(f"{act[0]} {act[2]}", question)]
    return [PaletteResult(label, url, "plus", kind) for label, url, kind in named[:EACH]]


def _pages(question: str, actor: Actor) -> list[PaletteResult]:
    areas = {area.name: area for area in AREAS}
    order = [*areas]
    entries = menu_entries(actor, "", 0, 0)
    named = [entry for entry in entries if _means(entry.label, question)]
    named.sort(key=lambda entry: (_rank(entry.label, question), entry.unused, order.index(entry.area)))
    return [
        PaletteResult(entry.label, entry.url, areas[entry.area].icon, str(areas[entry.area].label))
        for entry in named[:EACH]
    ]


def _records(question: str, actor: Actor, day: date) -> list[PaletteResult]:
    """Return the newest records with these words in their number or fields, or whose title has these initials."""
    if not question:
        return []
    return [_record(record) for record in find_records(question, actor, day, EACH)]


def _record(record: Record) -> PaletteResult:
    return PaletteResult(f"{record.number} {record.title}", record.get_absolute_url(), "list", str(kind_of(record).one))


def _units(question: str, actor: Actor, day: date) -> list[PaletteResult]:
    if not question:
        return []
    return [
        PaletteResult(unit.name, reverse("org:unit", args=[unit.pk]), "people", _("Unit"))
        for unit in find_units(question, actor, day, EACH)
    ]


def _people(question: str, actor: Actor, day: date) -> list[PaletteResult]:
    if not question:
        return []
    return [
        PaletteResult(person.name, reverse("org:person", args=[person.pk]), "person", _("Person"))
        for person in find_people(question, actor, day, EACH)
    ]
