"""Awards, honours, funds with money and divided bonuses, brought as far as a test needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from calling import OPENS, moment

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.awards.line import VALUES
from luoshi.parts.calls.models import Call
from office import NOW, TODAY, Office


def entry(office: Office, kind: str, step: str = "", who: str = "clerk", **given: Any) -> Any:
    """A new record of the association."""
    given = {"unit": office.units["kexie"].pk, **given}
    more = {"step": step} if step else {}
    return begin(get_kind(kind), office.actor(who), given, at=NOW, **more).record  # type: ignore[arg-type]


def does(office: Office, record: Any, step: str, who: str = "clerk", **given: Any) -> Any:
    """A record after a step."""
    fresh = type(record)._default_manager.get(pk=record.pk)
    return take(fresh, step, office.actor(who), given, at=NOW).record


def award(office: Office, title: str = "县先进科技工作者", **more: Any) -> Any:
    """An award of the association, held every three years, last in 2023."""
    given = {"title": title, "level": "county", "ours": "yes", "early": "no", "interval": 3, "last": 2023, **more}
    return entry(office, "awards", **given)


def person(office: Office, name: str, **more: Any) -> Any:
    """A person of the register."""
    return entry(office, "persons", title=name, **more)


def proposed(office: Office, of: Any, who: Any, year: int = 2023, **more: Any) -> Any:
    """An honour that is proposed."""
    return entry(office, "honours", award=of.number, person=who.number, year=year, **more)


def decided(office: Office, honour: Any) -> Any:
    """An honour that is awarded today."""
    return does(office, honour, "decide", "leader", day=TODAY.isoformat())


def drafted_call(office: Office, of: Any, year: int) -> Any:
    """A call of an award in preparation."""
    given = {"title": f"{year}年评选", "sort": "award", "award": of.number, "year": year, "from_at": moment(OPENS),
             "to_at": moment(NOW), "late": "no", "frees": "no", "moves_up": "no"}  # fmt: skip
    call: Call = entry(office, "calls", **given)
    return call


def fund(office: Office, *receipts: tuple[str, str], sort: str = "award") -> Any:
    """A fund for awards with these receipts: a sum on a day."""
    one = entry(
        office, "funds", title="奖励资金", sort=sort, way="account", from_day="2024-01-01", uses=[{"use": "awards"}]
    )
    for amount, day in receipts:
        one = does(office, one, "receive", sum=amount, received=day, source="公司")
    return one


def divided(office: Office, pays: Any, total: str, parts: Iterable[tuple[Any, str]]) -> Any:
    """A bonus with its division, proposed."""
    rows = [{"person": who.number, "percent": percent} for who, percent in parts]
    return entry(
        office, "splits", title="采茶机项目奖金", fund=pays.number, total=total, scope="项目组全体", members=rows
    )


def set_splits_publicity(office: Office) -> None:
    """Set for how long a division stands in publicity."""
    set_value(VALUES["splits.publicity"], None, "5日", TODAY, "云科协〔2026〕5号", office.actor("admin"), at=NOW)


def edited(office: Office, record: Any, keeps: str, **more: Any) -> Any:
    """A record that is changed: these fields are sent as they stand, the others as given."""
    fresh = type(record)._default_manager.get(pk=record.pk)
    stands = {name: getattr(getattr(fresh, name), "number", getattr(fresh, name)) for name in keeps.split()}
    return does(office, record, "edit", **{**stands, **more})
