"""Read settings from the environment and refuse values outside their bounds."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SENTENCES = {
    "whole": "{name}={value}: a whole number from {low} to {high} is needed here.",
    "choice": "{name}={value}: one of {choices} is needed here.",
    "network": "{name}={value}: a network such as 10.0.0.0/8 is needed here.",
    "address": "{name}={value}: an address such as http://luoshi.example:8000 is needed here.",
    "unread": "{name}={value}: this file cannot be read: {why}.",
    "line": "{name}={value}: one line of {low} to {high} characters is needed in this file.",
    "database": "{name}: an address such as postgres://user:password@host:5432/name is needed here; or leave it out.",
}


class SettingError(ImproperlyConfigured):
    """An invalid setting: a code for the command line's message, with values. They never contain a password."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(SENTENCES[code].format(**values))
        self.code, self.values = code, values


def bounded_integer_setting(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    """Return the integer set under this name, or the default.

    Raises:
        SettingError: not an integer, or outside ``low`` to ``high``: the program does not start with weak settings.
    """
    words = environ.get(name, "").strip()
    if not words:
        return default
    if not (words.isascii() and words.isdecimal() and len(words) < 10 and low <= int(words) <= high):
        raise SettingError("whole", name=name, value=words, low=low, high=high)
    return int(words)


def one_of(environ: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    """Return the word set under this name, or the default.

    Raises:
        SettingError: it is none of the choices.
    """
    word = environ.get(name, "").strip() or default
    if word not in choices:
        raise SettingError("choice", name=name, value=word, choices=", ".join(choices))
    return word


def line_of_file(environ: Mapping[str, str], name: str, low: int, high: int) -> str:
    """Return the only line of the file whose path is set under this name; "" if none is set.

    Raises:
        SettingError: the file cannot be read, or holds something else.
    """
    path = environ.get(name, "").strip()
    if not path:
        return ""
    try:
        with open(path, "rb") as file:
            line = file.read(8 * high).decode("utf-8-sig").strip()
    except OSError as error:
        why = errno.errorcode.get(error.errno or 0) or error.strerror or "OSError"
        raise SettingError("unread", name=name, value=path, why=why) from None
    except ValueError:  # not UTF-8
        line = ""
    if not (low <= len(line) <= high and line.isprintable()):
        raise SettingError("line", name=name, value=path, low=low, high=high)
    return line


def public_address_setting(environ: Mapping[str, str], name: str) -> str:
    """Return the public address without a trailing slash; "" if none is set.

    Raises:
        SettingError: no URL with ``http`` or ``https`` and a host, or more than a path after the host.
    """
    words = environ.get(name, "").strip()
    if words and not is_address(words):
        raise SettingError("address", name=name, value=words)
    return words.rstrip("/")


def is_address(words: str) -> bool:
    """Return True if a server could be reached at this address."""
    if not words.isprintable() or any(sign in words for sign in " \"'<>\\") or len(words) > 200:
        return False
    try:
        parts = urlsplit(words)
        parts.port  # noqa: B018 - it raises for a port that is none
    except ValueError:
        return False
    host = parts.scheme in ("http", "https") and parts.hostname
    return bool(host) and not (parts.query or parts.fragment or "@" in parts.netloc)


def network_setting(environ: Mapping[str, str], name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks set under this name, as in ``10.0.0.0/8, 192.168.1.7``, together with the machine itself.

    If nothing is set, no networks at all.

    Raises:
        SettingError: one of them is invalid.
    """
    words = [network.strip() for network in environ.get(name, "").split(",") if network.strip()]
    found = []
    for word in [*words, *(("127.0.0.0/8", "::1") if words else ())]:
        try:
            found.append(ip_network(word))
        except ValueError:
            raise SettingError("network", name=name, value=word) from None
    return tuple(found)
