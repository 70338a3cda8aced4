"""A year of a project in the browser: applied for, assessed by who was drawn, contracted, watched, accepted."""

import io
from datetime import timedelta

from calling import moment, person, set_publicity
from django.utils import timezone
from docx import Document
from reviewing import expert, mark_form

from luoshi.kernel.kinds.models import Record
from luoshi.kernel.parameters.actions import set_value
from luoshi.lines.projects.line import VALUES as PROJECTS
from luoshi.lines.projects.models import Project
from luoshi.parts.calls.models import Application, Call, CallField
from luoshi.parts.publicity.models import Posting
from luoshi.parts.review.models import ReviewSheet, SheetMark
from office import NOW, TODAY
from seasons import Season


def test_a_year_from_the_call_to_the_performance_in_publicity(visit, live):
    at, office = timezone.now(), live.office
    today = timezone.localdate(at)
    set_publicity(office)
    set_value(PROJECTS["projects.publicity"], None, "5日", TODAY, "项目管理办法", office.actor("admin"), at=NOW)
    form = mark_form(office)
    for name in ("a", "b", "c"):
        expert(office, name)
    season = Season(visit, live)

    call = season.begin(
        "clerk", "/calls/new/", title="年度科技项目申报", sort="projects", year=str(at.year),
        from_at=moment(at - timedelta(days=2)), to_at=moment(at + timedelta(minutes=30)),
        **{"conditions-0-sort": "asked_most", "conditions-0-most": "100000"},
        **{"fields-0-label": "年度计划", "fields-0-sort": "table", "fields-0-must": True,
           "fields-0-options": "年度\n内容\n经费（元）|money"},
    )  # fmt: skip
    season.step("leader", call, "publish")
    leader = person(office, "项目负责人")
    application = season.begin(
        "clerk", "/applications/new/", call=Call.objects.get().number, title="茶树选育示范", cls="main", mode="grant",
        leader=leader.number, summary="选育两个抗寒品种", branch="machines",
        **{"budget-0-item": "equipment", "budget-0-amount": "80000"},
    )  # fmt: skip
    key = CallField.objects.get().pk
    page = season.tab("clerk", f"{application}edit/")
    season.fill_in(page, {f"answers-{key}-0-{place}": said for place, said in enumerate(("第一年", "布点", "50,000"))})
    page.click(f"[name=answers-more][value='{key}']")  # one empty line is offered, more by this button
    page.wait_for_selector(f"[name=answers-{key}-1-0]")
    season.fill_in(page, {f"answers-{key}-1-{place}": said for place, said in enumerate(("第二年", "验收", "30000"))})
    page.click("form.form .form__buttons button[type=submit]")
    page.wait_for_url(lambda url: "/edit/" not in url)
    season.shows("clerk", application, "第一年", "50000")
    season.step("clerk", application, "send")
    season.step("head", application, "certify")
    season.step("supervisor", application, "check")

    round_ = season.begin(
        "clerk", "/rounds/new/", title="函评", call=Call.objects.get().number, stage="letter", form=form.number,
        from_at=moment(at - timedelta(hours=1)), to_at=moment(at + timedelta(minutes=30)), blind="yes", after="no",
        seating="drawn",
    )  # fmt: skip
    season.step("clerk", round_, "gather")
    draw = season.begin(
        "supervisor", "/seatdraws/new/", title="评审人抽取", unit=str(office.units["kexie"]), round=_number(round_),
        branch="machines", size="2", sources="下周二双色球六个红球",
    )  # fmt: skip
    season.step("supervisor", draw, "draw", numbers="3 8 12 17 25 31", witness="何正")
    season.step("supervisor", round_, "open")
    sheets = list(ReviewSheet.objects.select_related("assessor").order_by("pk"))
    assert len(sheets) == 2
    for sheet in sheets:
        name, address = sheet.assessor.title.removeprefix("评委"), sheet.get_absolute_url()
        season.step(name, address, "accept")
        lines = SheetMark.objects.filter(record=sheet.pk).count()
        season.step(name, address, "score", **{f"marks-{place}-mark": "88" for place in range(lines)})
    season.step("supervisor", round_, "close", reason="都已评完")
    season.step("supervisor", round_, "rank")
    season.step("leader", round_, "decide")
    season.step("supervisor", application, "publish")
    Posting.objects.update(until=today - timedelta(days=1))
    season.step("leader", application, "approve")
    assert str(Application.objects.get().score) == "88"

    project = season.begin(
        "clerk", "/projects/new/", title="茶树选育示范", sort="demonstration", level="county", key="yes",
        application=Application.objects.get().number, leader=leader.number, amount="80000",
    )  # fmt: skip
    season.step("supervisor", project, "examine", examined_on=today.isoformat())
    season.step("clerk", project, "contract", from_day=today.isoformat(), amount="80000",
                to_day=(today + timedelta(days=300)).isoformat(),
                **{"nodes-0-node": "布点完成", "nodes-0-due": (today + timedelta(days=100)).isoformat(),
                   "payments-0-amount": "50000", "payments-1-amount": "30000"})  # fmt: skip
    season.step("clerk", project, "start")
    season.step("clerk", project, "report", **{"reports-0-day": today.isoformat(), "reports-0-progress": "布点过半"})
    season.step("supervisor", project, "pay", **{"payments-0-paid": today.isoformat()})
    check = season.begin(
        "supervisor",
        "/sitechecks/new/",
        unit=str(office.units["kexie"]),
        project=Project.objects.get().number,
        sort="check",
        day=today.isoformat(),
    )
    season.step("supervisor", check, "check", day=today.isoformat(),
                **{"findings-0-sort": "fault", "findings-0-text": "台账不全",
                   "findings-0-due": (today + timedelta(days=10)).isoformat()})  # fmt: skip
    season.step("supervisor", check, "send")
    season.step("clerk", check, "answer", answer="台账已补齐")
    season.step("clerk", check, "follow", **{"findings-0-put_right": today.isoformat()})
    season.step("supervisor", check, "close")
    season.step("clerk", project, "reach", **{"nodes-0-done": today.isoformat()})
    season.step("clerk", project, "result", **{"results-0-name": "抗寒一号", "results-0-sort": "product",
                                               "results-0-day": today.isoformat()})  # fmt: skip
    season.step("clerk", project, "summarise", summary=_summary())
    season.step("leader", project, "accept")
    season.step("clerk", project, "apply", applied_on=today.isoformat(), benefit="360000")
    season.step("supervisor", project, "perform", performance="推广三百亩，增收三十六万元。")
    season.shows("clerk", project, "抗寒一号", "50000")
    assert Project.objects.get().state == "shown"


def _number(address):
    return Record.objects.get(pk=address.strip("/").rpartition("/")[2]).number


def _summary():
    made = io.BytesIO()
    Document().save(made)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {"name": "总结.docx", "mimeType": kind, "buffer": made.getvalue()}
