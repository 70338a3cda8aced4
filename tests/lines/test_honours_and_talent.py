"""Awards, bonuses, examples, talent and achievements: each row of group L13 by its own sentence."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from calling import CLOSES, OPENS, moment, places, set_publicity
from django.core.cache import cache
from django.test import Client

from luoshi.lines.awards.line import VALUES
from luoshi.parts.norms.line import VALUES as OF_NORMS
from luoshi.parts.publicity.models import Posting
from luoshi.parts.registers.models import GuardianConsent
from office import NOW, TODAY, Office
from trying_rows import PDF, Trying

DAY = timedelta(days=1)


@pytest.fixture
def trying(office: Office, monkeypatch: pytest.MonkeyPatch) -> Trying:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Trying(office)


def award(trying: Trying, title: str = "县先进科技工作者", **more: Any) -> Any:
    given = {"title": title, "level": "county", "ours": "yes", "early": "no", "interval": 3, "last": 2023, **more}
    return trying.opens("awards", **given)


def called(trying: Trying, sort: str, title: str, year: int = 2026, **more: Any) -> Any:
    """A call in preparation."""
    given = {"title": title, "sort": sort, "year": year, "from_at": moment(OPENS), "to_at": moment(CLOSES)}
    return trying.opens("calls", **{**given, "late": "no", "frees": "no", "moves_up": "no", **more})


def checked(trying: Trying, call: Any, title: str, **more: Any) -> Any:
    """An application that passed the formal check."""
    one = trying.opens("applications", call=call.number, title=title, summary=title, cls="main", **more)
    for step, who in (("send", "clerk"), ("certify", "head"), ("check", "supervisor")):
        one = trying.does(one, step, who)
    return one


def shown(trying: Trying, one: Any, **result: Any) -> Any:
    """An application whose publicity is over."""
    one = trying.does(trying.does(one, "assess", "supervisor", cls="main", **result), "publish", "supervisor")
    Posting.objects.filter(record=one.pk).update(until=TODAY - DAY)
    return one


def fund(trying: Trying, *receipts: tuple[str, date], sort: str = "award") -> Any:
    """A fund for awards, with what came in."""
    uses = [{"use": "awards"}]
    one = trying.opens("funds", title="奖励资金", sort=sort, way="account", from_day="2024-01-01", uses=uses)
    for amount, day in receipts:
        one = trying.does(one, "receive", sum=amount, received=day, source="公司")
    return one


def public(address: str) -> str:
    """What anybody reads without signing in."""
    return Client().get(address).content.decode()


def test_praise_says_what_is_learned_and_criticism_may_be_appealed(trying: Trying) -> None:
    """S000-41: three and thirteen days from the event to the decision; both are published, the list shows them."""
    trying.sets(VALUES, "examples.publicity", "5日")
    trying.sets(VALUES, "examples.appeal", "10个工作日")
    rows = []
    for title, sort, back in (("抢修测报站", "praise", 3), ("数据错报", "error", 13)):
        who = trying.person(f"幻{title}")
        given = {"title": title, "sort": sort, "person": who.number, "day": TODAY - back * DAY, "reason": title}
        one = trying.does(trying.opens("examples", **given), "decide", "leader", decided_on=TODAY)
        assert trying.refused(one, "publish", "leader", lesson="")  # nothing learned, nothing published
        rows.append(trying.does(one, "publish", "leader", lesson="先核对再上报"))
    assert trying.counts("examples", "days", "sort") == {"表扬": "3", "差错分析": "13", "": "8"}
    assert "先核对再上报" in trying.reads(rows[0].get_absolute_url())
    assert "抢修测报站" in trying.reads("/examples/", face="deeds")
    assert "数据错报" in trying.reads("/examples/", face="errors")
    appealed = trying.does(rows[1], "appeal", "supervisor", reason="原始记录无误")
    assert "申诉" in trying.reads(appealed.get_absolute_url())
    withdrawn = trying.does(appealed, "withdraw", "leader", reason="申诉成立")
    assert withdrawn.state == "withdrawn"
    assert trying.asks(rows[0], "withdraw", "clerk", {"reason": "不服"}).status_code == 403


def test_105_achievements_17_of_them_advanced_in_the_world_and_a_national_first_prize(trying: Trying) -> None:
    """S001-09: registered, appraised, awarded; the list and the counts by level say so."""
    firm = trying.firm("云岭县茶叶研究所", "institution")
    level = {"registered_on": TODAY, "level": "world_advanced", "appraised_on": TODAY}
    trying.alike("achievements", 14, "appraised", **level)
    trying.alike("achievements", 86, "registered", registered_on=TODAY)
    rows = []
    for n in range(5):
        given = {"title": f"成果{n}", "registered_no": f"云2026-{n:03}", "registered_on": TODAY}
        one = trying.opens("achievements", **given, organisation=firm.number)
        if n < 3:
            one = trying.does(
                one, "appraise", "supervisor", level="world_advanced", appraised_on=TODAY, appraiser="省科技厅"
            )
        rows.append(one)
    assert trying.counts("achievements", "achievements") == {"": "105"}
    assert trying.counts("achievements", "stock", "level")["国际先进"] == "17"
    won = {"outer": "国家科学技术进步奖", "work": "成果0", "achievement": rows[0].number, "level": "national"}
    trying.opens("honours", "enter", **won, grade="first", year=2026, day=TODAY)
    assert trying.does(rows[0], "honour").state == "awarded"
    assert trying.counts("honours", "achievements", "grade")["一等奖"] == "1"
    assert "云2026-002" in trying.reads("/achievements/", level="world_advanced")


def test_the_structure_of_talent_and_its_share_of_the_population(trying: Trying) -> None:
    """S001-18: four sorts, brought in or our own, attracted, settled, gone; one may be of two sorts, counted once."""
    trying.sets(VALUES, "talents.stock", "≥3")
    people = [trying.person(f"幻人才{n}") for n in range(3)]
    sorts = (("high", "shortage"), ("skilled",), ("long",))
    rows = [
        trying.opens("talents", person=who.number, origin="brought" if n == 0 else "own", from_day=TODAY - n * DAY,
                     sorts=[{"sort": sort} for sort in of])
        for n, (who, of) in enumerate(zip(people, sorts, strict=True))
    ]  # fmt: skip
    assert trying.counts("talents", "stock", "origin") == {"引进": "1", "自主培养": "2", "": "3"}
    assert sorted(trying.counts("talents", "by_sort", "sorts.sort").values()) == ["1", "1", "1", "1", "4"]
    assert "≥3：达到" in trying.reads("/talents/figures/")
    trying.does(rows[2], "leave", to_day=TODAY - DAY, reason="调离")
    assert "≥3：未达到，差1" in trying.reads("/talents/figures/")
    assert trying.counts("talents", "gone") == {"": "1"}


def test_the_share_of_talent_in_the_population_is_worked_out_of_both(trying: Trying) -> None:
    """S001-18: 2 talents among 400 people are 0.5 %, from what the program counted and the population that was told."""
    from figures_told import defined, told
    from luoshi.dates.period_codes import encode_period
    from luoshi.dates.periods import period_of_months
    from luoshi.facts.countings.actions import keep_due

    office, year = trying.office, encode_period(period_of_months("year", 2025, 1))
    for name in ("幻高端", "幻技能"):
        trying.opens("talents", person=trying.person(name).number, origin="own", from_day=date(2025, 3, 1))
    stock = {"measure": "人", "nature": "stock", "period": "year"}
    people, talents = (defined(office, name, code=name, **stock) for name in ("people", "talent"))
    desk = {"who": "supervisor", "unit": office.units["desk"].pk}
    trying.opens("countings", indicator=talents.number, figure="talents.stock", since=date(2025, 1, 1), **desk)
    assert list(keep_due(NOW))
    told(office, people.indicator_id, "kexie", year, 400)
    rate = {"measure": "%", "nature": "rate", "period": "year", "formula": "talent / people"}
    share = trying.opens("indicators", title="人才占人口比例", code="share", **rate, **desk)
    assert "0.5 %" in trying.reads(f"/figures/{share.pk}/", period="2025")


def test_twenty_are_commended_in_a_cycle_of_three_years_and_the_prize_fund_pays_exactly(trying: Trying) -> None:
    """S002-18: the 21st is refused, the next cycle is 2026; the fund has 1,000 of 3,000 left; anybody reads it."""
    of, money = award(trying, quota=20), fund(trying, ("3000", TODAY - 9 * DAY))
    trying.alike("honours", 18, "decided", award=of, year=2023, day=TODAY, level="county")
    honours = []
    for n in range(3):
        given = {"award": of.number, "year": 2023, "money": "1000", "fund": money.number}
        who = trying.person(f"幻先进{n}") if n else None
        body = {"person": who.number} if who else {"organisation": trying.firm("云岭县茶叶学会", "society").number}
        honours.append(trying.opens("honours", **given, **body))
    for honour in honours[:2]:
        trying.does(honour, "decide", "leader", day=TODAY)
    said = trying.refused(honours[2], "decide", "leader", day=TODAY)
    assert "2023 届已授予 20 项" in said
    for honour in honours[:2]:
        trying.does(honour, "pay", paid=TODAY)
    from luoshi.parts.funds.queries import fund_sums_by_year

    sums = fund_sums_by_year([money.pk])[money.pk][0]
    assert (sums.spent, sums.amount_left) == (Decimal(2_000), Decimal(1_000))
    early = called(trying, "award", "2025年评选", 2025, award=of.number)
    assert "2026" in trying.refused(early, "publish", "leader")
    trying.sets(VALUES, "honours.open", "是")
    listed = public("/open/honours/")
    assert "县先进科技工作者" in listed


def test_talent_is_found_trained_recommended_reviewed_and_honoured(trying: Trying) -> None:
    """S002-21: the nomination carries evidence and stage; whoever is not chosen stays in the list as such."""
    set_publicity(trying.office)
    call = trying.does(called(trying, "talent", "省青年科技奖推荐"), "publish", "leader")
    people = [trying.person(name) for name in ("幻青松", "幻白杨")]
    for who, step in zip(people, ("win", "lose"), strict=True):
        talent = trying.opens("talents", person=who.number, origin="own", from_day=TODAY)
        talent = trying.does(talent, "train", chances={"chance": "study", "day": TODAY, "what": "省委党校"})
        one = checked(trying, call, f"推荐{who.title}", leader=who.number)
        talent = trying.does(talent, "nominate", programme="driven", nomination=one.number)
        one = trying.does(shown(trying, one, score="90"), "send_up", "supervisor")
        trying.does(one, step, result_on=TODAY, **({"grade": "first"} if step == "win" else {}))
        assert "省委党校" in trying.reads(talent.get_absolute_url())
    table = trying.reads("/applications/", face="nominations")
    assert "推荐幻青松" in table and "推荐幻白杨" in table and "上级未入选" in table


def test_the_pool_of_the_firm_and_the_matching_money_of_units(trying: Trying) -> None:
    """S002-41: 1,500,000, 610,000 more than before; matching over 800,000 and over 400,000 more; payments."""
    from luoshi.parts.funds.line import VALUES as OF_FUNDS

    for name, value in (("awards", "≥1500000"), ("matching", ">800000"), ("matching_more", ">400000")):
        trying.sets(OF_FUNDS, f"funds.{name}", value)
    before = TODAY.replace(year=TODAY.year - 1)
    pool = fund(trying, ("890000", before), ("1500000", TODAY))
    fund(trying, ("400000", before), ("800001", TODAY), sort="matching")
    sums = trying.counts("funds", "pools", "sort")
    assert sorted(sums.values())[:2] == ["1500000", "2300001"] or "1500000" in sums.values()
    page = trying.reads("/funds/figures/", by="sort", first=f"{TODAY.year}-01-01", last=TODAY.isoformat())
    assert "≥1500000：达到" in page and "610000" in page.replace(",", "")
    assert page.count(">800000：达到") == 1 and page.count(">400000：达到") == 1
    one = split(trying, pool, "1500000", [("幻甲", "100")])
    paid(trying, one)
    assert trying.counts("splits", "paid") == {"": "1500000"}
    table = trying.reads("/splits/")
    assert ("奖金" in table and "1,500,000" in table) or "1500000" in table


def split(trying: Trying, pool: Any, total: str, parts: list[tuple[str, str]]) -> Any:
    members = [{"person": trying.person(name).number, "percent": percent} for name, percent in parts]
    return trying.opens(
        "splits", title="采茶机项目奖金", fund=pool.number, total=total, scope="项目组", members=members
    )


def paid(trying: Trying, one: Any) -> Any:
    """A division after publicity, agreement and payment."""
    trying.sets(VALUES, "splits.publicity", "5日")
    one = trying.does(one, "publish", scope="项目组全体")
    assert "公示" in trying.refused(one, "agree", agreed_on=TODAY)
    Posting.objects.filter(record=one.pk).update(until=TODAY - DAY)
    return trying.does(trying.does(one, "agree", agreed_on=TODAY), "pay", paid=TODAY)


def test_a_bonus_is_divided_by_contribution_and_published_before_it_is_paid(trying: Trying) -> None:
    """S002-47: 40/35/25 of 50,000; 95 % is refused; whoever is in the scope reads the division."""
    pool = fund(trying, ("50000", TODAY - DAY))
    short = split(trying, pool, "50000", [("幻甲", "40"), ("幻乙", "35"), ("幻丙", "20")])
    assert "95" in trying.refused(short, "publish", scope="项目组")
    one = split(trying, pool, "50000", [("幻丁", "40"), ("幻戊", "35"), ("幻己", "25")])
    assert trying.asks(one, "pay", "clerk", {"paid": TODAY.isoformat()}).status_code == 403
    one = paid(trying, one)
    assert one.shares == "幻丁 40% 20000元；幻戊 35% 17500元；幻己 25% 12500元"
    assert "17500" in trying.reads(one.get_absolute_url(), "clerk").replace(",", "")


def test_of_27_papers_8_are_excellent_13_are_encouraged_and_6_get_nothing(trying: Trying) -> None:
    """S002-53: called, recommended, scored, ranked, awarded; a 14th encouragement is refused, the sums stand there."""
    set_publicity(trying.office)
    quotas = places([("main", "excellent", 8), ("main", "encouragement", 13)])
    call = trying.does(called(trying, "papers", "2026年优秀论文征集", quotas=quotas), "publish", "leader")
    author = trying.person("幻作者")
    known = {"call": call, "sort": "papers", "cls": "main", "leader": author, "sent_at": NOW}
    for grade, n in (("excellent", 7), ("encouragement", 12)):
        trying.alike("applications", n, "awarded", **known, grade=grade, chosen=TODAY)
    trying.alike("applications", 5, "unchosen", **known)
    rows = [checked(trying, call, f"论文{n}", leader=author.number) for n in range(3)]
    for n, grade in enumerate(("excellent", "encouragement", "encouragement")):
        row = shown(trying, rows[n], score=str(95 - n), rank=n + 1, grade=grade)
        if n < 2:
            trying.does(row, "award", "leader")
    said = trying.refused(rows[2], "award", "leader")
    assert "鼓励奖" in said and "13" in said
    trying.does(rows[2], "decline", "leader", reason="名额已满")
    assert trying.counts("applications", "applied", "sort")["论文"] == "27"
    chosen = trying.counts("applications", "chosen", "grade")
    assert (chosen["优秀奖"], chosen["鼓励奖"], chosen[""]) == ("8", "13", "21"), chosen
    assert "21 21" in trying.reads(call.get_absolute_url())


def test_honours_won_elsewhere_are_registered_and_publicised(trying: Trying) -> None:
    """S002-56: three persons named; a report on the deeds of each; open to everybody if the office says."""
    rows = []
    for name in ("幻一", "幻二", "幻三"):
        given = {"outer": "全国优秀科技工作者", "person": trying.person(name).number, "level": "national"}
        rows.append(trying.opens("honours", "enter", **given, year=2026, day=TODAY))
    assert trying.counts("honours", "persons", "level")["国家级"] == "3"
    missing = trying.reads("/honours/coverage/deeds/")
    assert "幻一" in missing and "幻三" in missing
    for row in rows:
        trying.does(row, "report", media={"medium": "paper", "day": TODAY, "source": "云岭日报"})
    assert "没有缺项" in trying.reads("/honours/coverage/deeds/")
    assert trying.counts("honours", "reported") == {"": "100"}
    assert Client().get("/open/honours/").status_code == 404  # nobody opened it
    trying.sets(VALUES, "honours.open", "是")
    assert public("/open/honours/").count("全国优秀科技工作者") >= 3


def test_an_honour_of_a_minor_is_public_only_while_a_guardian_agrees(trying: Trying) -> None:
    """Its title names the person: the list, the first page, its own page and the search are without it."""
    cache.clear()  # of a test before, with as many entries in its journal
    given = {"outer": "青少年科技创新市长奖", "level": "city", "year": 2026, "day": TODAY}
    pupil, grown = trying.person("幻小禾", birth="2014-05-01"), trying.person("幻先进", birth="1980-05-01")
    for who in (pupil, grown):
        trying.opens("honours", "enter", person=who.number, **given)
    trying.sets(VALUES, "honours.open", "是")
    shut = [public(address) for address in ("/open/honours/", "/open/", "/open/honours/?q=市长奖")]
    assert all("幻先进" in page and "幻小禾" not in page for page in shut)
    pupil = trying.does(pupil, "consent", consents={"guardian": "幻监护", "given": TODAY})
    listed = public("/open/honours/")
    assert "幻小禾" in listed
    links = re.findall(r'href="(/open/honours/[^"/]+/)"[^>]*>([^<]+)<', listed)
    (address,) = [link for link, name in links if "幻小禾" in name]
    assert "幻小禾" in public(address)
    consent = GuardianConsent.objects.get()
    trying.does(pupil, "revoke", consents={"id": consent.pk, "withdrawn": TODAY})
    assert "幻小禾" not in public("/open/honours/") and Client().get(address).status_code == 404


def test_candidates_for_three_awards_are_reviewed_published_submitted_and_their_result_is_kept(trying: Trying) -> None:
    """S002-69: three awards; none goes up before its days are over; the ledger says what became of each."""
    set_publicity(trying.office)
    for n, title in enumerate(("青年人才托举", "全国创新争先奖", "未来女科学家")):
        call = trying.does(called(trying, "talent", title), "publish", "leader")
        one = checked(trying, call, f"{title}候选人", leader=trying.person(f"幻候选{n}").number)
        one = trying.does(trying.does(one, "assess", "supervisor", score="90"), "publish", "supervisor")
        assert "公示" in trying.refused(one, "send_up", "supervisor")
        Posting.objects.filter(record=one.pk).update(until=TODAY - DAY)
        one = trying.does(trying.does(one, "send_up", "supervisor"), "win", result_on=TODAY)
    ledger = trying.reads("/applications/", face="nominations")
    assert all(f"{title}候选人" in ledger for title in ("青年人才托举", "全国创新争先奖", "未来女科学家"))


def test_five_mechanisms_stand_in_force_and_talent_is_evaluated_by_a_weighed_standard(trying: Trying) -> None:
    """S003-16: evaluation, project review, movement, reward, income; a standard has criteria with weights of 100."""
    trying.sets(OF_NORMS, "norms.mechanisms", "≥5")
    names = ("人才评价机制", "项目评审机制", "人才流动机制", "人才奖励机制", "收入激励机制")
    for n, name in enumerate(names):
        one = trying.opens("norms", title=name, sort="mechanism")
        one = trying.does(trying.does(one, "draft"), "circulate", until=TODAY + DAY)
        one = trying.does(one, "argue", argued_on=TODAY, argument="可行")
        one = trying.does(trying.does(one, "approve_desk", "supervisor"), "approve_leader", "leader")
        given = {"issuer": "县科协", "document": f"{n}号", "issued_on": TODAY, "from_day": TODAY, "text": PDF}
        trying.does(one, "issue", **given)
    assert "≥5：达到" in trying.reads("/norms/figures/", by="sort")
    items = [{"item": "novelty", "weight": "60"}, {"item": "effect", "weight": "30"}]
    form = {"title": "工程技术人才评价标准", "way": "mean", "size": 1, "pass_mark": "60"}
    short = trying.opens("markforms", **form, items=items)
    assert "90" in trying.refused(short, "publish", "supervisor")
    whole = trying.opens("markforms", **form, items=[*items, {"item": "documents", "weight": "10"}])
    whole = trying.does(whole, "publish", "supervisor")
    who = trying.person("幻匠人")
    talent = trying.opens("talents", person=who.number, origin="own", from_day=TODAY)
    evaluated = evaluate(trying, whole, talent)
    assert evaluated.raw == 80 and "80" in trying.reads(evaluated.get_absolute_url())
    assert trying.does(whole, "supersede", "supervisor", reason="新版标准").state == "superseded"


def evaluate(trying: Trying, form: Any, talent: Any) -> Any:
    """The talent after an assessor of the pool gave 80 for each criterion, and the round was decided."""
    from reviewing import expert, sheets_of

    from luoshi.parts.review.models import Assessed, SheetMark

    seat = expert(trying.office, "judge")
    given = {"title": "人才评价", "of": "talents", "stage": "meeting", "form": form.number, "seating": "named"}
    given |= {"from_at": moment(NOW), "to_at": moment(NOW + 5 * DAY), "blind": "no", "after": "no", "ground": "领域窄"}
    seats = [{"person": seat.number, "branch": "", "chair": True}]
    round_ = trying.opens("rounds", **given, seats=seats, assigning="even", ranks=True)
    round_ = trying.does(trying.does(round_, "gather", numbers=talent.number), "approve", "leader")
    (sheet,) = sheets_of(trying.office, "judge")
    sheet = trying.does(sheet, "accept", "judge")
    rows = SheetMark.objects.filter(record=sheet.pk).order_by("place")
    trying.does(sheet, "score", "judge", marks=[{"id": row.pk, "item": row.item, "mark": 80} for row in rows])
    round_ = trying.does(trying.does(round_, "close", "supervisor", reason="完毕"), "rank", "supervisor")
    trying.does(round_, "decide", "leader")
    return Assessed.objects.get(round=round_.pk)


def test_a_brand_award_has_its_cycle_quota_and_age_by_the_offices_own_values(trying: Trying) -> None:
    """S003-17: youth prize every two years, two places, under 41 on the last day of the call."""
    set_publicity(trying.office)
    of = award(trying, "县青年科技奖", interval=2, last=2024, quota=2, age=40)
    assert of.next == 2026
    quotas = places([("main", "first", 2)])
    call = trying.does(called(trying, "award", "县青年科技奖评选", award=of.number, quotas=quotas), "publish", "leader")
    old = trying.person("幻超龄", birth=TODAY.replace(year=TODAY.year - 41).isoformat())
    young = trying.person("幻青年", birth=(TODAY + DAY).replace(year=TODAY.year - 41).isoformat())
    late = trying.opens("applications", call=call.number, title="超龄", summary="超龄", leader=old.number)
    assert "41" in trying.refused(late, "send")
    one = shown(trying, checked(trying, call, "合龄", leader=young.number), grade="first", score="90")
    one = trying.does(one, "award", "leader")
    honour = trying.opens("honours", award=of.number, person=young.number, year=2026, application=one.number)
    assert trying.does(honour, "decide", "leader", day=TODAY).state == "decided"
    trying.sets(VALUES, "awards.open", "是")
    assert "县青年科技奖" in public("/open/awards/")


def test_chances_of_growth_are_used_and_whoever_had_none_is_listed(trying: Trying) -> None:
    """S003-19: enrolled, trained, used; two chances of one person are two times, not two persons."""
    rows = []
    for name in ("幻学", "幻闲"):
        rows.append(trying.opens("talents", person=trying.person(name).number, origin="own", from_day=TODAY - 90 * DAY))
    for chance in ("study", "platform"):
        trying.does(rows[0], "train", chances={"chance": chance, "day": TODAY, "what": "工程师继续教育"})
    assert sorted(trying.counts("talents", "chances", "chances.chance").values()) == ["1", "1", "2"]
    missing = trying.reads("/talents/coverage/served/")
    assert "幻闲" in missing and "幻学" not in missing
    assert "工程师继续教育" in trying.reads(rows[0].get_absolute_url())


def test_deeds_of_persons_and_teams_are_chosen_publicised_and_counted(trying: Trying) -> None:
    """S003-21: a person and a team; reports by medium and day are counted where they appeared."""
    trying.sets(VALUES, "examples.publicity", "5日")
    team = trying.firm("云岭县茶叶学会", "society")
    subjects = (
        {"person": trying.person("幻榜样").number, "sort": "deed"},
        {"organisation": team.number, "sort": "team"},
    )
    for n, subject in enumerate(subjects):
        one = trying.opens("examples", title=f"典型{n}", day=TODAY - DAY, reason="扎根山区二十年", **subject)
        one = trying.does(one, "decide", "leader", decided_on=TODAY)
        one = trying.does(one, "publish", "leader", lesson="把论文写在大地上")
        for medium in ("paper", "radio")[: n + 1]:
            trying.does(one, "report", media={"medium": medium, "day": TODAY, "source": "云岭融媒"})
    assert trying.counts("examples", "reports")[""] == "3"
    by_medium = trying.counts("examples", "reports", "media.medium")
    assert sorted(by_medium.values()) == ["1", "2", "3"]
    listed = trying.reads("/examples/", face="deeds")
    assert "典型0" in listed and team.title in listed
    assert Client().get("/open/examples/").status_code == 404
    trying.sets(VALUES, "examples.open", "是")
    assert "典型1" in public("/open/examples/")
