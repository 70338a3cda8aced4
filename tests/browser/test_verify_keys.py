"""Five reports are verified by keys alone, each beside its evidence: picture, PDF, .docx, .xlsx, a broken .doc."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import docx
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from accessible import SIZES, violations
from assigned import running
from luoshi.commitments.verifying import queries, rules
from luoshi.desk.previews.actions.making import make_later
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from many_appeals import workbook
from office import NOW
from pdfs import scanned
from plans import published

MOST = 15  # keys for five reports
TEXT = "云岭县2026年科普工作要点\n一、工作任务\n" + "".join(
    f"县科协建设第{at}号科普园地{at}个，9月底前完成。\n" for at in range(1, 6)
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(200)


def photo() -> bytes:
    """A picture taken with the telephone on its side: 60 by 40 points as stored, upright when it is shown."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 40), (40, 120, 200)).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def reported(live, settings, tmp_path, need_tool):
    """Five commitments that are reported done, with what a unit sends."""
    need_tool("soffice", "apt-get install libreoffice-writer libreoffice-calc")
    settings.DATA = tmp_path
    cache.clear()
    Parameter.objects.create(name="ledger.put_right_days", value="3", start=date(2026, 1, 1), source="县督查办法")
    office, found = live.office, []
    plan = published(office, TEXT)
    sheet = workbook([["园地", "面积"], *([f"第{at}号", at * 12] for at in range(1, 9))])
    report = io.BytesIO()
    document = docx.Document()
    document.add_heading("关于第三号科普园地建成情况的报告")
    document.add_paragraph("已按要求建成，佐证见附图。")
    document.save(report)
    files = {
        "照片.jpg": photo(),
        "验收单.pdf": scanned(2),
        "情况报告.docx": report.getvalue(),
        "明细表.xlsx": sheet,
        "旧报告.doc": OLE,
    }
    for at, (name, data) in enumerate(files.items(), 1):
        one = running(office, plan, f"第{at}号科普园地")
        given = {"words": f"第{at}号科普园地已建成并开放。", "effect": f"接待群众{at}00人次。"}
        given |= {f"value_{target.pk}": str(at) for target in one.targets.filter(ended=None)}
        sent = {"evidence": [SimpleUploadedFile(name, data)]}
        take(one, "finish", office.actor("clerk"), given, at=NOW, files=sent)
        found.append(one.pk)
    return found


def worked():
    """The worker does what the reports asked for."""
    tasks = DBTaskResult.objects.filter(task_path=make_later.module_path)
    done = [make_later.func(*task.args_kwargs["args"]) for task in tasks.order_by("enqueued_at")]
    tasks.delete()
    return done


def test_five_reports_are_verified_by_at_most_15_keys(visit, reported):
    page = visit("supervisor", "/verify/", allow=())
    pressed = []

    def press(*keys):
        for key in keys:
            pressed.append(key)
            page.keyboard.press(key)

    def on(at):
        page.wait_for_function(f"() => document.querySelector('.verify__place').textContent === '{at} / 5'")

    def drawn(selector):
        page.wait_for_function(f"() => (document.querySelector('{selector}') || {{}}).naturalWidth > 0")
        return page.evaluate(
            f"() => [(e => [e.naturalWidth, e.naturalHeight])(document.querySelector('{selector}'))][0]"
        )

    on(1)
    assert drawn(".shown__picture img") == [40, 60]  # upright
    press("p")
    on(2)
    page.wait_for_selector(".shown [role=status]")  # nobody has made its pages yet
    assert worked() == [True, True, True, False]
    assert drawn(".leaf img") == [893, 1263]  # it came by itself
    assert page.locator(".leaf").count() == 2
    press("p")
    on(3)
    assert drawn(".leaf img") == [918, 1188]
    press("p")
    on(4)
    assert drawn(".leaf img")[1] > 0
    press("2", "3", "r")
    on(5)
    assert "无法显示" in page.locator(".shown .flash--error").inner_text()
    assert page.locator(".shown__head a").get_attribute("href").startswith(f"/commitments/{reported[4]}/files/")
    press("w")
    page.keyboard.insert_text("请另存为新格式再报，p r n 1 不是按键")
    press("Escape", "4", "r")
    page.get_by_text("核验完毕").wait_for()
    print(f"actions: {len(pressed)} keys for five reports: {' '.join(pressed)}")
    assert len(pressed) <= MOST
    states = dict(Commitment.objects.filter(pk__in=reported).values_list("pk", "state"))
    assert [states[pk] for pk in reported] == ["verified"] * 3 + ["returned"] * 2
    usual = rules.parse_usual_phrases(queries.RETURNED_FOR)
    reasons = [
        json.loads(Entry.objects.select_related("payload").get(record=pk, step="return").payload.data)["reason"]
        for pk in reported[3:]
    ]
    assert reasons == [f"{usual[1]}；{usual[2]}", f"{usual[3]}；请另存为新格式再报，p r n 1 不是按键"]


@pytest.mark.parametrize("size", SIZES, ids=["desk", "telephone"])
def test_the_page_is_accessible_and_keeps_within_its_width(visit, reported, size):
    worked()
    row = reported[2]
    Commitment.objects.filter(pk=row).update(until=timezone.localdate() + timedelta(days=9))
    page = visit("supervisor", f"/verify/?row={row}", viewport=size)
    page.wait_for_selector(".leaf img")
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    report, files, form = (page.locator(f".verify__{name}").bounding_box() for name in ("report", "files", "form"))
    if size["width"] < 500:  # one under the other
        assert report["y"] + report["height"] <= files["y"] and files["y"] + files["height"] <= form["y"]
    else:
        assert files["x"] >= report["x"] + report["width"] and files["y"] <= report["y"] + 5


@pytest.mark.parametrize("size", SIZES, ids=["desk", "telephone"])
def test_both_verdicts_are_in_sight_wherever_one_reads(visit, reported, size):
    worked()
    page = visit("supervisor", f"/verify/?row={reported[1]}", viewport=size)
    page.wait_for_selector(".leaf img")
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height > 2 * size["height"]
    for part in (0, 0.5, 1):
        page.evaluate(f"window.scrollTo(0, {part * height})")
        for name in ("pass", "return"):
            free = """(button) => { const box = button.getBoundingClientRect();
                return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === button; }"""
            assert page.locator(f"button[name={name}]").evaluate(free), (part, name)


def test_a_press_on_return_leads_to_the_reasons_first(visit, reported):
    page = visit("supervisor", f"/verify/?row={reported[0]}", viewport=SIZES[1])
    page.click("button[name=return]")
    assert page.evaluate("document.activeElement.name") == "reasons"
    assert Commitment.objects.get(pk=reported[0]).state != "returned"
    page.keyboard.press("Space")
    page.click("button[name=return]")
    page.wait_for_function("() => document.querySelector('.verify__place').textContent === '2 / 5'")
    assert Commitment.objects.get(pk=reported[0]).state == "returned"


def test_without_scripts_the_buttons_send_the_form_that_they_stand_apart_from(visit, reported):
    page = visit("supervisor", f"/verify/?row={reported[0]}", java_script_enabled=False)
    page.click("button[name=pass]")
    page.wait_for_url("**done=1*")
    assert Commitment.objects.get(pk=reported[0]).state == "verified"
