"""The menu beside every page: what a person could have to do with, by right and by use, in the declarations' groups."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.org.rights.rules.rights import Actor
from luoshi.records.for_org.queries.use import in_sight
from luoshi.records.journal.queries.journal import may_read
from luoshi.records.kinds.declaration import Line
from luoshi.records.kinds.registry import kinds, lines
from luoshi.records.leaders.queries import leader_posts
from luoshi.records.parameters import pages as parameters
from luoshi.records.rights.queries.rights import may_open_somewhere, may_see_any


@dataclass(frozen=True)
class Entry:
    """One entry; ``heading`` stands over the first of a group."""

    label: str
    url: str
    current: bool
    count: int | None = None
    heading: str = ""


def entries(actor: Actor, here: str, unread: int, changes: int) -> list[Entry]:
    """All entries for a person on the page of this address, in order; ``changes`` of rights wait to be confirmed."""
    found = [*_own(actor, here, unread), *_of_lines(actor, here), *_of_all(actor, here, changes)]
    nearest = max((len(one.url) for one in found if one.current), default=0)  # /mine/report/ lies under /mine/
    return [replace(one, current=one.current and len(one.url) == nearest) for one in found]


def _own(actor: Actor, here: str, unread: int) -> Iterator[Entry]:
    yield Entry(_("Home"), reverse("home"), here == "/")
    yield _entry(_("Messages"), "records:inbox", here, unread)
    yield from _pages(actor, here, own=True)


def _pages(actor: Actor, here: str, *, own: bool) -> Iterator[Entry]:
    """The pages of lines that show what is theirs, or the others."""
    for line in lines():
        for page in line.menu:
            if page.own == own and page.may(actor):
                yield _entry(str(page.label), page.url, here)


def _of_lines(actor: Actor, here: str) -> list[Entry]:
    """Those lines of which some record could be theirs to read; lines of one group under its heading, after all others.

    A kind that nobody has used yet, or of which nothing is theirs where they read no others, is offered to those alone
    who may begin. Where they are already stands there too.
    """
    groups: dict[str, list[Entry]] = {"": []}
    mine = [kind for kind in kinds() if may_see_any(kind, actor)]
    begun = in_sight(mine, actor)
    offered = {kind.name for kind in mine if kind.name in begun or may_open_somewhere([kind], actor)}
    for line in lines():
        for one in _of_line(line, offered, here):
            groups.setdefault(str(line.group), []).append(one)
    found = groups.pop("")
    for heading, (first, *others) in groups.items():
        found += [replace(first, heading=heading), *others]
    return found


def _of_line(line: Line, offered: Collection[str], here: str) -> list[Entry]:
    lists = [(kind, reverse("records:list", args=[kind.name])) for kind in line.kinds]
    shown = [(kind, url) for kind, url in lists if kind.name in offered or here.startswith(url)]
    if line.together and shown:
        current = any(here.startswith(url) for _kind, url in lists)
        return [Entry(str(line.label), shown[0][1], current)]
    return [Entry(str(kind.label), url, here.startswith(url)) for kind, url in shown]


def _of_all(actor: Actor, here: str, changes: int) -> Iterator[Entry]:
    """What belongs to no kind of record."""
    today = timezone.localdate()
    yield from _pages(actor, here, own=False)
    yield _entry(_("Units"), "org:units", here)
    at_people = here.startswith(("/people/", "/posts/", "/tenures/", "/mandates/"))
    yield Entry(_("People"), reverse("org:people"), at_people, changes or None)
    if leader_posts(actor, today):
        yield _entry(_("For the leader"), "leader_own", here)
    if may_read(actor):
        yield _entry(_("Journal"), "records:journal", here)
    if not parameters.MAY_LOOK.isdisjoint(actor.roles):
        yield _entry(_("Parameters"), "records:values", here)
        yield _entry(_("Outbox"), "records:outbox", here)


def _entry(label: str, name: str, here: str, count: int = 0) -> Entry:
    url = reverse(name)
    return Entry(label, url, here.startswith(url), count or None)
