"""The section ``pages`` of application.py: lists, home, messages, search and tree beside the bare SQL that they send.

A page is measured twice: as its view makes it ready, without frame and template, and whole, through all middleware.
Pages are asked for one after the other, under the application's own bounds (LUOSHI_HEAVY_PAGES is 2): none waits here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest import mock

from beside import bare, medians, sent_by

BRANCH = 100  # units that stand under one
RUNS = 15


def villages(built: Any, count: int) -> None:
    """Write so many units beneath the county: towns with villages, with their names and places in the tree."""
    import office
    from luoshi.org.tree.models import Placement, Unit, UnitName

    county = built.units["county"].pk
    made = Unit.objects.bulk_create(
        Unit(name=f"第{n // BRANCH}镇第{n % BRANCH}村" if n % BRANCH else f"第{n // BRANCH}镇", code=f"V{n:06d}")
        for n in range(count)
    )
    known = {"start": office.FOUNDED, "known_from": office.NOW}
    UnitName.objects.bulk_create(UnitName(unit_id=unit.pk, name=unit.name, **known) for unit in made)
    places = []
    for number, unit in enumerate(made):
        town = made[number - number % BRANCH]
        way = [unit, town] if town is not unit else [unit]
        for depth, above in enumerate([*(record.pk for record in way), county]):
            places.append(Placement(unit_id=unit.pk, ancestor_id=above, depth=depth, **known))
    Placement.objects.bulk_create(places, batch_size=2000)


def told(built: Any) -> None:
    """Write one message a record, to seven posts in turn; a tenth of them is not read yet."""
    from django.db import connection

    import office
    from luoshi.kernel.kinds.models import Record
    from luoshi.kernel.messages.models import Message

    posts = [
        built.posts[name].pk for name in ("supervisor", "clerk", "head", "leader", "stranger", "collector", "outside")
    ]
    rows = Record.objects.order_by("pk").values_list("pk", flat=True)
    Message.objects.bulk_create(
        (
            Message(
                post_id=posts[n % len(posts)], code="appeals.assigned", record_id=pk, asks="answer",
                values={"who": "杜察云", "unit": "云岭县科学技术协会", "due": "2026-04-20"}, occasion=f"entry:{pk}",
                at=office.NOW - timedelta(minutes=n), read=office.NOW if n % 10 else None,
            )
            for n, pk in enumerate(rows)
        ),
        batch_size=2000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def cases(built: Any) -> list[tuple[str, str, str]]:
    """What is asked: a name, who asks, and the address."""
    from luoshi.org.tree.models import Unit

    towns = Unit.objects.filter(code__startswith="V", code__endswith="00").order_by("code")
    opened = [str(built.units["county"].pk), *(str(pk) for pk in towns.values_list("pk", flat=True)[:20])]
    kexie, county = built.units["kexie"].pk, built.units["county"].pk
    return [
        ("list: all, newest first", "supervisor", "/appeals/"),
        ("list: last page", "supervisor", "/appeals/?page=100000"),
        ("list: own unit's", "clerk", "/appeals/"),
        ("list: one state, by due date", "supervisor", "/appeals/?state=assigned&order-by=due"),
        ("list: two states, by unit", "supervisor", "/appeals/?state=told&state=closed&channel=hotline&order-by=unit"),
        ("list: late, a unit and beneath", "supervisor", f"/appeals/?due=late&unit={county}"),
        ("list: one unit", "supervisor", f"/appeals/?unit={kexie}"),
        ("list: a word", "supervisor", "/appeals/?q=科普活动"),
        ("list: one record", "supervisor", "/appeals/?q=诉0077777"),
        ("list: by units of another day", "supervisor", "/appeals/?on=2025-12-31"),
        ("home: of a clerk", "clerk", "/"),
        ("home: of a supervisor", "supervisor", "/"),
        ("inbox: unread", "clerk", "/inbox/"),
        ("inbox: all", "clerk", "/inbox/?show=all"),
        ("inbox: all, last page", "clerk", "/inbox/?show=all&page=100000"),
        ("search: a word that all hold", "supervisor", "/search/?q=科普活动"),
        ("search: a rare word", "supervisor", "/search/?q=7777"),
        ("search: one record", "supervisor", "/search/?q=第77777件"),
        ("search: what is not there", "supervisor", "/search/?q=獬豸"),
        ("tree: its roots", "clerk", "/units/"),
        ("tree: 21 branches open", "clerk", "/units/?open=" + ".".join(opened)),
        ("tree: as of another day", "clerk", "/units/?on=2025-12-31&open=" + ".".join(opened)),
        ("tree: a branch of its own page", "clerk", f"/units/{county}/"),
    ]  # fmt: skip


@contextmanager
def without_templates() -> Iterator[None]:
    """Views make all values of their page and no template is filled with them."""
    with mock.patch("django.template.backends.django.Template.render", return_value=""):
        yield


def view(built: Any, who: str, address: str) -> Callable[[], object]:
    """The view of an address as the person's request reaches it, without middleware and templates."""
    from django.test import RequestFactory
    from django.urls import resolve

    from luoshi.org.actors.queries import actor_of

    path = address.partition("?")[0]
    found = resolve(path)
    user, actor = built.people[who].user, actor_of(built.people[who], today())

    def work() -> object:
        request: Any = RequestFactory().get(address)
        request.user, request.actor, request.session = user, actor, {}
        with without_templates():
            return found.func(request, *found.args, **found.kwargs)

    return work


def today() -> Any:
    """Today."""
    from django.utils import timezone

    return timezone.localdate()


def pages(built: Any, kind: str) -> None:
    """Print each page's milliseconds, made ready and whole, beside those of the bare SQL that it sends."""
    from django.test import Client

    told(built)
    print(f"  {'':32} {'ready':>8} {'bare SQL':>9} {'':6} {'whole':>8} {'bare SQL':>9}")
    for name, who, address in cases(built):
        client = Client(HTTP_HOST="localhost")
        client.force_login(built.people[who].user)
        ready, whole = view(built, who, address), lambda a=address, c=client: c.get(a)
        assert whole().status_code == 200, address
        sent = sent_by(ready)
        ours, floor, every, under = medians(ready, bare(sent), whole, bare(sent_by(whole)), runs=RUNS)
        print(
            f"  {name:32} {ours:8.1f} {floor:9.1f} {ours / floor:5.2f}× {every:8.1f} {under:9.1f} {every / under:5.2f}×"
            f" {len(sent):3} queries"
        )
