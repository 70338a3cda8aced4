"""Which sorts of platforms report and do what, and whether a tenant may be admitted. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Model

from luoshi.kernel.base.words import words, words_now
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Need, No

_, _now = words(__name__), words_now(__name__)

INCUBATION = "nursery incubator accelerator makerspace"
GROUNDS = f"zone park agricultural university experimental base cluster {INCUBATION}"
MEDIA, SERVICES = "magazine community association institute", "service ip provider"
ON_GROUNDS, OF_MEDIA, IS_SERVICE = Is(sort=GROUNDS), Is(sort=MEDIA), Is(sort=SERVICES)
IS_CENTRE = Is(sort="centre base")
COUNTED = "service ip magazine community"  # which report their use of each month
BUILT = Need(No("phases", where=Is(done=None)), _("Phases of building are not done yet."), names="name due")
IN_ORDER = Need(
    Is(began=None) | Is(from_day=None) | Least("from_day", Field("began")),
    _("It runs before its building began: check both days."),
)
STAYED = Need(
    Is(to_day=None) | Is(from_day=None) | Least("to_day", Field("from_day")),
    _("It left before it came: check both days."),
)
CAME = Need(Is(state="candidate") | ~Is(came=None), _("Say whether it moved in or is new."))


def since_it_came(day: str) -> Need:
    """Return the need that something happened to a tenant no earlier than it came."""
    return Need(
        Is(**{day: None}) | Is(from_day=None) | Least(day, Field("from_day")),
        _("That is before it came: check both days."),
    )


def part_reasons(record: Model, given: Mapping[str, object], at: datetime) -> list[str]:
    """Return the reason against a platform that is part of itself, or of one of its own parts."""
    whole = given.get("part_of")
    of = {getattr(whole, name, None) for name in ("pk", "part_of_id")} - {None}
    return [_now("A platform is no part of itself.")] if record.pk in of else []
