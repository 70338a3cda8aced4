"""What a register knows is filled into a form: with scripts too, and an older draft does not take its place."""

from __future__ import annotations

from deals import deals, entered

from linked.models import Deal


def test_what_is_known_comes_back_beside_what_was_typed_and_is_sent(visit, live):
    with deals():
        tea = entered(live.office, "organisations", "云岭县茶叶协会", head="施茶香")
        page = visit("clerk", "/deals/new/")
        page.fill("[name=title]", "茶园服务合同")
        page.fill("[name=organisation]", tea.number)
        page.fill("[name=signed]", "2026-03-02")
        page.wait_for_timeout(600)  # the draft is kept by now
        page.click("button[name=fill]")
        page.wait_for_selector(".form__filled")
        typed = {name: page.input_value(f"[name={name}]") for name in ("title", "signed", "contact")}
        assert typed == {
            "title": "茶园服务合同",
            "signed": "2026-03-02",
            "contact": "施茶香",
        }
        assert tea.number in page.inner_text("#id_contact_helptext") and not Deal.objects.exists()
        unit = live.office.units["kexie"]
        page.fill("[name=unit]", unit.name)
        page.keyboard.press("Escape")
        page.click(".form button[type=submit]")
        page.wait_for_url("**/deals/*/")
        assert Deal.objects.get().contact == "施茶香"
