"""Conditions drawn by chance on the kinds of tests/linked, and rows in which much is unset."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from linked.models import Body, Check, Project, Visit
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.figures.bounds import parse_bound
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.duties.models import Parameter as Row
from luoshi.kernel.duties.terms.models import Term
from luoshi.kernel.kinds.language.conditions import During, Field, Given, Is, Least, Meets, Owes, Some, Valid, When
from luoshi.kernel.kinds.models import Record
from office import NOW, TODAY, Office
from three_kinds import HOURS, SIGNED, SIZE, written

DAYS = [TODAY + timedelta(days=days) for days in (-30, -1, 0, 1, 30)]
# A visit leads to a record of which only the common columns are read.
LINKS: dict[Any, dict[str, Any]] = {
    Body: {"part_of": Body},
    Project: {"body": Body},
    Check: {"project": Project},
    Visit: {"about": Record},
    Record: {},
}
BACK: dict[Any, list[tuple[str, str, Any]]] = {
    Body: [("bodies", "part_of", Body), ("trials", "body", Project), ("visits", "about", Visit)],
    Project: [("looks", "project", Check), ("visits", "about", Visit)],
    Check: [],
    Visit: [],
    Record: [("visits", "about", Visit)],
}
STATES = ["open", "running", "ended", "open running", "running ended"]
ALIKE: dict[Any, list[tuple[str, list[Any]]]] = {
    Body: [
        ("sort", ["farm", "society", "farm society", None]),
        ("size", [3, 10, None]),
        ("sound", [True, False, None]),
        ("card", ["A1", None]),
        ("from_day", [TODAY, None]),
        ("part_of", [None]),
        ("state", STATES),
    ],
    Project: [("level", ["high", "low high", None]), ("day", [TODAY, None]), ("body", [None]), ("state", STATES)],
    Check: [("result", ["good", "good bad", None]), ("project", [None]), ("owner", [None]), ("state", STATES)],
    Visit: [("result", ["good", "good bad", None]), ("about", [None]), ("state", STATES)],
    Record: [("owner", [None]), ("state", STATES), ("due", [TODAY, None])],
}
MEASURED: dict[Any, list[tuple[str, list[Any]]]] = {
    Body: [("size", [3, 9, 10, SIZE, HOURS]), ("from_day", DAYS)],
    Project: [("day", DAYS)],
    Check: [("day", DAYS)],
    Visit: [("day", DAYS)],
    Record: [("due", DAYS)],
}
GIVEN: dict[str, list[Any]] = {"why": ["merged", "merged cooperative", None], "sure": [True, False], "times": [2, None]}
# Fields that are compared with each other, by what they hold, and what is added to them.
BESIDE: dict[str, dict[Any, list[str]]] = {
    "bodies": {Body: ["part_of"], Project: ["body"]},
    "days": {Body: ["from_day", "to_day"], Project: ["day"], Check: ["day"], Visit: ["day"], Record: ["due"]},
    "numbers": {Body: ["size", "worth"]},
    "texts": {Body: ["sort", "card"], Project: ["level"], Check: ["result"], Visit: ["result"]},
    "units": {Body: ["unit"], Project: ["unit"], Check: ["unit"], Visit: ["unit"], Record: ["unit"]},
    "yes": {Body: ["sound"]},
}
MORE: dict[str, list[Any]] = {"days": [0, 1, -30, SIZE], "numbers": [0, 1, -6, HOURS]}
SAID: dict[str, list[Any]] = {"why": ["merged", "other", "", None], "sure": [True, False], "times": [2, 3, None]}


@st.composite
def conditions(draw: Any, model: Any, far: int = 2, most: int = 3, given: bool = False) -> When:
    """A condition on a model, over so many links at most, of so many levels."""
    sort = draw(st.sampled_from(["single", "single", "and", "or", "not"])) if most else "single"
    if sort == "single":
        return draw(_single(model, far, most, given))
    one = draw(conditions(model, far, most - 1, given))
    if sort == "not":
        return ~one
    other = draw(conditions(model, far, most - 1, given))
    return one & other if sort == "and" else one | other


@st.composite
def _single(draw: Any, model: Any, far: int, most: int, given: bool) -> When:
    path: list[str] = []
    root, reach = model, far
    while far and LINKS[model] and draw(st.booleans()):
        name, model = draw(st.sampled_from(sorted(LINKS[model].items())))
        path.append(name)
        far -= 1
    sorts = ["is", "is", "least", "beside"] + (["owes", "valid", "during", "meets"] if model is Body else [])
    sort = draw(st.sampled_from(sorts + (["some"] if far and BACK[model] else []) + (["given"] if given else [])))
    if sort == "given":
        name = draw(st.sampled_from(sorted(GIVEN)))
        return Given(**{name + draw(st.sampled_from(["", "__not"])): draw(st.sampled_from(GIVEN[name]))})
    if sort == "is":
        some = draw(st.lists(st.sampled_from(ALIKE[model]), min_size=1, max_size=2, unique_by=lambda one: one[0]))
        turn = draw(st.sampled_from(["", "__not"]))
        return Is(**{"__".join([*path, name]) + turn: draw(st.sampled_from(values)) for name, values in some})
    if sort == "beside":
        return draw(_beside(root, reach))
    if sort == "least":
        name, values = draw(st.sampled_from(MEASURED[model]))
        return Least(".".join([*path, name]), draw(st.sampled_from(values)))
    if sort == "valid":
        return Valid(".".join([*path, "from_day"]), ".".join([*path, "to_day"]))
    if sort == "during":
        every = draw(st.sampled_from(["P1M", "P3M", "P1Y"]))
        return During(".".join([*path, "from_day"]), every, draw(st.integers(0, 2)))
    if sort == "meets":
        return Meets(".".join([*path, draw(st.sampled_from(["size", "worth"]))]), SIGNED)
    if sort == "owes":
        return Owes(".".join([*path, "inspection"]), open=draw(st.booleans()))
    name, via, other = draw(st.sampled_from(BACK[model]))
    where = draw(st.none() | conditions(other, far - 1, max(0, most - 1)))
    return Some(".".join([*path, name]), via, where)


@st.composite
def _beside(draw: Any, model: Any, far: int) -> When:
    """A field beside another one, each behind links of its own, with something added to the other or not."""
    sort = draw(st.sampled_from(sorted(BESIDE)))
    names = [draw(_field(model, far, BESIDE[sort])) for _side in range(2)]
    if None in names:
        return Is(state="open")
    more = draw(st.sampled_from(MORE.get(sort, [0])))
    other = Field(names[1]) + more
    if sort in MORE and draw(st.booleans()):
        return Least(names[0], other)
    return Is(**{names[0].replace(".", "__") + draw(st.sampled_from(["", "__not"])): other})


@st.composite
def _field(draw: Any, model: Any, far: int, known: dict[Any, list[str]]) -> str | None:
    """A path to one of these fields of the models, or None where the links end at a model that has none."""
    path: list[str] = []
    while far and LINKS[model] and draw(st.booleans()):
        name, model = draw(st.sampled_from(sorted(LINKS[model].items())))
        path.append(name)
        far -= 1
    return ".".join([*path, draw(st.sampled_from(known[model]))]) if model in known else None


def rows(office: Office) -> dict[tuple[str, int], Any]:
    """Rows of the three kinds, their duties, and values: of one unit its own, of all, and one that is unset for some.

    Returns:
        The values in force, by the parameter's name and the unit's id.
    """
    chance = random.Random(7)
    units = [office.units[name] for name in ("kexie", "society", "bureau")]

    def one(*values: Any) -> Any:
        return chance.choice(values)

    for number in range(14):
        said = {"sort": one("farm", "society", ""), "size": one(None, 3, 9, 10), "sound": one(None, True, False)}
        said |= {
            "worth": one(None, 3, Decimal("9.5"), 10),
            "card": one("", "A1", "farm"),
            "from_day": one(None, *DAYS),
            "to_day": one(None, *DAYS),
        }
        said |= {"part_of": one(None, *Body.objects.all()) if number else None, "state": one("open", "running")}
        body = written(Body, one(*units), **said)
        _owe(body, chance)
        if number % 3 == 0:
            first, last = sorted(chance.sample(DAYS, 2))
            entry = journal_act(body, "renew", PROGRAM, {}, at=NOW)
            Term.objects.create(record=body, first=first, last=last, entry=entry)
    bodies = [None, *Body.objects.all()[2:]]
    for _number in range(16):
        said = {"body": one(*bodies), "level": one("", "high", "low"), "day": one(None, *DAYS)}
        written(Project, one(*units), **said, state=one("open", "running", "ended"))
    for body in Body.objects.all():
        Record.objects.filter(pk=body.pk).update(due=one(None, *DAYS))
    trials = [None, *Project.objects.all()[3:]]
    for _number in range(16):
        said = {"project": one(*trials), "result": one("", "good", "bad"), "day": one(None, *DAYS)}
        written(Check, one(*units), **said, state=one("open", "ended"))
    for _number in range(16):
        about = one(*bodies, *trials)
        said = {"about": about, "result": one("", "good", "bad"), "day": one(None, *DAYS)}
        written(Visit, one(*units), **said, state=one("open", "ended"))
    _set(SIZE.name, units[0], "10")
    _set(SIZE.name, units[1], "3")
    _set(HOURS.name, None, "9")
    signed = {units[0]: "＜9.5", units[1]: ">=3"}
    for unit, bound in signed.items():
        _set(SIGNED.name, unit, bound)
    return {
        (SIZE.name, units[0].pk): 10,
        (SIZE.name, units[1].pk): 3,
        **{(HOURS.name, unit.pk): 9 for unit in units},
        **{(SIGNED.name, unit.pk): parse_bound(bound) for unit, bound in signed.items()},
    }


def _set(name: str, unit: Any, value: str) -> None:
    Row.objects.create(name=name, unit=unit, value=value, start=date(2026, 1, 1), source="test")


def _owe(body: Any, chance: random.Random) -> None:
    for _number in range(chance.choice((0, 1, 1, 2))):
        unset, ended = chance.choice(("", "", "bodies.days")), chance.choice((None, None, TODAY))
        duty = Duty.objects.create(
            record=body, name="inspection", unit=body.unit, rule={}, unset=unset, start=DAYS[0], ended=ended
        )
        for due in chance.sample(DAYS, chance.choice((0, 1, 2))) if not unset else ():
            settled, dropped = chance.choice(((None, None), (None, None), (TODAY, None), (None, TODAY)))
            expired = chance.choice((None, None, due - timedelta(5)))
            Occurrence.objects.create(
                duty=duty,
                unit_id=duty.unit_id,
                due=due,
                first_due=due,
                expired=expired,
                in_period=chance.choice((True, False)),
                settled=settled,
                dropped=dropped,
            )
