"""My rows, and what of them is to be reported on this month: a card for each, each sent by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from assigned import act, at, issued, running, told
from ledger_rows import commitments
from luoshi.commitments.lights.pages import lights_of
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.progress.rules import BOTH, LEFT, NOTHING, REPORT, ReportCells, build_report_cells, sent_for
from luoshi.commitments.reporting.worklist import queries as mine
from luoshi.kernel.files.models import Attachment
from luoshi.plans.base.models.commitment import Commitment
from many_appeals import signed_in
from office import Office
from pictures import png
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


def card(page: str, one: Commitment) -> str:
    """The card of one item, as the page has it."""
    (found,) = re.findall(rf'<details class="card[^>]* id="card-{one.pk}".*?\n</details>', page, re.S)
    return str(found)


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
    assert build_report_cells(["事2026001", "", "县科协"], ["2026-01-01", ""], 5) == ReportCells(3, 7)
    assert ReportCells(3, 7) + ReportCells(58, 79) == ReportCells(61, 86)


def test_my_rows_are_grouped_by_what_is_to_be_done(office: Office) -> None:
    plan = published(office)
    running(office, plan, BASE)
    issued(office, plan, CLUB)
    groups = {group.name: group for group in mine.worklist_groups(office.actor("clerk"), date(2026, 3, 30))}
    assert {name: group.count for name, group in groups.items()} == {"accept": 1, "now": 1, "more": 1}
    assert {step.name for step in groups["accept"].steps[groups["accept"].rows[0].pk]} >= {"accept", "refuse"}
    earlier = {group.name: group.count for group in mine.worklist_groups(office.actor("clerk"), date(2026, 2, 20))}
    assert earlier == {"accept": 1, "running": 1, "more": 1}


@pytest.mark.usefixtures("late")
def test_after_the_last_report_of_the_month_my_rows_and_home_say_the_same(office: Office) -> None:
    one = running(office, published(office), BASE)
    actor, day = office.actor("clerk"), date(2026, 3, 30)

    def counted() -> tuple[int, int]:
        groups = {group.name: group.count for group in mine.worklist_groups(actor, day)}
        return groups.get("now", 0), mine.this_month(actor, day).count

    assert counted() == (1, 1)
    act(office, one, "report", "clerk", at(3, 30), period="", words="已建成1个", obstacles="无", following="继续")
    assert counted() == (0, 0)


@pytest.mark.usefixtures("late")
def test_the_page_of_my_rows_leads_to_reporting_and_is_nobody_elses(office: Office) -> None:
    one = running(office, published(office), BASE)
    page = signed_in(office, "clerk", "en").get("/mine/").content.decode()
    assert one.number in page and 'name="row"' in page and "Report this month" in page
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
    assert "were filled in from known data" in page
    assert "Last value" in page and f'name="r{one.pk}-value_{target.pk}"' in page
    assert "Last report, 2026-03-21" in page and "已建成2个" in page and f'value_{target.pk}" value' not in page


@pytest.mark.parametrize(("month", "day", "asked"), [(3, 30, False), (4, 8, True)], ids=["near", "late"])
def test_obstacles_and_the_next_step_must_be_said_where_it_is_late_and_may_be_elsewhere(
    office: Office, monkeypatch: pytest.MonkeyPatch, month: int, day: int, asked: bool
) -> None:
    one = running(office, published(office), BASE)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(month, day))
    assert lights_of([one], date(2026, month, day))[one.pk].code == ("late" if asked else "soon")
    client = signed_in(office, "clerk", "en")
    alone = client.get(f"/commitments/{one.pk}/report/").content.decode()
    several = client.get(f"{URL}?row={one.pk}").content.decode()
    for page, prefix in ((alone, ""), (several, f"r{one.pk}-")):
        folded = page.index("<summary>Add more</summary>")
        assert page.index(f'name="{prefix}words"') < folded
        for name in ("obstacles", "following"):
            assert (page.index(f'name="{prefix}{name}"') < folded) is asked, (prefix, name)
    answer = client.post(URL, sent(one, words="已建成1个"))
    assert answer.status_code == (422 if asked else 302)
    for said in ("explain the obstacles", "say what you will do next"):
        assert (said in answer.content.decode()) is asked
    one.refresh_from_db()
    assert client.post(URL, sent(one, words="又建成1个", obstacles="用地", following="协调")).status_code == 302
    assert Progress.objects.latest("pk").obstacles == "用地"  # kept, whether anybody asked or not


@pytest.mark.usefixtures("late")
def test_each_card_is_sent_by_itself_and_a_refused_one_keeps_its_words(office: Office) -> None:
    plan = published(office)
    one, two = running(office, plan, BASE), running(office, plan, CLUB)
    client = signed_in(office, "clerk", "en")
    page = client.get(URL).content.decode()
    assert page.count('data-card="todo"') == 2 and "To report: 2" in page
    answer = client.post(URL, sent(one, words="已建成1个"))
    assert (answer.status_code, answer["Location"]) == (302, f"{URL}?open={two.pk}#card-{two.pk}")
    page = client.get(answer["Location"]).content.decode()
    assert f"Reported: {one.number}" in page and "Reported: 1" in page
    assert 'data-card="done"' in card(page, one) and "<form" not in card(page, one)
    assert re.search(r"^ +open>$", card(page, two), re.M) and not re.search(r"^ +open>$", card(page, one), re.M)
    refused = client.post(URL, sent(two, words="已召开一次", count="-1"))
    words = refused.content.decode()
    assert refused.status_code == 422 and "已召开一次" in words and "Not submitted yet" in words
    assert Progress.objects.count() == 1
    again = client.post(URL, sent(two, words="已召开一次", count="1"))
    assert (again.status_code, again["Location"]) == (302, URL)
    assert "All reports for this month are in" in client.get(URL).content.decode()
    assert Progress.objects.count() == 2


@pytest.mark.usefixtures("late")
def test_with_scripts_a_card_comes_back_alone_folded_and_taken_or_open_with_its_faults(office: Office) -> None:
    one = running(office, published(office), BASE)
    client = signed_in(office, "clerk", "en")
    refused = client.post(URL, sent(one, words=" "), headers={"HX-Request": "true"})
    page = refused.content.decode()
    assert refused.status_code == 422 and "X-Taken" not in refused and "<html" not in page
    assert "data-refused" in card(page, one) and "This field is required" in page
    given = sent(one, words="已建成1个")
    for _time in range(2):  # the answer was lost, and it is pressed again
        taken = client.post(URL, given, headers={"HX-Request": "true"})
        page = taken.content.decode()
        assert (taken.status_code, taken["X-Taken"]) == (200, "1") and "data-saved" in card(page, one)
        assert 'hx-swap-oob="true"' in page and "All reports for this month are in" in page
    assert Progress.objects.count() == 1


@pytest.mark.usefixtures("late")
def test_the_words_of_the_last_report_are_filled_in_and_its_figures_are_not(office: Office) -> None:
    one = told(office, running(office, published(office), BASE), at(3, 20))
    client = signed_in(office, "clerk", "en")
    page = client.get(f"{URL}?row={one.pk}").content.decode()
    assert "As last time" in page and f"?row={one.pk}&amp;as_last={one.pk}#card-{one.pk}" in page
    filled = card(client.get(f"{URL}?row={one.pk}&as_last={one.pk}").content.decode(), one)
    area = re.search(r"<textarea name=.r\d+-words.*?</textarea>", filled, re.S)
    target = one.targets.order_by("place")[0].pk
    assert area and "进展" in area[0] and f'value_{target}"' in filled and f'value_{target}" value' not in filled


def test_what_was_reported_this_month_is_shown_as_reported_until_more_is_owed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quarters: a report of March answers the date of 31 March; in April nothing is asked, in June the next."""
    one = told(office, running(office, published(office), BASE), at(3, 23))

    def standing(month: int, day: int) -> tuple[list[int], list[int]]:
        found = mine.this_month(office.actor("clerk"), date(2026, month, day))
        assert mine.is_told(one, date(2026, month, day)) is (one in found.told)
        return [row.pk for row in found.rows], [row.pk for row in found.told]

    assert standing(3, 30) == ([], [one.pk])
    assert standing(4, 30) == ([], [])
    assert standing(6, 1) == ([one.pk], [])
    two = running(office, one.plan, CLUB)
    assert standing(4, 8) == ([two.pk], [])  # missed in March
    two = told(office, two, at(4, 8))
    assert standing(4, 9)[1] == [two.pk]  # this month's report; what was missed stays missed


