"""Requirements L10: areas without a body, home-building in rounds, audits that find nothing, model societies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils.translation import override

from housekeeping_office import House, ten
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.societies.line import VALUES
from luoshi.lines.societies.models import Exemplar, Finding, Mechanism, Quality
from luoshi.parts.review.models import Assessed, ReviewSheet, SheetMark
from office import Office
from programs import program, said

DAY = date(2026, 3, 20)


@pytest.fixture
def house(office: Office, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Iterator[House]:
    settings.DATA = tmp_path
    made = House(office, lambda at: monkeypatch.setattr("django.utils.timezone.now", lambda: at))
    made.on(2026, 3, 20)
    with override("en"):
        yield made


def begun(house: House, kind: str, day: date = DAY, who: str = "clerk", step: str = "", **given: Any) -> Any:
    given = {"unit": str(house.office.units["kexie"].pk), **given}
    return begin(get_kind(kind), house.office.actor(who, day), given, at=ten(day), step=step).record


def does(house: House, one: Any, step: str, at: date = DAY, who: str = "supervisor", **given: Any) -> Any:
    fresh = type(one)._default_manager.get(pk=one.pk)
    return take(fresh, step, house.office.actor(who, at), given, at=ten(at)).record


def society(house: House, title: str, sort: str = "firm", day: date = date(2026, 2, 2), **more: Any) -> Any:
    of = begun(house, "organisations", day, "supervisor", title=title, sort="enterprise")
    return begun(house, "societies", day, "supervisor", organisation=of.number, sort=sort, founded=day, **more)


def value(house: House, name: str, words: str) -> None:
    admin = house.office.actor("admin")
    set_value(VALUES[name], None, words, date(2020, 1, 1), "云科协〔2019〕3号", admin, at=ten(date(2019, 12, 2)))


def test_a_dense_area_without_a_body_is_listed_and_leads_to_the_form_that_founds_one(house: House) -> None:
    """S003-23: density decides where to found; the limit is the office's."""
    park, street, small, unsaid = (
        begun(house, "places", title=title, sort=sort, **more)
        for title, sort, more in (
            ("幻园高新园区", "park", {"workers": "320"}),
            ("幻林街道", "town", {"workers": "10"}),
            ("幻溪社区", "community", {"workers": "9"}),
            ("幻谷村", "village", {}),
        )
    )
    address = "/societies/coverage/areas/"
    assert "Not computable" in house.reads("supervisor", address)
    value(house, "societies.density", "10")
    page = house.client("clerk").get(address).content.decode()
    assert [place.title for place in (park, street, small, unsaid) if f">{place.title}<" in page] == [
        "幻园高新园区",
        "幻林街道",
    ]
    assert f"/societies/new/?area={park.pk}" in page or "/societies/new/?area=" in page
    assert "Not known whether they count" in page  # nobody has counted in 幻谷村
    founded = society(house, "幻园企业联合科协", area=park.number)
    reader = program(house.office, "clerk", at=ten(DAY))
    covered = reader.get("societies/coverage/areas").data
    assert [(cell["name"], cell["yes"], cell["no"]) for cell in covered["cells"]][:2] == [
        ("there", 1, 1),
        ("active", 0, 2),
    ]
    does(house, founded, "act", active="2026-03-18")
    covered = reader.get("societies/coverage/areas").data
    assert [(cell["yes"], cell["no"]) for cell in covered["cells"]][:2] == [(1, 1), (1, 1)]
    does(house, founded, "end", why="inactive", ended="2026-03-19")
    assert reader.get("societies/coverage/areas").data["cells"][0]["yes"] == 0


def test_how_many_work_in_an_area_changes_from_a_day_on_and_what_it_was_stays_told(house: House) -> None:
    street = begun(house, "places", title="幻林街道", sort="town", workers="8")
    changed = {"title": "幻林街道", "sort": "town", "workers": "12", "changed": "2026-03-10"}
    does(house, street, "change", who="clerk", **changed)
    page = house.reads("clerk", street.get_absolute_url())
    assert "12" in page and "2026-03-09" in page  # eight until then


def marks(sheet: ReviewSheet, *given: object) -> list[dict[str, Any]]:
    lines = SheetMark.objects.filter(record=sheet.pk).order_by("place")
    return [{"id": line.pk, "item": line.item, "mark": mark} for line, mark in zip(lines, given, strict=True)]


