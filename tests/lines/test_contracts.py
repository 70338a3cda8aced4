"""What is particular to contracts: a split that makes 100 %, terms that are counted by day, money when it came."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from examples import as_program
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures, rows_behind_figure
from luoshi.desk.figures.rules import Cut
from luoshi.kernel.duties.queries.duties import duties_of_record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.contracts.line import VALUES
from luoshi.lines.contracts.models import Contract, Payment
from office import NOW, TODAY, Office
from pictures import png
from programs import program

KIND = get_kind("contracts")

DAY = timedelta(days=1)
FIRMS = ("云岭县绿源茶业有限公司", "云岭县茶叶研究所", "云岭县猕猴桃合作社")


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def firms(office: Office) -> list[Any]:
    unit = office.units["kexie"].pk
    given = [{"unit": unit, "title": title, "sort": "enterprise"} for title in FIRMS]
    return [begin(get_kind("organisations"), office.actor("clerk"), values, at=NOW).record for values in given]


def paper() -> dict[str, Any]:
    return {"paper": [SimpleUploadedFile("合同.png", png())]}


def drafted(office: Office, firms: list[Any], sort: str = "partner", **more: Any) -> Any:
    parties = [{"org": firm.number, "part": "member"} for firm in firms[:2]]
    usual = {"title": "茶园改造", "sort": sort, "unit": office.units["kexie"].pk, "signatories": parties}
    return begin(KIND, office.actor("clerk"), {**usual, **more}, at=NOW).record


def done(office: Office, record: Any, step: str, who: str = "clerk", **given: Any) -> Any:
    files = paper() if step in ("sign", "renew") else {}
    said = {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}
    return take(record, step, office.actor(who), said, at=NOW, files=files).record


def signed(office: Office, firms: list[Any], first: date, last: date | None, sort: str = "partner", **more: Any) -> Any:
    record = drafted(office, firms, sort, **more)
    return done(office, record, "sign", signed=min(first, TODAY), from_day=first, to_day=last or "")


def test_one_that_was_signed_before_is_entered_in_one_step_and_asks_what_signing_asks(
    office: Office, firms: list[Any]
) -> None:
    drafted(office, firms)
    given = {"title": "良种引进", "sort": "consulting", "unit": office.units["kexie"].pk, "signed": "2025-11-03",
             "from_day": "2025-11-03", "signatories": [{"org": firms[0].number, "part": "client"}]}  # fmt: skip
    clerk = office.actor("clerk")
    with pytest.raises(RecordError, match="至少"):
        begin(KIND, clerk, given, at=NOW, step="enter_signed", files=paper())
    given["signatories"].append({"org": firms[1].number, "part": "provider"})
    with pytest.raises(RecordError) as refused:
        begin(KIND, clerk, given, at=NOW, step="enter_signed")
    assert [*refused.value.fields] == ["paper"]
    one = begin(KIND, clerk, given, at=NOW, step="enter_signed", files=paper()).record
    assert (one.state, one.number) == ("signed", "云岭县科学技术协会〔2025〕1号")  # of the year in which it was signed
    assert done(office, one, "perform").number == one.number
    assert (
        signed(office, firms, TODAY, None).number == "云岭县科学技术协会〔2026〕1号"
    )  # and the one in negotiation took none


def figures(office: Office, first: date, last: date, who: str = "clerk") -> dict[str, Any]:
    names = ("contracts", "joint", "turnover", "partners", "linked", "introduced")
    ((_key, found),) = compute_figures(KIND, names, FigureSpan(first, last), office.actor(who), TODAY).items()
    return {name: None if value.exact is None else int(value.exact) for name, value in found.items()}


def test_a_split_of_95_is_refused_in_words_and_one_of_100_is_accepted(office: Office, firms: list[Any]) -> None:
    """Acceptance example 2, as a program asks it, and as the page says it before it is asked."""
    clerk, client = program(office, "clerk"), Client()
    client.force_login(office.people["clerk"].user)
    record = drafted(office, firms, "joint")
    sign = {"signed": TODAY.isoformat(), "from_day": TODAY.isoformat()}
    sign = as_program({**sign, "paper": paper()["paper"][0]})
    said = []
    for percents in ([], ["60", "35"], ["60", "40"]):
        split = [{"org": firm.number, "percent": percent} for firm, percent in zip(firms, percents, strict=False)]
        record = done(office, record, "share", split=split)
        assert ("adds up" in page(client, record)) is (percents != ["60", "40"])
        answer = clerk.post(f"contracts/{record.pk}/steps/sign", {"seen": record.version, "given": sign})
        said.append((answer.status_code, answer.data.get("what", "")))
    assert [status for status, _words in said] == [422, 422, 200], said
    assert "adds up to 0 of 100" in str(said[0]) and "adds up to 95 of 100" in str(said[1])
    record.refresh_from_db()
    assert (record.state, record.number) == ("signed", "云岭县科学技术协会〔2026〕1号")


def test_no_party_has_less_than_nothing_of_the_proceeds(office: Office, firms: list[Any]) -> None:
    """160 and -60 add up to 100, and are no split."""
    split = [{"org": firm.number, "percent": percent} for firm, percent in zip(firms, ("160", "-60"), strict=False)]
    with pytest.raises(RecordError) as refused:
        done(office, drafted(office, firms, "joint"), "share", split=split)
    assert "split.1.percent" in refused.value.fields and "split.0.percent" in refused.value.fields


def test_what_a_program_leaves_out_stays_and_what_it_sends_empty_goes(office: Office, firms: list[Any]) -> None:
    """By the API and from code alike; a page sends all of its fields, so what does not come from there is empty."""
    clerk, client = program(office, "clerk"), Client()
    client.force_login(office.people["clerk"].user)
    last, day = TODAY + DAY, TODAY.isoformat()
    manager = begin(
        get_kind("persons"), office.actor("clerk"), {"unit": office.units["kexie"].pk, "title": "柳青"}, at=NOW
    )
    record = drafted(office, firms, amount="5000", to_day=last.isoformat(), manager=manager.record.number)

    def kept() -> tuple[Any, ...]:
        record.refresh_from_db()
        return record.amount, record.to_day, record.manager_id, record.topic

    def amended(version: int, **given: Any) -> int:
        sent = {"seen": version, "given": {"title": "茶园改造", "sort": "partner", **given}}
        return int(clerk.post(f"contracts/{record.pk}/steps/amend", sent).status_code)

    assert amended(1, topic="土壤改良") == 200
    assert kept() == (5000, last, manager.record.pk, "土壤改良")
    assert amended(2, manager=None, topic="") == 200
    assert kept() == (5000, last, None, "")
    late = {"title": "茶园改造", "sort": "partner", "from_day": (last + DAY).isoformat()}
    with pytest.raises(RecordError, match="末日"):  # the last day that stands is looked at beside what came
        take(record, "amend", office.actor("clerk"), late, at=NOW)
    page_sent = {"title": "茶园改造", "sort": "partner", "amount": "6000", "seen": 3}
    assert client.post(f"{record.get_absolute_url()}amend/", page_sent).status_code == 302
    assert kept() == (6000, None, None, "")
    record = done(office, record, "sign", signed=day, from_day=day, to_day=last)
    assert kept()[:2] == (6000, last)
    record = done(office, record, "renew", from_day=last + DAY)  # of a new term nothing stands yet: it has no end
    assert kept()[:2] == (6000, None)


def page(client: Client, record: Any) -> str:
    client.cookies["django_language"] = "en"
    return client.get(record.get_absolute_url()).content.decode()


def test_who_agreed_on_a_split_elsewhere_is_held_to_it_and_who_did_not_is_not_asked(
    office: Office, firms: list[Any]
) -> None:
    split = [{"org": firm.number, "percent": percent} for firm, percent in zip(firms, ("60", "35"), strict=False)]
    with pytest.raises(RecordError, match="95"):
        signed(office, firms, TODAY, None, "development", split=split)
    assert signed(office, firms, TODAY, None, "development").state == "signed"
    with pytest.raises(RecordError):  # one party makes no contract
        signed(office, firms[:1], TODAY, None)


def test_of_16_partners_that_signed_12_are_in_force_and_3_are_missing(office: Office, firms: list[Any]) -> None:
    """Acceptance example 4, on the page."""
    target, admin = VALUES["contracts.partners"], office.actor("admin")
    set_value(target, None, "≥15", date(2026, 1, 1), "云科协〔2026〕3号", admin, at=NOW)
    unit = office.units["kexie"].pk

    def entry(title: str, **more: Any) -> Any:
        given = {"unit": unit, "title": title, "sort": "institution", **more}
        return begin(get_kind("organisations"), office.actor("clerk"), given, at=NOW).record

    ours = entry("云岭县科学技术协会", as_unit=unit)
    partners = [entry(f"幻研究院{number:02}") for number in range(16)]
    for number, partner in enumerate(partners):
        last = TODAY - DAY if number < 4 else TODAY + number * DAY if number % 2 else None
        signed(office, [ours, partner], TODAY - 40 * DAY, last, title=f"合作协议{number}")
    signed(office, [ours, partners[15]], TODAY - 9 * DAY, None, title="又一份协议")  # whoever has two is one partner
    drafted(office, firms, from_day=TODAY.isoformat(), title="还没有签")  # its days say nothing before it is signed
    found = figures(office, date(2026, 1, 1), TODAY)
    assert (found["contracts"], found["partners"], found["linked"]) == (17, 12, 12)
    client = Client()
    client.force_login(office.people["clerk"].user)
    asked = {"first": "2026-01-01", "last": TODAY.isoformat()}
    text = client.get("/contracts/figures/", asked).content.decode()
    assert "17 份" in text and "12 家" in text and "≥15：未达到，差3" in text
    rows = KIND.record.objects.filter(
        pk__in=rows_behind_figure(KIND, Cut("partners", date(2026, 1, 1), TODAY), office.actor("clerk"), TODAY)
    )
    assert rows.count() == 13  # the agreements behind the number


def test_a_renewal_after_a_gap_keeps_the_term_before(office: Office, firms: list[Any]) -> None:
    record = signed(office, firms, TODAY - 60 * DAY, TODAY - 20 * DAY)
    with pytest.raises(RecordError):  # it is not valid today
        done(office, record, "perform")
    with pytest.raises(RecordError):  # within the term before
        done(office, record, "renew", from_day=TODAY - 20 * DAY)
    record = done(office, record, "renew", from_day=TODAY - 5 * DAY, to_day=TODAY + 5 * DAY)
    asked = [-61, -60, -20, -19, -6, -5, 0, 5, 6]
    found = [figures(office, date(2026, 1, 1), TODAY + day * DAY)["partners"] for day in asked]
    assert found == [0, 2, 2, 0, 0, 2, 2, 2, 0]  # both who signed it
    assert done(office, record, "perform").state == "performing"


def test_turnover_counts_what_was_paid_by_the_day_it_came_in(office: Office, firms: list[Any]) -> None:
    record = signed(office, firms, date(2025, 12, 1), None, "consulting")
    other = signed(office, firms, date(2025, 12, 1), None, "joint", title="联合项目", split=whole(firms))
    paid = [("300000", "2025-12-31"), ("0.5", "2026-01-01"), ("700000", TODAY.isoformat()), ("99", "")]
    rows = [{"amount": amount, "paid": day} for amount, day in paid]
    record = done(office, record, "receive", payments=rows)
    done(office, other, "receive", payments=rows)
    assert figures(office, date(2026, 1, 1), date(2026, 12, 31))["turnover"] == 700000  # and 50 cents
    assert figures(office, date(2025, 1, 1), date(2025, 12, 31))["turnover"] == 300000
    ids = list(Payment.list_rows(record).values_list("pk", flat=True))
    later = (TODAY + DAY).isoformat()
    with pytest.raises(RecordError, match=r"到账日期.*这一天还没有到"):  # what is still to come was not paid
        done(office, record, "receive", payments=[*({"id": pk} for pk in ids[:3]), {"id": ids[3], "paid": later}])
    corrected = [*({"id": pk} for pk in ids[:3]), {"id": ids[3], "amount": "99.99", "paid": TODAY}]
    corrected[3]["paid"] = TODAY.isoformat()
    done(office, record, "receive", payments=corrected)
    rows_now = [(payment.pk, str(payment.amount)) for payment in Payment.list_rows(record)]
    assert rows_now == list(zip(ids, ("300000", "0.5", "700000", "99.99"), strict=True))


def test_what_instalments_come_to_stands_wherever_a_contract_is_shown(office: Office, firms: list[Any]) -> None:
    record, other = drafted(office, firms), drafted(office, firms, title="另一份")
    assert record.instalments is None  # of nothing there is no sum
    record = done(office, record, "receive", payments=[{"amount": "300000"}, {"amount": "0.5"}])
    assert Contract.objects.get(pk=record.pk).instalments == Decimal("300000.5")
    client = Client()
    client.force_login(office.people["clerk"].user)
    assert "= Σ(300000; 0.5)" in page(client, record) and "not known: Payments: Amount (yuan)" in page(client, other)
    assert "300,000.5" in client.get("/contracts/").text.replace("300000.5", "300,000.5")
    assert program(office, "clerk").get(f"contracts/{record.pk}").data["fields"]["instalments"] == "300000.5"
    exported: Any = client.post("/contracts/export/")
    sheet = load_workbook(io.BytesIO(b"".join(exported.streaming_content) if exported.streaming else exported.content))
    cells = [str(cell) for row in sheet.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert "300000.5" in cells and "Instalments together (yuan)" in cells
    (first, _second) = Payment.list_rows(record).values_list("pk", flat=True)
    record = done(office, record, "receive", payments=[{"id": first}])
    assert record.instalments == 300000
    assert done(office, record, "receive", payments=[]).instalments is None


def test_contracts_of_before_get_the_sum_of_the_payments_that_they_have(office: Office, firms: list[Any]) -> None:
    record, bare = drafted(office, firms), drafted(office, firms, title="另一份")
    done(office, record, "receive", payments=[{"amount": "300000"}, {"amount": "0.5"}])
    Contract.objects.update(instalments=None)
    migration = import_module("luoshi.lines.contracts.migrations.0002_instalments")
    migration.add_up(apps, SimpleNamespace(connection=connection))
    sums = dict(Contract.objects.values_list("pk", "instalments"))
    assert sums == {record.pk: Decimal("300000.5"), bare.pk: None}


def whole(firms: list[Any]) -> list[dict[str, str]]:
    return [{"org": firms[0].number, "percent": "60"}, {"org": firms[1].number, "percent": "40"}]


def test_results_are_counted_and_the_same_contract_twice_is_a_doubt_that_does_not_count(
    office: Office, firms: list[Any]
) -> None:
    record = signed(office, firms, TODAY, None, "introduction")
    for name in ("新品种一号", "绿色防控技术"):
        record = done(office, record, "introduce", results={"name": name, "sort": "variety", "day": TODAY.isoformat()})
    assert figures(office, date(2026, 1, 1), TODAY)["introduced"] == 2
    twice = signed(office, firms, TODAY, None, "introduction")
    found = figures(office, date(2026, 1, 1), TODAY)
    assert (found["contracts"], twice.number) == (1, "云岭县科学技术协会〔2026〕2号")


def test_the_page_of_an_organisation_leads_to_its_contracts_and_a_contract_names_its_parties(
    office: Office, firms: list[Any]
) -> None:
    record = signed(office, firms, TODAY, None)
    client = Client()
    client.force_login(office.people["clerk"].user)
    way = f'href="{record.get_absolute_url()}"'
    assert [way in client.get(firm.get_absolute_url()).text for firm in firms] == [True, True, False]
    assert f"{firms[0].number} {FIRMS[0]}" in client.get(record.get_absolute_url()).text
    merged = take(
        firms[1], "merge", office.actor("supervisor"), {"same_as": firms[2].number, "reason": "同一家"}, at=NOW
    )
    assert merged.record.state == "merged"
    assert [way in client.get(firm.get_absolute_url()).text for firm in firms] == [True, False, True]


def test_what_ends_within_the_days_of_warning_is_on_the_list_and_what_ends_later_is_not(
    office: Office, firms: list[Any]
) -> None:
    warn, admin = VALUES["contracts.warn_days"], office.actor("admin")
    set_value(warn, None, "30", date(2026, 1, 1), "云科协〔2026〕3号", admin, at=NOW)
    soon = signed(office, firms, TODAY, TODAY + 30 * DAY, title="快到期")
    signed(office, firms, TODAY, TODAY + 31 * DAY, title="还早")
    client = Client()
    client.force_login(office.people["clerk"].user)
    text = client.get("/contracts/?validity=ending").text
    assert soon.title in text and "还早" not in text


def test_another_unit_sees_nothing_of_it(office: Office, firms: list[Any]) -> None:
    record = drafted(office, firms)
    office.person("township", "青小雨", "town", Role.CLERK)
    with pytest.raises(RecordError):
        done(office, record, "abandon", "township", reason="误报")


def test_who_is_named_as_in_charge_reads_it_enters_payments_and_results_and_nothing_else(
    client: Client, office: Office, firms: list[Any]
) -> None:
    people = {}
    for who in ("stranger", "collector"):
        asked = {"unit": office.units["kexie"].pk, "title": office.people[who].name}
        people[who] = begin(get_kind("persons"), office.actor("clerk"), asked, at=NOW).record
        take(people[who], "account", office.actor("supervisor"), {"as_person": str(office.people[who].pk)}, at=NOW)
    record = drafted(office, firms, manager=people["stranger"].number)
    away = drafted(office, firms, title="别的合同")

    def read(who: str, of: Any, way: str = "/contracts/{}/") -> int:
        client.force_login(office.people[who].user)
        return int(client.get(way.format(of.pk)).status_code)

    assert [read(who, record) for who in ("stranger", "collector")] == [200, 404]
    assert read("stranger", away) == 404 and read("stranger", record, "/api/contracts/{}") == 200
    client.force_login(office.people["stranger"].user)
    listed = client.get("/contracts/").text
    assert "茶园改造" in listed and "别的合同" not in listed
    paid = {"payments": [{"amount": "500", "paid": TODAY.isoformat()}]}
    take(record, "receive", office.actor("stranger"), paid, at=NOW)
    for who, step, why in (("stranger", "amend", "refused"), ("collector", "receive", "missing")):
        with pytest.raises(RecordError) as refused:
            take(record, step, office.actor(who), paid if step == "receive" else {"title": "改名"}, at=NOW)
        assert refused.value.code == why
    assert Payment.objects.filter(record=record.pk).count() == 1
    given = {"title": record.title, "sort": record.sort, "manager": people["collector"].number}
    take(record, "amend", office.actor("clerk"), given, at=NOW)
    assert [read(who, record) for who in ("stranger", "collector")] == [404, 200]
    with pytest.raises(RecordError):
        take(record, "receive", office.actor("stranger"), paid, at=NOW)


def test_instalments_are_supervised_from_signing_on_like_any_duty(
    client: Client, office: Office, firms: list[Any]
) -> None:
    record = drafted(office, firms)
    rows = [{"amount": "500", "due": (TODAY + DAY * place).isoformat()} for place in (-10, 20)]
    record = done(office, record, "receive", payments=rows)
    assert record.due is None  # nothing is owed of what is only negotiated
    record = done(office, record, "sign", signed=TODAY.isoformat(), from_day=TODAY.isoformat(), **paper())
    assert record.due == TODAY - 10 * DAY
    client.force_login(office.people["clerk"].user)
    assert "Instalment" in page(client, record)
    first, second = Payment.objects.filter(record=record.pk).order_by("place").values_list("pk", flat=True)
    paid = [{"id": first, "paid": TODAY.isoformat()}, {"id": second}]
    assert done(office, record, "receive", payments=paid).due == TODAY + 20 * DAY
    (duty,) = duties_of_record(record, TODAY)
    assert [standing.state for standing in duty.standings] == ["met_late", "not_yet"]
