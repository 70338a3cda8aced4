"""A season of the contest of innovation, whole and in the browser: from the call to the list that everybody reads."""

from datetime import timedelta

from calling import moment, person, set_publicity
from django.utils import timezone
from reviewing import expert, mark_form

from luoshi.kernel.parameters.actions import set_value
from luoshi.parts.calls.actions import end_windows
from luoshi.parts.calls.line import VALUES
from luoshi.parts.calls.models import Application, Call, CallField
from luoshi.parts.calls.rules import SETTLING
from luoshi.parts.publicity.models import Posting
from luoshi.parts.review.models import ReviewRound, ReviewSheet, SheetMark
from office import NOW, TODAY
from seasons import Season
from sitting import set_rules

MARKS = {"猕猴桃套袋机": ("90", "80", "70"), "茶园防霜网": ("90", "80", "70"), "果园巡检车": ("60", "60", "60")}
SAVES = {"猕猴桃套袋机": 36, "茶园防霜网": 28, "果园巡检车": 7}


def _prepare(office):
    """What the office has before a season begins: values, a pool, a form of marks, people of the register."""
    set_publicity(office)
    set_rules(office)
    for name in ("calls.open", "publicity.open"):
        if name in VALUES:
            set_value(VALUES[name], None, "是", TODAY, "政务公开目录", office.actor("admin"), at=NOW)
    entry = person(office, "幻申报")
    type(entry).objects.filter(pk=entry.pk).update(as_person=office.people["outside"].pk)
    return (
        mark_form(office),
        [expert(office, name) for name in ("a", "b")],
        [person(office, f"委员{name}") for name in "甲乙丙"],
    )


def test_a_season_from_the_call_to_the_public_list(visit, live):
    at, office = timezone.now(), live.office
    form, assessors, members = _prepare(office)
    season = Season(visit, live)

    call = season.begin(
        "clerk", "/calls/new/", title="讲比竞赛项目征集", sort="contest", year=str(at.year),
        from_at=moment(at - timedelta(days=2)), to_at=moment(at + timedelta(minutes=30)),
        **{"quotas-0-cls": "main", "quotas-0-grade": "first", "quotas-0-n": "1",
           "quotas-1-cls": "main", "quotas-1-grade": "second", "quotas-1-n": "1"},
        **{"fields-0-label": "效益证明", "fields-0-sort": "long", "fields-0-must": True, "fields-0-open": True},
    )  # fmt: skip
    season.step("leader", call, "publish")
    season.shows("clerk", call, "效益证明", "申报表内容")
    key = CallField.objects.get().pk

    own = _apply(season, call)
    applications = {"猕猴桃套袋机": own}
    for title in ("茶园防霜网", "果园巡检车"):
        leader = person(office, f"负责人{title}")
        applications[title] = season.begin(
            "clerk", "/applications/new/", call=Call.objects.get().number, title=title, cls="main",
            leader=leader.number, summary="提高作业效率", branch="machines",
        )  # fmt: skip
    for title, record in applications.items():
        who = "outside" if record == own else "clerk"
        more = {"summary": "提高效率", "cls": "main", "branch": "machines"} if record == own else {}
        season.step(who, record, "edit", **{f"answers-{key}": f"每年节约{SAVES[title]}万元"}, **more)
        season.step(who, record, "send")
        season.step("head", record, "certify")
        season.step("supervisor", record, "check")
    assert {row.state for row in Application.objects.all()} == {"checked"}

    round_ = season.begin(
        "clerk", "/rounds/new/", title="会议评审", call=Call.objects.get().number, stage="meeting", form=form.number,
        from_at=moment(at - timedelta(hours=1)), to_at=moment(at + timedelta(minutes=30)), blind="yes", after="no",
        seating="named", ground="领域窄，库中人少",
        **{f"seats-{place}-person": entry.number for place, entry in enumerate(assessors)},
    )  # fmt: skip
    season.step("clerk", round_, "gather")
    season.step("leader", round_, "approve")
    for name in ("a", "b"):
        season.shows(name, "/my-reviews/", "会议评审")
        for sheet in ReviewSheet.objects.filter(assessor__title=f"评委{name}").order_by("pk"):
            page = season.tab(name, sheet.get_absolute_url())
            title = sheet.assessed.about.title
            assert title not in page.inner_text("main") and f"每年节约{SAVES[title]}万元" in page.content()
            season.step(name, sheet.get_absolute_url(), "accept")
            _score(season, name, sheet, MARKS[title])
    season.step("supervisor", round_, "close", reason="都已评完")
    season.step("supervisor", round_, "rank")
    season.shows("supervisor", round_, "需表决")
    _vote(season, at, members, applications)
    season.shows("supervisor", round_, "一等奖", "二等奖")
    season.step("leader", round_, "decide")
    assert ReviewRound.objects.get().state == "decided"

    season.step("supervisor", call, "close", reason="到期")
    end_windows(timezone.now() + SETTLING + timedelta(seconds=1))  # what was received in time is fixed by now
    for title, grade in (("茶园防霜网", "first"), ("猕猴桃套袋机", "second")):
        season.step("supervisor", applications[title], "assess", cls="main", grade=grade)
        season.step("supervisor", applications[title], "publish")
    visitor = season.tab(None, "/open/")
    visitor.click("main a:has-text('公示')")
    visitor.wait_for_load_state()
    assert "茶园防霜网" in visitor.inner_text("main") and "果园巡检车" not in visitor.inner_text("main")
    Posting.objects.update(until=timezone.localdate() - timedelta(days=1))
    for title in ("茶园防霜网", "猕猴桃套袋机"):
        season.step("leader", applications[title], "award")
    season.step("supervisor", applications["果园巡检车"], "decline", reason="名次在名额以外")
    season.step("leader", call, "decide")
    season.shows("outside", "/apply/", "猕猴桃套袋机", "已授奖")
    season.shows("clerk", call, "一等奖", "二等奖")
    assert dict(Application.objects.values_list("title", "grade")) == {
        "茶园防霜网": "first", "猕猴桃套袋机": "second", "果园巡检车": ""
    }  # fmt: skip


