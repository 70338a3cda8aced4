"""One truth: each number says whose it is and leads to exactly what it counts; two numbers of one name are equal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag

import pytest
from django.test import Client
from django.utils import timezone

from assigned import issued
from dead_links import dead_links
from full import FULL, in_turn
from luoshi.base.lateness import LIGHT_WORDS
from luoshi.base.rights.rules.rights import Role
from luoshi.commitments.lights.rules.page_lights import PAGE_LIGHTS
from luoshi.commitments.statistics.overview.queries import unit_tree_level
from luoshi.commitments.statistics.pictures.charts import Scope, chart_unit_lights
from luoshi.desk.api.rows import serialize_records
from luoshi.desk.lists.queries.inbox import goes_on, records_with_steps, waiting_records
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.org.actors.models import User
from luoshi.org.actors.queries import actor_of
from luoshi.plans.base.models.plan import Plan
from luoshi.site.assets import join_files
from luoshi.site.demo import county_builder
from luoshi.site.demo.roles import demo_entrances
from many_appeals import signed_in
from office import Office
from plans import published
from reasons import nothing

HEAVIEST = 120_000  # bytes
HEADS = ("/", "/mine/", "/board/", "/units/progress/", "/verify/", "/audit/")


@dataclass(frozen=True)
class Number:
    """A number at the head of a page: of which page, what it is called, how many, where it leads."""

    page: str
    label: str
    count: int
    url: str


def numbers(client: Client, url: str) -> list[Number]:
    """The numbers at the head of a page; none where the page is not there for this person."""
    page = client.get(url)
    if page.status_code != 200:
        return []
    found = page.context.get("counts") or []
    return [Number(url, str(count["label"]), count["count"], str(count.get("url") or "")) for count in found]


def face_numbers(client: Client) -> list[Number]:
    """The numbers in the sections of a home page, whatever the role."""
    context: Any = client.get("/").context
    face, curve = context.get("face") or {}, context.get("curve") or (context.get("face") or {}).get("curve")
    unit, line = face.get("unit") or {}, face.get("line") or {}
    found = (
        [(f"curve: {name}", curve[name], curve[f"{name}_url"]) for name in ("every", "due", "done")] if curve else []
    )
    for name in ("late", "waiting", "audit"):
        section = face.get(name) or {"rows": []}
        found += [(f"{name}: {row.get('label', row.get('name'))}", row["count"], row["url"]) for row in section["rows"]]
    found += [(f"own: {row['label']}", row["count"], row["url"]) for row in face.get("own", ())]
    for section in (face.get("waiting"), face.get("changed"), line.get("soon"), unit.get("accept"), unit.get("forms")):
        if section and "url" in section:
            found.append(("section", section["count"], section["url"]))
    if month := unit.get("month"):
        found += [("left", month["left"], "/mine/report/#left"), ("told", month["told"], "/mine/report/#told")]
    return [Number("/", label, count, url) for label, count, url in found]


def rows_there(client: Client, number: Number) -> int:
    """How many rows stand where a number leads."""
    address, part = urldefrag(number.url)
    page = client.get(address or number.page)
    assert page.status_code == 200, number
    context: Any = page.context
    if part in ("left", "told"):  # at the head of the month's reports
        return int(context[part])
    if "grids" in context:
        return len(context["grids"])
    if part == "waiting":
        return int(context["waiting"]["count"])
    if part == "changes":
        return len(context["changes"]["table"].rows)
    if part:
        return next((int(group["count"]) for group in context["groups"] if group["id"] == part), 0)
    if "place" in context:  # what is to be verified stands one by one
        return int(context["place"]["count"])
    if isinstance(context.get("count"), int):
        return int(context["count"])
    assert not context.get("pager"), number
    return len(context["rows"] if "rows" in context else context["table"].rows)


def test_in_the_demonstration_each_number_has_its_rows_and_one_name_is_one_number_for_each_role(
    db: None, settings: Any, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    day = timezone.localdate()
    assert county_builder.build_demo_county(day)
    plans = [f"/plans/{pk}/progress/" for pk in Plan.objects.exclude(state="draft").values_list("pk", flat=True)]
    wrong, walked, faces = [], 0, 0
    every = demo_entrances(day)
    named = [person for person in every if person.people[0].account == "du"]
    for entrance in every if FULL else [*named, *in_turn([person for person in every if person not in named], 2)]:
        account = entrance.people[0].account
        client, said = entered(account), dict[str, int]()
        of_person = [number for url in HEADS for number in numbers(client, url)]
        for number in of_person:
            if said.setdefault(number.label, number.count) != number.count:
                wrong.append((account, number, said[number.label]))
            if not number.url and number.count:
                wrong.append((account, number, "leads nowhere"))
        of_plans = [number for url in plans for number in numbers(client, url)]
        of_face = face_numbers(client)
        faces += len(of_face)
        ways = {(number.url, number.count): number for number in (*of_person, *of_face, *of_plans) if number.url}
        for number in ways.values():
            walked += 1
            if (rows := rows_there(client, number)) != number.count:
                wrong.append((account, number, rows))
        wrong += [(account, *link) for link in dead_links(client, 400 if FULL else 60)]
    nothing(wrong)
    assert walked > (90 if FULL else 40) and faces > (40 if FULL else 20)
    du = actor_of(User.objects.get(username="du").person, day)
    assert weight(entered("du")) <= HEAVIEST
    all_late = {number.label: number.count for number in numbers(entered("du"), "/board/")}["全部事项·逾期"]
    of_plans = [number.count for url in plans for number in numbers(entered("du"), url) if number.label == "逾期"]
    whole = entered("du").get("/commitments/?light=late&face=whole").context["count"]  # plans count parts within it
    assert all_late >= whole == sum(of_plans) > 0
    _every_page_counts_the_lights_alike(day)
    assert not set(waiting_records(du, day)) & set(goes_on(du, day))
    _what_waits_is_asked_or_due(day)


def weight(client: Client) -> int:
    """What a home page sends at the first visit, compressed: the page, the styles and the scripts."""
    page = len(client.get("/", HTTP_ACCEPT_ENCODING="gzip").content)
    return page + sum(len(join_files(sort).compressed) for sort in ("css", "js"))


def entered(account: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=account))
    return client


def _every_page_counts_the_lights_alike(day: date) -> None:
    """Home, board, list, tree and the API take one supervisor's matters from the one map."""
    du, actor = entered("du"), actor_of(User.objects.get(username="du").person, day)
    listed = {light: du.get(f"/commitments/?light={light}").context["count"] for light in PAGE_LIGHTS}
    assert sum(listed.values()) == du.get("/commitments/").context["count"]
    tree = unit_tree_level(actor, day, None, day)
    assert tree is not None
    of_tree = [branch.part for branch in tree.branches]
    assert {light: sum(part.lights.get(light, 0) for part in of_tree) for light in PAGE_LIGHTS} == listed
    board = {column["code"]: column["count"] for column in du.get("/board/").context["columns"]}
    assert {light: board.get(light, 0) for light in ("late", "soon", "steady")} == {
        light: listed[light] for light in ("late", "soon", "steady")
    }
    assert sum(board.values()) == sum(part.open_count for part in of_tree)
    assert du.get("/commitments/?due=late").context["count"] == listed["late"]
    home = {number.label: number.count for number in numbers(du, "/")}
    assert home.get("全部事项·逾期", listed["late"]) == listed["late"]
    found = list(readable_records(get_kind("commitments"), actor, day).select_related("unit"))
    of_api = Counter(record["stands"]["code"] for record in serialize_records(found, (), actor, day))
    assert {light: of_api[light] for light in PAGE_LIGHTS} == listed
    rows = readable_records(get_kind("commitments"), actor, day)
    drawn = chart_unit_lights(Scope(rows, rows, day, day, day.year))
    assert dict(zip((category.word for category in drawn.categories), drawn.totals, strict=True)) == {
        str(LIGHT_WORDS[light]): count for light, count in listed.items() if count
    }


