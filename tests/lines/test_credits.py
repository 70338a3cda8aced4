"""The credit bank: deposits, recognition elsewhere, uses and statements, by the API and by several at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from faults.threads import at_once
from faults.threads import of as outcomes
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.credits.models import VALUES, Credit, CreditUse, StatementItem
from luoshi.lines.credits.rules import Ratio, ratio_on
from luoshi.parts.lots.expiring import expire_lots
from luoshi.parts.lots.models import LotKey, LotMove
from luoshi.parts.lots.queries import left_in_lots
from office import NOW, TODAY, Office
from trying_rows import PDF, Trying

RULES_SET = {"credits.years": "5", "credits.step": "=0.5", "credits.hours": "16"}


class Clock:
    """The present moment, which a test may move."""

    def __init__(self) -> None:
        self.now = NOW

    def at(self, day: date) -> None:
        self.now = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: found.now)
    return found


def sets(office: Office, **more: str) -> None:
    """Set the office's rules as of long ago."""
    for name, value in {**RULES_SET, **more}.items():
        set_value(VALUES[name], None, value, date(2010, 1, 1), "云科协〔2020〕1号", office.actor("admin"), at=NOW)


def learner(at: Trying, name: str = "幻学员") -> Any:
    return at.opens("learners", person=at.person(name).number, area="rural")


def school(at: Trying, name: str = "云岭开放大学") -> Any:
    return at.firm(name, "institution")


def given_of(who: Any, at_school: Any, certificate: str, **more: Any) -> dict[str, Any]:
    given = {"title": "测土配方施肥", "learner": who.number, "provider": at_school.number, "sort": "course",
             "issuer": at_school.number, "certificate": certificate, "day": TODAY, "amount": "3.0",
             "passed": "yes"}  # fmt: skip
    return given | more


def stored(at: Trying, who: Any, at_school: Any, certificate: str, **more: Any) -> Any:
    """A result that two persons verified."""
    record = at.opens("credits", **given_of(who, at_school, certificate, **more))
    record = at.does(record, "verify_desk", "supervisor")
    return at.does(record, "verify_leader", "leader")


def agreement(at: Trying, giver: Any, receiver: Any, to_day: date | None = None, ratio: str = "0.8") -> Any:
    """An agreement on recognition in force."""
    parties = [{"org": org.number, "part": "member"} for org in (giver, receiver)]
    record = at.opens("contracts", title="学分互认", sort="recognition", signatories=parties)
    rows = [{"giver": giver.number, "receiver": receiver.number, "ratio": ratio, "from_day": "2025-01-01"}]
    record = at.does(record, "rate", ratios=rows)
    return at.does(record, "sign", signed="2025-01-01", from_day="2025-01-01", to_day=to_day, paper=PDF)


def left(record: Any) -> Decimal:
    return left_in_lots([record.pk]).get(record.pk, Decimal(0))


def refused_begin(at: Trying, kind: str, given: dict[str, Any]) -> str:
    given = {"unit": at.office.units["kexie"].pk} | {
        name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()
    }
    answer = at.api("clerk").post(kind, {"given": given})
    assert answer.status_code == 422, answer.data
    return f"{answer.data['what']} {answer.data['fields']}"


def test_a_deposit_is_converted_once_under_an_agreement_in_force(office: Office, clock: Clock) -> None:
    """L5.1: 3.0 at 0.8 are 2.4; the same certificate again is refused; ended 31 May, asked on 1 June is refused."""
    at = Trying(office)
    sets(office, **{"credits.step": "=0.1"})
    who, one, other = learner(at), school(at), school(at, "云岭幻职业学院")
    record = stored(at, who, one, "证001")
    assert (record.state, left(record), record.to_day) == ("stored", 3, date(2031, 3, 19))
    again = given_of(who, one, " 证 ００１ ")
    said = refused_begin(at, "credits", again)
    assert "已计入" in said and record.number in said
    contract = agreement(at, one, other, date(2026, 5, 31))
    clock.at(date(2026, 6, 1))
    asked = {"agreement": contract.number, "gets": other.number}
    said = at.refused(record, "convert", "supervisor", **asked, requested_on="2026-06-01")
    assert "不在有效期内" in said
    record = at.does(record, "convert", "supervisor", **asked, requested_on="2026-05-31")
    made = Credit.objects.get(source=record)
    assert (record.state, record.became, left(record)) == ("converted", Decimal("2.4"), 0)
    assert (made.state, made.amount, left(made), made.provider.title) == (
        "stored",
        Decimal("2.4"),
        Decimal("2.4"),
        other.title,
    )
    assert (made.day, made.to_day, made.person_id) == (record.day, record.to_day, record.person_id)
    assert "已计入" in refused_begin(at, "credits", again)
    assert at.counts("credits", "converted")[""] == "3" and at.counts("credits", "earned")[""] == "3"


