"""What plans offer to choose: where documents are received, and periods."""

from __future__ import annotations

import re

import pytest

from luoshi.plans.base import code_labels
from luoshi.plans.base.models.plan import Plan
from many_appeals import signed_in
from markup import flat
from office import Office


def test_the_list_of_plans_leads_to_receiving_whoever_may_keep_one_and_nobody_else(office: Office) -> None:
    Plan.objects.all().delete()
    page = flat(signed_in(office, "supervisor").get("/plans/").text)
    links = re.findall(r'<a class="button button--main" href="([^"]+)">([^<]+)</a>', page)
    assert links == [("/plans/receive/", "接收文件")] * 2  # above the list, and where it is empty
    assert ">新建计划</a>" in page  # for a ledger that is brought in, which needs no document
    assert "/plans/receive/" not in signed_in(office, "auditor").get("/plans/").text
    assert signed_in(office, "supervisor").get("/plans/receive/").status_code == 200
    assert signed_in(office, "auditor").get("/plans/receive/").status_code == 404


@pytest.mark.parametrize("now", ["", "P1W", "P7D", "P2W", "P3M"])
def test_no_period_is_offered_twice_and_the_one_of_the_row_is_there(now: str) -> None:
    offered = code_labels.period_choices(now)
    words = [str(word) for _code, word in offered]
    assert len(words) == len(set(words)) == len({str(word) for word in code_labels.EVERY.values()})
    assert not now or now in [code for code, _word in offered]
