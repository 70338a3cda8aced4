"""The day for which a page shows the tree, and the moment as of which it was believed; both from the URL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone

from luoshi.base.forms.requests import request_actor
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.org.actors.models import Post

DAYS = ("on", "as_of")  # names of the day's parameter in a URL


@dataclass(frozen=True)
class ViewDates:
    """The requested day, ``?on=2026-06-30``, and ``&known=2026-06-30`` for the belief at the end of that day."""

    day: date
    today: date
    known_day: date | None = None

    @property
    def belief_time(self) -> datetime | None:
        """The end of the day whose belief was requested, or None for what is believed now."""
        if self.known_day is None:
            return None
        return timezone.make_aware(datetime.combine(self.known_day, time.max))

    @property
    def query(self) -> str:
        """The query string that links keep: "" or "?on=…"."""
        kept = {"on": self.day} if self.day != self.today else {}
        kept |= {"known": self.known_day} if self.known_day else {}
        return "?" + urlencode(kept) if kept else ""

    @property
    def hidden_fields(self) -> list[tuple[str, str]]:
        """The day as hidden fields for the page's other forms; empty for today."""
        return [("on", self.day.isoformat())] if self.day != self.today else []

    def way(self, path: str = "", **asked: object) -> str:
        """Return a URL with these parameters and the day."""
        return path + "?" + urlencode([*asked.items(), *self.hidden_fields], doseq=True)

    def bar(self, path: str, asked: QueryDict | None = None, **hidden: str) -> dict[str, object]:
        """Return the context of the date bar in ``base.html``; with ``asked`` it keeps the filters of a list."""
        keep = [(name, value) for name, value in hidden.items() if value]
        if self.known_day:
            keep.append(("known", self.known_day.isoformat()))
        for name, values in asked.lists() if asked is not None else ():
            keep += [(name, value) for value in values if value and name not in (*DAYS, "page", "known")]
        today_url = path + ("?" + urlencode(keep) if asked is not None and keep else "")
        past = self.day < self.today
        return {"day": self.day, "past": past, "today_url": today_url, "action": path, "name": "on", "hidden": keep}

    def banner(self, path: str, asked: QueryDict | None = None) -> dict[str, object] | None:
        """Return the date bar for a day other than today, else None. For pages without a choice of the day."""
        return self.bar(path, asked) if self.day != self.today else None


def parse_view_dates(request: HttpRequest) -> ViewDates:
    """Parse the day and the moment from a page's URL. An invalid day counts as today."""
    today = timezone.localdate()
    known = _day(request.GET.get("known"))
    return ViewDates(_day(request.GET.get("on") or request.GET.get("as_of")) or today, today, known)


def _day(words: str | None) -> date | None:
    try:
        found = date.fromisoformat((words or "").strip()[:10])
    except ValueError:
        return None
    # The first and last days of the calendar have no neighbour.
    return found if date.min + timedelta(366) < found < date.max - timedelta(366) else None


def administrator_or_404(request: HttpRequest) -> Actor:
    """Return the administrator who requests the page. Raise Http404 for anybody else."""
    actor = request_actor(request)
    if Role.ADMINISTRATOR not in actor.roles:
        raise Http404
    return actor


def post_or_404(pk: int) -> Post:
    """Return a post by its id, with its unit, or raise Http404."""
    return get_object_or_404(Post.objects.select_related("unit"), pk=pk)