@pytest.mark.usefixtures("late")
def test_nothing_new_needs_its_reason_and_no_report_beside_it(office: Office) -> None:
    one = told(office, running(office, published(office), BASE), at(3, 20))
    client = signed_in(office, "clerk", "en")
    assert "Or nothing new, as on 2026-03-20; reason" in client.get(f"{URL}?row={one.pk}").content.decode()
    refused = client.post(URL, sent(one, words="已建成", nothing="尚未开工"))
    assert refused.status_code == 422 and "not both" in refused.content.decode()
    assert client.post(URL, sent(one, words="", nothing="尚未开工")).status_code == 302
    assert [(row.kind, row.words) for row in Progress.objects.all()] == [("report", "进展"), ("nothing", "尚未开工")]


@pytest.mark.usefixtures("late")
def test_changed_meanwhile_or_no_longer_ones_own_is_said_and_the_words_are_there(office: Office) -> None:
    one = running(office, published(office), BASE)
    given = sent(one, words="已建成1个", obstacles="无", following="继续")
    one = act(office, one, "report", "head", at(3, 29), words="另有安排", obstacles="无", following="继续")
    client = signed_in(office, "clerk", "en")
    answer = client.post(URL, given)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Changes made in the meantime" in page and "已建成1个" in page
    other = signed_in(office, "stranger", "en").post(URL, given)
    page = other.content.decode()
    assert (
        other.status_code == 422
        and "You no longer report on" in page
        and "已建成1个" in page
        and one.number not in page
    )
    part = signed_in(office, "stranger", "en").post(URL, given, headers={"HX-Request": "true"})
    assert part.status_code == 422 and "已建成1个" in part.content.decode() and one.number not in part.content.decode()
    assert Progress.objects.count() == 1


