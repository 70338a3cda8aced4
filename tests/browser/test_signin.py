"""Signing in with a real Chromium: words typed before a time-out come back, and the second factor is set up."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from appeal_factory import appeal
from luoshi.lines.appeals.models import Appeal
from signing import PASSWORD, code_of

TELEPHONE = {"width": 390, "height": 844}
WORDS = "周末孩子没有去处，建议把活动室开到晚上。"


def end_sessions():
    """As if every session had been idle for an hour."""
    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        session["luoshi.seen"] -= 3600
        session.save()


def sign_in(page, name, password=PASSWORD):
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")


def test_one_signs_in_and_out_and_a_wrong_password_is_said(visit, live):
    page = visit(None, "/appeals/", viewport=TELEPHONE, allow=(422,))
    sign_in(page, "clerk", "Wrong-2026-x")
    page.wait_for_selector(".form__wrong")
    assert page.inner_text(".form__wrong").splitlines()[-1] == "账号或密码不正确。"
    assert (page.input_value("[name=username]"), page.input_value("[name=password]")) == ("clerk", "")
    assert page.evaluate("document.activeElement.className") == "form__wrong"
    sign_in(page, "clerk")
    page.wait_for_url(live.url + "/appeals/")
    page.click(".top__menu summary")
    page.click("form[data-ends-session] button")
    page.wait_for_url(live.url + "/sign-in/")
    page.goto(live.url + "/")
    page.wait_for_url("**/sign-in/?next=%2F")


@pytest.mark.control("accessibility", "words typed before a time-out are there after signing in")
def test_words_typed_before_a_time_out_are_there_after_signing_in(visit, live):
    page = visit("supervisor", "/appeals/new/")
    page.fill("[name=title]", "建议延长科普活动室开放时间")
    page.fill("[name=words]", WORDS)
    end_sessions()
    page.click("main button[type=submit]")
    page.wait_for_url("**/sign-in/?next=%2Fappeals%2Fnew%2F&kept=1")
    assert "您的登录已结束" in page.inner_text("main")
    sign_in(page, "supervisor")
    page.wait_for_url(live.url + "/appeals/new/")
    assert page.input_value("[name=title]") == "建议延长科普活动室开放时间"
    assert page.input_value("[name=words]") == WORDS
    assert page.is_visible(".draft")
    assert Appeal.objects.count() == 0


def test_words_typed_in_a_dialog_are_there_too(visit, live):
    from luoshi.kernel.steps.actions.steps import take

    office, at = live.office, timezone.now()
    asked = {"title": "路灯不亮", "words": "晚上看不见路", "channel": "hotline", "speaker": "王小明"}
    asked["unit"] = office.units["desk"].pk
    filed = appeal(office, **asked, at=at)
    given = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    take(filed, "assign", office.actor("supervisor"), given, at=at)
    page = visit("clerk", filed.get_absolute_url(), allow=(401,))
    page.click(f'[hx-get="{filed.get_absolute_url()}answer/"] >> nth=0')
    page.wait_for_selector("#dialog[open] [name=answer]")
    end_sessions()
    # The page keeps a draft of its own accord, and so is the first to meet the time-out.
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.fill("#dialog [name=answer]", WORDS)
    page.click("#dialog form button[type=submit]")
    page.wait_for_url("**/sign-in/?next=*answer*&kept=1")
    sign_in(page, "clerk")
    page.wait_for_url(f"{live.url}{filed.get_absolute_url()}answer/")
    assert page.input_value("main [name=answer]") == WORDS
    page.click("main form.form button[type=submit]")
    page.wait_for_url(live.url + filed.get_absolute_url())
    assert Appeal.objects.get().answer == WORDS


def test_words_of_a_bulk_step_are_there_with_the_rows_also_where_the_form_had_come_back(visit, live):
    from appeal_factory import filed

    filed(live.office, 3)
    page = visit("supervisor", "/appeals/", allow=(422,))
    page.check("[data-all]")
    page.click("button[name=step][value=assign]")
    page.wait_for_selector("[name=unit]")
    page.fill("[name=unit]", "没有这个单位")
    page.press("[name=unit]", "Tab")
    page.click("main form.form button[type=submit]")  # refused: the form comes back with its words
    page.wait_for_selector(".form__wrong, .field__errors")
    end_sessions()
    page.click("main form.form button[type=submit]")
    page.wait_for_url("**/sign-in/?next=*bulk_rows*")
    sign_in(page, "supervisor")
    page.wait_for_url("**/appeals/bulk/*")
    assert page.input_value("[name=unit]") == "没有这个单位"
    assert page.is_visible(".draft") and page.locator("main table.rows tbody tr").count() == 3


def test_another_person_who_signs_in_then_sees_none_of_the_words(visit, live):
    page = visit("supervisor", "/appeals/new/")
    page.fill("[name=words]", WORDS)
    end_sessions()
    page.click("main button[type=submit]")
    page.wait_for_url("**/sign-in/*")
    sign_in(page, "head")
    page.wait_for_load_state()
    assert WORDS not in page.content()
    assert page.evaluate("JSON.stringify(sessionStorage)").find(WORDS) == -1


def test_a_second_factor_is_set_up_and_asked_for(visit, live, settings):
    settings.SECOND_FACTOR = "admins"
    page = visit(None, "/")
    sign_in(page, "admin")
    page.wait_for_url(live.url + "/account/second-factor/?next=%2F")
    page.wait_for_function(
        "() => document.querySelector('.square').naturalWidth > 0"
    )  # the content policy lets it be seen
    secret = page.inner_text("main code").replace(" ", "")
    page.fill("[name=code]", code_of(secret, timezone.now()))
    page.click("main form button[type=submit]")
    page.wait_for_selector("main ol code >> nth=9")
    recovery = page.inner_text("main ol code >> nth=0")
    page.click("main a.button--main")
    page.wait_for_url(live.url + "/")
    page.click(".top__menu summary")
    page.click("form[data-ends-session] button")
    page.wait_for_url(live.url + "/sign-in/")
    sign_in(page, "admin")
    page.wait_for_url(live.url + "/sign-in/code/")
    page.fill("[name=code]", recovery)
    page.click("main .form button[type=submit]")
    page.wait_for_url(live.url + "/")
    assert "管小理" in page.inner_text(".top")


def test_the_password_is_changed_where_it_must_be(visit, live):
    from luoshi.org.actors.models import User

    User.objects.filter(username="clerk").update(password_since=None)
    page = visit("clerk", "/appeals/", language="en", viewport=TELEPHONE, allow=(422,))
    page.wait_for_url("**/account/password/?next=%2Fappeals%2F")
    assert "given to you by someone else" in page.inner_text("main")
    for new in ("short", "Qingshi-72-cha"):
        page.fill("[name=old]", PASSWORD)
        page.fill("[name=new]", new)
        page.fill("[name=again]", new)
        page.click("main form button[type=submit]")
        page.wait_for_load_state()
    page.wait_for_url(live.url + "/appeals/")
    assert User.objects.get(username="clerk").check_password("Qingshi-72-cha")
