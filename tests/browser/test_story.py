"""An appeal's whole way in Chinese, by clicks and keys in a real Chromium; and what goes wrong on the way."""

from __future__ import annotations

import pytest
from django.utils import timezone

from appeal_factory import filed
from counted import Counted
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import Appeal
from office import TODAY

WORDS = "周末孩子没有去处，建议把活动室开到晚上。"
ANSWER = "已列入年度计划，九月起周末开放。"
MOST = 26  # actions of the appeals desk for one appeal
WAYS = pytest.mark.parametrize("way", ["page", "dialog"])


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def assigned(live):
    """An appeal that waits for the answer of 县科协."""
    (record,) = filed(live.office, 1)
    to = {"grade": "ordinary", "unit": live.office.units["kexie"].pk}
    return take(record, "assign", live.office.actor("supervisor"), to, at=timezone.now()).record


def choose_by_keys(page, letters, label):
    """Choose a unit by its pinyin initials, hands on the keyboard."""
    page.keyboard.type(letters)
    page.wait_for_selector(f"[role=option]:has-text('{label}')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.value") == label


def answering(visit, record, who, way, **more):
    """The answer's form: its page, or the dialog on the record's page."""
    where = record.get_absolute_url()
    page = visit(who, where + "answer/" if way == "page" else where, **more)
    page.allowed += [f"Error Code {status}" for status in more.get("allow", ())]  # htmx says so itself
    if way == "dialog":
        page.click(f"a[href='{where}answer/']")
        page.wait_for_selector("#dialog [name=answer]")
    return page


def done(page, step):
    page.wait_for_selector(f".flash--success:has-text('{step}')")


def told(page, within="aside"):
    """A timeline, newest first: who did what."""
    rows = page.locator(f"{within} .timeline > li").all()
    return [
        (row.locator(".timeline__who").inner_text(), row.inner_text().splitlines()[1].split(" 条目")[0]) for row in rows
    ]


def test_an_appeal_goes_its_whole_way(visit, live):
    office, day = live.office, timezone.localdate()
    set_value(
        get_kind("appeals").parameters[0],
        None,
        "5",
        TODAY,
        "云政办发〔2026〕3号",
        office.actor("admin"),
        at=timezone.now(),
    )
    # entered, the last fields with the keyboard alone
    desk = visit("supervisor", "/")
    person = Counted(desk)
    person.press("main .pull > summary")
    person.press("text=登记诉求")
    person.fill("[name=title]", "建议延长科普活动室开放时间")
    person.fill("[name=words]", WORDS)
    person.choose("[name=channel]", label="热线电话")
    person.fill("[name=speaker]", "王小明")
    person.fill("[name=contact]", "13800138000")
    desk.keyboard.press("Tab")
    choose_by_keys(desk, "dcs", "云岭县督查室")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    person.actions += 2  # the unit chosen, the button pressed
    done(desk, "登记诉求")
    assert desk.inner_text(".with__state") == "已登记" and "王小明" not in desk.content()
    # assigned from the list, in bulk
    person.press(".side a:has-text('诉求')")
    person.press("input[data-row] >> nth=0")
    person.press("button[name=step][value=assign]")
    person.choose("[name=grade]", label="一般")
    desk.focus("[name=unit]")
    choose_by_keys(desk, "kxjsxh", "云岭县科学技术协会")
    person.actions += 1
    person.press("main .form button[type=submit]")
    desk.wait_for_url("**/appeals/bulk/*/")
    assert desk.locator("tbody .light--done").count() == 1
    # found by the unit's clerk on the home page and among the messages, answered with a file in the dialog
    clerk = visit("clerk", "/")
    assert clerk.inner_text("#waiting .count") == "1" and "建议延长科普活动室开放时间" in clerk.inner_text("main table")
    assert "云岭县科学技术协会" in clerk.inner_text("aside")
    clerk.click(".top__link:has-text('消息')")
    clerk.click("main table button")
    clerk.wait_for_url("**/appeals/*/")
    clerk.click(".acts a:has-text('答复')")
    clerk.fill("#dialog [name=answer]", ANSWER)
    sheet = {"name": "答复 附件.txt", "mimeType": "text/plain", "buffer": "九月起开放".encode()}
    clerk.set_input_files("#dialog [name=files]", [sheet])
    clerk.click("#dialog button[type=submit]")
    done(clerk, "答复")
    assert "答复 附件.txt" in clerk.inner_text("section[aria-labelledby=files]")
    assert clerk.goto(live.url + "/") and clerk.inner_text("#waiting .count") == "1"  # theirs too to tell back
    # told back, closed with satisfaction, reopened
    desk.goto(live.url + "/")
    person.actions += 1  # the way back to the home page
    person.press("main table a:has-text('告知本人')")
    person.fill("#dialog [name=told]", day.isoformat())
    person.fill("#dialog [name=how]", "电话告知，杜察云")
    person.press("#dialog button[type=submit]")
    done(desk, "告知本人")
    person.press(".acts a:has-text('办结')")
    person.choose("#dialog [name=mark]", label="满意")
    person.press("#dialog button[type=submit]")
    done(desk, "办结")
    person.took(MOST, "an appeal at the desk, from its entry to its close")
    desk.click(".acts a:has-text('重新办理')")
    desk.fill("#dialog [name=reason]", "周末仍未开放")
    desk.click("#dialog button[type=submit]")
    done(desk, "重新办理")
    steps = [
        ("杜察云", "重新办理"),
        ("杜察云", "办结"),
        ("杜察云", "告知本人"),
        ("柯干事", "答复"),
        ("杜察云", "分级交办"),
    ]
    assert told(desk) == [*steps, ("杜察云", "登记诉求")]
    # the name that is protected is looked at with a reason, and the journal knows
    desk.fill("[name=reason]", "核实开放情况")
    desk.click("section[aria-labelledby=look0] button")
    desk.wait_for_selector("text=王小明")
    assert "13800138000" in desk.inner_text("main")
    looks = Entry.objects.filter(step="look").values_list("person__name", flat=True)
    assert list(looks) == ["杜察云"]
    auditor = visit("auditor", "/journal/")
    assert "核实开放情况" in auditor.inner_text("main table")


