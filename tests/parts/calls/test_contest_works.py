"""Works of a youth contest: pupils, tutors, prizes from school to province, and who is named to everybody."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
from calling import OPENS, awarded, drafted, fresh, person, places, posted, published_call, refusal, set_publicity
from django.core.cache import cache
from django.test import Client
from django.utils.timezone import localdate

from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.papers.models import Issued
from luoshi.papers.paper_declaration import CHECK
from luoshi.parts.calls.line import VALUES
from luoshi.parts.calls.models import ApplicationMember, ApplicationPrize
from luoshi.parts.publicity.models import Posting
from luoshi.parts.registers.models import GuardianConsent
from office import NOW, TODAY, Office

YEAR = FigureSpan(date(TODAY.year, 1, 1), date(TODAY.year, 12, 31))
PLACES = places([("main", "first", 3), ("main", "second", 3)])


@pytest.fixture
def season(office: Office) -> Any:
    """A contest of the county with its places; lists and papers are open to everybody."""
    cache.clear()  # of a test before, with as many entries in its journal
    set_publicity(office)
    for value in (VALUES["calls.open"], CHECK):
        set_value(value, None, "是", TODAY - timedelta(9), "政务公开目录", office.actor("admin"), at=NOW)
    return published_call(office, "works", title="青少年科技创新大赛", level="county", quotas=PLACES)


def school(office: Office, name: str = "青石小学（示例）") -> Any:
    given = {"unit": office.units["kexie"].pk, "title": name, "sort": "institution"}
    return begin(get_kind("organisations"), office.actor("clerk"), given, at=OPENS).record


def team(office: Office, trained: str = "") -> tuple[Any, Any, list[dict[str, str]]]:
    """A pupil, a tutor, and both as rows of an application."""
    pupil, tutor = person(office, "幻小禾"), person(office, "幻辅导")
    rows = [{"person": pupil.number, "role": "pupil"}, {"person": tutor.number, "role": "tutor", "trained": trained}]
    return pupil, tutor, rows


def work(office: Office, call: Any, grade: str = "first", **more: Any) -> Any:
    """A work that won a prize of the county."""
    return awarded(office, call, "main", grade, work="invention", branch="machines", **more)


def step(office: Office, record: Any, name: str, who: str = "clerk", **given: Any) -> Any:
    return take(fresh(record), name, office.actor(who), given, at=NOW).record


def agree(office: Office, pupil: Any) -> None:
    row = {"guardian": "幻监护", "given": (TODAY - timedelta(1)).isoformat()}
    take(pupil, "consent", office.actor("clerk"), {"consents": [row]}, at=NOW)


def withdraw(office: Office, pupil: Any) -> None:
    row = {"id": GuardianConsent.objects.get(record=pupil.pk).pk, "withdrawn": TODAY.isoformat()}
    pupil.refresh_from_db()
    take(pupil, "revoke", office.actor("clerk"), {"consents": [row]}, at=NOW)


def figure(name: str, **more: Any) -> dict[Any, Any]:
    found = compute_figures(get_kind("applications"), [name], YEAR, None, TODAY, **more)
    return {key: values[name].exact for key, values in found.items() if name in values}


def prizes(record: Any) -> list[tuple[str, str]]:
    return list(ApplicationPrize.objects.filter(record=record.pk).order_by("place").values_list("level", "grade"))


def test_a_work_goes_from_school_to_province_and_each_prize_counts_once(office: Office, season: Any) -> None:
    """S002-91: entered, school, county, city, province; prizes by level, grade and school are figures."""
    place = school(office)
    record = drafted(office, season, applicant=place.number, work="invention", branch="machines", title="自动浇花器")
    assert record.level == "county"  # of its call
    step(office, record, "prize", prizes=[{"level": "school", "grade": "second", "day": TODAY.isoformat()}])
    again = {"level": "school", "grade": "first", "day": TODAY.isoformat()}
    assert refusal(lambda: step(office, record, "prize", prizes=[again]))  # one prize at each level
    record = work(office, season, applicant=place.number, title="节水灌溉模型")
    assert prizes(record) == [("county", "first")]
    step(office, record, "regrade", "leader", cls="main", grade="second", reason="复核")
    assert prizes(record) == [("county", "second")]
    step(office, record, "forward", "supervisor")
    assert fresh(record).state == "submitted" and prizes(record) == [("county", "second")]
    step(office, record, "win_prize", level="city", grade="first", result_on=TODAY.isoformat())
    step(office, record, "forward", "supervisor")
    step(office, record, "win_prize", level="province", grade="third", result_on=TODAY.isoformat())
    assert prizes(record) == [("county", "second"), ("city", "first"), ("province", "third")]
    by_level = figure("prizes", by=["prizes.level"])
    assert by_level == {("school",): 1, ("county",): 1, ("city",): 1, ("province",): 1}
    assert figure("prizes", by=["applicant"]) == {(place.pk,): 4}
    assert figure("works", by=["work"]) == {("invention",): 1}  # the other was not sent


def test_a_work_that_loses_above_keeps_the_prize_of_the_county(office: Office, season: Any) -> None:
    record = work(office, season, applicant=school(office).number)
    step(office, record, "forward", "supervisor")
    step(office, record, "lose", result_on=TODAY.isoformat())
    assert prizes(record) == [("county", "first")] and "一等奖" in read("/open/applications/")


def test_a_work_without_school_is_not_sent_and_other_contests_go_no_further(office: Office, season: Any) -> None:
    record = drafted(office, season, work="invention")
    assert "学校" in refusal(lambda: step(office, record, "send"))
    other = published_call(office, quotas=PLACES)
    contest = awarded(office, other, "main", "first", title="革新项目", leader=person(office, "幻工匠").number)
    assert refusal(lambda: step(office, contest, "forward", "supervisor")) and not prizes(contest)


def test_tutors_are_counted_and_those_who_were_trained(office: Office, season: Any) -> None:
    """S002-91: teachers are trained; a day to come is refused, as is a clerk once the work is awarded."""
    place = school(office)
    _pupil, tutor, rows = team(office)
    record = work(office, season, applicant=place.number, members=rows)
    assert (figure("tutors"), figure("trained")) == ({(): 1}, {(): 0})
    members = ApplicationMember.objects.filter(record=record.pk).order_by("place")
    ids = {row.person_id: row.pk for row in members}
    for trained, who in ((TODAY + timedelta(1), "supervisor"), (TODAY, "clerk")):
        assert refusal(partial(step, office, record, "tutors", who, members=told(ids, rows, trained)))
    step(office, record, "tutors", "supervisor", members=told(ids, rows, TODAY))
    assert ids[tutor.pk] and figure("trained") == {(): 1}
    assert figure("trained", by=["applicant"]) == {(place.pk,): 1}


def told(ids: dict[int, int], rows: list[dict[str, str]], day: date) -> list[dict[str, Any]]:
    """The rows as they are stored, the tutor trained on a day."""
    pupil, tutor = ({**row, "id": pk} for row, pk in zip(rows, ids.values(), strict=True))
    return [pupil, {**tutor, "trained": day.isoformat()}]


def read(address: str) -> str:
    answer = Client().get(address, HTTP_ACCEPT_LANGUAGE="zh-hans")
    assert answer.status_code == 200
    return answer.text


def check_address(record: Any) -> str:
    paper = Issued.objects.filter(record=record.pk, ended=None).get()
    assert paper.code
    return f"/open/paper/?{urlencode({'number': paper.number, 'code': paper.code})}"


@pytest.mark.control("minors", "without a guardian's consent no pupil is named; withdrawn, the name is gone at once")
def test_a_pupil_is_named_to_everybody_only_while_a_guardian_agrees(office: Office, season: Any) -> None:
    """Prize list, page of the work and check of the certificate: school and prize always, the name with consent."""
    pupil, _tutor, rows = team(office)
    record = work(office, season, applicant=school(office).number, members=rows, title="节水灌溉模型")
    checks = check_address(record)
    prize_list = read("/open/applications/")
    link = prize_list.split('href="/open/applications/')[1].split('"')[0]
    addresses = ("/open/applications/", f"/open/applications/{link}", checks)
    for address in addresses:
        page = read(address)
        assert "青石小学" in page and "一等奖" in page and "幻辅导" in page, address
        assert "幻小禾" not in page, address
    assert "幻小禾" not in read("/open/") and "节水灌溉模型" not in read("/open/applications/?q=幻小禾")
    agree(office, pupil)
    assert all("幻小禾" in read(address) for address in addresses)  # what was kept of the page is gone with the step
    withdraw(office, pupil)
    assert not any("幻小禾" in read(address) for address in addresses)


def running() -> None:
    """Let what is in publicity run on the day of the pages, which is that of the machine."""
    Posting.objects.update(until=localdate() + timedelta(days=3))


def test_in_publicity_a_work_is_named_as_later_in_the_list_of_prizes(office: Office, season: Any) -> None:
    pupil, _tutor, rows = team(office)
    posted(office, season, "main", "first", over=False, work="invention", applicant=school(office).number, members=rows)
    running()
    assert "公示" in read("/open/applications/") and "幻小禾" not in read("/open/applications/")
    agree(office, pupil)
    assert "幻小禾" in read("/open/applications/")


def test_members_of_other_applications_are_named_to_nobody(office: Office, season: Any) -> None:
    call = published_call(office, quotas=PLACES)
    member = person(office, "幻焊工")
    posted(office, call, "main", "first", over=False, members=[{"person": member.number, "role": "member"}])
    running()
    page = read("/open/applications/")
    assert "高效采茶机" in page and "幻焊工" not in page


def test_a_revoked_prize_is_in_no_list_and_no_figure(office: Office, season: Any) -> None:
    record = work(office, season, applicant=school(office).number, title="节水灌溉模型")
    step(office, record, "revoke", "leader", reason="抄袭")
    assert "节水灌溉模型" not in read("/open/applications/") and figure("prizes") == {(): 0}
