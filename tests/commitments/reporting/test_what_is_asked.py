"""A plan asks of each report what has come of it, and a number or a file: what lacks it is not taken, by any way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from assigned import act, at, finished, running
from luoshi.base.record_errors import RecordError
from luoshi.commitments.progress.models import Progress
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from many_appeals import lines_of, signed_in
from office import Office
from plans import published
from programs import program, said

BASE = "科普示范基地"
SAID = {"words": "已建成1个。", "obstacles": "无", "following": "继续"}
EFFECT = "服务群众1200人次"
ASKS = "This plan requires a number or a file with each report"


@pytest.fixture(autouse=True)
def _march(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(3, 30))
    with override("en"):
        yield


@pytest.fixture
def one(office: Office) -> Commitment:
    return running(office, published(office), BASE, at(3, 23))


def asked(office: Office, one: Commitment, *names: str) -> None:
    keeper = signed_in(office, "supervisor", "en")
    plan = Plan.objects.get(pk=one.plan_id)
    url = f"/plans/{plan.pk}/ask_of_reports/"
    assert keeper.post(url, {"seen": plan.version, **dict.fromkeys(names, "on")}).status_code == 302
    assert "Requirements for each report" in keeper.get(plan.get_absolute_url()).content.decode()


def in_row(one: Commitment, **values: Any) -> dict[str, Any]:
    named = {f"r{one.pk}-{name}": value for name, value in values.items()}
    return {"row": one.pk, f"r{one.pk}-once": str(uuid4()), f"r{one.pk}-seen": one.version, **named}


def test_only_who_keeps_the_plan_says_what_is_asked(office: Office, one: Commitment) -> None:
    url = f"/plans/{one.plan_id}/ask_of_reports/"
    assert signed_in(office, "clerk", "en").post(url, {"asks_effect": "on"}).status_code in (403, 404)
    assert not Plan.objects.get(pk=one.plan_id).asks_effect
    act(office, one, "report", "clerk", at(3, 30), **SAID)  # nothing more is asked unless somebody asks for it


def test_where_the_effect_is_asked_no_report_is_taken_without_it(office: Office, one: Commitment) -> None:
    asked(office, one, "asks_effect")
    clerk, asks = signed_in(office, "clerk", "en"), program(office, "clerk", at=at(3, 30))
    url, step = f"/commitments/{one.pk}/report/", f"commitments/{one.pk}/steps/report"
    assert "This plan requires each report to state its effect." in clerk.get(url).content.decode()
    missing = {"seen": one.version, "given": {**SAID, "effect": " "}}
    refused = asks.post(step, missing)
    assert said(refused) == (422, "incomplete") and list(refused.data["fields"]) == ["effect"]
    page = clerk.post(url, {"seen": one.version, **SAID})
    assert page.status_code == 422 and "Effect</a>: This field is required." in page.content.decode()
    page = clerk.post("/mine/report/", in_row(one, **SAID))
    assert page.status_code == 422 and "Effect</a>: This field is required." in page.content.decode()
    for name, who, more in (("finish", "clerk", {}), ("report_told", "supervisor", {"told_by": "柯干事"})):
        with pytest.raises(RecordError) as error:
            act(office, one, name, who, at(3, 30), **SAID, **more)
        assert list(error.value.fields) == ["effect"]
    assert not Progress.objects.exists()

    assert clerk.post("/mine/report/", in_row(one, **SAID, effect=EFFECT)).status_code == 302
    act(office, one, "nothing_new", "clerk", at(3, 30), reason="待验收")  # what was said before stands
    assert EFFECT in clerk.get(one.get_absolute_url()).content.decode()
    one = finished(office, Commitment.objects.get(pk=one.pk), at(3, 30), effect="全县覆盖")
    desk = signed_in(office, "supervisor", "en")
    words = desk.get(f"/commitments/{one.pk}/verify/").content.decode()
    assert "Last reported: 已全部完成。" in words and "Effect: 全县覆盖" in words
    book = b"".join(desk.post("/commitments/export/").streaming_content)  # type: ignore[attr-defined]
    lines = lines_of(book)
    at_row = next(row for row in lines if "Effect last reported" in row)
    told = dict(zip(at_row, next(row for row in lines if one.number in row), strict=True))
    assert (told["Progress last reported"], told["Effect last reported"]) == ("已全部完成。", "全县覆盖")


def test_where_a_number_or_a_file_is_asked_one_of_them_comes_each_time(office: Office, one: Commitment) -> None:
    act(office, one, "report", "clerk", at(3, 24), **SAID)
    asked(office, one, "asks_backing")
    one = Commitment.objects.get(pk=one.pk)
    clerk, asks = signed_in(office, "clerk", "en"), program(office, "clerk", at=at(3, 30))
    url = f"/commitments/{one.pk}/report/"
    for sent in (clerk.post(url, {"seen": one.version, **SAID}), clerk.post("/mine/report/", in_row(one, **SAID))):
        assert sent.status_code == 422 and ASKS in sent.content.decode()
    step = f"commitments/{one.pk}/steps/nothing_new"
    refused = asks.post(step, {"seen": one.version, "given": {"reason": "待验收"}})
    assert said(refused) == (422, "incomplete") and ASKS in str(refused.data["fields"])
    page = clerk.post("/mine/report/", in_row(one, nothing="待验收"))
    assert page.status_code == 422 and ASKS in page.content.decode()
    assert Progress.objects.count() == 1

    target = one.targets.filter(ended=None, quote__contains="3个").get()
    act(office, one, "report", "clerk", at(3, 30), **SAID, **{f"value_{target.pk}": "0"})  # nothing yet is a number
    one = Commitment.objects.get(pk=one.pk)
    file = SimpleUploadedFile("现场.txt", "已建成".encode())
    assert clerk.post(url, {"seen": one.version, **SAID, "evidence": file}).status_code == 302
    assert Progress.objects.count() == 3


def test_what_promises_no_number_and_is_asked_for_no_evidence_is_reported_in_words(office: Office) -> None:
    plan = published(office, "云岭县2026年工作要点\n县科协完善联系专家制度，9月底前完成。\n")
    one = running(office, plan, "联系专家", at(3, 23))
    asked(office, one, "asks_backing")
    act(office, one, "report", "clerk", at(3, 30), **SAID)
    act(office, one, "nothing_new", "clerk", at(3, 30), reason="待验收")
