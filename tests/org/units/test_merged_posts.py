"""Where units merge, their posts of one title become one."""

from __future__ import annotations

from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.lines.appeals.models import Appeal
from luoshi.org.actors.models import Post, Tenure
from luoshi.org.orders.actions import unit_closures
from luoshi.org.orders.rules import Estate
from luoshi.org.people.actions import people
from office import FOUNDED, NOW, TODAY, Office
from unit_orders import appeal


def test_posts_of_one_title_become_one_with_all_their_holders_and_what_answers_for_others_stays_apart(
    office: Office,
) -> None:
    kexie, bureau, town, admin = (
        *(office.units[unit_key] for unit_key in ("kexie", "bureau", "town")),
        office.actor("admin"),
    )
    there = people.set_up_post(bureau, "联络员", Role.CLERK, FOUNDED, PROGRAM, at=NOW)
    here = people.set_up_post(kexie, "联络员", Role.CLERK, FOUNDED, PROGRAM, at=NOW)
    apart = people.set_up_post(town, "联络员", Role.CLERK, FOUNDED, PROGRAM, at=NOW, charges=[bureau, town])
    for who, post in (("stranger", there), ("clerk", here), ("collector", apart)):
        people.appoint_to_post(office.people[who], post, FOUNDED, PROGRAM, at=NOW)
    record = appeal(office)
    Record.objects.filter(pk=record.pk).update(owner=here.pk)
    done = unit_closures.merge_units([kexie, town], bureau, TODAY, Estate(None, posts="merge"), admin, at=NOW)
    on_from_now = Post.objects.filter(unit=bureau, title="联络员", until__gt=TODAY).order_by("pk")
    assert list(on_from_now) == [there, Post.objects.get(pk=done.goes[apart.pk])] and done.goes[here.pk] == there.pk
    held = Tenure.objects.filter(post=there, until__gt=TODAY).order_by("pk").values_list("person__name", "start")
    assert list(held) == [("纪干事", FOUNDED), ("柯干事", TODAY)]
    assert Appeal.objects.get().owner == there
    assert Entry.objects.filter(subject=f"post:{here.pk}").latest("pk").step == "post.merge"
