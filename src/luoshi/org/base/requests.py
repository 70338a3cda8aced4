"""The actor of a web request, put there by the site's middleware or by the API's token; which addresses take files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest

from luoshi.org.rights.rules.rights import Actor


def request_actor(request: HttpRequest) -> Actor:
    """Who acts in this request: a person with today's posts, or nobody (person 0, no seats)."""
    return request.actor  # type: ignore[attr-defined]


V = TypeVar("V", bound=Callable[..., Any])


def takes_files(when: Callable[..., bool] | None = None) -> Callable[[V], V]:
    """A view to which files are sent: whoever is signed in may send it more than other addresses take.

    Args:
        when: called with what the address names, where it depends on that.
    """

    def most_bytes(method: str, named: Mapping[str, Any]) -> int:
        return settings.REQUEST_LIMIT if method == "POST" and (when is None or when(**named)) else 0

    def marked(view: V) -> V:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return marked


def limit_heavy_view(view: V) -> V:
    """A view that takes seconds of the machine: of one person few run at once, and further ones wait."""
    view.is_heavy = True  # type: ignore[attr-defined]
    return view
