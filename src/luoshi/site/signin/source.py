"""The source address of a request, and the hash of its account name, as the lock-out counts them."""

from __future__ import annotations

import unicodedata
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def client_address(request: HttpRequest) -> str | None:
    """Return the client's address: as our outermost proxy saw it, or that of the connection.

    Entries further left in X-Forwarded-For come from the client, who can write anything there.
    """
    return forwarded_client_address(request.META.get("HTTP_X_FORWARDED_FOR", ""), request.META.get("REMOTE_ADDR", ""))


def forwarded_client_address(forwarded: str, connected: str) -> str | None:
    """Return the same from the header X-Forwarded-For and the address of the connection."""
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    proxies = settings.PROXIES
    if proxies and len(hops) >= proxies and (address := _address(hops[-proxies])):
        return address
    return _address(connected)


def counted(request: HttpRequest) -> str | None:
    """Return the address by which failures are counted: for IPv6 the first of its /64, which one household has."""
    found = client_address(request)
    if found is None or not isinstance(ip_address(found), IPv6Address):
        return found
    return str(ip_network((found, 64), strict=False).network_address)


def account_name_hash(username: str) -> str:
    """Return the keyed hash of a username, the same for all its spellings."""
    folded = unicodedata.normalize("NFKC", username).strip().casefold()
    return salted_hmac("luoshi.lock", folded, algorithm="sha256").hexdigest()[:32]


def is_outside_network(request: HttpRequest) -> bool:
    """Return True if the client is outside the networks that the office named as its own; False if it named none."""
    found = client_address(request)
    return bool(settings.INSIDE) and not (found and any(ip_address(found) in network for network in settings.INSIDE))


def _address(words: str) -> str | None:
    try:
        found = ip_address(words)
    except ValueError:
        return None
    return str(getattr(found, "ipv4_mapped", None) or found)
