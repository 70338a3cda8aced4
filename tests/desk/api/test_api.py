"""Every kind through the API: what one may read and do, both ways, with the sentences of the pages."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import translation

from appeal_factory import appeal
from asked import FEW, MANY
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.appeals.models import Appeal
from luoshi.org.actors.models import User
from office import NOW, Office
from programs import Program, program, said

ASKED = {"title": "建议增设科普活动室", "words": "周末孩子没有去处", "channel": "hotline", "speaker": "王小明"}


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def filed(office: Office, **more: Any) -> Record:
    given = {**ASKED, "unit": office.units["desk"].pk, **more}
    return appeal(office, **given)


def assigned(office: Office) -> Record:
    given = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    return take(filed(office), "assign", office.actor("supervisor"), given, at=NOW).record


def state(record: Record) -> tuple[str, int, int]:
    fresh = Appeal.objects.get(pk=record.pk)
    happened = Entry.objects.filter(record=record.pk).exclude(step=Entry.REFUSED)
    return fresh.state, fresh.version, happened.count()


def test_an_appeal_goes_its_way_through_the_api_alone(office: Office) -> None:
    desk, clerk = program(office, "supervisor"), program(office, "clerk")
    done = desk.post("appeals", {"given": {**ASKED, "unit": "云岭县督查室"}})
    path = f"appeals/{done.data['id']}"
    assert (done.status_code, done.data["number"], done.data["repeated"]) == (201, "诉2026-0001", False)
    steps = [
        (desk, "assign", {"grade": "ordinary", "unit": office.units["kexie"].pk}),
        (clerk, "answer", {"answer": "列入计划"}),
        (clerk, "tell", {"told": "2026-03-20", "how": "电话"}),
        (desk, "close", {"mark": 4}),
    ]
    versions = []
    for seen, (who, step, given) in enumerate(steps, 1):
        answer = who.post(f"{path}/steps/{step}", {"seen": seen, "given": given})
        assert answer.status_code == 200, answer.data
        versions.append((answer.data["state"], answer.data["version"]))
    assert versions == [("assigned", 2), ("answered", 3), ("told", 4), ("closed", 5)]
    assert [row["step"] for row in desk.get(f"{path}/timeline").data["rows"]] == [
        "file",
        *[step for _who, step, _given in steps],
    ]


def test_one_record_is_answered_whole(office: Office) -> None:
    record = assigned(office)
    answer = program(office, "clerk").get(f"appeals/{record.pk}").data
    assert answer.pop("opened").startswith("2026-03-20T")
    assert answer == {
        "id": record.pk,
        "number": "诉2026-0001",
        "title": ASKED["title"],
        "unit": {"id": office.units["kexie"].pk, "name": "云岭县科学技术协会"},
        "state": "assigned",
        "due": None,
        "light": "none",
        "closed": None,
        "version": 2,
        "fields": {
            "words": ASKED["words"],
            "channel": "hotline",
            "grade": "ordinary",
            "answer": "",
            "told": None,
            "mark": None,
        },
        "words": {"channel": "Hotline", "grade": "Ordinary"},
        "protected": {"speaker": "王**", "contact": ""},
        "steps": ["return", "answer"],
        "duties": [
            {
                "label": "Answer",
                "unset": "Working days within which an appeal is answered",
                "dropped": False,
                "dates": [],
            }
        ],
    }


def test_the_steps_open_now_say_what_they_ask_for(office: Office) -> None:
    record = filed(office)
    answer = program(office, "supervisor").get(f"appeals/{record.pk}/steps").data
    assert (answer["version"], [row["name"] for row in answer["rows"]]) == (1, ["assign", "put_right"])
    asks = answer["rows"][0]["asks"]
    assert sorted(asks["properties"]) == ["grade", "unit"] and "unit" in asks["required"]
    assert "appeals.grades" in asks["properties"]["grade"]["description"]  # its items stand at /api/lists
    [word] = program(office, "leader").get(f"appeals/{assigned(office).pk}/steps").data["rows"]
    assert (word["name"], word["after"], sorted(word["asks"]["properties"])) == ("instruct", "assigned", ["word"])


@pytest.mark.parametrize("who", ["stranger", "admin", "leader", "collector", "outside"])
def test_another_persons_matter_is_not_there(office: Office, who: str) -> None:
    record, asks = filed(office), program(office, who)
    path = f"appeals/{record.pk}"
    given = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    answers = [asks.get(f"{path}{part}") for part in ("", "/timeline", "/steps")]
    answers += [asks.post(f"{path}/look", {"reason": "想看看"})]
    answers += [asks.post(f"{path}/steps/assign", {"seen": 1, "given": given})]
    assert [said(answer) for answer in answers] == [(404, "missing")] * 5
    assert asks.get("appeals").data["total"] == 0 and state(record) == ("received", 1, 1)


@pytest.mark.control("8.1.4.2 e-g", "what one may not see is told like what never was")
def test_what_never_was_and_what_one_may_not_see_are_told_alike(office: Office) -> None:
    asks, pk = program(office, "stranger"), filed(office).pk
    body = {"seen": 1, "given": {"answer": "好"}}
    for method, part, asked in (
        ("GET", "", None),
        ("POST", "/steps/answer", body),
        ("POST", "/look", {"reason": "看"}),
    ):
        told = [asks.ask(method, f"appeals/{pk_asked}{part}", asked).data for pk_asked in (pk, 987654)]
        assert {answer["number"] for answer in told} and told[0] | {"number": ""} == told[1] | {"number": ""}


def test_a_step_of_others_is_refused_with_the_sentence_of_the_page(office: Office) -> None:
    record = filed(office)
    given = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    answer = program(office, "auditor").post(f"appeals/{record.pk}/steps/assign", {"seen": 1, "given": given})
    with translation.override("en"), pytest.raises(RecordError) as caught:
        take(record, "assign", office.actor("auditor"), given, at=NOW)
    assert said(answer) == (403, "refused") and state(record) == ("received", 1, 1)
    assert (answer.data["what"], answer.data["remedy"]) == (caught.value.what, caught.value.remedy)


def test_the_form_speaks_in_the_language_asked_for(office: Office) -> None:
    record = filed(office)
    answers = {}
    for language in ("en", "zh-CN"):
        asks = program(office, "supervisor", days=30 + len(language))
        asks.language = language
        answers[language] = asks.post(f"appeals/{record.pk}/steps/assign", {"seen": 1, "given": {"grade": "huge"}})
    assert [(said(answer), sorted(answer.data["fields"])) for answer in answers.values()] == [
        ((422, "incomplete"), ["grade", "unit"])
    ] * 2
    assert answers["en"].data["fields"]["unit"] == ["This field is required."]
    assert answers["zh-CN"].data["fields"]["unit"] == ["请填写。"]
    assert (answers["en"]["Content-Language"], answers["zh-CN"]["Content-Language"]) == ("en", "zh-hans")


def test_the_same_request_twice_does_the_thing_once(office: Office) -> None:
    desk, key = program(office, "supervisor"), {"Idempotency-Key": str(uuid4())}
    body = {"given": {**ASKED, "unit": office.units["desk"].pk}}
    first, again = (desk.post("appeals", body, **key) for _ in range(2))
    assert (first.status_code, again.status_code, Appeal.objects.count()) == (201, 200, 1)
    assert again.data == first.data | {"repeated": True}
    step, once = {"seen": 1, "given": {"grade": "ordinary", "unit": "青石镇"}}, {"Idempotency-Key": str(uuid4())}
    path = f"appeals/{first.data['id']}/steps/assign"
    answers = [desk.post(path, step, **once).data for _ in range(2)]
    assert answers[1] == answers[0] | {"repeated": True} and answers[0]["version"] == 2


def test_a_key_used_for_another_request_is_refused(office: Office) -> None:
    desk, key = program(office, "supervisor"), {"Idempotency-Key": str(uuid4())}
    body = {"given": {**ASKED, "unit": office.units["desk"].pk}}
    desk.post("appeals", body, **key)
    other = desk.post("appeals", {"given": body["given"] | {"title": "另一件"}}, **key)
    assert (said(other), Appeal.objects.count()) == ((409, "repeated"), 1)
    assert said(desk.post("appeals", body, **{"Idempotency-Key": "7"})) == (422, "incomplete")


def test_a_stale_version_is_told_who_changed_what(office: Office) -> None:
    record = assigned(office)
    desk = program(office, "supervisor")
    answer = desk.post(f"appeals/{record.pk}/steps/recall", {"seen": 1, "given": {"reason": "另作安排"}})
    assert said(answer) == (409, "changed") and state(record) == ("assigned", 2, 2)
    changes = [(change["step"], change["actor"], change["version"]) for change in answer.data["changes"]]
    assert changes == [("assign", "杜察云", 2)] and "杜察云" in answer.data["what"]


def test_a_program_that_may_only_write_learns_nothing_by_a_stale_version(office: Office) -> None:
    record = assigned(office)
    desk = program(office, "supervisor", ["appeals:write"])
    answer = desk.post(f"appeals/{record.pk}/steps/recall", {"seen": 1, "given": {"reason": "另作安排"}})
    assert (said(answer), answer.data["changes"]) == ((409, "changed"), [])


def test_a_guard_gives_its_reason(office: Office) -> None:
    tomorrow = {"day": "2026-03-21", "part": "day", "owner": str(office.posts["clerk"])}
    shift = begin(get_kind("shifts"), office.actor("supervisor"), tomorrow, at=NOW).record
    answer = program(office, "clerk").post(f"shifts/{shift.pk}/steps/start", {"seen": 1})
    shift.refresh_from_db()
    assert (said(answer), shift.state, shift.version) == ((422, "guarded"), "planned", 1)
    assert answer.data["what"] == "This shift is not today."


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["given", "seen"]),
        ({"seen": 1}, ["given"]),
        ({"seen": "1", "given": {"answer": "好"}}, ["seen"]),
        ({"seen": 0, "given": {"answer": "好"}}, ["seen"]),
        ({"seen": 2**40, "given": {"answer": "好"}}, ["seen"]),
        ({"seen": 2, "given": {"answer": 7}}, ["answer"]),
        ({"seen": 2, "given": {"answer": {"a": 1}}}, ["answer"]),
        ({"seen": 2, "given": {"answer": 1.5}}, ["answer"]),
        ({"seen": 2, "given": {"answer": "a\0b"}}, ["answer"]),
        ({"seen": 2, "given": {"answer": "字" * 4001}}, ["answer"]),
        ({"seen": 2, "given": {"answer": "好", "state": "closed"}}, ["state"]),
        ({"seen": 2, "given": {"answer": "好"}, "at": "2020-01-01"}, ["at"]),
        ({"seen": 2, "given": []}, ["given"]),
        ([], ["asked"]),
    ],
)
def test_what_is_sent_wrongly_is_named_and_nothing_is_saved(office: Office, body: Any, fields: list[str]) -> None:
    record = assigned(office)
    answer = program(office, "clerk").post(f"appeals/{record.pk}/steps/answer", body)
    assert (said(answer), sorted(answer.data["fields"])) == ((422, "incomplete"), fields)
    assert all(answer.data["fields"].values()) and state(record) == ("assigned", 2, 2)


@pytest.mark.control("8.1.4.11", "by the API protected fields are masked until one looks with a reason")
def test_protected_fields_are_masked_until_one_looks_with_a_reason(office: Office) -> None:
    record = filed(office, contact="13800138000")
    desk = program(office, "supervisor")
    everything = [desk.get(f"appeals{part}").content for part in ("", f"/{record.pk}", f"/{record.pk}/timeline")]
    assert [word in content.decode() for content in everything for word in ("王小明", "13800138000")] == [False] * 6
    answer = desk.post(f"appeals/{record.pk}/look", {"reason": "电话回访"})
    assert answer.data == {"protected": {"speaker": "王小明", "contact": "13800138000"}}
    assert answer["Cache-Control"] == "no-store"
    looks = list(Entry.objects.filter(record=record, step__startswith="look").values_list("step", flat=True))
    assert looks == ["look"]
    for reason in ("", "   "):
        assert said(desk.post(f"appeals/{record.pk}/look", {"reason": reason})) == (422, "incomplete")


def test_a_look_that_is_refused_is_journaled(office: Office) -> None:
    record = assigned(office)
    assert said(program(office, "clerk").post(f"appeals/{record.pk}/look", {"reason": "好奇"})) == (403, "refused")
    assert Entry.objects.filter(record=record, step="look.refused").count() == 1


@pytest.mark.control("8.1.4.2 e-g", "each scope of a token opens its own door by the API")
@pytest.mark.parametrize(
    ("scope", "reads", "writes", "looks"),
    [
        ("read", 200, 403, 403),
        ("appeals:read", 200, 403, 403),
        ("write", 403, 200, 403),
        ("appeals:write", 403, 200, 403),
        ("look", 403, 403, 200),
        ("appeals:look", 403, 403, 200),
        ("units:read", 403, 403, 403),
    ],
)
def test_each_scope_opens_its_own_door(office: Office, scope: str, reads: int, writes: int, looks: int) -> None:
    record, asks = filed(office), program(office, "supervisor", [scope])
    path, given = f"appeals/{record.pk}", {"grade": "ordinary", "unit": "青石镇"}
    assert asks.post(f"{path}/look", {"reason": "回访"}).status_code == looks
    assert [asks.get(words).status_code for words in ("appeals", path, f"{path}/timeline", f"{path}/steps")] == [
        reads
    ] * 4
    assert asks.post(f"{path}/steps/assign", {"seen": 1, "given": given}).status_code == writes
    assert asks.post("appeals", {"given": {**ASKED, "unit": "云岭县督查室"}}).status_code == (
        201 if writes == 200 else 403
    )


def test_a_token_gives_what_its_persons_posts_give_on_the_day(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    record, clerk = assigned(office), program(office, "clerk")
    assert clerk.get(f"appeals/{record.pk}").status_code == 200
    office.posts["clerk"].tenures.update(until=NOW.date())
    assert said(clerk.get(f"appeals/{record.pk}")) == (404, "missing")
    User.objects.filter(person=office.people["clerk"]).update(is_active=False)
    assert said(clerk.get(f"appeals/{record.pk}")) == (401, "token.disabled")


def test_a_list_is_narrowed_sorted_and_taken_in_stretches(office: Office) -> None:
    titles = ["科普馆开放时间", "路灯", "科普车下乡", "科普廊"]
    for number, title in enumerate(titles):
        begin(
            get_kind("appeals"),
            office.actor("supervisor"),
            {**ASKED, "title": title, "channel": "web" if number else "hotline", "unit": office.units["desk"].pk},
            at=NOW + timedelta(minutes=number),
        )
    desk = program(office, "supervisor")

    def listed(query: str) -> tuple[int, list[str]]:
        answer = desk.get(f"appeals?{query}").data
        return answer["total"], [row["title"] for row in answer["rows"]]

    assert listed("") == (4, titles[::-1])
    assert listed("q=科普&order-by=number") == (3, [titles[0], titles[2], titles[3]])
    assert listed("q=科普&channel=web") == (2, [titles[3], titles[2]])
    assert listed("state=received&state=closed&limit=1&offset=2") == (4, [titles[1]])
    assert listed("state=closed") == (0, [])
    assert listed("opened_after=2026-03-20&opened_before=2026-03-20")[0] == 4
    assert listed("opened_after=2026-03-21")[0] == 0


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("limit=201", ["limit"]),
        ("limit=0", ["limit"]),
        ("offset=-1", ["offset"]),
        ("limit=x", ["limit"]),
        ("status=closed", ["status"]),
        ("state=gone", ["state"]),
        ("order-by=speaker", ["order-by"]),
        ("opened_after=soon", ["opened"]),
        ("q=" + "a+" * 101, ["q"]),
        ("q=a%00b", ["q"]),
    ],
)
def test_a_list_is_never_more_than_was_meant(office: Office, query: str, fields: list[str]) -> None:
    filed(office)
    answer = program(office, "supervisor").get(f"appeals?{query}")
    assert (said(answer), sorted(answer.data["fields"])) == ((422, "incomplete"), fields)


@pytest.mark.parametrize("count", [FEW, MANY])
def test_more_rows_need_no_more_queries(office: Office, count: int, django_assert_num_queries: Any) -> None:
    one = filed(office)
    for number in range(1, count):
        filed(office, title=f"第{number}件")
    desk = program(office, "supervisor")
    desk.get("me")  # the first use of a day is written
    with django_assert_num_queries(7):
        assert len(desk.get("appeals?limit=200").data["rows"]) == count
    with django_assert_num_queries(7):
        desk.get(f"appeals/{one.pk}")


def test_evidence_comes_with_a_step_and_a_marked_file_stops_it(office: Office) -> None:
    record, clerk = assigned(office), program(office, "clerk")
    path = f"appeals/{record.pk}/steps/answer"
    words = "已列入年度计划。".encode()

    def answered(name: str, content: bytes) -> Any:
        files = [{"name": name, "content": base64.b64encode(content).decode()}]
        return clerk.post(path, {"seen": 2, "given": {"answer": "列入计划", "files": files}})

    assert said(answered("机密★.txt", words)) == (422, "marked")
    assert said(answered("附件.exe", b"MZ" + words)) == (422, "incomplete") and state(record) == ("assigned", 2, 2)
    assert answered("附件.txt", words).status_code == 200 and state(record)[:2] == ("answered", 3)


def test_a_program_without_a_token_is_sent_away(office: Office) -> None:
    record = filed(office)
    answers = [
        Program().get("appeals"),
        Program().get(f"appeals/{record.pk}"),
        Program().post("appeals", {"given": {}}),
    ]
    assert [said(answer) for answer in answers] == [(401, "token.missing")] * 3