def scored(house: House, body: Any, layer: str, who: str, *given: object) -> None:
    sheet = ReviewSheet.objects.get(assessed__about=body, layer=layer)
    does(house, sheet, "score", who=who, marks=marks(sheet, *given))


def criteria(house: House, title: str, *weights: str) -> Any:
    """A form with items of these weights, in force, and one mark more for what is special."""
    names = ("level", "effect", "spread")
    items = [{"item": name, "weight": weight} for name, weight in zip(names, weights, strict=False)]
    form = begun(house, "markforms", title=title, way="mean", size="1", pass_mark="60",
                 items=[*items, {"item": "extra", "weight": "5", "special": True}])  # fmt: skip
    return does(house, form, "publish")


def test_home_building_is_assessed_by_criteria_with_self_mark_and_final_mark_and_ranked_at_year_end(
    house: House,
) -> None:
    """S002-39, S002-60: criteria in versions, self score, check, final score, title; once a year, with a ranking."""
    office = house.office
    office.person("townclerk", "镇干事", "town", Role.CLERK)
    bodies = [
        society(house, title, sort, unit=office.units[unit].pk)
        for title, sort, unit in (("幻镇科协", "town", "town"), ("幻局科协", "firm", "bureau"))
    ]
    reader = program(office, "supervisor", at=ten(DAY))
    before = reader.get("societies/coverage/assessed").data["cells"][0]
    assert (before["yes"], before["no"]) == (0, 2)
    old = criteria(house, "建家标准（2025版）", "50", "50")
    does(house, old, "supersede", reason="修订")
    form = criteria(house, "建家标准（2026版）", "40", "40", "20")
    given = {"title": "2026年度建家考核", "of": "societies", "stage": "final", "form": form.number, "seats": []}
    given |= {"from_at": "2026-03-20T08:00", "to_at": "2026-03-30T18:00", "blind": "no", "after": "no"}
    given |= {"seating": "layers", "layers": "own check final", "ranks": True}
    round_ = begun(house, "rounds", **given)
    does(house, round_, "gather", numbers=" ".join(body.number for body in bodies))
    with pytest.raises(RecordError):  # each once
        does(house, round_, "gather", numbers=bodies[0].number)
    does(house, round_, "open")
    given_marks = (
        ((90, 90, 90, 100), (85, 80, 80, 40), (85, 80, 75, 40)),
        ((95, 95, 95, 0), (80, 80, 80, 0), (85, 80, 75, 0)),
    )
    for body, (own, check, final) in zip(bodies, given_marks, strict=True):
        clerk = "townclerk" if body is bodies[0] else "stranger"
        with pytest.raises(RecordError):  # the other association gives it no marks
            scored(house, body, "own", "stranger" if clerk == "townclerk" else "townclerk", *own)
        scored(house, body, "own", clerk, *own)
        scored(house, body, "check", "supervisor", *check)
        scored(house, body, "final", "leader", *final)
    does(house, round_, "close", reason="评分完毕")
    does(house, round_, "rank")
    found = {row.about_id: (row.rank, row.adjusted) for row in Assessed.objects.filter(round=round_.pk)}
    assert found == {
        bodies[0].pk: (1, Decimal(83)),
        bodies[1].pk: (2, Decimal(81)),
    }  # 34 + 32 + 15, and 40 of 100 of 5 more
    covered = reader.get("societies/coverage/assessed").data
    assert (covered["entries"], covered["cells"][0]["yes"]) == (2, 2)
    assert reader.get("societies/coverage/assessed?day=2025-12-31").data["cells"][0]["yes"] == 0
    page = house.reads("supervisor", bodies[0].get_absolute_url())
    assert f"{bodies[0].number} 云岭县科学技术协会 2026年度建家考核 1 83 Result there" in page
    award = {"outer": "科技工作者之家", "level": "county", "grade": "first", "year": "2026"}
    title = begun(house, "honours", step="propose", organisation=bodies[0].organisation.number, **award)
    title = does(house, title, "decide", DAY, "leader", day="2026-03-20")
    assert (title.state, title.title) == ("decided", "科技工作者之家 幻镇科协")


def audited(house: House, body: Any, sort: str, *findings: dict[str, str]) -> Any:
    given = {"body": body.number, "sort": sort, "on": "2026-03-18", "findings": list(findings)}
    return begun(house, "inspections", step="audit", **given)


