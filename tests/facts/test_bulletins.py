"""Bulletins: published figures stay as they were; what changed between two, by which facts, of which one may see."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from figures_told import defined, told
from luoshi.base.record_errors import RecordError
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.facts.bulletins.kind import PUBLIC
from luoshi.facts.bulletins.models import Bulletin, Published
from luoshi.facts.bulletins.rules import BulletinPlace, Differs, list_value_differences
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from many_appeals import signed_in
from office import NOW, TODAY, Office

pytestmark = pytest.mark.django_db
MARCH, FEBRUARY = (encode_period(period_of_months("month", 2026, number)) for number in (3, 2))


def drawn(office: Office, *indicators: Any, who: str = "supervisor", **values: Any) -> Bulletin:
    given = {
        "title": "科普快报",
        "unit": office.units["desk"].pk,
        "sort": "flash",
        "of": office.units["county"].pk,
        "period": "2026-Q1",
        "by_unit": True,
        "chosen": [{"indicator": indicator.number} for indicator in indicators],
    }
    return begin(get_kind("bulletins"), office.actor(who), {**given, **values}, at=NOW).record  # type: ignore[return-value]


def published(office: Office, *indicators: Any, **values: Any) -> Bulletin:
    seal_all()
    made = drawn(office, *indicators, **values)
    return take(made, "publish", office.actor("supervisor"), {}, at=NOW).record  # type: ignore[return-value]


def said(one: Bulletin) -> dict[tuple[str, str], Decimal | None]:
    rows = Published.objects.filter(bulletin=one).select_related("definition", "unit")
    return {(row.definition.title, row.unit.name): row.value for row in rows}


def text(page: Any) -> str:
    assert page.status_code == 200, page.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_what_was_published_stays_as_it_was(office: Office) -> None:
    able, people = defined(office, "具备素质", code="able"), defined(office, "人数", code="people")
    rate = defined(office, "比例", code="rate", nature="rate", measure="%", formula="able / people")
    for unit, indicator, value in (
        ("kexie", able, 1),
        ("kexie", people, 3),
        ("bureau", able, 2),
        ("bureau", people, 3),
    ):
        told(office, indicator.indicator_id, unit, MARCH, value)
    first = published(office, people, rate)
    before = said(first)
    assert before == {
        ("人数", "云岭县"): 6, ("人数", "云岭县科学技术协会"): 3, ("人数", "云岭县科学技术局"): 3,
        ("比例", "云岭县"): 50, ("比例", "云岭县科学技术协会"): Decimal("33.3333"),
        ("比例", "云岭县科学技术局"): Decimal("66.6667"),
    }  # fmt: skip
    told(office, people.indicator_id, "kexie", MARCH, 5)
    assert said(first) == before
    second = published(office, people, rate, sort="final", title="科普核定数")
    assert said(second)["人数", "云岭县"] == 8 and said(first) == before
    assert second.seal is not None and first.seal is not None and second.seal > first.seal


def test_what_was_divided_by_0_is_published_as_that(office: Office) -> None:
    able, people = defined(office, "具备素质", code="able"), defined(office, "人数", code="people")
    rate = defined(office, "比例", code="rate", nature="rate", measure="%", formula="able / people")
    for indicator, value in ((able, 1), (people, 0)):
        told(office, indicator.indicator_id, "kexie", MARCH, value)
    made = published(office, rate)
    page = text(signed_in(office, "supervisor").get(made.get_absolute_url()))
    assert "无法计算：除数“人数”为0" in page


def test_it_waits_for_the_seal_of_what_it_shows(office: Office) -> None:
    one, other = defined(office, "人数"), defined(office, "户数")
    made = drawn(office, one)
    told(office, one.indicator_id, "kexie", MARCH, 3)
    seal_all()
    told(office, other.indicator_id, "kexie", MARCH, 1)  # is not in it
    told(office, one.indicator_id, "kexie", MARCH, 4)
    with pytest.raises(RecordError) as error:
        take(made, "publish", office.actor("supervisor"), {}, at=NOW)
    assert "2 个数字在等待封存" in error.value.what  # the one that came and the one that went
    assert not Published.objects.exists() and Bulletin.objects.get().state == "drafted"
    seal_all()
    take(made, "publish", office.actor("supervisor"), {}, at=NOW)
    assert said(made)["人数", "云岭县"] == 4


def test_two_vintages_say_what_changed_by_which_fact_who_and_in_what(office: Office) -> None:
    people, other = defined(office, "人数", code="people", measure="人"), defined(office, "户数")
    for unit, value in (("kexie", 3), ("bureau", 4)):
        told(office, people.indicator_id, unit, MARCH, value)
        told(office, other.indicator_id, unit, MARCH, value)
    first = published(office, people, other)
    told(office, people.indicator_id, "kexie", MARCH, 5)
    told(office, people.indicator_id, "bureau", FEBRUARY, 2)
    told(
        office, people.indicator_id, "bureau", encode_period(period_of_months("month", 2025, 12)), 99
    )  # of another quarter
    second = published(office, people, other, sort="annual", title="科普年报")
    client = signed_in(office, "supervisor", "en")
    page = client.get(second.get_absolute_url()).text
    way = f"/figures/bulletins/{first.pk}/{second.pk}/"
    assert way in page and "Other bulletins on the same period" in page
    found = text(client.get(way))
    assert "人数 云岭县 7 人 11 人 +4 人" in found and "人数 云岭县科学技术局 4 人 6 人 +2 人" in found
    assert "户数" not in found
    assert (
        "人数 云岭县科学技术局 March 2026" not in found
        and "人数 云岭县科学技术局 February 2026 newly added 2 人 柯干事" in found
    )
    assert "人数 云岭县科学技术协会 March 2026 superseded 3 人" in found and "newly added 5 人" in found
    assert "99 人" not in found
    own = text(signed_in(office, "stranger", "en").get(way))  # of three facts two are another branch's
    assert "1 of 3 are open to you." in own and "云岭县科学技术协会 March 2026" not in own
    assert text(client.get(f"/figures/bulletins/{second.pk}/{first.pk}/")) == found


def test_bulletins_of_another_period_are_not_compared(office: Office) -> None:
    one = defined(office, "人数")
    told(office, one.indicator_id, "kexie", MARCH, 3)
    first, second = published(office, one), published(office, one, period="2026-03")
    draft = drawn(office, one)
    client = signed_in(office, "supervisor")
    for pair in ((first, second), (first, draft), (first, first)):
        assert client.get(f"/figures/bulletins/{pair[0].pk}/{pair[1].pk}/").status_code == 404
    assert client.get("/figures/bulletins/999999/1/").status_code == 404


@pytest.mark.parametrize(("values", "said"), [({"period": "第一季度"}, "不是一个时期"), ({"of": 0}, "")])
def test_a_bulletin_has_a_period_and_a_unit(office: Office, values: dict[str, Any], said: str) -> None:
    one = defined(office, "人数")
    with pytest.raises(RecordError) as error:
        drawn(office, one, **values)
    assert said in error.value.what and not Bulletin.objects.exists()


def test_one_publishes_figures_of_units_in_ones_charge_alone(office: Office) -> None:
    one = defined(office, "人数")
    drawn(office, one, who="clerk", unit=office.units["kexie"].pk, of=office.units["society"].pk)
    with pytest.raises(RecordError) as error:
        drawn(office, one, who="clerk", unit=office.units["kexie"].pk, of=office.units["bureau"].pk)
    assert "不归您公布" in error.value.what


def test_sets_are_compared_place_by_place() -> None:
    one = {BulletinPlace(1, 1): Decimal(3), BulletinPlace(1, 2): None, BulletinPlace(2, 1): Decimal(5)}
    other = {BulletinPlace(1, 1): Decimal(3), BulletinPlace(1, 2): Decimal(4), BulletinPlace(3, 1): Decimal(1)}
    found = list_value_differences(one, other)
    assert found == [
        Differs(BulletinPlace(1, 2), None, Decimal(4)), Differs(BulletinPlace(2, 1), Decimal(5), None),
        Differs(BulletinPlace(3, 1), None, Decimal(1)),
    ]  # fmt: skip
    assert [difference.by for difference in found] == [None] * 3 and list_value_differences(one, one) == []


def test_the_public_page_shows_what_an_office_opened_of_its_last_bulletin(office: Office) -> None:
    whole, part = defined(office, "活动"), defined(office, "讲座")
    small = defined(office, "培训")
    for unit in ("kexie", "bureau"):
        told(office, whole.indicator_id, unit, MARCH, 1201)
    told(office, part.indicator_id, "kexie", MARCH, 7)
    first = published(office, whole, part, small, title="科普快报一")
    Published.objects.filter(bulletin=first, definition=part).update(expected=9)

    assert "科普快报一" not in _public_page()
    set_value(PUBLIC, office.units["desk"], "是", TODAY, "《办法》", office.actor("admin"), at=NOW)
    page = _public_page()
    assert "科普快报一" in page and "2,402" in page and "活动" in page
    assert not any(word in page for word in ("1,201", "讲座", "培训", "科学技术局"))  # of units, incomplete, missing
    take(first, "withdraw", office.actor("supervisor"), {"reason": "数字有误"}, at=NOW)
    assert "科普快报一" not in _public_page() and "2,402" not in _public_page()


def _public_page() -> str:
    return text(Client().get("/open/"))
