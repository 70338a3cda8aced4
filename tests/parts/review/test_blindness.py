"""In a blind round nobody learns who is on the other side: looked for as each role; whole in tests/security."""

from __future__ import annotations

import pytest
from blind_walk import BlindRound, blind_round, walk
from calling import drafted, published_call
from django.test import Client
from reviewing import approve, expert, prepared, sheets_of

from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.actors.models import User
from luoshi.parts.review.models import Assessed, ReviewRound
from office import NOW, Office


@pytest.fixture
def blind(office: Office, monkeypatch: pytest.MonkeyPatch) -> BlindRound:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    office.person("bureau head", "局长", "bureau", Role.HEAD)
    return blind_round(office, 2, 3)


def test_no_identity_stands_where_it_would_be_met_first(blind: BlindRound) -> None:
    """Assessors, authors, the recommending unit and anybody: no name, title, firm, file or opinion but their own."""
    for reader in {reader.name: reader for reader in blind.readers}.values():
        walked = walk(blind, reader, depth=None)
        assert walked.leaks == [] and walked.requests > 20, (reader.name, walked.leaks[:10])
        assert walked.met == bool(reader.known) and walked.failures == []


def test_who_writes_the_first_opinion_does_not_learn_who_applies(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chair of a group reads number, summary and blind papers, as every assessor does."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    office.person("bureau head", "局长", "bureau", Role.HEAD)
    blind = blind_round(office, 2, 3, after="yes")
    chair = next(reader for reader in blind.readers if reader.name == "chair")
    own = Assessed.objects.filter(chair__title="评委秘评0000").order_by("pk")[0]
    assert chair.client.get(own.get_absolute_url()).status_code == 200
    walked = walk(blind, chair, depth=None)
    assert walked.leaks == [] and walked.requests > 20, walked.leaks[:10]


def test_an_assessor_reads_the_fields_that_the_call_opens_and_no_others(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    fields = [{"label": "研究目标", "sort": "text", "open": True}, {"label": "合作单位", "sort": "text"}]
    call = published_call(office, fields=fields)
    record = drafted(office, call)
    answers = {"title": record.title, "answers": {"研究目标": "提高采茶效率", "合作单位": "龙门茶厂"}}
    for step, who, given in (
        ("edit", "clerk", answers), ("send", "clerk", {}), ("certify", "head", {}), ("check", "supervisor", {}),
    ):  # fmt: skip
        record = take(record, step, office.actor(who), given, at=NOW).record
    approve(office, prepared(office, call, [expert(office, name) for name in "ab"]))
    client = Client()
    client.force_login(User.objects.get(person=office.people["a"]))
    page = client.get(sheets_of(office, "a")[0].get_absolute_url()).text
    assert "提高采茶效率" in page
    assert "龙门茶厂" not in page and "合作单位" not in page


def test_the_walker_notices_a_name(blind: BlindRound) -> None:
    """The same round shown openly: the walker finds titles, leaders, firms and files on the sheet of an assessor."""
    ReviewRound.objects.update(blind="no")
    walked = walk(blind, next(reader for reader in blind.readers if reader.name == "assessor"), depth=None)
    assert {mark[:2] for _path, mark in walked.leaks} == {"秘题", "秘人", "秘企", "秘件"}
