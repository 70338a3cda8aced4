"""The database learns under which keys it is written."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.site.key_checks.queries import unreadable_columns
from luoshi.site.keys import FILES, print_of
from luoshi.site.models import KeyCheck


def keep_checks(found: Mapping[str, str]) -> list[str]:
    """Keep a check of each key at hand: from then on nothing starts without it (``begun.refuse_others``).

    Args:
        found: what the key files hold, as ``keys.read_keys`` says.

    Returns:
        Where a database that has no check yet cannot be read with them: its columns; nothing is kept then.
    """
    known = set(KeyCheck.objects.values_list("file", "print"))
    if not known and (columns := unreadable_columns()):
        return columns
    for key_file in (file for file in FILES if file.needed):
        for key in found[key_file.name].split():
            mark = (key_file.name, print_of(key_file.name, key) if key_file.lasting else "")
            if mark not in known:
                KeyCheck.objects.get_or_create(file=mark[0], print=mark[1])
    return []