@WAYS
def test_a_page_that_is_out_of_date_says_who_changed_what_and_keeps_what_was_typed(visit, live, assigned, way):
    first = answering(visit, assigned, "head", "page")
    second = answering(visit, assigned, "clerk", way, allow=(409,))
    first.fill("[name=answer]", "由主席答复")
    first.click("main form[data-draft] button[type=submit]")
    done(first, "答复")
    second.fill("[name=answer]", ANSWER)
    second.click("form[data-draft] button[type=submit]")
    second.wait_for_selector(".form__wrong")
    assert "柯主席" in second.inner_text(".form__wrong")
    changes = "[aria-labelledby=changes]" if way == "page" else "[aria-labelledby=dialog-changes]"
    assert second.inner_text(f"{changes} .card__head") == "期间的改动"
    assert told(second, changes) == [("柯主席", "答复")]
    assert second.input_value("[name=answer]") == ANSWER
    assert Appeal.objects.get().answer == "由主席答复"


def test_a_double_click_in_a_dialog_does_it_once(visit, live, assigned):
    page = answering(visit, assigned, "clerk", "dialog")
    page.fill("[name=answer]", ANSWER)
    page.dblclick("form[data-draft] button[type=submit]")
    done(page, "答复")
    page.wait_for_timeout(300)
    assert Entry.objects.filter(step="answer").count() == 1 and Appeal.objects.get().state == "answered"
    assert page.locator(".flash--error").count() == 0


def test_a_double_click_enters_one_appeal(visit, live):
    page = visit("supervisor", "/appeals/new/")
    page.fill("[name=title]", "路灯不亮")
    page.fill("[name=words]", WORDS)
    page.select_option("[name=channel]", "letter")
    page.fill("[name=unit]", "云岭县督查室")
    page.dblclick("main form[data-draft] button[type=submit]")
    done(page, "登记诉求")
    page.wait_for_timeout(300)
    assert Appeal.objects.count() == 1


def test_words_in_a_dialog_outlast_a_lost_connection(visit, live, assigned):
    page = answering(visit, assigned, "clerk", "dialog")
    page.allowed += ["ERR_INTERNET_DISCONNECTED", "htmx:"]
    page.fill("#dialog [name=answer]", ANSWER)
    page.context.set_offline(True)
    page.click("#dialog button[type=submit]")
    page.wait_for_selector("#dialog .flash--error:has-text('连不上服务器')")
    assert page.input_value("#dialog [name=answer]") == ANSWER
    page.context.set_offline(False)
    page.click("#dialog button[type=submit]")
    done(page, "答复")
    assert Appeal.objects.get().answer == ANSWER


def test_words_on_a_page_outlast_a_lost_connection(visit, live, assigned):
    page = answering(visit, assigned, "clerk", "page")
    page.allowed += ["ERR_INTERNET_DISCONNECTED"]
    page.fill("[name=answer]", ANSWER)
    page.context.set_offline(True)
    page.click("main form[data-draft] button[type=submit]")
    page.wait_for_timeout(500)  # the browser's own page: no connection
    page.context.set_offline(False)
    page.goto(live.url + assigned.get_absolute_url() + "answer/")
    assert page.input_value("[name=answer]") == ANSWER and page.is_visible(".draft")
    page.click("main form[data-draft] button[type=submit]")
    done(page, "答复")
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('luoshi-draft')).length") == 0


def test_the_main_way_works_without_scripts(visit, live):
    def go_on(page, step):
        page.click("main .form button[type=submit]")
        done(page, step)

    desk = visit("supervisor", "/", java_script_enabled=False)
    desk.click("main .pull > summary")
    desk.click("text=登记诉求")
    desk.fill("[name=title]", "建议延长科普活动室开放时间")
    desk.fill("[name=words]", WORDS)
    desk.select_option("[name=channel]", "hotline")
    desk.fill("[name=unit]", "云岭县督查室")
    go_on(desk, "登记诉求")
    desk.click(".acts a:has-text('分级交办')")
    desk.select_option("[name=grade]", "urgent")
    desk.fill("[name=unit]", "云岭县科学技术协会")
    go_on(desk, "分级交办")
    clerk = visit("clerk", "/", java_script_enabled=False)
    clerk.click("main table a:has-text('答复')")
    clerk.fill("[name=answer]", ANSWER)
    clerk.set_input_files("[name=files]", [{"name": "答复.txt", "mimeType": "text/plain", "buffer": b"ok"}])
    go_on(clerk, "答复")
    clerk.click(".acts a:has-text('告知本人')")
    clerk.fill("[name=told]", timezone.localdate().isoformat())
    clerk.fill("[name=how]", "电话")
    go_on(clerk, "告知本人")
    desk.reload()
    desk.click(".acts a:has-text('办结')")
    desk.select_option("[name=mark]", "5")
    go_on(desk, "办结")
    assert (Appeal.objects.get().state, Attachment.objects.get().name) == ("closed", "答复.txt")
