"""The day for which a page shows the tree, and the moment as of which it was believed; both from the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone

from luoshi.org.actors.models import Post
from luoshi.org.base.requests import request_actor
from luoshi.org.rights.rules.rights import Actor, Role

DAYS = ("on", "as_of")  # what the day is called in an address


@dataclass(frozen=True)
class ViewDates:
    """What was asked: ``?on=2026-06-30``, and ``&known=2026-06-30`` for what was believed when that day ended."""

    day: date
    today: date
    known_day: date | None = None

    @property
    def known(self) -> datetime | None:
        """The last moment of the day whose belief was asked for; None: what is believed now."""
        if self.known_day is None:
            return None
        return timezone.make_aware(datetime.combine(self.known_day, time.max))

    @property
    def query(self) -> str:
        """What links carry on, "" or "?on=…"."""
        kept = {"on": self.day} if self.day != self.today else {}
        kept |= {"known": self.known_day} if self.known_day else {}
        return "?" + urlencode(kept) if kept else ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The day as hidden fields of a page's other forms; nothing where it is today."""
        return [("on", self.day.isoformat())] if self.day != self.today else []

    def way(self, path: str = "", **asked: Any) -> str:
        """An address with what is asked of it, and the day."""
        return path + "?" + urlencode([*asked.items(), *self.kept], doseq=True)

    def bar(self, path: str, asked: QueryDict | None = None, **hidden: str) -> dict[str, Any]:
        """The day's bar of ``base.html``; with ``asked`` it keeps the filters of a list."""
        keep = [(name, value) for name, value in hidden.items() if value]
        if self.known_day:
            keep.append(("known", self.known_day.isoformat()))
        for name, values in asked.lists() if asked is not None else ():
            keep += [(name, value) for value in values if value and name not in (*DAYS, "page", "known")]
        today_url = path + ("?" + urlencode(keep) if asked is not None and keep else "")
        past = self.day < self.today
        return {"day": self.day, "past": past, "today_url": today_url, "action": path, "name": "on", "hidden": keep}

    def banner(self, path: str, asked: QueryDict | None = None) -> dict[str, Any] | None:
        """The bar where another day was asked for; None for today, on pages that are no place to ask for one."""
        return self.bar(path, asked) if self.day != self.today else None


def parse_view_dates(request: HttpRequest) -> ViewDates:
    """The day and moment of a page's address; what is no day counts as today."""
    today = timezone.localdate()
    known = _day(request.GET.get("known"))
    return ViewDates(_day(request.GET.get("on") or request.GET.get("as_of")) or today, today, known)


def _day(words: str | None) -> date | None:
    try:
        found = date.fromisoformat((words or "").strip()[:10])
    except ValueError:
        return None
    # The edges of the calendar have no day before or after them.
    return found if date.min + timedelta(366) < found < date.max - timedelta(366) else None


def administrator_or_404(request: HttpRequest) -> Actor:
    """The administrator who asks; to all others the page is not there."""
    actor = request_actor(request)
    if Role.ADMINISTRATOR not in actor.roles:
        raise Http404
    return actor


def post_or_404(pk: int) -> Post:
    """The post of an address, with its unit."""
    return get_object_or_404(Post.objects.select_related("unit"), pk=pk)
