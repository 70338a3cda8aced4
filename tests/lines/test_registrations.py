"""Signing up for an activity: seats under a lock, minors with consent, cancelling, check-in, certificate."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.desk.privacy.erasing.actions import erase_content
from luoshi.evidence.journal.models import Payload
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.registrations.models import ActivityRegistration
from luoshi.lines.registrations.queries import A_DAY, NOTICE, OF_ADDRESS, OPEN, activity_code, own_code
from luoshi.lines.registrations.rules import SeatOffer
from luoshi.papers.models import Issued
from luoshi.papers.paper_declaration import CHECK
from luoshi.parts.registers.models import GuardianConsent
from many_appeals import signed_in
from office import NOW, TODAY, Office

KIND, ACTIVITIES = get_kind("registrations"), get_kind("activities")
TOLD = "姓名和电话只用于本次活动的组织，活动结束三个月后删除。"


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def opened(office: Office) -> None:
    for value, text in ((OPEN, "是"), (NOTICE, TOLD)):
        set_value(value, office.units["kexie"], text, TODAY, "云科协〔2026〕3号", office.actor("admin"), at=NOW)


def activity(office: Office, seats: int | None = 2, **more: Any) -> Any:
    given = {
        "sort": "lecture",
        "place": "白鹭社区",
        "theme": "望星空",
        "unit": office.units["kexie"].pk,
        "planned": TODAY + timedelta(9),
        "seats": seats,
        **more,
    }
    return begin(ACTIVITIES, office.actor("clerk"), given, at=NOW, step="plan").record


def page_of(planned: Any) -> str:
    return f"/open/sign-up/{activity_code(planned.pk)}/"


def sent(planned: Any, name: str = "王小明", client: Client | None = None, **more: Any) -> Any:
    said = {"name": name, "contact": "13800138000", "agree": "on", "key": uuid4().hex, **more}
    return (client or Client()).post(page_of(planned), said)


def signed(planned: Any, name: str = "王小明", **more: Any) -> Any:
    answer = sent(planned, name, **more)
    assert answer.status_code == 200, re.findall("role=.alert.*?</div>|errorlist.*?</ul>", answer.text, re.DOTALL)
    return ActivityRegistration.objects.latest("pk")


def of_minor(guardian: str = "幻妈妈") -> dict[str, str]:
    return {"minor": "on", "guardian": guardian, "consent": "on"}


# ---- the public page


def test_nobody_signs_up_until_the_office_opens_it_and_says_what_it_keeps(office: Office) -> None:
    planned = activity(office)
    client = Client()
    assert client.get(page_of(planned)).status_code == 404
    set_value(OPEN, None, "是", TODAY, "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    assert client.get(page_of(planned)).status_code == sent(planned).status_code == 404
    opened(office)
    page = client.get(page_of(planned))
    assert page.status_code == 200 and TOLD in page.text and "2 / 2" in page.text
    assert not ActivityRegistration.objects.exists()


def test_an_address_is_given_not_guessed_and_an_activity_without_seats_has_none(office: Office) -> None:
    opened(office)
    planned = activity(office)
    code, client = activity_code(planned.pk), Client()
    wrong = [
        str(planned.pk),
        code[:-1],
        code.replace(":", ":x", 1),
        own_code(ActivityRegistration(pk=planned.pk)),
        "x" * 300,
    ]
    assert [client.get(f"/open/sign-up/{bent}/").status_code for bent in wrong] == [404] * 5
    assert client.get(page_of(activity(office, None, theme="看展"))).status_code == 404
    notice = client.get(page_of(planned) + "notice/")
    assert notice.status_code == 200 and "data:image/svg" in notice.text and page_of(planned) in notice.text
    take(planned, "cancel", office.actor("clerk"), {"reason": "停电"}, at=NOW)
    assert client.get(page_of(planned) + "notice/").status_code == 404
    page = client.get(page_of(planned))  # the code may hang somewhere still: who scans it is told
    assert page.status_code == 200 and "活动已取消" in page.text and "姓名" not in page.text
    refused = sent(planned)
    assert refused.status_code == 422 and "活动已取消" in refused.text and not ActivityRegistration.objects.exists()


def test_who_signs_up_is_kept_masked_and_encrypted(office: Office) -> None:
    opened(office)
    planned = activity(office)
    answer = sent(planned)
    one = ActivityRegistration.objects.get()
    assert one.number in answer.text and "/open/my-sign-up/" in answer.text and "王小明" not in answer.text
    assert (one.title, one.unit, one.activity, one.state) == ("王**", office.units["kexie"], planned, "registered")
    assert (one.name, one.contact, one.signed_on, one.agreed) == ("王小明", "13800138000", TODAY, TOLD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, contact, source FROM registrations_activityregistration")
        assert not {"王小明", "13800138000", "127.0.0.1"} & {*cursor.fetchone()}
    assert not any("王小明" in str(payload.data) or "138001" in str(payload.data) for payload in Payload.objects.all())


def test_the_last_seat_goes_once_and_a_full_activity_says_so(office: Office) -> None:
    opened(office)
    planned = activity(office)
    signed(planned)
    assert "1 / 2" in Client().get(page_of(planned)).text
    last = signed(planned, "李小红")
    page = Client().get(page_of(planned))
    assert "名额已满" in page.text and "<form" not in page.text.split("<main")[1]
    refused = sent(planned, "赵小青")
    assert refused.status_code == 422 and "2 个名额已满" in refused.text and ActivityRegistration.objects.count() == 2
    own = f"/open/my-sign-up/{own_code(last)}/"
    assert "已取消" in Client().post(own).text
    assert signed(planned, "赵小青").state == "registered"
    assert ActivityRegistration.objects.filter(state="registered").count() == 2


@pytest.mark.parametrize(
    ("until", "planned", "day", "state"),
    [
        (date(2026, 5, 1), date(2026, 5, 9), date(2026, 5, 1), "open"),
        (date(2026, 5, 1), date(2026, 5, 9), date(2026, 5, 2), "over"),
        (None, date(2026, 5, 9), date(2026, 5, 9), "open"),
        (None, date(2026, 5, 9), date(2026, 5, 10), "over"),
        (date(2026, 6, 1), date(2026, 5, 9), date(2026, 5, 10), "over"),
        (None, None, date(2026, 5, 10), "open"),
    ],
)
def test_after_the_last_day_or_the_activity_it_is_over(until: Any, planned: Any, day: date, state: str) -> None:
    assert SeatOffer(2, 1, planned, until).state_on(day) == state
    assert SeatOffer(2, 2, planned, until).state_on(day) == ("full" if state == "open" else "over")


def test_over_it_takes_nobody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(office)
    planned = activity(office, sign_up_until=TODAY + timedelta(2))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(3))
    assert "报名时间已过" in Client().get(page_of(planned)).text
    refused = sent(planned)
    assert refused.status_code == 422 and "报名时间已过" in refused.text and not ActivityRegistration.objects.exists()


def test_one_person_takes_one_seat_and_a_page_sent_twice_signs_up_once(office: Office) -> None:
    opened(office)
    planned, key = activity(office, 9), uuid4().hex
    first, second = sent(planned, key=key), sent(planned, key=key)
    assert first.status_code == second.status_code == 200 and ActivityRegistration.objects.count() == 1
    again = sent(planned, " 王小明")
    assert again.status_code == 422 and "已经报过名" in again.text
    assert signed(planned, "王小红").contact == "13800138000"  # a sister, by the same telephone
    assert signed(activity(office, theme="另一场")).state == "registered"


def test_who_goes_back_to_the_page_for_somebody_else_or_again_is_signed_up_and_not_told_so_in_vain(
    office: Office,
) -> None:
    """A second child on the page of the first: it kept the first one alone, and showed a number as if it were hers."""
    opened(office)
    planned, key = activity(office, 9), uuid4().hex
    first = signed(planned, key=key)
    assert signed(planned, "王小红", key=key).title == "王**" and ActivityRegistration.objects.count() == 2
    Client().post(f"/open/my-sign-up/{own_code(first)}/")
    again = signed(planned, key=key)
    assert (again.name, again.state) == ("王小明", "registered") and again.pk != first.pk


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name": ""}, "必填"),
        ({"name": "字" * 51}, "50"),
        ({"name": "机密★5年"}, "国家秘密"),
        ({"contact": "call me"}, "不是电话号码"),
        ({"contact": "1" * 99}, "40"),
        ({"agree": ""}, "必填"),
        ({"key": "nothing"}, ""),
        ({"minor": "on"}, "监护人"),
        ({"minor": "on", "guardian": "幻妈妈"}, "监护人同意后才能报名"),
    ],
)
def test_what_is_bent_is_refused_and_nothing_is_kept(office: Office, said: dict[str, Any], why: str) -> None:
    opened(office)
    answer = sent(activity(office), **said)
    assert answer.status_code == 422 and why in answer.text
    assert not ActivityRegistration.objects.exists() and not GuardianConsent.objects.exists()


def test_an_address_signs_up_so_many_a_day_at_a_limited_pace(office: Office, settings: Any) -> None:
    opened(office)
    settings.ASKS_PER_MINUTE = 0
    planned = activity(office, 90)
    for number in range(OF_ADDRESS):
        assert sent(planned, f"王{number}号").status_code == 200
    assert sent(planned, "李小红").status_code == 422 and ActivityRegistration.objects.count() == OF_ADDRESS
    assert sent(planned, "李小红", Client(REMOTE_ADDR="192.0.2.9")).status_code == 200
    settings.ASKS_PER_MINUTE = 2
    client = Client(REMOTE_ADDR="192.0.2.10")
    assert [sent(planned, f"赵{number}号", client).status_code for number in range(3)] == [200, 200, 429]


def test_a_school_that_signs_up_many_is_not_locked_out_where_the_office_says_so(office: Office, settings: Any) -> None:
    opened(office)
    settings.ASKS_PER_MINUTE = 0
    planned = activity(office, 90)
    set_value(A_DAY, office.units["kexie"], "2", TODAY, "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    assert [sent(planned, f"王{number}号").status_code for number in range(3)] == [200, 200, 422]


def test_a_name_stands_on_one_line(office: Office) -> None:
    opened(office)
    planned = activity(office)
    assert sent(planned, "王\r\n小明").status_code == 200
    assert ActivityRegistration.objects.get().name == "王 小明"


def test_nobody_has_come_before_the_day(office: Office) -> None:
    opened(office)
    planned = activity(office)
    one = signed(planned)
    client, url = signed_in(office, "clerk"), f"/check-in/{planned.pk}/"
    refused = client.post(url, {"came": one.pk})
    assert refused.status_code == 422 and "活动还没有开始" in refused.text
    assert ActivityRegistration.objects.get().state == "registered"
    take(planned, "report", office.actor("clerk"), {"held": TODAY}, at=NOW)  # it was held earlier than planned
    assert client.post(url, {"came": one.pk}).status_code == 302


# ---- one's own address


def test_at_their_own_address_people_see_and_cancel_their_seat_alone(office: Office) -> None:
    opened(office)
    planned = activity(office)
    mine, other = signed(planned), signed(planned, "李小红")
    client, own = Client(), f"/open/my-sign-up/{own_code(mine)}/"
    page = client.get(own)
    assert mine.number in page.text and other.number not in page.text and "138" not in page.text
    assert client.get(f"/open/my-sign-up/{activity_code(mine.pk)}/").status_code == 404
    assert client.get(f"/open/my-sign-up/{mine.pk}/").status_code == 404
    assert client.get(own).status_code == 200 and ActivityRegistration.objects.get(pk=mine.pk).state == "registered"
    assert "已取消" in client.post(own).text and "已取消" in client.post(own).text
    assert [found.state for found in ActivityRegistration.objects.order_by("pk")] == ["cancelled", "registered"]


def test_who_came_cannot_cancel_any_more(office: Office) -> None:
    opened(office)
    one = signed(activity(office, planned=TODAY))
    take(one, "come", office.actor("clerk"), {}, at=NOW)
    assert "已到场" in Client().post(f"/open/my-sign-up/{own_code(one)}/").text
    assert ActivityRegistration.objects.get().state == "came"


# ---- minors


def test_a_minor_is_kept_with_the_guardians_consent_and_gone_with_its_withdrawal(office: Office) -> None:
    opened(office)
    pupil = signed(activity(office), "幻小禾", **of_minor())
    (consent,) = GuardianConsent.objects.filter(record=pupil.pk)
    assert (consent.guardian, consent.given, consent.withdrawn) == ("幻妈妈", TODAY, None)
    assert not any("幻妈妈" in str(payload.data) for payload in Payload.objects.all())
    row = {"id": consent.pk, "withdrawn": TODAY.isoformat()}
    gone: Any = take(pupil, "revoke", office.actor("clerk"), {"consents": [row]}, at=NOW).record
    assert (gone.name, gone.contact, gone.named, gone.title) == ("", "", "", "监护人已撤回同意")


def test_a_consent_can_be_withdrawn_after_the_seat_was_given_back(office: Office) -> None:
    opened(office)
    pupil = signed(activity(office), "幻小禾", **of_minor())
    Client().post(f"/open/my-sign-up/{own_code(pupil)}/")
    row = {"id": GuardianConsent.objects.get(record=pupil.pk).pk, "withdrawn": TODAY.isoformat()}
    pupil.refresh_from_db()
    gone: Any = take(pupil, "revoke", office.actor("clerk"), {"consents": [row]}, at=NOW).record
    assert (gone.name, gone.contact, gone.title, gone.state) == ("", "", "监护人已撤回同意", "cancelled")


def test_the_desk_enters_nobody_under_18_without_consent(office: Office) -> None:
    planned, clerk = activity(office, 1), office.actor("clerk")
    given = {"activity": planned.number, "name": "幻小禾", "contact": "13900139000", "minor": "true"}
    with pytest.raises(RecordError, match="监护人同意"):
        begin(KIND, clerk, {**given, "consents": []}, at=NOW, step="enter")
    with pytest.raises(RecordError, match="未满18周岁"):  # nobody is of age because nobody said so
        begin(KIND, clerk, {**given, "minor": "", "consents": []}, at=NOW, step="enter")
    assert not ActivityRegistration.objects.exists()
    agreed = [{"guardian": "幻妈妈", "given": TODAY.isoformat(), "proof": "社区"}]
    one: Any = begin(KIND, clerk, {**given, "consents": agreed}, at=NOW, step="enter").record
    assert (one.title, one.unit) == ("幻**", planned.unit)
    with pytest.raises(RecordError, match="1 个名额已满"):
        begin(KIND, clerk, {**given, "name": "王大明", "minor": "false", "consents": []}, at=NOW, step="enter")
    assert ActivityRegistration.objects.count() == 1


# ---- who comes


def test_the_desk_ticks_who_came_by_one_tap_and_proposes_the_attendance(office: Office) -> None:
    opened(office)
    planned = activity(office, 3, planned=TODAY)
    first, second = signed(planned), signed(planned, "李小红")
    take(second, "cancel", office.actor("clerk"), {"reason": "电话取消"}, at=NOW)
    client, url = signed_in(office, "clerk"), f"/check-in/{planned.pk}/"
    page = client.get(url)
    assert "王小明" in page.text and "李小红" not in page.text and "已到场 0 / 1" in page.text
    answer = client.post(url, {"came": first.pk})
    assert answer.status_code == 302 and "已到场 1 / 1" in client.get(url).text
    assert ActivityRegistration.objects.get(pk=first.pk).came_on == TODAY
    shown = client.get(planned.get_absolute_url()).text
    assert "已到场 1 人：上报活动时可填为参加人次" in shown and "1 / 3" in shown and page_of(planned) in shown
    planned.refresh_from_db()
    assert planned.attendance is None
    assert client.post(url, {"came": first.pk}).status_code in (403, 409)
    assert [client.post(url, {"came": bent}).status_code for bent in ("", "x", "9" * 30, str(second.pk + 99))] == [
        404
    ] * 4


@pytest.mark.parametrize("who", ["stranger", "admin"])
def test_others_neither_see_nor_tick_who_comes(office: Office, who: str) -> None:
    opened(office)
    planned = activity(office)
    one = signed(planned)
    client = signed_in(office, who)
    assert client.get(one.get_absolute_url()).status_code in (403, 404)
    assert client.post(f"/check-in/{planned.pk}/", {"came": one.pk}).status_code == 404
    assert ActivityRegistration.objects.get().state == "registered"
    auditor = signed_in(office, "auditor")
    assert "138001" not in auditor.get(one.get_absolute_url()).text
    assert "王小明" not in auditor.get(f"/check-in/{planned.pk}/").text
    assert auditor.post(f"/check-in/{planned.pk}/", {"came": one.pk}).status_code == 403


def test_nobody_signs_up_by_hand_or_by_the_api_in_the_name_of_the_public(office: Office) -> None:
    assert KIND.cycle.first.name == "sign_up" and KIND.cycle.first.who == ()


def test_figures_count_who_signed_up_and_who_came(office: Office) -> None:
    opened(office)
    planned, clerk = activity(office, 9, planned=TODAY), office.actor("clerk")
    people = [signed(planned, f"王{number}号") for number in "一二三四"]
    for person in people[:2]:
        take(person, "come", clerk, {}, at=NOW)
    take(people[3], "cancel", clerk, {"reason": "有事"}, at=NOW)
    span = FigureSpan(date(TODAY.year, 1, 1), TODAY)
    found = compute_figures(KIND, ["signed", "came", "turnout"], span, None, TODAY)[()]
    assert [found[name].exact for name in ("signed", "came")] == [3, 2]
    assert found["turnout"].exact is None  # nobody has stayed away from what is still to be held
    take(planned, "report", clerk, {"held": TODAY, "attendance": 2}, at=NOW)
    signed(activity(office, theme="下一场"))
    found = compute_figures(KIND, ["signed", "turnout"], span, None, TODAY)[()]
    assert found["signed"].exact == 4 and found["turnout"].part == (2, 3)


# ---- certificate and erasure


def test_the_certificate_names_who_came_and_a_minor_only_while_the_consent_holds(office: Office) -> None:
    opened(office)
    set_value(CHECK, None, "是", TODAY, "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    clerk, client = office.actor("clerk"), Client()
    planned = activity(office, 9, planned=TODAY)

    def certified(name: str, **more: str) -> Any:
        came = take(signed(planned, name, **more), "come", clerk, {}, at=NOW).record
        return take(came, "certify", clerk, {}, at=NOW).record

    def checked(one: Any) -> str:
        cache.clear()
        paper = Issued.objects.get(record=one.pk)
        code = re.sub(r"\s", "", paper.code)
        return client.get("/open/paper/", {"number": paper.number, "code": code}).text

    adult, pupil = certified("王小明"), certified("幻小禾", **of_minor())
    assert (adult.named, pupil.named) == ("王小明", "幻小禾")
    assert "王小明" in checked(adult) and "幻小禾" in checked(pupil)
    row = {"id": GuardianConsent.objects.get().pk, "withdrawn": TODAY.isoformat()}
    take(pupil, "revoke", clerk, {"consents": [row]}, at=NOW)
    assert "幻小禾" not in checked(pupil) and "王小明" in checked(adult)
    assert list(Attachment.objects.values_list("record", flat=True)) == [adult.pk]  # nor in a file that was written
    assert "参证" in signed_in(office, "clerk").get(pupil.get_absolute_url()).text
    with pytest.raises(RecordError, match="没有姓名"):
        take(pupil, "certify", clerk, {}, at=NOW)


def test_erased_nothing_of_the_person_is_left_and_their_address_leads_nowhere(office: Office) -> None:
    opened(office)
    one = signed(activity(office), "幻小禾", **of_minor())
    cancelled = take(one, "cancel", office.actor("clerk"), {"reason": "有事"}, at=NOW).record
    with transaction.atomic():
        erase_content(cancelled, {"basis": "asked"}, office.actor("supervisor"), NOW)
    one.refresh_from_db()
    assert (one.name, one.contact, one.title.count("幻")) == ("", "", 0) and not GuardianConsent.objects.exists()
    assert Client().get(f"/open/my-sign-up/{own_code(one)}/").status_code == 404
