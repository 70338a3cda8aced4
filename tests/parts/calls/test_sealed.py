"""Sealed calls: nobody but the sender sees what was sent, through no door, until two people opened all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from calling import CLOSES, NOW, OPENS, applicant, apply_for, drafted, fresh, moment, person, published_call, sent
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

import making
from faults.threads import at_once
from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.figures import FigureSpan
from luoshi.desk.figures.queries.suppression import disclosable_figures
from luoshi.kernel.files.queries import attachments_of
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message
from luoshi.kernel.rights.queries.rights import filter_readable, open_steps
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.org.actors.models import User
from luoshi.parts.calls import actions
from luoshi.parts.calls.models import Application, Call
from luoshi.parts.calls.rules import SETTLING
from many_appeals import lines_of
from office import Office
from programs import program

YEAR = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))
DAYS = count(30)  # each token has a name of its own
AFTER = CLOSES + SETTLING + timedelta(minutes=1)
NOT_NOW = "does not apply"
TITLE = "密投高山有机茶"
OTHERS = ("supervisor", "leader", "head", "clerk", "auditor", "collector", "admin")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Any], None]]:
    """Set what the server's clock shows; at first a day on which the call is open."""

    def show(at: Any) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    show(NOW)
    with override("en"):
        yield show


@pytest.fixture
def call(office: Office) -> Call:
    person(office)
    made: Call = published_call(office, sealed="yes")
    return made


@pytest.fixture
def bid(office: Office, call: Call) -> Application:
    """Sent by another bureau for the sealed call."""
    return bid_of(office, call)


def bidder(office: Office) -> Any:
    """A person of the bureau."""
    given = {"unit": office.units["bureau"].pk, "title": "幻投标"}
    return begin(get_kind("persons"), office.actor("stranger"), given, at=OPENS).record


def bid_of(office: Office, call: Call, title: str = TITLE) -> Application:
    given = {"unit": office.units["bureau"].pk, "call": call.number, "title": title, "summary": "密投的报价说明"}
    leader = bidder(office)
    begun = begin(
        get_kind("applications"), office.actor("stranger"), {**given, "cls": "main", "leader": leader.number}, at=NOW,
        files={"paper": [SimpleUploadedFile("报价.pdf", making.pdf([title]), "application/pdf")]},
    ).record  # fmt: skip
    made: Application = take(begun, "send", office.actor("stranger"), {}, at=NOW).record
    return made


def browser(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(person=office.people[who]))
    client.cookies["django_language"] = "en"
    return client


def doors(office: Office, who: str, record: Application) -> set[str]:
    """The doors through which somebody comes to know of an application."""
    client, api, found = browser(office, who), program(office, who, days=next(DAYS)), set()
    file = attachments_of(record)[0]
    if client.get(f"/applications/{record.pk}/files/{file.pk}/").status_code == 200:
        found.add("file")
    addresses = {
        "page": f"/applications/{record.pk}/",
        "list": "/applications/?columns=call,title,leader,sent_at",
        "filtered": f"/applications/?call={record.call.number}",
        "print": "/applications/print/",
        "search": "/search/?q=密投",
        "call": f"/calls/{record.call_id}/",
        "panel": f"/applications/{record.pk}/panel/",
        "choices": "/applications/choose/?all=1&to=projects.Project.application&q=密投",
        "step": f"/applications/{record.pk}/check/",
        "journal": "/journal/",
        "inbox": "/inbox/",
        "today": "/",
    }
    for name, address in addresses.items():
        if record.title in client.get(address).text:
            found.add(name)
    export = client.post("/applications/export/")
    if export.status_code == 200 and record.title in str(lines_of(b"".join(export))):
        found.add("export")
    if api.get(f"applications/{record.pk}").status_code == 200:
        found.add("API")
    listed = api.get("applications").data
    if record.title in str(listed) or listed.get("total"):
        found.add("API list")
    counted = disclosable_figures(get_kind("applications"), ["applied"], YEAR, office.actor(who), NOW.date())
    if any(values["applied"].exact for values in counted.values()):
        found.add("figures")
    return found


