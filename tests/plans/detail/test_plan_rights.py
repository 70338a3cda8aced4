"""Of a commitment that one may not open a plan shows what it prints, nothing of how it goes now; so do its parts."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from assigned import act, running
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.models import Party
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from many_appeals import signed_in
from office import Office
from plans import published

BASE = "科普示范基地"
NOW_WITH, NOW_DUE = "云岭县文旅局", date(2027, 1, 17)
PAGES = ("", "print/", "editions/1/", "editions/1/print/", "editions/1/changes/", "twins/", "compare/", "ledger.xlsx")


def gone_elsewhere(office: Office) -> tuple[Plan, Commitment]:
    """A plan of which one commitment is suspended, with another unit and due on another day than the plan prints."""
    plan = published(office)
    office.unit("culture", NOW_WITH, "county")
    one = plan.commitments.get(words__contains=BASE)
    Commitment.objects.filter(pk=one.pk).update(
        unit=office.units["culture"], state="suspended", until=NOW_DUE, due=NOW_DUE, first_due=NOW_DUE
    )
    return plan, one


def told(answer: Any) -> str:
    """All words of a page or of a workbook's cells."""
    if "spreadsheet" not in answer.headers["Content-Type"]:
        return re.sub(r"\s+", " ", answer.content.decode())
    book = load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
    return " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def row_of(html: str, words: str) -> str:
    """The row of a commitment, without marks."""
    inner = html[html.index(words) :].split("</tr>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", inner).split())


@pytest.mark.parametrize("more", PAGES)
def test_no_paper_of_a_plan_tells_how_a_commitment_goes_that_one_may_not_open(office: Office, more: str) -> None:
    plan, one = gone_elsewhere(office)
    reader = signed_in(office, "stranger", "en")
    assert reader.get(f"/commitments/{one.pk}/").status_code == 404
    words = told(reader.get(f"/plans/{plan.pk}/{more}"))
    assert [said for said in (NOW_WITH, NOW_DUE.isoformat(), f"/commitments/{one.pk}/") if said in words] == []


@pytest.mark.control(
    "8.1.4.2 e-g", "a plan's page and print show of a commitment that is 404 only what the plan prints"
)
@pytest.mark.parametrize("more", ["", "print/"])
def test_how_it_goes_is_for_those_who_may_open_it(office: Office, more: str) -> None:
    plan, one = gone_elsewhere(office)
    for who, allowed in (("supervisor", True), ("stranger", False)):
        html = told(signed_in(office, who, "en").get(f"/plans/{plan.pk}/{more}"))
        row = row_of(html, one.words)
        assert "云岭县科学技术协会" in row and "2026-09-30" in row  # what the plan prints, for both
        assert [said in row for said in ("Suspended", f"now with {NOW_WITH}")] == [allowed, allowed], who
        own = row_of(html, "科技培训12期")
        assert "In the plan" in own, who  # their own they see whole
        rows = [line.pk for line in plan.commitments.all() if not allowed and "科技培训12期" not in line.words]
        said = f"Rows of which you see only the text of the plan: {len(rows)}."
        assert (said in html, "only the text of the plan" in html) == (not allowed, not allowed)


def test_programs_get_what_pages_show(office: Office) -> None:
    plan, one = gone_elsewhere(office)
    reader = signed_in(office, "stranger", "en")
    assert reader.get(f"/api/commitments/{one.pk}").status_code == 404
    listed = reader.get("/api/commitments").json()
    assert [row["id"] for row in listed["rows"]] == [plan.commitments.get(words__contains="科技培训").pk]
    words = reader.get(f"/api/plans/{plan.pk}").content.decode() + str(listed)
    assert NOW_WITH not in words and NOW_DUE.isoformat() not in words


@pytest.fixture
def split(office: Office) -> tuple[Commitment, Commitment]:
    """A commitment that 县科技局 supports, and a part of it that its lead gave to 茶叶学会."""
    one = running(office, published(office), BASE)
    Party.objects.create(record=one, name="support", unit=office.units["bureau"])
    target = one.targets.order_by("place")[0]
    one = act(office, one, "split", "clerk", unit=office.units["society"].pk, words="建设茶叶科普基地1个",
              due="2026-08-31", **{f"share_{target.pk}": "1"})  # fmt: skip
    return one, Commitment.objects.get(split_from=one)


@pytest.mark.control("8.1.4.2 e-g", "of parts that are 404 a card shows only how many they are")
def test_parts_are_shown_to_those_who_may_open_them_and_counted_for_others(
    office: Office, split: tuple[Commitment, Commitment]
) -> None:
    whole, part = split
    for who, allowed in (("clerk", True), ("stranger", False)):
        reader = signed_in(office, who, "en")
        assert reader.get(f"/commitments/{part.pk}/").status_code == (200 if allowed else 404)
        page = told(reader.get(f"/commitments/{whole.pk}/"))
        card = page[page.index('aria-labelledby="parts"') :].split("</section>")[0]
        seen = [said in card for said in (part.number, "云岭县茶叶学会", "2026-08-31", f"/commitments/{part.pk}/")]
        assert seen == [allowed] * 4, who
        assert ("1 more, which you may not read." in card) is not allowed
        assert ("add up to less than the target" in card) is allowed


def test_more_rows_and_parts_need_no_more_queries(office: Office, split: tuple[Commitment, Commitment]) -> None:
    whole, _part = split
    office.person("member", "茶干事", "society", Role.CLERK)

    def asked(path: str) -> int:
        reader = signed_in(office, "stranger")
        reader.get(path)
        with CaptureQueriesContext(connection) as queries:  # fmt: skip
            assert reader.get(path).status_code == 200
        return len(queries)

    paths = [f"/commitments/{whole.pk}/", f"/plans/{whole.plan_id}/print/"]
    few = [asked(path) for path in paths]
    for n in range(2, 12):
        act(
            office,
            whole,
            "split",
            "clerk",
            unit=office.units["society"].pk,
            words=f"建设茶叶科普点{n}个",
            due="2026-08-31",
        )
    assert [asked(path) for path in paths] == few
