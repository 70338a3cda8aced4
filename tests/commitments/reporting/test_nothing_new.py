"""“Nothing new”: as on the day of the last report, which is shown and kept; refused where there was no report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.utils.translation import override

from assigned import act, at, running, told
from luoshi.base.record_errors import RecordError
from luoshi.commitments.progress.models import Progress
from luoshi.evidence.journal.models import Entry
from many_appeals import signed_in
from office import Office
from plans import published
from programs import program

BASE, CLUB = "科普示范基地", "联席会议"
URL = "/mine/report/"


@pytest.fixture(autouse=True)
def _late_in_march(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(3, 30))
    with override("en"):
        yield


NOT_BEFORE = "Nothing has been reported yet: report the present state."


def test_nothing_new_stands_on_the_last_report_and_is_refused_without_one(office: Office) -> None:
    one = running(office, published(office), BASE)
    client = signed_in(office, "clerk", "en")
    page = client.get(URL).content.decode()
    assert f"r{one.pk}-words" in page and "nothing new" not in page
    for address in ("/mine/", f"/commitments/{one.pk}/"):
        assert f"/commitments/{one.pk}/nothing_new/" not in client.get(address).content.decode(), address
    sent = {"row": one.pk, f"r{one.pk}-once": str(uuid4()), f"r{one.pk}-seen": one.version}
    answer = client.post(URL, {**sent, f"r{one.pk}-nothing": "尚未开工"})
    assert answer.status_code == 422 and NOT_BEFORE in answer.content.decode()
    with pytest.raises(RecordError, match=NOT_BEFORE[:-1]):
        act(office, one, "nothing_new", "clerk", at(3, 30), reason="尚未开工")
    one = told(office, one, at(3, 20))
    assert f"/commitments/{one.pk}/nothing_new/" in client.get(f"/commitments/{one.pk}/").content.decode()
    page = client.get(f"/commitments/{one.pk}/nothing_new/").content.decode()
    assert "Nothing new, as on 2026-03-20: reason" in page and "reached so far: 66.66%" in page
    zh = signed_in(office, "clerk", "zh-hans").get(f"/commitments/{one.pk}/nothing_new/").content.decode()
    assert "无新进展（同2026-03-20）：原因" in zh
    act(office, one, "nothing_new", "clerk", at(3, 30), reason="等待验收")
    entry = Entry.objects.filter(record=one.pk, step="nothing_new").select_related("payload").get()
    given = {"reason": "等待验收", "reported": "2026-03-20", "reached": "66.66%"}
    assert json.loads(entry.payload.data or "") == given
    page = client.get(f"/commitments/{one.pk}/").content.decode()
    assert "Last report" in page and "66.66%" in page


def test_in_bulk_what_was_never_reported_is_left_with_the_reason(office: Office) -> None:
    plan = published(office)
    one, two = told(office, running(office, plan, BASE), at(3, 20)), running(office, plan, CLUB)
    client = signed_in(office, "clerk", "en")
    bulk, chosen = "/commitments/bulk/", {"bulk_step": "nothing_new", "step": "nothing_new", "row": [one.pk, two.pk]}
    page = client.post(bulk, chosen)
    assert "as in each last report" in page.content.decode() and "2026-03-20" not in str(page.context["form"])
    sent_back = dict(page.context["form"].initial) | {"reason": "等待验收", "once": page.context["to"]["once"]}
    page = client.post(bulk, sent_back)
    assert page.status_code == 422 and NOT_BEFORE in page.content.decode()
    sent_back = {**sent_back, **{name: page.context["form"].data[name] for name in page.context["form"].initial}}
    assert client.post(bulk, sent_back).status_code == 302
    assert list(Progress.objects.filter(kind="nothing").values_list("commitment", flat=True)) == [one.pk]


def test_by_the_api_nothing_new_keeps_and_refuses_the_same(office: Office) -> None:
    one = running(office, published(office), BASE)
    clerk, path = program(office, "clerk"), f"commitments/{one.pk}/steps/nothing_new"

    def send(version: int) -> Any:
        body = {"seen": version, "given": {"reason": "等待验收"}}
        return clerk.post(path, body, **{"Idempotency-Key": str(uuid4())})

    refused = send(one.version)
    assert (refused.status_code, refused.data["code"], refused.data["what"]) == (422, "guarded", NOT_BEFORE)
    one = told(office, one, at(3, 20))
    assert send(one.version).status_code == 200
    entry = Entry.objects.filter(record=one.pk, step="nothing_new").select_related("payload").get()
    assert json.loads(entry.payload.data or "")["reported"] == "2026-03-20"