def closed(office: Office, call: Call) -> Call:
    """The call after its end, closed by the clock."""
    assert actions.close_when_over(call, AFTER)
    return Call.objects.get(pk=call.pk)


def asked(office: Office, call: Call, who: str = "supervisor") -> Call:
    take(closed(office, call), "ask_opening", office.actor(who), {}, at=AFTER)
    return Call.objects.get(pk=call.pk)


def opened(office: Office, call: Call) -> Call:
    take(asked(office, call), "open_all", office.actor("leader"), {}, at=AFTER)
    return Call.objects.get(pk=call.pk)


def refused(done: Callable[[], object], words: str) -> None:
    with pytest.raises(RecordError) as error:
        done()
    assert words in error.value.sentence


@pytest.mark.parametrize("who", OTHERS)
def test_no_door_shows_it_to_others(office: Office, bid: Application, who: str) -> None:
    assert doors(office, who, bid) == set()


def test_its_sender_comes_in_by_the_same_doors(office: Office, bid: Application) -> None:
    found = doors(office, "stranger", bid)
    assert found >= {"page", "file", "list", "filtered", "print", "search", "API", "API list", "export"}


def test_the_same_doors_show_an_application_for_an_open_call(office: Office) -> None:
    person(office)
    record = bid_of(office, published_call(office))
    found = doors(office, "supervisor", record)
    assert found >= {"page", "file", "list", "search", "step", "journal", "API", "API list", "export", "figures"}


def test_all_doors_open_at_once_for_the_desk(office: Office, call: Call, bid: Application, clock: Any) -> None:
    second = bid_of(office, call, "密投云雾茶")
    clock(AFTER)
    asked(office, call)
    assert doors(office, "supervisor", bid) == set()
    take(Call.objects.get(pk=call.pk), "open_all", office.actor("leader"), {}, at=AFTER)
    for record in (bid, second):
        assert {"page", "file", "API", "list", "journal"} <= doors(office, "supervisor", fresh(record))


def test_the_desk_sees_number_and_moment_and_not_whose_it_is(office: Office, call: Call, bid: Application) -> None:
    words = browser(office, "supervisor").get(f"/calls/{call.pk}/").text
    assert bid.number in words and "2026-03-20 10:00:00" in words and "still sealed" in words
    assert office.units["bureau"].name not in words
    assert bid.number not in browser(office, "collector").get(f"/calls/{call.pk}/").text


def test_nobody_of_the_office_is_told_of_it(office: Office, bid: Application) -> None:
    assert not Message.objects.filter(record=bid.pk, post=office.posts["supervisor"].pk).exists()
    assert not Message.objects.filter(record=bid.pk, post=office.posts["leader"].pk).exists()


def test_no_step_of_the_desk_is_open_before_the_opening(
    office: Office, call: Call, bid: Application, clock: Any
) -> None:
    desk = office.actor("supervisor")
    for name in ("certify", "return", "refuse", "withdraw"):
        with pytest.raises(RecordError) as error:
            take(bid, name, desk, {"reason": "x"}, at=NOW)
        assert error.value.code == "missing"
    assert open_steps([bid], desk, NOW.date()) == {bid.pk: []}
    clock(AFTER)
    opened(office, call)
    certified = take(fresh(bid), "certify", desk, {}, at=AFTER).record
    assert take(certified, "check", desk, {}, at=AFTER).record.state == "checked"


def test_a_round_of_review_begins_only_after_the_opening(
    office: Office, call: Call, bid: Application, clock: Any
) -> None:
    clock(AFTER)
    shut = asked(office, call)

    def offered() -> bool:
        page = browser(office, "supervisor").get(f"/calls/choose/?to=review.ReviewRound.call&q={call.number}").json()
        return bool(page["options"])

    assert not offered()
    take(shut, "open_all", office.actor("leader"), {}, at=AFTER)
    assert offered()


