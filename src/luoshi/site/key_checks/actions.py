"""Record in the database which keys it is written with."""

from __future__ import annotations

from collections.abc import Mapping

from luoshi.site.key_checks.queries import unreadable_columns
from luoshi.site.keys import FILES, print_of
from luoshi.site.models import KeyCheck


def keep_checks(found: Mapping[str, str]) -> list[str]:
    """Record a check of each available key: from then on nothing starts without it (``startup_checks.refuse_others``).

    Args:
        found: the content of the key files, from ``keys.read_keys``.

    Returns:
        The columns that these keys cannot read, if the database has no check yet; then nothing is recorded.
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
