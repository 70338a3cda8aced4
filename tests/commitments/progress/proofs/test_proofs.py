"""Kinds of evidence: declared by the office, asked of a commitment, brought by reports, and named where they lack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from assigned import act, at, issued, running, verified
from luoshi.base.record_errors import RecordError
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.progress.proofs.rules import (
    Proof,
    join_proof_names,
    missing_proof_names,
    parse_proofs,
    split_proof_names,
)
from luoshi.evidence.store import path_of
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from office import Office
from pictures import exif, jpeg
from plans import published

BASE = "科普示范基地"
DECLARED = "情况报告、现场照片=jpg/png、签到表=xlsx/pdf"


@pytest.fixture(autouse=True)
def _in_english(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.DATA = tmp_path
    with override("en"):
        yield


def test_a_declaration_names_each_kind_and_the_files_that_can_be_one() -> None:
    assert parse_proofs(DECLARED) == (
        Proof("情况报告"), Proof("现场照片", ("jpg", "png")), Proof("签到表", ("xlsx", "pdf")),
    )  # fmt: skip
    assert [Proof("照片", ("jpg",)).fits(name) for name in ("a.JPG", "jpg", "a.jpg.pdf")] == [True, True, False]
    assert Proof("报告").fits("a.anything")


@pytest.mark.parametrize("text", ["", "、，", "照片、照片=jpg", "=jpg", "很" * 21])
def test_what_names_no_kind_or_one_twice_is_no_declaration(text: str) -> None:
    with pytest.raises(ValueError):
        parse_proofs(text)


@given(st.lists(st.text("照片报告表单", min_size=1, max_size=8), unique=True))
def test_what_is_joined_is_split_the_same(names: list[str]) -> None:
    assert split_proof_names(join_proof_names(names)) == names
    assert missing_proof_names(names, []) == names and missing_proof_names(names, names) == []


def declare(text: str = DECLARED) -> None:
    Parameter.objects.create(name="ledger.evidence_kinds", value=text, start=date(2026, 1, 1), source="县督查办法")


def files(**sent: bytes) -> Any:
    """Files by the field they are sent for: ``proof_1__a_jpg=b"…"``."""
    found: Any = MultiValueDict()
    for name, data in sent.items():
        field, _sign, file = name.partition("__")
        found.appendlist(field, SimpleUploadedFile(file.replace("_", "."), data))
    return found


def done(office: Office, one: Commitment, when: Any, step: str = "finish", **sent: bytes) -> Commitment:
    asked = {"words": "已完成", "obstacles": "无", "following": "继续"}
    take(one, step, office.actor("clerk", when.date()), asked, at=when, files=files(**sent))
    return Commitment.objects.get(pk=one.pk)


def test_only_kinds_that_the_office_declared_are_asked_for(office: Office) -> None:
    plan = published(office)
    with pytest.raises(RecordError, match=r"Your office has no such kind of evidence: 现场照片\. Available: —"):
        issued(office, plan, BASE, proofs="现场照片")
    declare()
    with pytest.raises(
        RecordError, match=r"Your office has no such kind of evidence: 录像\. Available: 情况报告、现场照片、签到表"
    ):
        issued(office, plan, BASE, proofs="现场照片，录像")
    assert issued(office, plan, BASE, proofs="签到表, 现场照片").proofs == "签到表、现场照片"


def test_reported_done_it_names_each_kind_that_lacks(office: Office) -> None:
    declare()
    one = running(office, published(office), BASE, proofs="现场照片、签到表")
    with pytest.raises(RecordError, match=r"Evidence: 现场照片: This field is required\..*Evidence: 签到表: This"):
        done(office, one, at(9, 20))
    with pytest.raises(
        RecordError, match=r"This file type is not accepted as this kind of evidence: a.txt. Accepted: jpg、png"
    ):
        done(office, one, at(9, 20), proof_1__a_txt="文字".encode(), proof_2__a_pdf=b"%PDF-1.4")
    assert Commitment.objects.get(pk=one.pk).state == "running"


def test_a_kind_that_an_earlier_report_brought_is_not_asked_for_again(office: Office) -> None:
    declare()
    one = running(office, published(office), BASE, proofs="情况报告、现场照片")
    one = done(office, one, at(6, 20), "report", proof_2__a_jpg=jpeg())
    assert Progress.objects.get(commitment=one).proofs == "现场照片"
    one = done(office, one, at(9, 20), proof_1__b_txt="完成情况".encode())
    assert verified(office, one, at(9, 22)).state == "verified"


def test_what_lacks_a_kind_is_not_passed_and_the_kind_is_named(office: Office) -> None:
    """A report that brought it was taken back, or it was asked for only later."""
    declare()
    one = done(office, running(office, published(office), BASE), at(9, 20))
    one = act(office, one, "ask_proofs", "supervisor", at(9, 21), proofs="签到表、情况报告", proof="")
    with pytest.raises(RecordError, match="Evidence is missing: 签到表、情况报告"):
        verified(office, one, at(9, 22))
    assert Commitment.objects.get(pk=one.pk).state == "reported"
    one = act(office, one, "ask_proofs", "supervisor", at(9, 23), proofs="", proof="")
    assert verified(office, one, at(9, 24)).state == "verified"


@pytest.mark.parametrize("who", ["clerk", "head", "leader", "stranger", "auditor", "admin"])
def test_only_who_supervises_it_says_which_evidence_is_to_be_brought(office: Office, who: str) -> None:
    declare()
    one = running(office, published(office), BASE)
    with pytest.raises(RecordError):
        act(office, one, "ask_proofs", who, at(9, 21), proofs="签到表", proof="")
    assert act(office, one, "ask_proofs", "supervisor", at(9, 21), proofs="签到表", proof="").proofs == "签到表"


def test_places_and_devices_are_taken_out_of_pictures_sent_as_evidence(office: Office) -> None:
    declare()
    one = running(office, published(office), BASE, proofs="现场照片")
    sent = jpeg(exif(6, b"GPS 29.1 N 108.3 E"))
    assert b"GPS" in sent
    one = done(office, one, at(9, 20), proof_1__a_jpg=sent)
    kept = path_of(Attachment.objects.get(record=one.pk).evidence.sha256).read_bytes()
    assert b"GPS" not in kept and kept.startswith(b"\xff\xd8")


def test_other_files_are_kept_as_they_were_sent(office: Office) -> None:
    one = running(office, published(office), BASE)
    words = "完成情况：作者 柯干事".encode()
    one = done(office, one, at(9, 20), evidence__a_txt=words)
    assert path_of(Attachment.objects.get(record=one.pk).evidence.sha256).read_bytes() == words
