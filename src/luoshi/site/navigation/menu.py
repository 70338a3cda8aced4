"""The entries of a person's menu: by right and by use, in the areas that lines declare."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.details.beginnings import beginning_url
from luoshi.desk.leaders.queries import leader_posts
from luoshi.desk.org_ports.queries.usage import in_sight
from luoshi.kernel.history.queries.entries import may_read
from luoshi.kernel.kinds.addresses import list_address
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.parts import Face
from luoshi.kernel.kinds.lines import SYSTEM, TODAY, Line, MenuArea, MenuPage
from luoshi.kernel.kinds.registry import is_read_only, kinds_of_line, list_kinds, list_lines
from luoshi.kernel.parameters import pages as parameters
from luoshi.kernel.rights.queries.rights import may_open_somewhere, may_see_any, steps_to_begin
from luoshi.kernel.rights.queries.used_kinds import kinds_in_use
from luoshi.site.navigation.rules import MenuEntry, mark_nearest


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
    """List all entries for a person on the page at this URL, in order; ``changes`` of rights wait for confirmation."""
    use = _use(actor)
    found = [
        MenuEntry(_("Home"), reverse("home"), TODAY.name, here == "/"),
        _entry(_("Messages"), "records:inbox", TODAY, here, unread),
    ]
    if leader_posts(actor, timezone.localdate()):
        found.append(_entry(_("For the leader"), "leader_own", TODAY, here))
    for line in list_lines():
        pages = [page for page in line.menu if page.may(actor)]
        found += [_page(page, line, use, here) for page in pages if page.first]
        found += _of_line(line, use, here)
        found += [_page(page, line, use, here) for page in pages if not page.first]
    return mark_nearest([*found, *_of_the_system(actor, here, changes)])


def _page(page: MenuPage, line: Line, use: _MenuUse, here: str) -> MenuEntry:
    area = TODAY if page.own and not is_read_only(line) else page.area or line.area
    return _list(str(page.label), reverse(page.url), area, here, use.of(line))


def _use(actor: Actor) -> _MenuUse:
    """Return the kinds in use and the kinds offered.

    A kind that nobody has used yet, or of which nothing is visible to this user, is offered only to those who may begin
    it. The page of all functions asks before its frame does.
    """
    day = timezone.localdate()
    return keep_answer((_use, actor, day), lambda: _ask_for_use(actor, day))


def _ask_for_use(actor: Actor, day: date) -> _MenuUse:
    begun = kinds_in_use([kind.name for kind in list_kinds()])
    mine = [kind for kind in list_kinds() if may_see_any(kind, actor)]
    found = in_sight(mine, actor, begun, day)
    return _MenuUse(begun, {kind.name for kind in mine if kind.name in found or may_open_somewhere([kind], actor)})


def _of_line(line: Line, use: _MenuUse, here: str) -> list[MenuEntry]:
    """Return the lists of a line that may contain records visible to this user, and the current one."""
    lists = [(kind, list_address(kind.name)) for kind in kinds_of_line(line)]
    shown = [(kind, url) for kind, url in lists if kind.name in use.offered or here.startswith(url)]
    if line.together and shown:
        current = any(here.startswith(url) for _kind, url in lists)
        kinds = tuple(kind.name for kind, _url in shown)
        url = shown[0][1]
        return [MenuEntry(str(line.label), url, line.area.name, current, unused=not use.of(line), kinds=kinds)]
    found = []
    for kind, url in shown:
        in_use = (not use.begun or kind.name in use.begun) and not kind.read_only
        own = [(str(face.label), f"{url}?face={face.name}") for face in kind.every(Face) if face.menu]
        for label, there in [(str(kind.label), url), *own]:
            kinds = (kind.name,) if there == url else ()
            found.append(_list(label, there, line.area, here, in_use, kinds))
    return found


def _list(label: str, url: str, area: MenuArea, here: str, in_use: bool, kinds: tuple[str, ...] = ()) -> MenuEntry:
    return MenuEntry(label, url, area.name, here.startswith(url), unused=not in_use, kinds=kinds)


def _of_the_system(actor: Actor, here: str, changes: int) -> Iterator[MenuEntry]:
    """Yield the entries that belong to no line."""
    yield _entry(_("Units"), "org:units", SYSTEM, here)
    at_people = here.startswith(("/people/", "/posts/", "/tenures/", "/mandates/"))
    yield MenuEntry(_("People"), reverse("org:people"), SYSTEM.name, at_people, changes or None)
    if may_read(actor):
        yield _entry(_("Journal"), "records:journal", SYSTEM, here)
    if not parameters.MAY_LOOK.isdisjoint(actor.roles):
        yield _entry(_("Parameters"), "records:values", SYSTEM, here)
        yield _entry(_("Outbox"), "records:outbox", SYSTEM, here)


def _entry(label: str, name: str, area: MenuArea, here: str, count: int = 0) -> MenuEntry:
    url = reverse(name)
    return MenuEntry(label, url, area.name, here.startswith(url), count or None)


def beginning_of(kind: CompiledKind, actor: Actor) -> tuple[str, str]:
    """Return label and URL of how the actor begins a record of a kind: by its own way if it has one, else by a form."""
    if kind.begins is not None:
        label, name = kind.begins
        return str(label), reverse(name)
    step = next(iter(steps_to_begin(kind, actor)), kind.cycle.first)
    return str(step.label), beginning_url(kind, step)