@pytest.mark.usefixtures("late")
def test_files_chosen_and_photographed_go_with_their_card(office: Office, settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path
    plan = published(office)
    two = running(office, plan, CLUB)
    chosen = SimpleUploadedFile("签到表.txt", "第一次联席会议".encode())
    taken = SimpleUploadedFile("photo.png", png(), "image/png")  # by the camera, under the same name
    files = {f"r{two.pk}-evidence": [chosen, taken]}
    client = signed_in(office, "clerk", "en")
    page = client.get(f"{URL}?row={two.pk}").content.decode()
    assert page.count(f'type="file" name="r{two.pk}-evidence"') == 2 and 'capture="environment"' in page
    assert client.post(URL, {**sent(two, words="已召开", count="1"), **files}).status_code == 302
    found = [(file.record_id, file.name) for file in Attachment.objects.order_by("pk")]
    assert found == [(two.pk, "签到表.txt"), (two.pk, "photo.png")]


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize("count", [3, 12])
def test_12_rows_need_no_more_queries_than_3(office: Office, count: int, django_assert_max_num_queries: Any) -> None:
    commitments(office, count)
    client = signed_in(office, "clerk", "en")
    client.get("/mine/")
    with django_assert_max_num_queries(24):
        page = client.get("/mine/")
    assert page.content.decode().count('name="row"') == min(count, mine.SHOWN)
    with django_assert_max_num_queries(28):
        page = client.get(URL)
    assert page.content.decode().count('name="row"') == min(count, mine.AT_ONCE)


def test_beside_a_report_stands_how_the_value_went_who_checks_it_and_until_when(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = running(office, published(office), BASE)
    (target,) = one.targets.filter(ended=None, quote__contains="3个")
    for month, value in ((1, "1"), (2, "2")):
        given = {"words": "进展", "obstacles": "无", "following": "继续", f"value_{target.pk}": value}
        act(office, one, "report", "clerk", at(month, 25), period="", **given)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(3, 30))
    client = signed_in(office, "clerk", "en")
    for page in (card(client.get(f"{URL}?row={one.pk}").text, one), client.get(f"/commitments/{one.pk}/report/").text):
        (side,) = re.findall(r'<aside class="formside".*?</aside>', page, re.S)
        assert "<b>2个</b>" in side and "1个、2个" in side and side.count("<polyline") == 1
        assert str(one.desk) in side and "杜察云" in side and "To be reported by" in side
    dialog = client.get(f"/commitments/{one.pk}/report/", headers={"HX-Request": "true"}).text
    assert "formside" not in dialog
