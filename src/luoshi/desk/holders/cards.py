"""Cards on a record's page with its holders: present ones, vacancies, future and former ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazily
from django.utils.translation import ngettext

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light, build_pager, paginate_rows
from luoshi.dates.workdays import ONE_DAY
from luoshi.desk.figures.page_helpers import cell_opening_form
from luoshi.kernel.holders.queries import Open, held_of, holder_field_label, holder_names, open_of, roles_of
from luoshi.kernel.holders.rules import HoldingPeriod, by_role, too_many
from luoshi.kernel.kinds.language.conditions import Some
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of

SIZE = 20  # lines of a card
ORDER = {"now": 0, "vacant": 1, "later": 2, "former": 3}
STANDS = {
    "now": ("steady", lazily("now")),
    "later": ("none", lazily("to come")),
    "former": ("none", lazily("former")),
}


def held_cards(request: HttpRequest, record: Record, day: date) -> list[dict[str, object]]:
    """Return a card for each ``Held`` part of its kind, as of a day. At most nine queries each.

    ?card=… names the card that ?page=… belongs to.
    """
    return [] if record.erased else [_card(request, record, part, day) for part in kind_of(record).every(Held)]


def vacancy_light(one: Open, why: str = "") -> Light:
    """Return the light of a vacancy: overdue, or only vacant."""
    return Light("late", _("overdue"), why) if one.late else Light("soon", _("vacant"), why)


def _card(request: HttpRequest, record: Record, part: Held, day: date) -> dict[str, object]:
    kind, actor, today = kind_of(record), request_actor(request), timezone.localdate()
    held = held_of(record, part)
    roles = roles_of(kind, part, day)
    places = {
        role: place
        for place, role in enumerate([*roles, *(other_role for other_role in by_role(held) if other_role not in roles)])
    }
    vacant = open_of(record, part, day, held) if part.needed_by_role else []
    lines: list[tuple[str, HoldingPeriod | Open]] = [(holding.state_on(day), holding) for holding in held]
    lines += [("vacant", vacancy) for vacancy in vacant]
    name = f"held-{part.name}"
    page = paginate_rows(request, sorted(lines, key=lambda one: _order(one, places)), SIZE, card=name)
    shown = list(page)
    names = holder_names(
        kind, part, [holding for _way, holding in shown if isinstance(holding, HoldingPeriod)], actor, today
    )
    heads = [
        DataColumn(holder_field_label(kind, part, field_name)) for field_name in (part.who, part.role) if field_name
    ]
    heads += [DataColumn(holder_field_label(kind, part, field_name), "date") for field_name in (part.first, part.last)]
    heads.append(DataColumn(_("Status"), "light"))
    rows = [
        _row(place, way, entry, names, roles, part, [head.label for head in heads])
        for place, (way, entry) in enumerate(shown)
    ]
    return {
        "id": name,
        "title": str(part.label),
        "count": sum(way == "now" for way, _one in lines),
        "table": DataTable(str(part.label), heads, rows, Empty(_("There is no holder yet."))),
        "note": " ".join([*_clashes(part, held, roles), *_unset(part, vacant)]),
        "pager": build_pager(request, page, card=name),
        "more": _form(request, record, part),
    }


def _form(request: HttpRequest, record: Record, part: Held) -> dict[str, str] | None:
    """Return the link to enter a holder, if holders are records and the actor may begin one."""
    if not part.of or record.closed or not record.number:
        return None
    way = cell_opening_form(kind_of(record), Some(part.of, via=part.via), request_actor(request))
    url = way and f"{way[0]}?{urlencode({way[1]: record.number})}"
    return {"label": _("Enter who holds it"), "url": url} if url else None


def _order(line: tuple[str, HoldingPeriod | Open], places: Mapping[str, int]) -> tuple[object, ...]:
    """Return the sort key: present, vacant and future ones by what is held; then former ones, the latest first."""
    way, one = line
    if isinstance(one, Open):
        return False, places[one.role], ORDER[way], one.vacancy.since.toordinal(), 0
    if way == "former":
        return True, 0, 0, -(one.last or one.first).toordinal(), one.id
    return False, places[one.role], ORDER[way], one.first.toordinal(), one.id


def _row(
    place: int,
    way: str,
    one: HoldingPeriod | Open,
    names: Mapping[tuple[int, Any], tuple[str, str] | None],
    roles: Mapping[str, str],
    part: Held,
    labels: Sequence[str],
) -> DataRow:
    what = roles.get(one.role, one.role)
    if isinstance(one, Open):
        who, url = _("nobody") if part.needed_by_role[one.role] == 1 else _("too few"), ""
        days = ngettext("%(days)d day", "%(days)d days", one.days) % {"days": one.days}
        first, last, light = one.vacancy.since, one.vacancy.until, vacancy_light(one, days)
    else:
        found = names[one.id, one.who]
        who, url = found or (_("a person whom you may not see"), "")
        first, last, light = one.first, one.last, Light(STANDS[way][0], str(STANDS[way][1]))
    texts = [who, *([what] if part.role else []), first.isoformat(), last.isoformat() if last else ""]
    cells = [DataCell(text, label, head=at == 0) for at, (text, label) in enumerate(zip(texts, labels, strict=False))]
    cells[0] = DataCell(who, labels[0], head=True, url=url)
    return DataRow(f"{place}", f"{who} {what}".strip(), [*cells, DataCell("", labels[-1], "light", light=light)])


def _clashes(part: Held, held: Sequence[HoldingPeriod], roles: Mapping[str, str]) -> list[str]:
    """Describe the days with too many holders at once, for instance after a merger."""
    found = []
    for role, some in by_role(held).items():
        for clash in too_many(some, part.most[role]) if role in part.most else ():
            words = _("%(what)s: %(persons)d at once from %(first)s to %(last)s, at most %(most)d allowed.")
            if clash.last is None:
                words = _("%(what)s: %(persons)d at once since %(first)s, at most %(most)d allowed.")
            said = {"what": roles.get(role) or part.label, "persons": clash.persons, "most": part.most[role]}
            said |= {"first": clash.first.isoformat(), "last": clash.last.isoformat() if clash.last else ""}
            found.append(words % said)
    return found


def _unset(part: Held, vacant: Sequence[Open]) -> list[str]:
    if any(vacancy.late is None for vacancy in vacant):
        return [_("It is unknown when it is overdue; not set: %(names)s") % {"names": part.fill.label}]
    return []


def refill_day(one: Open) -> str:
    """Return the day from which it is held again, as far as known; "" if there is no successor."""
    return (one.vacancy.until + ONE_DAY).isoformat() if one.vacancy.until else ""
