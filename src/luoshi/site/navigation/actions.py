"""Pin pages to one's own menu, and note which pages are used: not acts on records, so they are not journaled."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max

from luoshi.org.actors.models import Person
from luoshi.site.navigation.models import PageUse, PinnedPage
from luoshi.site.navigation.queries import USED_WITHIN

MOST_PINNED = 20


@transaction.atomic
def set_pinned(person: int, page: str, pinned: bool) -> bool:
    """Pin a page as the person's last, or unpin it; return whether it is pinned now: at most twenty are."""
    Person.objects.select_for_update(no_key=True).get(pk=person)  # two windows may pin at once
    mine = PinnedPage.objects.filter(person=person)
    if not pinned:
        mine.filter(page=page).delete()
        return False
    if mine.filter(page=page).exists():
        return True
    if mine.count() >= MOST_PINNED:
        return False
    last = mine.aggregate(last=Max("place"))["last"] or 0
    PinnedPage.objects.create(person_id=person, page=page, place=last + 1)
    return True


def note_page_use(person: int, page: str, day: date) -> None:
    """Note that the person used a page on a day, and forget what is older than ninety days."""
    PageUse.objects.bulk_create([PageUse(person_id=person, page=page, day=day)], ignore_conflicts=True)
    PageUse.objects.filter(person=person, day__lt=day - timedelta(days=USED_WITHIN)).delete()
