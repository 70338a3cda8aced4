"""The panel beside the list of commitments: what each target has reached, as its page shows it."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

from asked import queries
from assigned import running, told
from luoshi.commitments.detail.pages.targets import PANEL_TARGETS
from luoshi.plans.base.models.commitment import Commitment
from many_appeals import signed_in
from office import NOW, Office
from plans import published

PART = {"HX-Request": "true"}


def panel(office: Office, who: str, one: Commitment) -> str:
    answer = signed_in(office, who, "en").get(f"/commitments/{one.pk}/panel/", headers=PART)
    assert answer.status_code == 200
    return answer.text


def test_it_shows_each_target_with_its_bar_and_its_course(office: Office) -> None:
    one = running(office, published(office), "科普示范基地")
    assert panel(office, "clerk", one).count("<b>—</b>") == one.targets.filter(ended=None).count()
    told(office, one, NOW)
    told(office, one, NOW + timedelta(days=31))
    said = panel(office, "supervisor", one)
    assert re.findall(r"<b>([^<]+)</b> / ([^<]+)<", said)[0] == ("2个", "3个")
    assert 'aria-label="66.66%"' in said and said.count("<polyline") == 1 and "2个、2个" in said


def test_what_promises_no_number_has_no_targets_there(office: Office) -> None:
    plan = published(office)
    one = Commitment.objects.filter(plan=plan, targets=None).first() or Commitment.objects.filter(plan=plan)[0]
    one.targets.all().delete()
    assert "panel__targets" not in panel(office, "supervisor", one)


def test_more_targets_need_no_more_queries_and_the_page_has_them_all(office: Office) -> None:
    one = running(office, published(office), "科普示范基地")
    told(office, one, NOW)
    first = one.targets.filter(ended=None).order_by("place")[0]
    client = signed_in(office, "supervisor", "en")

    def cost() -> int:
        return queries(lambda: client.get(f"/commitments/{one.pk}/panel/", headers=PART))

    few = cost()
    for place in range(10, 20):
        first.pk, first.place, first.words, first.value = None, place, f"第{place}项", Decimal(place)
        first.save()
    total = one.targets.filter(ended=None).count()
    assert cost() <= few
    said = panel(office, "supervisor", one)
    assert said.count("panel__what") == PANEL_TARGETS and f'/commitments/{one.pk}/#targets">All {total} targets' in said
