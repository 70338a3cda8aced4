"""The actor of a web request, put there by the site's middleware or by the API's token."""

from __future__ import annotations

from django.http import HttpRequest

from luoshi.org.rights.rules.rights import Actor


def acting(request: HttpRequest) -> Actor:
    """Who acts in this request: a person with today's posts, or nobody (person 0, no seats)."""
    return request.actor  # type: ignore[attr-defined]
