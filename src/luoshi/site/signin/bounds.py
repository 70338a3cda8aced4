"""Numbers and words that an office sets in the surroundings, within bounds that it cannot leave."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network

from django.core.exceptions import ImproperlyConfigured


def whole(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    """The whole number that is set under this name, or the default.

    Raises:
        ImproperlyConfigured: no whole number, or outside ``low`` to ``high``: better not to start than to start weak.
    """
    words = environ.get(name, "").strip()
    if not words:
        return default
    if not (words.isascii() and words.isdecimal() and len(words) < 10 and low <= int(words) <= high):
        raise ImproperlyConfigured(f"{name}={words}: a whole number from {low} to {high} is needed here.")
    return int(words)


def one_of(environ: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    """The word that is set under this name, or the default.

    Raises:
        ImproperlyConfigured: none of the choices.
    """
    word = environ.get(name, "").strip() or default
    if word not in choices:
        raise ImproperlyConfigured(f"{name}={word}: one of {', '.join(choices)} is needed here.")
    return word


def networks(environ: Mapping[str, str], name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks that are set under this name, as in ``10.0.0.0/8, 192.168.1.7``; the machine itself is one of them.

    Nothing set: no networks at all.

    Raises:
        ImproperlyConfigured: one of them is none.
    """
    words = [one.strip() for one in environ.get(name, "").split(",") if one.strip()]
    found = []
    for one in [*words, *(("127.0.0.0/8", "::1") if words else ())]:
        try:
            found.append(ip_network(one))
        except ValueError:
            raise ImproperlyConfigured(f"{name}={one}: a network such as 10.0.0.0/8 is needed here.") from None
    return tuple(found)