def test_audits_inside_and_outside_are_to_find_nothing_and_what_regular_inspections_find_is_apart(house: House) -> None:
    """S002-50: observations and nonconformities by criterion with number and weight; the target is 0 and 0."""
    body = society(house, "幻局科协")
    for name in ("observations", "nonconformities"):
        value(house, f"inspections.{name}", "=0")
    reader = program(house.office, "supervisor", at=ten(DAY))

    def found_in(sort: str) -> list[tuple[Any, ...]]:
        lines = {line["key"]: line["figures"] for line in reader.get("inspections/figures?by=sort").data["lines"]}
        return [(f["name"], f["value"], f["target"], f["met"]) for f in lines[sort][1:]]

    assert found_in("outer") == [("observations", None, "=0", None), ("nonconformities", None, "=0", None)]
    assert "=0: met" not in house.reads("supervisor", "/inspections/figures/?by=sort"), "nobody has looked yet"
    inner = audited(
        house,
        body,
        "inner",
        {"sort": "observation", "item": "papers", "text": "台账不全"},
        {"sort": "observation", "item": "money", "text": "会费登记滞后"},
        {"sort": "nonconformity", "item": "money", "text": "一笔支出没有决议"},
    )
    audited(house, body, "outer")
    regular = {"body": body.number, "on": "2026-03-18", "findings": [{"sort": "observation", "text": "标牌旧"}]}
    begun(house, "inspections", step="audit", **regular, sort="home")
    page = house.reads("supervisor", inner.get_absolute_url())
    assert "一笔支出没有决议" in page and "3 Money and dues 20 1 1" in page and "5 Papers and files 20 1 0" in page
    assert {sort: found_in(sort) for sort in ("regular", "home", "inner", "outer")} == {
        "regular": [("observations", None, None, None), ("nonconformities", None, None, None)],
        "home": [("observations", "1", "=0", False), ("nonconformities", "0", "=0", True)],
        "inner": [("observations", "2", "=0", False), ("nonconformities", "1", "=0", False)],
        "outer": [("observations", "0", "=0", True), ("nonconformities", "0", "=0", True)],
    }
    with pytest.raises(RecordError, match="open findings"):
        does(house, inner, "pass")
    does(house, inner, "demand", reason="限期改正")
    right = [{"id": row.pk, "put_right": "2026-03-19"} for row in Finding.list_rows(inner)]
    does(house, inner, "right", findings=right)
    assert does(house, inner, "pass").state == "qualified"


def points(rows: Any, *scores: object) -> list[dict[str, Any]]:
    return [{"id": row.pk, "score": score} for row, score in zip(rows, scores, strict=True)]


def test_scores_of_a_model_society_come_to_a_total_a_mean_and_what_is_short_of_the_pass_mark(house: House) -> None:
    """S003-27: the score and title list, with seven qualities; an unscored one is no 0."""
    value(house, "exemplars.publicity", "3日")
    body = society(house, "幻模范学会", "society")
    given = {"body": body.number, "applied": "2026-03-20"}
    one = begun(house, "exemplars", **given, points=[{"quality": f"q{n}", "own": "90"} for n in range(1, 8)])
    assert (one.own, one.total, one.mean, one.short) == (Decimal(630), None, None, None)
    assert "not computable" in house.reads("clerk", one.get_absolute_url())
    value(house, "exemplars.pass", "85")
    one = does(house, one, "score", points=points(Quality.list_rows(one), 80, 81, 82, 83, 84, 85, "86.5"))
    one = Exemplar.objects.get(pk=one.pk)
    assert (one.total, one.mean, one.short) == (Decimal("581.5"), Decimal("83.07"), Decimal("1.93"))
    reader = program(house.office, "clerk", at=ten(DAY))
    (row,) = reader.get("exemplars").data["rows"]
    fields = row["fields"]
    assert (fields["mean"], fields["short"]) == ("83.07", "1.93")
    page = house.reads("clerk", "/exemplars/")
    assert "Mean score" in page and "83.07" in page and "1.93" in page
    assert "sort=mean" not in house.client("clerk").get("/exemplars/").text  # no ranking unless one is prescribed
    Exemplar.objects.update(own=None, total=None, mean=None)  # as before there were totals
    import_module("luoshi.lines.societies.migrations.0008_areas_and_totals").add_up_points(apps, None)
    again = Exemplar.objects.get(pk=one.pk)
    assert (again.own, again.total, again.mean) == (Decimal(630), Decimal("581.5"), Decimal("83.07"))


