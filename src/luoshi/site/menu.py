"""The menu of every page: what a person may work with, by right and by use, in three groups."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.leaders.queries import leader_posts
from luoshi.desk.org_ports.queries.usage import in_sight, kinds_in_use
from luoshi.kernel.history.queries.entries import may_read
from luoshi.kernel.kinds.language.parts import Face
from luoshi.kernel.kinds.lines import BUSINESS, SUPERVISION, SYSTEM, Line, MenuPage
from luoshi.kernel.kinds.registry import is_read_only, kinds_of_line, list_kinds, list_lines
from luoshi.kernel.parameters import pages as parameters
from luoshi.kernel.rights.queries.rights import may_open_somewhere, may_see_any


@dataclass(frozen=True)
class MenuEntry:
    """One entry; ``heading`` is shown above the first of a group; ``folded``: nobody uses it."""

    label: str
    url: str
    current: bool
    count: int | None = None
    heading: str = ""
    folded: bool = False


@dataclass(frozen=True)
class _MenuUse:
    """Names of kinds: those of which the office has records, and those whose lists are offered to this user."""

    begun: Collection[str]
    offered: Collection[str]

    def of(self, line: Line) -> bool:
        """Return True if a line is in use. While no line is, all count, so that users find a place to begin."""
        if is_read_only(line):
            return False
        return not self.begun or not line.kinds or any(kind.name in self.begun for kind in line.kinds)


def menu_entries(actor: Actor, here: str, unread: int, changes: int) -> list[MenuEntry]:
    """List all entries for a person on the page at this URL, in order; ``changes`` of rights wait for confirmation.

    Entries that nobody in the office has used yet, and those of lines that are only read, come last, folded, except the
    current one.
    """
    use = _use(actor)
    groups: dict[str, list[MenuEntry]] = {"": [], str(SUPERVISION): [], str(BUSINESS): []}
    groups[""] = [
        MenuEntry(_("Home"), reverse("home"), here == "/"),
        _entry(_("Messages"), "records:inbox", here, unread),
    ]
    for line in list_lines():
        for entry in _of_line(line, use, here):
            groups.setdefault(str(line.group), []).append(entry)
        for page in line.menu:
            if page.may(actor):
                heading = "" if page.own and not is_read_only(line) else str(page.group or line.group)
                groups.setdefault(heading, []).append(_page(page, use.of(line), here))
    if leader_posts(actor, timezone.localdate()):
        groups[str(SUPERVISION)].append(_entry(_("For the leader"), "leader_own", here))
    groups[str(SYSTEM)] = [*groups.pop(str(SYSTEM), []), *_of_the_system(actor, here, changes)]
    every = _nearest([(heading, entry) for heading, found in groups.items() for entry in found])
    shown = [(heading, entry) for heading, entry in every if not entry.folded]
    return [*_headed(shown), *_headed([(_("More"), entry) for _heading, entry in every if entry.folded])]


def _nearest(every: list[tuple[str, MenuEntry]]) -> list[tuple[str, MenuEntry]]:
    """Mark only the entry with the longest matching URL: /mine/report/ is below /mine/."""
    longest = max((len(entry.url) for _heading, entry in every if entry.current), default=0)
    return [(heading, replace(entry, current=entry.current and len(entry.url) == longest)) for heading, entry in every]


def _headed(found: list[tuple[str, MenuEntry]]) -> list[MenuEntry]:
    """Keep each heading on the first entry of its group only."""
    before = [""] + [heading for heading, _one in found]
    return [
        replace(entry, heading=heading if heading != last else "")
        for last, (heading, entry) in zip(before, found, strict=False)
    ]


def _use(actor: Actor) -> _MenuUse:
    """Return the kinds in use and the kinds offered.

    A kind that nobody has used yet, or of which nothing is visible to this user, is offered only to those who may begin
    it.
    """
    begun = kinds_in_use([kind.name for kind in list_kinds()])
    mine = [kind for kind in list_kinds() if may_see_any(kind, actor)]
    found = in_sight(mine, actor, begun, timezone.localdate())
    return _MenuUse(begun, {kind.name for kind in mine if kind.name in found or may_open_somewhere([kind], actor)})


def _of_line(line: Line, use: _MenuUse, here: str) -> list[MenuEntry]:
    """Return the lists of a line that may contain records visible to this user, and the current one."""
    lists = [(kind, reverse("records:list", args=[kind.name])) for kind in kinds_of_line(line)]
    shown = [(kind, url) for kind, url in lists if kind.name in use.offered or here.startswith(url)]
    if line.together and shown:
        current = any(here.startswith(url) for _kind, url in lists)
        return [MenuEntry(str(line.label), shown[0][1], current, folded=not current and not use.of(line))]
    found = []
    for kind, url in shown:
        in_use = (not use.begun or kind.name in use.begun) and not kind.read_only
        own = [(str(face.label), f"{url}?face={face.name}") for face in kind.every(Face) if face.menu]
        found += [_list(label, there, here, in_use) for label, there in [(str(kind.label), url), *own]]
    return found


def _list(label: str, url: str, here: str, in_use: bool) -> MenuEntry:
    current = here.startswith(url)
    return MenuEntry(label, url, current, folded=not current and not in_use)


def _page(page: MenuPage, in_use: bool, here: str) -> MenuEntry:
    return _list(str(page.label), reverse(page.url), here, in_use)


def _of_the_system(actor: Actor, here: str, changes: int) -> Iterator[MenuEntry]:
    """Yield the entries that belong to no line."""
    yield _entry(_("Units"), "org:units", here)
    at_people = here.startswith(("/people/", "/posts/", "/tenures/", "/mandates/"))
    yield MenuEntry(_("People"), reverse("org:people"), at_people, changes or None)
    if may_read(actor):
        yield _entry(_("Journal"), "records:journal", here)
    if not parameters.MAY_LOOK.isdisjoint(actor.roles):
        yield _entry(_("Parameters"), "records:values", here)
        yield _entry(_("Outbox"), "records:outbox", here)


def _entry(label: str, name: str, here: str, count: int = 0) -> MenuEntry:
    url = reverse(name)
    return MenuEntry(label, url, here.startswith(url), count or None)