def _what_waits_is_asked_or_due(day: Any) -> None:
    """A clerk's list holds what has a day or was handed on to them; the rest they may go on with stands apart."""
    clerk = actor_of(User.objects.get(username="zhou").person, day)
    mine, further = list(waiting_records(clerk, day)), list(goes_on(clerk, day))
    assert len(further) >= 20 and len(mine) >= 20
    assert {record.kind.name for record in records_with_steps(further, clerk, day)} >= {
        "contracts",
        "batches",
        "public_bodies",
    }
    for commitment in records_with_steps(mine, clerk, day):
        cycle, state = commitment.kind.cycle, commitment.record.state
        asked = commitment.step.when_due or any(
            cycle.asks_of(who, commitment.step, state) for who in commitment.step.who
        )
        assert asked or commitment.light in ("late", "soon"), (commitment.record, commitment.step.name)


CYCLE = Cycle(
    {"drafted": "", "asked": "", "agreed": "", "done": "", "dropped": ""},
    "done dropped",
    (
        Step("draft", "", "> drafted", "unit"),
        Step("ask", "", "drafted > asked", "unit", tone="main"),
        Step("agree", "", "asked > agreed", "head", tone="main"),
        Step("do", "", "agreed > done", "unit head", tone="main"),
        Step("drop", "", "drafted > dropped", "unit", tone="main", at_will=False),
    ),
)


@pytest.mark.parametrize(
    ("step", "who", "asked"),
    [
        ("ask", "unit", False),  # they drafted it themselves
        ("agree", "head", True),  # the unit asks
        ("do", "unit", True),  # the head agreed
        ("do", "head", False),  # they agreed themselves, and could do it
        ("drop", "unit", True),  # as it is declared
    ],
)
def test_a_step_is_asked_of_whom_others_brought_the_record_to(step: str, who: str, asked: bool) -> None:
    one = CYCLE.by_name[step]
    assert CYCLE.asks_of(who, one, one.before[0]) is asked


def test_the_date_that_shows_after_sending_out_is_called_the_date_of_acceptance(office: Office) -> None:
    Parameter.objects.create(name="ledger.accept_days", value="3", start=date(2026, 1, 1), source="县督查办法")
    one = issued(office, published(office), "科普示范基地")
    clerk = signed_in(office, "clerk")
    detail = clerk.get(one.get_absolute_url())
    due = next(fact for fact in detail.context["facts"] if fact.text == str(one.due))
    home = next(row for row in clerk.get("/").context["waiting"]["table"].rows if row.key == str(one.pk))
    assert (detail.context["now"]["duty"], due.note) == ("签收", "签收")
    assert next(cell.note for cell in home.cells if cell.kind == "date") == "签收"
    assert "签收" in clerk.get("/commitments/").content.decode().split("<tbody")[1]


@pytest.mark.parametrize("who", [Role.SUPERVISOR, Role.CLERK])
def test_who_oversees_finds_from_home_how_many_of_all_matters_are_late(office: Office, who: Role) -> None:
    published(office)
    labels = [count["label"] for count in signed_in(office, str(who.value)).get("/").context["counts"]]
    assert labels[:4] == ["我的待办", "我的待办·逾期", "我的待办·临近期限", "可继续办理"]
    assert ("全部事项·逾期" in labels) is (who is Role.SUPERVISOR)