def test_scores_of_a_reform_come_to_a_total_a_mean_and_shortcomings(house: House) -> None:
    """S003-22: the reform score, of four mechanisms."""
    value(house, "reforms.pass", "80")
    body = society(house, "幻改革学会", "society")
    names = ("responsible", "accountable", "supervised", "effective")
    given = {"body": body.number, "year": "2026", "points": [{"mechanism": name, "own": "88"} for name in names]}
    one = begun(house, "reforms", **given)
    rows = points(Mechanism.list_rows(one), "85", "86", "70", "88")
    rows[2]["lacks"] = "财务没有向会员公开"
    one = does(house, one, "check", checked="2026-03-20", points=rows)
    assert (one.own, one.total, one.mean, one.short) == (Decimal(352), Decimal(329), Decimal("82.25"), Decimal(0))
    figures = program(house.office, "supervisor", at=ten(DAY)).get("reforms/figures").data["total"]
    assert {figure["name"]: figure["value"] for figure in figures} == {"reviewed": "1", "lacks": "1"}


def test_an_association_that_was_not_inspected_applies_for_no_benefit_until_that_is_made_up(house: House) -> None:
    """L10.2: overdue on 1 January; no support, project or function; inspected on 2 January, last year stays missed."""
    farm = society(house, "幻村茶叶协会", "farm", date(2025, 2, 3))
    day = date(2026, 1, 2)
    house.on(2026, 1, 2)
    asked = {"title": "科普惠农补助", "tool": "money", "receiver": farm.organisation.number}
    api = program(house.office, "clerk", at=ten(day))
    refused = api.post("supports", {"given": {**asked, "unit": house.office.units["kexie"].name}})
    assert said(refused)[0] == 422 and "yearly inspection" in refused.text and farm.number in refused.text
    assert Entry.objects.filter(step=Entry.REFUSED).count() == 1
    project = {
        "title": "茶园示范",
        "sort": "technology",
        "level": "county",
        "key": "no",
        "holder": farm.organisation.number,
    }
    filed = begun(house, "projects", day, **project)
    giver = begun(house, "organisations", day, title="幻农业局", sort="agency")
    listed = begun(house, "functions", day, sort="projects", giver=giver.number, basis="云政发〔2026〕1号")
    for record, step, given in (
        (filed, "examine", {"examined_on": day.isoformat(), "amount": "5000"}),
        (listed, "offer", {"body": farm.number}),
    ):
        with pytest.raises(RecordError, match="yearly inspection"):
            does(house, record, step, day, **given)
    made_up = {"body": farm.number, "on": day.isoformat(), "for_period": "2025-01-01"}
    begun(house, "inspections", day, **made_up)
    assert begun(house, "supports", day, **asked).state == "requested"
    assert does(house, filed, "examine", day, examined_on=day.isoformat(), amount="5000").state == "examined"
    assert does(house, listed, "offer", day, body=farm.number).state == "offered"
    page = house.reads("clerk", "/who-is-due/?year=2025")
    assert "0 of 1 done in time, 1 missed, 1 of them made up" in page and "2026-01-02" in page


def test_a_project_that_was_examined_does_not_pass_to_an_association_that_is_late(house: House) -> None:
    farm, sound = society(house, "幻村茶叶协会", "farm", date(2025, 2, 3)), society(house, "幻村果树协会", "society")
    day = date(2026, 1, 5)
    house.on(2026, 1, 5)
    given = {"title": "茶园示范", "sort": "technology", "level": "county", "key": "no"}
    one = begun(house, "projects", day, **given, holder=sound.organisation.number)
    late = given | {"holder": farm.organisation.number}
    filed = does(house, one, "edit", day, **late)  # whoever applies is looked at in the examination
    filed = does(house, filed, "edit", day, **given, holder=sound.organisation.number)
    examined = does(house, filed, "examine", day, examined_on=day.isoformat(), amount="5000")
    with pytest.raises(RecordError, match="yearly inspection"):
        does(house, examined, "edit", day, **late)