def test_two_persons_verify_and_what_was_rejected_was_never_counted(office: Office) -> None:
    at = Trying(office)
    sets(office)
    who, one = learner(at), school(at)
    record = at.opens("credits", **given_of(who, one, "证001"))
    assert at.refused(record, "verify_leader", "leader")
    record = at.does(record, "verify_desk", "supervisor")
    assert at.asks(record, "verify_leader", "supervisor", {}).status_code in (403, 422)  # not twice the same person
    assert not LotMove.objects.exists()
    at.does(record, "reject", "supervisor", reason="证书编号与发证单位不符")
    assert stored(at, who, one, "证001").state == "stored"


def test_what_was_revoked_stays_counted(office: Office) -> None:
    at = Trying(office)
    sets(office)
    who, one = learner(at), school(at)
    record = stored(at, who, one, "证001")
    at.does(record, "revoke", "supervisor", reason="材料不实")
    assert left(record) == 0 and [move.effect for move in LotMove.objects.order_by("pk")] == [3, -3]
    assert "已计入" in refused_begin(at, "credits", given_of(who, one, "证001"))


def test_another_amount_is_a_move_of_its_own(office: Office) -> None:
    at = Trying(office)
    sets(office)
    who, one = learner(at), school(at)
    record = stored(at, who, one, "证001")
    record = at.does(record, "adjust", "supervisor", amount="2.0", reason="证书为2学分")
    assert left(record) == 2 and [move.effect for move in LotMove.objects.order_by("pk")] == [3, -1]
    at.opens("credituses", title="免修", learner=who.number, provider=one.number, amount="1.5")
    said = at.refused(record, "adjust", "supervisor", amount="1.0", reason="再改")
    assert "已使用" in said and left(record) == Decimal("0.5")


def test_of_a_paper_each_author_counts_once(office: Office) -> None:
    """Sheet 05 §5.5 example 6: authors 1 and 2 claim 40 and 20; author 1 claims again: refused, the key exists."""
    at = Trying(office)
    sets(office)
    one, first, second = school(at), learner(at, "甲"), learner(at, "乙")
    doi = {"sort": "paper", "amount": "40"}
    assert stored(at, first, one, "10.1000/1", **doi).amount == 40
    assert stored(at, second, one, "10.1000/1", **doi | {"amount": "20"}).amount == 20
    assert "已计入" in refused_begin(at, "credits", given_of(first, one, "10.1000/1", **doi))


def test_hours_make_credits_by_the_rule_of_the_day(office: Office) -> None:
    """Sheet 05 §5.5 example 4: 47 hours, 16 a credit, steps of 0.5: 2.5 credits, 7 hours stay."""
    at = Trying(office)
    sets(office)
    set_value(VALUES["credits.hours"], None, "18", TODAY, "云科协〔2026〕9号", office.actor("admin"), at=NOW)
    who, one = learner(at), school(at)
    record = stored(at, who, one, "证001", amount="", hours="47", day="2025-12-31")
    assert (record.amount, record.rest, left(record)) == (Decimal("2.5"), 7, Decimal("2.5"))
    record = stored(at, who, one, "证002", amount="", hours="47")  # from then on 18
    assert (record.amount, record.rest) == (Decimal("2.5"), 2)
    assert "大于0" in refused_begin(at, "credits", given_of(who, one, "证003", amount="0"))
    assert "学时" in refused_begin(at, "credits", given_of(who, one, "证003", amount=""))


def test_without_rules_credits_are_stored_but_neither_converted_nor_used(office: Office) -> None:
    """S000-54: the source has no ratio and no term: what nobody has set is named."""
    at = Trying(office)
    who, one, other = learner(at), school(at), school(at, "云岭幻职业学院")
    record = stored(at, who, one, "证001")
    assert (record.to_day, left(record)) == (None, 3)
    asked = {"agreement": agreement(at, one, other).number, "gets": other.number, "requested_on": TODAY}
    assert "学分最小单位" in at.refused(record, "convert", "supervisor", **asked)
    use = {"title": "免修", "learner": who.number, "provider": one.number, "amount": "1"}
    assert "学分有效年数" in refused_begin(at, "credituses", use)
    assert "学分有效年数" in refused_begin(at, "creditstatements", {"learner": who.number, "as_of": TODAY})
    sets(office)
    assert at.opens("credituses", **use).state == "used"
    assert left(record) == 2