def test_it_is_not_opened_before_the_end_and_the_five_minutes(office: Office, call: Call, bid: Application) -> None:
    """Nor is it closed by hand before its end: a desk that may end it early may also read early."""
    desk, words = office.actor("supervisor"), "Its window is not over yet"
    refused(lambda: take(call, "close", desk, {"reason": "全部收齐"}, at=NOW), "A sealed call ends when")
    assert Call.objects.get(pk=call.pk).state == "published"
    Call.objects.filter(pk=call.pk).update(state="closed")  # past the program
    shut = Call.objects.get(pk=call.pk)
    refused(lambda: take(shut, "ask_opening", desk, {}, at=CLOSES), words)
    refused(lambda: take(shut, "ask_opening", desk, {}, at=CLOSES + SETTLING), words)
    take(shut, "ask_opening", desk, {}, at=CLOSES + SETTLING + timedelta(seconds=1))


def test_the_same_person_does_not_confirm(office: Office, call: Call, bid: Application) -> None:
    shut = asked(office, call)
    refused(lambda: take(shut, "open_all", office.actor("supervisor"), {}, at=AFTER), "another person must confirm")
    assert Call.objects.get(pk=call.pk).unsealed_at is None
    api = program(office, "supervisor").post(f"calls/{call.pk}/open_all", {})
    assert api.status_code >= 400 and Call.objects.get(pk=call.pk).unsealed_at is None
    assert take(shut, "open_all", office.actor("leader"), {}, at=AFTER).record.unsealed_at == AFTER