def _apply(season, call):
    """Apply from outside, as somebody who has no unit here."""
    page = season.tab("outside", f"/apply/{call.strip('/').rpartition('/')[2]}/")
    page.fill("[name=title]", "猕猴桃套袋机")
    page.click("main form.form button[type=submit]")
    page.wait_for_url("**/applications/*/edit/")
    return page.url.removeprefix(season.url).removesuffix("edit/")


def _score(season, name, sheet, marks):
    """Give the marks of a sheet, in the order of the form."""
    lines = SheetMark.objects.filter(record=sheet.pk).order_by("place").count()
    assert lines == len(marks)
    season.step(name, sheet.get_absolute_url(), "score",
                **{f"marks-{place}-mark": mark for place, mark in enumerate(marks)})  # fmt: skip


def _vote(season, at, members, applications):
    """Hold the committee's meeting: the two that are equal are voted on, and the leader confirms the minutes."""
    tied = [Application.objects.get(title=title) for title in ("猕猴桃套袋机", "茶园防霜网")]
    meeting = season.begin(
        "clerk", "/committeemeetings/new/", title="评审委员会会议", committee="讲比评审委员会", ballot="secret",
        day=timezone.localdate(at).isoformat(),
        **{f"members-{place}-person": entry.number for place, entry in enumerate(members)},
        **{f"members-{place}-role": "member" for place in range(len(members))},
        **{f"items-{place}-application": row.number for place, row in enumerate(tied)},
        **{f"items-{place}-matter": row.title for place, row in enumerate(tied)},
    )  # fmt: skip
    counts = {"ayes": ("2", "3"), "noes": ("1", "0"), "abstain": ("0", "0"), "spoilt": ("0", "0")}
    season.step(
        "clerk", meeting, "hold", day=timezone.localdate(at).isoformat(),
        **{f"members-{place}-presence": "came" for place in range(len(members))},
        **{f"items-{place}-{name}": values[place] for name, values in counts.items() for place in range(len(tied))},
    )  # fmt: skip
    season.step("clerk", meeting, "minute", minutes="会议表决了名次相同的两项。")
    season.step("leader", meeting, "confirm")
