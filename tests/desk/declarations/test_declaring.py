"""All that a line says is in its declaration: it arrives in every register, and what is taken is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import CASCADE, ForeignKey
from django.test.utils import isolate_apps

from declared_lines import REGISTERS, declared
from luoshi.base.rights.rules.rights import Actor, Relation, Rights, Role, UnitPlace
from luoshi.desk.declarations.registration import register_line
from luoshi.desk.privacy.erasing.actions import FORGETS
from luoshi.evidence import append_only
from luoshi.evidence.append_only import AppendOnlyTable
from luoshi.kernel.base import jobs, messages
from luoshi.kernel.base.jobs import DAY, Job
from luoshi.kernel.base.messages import DigestFigures
from luoshi.kernel.history import system_steps
from luoshi.kernel.history.queries.history import LABELS
from luoshi.kernel.kinds.forms.step_forms import make_step_form
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.models import KindRecord, Record
from luoshi.kernel.kinds.registry import get_kind, kinds_of_line, line_of, list_lines, make_kind
from luoshi.kernel.messages.actions.messages import tell
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.lines.appeals.models import Appeal

DAYS = DeclaredParameter("gardens.days", "Days", int)
TASK = SimpleNamespace(module_path="gardens.water_later")


def no_run(at: datetime) -> None:
    """Nothing."""


def counted(actor: Actor, day: date) -> dict[str, int]:
    """One thing."""
    return {"dry": 1}


WATERED = (tell("unit", "beds.watered", asks="water"),)
CYCLE = Cycle(
    {"sown": "Sown", "ripe": "Ripe"},
    "ripe",
    (
        Step("sow", "Sow", "> sown", "unit", given=make_step_form(Appeal, "title"), sets="title"),
        Step("water", "Water", "sown > ripe", "unit", follows=WATERED),
    ),
)
BEDS = Kind(
    name="beds",
    label="Beds",
    one="Bed",
    record=Appeal,
    cycle=CYCLE,
    rights=Rights((Relation("unit", "Unit", reaches=((Role.CLERK, UnitPlace.OWN),)),), sees=("unit",)),
    parameters=(DAYS,),
    messages={"watered": "%(who)s watered it."},
    prefix="圃",
)
GARDENS = Line(
    "gardens",
    "Gardens",
    (BEDS,),
    messages={"dry": "%(unit)s is dry."},
    digest=DigestFigures(counted, {"dry": "Dry"}, {"dry": ("records:list", "beds")}),
    jobs=(Job("rain", "Rain", DAY, no_run, before="digest"),),
    append_only=(AppendOnlyTable("gardens_harvest"),),
    sentences={"garden.dug": "%(who)s dug."},
    labels={"garden.dug": "Dug"},
    keys={"spade": "with"},
    forgets=(print,),
    given_up=((TASK, print),),
    urls="luoshi.lines.gardens.urls",
    addresses=("compost",),
)


def test_all_that_a_line_says_arrives() -> None:
    with declared(GARDENS):
        assert (list_lines()[-1], get_kind("beds").declaration, line_of(get_kind("beds"))) == (GARDENS, BEDS, GARDENS)
        assert messages.render_message("beds.watered", {"who": "王", "unit": "", "due": ""}) == "王 watered it."
        assert messages.render_message("gardens.dry", {"who": "", "unit": "科", "due": ""}) == "科 is dry."
        assert list(messages.DIGEST)[-5:] == ["dry", "unread", "head", "verified", "broken"]
        assert (messages.FIGURES[-1], messages.DIGEST_URLS["dry"]) == (counted, ("records:list", "beds"))
        assert list(jobs.JOBS).index("rain") < list(jobs.JOBS).index("digest")
        assert jobs.GIVEN_UP["gardens.water_later"] is print
        assert append_only.KEPT[-1] == AppendOnlyTable("gardens_harvest")
        assert system_steps.SENTENCES["garden.dug"] == "%(who)s dug."
        assert (LABELS["garden.dug"], system_steps.KEYS["spade"]) == ("Dug", "with")
        assert FORGETS[-1] is print


def other(**changed: Any) -> Line:
    """A line that shares nothing with the gardens but what is said."""
    return replace(Line("fields", "Fields", ()), **changed)


def bed(name: str = "plots", **changed: Any) -> Kind:
    """A kind that shares nothing with the beds but what is said."""
    return replace(BEDS, **{"name": name, "prefix": "", "parameters": (), "messages": {}, "cycle": QUIET, **changed})


QUIET = replace(CYCLE, all_steps=(CYCLE.first, replace(CYCLE.steps[0], follows=())))
ALREADY: dict[str, tuple[Callable[[], Line], str, str]] = {
    "line": (lambda: Line("gardens", "", ()), "line gardens", "line gardens"),
    "kind": (lambda: other(kinds=(bed("beds"),)), "kind beds of line gardens", "kind beds of line fields"),
    "prefix": (
        lambda: other(kinds=(bed(prefix="圃"),)),
        "kind beds of line gardens",
        "kind plots of line fields",
    ),
    "value": (
        lambda: other(kinds=(bed(parameters=(DeclaredParameter("gardens.days", "Other days", str),)),)),
        "kind beds of line gardens",
        "kind plots of line fields",
    ),
    "message": (
        lambda: replace(other(name="beds"), messages={"watered": "Again"}),
        "kind beds of line gardens",
        "line beds",
    ),
    "figure of a digest": (lambda: other(digest=GARDENS.digest), "line gardens", "line fields"),
    "job": (lambda: other(jobs=(Job("rain", "", DAY, print),)), "line gardens", "line fields"),
    "append-only table": (
        lambda: other(append_only=(AppendOnlyTable("gardens_harvest", "1"),)),
        "line gardens",
        "line fields",
    ),
    "sentence of the journal": (lambda: other(sentences={"garden.dug": ""}), "line gardens", "line fields"),
    "label": (lambda: other(labels={"garden.dug": ""}), "line gardens", "line fields"),
    "key": (lambda: other(keys={"spade": ""}), "line gardens", "line fields"),
    "task": (lambda: other(given_up=((TASK, repr),)), "line gardens", "line fields"),
    "address": (lambda: other(kinds=(bed("compost"),)), "line gardens", "kind compost of line fields"),
}
PROGRAMS: dict[str, Line] = {
    "name of addresses": Line("records", "", (), urls="x"),
    "address": other(kinds=(bed("inbox"),)),
    "message": Line("account", "", (), messages={"reset": ""}),
    "figure of a digest": other(digest=DigestFigures(counted, {"late": ""}, {})),
    "job": other(jobs=(Job("digest", "", DAY, no_run),)),
    "append-only table": other(append_only=(AppendOnlyTable("records_entry", "1"),)),
    "sentence of the journal": other(sentences={"unit.found": ""}),
    "label": other(labels={"erase": ""}),
    "key": other(keys={"reason": ""}),
}


@pytest.mark.parametrize("sort", ALREADY)
def test_what_another_line_said_is_refused_with_both_places(sort: str) -> None:
    line, first, second = ALREADY[sort]
    with declared(GARDENS):
        before = [register.copy() for register in REGISTERS]
        with pytest.raises(ValueError, match=f"^the {sort} .* is declared by {first} and by {second}$"):
            register_line(line())
        assert [register.copy() for register in REGISTERS] == before


@pytest.mark.parametrize("sort", PROGRAMS)
def test_what_the_program_says_itself_is_refused(sort: str) -> None:
    with pytest.raises(ValueError, match=f"^the {sort} .* is declared by the program itself and by .*$"):
        register_line(PROGRAMS[sort])


@pytest.mark.parametrize(
    "line",
    [
        other(kinds=(bed(), bed())),
        other(jobs=(Job("rain", "", DAY, no_run), Job("rain", "", DAY, no_run))),
        other(kinds=(bed(prefix="圃"), bed("beds", prefix="圃"))),
    ],
)
def test_what_one_line_says_twice_is_refused(line: Line) -> None:
    with pytest.raises(ValueError, match=r"is declared by .*fields and by .*fields$"):
        register_line(line)


def test_two_kinds_may_read_one_value() -> None:
    with declared(other(kinds=(bed(parameters=(DAYS,)), bed("beds", parameters=(DAYS,))))) as line:
        assert [kind.values for kind in kinds_of_line(line)] == [(DAYS,), (DAYS,)]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (tell("unit", "beds.nothing"), "no message beds.nothing is declared"),
        (tell("nobody", "beds.watered"), "it tells the unknown relation nobody"),
        (tell("unit", "beds.watered", asks="dig"), "its message asks for dig, which is no step"),
    ],
)
def test_a_step_that_tells_what_is_not_there_does_not_start(told: Any, says: str) -> None:
    steps = (replace(CYCLE.steps[0], follows=(told,)),)
    with pytest.raises(ValueError, match=f"^kind beds, step water: {re.escape(says)}$"):
        register_line(replace(GARDENS, kinds=(replace(BEDS, cycle=replace(CYCLE, all_steps=(CYCLE.first, *steps))),)))


def of_line(name: str, base: type[Record], app: str, **fields: Any) -> type[Record]:
    """A model of a line, as Django makes it of a class."""
    meta = type("Meta", (), {"app_label": app})
    return type(base)(name, (base,), {"__module__": __name__, "Meta": meta, **fields})


@isolate_apps()
def test_models_of_two_lines_may_have_one_name_and_a_field_the_name_of_a_model() -> None:
    contracts = [of_line("Contract", KindRecord, app) for app in ("appeals", "housekeeping")]
    call = of_line("Call", KindRecord, "appeals")
    named = of_line("Nomination", KindRecord, "appeals", call=ForeignKey(call, CASCADE, related_name="+"))
    links = [line._meta.get_field("record_ptr").remote_field for line in (*contracts, call, named)]
    assert [link.related_name for link in links] == ["+"] * 4  # else E304 and E305 of the two, E006 of the field


@isolate_apps()
def test_a_kind_whose_model_is_named_on_every_record_does_not_start() -> None:
    fair = of_line("Fair", Record, "appeals")
    with pytest.raises(ValueError, match="Fair hangs on Record by its own name: let it inherit from KindRecord"):
        make_kind(replace(BEDS, record=fair))


def test_a_message_that_asks_for_what_no_message_has_does_not_start() -> None:
    with pytest.raises(ValueError, match=r"^message gardens\.dry asks for 'wanted', which no message has$"):
        register_line(replace(GARDENS, messages={"dry": "%(wanted)s"}))
