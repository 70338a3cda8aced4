"""The actor of a web request, set by the site's middleware or by the API's token; and marks on views."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from luoshi.base.rights.rules.rights import Actor

RECEIVED = "luoshi.received"  # in the environment of a request: when the server had received the whole of it


def request_actor(request: HttpRequest) -> Actor:
    """Return the actor of this request: a person with today's posts, or nobody (person 0, no seats)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def received_at(request: HttpRequest) -> datetime:
    """Return when the server had received the whole of a request: waiting for a thread makes nobody late.

    Our own server says it (``luoshi.site.connections``); no client can, since what a client sends is under ``HTTP_``.
    Under another server it is now.
    """
    moment = request.META.get(RECEIVED)
    return moment if isinstance(moment, datetime) else timezone.now()


V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def takes_files(when: Callable[..., bool] | None = None, *, public: int = 0) -> Callable[[V], V]:
    """Mark a view as accepting files: signed-in users may send it more than other URLs accept.

    Args:
        when: called with the URL's parameters, if it depends on them.
        public: bytes that somebody who is not signed in may send it.
    """

    def most_bytes(method: str, named: Mapping[str, object]) -> int:
        return settings.REQUEST_LIMIT if method == "POST" and (when is None or when(**named)) else 0

    def marked(view: V) -> V:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        view.public_bytes = public  # type: ignore[attr-defined]
        return view

    return marked


def limit_heavy_view(view: V) -> V:
    """Mark a view as heavy, because it takes seconds of computing: few run at once for one person, others wait."""
    view.is_heavy = True  # type: ignore[attr-defined]
    return view
