"""The frame round every page: areas, the column of the current one, the bar at the foot of a telephone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.kernel.kinds.lines import AREAS, DATA, SUPERVISION, SYSTEM, TODAY, MenuArea
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.site.navigation.queries import MenuHabits, seen_records, views_of_area
from luoshi.site.navigation.rules import ColumnSection, MenuEntry, choose_often_used, divide_column

KEEPERS = {Role.AUDITOR, Role.ADMINISTRATOR}  # whose work is with the system itself
FIRST_PAGES = 6  # entries offered in the column of today to who has pinned and used nothing


@dataclass(frozen=True)
class AreaLink:
    """An area in the rail, or a place at the foot of a telephone."""

    label: str
    icon: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class Shell:
    """What the frame shows beside the page.

    Attributes:
        area: the label of the current area, above its column.
        rest: how many entries the area has in all.
        entry: the URL of the menu's entry to which the page belongs; "": to none.
    """

    areas: tuple[AreaLink, ...]
    area: str
    column: tuple[ColumnSection, ...]
    rest: str
    all_url: str
    pocket: tuple[AreaLink, ...]
    entry: str


def build_shell(
    entries: Sequence[MenuEntry],
    habits: MenuHabits,
    seen: Sequence[int],
    actor: Actor,
    here: str,
    day: date,
) -> Shell:
    """Build the frame's navigation for a page. At most two queries: saved views, or the records seen last.

    Args:
        entries: the whole menu of the person.
        seen: ids of the records that the person opened last.
        here: the address, with what follows its question mark where it names a saved view.
    """
    current = next((entry for entry in entries if entry.current), None)
    area = next((area for area in AREAS if current and area.name == current.area), TODAY)
    own = [entry for entry in entries if entry.area == area.name]
    often = choose_often_used(own, habits.pinned, habits.days) if area is not TODAY else []
    sections = [ColumnSection(_("Often used") if often else "", tuple(often))]
    rest = divide_column(own, often)
    if area is TODAY:
        sections = [
            ColumnSection("", tuple(own)),
            _first_pages(entries, habits, not actor.roles.isdisjoint(KEEPERS)),
            _seen(seen, actor, here, day),
        ]
    else:
        sections += [_views(own, actor, here), ColumnSection(_("More") if often else "", rest)]
    all_url = reverse("all_pages")
    return Shell(
        areas=tuple(_areas(entries, area, habits)),
        area=str(area.label),
        column=tuple(section for section in sections if section.entries),
        rest=_rest(area, own, len(often) + len(rest)) if area is not TODAY else _("All functions"),
        all_url=all_url if area is TODAY else f"{all_url}#{area.name}",
        pocket=tuple(_pocket(entries, area, here)),
        entry=current.url if current else "",
    )


def _rest(area: MenuArea, own: Sequence[MenuEntry], shown: int) -> str:
    """Return the words of the link to all pages of an area: how many the column leaves out, else how many there are."""
    if hidden := len(own) - shown:
        said = ngettext("%(area)s: %(n)d more page", "%(area)s: %(n)d more pages", hidden)
        return said % {"area": area.label, "n": hidden}
    said = ngettext("%(area)s: %(n)d page", "%(area)s: all %(n)d pages", len(own))
    return said % {"area": area.label, "n": len(own)}


def _areas(entries: Sequence[MenuEntry], current: MenuArea, habits: MenuHabits) -> list[AreaLink]:
    """Return the areas in which the person has pages.

    Each leads to the page there that the person uses most; today, and who is new, to the first that is in use.
    """
    found = []
    for area in AREAS:
        own = [entry for entry in entries if entry.area == area.name]
        first = next((entry for entry in own if not entry.unused), own[0] if own else None)
        if first:
            if area is not TODAY:
                first = max([first, *own], key=lambda entry: habits.days.get(entry.url, 0))
            count = sum(entry.count or 0 for entry in own)
            found.append(AreaLink(str(area.label), area.icon, first.url, area is current, count or None))
    return found


def _first_pages(entries: Sequence[MenuEntry], habits: MenuHabits, first_of_system: bool) -> ColumnSection:
    """Return what the person pinned or uses most in all areas; to who is new, the first pages of the menu.

    Args:
        first_of_system: journal, people and parameters come before all else.
    """
    areas = sorted(AREAS[1:], key=lambda area: area is not SYSTEM) if first_of_system else AREAS[1:]
    others = [replace(entry, count=None) for area in areas for entry in entries if entry.area == area.name]
    often = choose_often_used(others, habits.pinned, habits.days, FIRST_PAGES)
    first = [entry for entry in others if not entry.unused and entry not in often]
    return ColumnSection(_("Often used"), tuple([*often, *first][: max(FIRST_PAGES, len(often))]))


def _seen(ids: Sequence[int], actor: Actor, here: str, day: date) -> ColumnSection:
    records = seen_records(ids, list_kinds(), actor, day)
    entries = [
        MenuEntry(f"{record.number} {record.title}", record.get_absolute_url(), TODAY.name, False) for record in records
    ]
    return ColumnSection(_("Seen last"), tuple(entry for entry in entries if not here.startswith(entry.url)))


def _views(own: Sequence[MenuEntry], actor: Actor, here: str) -> ColumnSection:
    views = views_of_area({name for entry in own for name in entry.kinds}, actor)
    return ColumnSection(_("My views"), tuple(MenuEntry(label, url, "", url == here) for label, url in views))


def _pocket(entries: Sequence[MenuEntry], current: MenuArea, here: str) -> list[AreaLink]:
    """Return the five places at the foot of a telephone: today, what one reports or supervises, messages, all."""
    by_url = {entry.url: entry for entry in entries}
    home, inbox = reverse("home"), reverse("records:inbox")
    found = [AreaLink(str(TODAY.label), "home", home, here == home)]
    report = by_url.get(reverse("ledger:report"))
    if report:
        found.append(AreaLink(_("Fill in"), "pen", report.url, report.current))
    for area in (SUPERVISION, DATA):
        first = next((entry for entry in entries if entry.area == area.name and not entry.unused), None)
        if first and len(found) < 3:
            found.append(AreaLink(str(area.label), area.icon, first.url, area is current))
    messages = by_url.get(inbox)
    found.append(AreaLink(_("Messages"), "bell", inbox, here.startswith(inbox), messages.count if messages else None))
    found.append(AreaLink(_("All"), "grid", reverse("all_pages"), here.startswith(reverse("all_pages"))))
    return found