def test_what_expires_first_is_used_first_and_undone_exactly(office: Office, clock: Clock) -> None:
    """Sheet 05 §5.5 example 5, and S000-54: the statement as of any past day."""
    at = Trying(office)
    sets(office)
    who, one = learner(at), school(at)
    clock.at(date(2026, 1, 15))
    lots = [
        stored(at, who, one, f"证{n}", day=day, amount=amount)
        for n, (day, amount) in enumerate(
            [("2021-03-10", "3.0"), ("2023-06-01", "2.5"), ("2025-09-01", "1.5")]
        )
    ]  # fmt: skip
    clock.at(date(2026, 2, 1))
    given = {"title": "免修", "learner": who.number, "provider": one.number}
    assert "7" in refused_begin(at, "credituses", given | {"amount": "7.5"})
    use = at.opens("credituses", **given, amount="4.0")
    assert [left(lot) for lot in lots] == [0, Decimal("1.5"), Decimal("1.5")]
    clock.at(date(2026, 2, 20))
    use = at.does(use, "undo", "supervisor", reason="课程取消")
    assert [left(lot) for lot in lots] == [3, Decimal("2.5"), Decimal("1.5")]
    clock.at(date(2026, 3, 12))
    expire_lots(clock.now)
    assert [left(lot) for lot in lots] == [0, Decimal("2.5"), Decimal("1.5")]
    assert [move.day for move in LotMove.objects.filter(sort="expire")] == [date(2026, 3, 10)]
    expire_lots(clock.now)  # again: nothing more
    assert LotMove.objects.filter(sort="expire").count() == 1
    wanted = {"2026-01-31": "7", "2026-02-01": "3", "2026-02-20": "7", "2026-03-09": "7", "2026-03-10": "4"}
    for day, valid in wanted.items():
        statement = at.opens("creditstatements", learner=who.number, as_of=day)
        assert statement.valid == Decimal(valid), day
        assert StatementItem.objects.filter(record=statement.pk).count() == 3
    assert statement.earned == 7
    page = at.reads(f"/creditstatements/{statement.pk}/")
    assert "学证" in page and "测土配方施肥" in page and "幻学员" in page
    assert LotMove.objects.filter(cause=use.pk).count() == 4
    answer = at.asks(use, "undo", "supervisor", {"reason": "再次"})
    assert answer.status_code in (403, 409, 422)


def test_what_is_given_back_to_an_expired_or_revoked_lot_is_gone(office: Office, clock: Clock) -> None:
    at = Trying(office)
    sets(office)
    who, one = learner(at), school(at)
    clock.at(date(2026, 1, 15))
    old, new = (stored(at, who, one, f"证{day}", day=day) for day in ("2021-02-01", "2025-02-01"))
    use = at.opens("credituses", title="免修", learner=who.number, provider=one.number, amount="5.0")
    assert (left(old), left(new)) == (0, 1)
    at.does(new, "revoke", "supervisor", reason="材料不实")
    clock.at(date(2026, 2, 2))
    at.does(use, "undo", "supervisor", reason="课程取消")
    assert (left(old), left(new)) == (0, 0)
    assert sum(move.effect for move in LotMove.objects.all()) == 0


def test_credits_of_two_providers_are_not_used_together(office: Office) -> None:
    at = Trying(office)
    sets(office)
    who, one, other = learner(at), school(at), school(at, "云岭幻职业学院")
    stored(at, who, one, "证1")
    stored(at, who, other, "证2")
    given = {"title": "免修", "learner": who.number, "provider": one.number, "amount": "4"}
    assert "有效的只有3" in refused_begin(at, "credituses", given)


def test_what_was_not_passed_or_has_no_ratio_is_not_recognised(office: Office) -> None:
    at = Trying(office)
    sets(office)
    who, one, other = learner(at), school(at), school(at, "云岭幻职业学院")
    contract = agreement(at, one, other)
    failed, good = stored(at, who, one, "证1", passed="no"), stored(at, who, one, "证2")
    asked = {"agreement": contract.number, "gets": other.number, "requested_on": TODAY}
    assert "合格" in at.refused(failed, "convert", "supervisor", **asked)
    assert "没有" in at.refused(good, "convert", "supervisor", **asked | {"gets": one.number})


