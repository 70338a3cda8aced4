"""Stored values that the current rules would change: listed, superseded in one step; issued ones stay and say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from figures_told import defined, told
from luoshi.base.record_errors import RecordError
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.bulletins.models import Published
from luoshi.facts.bulletins.queries import bulletin_corrections, published_values
from luoshi.facts.countings.models import Counting
from luoshi.facts.indicators.models import Definition, ValueCheck
from luoshi.facts.revisions.actions import supersede_kept_values, tell_revisions
from luoshi.facts.revisions.queries import counting_revisions, refused_formulas
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message
from many_appeals import signed_in
from office import NOW, TODAY, Office
from test_bulletins import published
from test_counted import KEXIE, adopted, held, keep, values

pytestmark = pytest.mark.django_db
JANUARY, MARCH = (encode_period(period_of_months("month", 2026, number)) for number in (1, 3))


@pytest.fixture
def kept(office: Office) -> Counting:
    """Two events of February, of which one was cancelled: 1 was kept while the rule let cancelled ones out."""
    held(office, date(2026, 2, 3), "白鹭社区")
    held(office, date(2026, 2, 4), "青石村")
    (events,) = adopted(office, "activities.events")
    keep()
    assert values(events)[KEXIE] == 2
    return events


@pytest.fixture
def new_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """An update of the program: events count by another rule, of which there are none in the other village."""
    from luoshi.kernel.kinds.language.conditions import Is

    of = get_kind("activities")
    found = next(period for period in of.every(Figure) if period.name == "events")
    other = replace(found, where=Is(place="白鹭社区"))
    monkeypatch.setitem(of.__dict__, "parts", tuple(other if part is found else part for part in of.parts))
    monkeypatch.setitem(of.__dict__, "_parts_by_sort", {})


def test_what_the_rules_of_now_make_another_is_listed(office: Office, kept: Counting, new_rule: None) -> None:
    (found,) = counting_revisions(TODAY)
    assert (found.unit, found.span, found.issued) == (office.units["kexie"].pk, period_of_months("month", 2026, 2), ())
    assert found.kept and found.now and (found.kept.value, found.now.value) == (2, 1)
    page = signed_in(office, "admin").get("/figures/kept/").text
    assert "可以更正" in page and KEXIE in page
    assert signed_in(office, "supervisor").get("/figures/kept/").status_code == 404


def test_nothing_is_listed_where_the_rules_are_the_same(office: Office, kept: Counting) -> None:
    assert counting_revisions(TODAY) == []
    page = signed_in(office, "admin").get("/figures/kept/").text
    assert "都与" in page and "更正理由" not in page


def test_the_administrator_supersedes_them_by_one_step(office: Office, kept: Counting, new_rule: None) -> None:
    with pytest.raises(RecordError, match="管理员"):
        supersede_kept_values("升级", office.actor("supervisor"), at=NOW)
    with pytest.raises(RecordError):
        supersede_kept_values(" ", office.actor("admin"), at=NOW)
    assert values(kept)[KEXIE] == 2
    page = signed_in(office, "admin").post("/figures/kept/", {"reason": "升级后口径更正"}, follow=True).text
    assert "已更正 1 个数" in page
    assert values(kept)[KEXIE] == 1 and counting_revisions(TODAY) == []
    assert Fact.objects.filter(indicator=kept.indicator.indicator_id, ended__isnull=False).count() == 1  # type: ignore[union-attr]
    steps = list(Entry.objects.order_by("-pk").values_list("step", flat=True)[:2])
    assert steps == ["revise", "facts.revised"]


def test_what_a_bulletin_has_issued_stays(office: Office, kept: Counting, request: pytest.FixtureRequest) -> None:
    published(office, kept.indicator, period="2026-02", by_unit=False)
    request.getfixturevalue("new_rule")
    (found,) = counting_revisions(TODAY)
    assert [bulletin.title for bulletin in found.issued] == ["科普快报"]
    assert "保留不动" in signed_in(office, "admin").get("/figures/kept/").text
    assert supersede_kept_values("升级", office.actor("admin"), at=NOW + timedelta(minutes=1)) == 0
    assert values(kept)[KEXIE] == 2


def test_a_bulletin_carries_a_note_where_a_formula_comes_to_something_else(office: Office) -> None:
    able, people = defined(office, "具备素质", code="able"), defined(office, "人数", code="people")
    rate = defined(office, "比例", code="rate", nature="rate", measure="%", formula="able / people")
    told(office, able.indicator_id, "kexie", MARCH, 1)
    told(office, people.indicator_id, "kexie", MARCH, 4)
    bulletin: Any = published(office, rate, by_unit=False)
    values = published_values(bulletin)
    assert bulletin_corrections(bulletin, values) == [] and "更正说明" not in _page(office, bulletin)
    Definition.objects.filter(pk=rate.pk).update(formula="people / able")  # as an update of the program would reckon
    (found,) = bulletin_corrections(bulletin, published_values(bulletin))
    assert (found.published.value, found.now) == (25, 400)
    assert "更正说明" in _page(office, bulletin)
    assert Published.objects.get(bulletin=bulletin).value == Decimal(25)


def _page(office: Office, bulletin: Any) -> str:
    found: str = signed_in(office, "supervisor").get(bulletin.get_absolute_url()).text
    return found


def test_a_formula_that_nobody_could_enter_any_more_is_listed_with_what_is_wrong(office: Office) -> None:
    """Kept from before: it took a percentage for its bare number, and would come to a hundredth now, in silence."""
    client = signed_in(office, "admin")
    assert refused_formulas() == [] and "需要改正的公式" not in client.get("/figures/kept/").content.decode()
    paid = defined(office, "投入", code="paid", measure="元")
    defined(office, "占比", code="part", measure="%", nature="rate", formula="paid / paid")
    due = defined(office, "应拨", code="due", measure="元", formula="paid * part")
    Definition.objects.filter(pk=due.pk).update(formula="paid * part / 100")
    balance = ValueCheck(record_id=paid.pk, sort="balance", text="part = paid / due * 100", place=0)
    balance.save()
    words = "百分数已按百分之一计算，请去掉公式中的100。"
    assert [(formula.definition.pk, formula.text, formula.why) for formula in refused_formulas()] == [
        (due.pk, "paid * part / 100", words),
        (paid.pk, "part = paid / due * 100", words),
    ]
    page = client.get("/figures/kept/").content.decode()
    assert "需要改正的公式" in page and words in page
    assert due.get_absolute_url() not in page  # which an administrator could not open


def test_the_administrator_is_told_once_of_the_same_differences(office: Office, kept: Counting, new_rule: None) -> None:
    for at in (NOW, NOW + timedelta(1)):
        list(tell_revisions(at))
    told = Message.objects.filter(code="facts.differ")
    assert list(told.values_list("person", flat=True)) == [office.people["admin"].pk]
    for day in (5, 6):  # another difference is told again
        held(office, date(2026, 2, day), "白鹭社区")
    list(tell_revisions(NOW + timedelta(2)))
    assert told.count() == 2
    assert "有留存数或公式" in signed_in(office, "admin").get("/inbox/").text
    supersede_kept_values("换版", office.actor("admin"), at=NOW)
    list(tell_revisions(NOW + timedelta(3)))
    assert told.count() == 2
