"""Example 4 of REQUIREMENTS K in a real Chromium: set up, adopted, decided in the list at once; 90 and 6 are 96."""

from __future__ import annotations

import re

from assessing import BASIS, EXTRA, gone_through, of

from accessible import fits
from luoshi.lines.assess.models import Scheme


def test_ninety_and_six_are_ninety_six_in_chinese_and_english(live, visit):
    plan = gone_through(live.office)
    tab = visit("supervisor", "/schemes/new/")
    base = tab.url.removesuffix("/schemes/new/")
    tab.fill("[name=title]", "2026年度科协目标考核")
    tab.fill("[name=plan]", plan.number)
    tab.keyboard.press("Escape")
    tab.fill("[name=basis]", BASIS)
    tab.fill("[name=late]", "10")
    tab.click("main form button[type=submit]")
    tab.wait_for_url(re.compile(r"/schemes/\d+/$"))
    scheme = Scheme.objects.get()
    here = base + scheme.get_absolute_url()
    part = plan.commitments.order_by("place").first().part
    numbers = " ".join(of(plan, name).number for name in EXTRA)
    for line, marks, more in (("normal", "10", {"heading": part}), ("special", "3", {"numbers": numbers})):
        tab.goto(f"{here}put_in/")
        tab.select_option("[name=line]", line)
        tab.fill("[name=marks]", marks)
        if "heading" in more:
            tab.select_option("[name=heading]", more["heading"])
        else:
            tab.fill("[name=numbers]", more["numbers"])
        tab.click("main form button[type=submit]")
        tab.wait_for_url(here)
    tab.goto(f"{here}adopt/")
    tab.click("main form button[type=submit]")
    tab.wait_for_url(here)
    assert "无法计算：尚未评定" in tab.inner_text("section:has(#units)")
    tab.click("text=以列表查看，可批量办理")
    tab.wait_for_url(re.compile(r"/scores/\?scheme="))
    tab.check("[data-all]")
    tab.click("button:has-text('按建议评定')")
    tab.wait_for_selector("[name=reason]")
    tab.fill("[name=reason]", "按台账办理情况核定。")
    tab.click("main form button[type=submit]:has-text('按建议评定')")
    tab.wait_for_url(re.compile(r"/scores/bulk/\d+/"))
    tab.goto(here)
    said = tab.inner_text("section:has(#units) tbody").split()
    assert said == ["云岭县科学技术协会", "12", "90", "/", "100", "+6", "96"]
    item = scheme.items.get(title__contains=EXTRA[0])
    fits(tab, base, (scheme.get_absolute_url(), item.get_absolute_url()))
    english = visit("supervisor", scheme.get_absolute_url(), language="en")
    assert "90 of 100 +6 96" in " ".join(english.inner_text("section:has(#units) tbody").split())
