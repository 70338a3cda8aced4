"""My rows, and several of them reported on one page: known cells filled, each row saved by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from assigned import act, at, issued, running, told
from ledger_rows import commitments
from luoshi.ledger.base.models.commitment import Commitment
from luoshi.ledger.lights.pages import lights_of
from luoshi.ledger.mine import queries as mine
from luoshi.ledger.progress.models import Progress
from luoshi.ledger.progress.rules import BOTH, LEFT, NOTHING, REPORT, Cells, cells, sent_for
from luoshi.records.files.models import Attachment
from many_appeals import signed_in
from office import Office
from plans import published

BASE, CLUB = "科普示范基地", "联席会议"
URL = "/mine/report/"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the thirtieth of March: the first quarter's reports are due."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(3, 30))


def sent(one: Commitment, **values: Any) -> dict[str, Any]:
    """What the form of one row sends."""
    named = {f"r{one.pk}-{name}": value for name, value in values.items()}
    return {"row": one.pk, f"r{one.pk}-once": str(uuid4()), f"r{one.pk}-seen": one.version, **named}


def both(*rows: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"row": [row["row"] for row in rows]}
    for row in rows:
        found |= {name: value for name, value in row.items() if name != "row"}
    return found


@pytest.mark.parametrize(
    ("given", "files", "step"),
    [
        ({"period": "2026-01-01", "words": " "}, 0, LEFT),
        ({"words": "已建成"}, 0, REPORT),
        ({"words": "", "value_7": "2"}, 0, REPORT),
        ({}, 1, REPORT),
        ({"nothing": "尚未开工"}, 0, NOTHING),
        ({"nothing": "尚未开工", "words": "已建成"}, 0, BOTH),
    ],
)
def test_what_a_row_was_sent_for(given: dict[str, str], files: int, step: str) -> None:
    assert sent_for(given, files) == step


def test_cells_are_counted_as_shown_and_as_asked() -> None:
    assert cells(["事2026001", "", "县科协"], ["2026-01-01", ""], 5) == Cells(3, 7)
    assert Cells(3, 7) + Cells(58, 79) == Cells(61, 86)


def test_my_rows_are_grouped_by_what_is_to_be_done(office: Office) -> None:
    plan = published(office)
    running(office, plan, BASE)
    issued(office, plan, CLUB)
    groups = {group.name: group for group in mine.groups(office.actor("clerk"), date(2026, 3, 30))}
    assert {name: group.count for name, group in groups.items()} == {"accept": 1, "now": 1, "more": 1}
    assert {step.name for step in groups["accept"].steps[groups["accept"].rows[0].pk]} >= {"accept", "refuse"}
    later = {group.name: group.count for group in mine.groups(office.actor("clerk"), date(2026, 3, 20))}
    assert later == {"accept": 1, "running": 1, "more": 1}


@pytest.mark.usefixtures("late")
def test_the_page_of_my_rows_leads_to_reporting_and_is_nobody_elses(office: Office) -> None:
    one = running(office, published(office), BASE)
    page = signed_in(office, "clerk", "en").get("/mine/").content.decode()
    assert one.number in page and 'name="row"' in page and "Report on one page" in page
    for other in ("stranger", "outside", "auditor", "supervisor"):
        client = signed_in(office, other, "en")
        assert one.number not in client.get("/mine/").content.decode(), other
        assert one.number not in client.get(f"{URL}?row={one.pk}").content.decode(), other


@pytest.mark.usefixtures("late")
def test_what_is_known_is_shown_and_counted_not_asked(office: Office) -> None:
    one = running(office, published(office), BASE)
    target = one.targets.order_by("place")[0]
    values = {f"value_{target.pk}": "2", "words": "已建成2个", "obstacles": "无", "following": "继续"}
    one = act(office, one, "report", "clerk", at(3, 21), period="", **values)
    client = signed_in(office, "clerk", "en")
    page = client.get(f"{URL}?row={one.pk}").content.decode()
    assert "Of the" in page and "were filled from what is known" in page
    assert "Last value" in page and f'name="r{one.pk}-value_{target.pk}"' in page
    assert page.count(">2个<") == 1


@pytest.mark.parametrize(("day", "asked"), [(20, False), (30, True)], ids=["green", "yellow"])
def test_obstacles_and_the_next_step_are_asked_only_where_the_light_is_not_green(
    office: Office, monkeypatch: pytest.MonkeyPatch, day: int, asked: bool
) -> None:
    one = running(office, published(office), BASE)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(3, day))
    assert lights_of([one], date(2026, 3, day))[one.pk].code == ("yellow" if asked else "green")
    client = signed_in(office, "clerk", "en")
    alone = client.get(f"/commitments/{one.pk}/report/").content.decode()
    several = client.get(f"{URL}?row={one.pk}").content.decode()
    for page, prefix in ((alone, ""), (several, f"r{one.pk}-")):
        assert f'name="{prefix}words"' in page
        for name in ("obstacles", "following"):
            assert (f'name="{prefix}{name}"' in page) is asked, (prefix, name)
    answer = client.post(URL, sent(one, words="已建成1个"))
    assert answer.status_code == (422 if asked else 302)


@pytest.mark.usefixtures("late")
def test_each_row_is_saved_by_itself_and_a_refused_one_keeps_its_words(office: Office) -> None:
    plan = published(office)
    one, two = running(office, plan, BASE), running(office, plan, CLUB)
    client = signed_in(office, "clerk", "en")
    page = client.get(URL).content.decode()
    assert page.count('name="row"') == 2
    given = both(
        sent(one, words="已建成1个", obstacles="用地", following="协调"),
        sent(two, words="已召开一次", count="-1", obstacles="无", following="继续"),
    )
    answer = client.post(URL, given)
    words = answer.content.decode()
    assert answer.status_code == 422
    assert [(row.commitment_id, row.words) for row in Progress.objects.all()] == [(one.pk, "已建成1个")]
    assert "1 row was reported on" in words and "1 row was not saved" in words and "已召开一次" in words
    assert words.count('name="row"') == 1
    again = client.post(URL, sent(two, words="已召开一次", count="1", obstacles="无", following="继续"))
    assert (again.status_code, again["Location"]) == (302, "/mine/")
    assert Progress.objects.count() == 2


@pytest.mark.usefixtures("late")
def test_the_same_press_twice_reports_once(office: Office) -> None:
    one = running(office, published(office), BASE)
    client, given = signed_in(office, "clerk", "en"), sent(one, words="已建成1个", obstacles="无", following="继续")
    assert [client.post(URL, given).status_code for _ in range(2)] == [302, 302]
    assert Progress.objects.count() == 1


@pytest.mark.usefixtures("late")
def test_nothing_new_needs_its_reason_and_no_report_beside_it(office: Office) -> None:
    one = told(office, running(office, published(office), BASE), at(3, 20))
    client = signed_in(office, "clerk", "en")
    assert "Or: nothing new, as on 2026-03-20, because" in client.get(f"{URL}?row={one.pk}").content.decode()
    refused = client.post(URL, sent(one, words="已建成", nothing="尚未开工"))
    assert refused.status_code == 422 and "not both" in refused.content.decode()
    assert client.post(URL, sent(one, words="", nothing="尚未开工")).status_code == 302
    assert [(row.kind, row.words) for row in Progress.objects.all()] == [("report", "进展"), ("nothing", "尚未开工")]


@pytest.mark.usefixtures("late")
def test_empty_rows_stay_and_an_empty_page_says_so(office: Office) -> None:
    one = running(office, published(office), BASE)
    answer = signed_in(office, "clerk", "en").post(URL, sent(one, words=" "))
    assert answer.status_code == 422 and "Nothing was filled in" in answer.content.decode()
    assert not Progress.objects.exists()


@pytest.mark.usefixtures("late")
def test_changed_meanwhile_or_no_longer_ones_own_is_said_and_the_words_are_there(office: Office) -> None:
    one = running(office, published(office), BASE)
    given = sent(one, words="已建成1个", obstacles="无", following="继续")
    one = act(office, one, "report", "head", at(3, 29), words="另有安排", obstacles="无", following="继续")
    client = signed_in(office, "clerk", "en")
    answer = client.post(URL, given)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Changed meanwhile" in page and "已建成1个" in page
    other = signed_in(office, "stranger", "en").post(URL, given)
    page = other.content.decode()
    assert other.status_code == 422 and "no longer yours" in page and "已建成1个" in page and one.number not in page
    assert Progress.objects.count() == 1


@pytest.mark.usefixtures("late")
def test_files_go_with_their_row(office: Office, settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path
    plan = published(office)
    one, two = running(office, plan, BASE), running(office, plan, CLUB)
    files = {f"r{two.pk}-evidence": SimpleUploadedFile("签到表.txt", "第一次联席会议".encode())}
    rows = both(
        sent(one, words="已建成1个", obstacles="无", following="继续"),
        sent(two, words="已召开", count="1", obstacles="无", following="继续"),
    )
    assert signed_in(office, "clerk", "en").post(URL, {**rows, **files}).status_code == 302
    assert [(file.record_id, file.name) for file in Attachment.objects.all()] == [(two.pk, "签到表.txt")]


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize("count", [3, 12])
def test_12_rows_need_no_more_queries_than_3(office: Office, count: int, django_assert_max_num_queries: Any) -> None:
    commitments(office, count)
    client = signed_in(office, "clerk", "en")
    client.get("/mine/")
    with django_assert_max_num_queries(24):
        page = client.get("/mine/")
    assert page.content.decode().count('name="row"') == min(count, mine.SHOWN)
    with django_assert_max_num_queries(26):
        page = client.get(URL)
    assert page.content.decode().count('name="row"') == min(count, mine.AT_ONCE)
