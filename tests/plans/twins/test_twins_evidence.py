"""The files of a report prove the same task in other plans too: who checks it there opens them by their own right."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from assigned import act, at, running
from luoshi.base.rights.rules.rights import Role
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.reporting.actions.reports import answer_twins
from luoshi.commitments.statistics.audit.queries import closed_bare
from luoshi.kernel.files.actions.files import let_go
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.twins.actions.twins import link_twins
from many_appeals import signed_in
from office import Office
from plans import by, published
from programs import program

OWN = """云岭县科协2026年工作计划
一、科普
新建科普示范基地3个，更新展品120件。（牵头单位：县科协；完成时限：12月底前）
"""
BASE = "科普示范基地"
DAY = at(3, 30)


@pytest.fixture(autouse=True)
def _that_day(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.DATA = tmp_path
    with override("en"):
        yield


@pytest.fixture
def twins(office: Office, monkeypatch: pytest.MonkeyPatch) -> tuple[Commitment, Commitment]:
    """The county's matter, reported done with a file; the same task in the association's own plan, done with it."""
    office.person("checker", "核查员", "kexie", Role.SUPERVISOR, ["society"])
    one = running(office, published(office), BASE)
    own = published(office, OWN, unit=office.units["kexie"].pk)
    other = own.commitments.get(words__contains=BASE)
    other = act(office, other, "issue", "head", urgency="plain")
    other = act(office, other, "accept", "clerk", owner=office.posts["clerk"].pk)
    link_twins(one, other, by(office))
    files = {"evidence": [SimpleUploadedFile("验收单.txt", "三个基地均已验收".encode())]}
    take(one, "finish", office.actor("clerk"), {"words": "已完成"}, at=DAY, files=files)
    answer_twins.func(Progress.objects.get(commitment=one).pk)
    monkeypatch.setattr("django.utils.timezone.now", lambda: DAY)
    return one, Commitment.objects.get(pk=other.pk)


def test_the_checker_of_the_twin_opens_them_without_a_right_to_the_original(office: Office, twins: Any) -> None:
    one, other = twins
    (kept,) = Attachment.objects.all()
    assert (kept.record_id, other.state) == (one.pk, "reported")
    checker = signed_in(office, "checker", "en")
    assert checker.get(one.get_absolute_url()).status_code == 404
    assert checker.get(f"{one.get_absolute_url()}files/{kept.pk}/").status_code == 404
    page = checker.get(other.get_absolute_url()).content.decode()
    address = f"{other.get_absolute_url()}files/{kept.pk}/"
    assert address in page and "Files: 验收单.txt" in page
    answer: Any = checker.get(address)
    assert answer.status_code == 200 and b"".join(answer.streaming_content).decode() == "三个基地均已验收"
    told = program(office, "checker", at=DAY).get(f"commitments/{other.pk}").data
    assert told["reports"][0]["files"] == ["验收单.txt"]


def test_nobody_else_opens_them_there(office: Office, twins: Any) -> None:
    _one, other = twins
    (kept,) = Attachment.objects.all()
    address = f"{other.get_absolute_url()}files/{kept.pk}/"
    assert signed_in(office, "stranger").get(address).status_code == 404
    assert signed_in(office, "clerk").get(address).status_code == 200
    elsewhere = published(office, "云岭县2026年科普工作要点\n县科协要在9月底前建成科普馆1座。\n").commitments.get()
    wrong = f"{elsewhere.get_absolute_url()}files/{kept.pk}/"
    assert signed_in(office, "supervisor").get(wrong).status_code == 404


def test_they_go_with_the_original(office: Office, twins: Any, django_capture_on_commit_callbacks: Any) -> None:
    one, other = twins
    (kept,) = Attachment.objects.all()
    with django_capture_on_commit_callbacks(execute=True):
        assert let_go(one) == 1
    checker = signed_in(office, "checker", "en")
    assert checker.get(f"{other.get_absolute_url()}files/{kept.pk}/").status_code == 404
    assert "验收单" not in checker.get(other.get_absolute_url()).content.decode()


def test_closed_with_them_it_was_not_closed_without_evidence(office: Office, twins: Any) -> None:
    _one, other = twins
    Commitment.objects.filter(pk=other.pk).update(state="closed")
    assert list(closed_bare(office.actor("auditor"), DAY.date())) == []
    Progress.objects.filter(commitment=other).update(taken_back=Progress.objects.get(commitment=other).entry)
    assert [row.pk for row in closed_bare(office.actor("auditor"), DAY.date())] == [other.pk]