def test_nobody_confirms_what_nobody_asked_and_only_once(office: Office, call: Call, bid: Application) -> None:
    shut = closed(office, call)
    refused(lambda: take(shut, "open_all", office.actor("leader"), {}, at=AFTER), NOT_NOW)
    take(shut, "ask_opening", office.actor("leader"), {}, at=AFTER)
    refused(lambda: take(shut, "ask_opening", office.actor("supervisor"), {}, at=AFTER), NOT_NOW)
    take(shut, "open_all", office.actor("supervisor"), {}, at=AFTER)
    refused(lambda: take(shut, "open_all", office.actor("supervisor"), {}, at=AFTER), NOT_NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_asks_and_one_opens(real_office: Office) -> None:
    office, two = real_office, ("supervisor", "leader")
    person(office)
    call = published_call(office, sealed="yes")
    bid_of(office, call)
    shut = closed(office, call)
    told = at_once(lambda n: take(shut, "ask_opening", office.actor(two[n]), {}, at=AFTER).record.pk, 2)
    assert sorted(map(str, told)) == sorted([str(call.pk), "guarded"])
    who = two[told.index(call.pk)]
    refused(lambda: take(shut, "open_all", office.actor(who), {}, at=AFTER), "another person must confirm")
    others = [name for name in ("leader", "supervisor") if name != who]
    told = at_once(lambda n: take(shut, "open_all", office.actor(others[0]), {}, at=AFTER).record.pk, 2)
    assert sorted(map(str, told)) == sorted([str(call.pk), "guarded"])


def test_a_moved_end_needs_a_new_request_and_after_the_opening_it_stays(
    office: Office, call: Call, bid: Application
) -> None:
    desk, later = office.actor("supervisor"), CLOSES + timedelta(days=2)
    given = {"to_at": moment(later), "reason": "系统维护"}
    moved = take(asked(office, call), "extend", desk, given, at=AFTER).record
    assert (moved.state, moved.asked_at) == ("published", None)
    at = later + SETTLING + timedelta(minutes=1)
    assert actions.close_when_over(moved, at)
    shut = Call.objects.get(pk=call.pk)
    refused(lambda: take(shut, "open_all", office.actor("leader"), {}, at=at), NOT_NOW)
    take(shut, "ask_opening", office.actor("leader"), {}, at=at)
    take(shut, "open_all", desk, {}, at=at)
    given = {"to_at": moment(later + timedelta(days=2)), "reason": "再延"}
    refused(lambda: take(Call.objects.get(pk=call.pk), "extend", desk, given, at=at), "has been opened")


def test_seal_and_window_cannot_be_corrected_away(office: Office, call: Call, bid: Application) -> None:
    desk = office.actor("supervisor")
    for values in ({"sealed": "no"}, {"to_at": moment(OPENS + timedelta(hours=1))}):
        refused(
            lambda given=values: take(call, "put_right", desk, {**given, "reason": "更正"}, at=NOW), "fixed when it is"
        )
    plain = published_call(office, title="不密封的征集")
    refused(lambda: take(plain, "put_right", desk, {"sealed": "yes", "reason": "更正"}, at=NOW), "fixed when it is")
    assert take(call, "put_right", desk, {"basis": "云科协〔2026〕9号", "reason": "更正"}, at=NOW).record.basis


def test_the_office_that_calls_prepares_nothing_for_it(office: Office, call: Call) -> None:
    refused(lambda: drafted(office, call), "only senders themselves")
    assert not Application.objects.exists()


def test_what_is_recommended_by_the_calling_office_is_closed_to_its_own_people(office: Office, call: Call) -> None:
    applicant(office)
    record = apply_for(office, call)
    kind = get_kind("applications")
    may = {who for who in ("applicant", *OTHERS) if filter_readable(kind, [record], office.actor(who), NOW.date())}
    assert may == {"applicant"}
    plain = apply_for(office, published_call(office, title="不密封的征集"))
    assert filter_readable(kind, [plain], office.actor("clerk"), NOW.date()) == [plain]


def test_nothing_is_sent_after_the_opening_and_what_was_not_sent_stays_closed(office: Office, call: Call) -> None:
    given = {"unit": office.units["bureau"].pk, "call": call.number, "title": "没报出的", "summary": "没报出"}
    leader = bidder(office)
    draft = begin(get_kind("applications"), office.actor("stranger"), {**given, "leader": leader.number}, at=NOW).record
    gone = take(bid_of(office, call), "withdraw", office.actor("stranger"), {"reason": "不报了"}, at=NOW).record
    late = bid_of(office, call, "开标后撤回的")
    opened(office, call)
    refused(lambda: take(draft, "send", office.actor("stranger"), {}, at=AFTER), "takes nothing more")
    certified = take(fresh(late), "certify", office.actor("supervisor"), {}, at=AFTER).record
    late = take(certified, "withdraw", office.actor("supervisor"), {"reason": "代其撤回"}, at=AFTER).record
    kind, desk = get_kind("applications"), office.actor("supervisor")
    assert filter_readable(kind, [draft, gone, late], desk, NOW.date()) == [late]


def test_a_call_is_decided_only_after_the_opening(office: Office, call: Call, bid: Application) -> None:
    shut = asked(office, call)
    refused(lambda: take(shut, "decide", office.actor("leader"), {}, at=AFTER), "still sealed")
    take(shut, "open_all", office.actor("leader"), {}, at=AFTER)
    assert take(shut, "decide", office.actor("leader"), {}, at=AFTER).record.state == "decided"


def test_what_is_like_it_does_not_betray_it(office: Office, call: Call, bid: Application) -> None:
    plain = published_call(office, title="不密封的征集")
    record = sent(office, plain, title=TITLE, summary="密投的报价说明")
    client = browser(office, "supervisor")
    assert bid.number not in client.get(f"/applications/{record.pk}/").text
    opened(office, call)
    assert bid.number in client.get(f"/applications/{record.pk}/").text


def test_the_exported_journal_ends_before_it_and_verifies(office: Office, call: Call, bid: Application) -> None:
    from luoshi.evidence.journal.rules.export import read_export
    from luoshi.evidence.journal.rules.proof import check_sealed_lines

    client = browser(office, "auditor")
    text = b"".join(client.post("/journal/export/")).splitlines(keepends=True)
    header, lines = read_export(text)
    rows = list(lines)
    assert rows and len(rows) == header.size and rows[-1].head == header.head
    assert not any(TITLE in (row.payload or "") for row in rows)
    assert not list(check_sealed_lines(rows, size=header.size, head=header.head))
    opened(office, call)
    _header, lines = read_export(b"".join(client.post("/journal/export/")).splitlines(keepends=True))
    assert any(TITLE in (row.payload or "") for row in lines)
