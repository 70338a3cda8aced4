"""Tags on commitments: who gives them, of which year's list, from a form, a list, a sheet and a program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import override

from assigned import act, running
from commitments_tags import FIVE, FOUR, GROUPS, SERVICES, THREE, set_list
from commitments_tags import codes_of as tags
from ledger_rows import listed
from luoshi.base.record_errors import RecordError
from luoshi.commitments.tags.models import RecordTag
from luoshi.commitments.tags.queries import tags_by_record
from luoshi.evidence.journal.models import Entry
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.editions.models.edition import Edition
from luoshi.plans.rows.actions import correct
from many_appeals import lines_of, signed_in, workbook
from office import Office
from plans import PUBLISH, by, published, row_of, step
from programs import program, said

BASE = "科普示范基地"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def plan(office: Office) -> Plan:
    """A published plan of 2026, with both lists set for that year."""
    set_list(office, SERVICES, THREE)
    set_list(office, GROUPS, FIVE)
    return published(office)


@pytest.fixture
def one(plan: Plan) -> Commitment:
    return plan.commitments.get(words__contains=BASE)


def test_the_desk_tags_with_codes_or_words_in_the_order_of_the_list(office: Office, one: Commitment) -> None:
    act(office, one, "tag", "supervisor", services=["public"], groups="领导干部、公务员、农民")
    assert tags(one) == {"services": ["public"], "groups": ["farmers", "officials"]}
    act(office, one, "tag", "supervisor", groups=["townsfolk"])
    assert tags(one) == {"services": ["public"], "groups": ["townsfolk"]}, "a list that is not named stays"
    act(office, one, "tag", "supervisor", groups=["minors"], mode="add")
    assert tags(one)["groups"] == ["minors", "townsfolk"]
    act(office, one, "tag", "supervisor", groups=["townsfolk"], services=["public"], mode="remove")
    assert tags(one) == {"groups": ["minors"]}
    act(office, one, "tag", "supervisor", groups="-")
    assert tags(one) == {} and not RecordTag.objects.exists()


@pytest.mark.parametrize("who", ["head", "clerk", "leader"])
def test_nobody_else_tags(office: Office, one: Commitment, who: str) -> None:
    with pytest.raises(RecordError) as refused:
        act(office, one, "tag", who, services=["public"])
    assert refused.value.code in ("refused", "missing") and not RecordTag.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"groups": ["elders"]}, "“elders” is not in the list “Key groups” of 2026. Choices: 未成年人、"),
        ({"groups": "农民、老年人"}, "“老年人” is not in the list “Key groups” of 2026"),
        ({"works": ["any"]}, "The list “Key projects” has no items for 2026"),
        ({"services": "", "mode": "add"}, "Choose at least one tag."),
        ({}, "It already has exactly these tags."),
        ({"groups": ["farmers"], "mode": "swap"}, "swap"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_half_written(
    office: Office, one: Commitment, given: dict[str, Any], words: str
) -> None:
    act(office, one, "tag", "supervisor", services=["public"])
    with pytest.raises(RecordError, match=re.escape(words)):
        act(office, one, "tag", "supervisor", **given)
    assert tags(one) == {"services": ["public"]}


def test_each_plan_has_the_list_of_its_own_year(office: Office, plan: Plan, one: Commitment) -> None:
    set_list(office, GROUPS, FOUR, date(2027, 1, 1))
    later = published(office, year=2027)
    other = later.commitments.get(words__contains=BASE)
    act(office, one, "tag", "supervisor", groups=["residents"])
    with pytest.raises(RecordError, match="“residents” is not in the list “Key groups” of 2027"):
        act(office, other, "tag", "supervisor", groups=["residents"])
    act(office, other, "tag", "supervisor", groups=["farmers"])
    assert tags(one) == {"groups": ["residents"]} and tags(other) == {"groups": ["farmers"]}


def test_a_tag_taken_out_of_the_list_keeps_its_word_and_may_stay(office: Office, plan: Plan, one: Commitment) -> None:
    act(office, one, "tag", "supervisor", groups=["residents"])
    set_list(office, GROUPS, FOUR)
    assert [tag.word for tag in tags_by_record([one.pk])[one.pk]["groups"]] == ["社区居民"]
    act(office, one, "tag", "supervisor", groups=["residents", "farmers"])
    assert tags(one) == {"groups": ["farmers", "residents"]}
    page = signed_in(office, "supervisor", "en").get(f"/plans/{plan.pk}/tags/?rows=groups").content.decode()
    assert "社区居民" in page


def test_a_tag_with_signs_of_its_own_in_its_words_is_given_and_read_back(office: Office, one: Commitment) -> None:
    set_list(office, SERVICES, {"near": "（一）服务基层，服务群众", "far": "服务 Ｅ 代"})
    act(office, one, "tag", "supervisor", services=["near", "far"])
    assert tags(one) == {"services": ["near", "far"]}
    act(office, one, "tag", "supervisor", services="(一)服务基层、服务群众")
    assert tags(one) == {"services": ["near"]}


def test_tags_change_nothing_of_edition_or_seal(office: Office, plan: Plan, one: Commitment) -> None:
    def state() -> list[Any]:
        plan.refresh_from_db()
        return [
            plan.version, plan.edition, plan.state, list(Edition.objects.values()),
            list(plan.rows.order_by("pk").values()), Commitment.objects.get(pk=one.pk).edition,
        ]  # fmt: skip

    before = state()
    act(office, one, "tag", "supervisor", services=["public"])
    assert state() == before


def test_a_tag_is_no_progress_that_keeps_an_amendment_from_being_taken_back(office: Office, plan: Plan) -> None:
    one = running(office, plan, BASE)
    amended = step(office, plan, "amend", reason="调整")
    row = row_of(amended, BASE)
    correct.change_row(amended, row.pk, row.version, {"support": ["茶叶学会"]}, by(office), keep=True)
    amended = step(office, amended, "reissue", **PUBLISH)
    act(office, one, "tag", "supervisor", services=["public"])
    back = step(office, amended, "take_back_amendment", reason="有误")
    assert back.edition == 1 and tags(one) == {"services": ["public"]}


def test_without_a_list_nobody_is_offered_tags(office: Office) -> None:
    found = published(office).commitments.get(words__contains=BASE)
    desk = signed_in(office, "supervisor", "en")
    assert f"/commitments/{found.pk}/tag/" not in desk.get(f"/commitments/{found.pk}/").content.decode()
    assert "tag_services" not in desk.get("/commitments/").content.decode()


def test_the_form_shows_the_present_tags_and_the_page_says_them(office: Office, one: Commitment) -> None:
    act(office, one, "tag", "supervisor", services=["public"])
    desk = signed_in(office, "supervisor", "en")
    form = desk.get(f"/commitments/{one.pk}/tag/").content.decode()
    ticked = re.findall(r'<input[^>]*name="(\w+)"[^>]*value="(\w+)"[^>]*checked', form)
    assert ticked == [("services", "public")] and 'name="themes"' not in form
    sent = desk.post(f"/commitments/{one.pk}/tag/", {"groups": ["farmers", "minors"], "mode": "set", "once": uuid4()})
    assert sent.status_code == 302 and tags(one) == {"groups": ["minors", "farmers"]}
    assert "未成年人、农民" in desk.get(f"/commitments/{one.pk}/").content.decode()


def test_the_list_is_filtered_and_shows_the_column_only_if_switched_on(office: Office, one: Commitment) -> None:
    act(office, one, "tag", "supervisor", services=["public"])
    desk = signed_in(office, "supervisor", "en")

    def numbers(query: str) -> set[str]:
        page = desk.get(f"/commitments/?{query}").content.decode()
        return {row.number for row in Commitment.objects.all() if f'/commitments/{row.pk}/"' in page}

    every = {row.number for row in Commitment.objects.all()}
    assert numbers("tag_services=public") == {one.number}
    assert numbers("tag_services=growth") == set()
    assert numbers("tag_services=-") == every - {one.number}
    shown = desk.get("/commitments/?show=tag_services").content.decode()
    table = shown[shown.index("<table") :]
    assert "服务全民科学素质" in table and "Services" in table
    plain = desk.get("/commitments/").content.decode()
    assert "服务全民科学素质" not in plain[plain.index("<table") :]


def test_many_are_tagged_from_the_list_and_each_keeps_its_other_tags(office: Office, plan: Plan) -> None:
    rows = list(plan.commitments.order_by("pk"))
    act(office, rows[0], "tag", "supervisor", services=["growth"])
    desk = signed_in(office, "supervisor", "en")
    chosen = desk.post("/commitments/bulk/?", {"step": "tag", "row": [row.pk for row in rows]})
    page = chosen.content.decode()
    assert chosen.status_code == 200 and re.search(r'value="add"[^>]*checked', page)
    held = re.search(r'name="bulk_rows" value="([^"]+)"', page)
    assert held is not None
    sent = {"bulk_rows": held[1], "bulk_step": "tag", "bulk_will": str(len(rows)), "mode": "add", "once": str(uuid4())}
    done = desk.post("/commitments/bulk/", {**sent, "services": ["public"]})
    assert done.status_code == 302, strip_tags(done.content.decode())[-3000:]
    assert tags(rows[0]) == {"services": ["growth", "public"]}
    assert all(tags(row) == {"services": ["public"]} for row in rows[1:])


def upload(office: Office, lines: list[list[str]]) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    desk = signed_in(office, "supervisor", "en")
    file = SimpleUploadedFile("tags.xlsx", workbook(lines))
    return desk, desk.post("/commitments/import/?step=tag", {"file": file}, follow=True)


def test_tags_come_in_by_a_sheet_and_go_out_in_the_workbook(office: Office, plan: Plan) -> None:
    rows = list(plan.commitments.order_by("pk"))
    act(office, rows[0], "tag", "supervisor", services=["growth"], groups=["minors"])
    lines = [["Number or name", "Services", "Key groups"], [rows[0].number, "", "领导干部、公务员、农民"],
             [rows[1].number, "服务全民科学素质", ""]]  # fmt: skip
    desk, trial = upload(office, lines)
    run = trial.redirect_chain[-1][0]
    key = re.search(r'name="once" value="([^"]+)"', trial.content.decode())
    done = desk.post(run, {"do": "confirm", "once": key[1] if key else str(uuid4())}, follow=True)
    assert done.status_code == 200, strip_tags(done.content.decode())[:3000]
    assert tags(rows[0]) == {"services": ["growth"], "groups": ["farmers", "officials"]}, "an empty cell says nothing"
    assert tags(rows[1]) == {"services": ["public"]}
    book = lines_of(b"".join(desk.post("/commitments/export/").streaming_content))
    head = next(line for line in book if "Services" in line)
    column, number = head.index("Key groups"), head.index("Number")
    words = {line[number]: line[column] for line in book[book.index(head) + 1 :]}
    assert words[rows[0].number] == "农民、领导干部、公务员" and not words[rows[1].number]


def test_an_exported_list_comes_back_with_other_tags_and_what_is_unchanged_stays_out(
    office: Office, plan: Plan
) -> None:
    rows = list(plan.commitments.order_by("pk"))
    act(office, rows[0], "tag", "supervisor", services=["growth"], groups=["minors"])
    desk = signed_in(office, "supervisor")
    lines = lines_of(b"".join(desk.post("/commitments/export/").streaming_content))
    head = next(line for line in lines if "服务方向" in line)
    number, services = head.index("编号"), head.index("服务方向")
    next(line for line in lines if line[number] == rows[1].number)[services] = "服务全民科学素质、服务创新驱动发展"
    desk, trial = upload(office, lines)
    words = re.sub(r"\s+", " ", strip_tags(trial.content.decode()))
    assert "1 row is right and new." in words and f"unchanged {rows[0].number}" in words
    desk.post(trial.redirect_chain[-1][0], {"do": "confirm", "once": str(uuid4())}, follow=True)
    assert tags(rows[0]) == {"services": ["growth"], "groups": ["minors"]}
    assert tags(rows[1]) == {"services": ["growth", "public"]}


def test_a_sheet_with_a_tag_of_another_year_is_refused_in_that_line(office: Office, plan: Plan) -> None:
    rows = list(plan.commitments.order_by("pk"))
    lines = [["Number or name", "Services"], [rows[0].number, "服务老年人"], [rows[1].number, "服务全民科学素质"]]
    _desk, trial = upload(office, lines)
    page = strip_tags(trial.content.decode())
    assert "“服务老年人” is not in the list “Services” of 2026" in page.replace("&#x27;", "'")
    assert not RecordTag.objects.exists()


def test_a_program_reads_filters_and_tags(office: Office, one: Commitment) -> None:
    asks = program(office, "supervisor", at=timezone.now())
    done = asks.post(f"commitments/{one.pk}/steps/tag", {"seen": one.version, "given": {"groups": ["农民", "minors"]}})
    assert said(done) == (200, "")
    found = asks.get("commitments?tag_groups=minors").data
    assert [row["id"] for row in found["rows"]] == [one.pk]
    words = [{"code": "minors", "word": "未成年人"}, {"code": "farmers", "word": "农民"}]
    assert found["rows"][0]["tags"] == {"services": [], "groups": words, "works": [], "themes": []}
    assert asks.get(f"commitments/{one.pk}").data["tags"]["groups"] == words
    one.refresh_from_db()
    wrong = asks.post(f"commitments/{one.pk}/steps/tag", {"seen": one.version, "given": {"groups": ["elders"]}})
    assert said(wrong) == (422, "incomplete") and "groups" in wrong.data["fields"]
    assert said(asks.get("commitments?tag_groups=nobody"))[0] == 422
    assert said(asks.get("commitments?show=tag_groups"))[0] == 422


def test_a_longer_list_needs_no_more_queries(office: Office) -> None:
    set_list(office, SERVICES, THREE)
    rows = listed(office, 12)
    desk = signed_in(office, "supervisor", "en")

    def count(address: str) -> int:
        desk.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert desk.get(address).status_code == 200
        return len(asked)

    addresses = ("/commitments/?show=tag_services", f"/plans/{rows[0].plan_id}/tags/")
    act(office, rows[0], "tag", "supervisor", services=["public"])
    before = [count(address) for address in addresses]
    for row in rows[1:]:
        act(office, row, "tag", "supervisor", services=["public", "growth"])
    assert [count(address) for address in addresses] == before


def test_a_part_has_the_tags_of_its_whole_from_the_split_on_and_its_own_later(office: Office, plan: Plan) -> None:
    whole = running(office, plan, BASE)
    act(office, whole, "tag", "supervisor", services=["public"], groups=["farmers", "residents"])
    set_list(office, GROUPS, FOUR)  # a tag that was taken out of the list goes along all the same

    def split(words: str) -> Commitment:
        given = {"unit": office.units["society"].pk, "words": words, "due": "2026-08-31"}
        act(office, whole, "split", "clerk", **given)
        return Commitment.objects.get(split_from=whole, words=words)

    part = split("建设茶叶科普基地1个")
    assert tags(part) == tags(whole) == {"services": ["public"], "groups": ["farmers", "residents"]}
    page = signed_in(office, "clerk", "en").get(part.get_absolute_url())
    assert "Tags of the whole" in page.text and "服务全民科学素质" in page.text and whole.number in page.text
    act(office, part, "tag", "clerk", groups=["minors"])  # the unit that gave the part on keeps its tags
    act(office, whole, "tag", "supervisor", services="-")
    assert tags(part) == {"services": ["public"], "groups": ["minors"]}
    assert tags(whole) == {"groups": ["farmers", "residents"]}


def test_a_part_of_what_has_no_tags_has_none_and_says_nothing_of_them(office: Office, plan: Plan) -> None:
    whole = running(office, plan, BASE)
    act(office, whole, "split", "clerk", unit=office.units["society"].pk, words="建设茶叶科普基地1个", due="2026-08-31")
    part = Commitment.objects.get(split_from=whole)
    assert tags(part) == {} and not Entry.objects.filter(step="tags.inherited").exists()