def test_a_pause_erases_no_credit(office: Office) -> None:
    """S000-56: a pause must not erase deposits."""
    at = Trying(office)
    sets(office)
    who, one = learner(at), school(at)
    record = stored(at, who, one, "证1")
    at.does(at.does(who, "join", from_day=TODAY), "pause", pauses={"from_day": TODAY})
    assert left(record) == 3 and at.opens(
        "credituses", title="免修", learner=who.number, provider=one.number, amount="1"
    )


@pytest.mark.django_db(transaction=True)
def test_of_eight_uses_at_once_two_find_credits(real_office: Office) -> None:
    office = real_office
    at = Trying(office)
    sets(office)
    who, one = learner(at), school(at)
    lot = stored(at, who, one, "证1")
    given = {"title": "免修", "learner": who.number, "provider": one.number, "amount": "1.5"}
    unit = office.units["kexie"].pk

    def use(n: int) -> None:
        begin(get_kind("credituses"), office.actor("clerk"), given | {"unit": unit}, at=NOW)

    assert outcomes(at_once(use, 8)) == {"done": 2, "guarded": 6}
    assert left(lot) == 0 and CreditUse.objects.count() == 2
    both = list(CreditUse.objects.order_by("pk"))

    def undo(n: int) -> None:
        take(both[n], "undo", office.actor("supervisor"), {"reason": "取消"}, at=NOW)

    at_once(undo, 2)
    assert left(lot) == 3


@pytest.mark.django_db(transaction=True)
def test_of_eight_deposits_of_a_certificate_at_once_one_is_counted(real_office: Office) -> None:
    office = real_office
    at = Trying(office)
    who, one = learner(at), school(at)
    given = {**given_of(who, one, "证1"), "unit": office.units["kexie"].pk}

    def deposit(n: int) -> None:
        begin(get_kind("credits"), office.actor("clerk"), given, at=NOW)

    assert outcomes(at_once(deposit, 8)) == {"done": 1, "guarded": 7}
    assert Credit.objects.count() == 1 and LotKey.objects.count() == 1


RATIOS = [
    Ratio(1, 2, Decimal("0.8"), "", date(2025, 1, 1), date(2026, 5, 31)),
    Ratio(1, 2, Decimal("0.9"), "high", date(2026, 1, 1), None),
]


@pytest.mark.parametrize(
    ("receiver", "level", "day", "ratio"),
    [
        (2, "", date(2026, 5, 31), "0.8"),
        (2, "", date(2026, 6, 1), None),
        (2, "college", date(2026, 6, 1), "0.9"),
        (2, "middle", date(2026, 6, 1), None),
        (2, "high", date(2026, 5, 31), "0.9"),
        (3, "high", date(2026, 5, 31), None),
        (2, "", date(2024, 12, 31), None),
    ],
)
def test_the_ratio_of_the_day_and_level_applies(receiver: int, level: str, day: date, ratio: str | None) -> None:
    ranks = {"basic": 1, "middle": 2, "high": 3, "college": 4}
    found = ratio_on(RATIOS, 1, receiver, level, day, ranks)
    assert (found and found.ratio) == (ratio and Decimal(ratio))


def test_a_learner_with_an_account_reads_their_own_credits_alone(office: Office) -> None:
    """S000-52, S000-54: people from outside see their own learning and credits, and nobody else's."""
    at = Trying(office)
    sets(office)
    office.person("pupil", "幻自己", "society", Role.OUTSIDE)
    own = at.person("幻自己")
    take(own, "account", office.actor("supervisor"), {"as_person": str(office.people["pupil"].pk)}, at=NOW)
    one, other = school(at), learner(at, "别人")
    mine = at.opens("learners", person=own.number, area="rural", contact="13800138000")
    kept = stored(at, mine, one, "证1")
    stored(at, other, one, "证2")
    for kind, record in (("learners", mine), ("credits", kept)):
        assert [row["number"] for row in at.api("pupil").get(kind).data["rows"]] == [record.number]
    assert at.asks(kept, "revoke", "pupil", {"reason": "试"}).status_code in (403, 404)
