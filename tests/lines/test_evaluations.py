"""Evaluations by societies: whose function it is, who is in the team, when the report is due, what is counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from housekeeping_office import House, ten
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures, figures_of
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.societies.models import Evaluation, Member
from office import Office
from pdfs import raw
from programs import program, said

DAY = date(2026, 3, 20)
MOVED = ("members", "joined", "left", "charters")


@pytest.fixture(autouse=True)
def _in_english(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    with override("en"):
        yield


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch) -> House:
    made = House(office, lambda at: monkeypatch.setattr("django.utils.timezone.now", lambda: at))
    made.on(2026, 3, 20)
    return made


def made(office: Office, name: str, **given: Any) -> Any:
    given = {"unit": office.units["kexie"].pk, **given}
    return begin(get_kind(name), office.actor("clerk", DAY), given, at=ten(DAY)).record


def society(office: Office) -> Any:
    entry = made(office, "organisations", title="幻海学会", sort="society")
    return made(office, "societies", organisation=entry.number, sort="society", founded="2020-03-03")


def taken_over(office: Office, body: Any, last: str) -> Any:
    """A function that the society carries out, on an agreement until this day."""
    giver = made(office, "organisations", title="幻海科技局", sort="agency")
    one = made(office, "functions", sort="results", giver=giver.number, basis="幻政发〔2026〕1号")
    for step, who, given in (
        ("offer", "clerk", {"body": body.number}),
        ("check", "supervisor", {}),
        ("agree", "clerk", {"from_day": "2026-01-01", "to_day": last}),
        ("start", "clerk", {}),
    ):
        one = take(one, step, office.actor(who, DAY), given, at=ten(DAY)).record
    return one


def test_what_a_function_brings_is_evaluated_by_its_society_and_not_on_an_agreement_that_has_ended(
    house: House,
) -> None:
    office = house.office
    body, client = society(office), made(office, "organisations", title="幻石机械公司", sort="enterprise")
    function = taken_over(office, body, "2026-03-31")
    asked = {"function": function.number, "client": client.number, "topic": "节能轴承成果"}
    api = program(office, "clerk", at=ten(DAY))
    one = api.post("evaluations/begin/assign", {"given": {**asked, "asked": "2026-03-19"}})
    assert said(one) == (201, ""), one.data
    made_of_it = Evaluation.objects.get()
    assert (made_of_it.body, made_of_it.sort, made_of_it.unit) == (body, "results", office.units["kexie"])
    assert made_of_it.title == "幻石机械公司 节能轴承成果"
    assert made_of_it.number.startswith("评")
    house.on(2026, 4, 1)
    late = house.client("clerk").post("/evaluations/new/assign/", {**asked, "asked": "2026-04-01"})
    assert late.status_code == 422
    assert "The agreement on the function is not valid on this day." in late.content.decode()
    assert Evaluation.objects.count() == 1


def test_it_is_asked_for_gets_a_team_reports_with_a_file_and_is_accepted(house: House) -> None:
    office = house.office
    body, client = society(office), made(office, "organisations", title="幻石机械公司", sort="enterprise")
    expert = made(office, "persons", title="幻知远")
    one = house.opens("clerk", "evaluations", body=body.number, client=client.number, sort="results",
                      topic="节能轴承成果", asked="2026-03-16", report_by="2026-03-18")  # fmt: skip
    other = house.opens("clerk", "evaluations", body=body.number, client=client.number, sort="results",
                        topic="旧轴承成果", asked="2026-03-16", report_by="2026-03-18")  # fmt: skip
    assert "at least" in house.presses("clerk", one, "team", 422, **{"experts-count": 0})
    house.presses("clerk", one, "team", **{
        "experts-count": 1, "experts-0-person": expert.number, "experts-0-part": "head",
    })  # fmt: skip
    house.presses("stranger", one, "report", 404, reported="2026-03-19")
    assert house.state(one) == "team"
    house.presses("clerk", one, "report", 422, reported="2026-03-19")  # without the report itself
    report = SimpleUploadedFile("报告.pdf", raw("0 0 300 300"))
    house.presses("clerk", one, "report", reported="2026-03-19", outcome="国内先进", report=report)
    house.presses("clerk", one, "accept", accepted="2026-03-20")
    house.presses("clerk", other, "drop", reason="委托单位撤回")
    met = Occurrence.objects.filter(duty__name="report", dropped=None).values_list("duty__record", "due", "settled")
    assert list(met) == [(one.pk, date(2026, 3, 18), date(2026, 3, 19))]  # a day late, and the other owes none
    assert (house.state(one), house.state(other)) == ("accepted", "dropped")
    assert counts(house, "evaluations") == {"asked": 1, "of_functions": 0, "accepted": 1, "experts": 1}


def counts(house: House, name: str, year: int = 2026) -> dict[str, int]:
    """What the figures of a kind come to in a year, up to today."""
    of, span = get_kind(name), FigureSpan(date(year, 1, 1), min(date(year, 12, 31), DAY))
    found = compute_figures(of, figures_of(of), span, house.office.actor("supervisor", DAY), DAY)[()]
    return {called: int(value.exact) for called, value in found.items() if value.exact is not None}


def test_members_are_counted_as_they_come_and_go_and_charters_once_they_are_approved(house: House) -> None:
    office = house.office
    one, people = society(office), [made(office, "persons", title=name) for name in ("幻知远", "幻晓禾")]
    for person, day in zip(people, ("2025-02-03", "2026-01-05"), strict=True):
        house.presses(
            "clerk", one, "join", **{"members-count": 1, "members-0-person": person.number, "members-0-from_day": day}
        )
    member = Member.objects.get(person=people[0])
    house.presses(
        "clerk", one, "leave", **{"members-count": 1, "members-0-id": member.pk, "members-0-to_day": "2026-02-27"}
    )
    first = {"charters-count": 2, "charters-0-adopted": "2025-01-06", "charters-0-approved": "2025-03-03"}
    wrong = {**first, "charters-1-adopted": "2026-03-02", "charters-1-approved": "2026-02-27"}
    assert "or after it" in house.presses("clerk", one, "adopt", 422, **wrong)
    to_come = {**first, "charters-1-adopted": "2026-03-21"}
    assert "must not be in the future" in house.presses("clerk", one, "adopt", 422, **to_come)
    house.presses("clerk", one, "adopt", **{**first, "charters-1-adopted": "2026-03-02"})
    told = [{name: counts(house, "societies", year)[name] for name in MOVED} for year in (2025, 2026)]
    assert told == [
        {"members": 1, "joined": 1, "left": 0, "charters": 1},
        {"members": 1, "joined": 1, "left": 1, "charters": 0},  # the new charter is adopted and not approved yet
    ]
    page = house.reads("clerk", one.get_absolute_url())
    assert "2025-03-03" in page and "2026-03-02" in page
