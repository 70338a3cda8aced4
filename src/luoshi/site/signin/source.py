"""Where a request comes from."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def source(request: HttpRequest) -> str | None:
    """The address of whoever asks: as the outermost of our own proxies saw it, or that of the connection.

    What stands further left in X-Forwarded-For was sent by the client, who can write there what they like.
    """
    told = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    proxies = settings.PROXIES
    if proxies and len(told) >= proxies and (address := _address(told[-proxies])):
        return address
    return _address(request.META.get("REMOTE_ADDR", ""))


def outside(request: HttpRequest) -> bool:
    """Whether who asks comes from outside the networks that the office named as its own; never where it named none."""
    found = source(request)
    return bool(settings.INSIDE) and not (found and any(ip_address(found) in one for one in settings.INSIDE))


def _address(words: str) -> str | None:
    try:
        return str(ip_address(words))
    except ValueError:
        return None
