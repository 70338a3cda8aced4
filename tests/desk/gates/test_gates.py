"""Gates of contracts: reviews that the office demands of some sorts before they are signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from declared_lines import changed
from examples import as_program
from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.import_sheets import asked_columns
from luoshi.desk.gates.part import Gates
from luoshi.kernel.code_lists.actions import ListItemInput, set_version
from luoshi.kernel.code_lists.queries import newest_version_id
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.contracts.models import LISTS
from office import NOW, TODAY, Office
from pictures import png
from programs import program

KIND = get_kind("contracts")
REVIEWS = LISTS["contracts.reviews"]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def demand(office: Office, sorts: str = "技术开发、transfer", start: date = TODAY, **own: str) -> None:
    words = {"business": "业务审核", "legal": "法制审核", "leader": "领导审批"}
    wanted = [ListItemInput(code, word, {"needed": own.get(code, sorts)}) for code, word in words.items()]
    seen, who = newest_version_id(REVIEWS, None, TODAY), office.actor("admin")
    set_version(REVIEWS, None, wanted, start, "云科协〔2026〕5号", who, at=NOW, seen=seen)


def drafted(office: Office, sort: str = "development") -> Any:
    unit = office.units["kexie"].pk
    firms = [
        begin(get_kind("organisations"), office.actor("clerk"), {"unit": unit, "title": title, "sort": "enterprise"},
              at=NOW).record
        for title in ("云岭县绿源茶业有限公司", "云岭县茶叶研究所")
    ]  # fmt: skip
    parties = [{"org": firm.number, "part": "client"} for firm in firms]
    given = {"title": "茶园改造", "sort": sort, "unit": unit, "signatories": parties}
    return begin(KIND, office.actor("clerk"), given, at=NOW).record


def review(office: Office, record: Any, gate: str, day: date = TODAY) -> Any:
    row = {"gate": gate, "day": day.isoformat()}
    return take(record, "review", office.actor("clerk"), {"reviews": row}, at=NOW).record


def sign(office: Office, record: Any) -> Any:
    given = {"signed": TODAY.isoformat(), "from_day": TODAY.isoformat()}
    files = {"paper": [SimpleUploadedFile("合同.png", png())]}
    return take(record, "sign", office.actor("clerk"), given, at=NOW, files=files).record


def test_a_refused_step_names_every_gate_that_is_open_and_the_next(office: Office) -> None:
    demand(office)
    record = drafted(office)
    with pytest.raises(RecordError, match="签订前审查尚未通过：业务审核、法制审核、领导审批") as refused:
        sign(office, record)
    assert (refused.value.code, refused.value.remedy) == ("guarded", "请先登记“业务审核”。")
    with pytest.raises(RecordError, match="须先通过“业务审核”（第 1 关，共 3 关），还不能登记“法制审核”"):
        review(office, record, "legal")
    for gate in ("business", "legal"):
        record = review(office, record, gate)
    with pytest.raises(RecordError, match="尚未通过：领导审批"):
        sign(office, record)
    assert sign(office, review(office, record, "leader")).state == "signed"


def test_a_gate_is_not_passed_before_the_one_that_precedes_it(office: Office) -> None:
    demand(office)
    record = drafted(office)
    record.__class__.objects.update(opened=NOW - 9 * DAY)
    demand(office, start=TODAY - 20 * DAY)
    record = review(office, type(record).objects.get(), "business", TODAY - DAY)
    with pytest.raises(RecordError, match=r"“业务审核”在 .* 通过，“法制审核”不能早于这一天"):
        review(office, record, "legal", TODAY - 2 * DAY)
    assert review(office, record, "legal", TODAY - DAY).state == "drafted"


def test_only_the_last_gate_is_taken_back_and_is_then_to_be_passed_again(office: Office) -> None:
    demand(office)
    record = review(office, review(office, drafted(office), "business"), "legal")
    rows = {row.gate: row.pk for row in KIND.every(Gates)[0].rows(KIND).model.objects.all()}  # type: ignore[union-attr]

    def take_back(gate: str) -> Any:
        given = {"reviews": {"id": rows[gate], "withdrawn": TODAY.isoformat()}, "reason": "材料有误"}
        return take(record, "take_review_back", office.actor("clerk"), given, at=NOW).record

    with pytest.raises(RecordError, match="“业务审核”之后已经通过“法制审核”：只能撤回最后一关"):
        take_back("business")
    record = take_back("legal")
    with pytest.raises(RecordError, match="尚未通过：法制审核、领导审批"):
        sign(office, record)
    assert sign(office, review(office, review(office, record, "legal"), "leader")).state == "signed"


def test_only_the_sorts_that_the_list_names_have_gates_and_others_enter_them_freely(office: Office) -> None:
    demand(office, leader="全部")
    record = review(office, drafted(office, "partner"), "legal")  # voluntary: in no order
    with pytest.raises(RecordError, match="尚未通过：领导审批"):
        sign(office, record)


def test_without_a_list_of_the_office_nothing_is_demanded(office: Office) -> None:
    assert sign(office, drafted(office)).state == "signed"


def test_a_record_keeps_the_list_of_the_day_on_which_it_began(office: Office) -> None:
    record = drafted(office)
    demand(office, start=TODAY + DAY)
    assert sign(office, record).state == "signed"


def test_a_list_that_names_what_does_not_exist_refuses_and_says_so(office: Office) -> None:
    demand(office, "技术开法")
    with pytest.raises(RecordError, match="“签订前审查”写明“业务审核”适用于“技术开法”，但没有这样的选项"):
        sign(office, drafted(office))


def test_the_page_shows_the_gates_in_order_and_the_api_names_the_open_ones(client: Client, office: Office) -> None:
    demand(office)
    record = review(office, drafted(office), "business")
    client.force_login(office.people["clerk"].user)
    text = client.get(f"/contracts/{record.pk}/").text
    for words in ("签订前审查", "1. 业务审核", "2. 法制审核", "3. 领导审批", "已通过", "下一关", "未到", "1/3"):
        assert words in text, words
    given = {"signed": TODAY.isoformat(), "from_day": TODAY.isoformat()}
    given = as_program({**given, "paper": SimpleUploadedFile("合同.png", png())})
    sent = {"given": given, "seen": record.version}
    answer = program(office, "clerk").post(f"contracts/{record.pk}/steps/sign", sent)
    assert (answer.status_code, answer.data["code"]) == (422, "guarded")
    assert "Legal review、Approval by the leader" in answer.data["what"]


@pytest.mark.parametrize(
    ("gates", "fault"),
    [
        (Gates("reviewers", "R", before="sign"), "the kind has no rows reviewers"),
        (Gates("reviews", "R", before="enter"), "enter is no step after the beginning"),
        (Gates("reviews", "R", before="sgn"), "sgn is no step"),
        (Gates("reviews", "R", before="sign", gate="opinion"), "reviews.opinion takes no code of a list"),
        (Gates("reviews", "R", before="sign", day="opinion"), "reviews.opinion is no day"),
        (Gates("reviews", "R", before="sign", by="sort"), "say both"),
        (Gates("reviews", "R", before="sign", by="topic", needed="needed"), "topic takes no codes"),
        (Gates("reviews", "R", before="sign", by="sort", needed="of"), "has no column of"),
        (Gates("results", "R", before="sign", gate="sort"), None),
        (Gates("payments", "R", before="sign"), "receive edits them all at once"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_place(gates: Gates, fault: str | None) -> None:
    parts = tuple(part for part in KIND.declaration.parts if not isinstance(part, Gates))
    if fault is None:
        assert changed(KIND, parts=(*parts, gates)).every(Gates) == (gates,)
        return
    with pytest.raises(ValueError, match=fault):
        changed(KIND, parts=(*parts, gates))


def test_gates_of_rows_that_can_be_added_as_ended_are_refused() -> None:
    parts = tuple(
        replace(part, begins_open=False) if isinstance(part, Rows) and part.name == "reviews" else part
        for part in KIND.declaration.parts
    )
    with pytest.raises(ValueError, match="passed and taken back at once"):
        changed(KIND, parts=parts)


def test_passing_a_gate_asks_nothing_about_taking_it_back(client: Client, office: Office) -> None:
    demand(office)
    record = drafted(office)
    client.force_login(office.people["clerk"].user)
    names = ("gate", "day", "opinion", "withdrawn")
    asked = {name: f'name="reviews-0-{name}"' in client.get(f"/contracts/{record.pk}/review/").text for name in names}
    assert asked == {"gate": True, "day": True, "opinion": True, "withdrawn": False}
    with pytest.raises(RecordError) as refused:
        given = {"gate": "business", "day": TODAY.isoformat(), "withdrawn": TODAY.isoformat()}
        take(record, "review", office.actor("clerk"), {"reviews": given}, at=NOW)
    assert refused.value.fields["reviews.withdrawn"] == ["没有这个字段。"]
    record = review(office, record, "business")
    page = client.get(f"/contracts/{record.pk}/take_review_back/").text
    assert 'name="reviews-0-withdrawn"' in page and 'name="reviews-0-opinion"' not in page
    columns = [column.name for column in asked_columns(KIND, KIND.cycle.by_name["review"])]
    assert columns == ["_record", "reviews.gate", "reviews.day", "reviews.opinion"]
