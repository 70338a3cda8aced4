"""Which gates a record has, in order, and which it has passed."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.kernel.code_lists.definitions import List
from luoshi.kernel.code_lists.queries import Listing, code_word, items_in_force, known_list_codes
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rows.queries import rows_of_record

if TYPE_CHECKING:
    from luoshi.desk.gates.part import Gates

EVERY = ("*", "all", "全部")
BETWEEN = re.compile(r"[\s,，、;；]+")


def gates_of_record(part: Gates, rows: Rows, record: Record) -> dict[str, str]:
    """Return the gates that a record has to pass, in order, with their words, by the list in force when it began.

    One query per request for all lists.

    Raises:
        RecordError: ``guarded``: the list names a value that the field cannot have.
    """
    column: Any = rows.model._meta.get_field(part.gate)
    items = items_for_record(column.code_list, part.by, part.needed, record, timezone.localdate(record.opened))
    return {item.code: item.word for item in items}


def items_for_record(of: List, by: str, needed: str, record: Record, day: date) -> list[Listing]:
    """List the items of a list that are for a record, by the value of its field ``by``; all of them without ``needed``.

    Args:
        needed: the text column that names these values by word or code ("全部": all).

    Raises:
        RecordError: ``guarded``: the column names a value that the field cannot have.
    """
    items = items_in_force(of, record.unit_id, day)
    if not needed:
        return list(items)
    known, own = _names(by, record, day)
    found = []
    for item in items:
        names = {name for name in BETWEEN.split(item.values.get(needed, "").strip()) if name}
        if wrong := names - known - {*EVERY}:
            said = {"list": of.label, "item": item.word, "names": "、".join(sorted(wrong))}
            raise RecordError(
                "guarded",
                _("The list “%(list)s” says of “%(item)s” that it is for “%(names)s”, which does not exist.") % said,
                where=str(record),
                remedy=_("Ask the administrator to correct the list."),
            )
        if names & {*own, *EVERY}:
            found.append(item)
    return found


def _names(by: str, record: Record, day: date) -> tuple[set[str], set[str]]:
    """Return every code and word of the field that decides, and those of the record's own value."""
    field: Any = type(record)._meta.get_field(by)
    of: List = field.code_list
    named = {
        code: {code, code_word(of, code, record.unit_id, day), *of.own_words(code)} for code in known_list_codes(of)
    }
    return {name for names in named.values() for name in names}, named.get(getattr(record, by), set())


def passed_gates(part: Gates, rows: Rows, record: Record) -> dict[str, date | None]:
    """Return the day on which each gate was passed, by code; those taken back are left out. One query."""
    found = rows_of_record(rows, record)
    if rows.ends:
        found = found.filter(**{f"{rows.ends}__isnull": True})
    return dict(found.order_by("pk").values_list(part.gate, part.day))
