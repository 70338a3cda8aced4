"""Messages about too many holders: who holds it, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from luoshi.kernel.holders.queries import roles_of
from luoshi.kernel.holders.rules import HoldingPeriod, HoldingRefusal
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.holdings import Held


def too_many_said(
    kind: CompiledKind, part: Held, why: HoldingRefusal, names: Mapping[int, str | None], day: date
) -> str:
    """Return the message that refuses a holding because there would be too many holders.

    Args:
        names: the holder by row; None: the reader may not see it.
    """
    roles = roles_of(kind, part, day)
    told: dict[str, object] = {
        "what": _(", ").join(roles.get(role, role) for role in why.role.split()) or str(part.label),
        "who": _(", ").join(_until(holder, names[holder.id]) for holder in why.holders),
        "day": why.clash.first.isoformat(),
        "most": why.most,
        "persons": why.clash.persons,
    }
    if why.twice:
        return _("%(what)s: %(who)s. From %(day)s on one person would hold it twice.") % told
    if why.apart:
        return _("%(what)s are not held by one person: %(who)s. From %(day)s on they would be.") % told
    return _("%(what)s: %(who)s. From %(day)s on %(persons)d would hold it, at most %(most)d allowed.") % told


def second_said(kind: CompiledKind, part: Held, held: HoldingPeriod, name: str | None, number: str, day: date) -> str:
    """Return the message that refuses a holding because one person would hold it for two records.

    Args:
        held: the tenure in the other record; ``number``: that record's, "" if the reader may not see it.
    """
    told = {
        "what": str(part.label),
        "who": _until(held, name),
        "number": number or _("another that you may not see"),
        "day": day.isoformat(),
    }
    return _("%(what)s: %(who)s, of %(number)s. From %(day)s on one person would hold two at the same time.") % told


def _until(one: HoldingPeriod, name: str | None) -> str:
    who = name if name is not None else _("a person whom you may not see")
    if one.last is None:
        return _("%(who)s holds it since %(first)s, without a last day") % {"who": who, "first": one.first.isoformat()}
    return _("%(who)s holds it from %(first)s until %(last)s") % {
        "who": who,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
    }
