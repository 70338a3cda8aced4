"""The API as a whole: who is let in, how errors look, and that its description is true."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from appeal_factory import appeal
from full import FULL
from fuzzed import described, fuzz
from luoshi.desk.api.routes import operations_of
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, list_kinds
from luoshi.org.actors.models import User
from luoshi.org.api.operations import model_to_describe
from luoshi.org.api.responses import ApiModel
from luoshi.org.tokens.actions.tokens import revoke_token
from luoshi.org.tokens.models import Token
from luoshi.site.api import openapi_description
from luoshi.site.api_docs import build_sample
from office import NOW, Office
from programs import Program, program, said

SHAPE = ["changes", "code", "fields", "number", "remedy", "what", "where"]


@pytest.fixture
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


pytestmark = pytest.mark.usefixtures("_at_that_moment")


def session(office: Office, who: str = "clerk") -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(User.objects.get(person=office.people[who]), "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_token_says_whom_it_acts_for(office: Office) -> None:
    answer = program(office, "clerk", ["read"]).get("me").data
    post, unit = office.posts["clerk"], office.units["kexie"]
    assert answer == {
        "person": {"id": office.people["clerk"].pk, "name": "柯干事"},
        "posts": [
            {
                "id": post.pk,
                "title": post.title,
                "role": "clerk",
                "unit": {"id": unit.pk, "name": unit.name},
                "deputy": False,
            }
        ],
        "scopes": ["read"],
    }


@pytest.mark.control("8.1.4.2 c", "a disabled account's token, and one that ended, are refused")
def test_a_token_that_does_not_hold_is_refused_in_one_shape(office: Office) -> None:
    good, short, ended, disabled = (program(office, who, days=d) for who, d in zip(
        ["clerk", "head", "leader", "stranger"], [90, 1, 90, 90], strict=True))  # fmt: skip
    revoke_token(Token.objects.get(person=office.people["leader"]).pk, office.actor("leader"), at=NOW)
    User.objects.filter(person=office.people["stranger"]).update(is_active=False)
    Token.objects.filter(person=office.people["head"]).update(until=NOW.date())
    programs = [good, short, ended, disabled, Program("luoshi_" + "x" * 43), Program(" "), Program()]
    answers = [caller.get("appeals") for caller in programs]
    assert [said(answer) for answer in answers] == [
        (200, ""),
        (401, "token.expired"),
        (401, "token.ended"),
        (401, "token.disabled"),
        (401, "token.unknown"),
        (401, "token.missing"),
        (401, "token.missing"),
    ]
    assert all(sorted(answer.data) == SHAPE for answer in answers[1:])
    assert all(answer["WWW-Authenticate"].startswith("Bearer") for answer in answers[1:])


@pytest.mark.control("8.1.4.1 c", "no token stands in a log or an answer")
def test_no_token_stands_in_a_log_or_an_answer(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    asks = program(office, "clerk")
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("luoshi").propagate = logging.getLogger("django").propagate = True
        answers = [asks.get(path) for path in ("appeals", "appeals/9", "nothing", f"units?q={'x' * 99}")]
        answers += [Program(asks.secret + "x").get("appeals"), asks.ask("POST", "appeals", b"{")]
        logging.getLogger("luoshi").propagate = logging.getLogger("django").propagate = False
    assert answers[-1].data["number"] in caplog.text
    assert asks.secret not in caplog.text + "".join(answer.text for answer in answers)


@pytest.mark.control("8.1.4.2 e-g", "by the API a session of the pages reads and changes nothing")
def test_a_session_reads_and_changes_nothing(office: Office) -> None:
    client = session(office, "supervisor")
    assert client.get("/api/me").json()["scopes"] is None
    given = {"title": "路灯", "words": "不亮", "channel": "web", "unit": office.units["desk"].pk}
    answer = client.post("/api/appeals", json.dumps({"given": given}), content_type="application/json")
    assert (answer.status_code, answer.json()["code"], Record.objects.count()) == (401, "token.missing", 0)
    forged = client.get("/api/appeals", headers={"Sec-Fetch-Site": "cross-site"})
    assert (forged.status_code, forged.json()["code"]) == (401, "token.missing")
    bad = client.get("/api/appeals", headers={"Authorization": "Bearer luoshi_wrong"})
    assert (bad.status_code, bad.json()["code"]) == (401, "token.unknown")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", (400, "unreadable")),
        (b"\xff\xfe", (400, "unreadable")),
        (b"[" * 100_000, (400, "unreadable")),
        (b'{"given": {"title": NaN}}', (400, "unreadable")),
        (b'{"given": {"title": "\\ud800"}}', (400, "unreadable")),
        (b'{"given": {"\\uDfff": "x"}}', (400, "unreadable")),
        (b'{"given": {"title": "a", "words": "b", "title": "c"}}', (400, "unreadable")),
        (b'{"given": {}, "given": {}}', (400, "unreadable")),
        (b"", (422, "incomplete")),
        (b"null", (422, "incomplete")),
        (b'"text"', (422, "incomplete")),
        (b'{"given": null}', (422, "incomplete")),
        (b'{"given": {"unit": 99999999999999999999999999}}', (422, "incomplete")),
        (b" " * (1024 * 1024 + 1), (413, "too_large")),
    ],
)
def test_what_is_no_sound_json_gets_an_answer_in_our_shape(
    office: Office, body: bytes, expected: tuple[int, str]
) -> None:
    answer = program(office, "supervisor").ask("POST", "appeals", body)
    assert (said(answer), sorted(answer.data)) == (expected, SHAPE)
    assert "Traceback" not in answer.text and Record.objects.count() == 0


def test_a_name_that_stands_twice_is_named(office: Office) -> None:
    sent = '{"given": {"title": "一", "words": "二", "\\u0074itle": "三"}}'.encode()
    answer = program(office, "supervisor").ask("POST", "appeals", sent)
    assert answer.data["what"] == "The name “title” occurs twice in one object of the JSON."


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "", (404, "missing")),
        ("GET", "nothing", (404, "missing")),
        ("GET", "appeals/abc", (404, "missing")),
        ("GET", "appeals/99999999999999999999999", (404, "missing")),
        ("GET", "units/99999999999999999999999", (404, "missing")),
        ("POST", "appeals/1/steps/fly", (404, "missing")),
        ("DELETE", "appeals/1", (405, "method")),
        ("PUT", "appeals", (405, "method")),
        ("POST", "me", (405, "method")),
    ],
)
def test_every_address_and_method_gets_an_answer_in_our_shape(
    office: Office, method: str, path: str, expected: tuple[int, str]
) -> None:
    answer = program(office, "supervisor").ask(method, path)
    assert (said(answer), sorted(answer.data)) == (expected, SHAPE)
    assert answer.status_code != 405 or answer["Allow"]


@pytest.mark.control("8.1.4.4", "a mistake of the program shows a number and no trace")
def test_a_mistake_of_the_program_is_a_number_and_no_trace(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("luoshi.desk.api.routes.begin", lambda *_, **__: 1 / 0)
    given = {"title": "路灯", "words": "不亮", "channel": "web", "unit": office.units["desk"].pk}
    answer = program(office, "supervisor").post("appeals", {"given": given})
    assert said(answer) == (500, "fault") and answer.data["number"]
    assert "Zero" not in answer.text and "Traceback" not in answer.text


def test_units_are_read_as_they_stand_on_a_day(office: Office) -> None:
    asks = program(office, "clerk", ["units:read"])
    county = office.units["county"].pk
    answer = asks.get(f"units?beneath={office.units['kexie'].pk}").data
    assert (answer["total"], [(row["name"], row["parent"]) for row in answer["rows"]]) == (
        2,
        [("云岭县科学技术协会", county), ("云岭县茶叶学会", office.units["kexie"].pk)],
    )
    assert asks.get(f"units/{county}").data["parent"] is None
    assert asks.get("units?q=青石").data["rows"][0]["code"] == "town"
    assert (asks.get("units?on=2019-12-31").data["total"], asks.get("units").data["total"]) == (0, 6)
    assert said(asks.get(f"units/{county}?on=2019-12-31")) == (404, "missing")
    assert said(asks.get("people")) == (403, "scope")


@pytest.mark.control("8.1.4.11", "by the API people have no telephone, and outsiders read none")
def test_people_are_read_without_telephone_and_not_by_outsiders(office: Office) -> None:
    asks = program(office, "clerk")
    answer = asks.get(f"people?unit={office.units['kexie'].pk}")
    assert [row["name"] for row in answer.data["rows"]] == ["柯主席", "柯干事"] or answer.data["total"] == 2
    assert "13900000000" not in answer.text
    one = asks.get(f"people/{office.people['head'].pk}").data
    assert (one["name"], [post["role"] for post in one["posts"]]) == ("柯主席", ["head"])
    outside = program(office, "outside")
    assert [row["name"] for row in outside.get("people").data["rows"]] == ["外来人"]
    assert said(outside.get(f"people/{office.people['head'].pk}")) == (404, "missing")


@pytest.mark.parametrize("path", ["units?limit=200", "people?limit=200"])
def test_a_list_needs_no_more_queries_than_few(office: Office, path: str, django_assert_num_queries: Any) -> None:
    asks = program(office, "clerk")
    asks.get("me")
    with django_assert_num_queries(6):
        assert asks.get(path).data["total"] > 5


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_description_names_every_step_of_every_kind(db: None, language: str) -> None:
    described = openapi_description(language)
    with translation.override(language):
        for kind in list_kinds():
            for step in kind.cycle.steps:
                post = described["paths"][f"/api/{kind.name}/{{id}}/steps/{step.name}"]["post"]
                assert (post["summary"], post["x-scope"]) == (str(step.label), f"{kind.name}:write")
    file = described["components"]["schemas"]["AppealsFileGiven"]
    assert (file["required"], file["properties"]["title"]["maxLength"]) == (["title", "words", "channel", "unit"], 200)
    channel = file["properties"]["channel"]
    assert (channel["type"], "appeals.channels" in channel["description"]) == ("string", True)  # an office's own codes
    assert file["properties"]["channel"].keys() == {"type", "minLength", "maxLength", "title", "description"}


def test_the_chinese_description_has_no_english_sentence_left(db: None) -> None:
    left = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            words = part.get("description")
            if isinstance(words, str) and not re.search(r"[\u4e00-\u9fff]", words) and " " in words.strip():
                left.append(words)
            for part_below in part.values():
                walk(part_below)
        elif isinstance(part, list):
            for part_below in part:
                walk(part_below)

    walk(
        {
            path: {m: {**value, "responses": None} for m, value in v.items()}
            for path, v in openapi_description("zh-hans")["paths"].items()
        }
    )
    for schema in openapi_description("zh-hans")["components"]["schemas"].values():
        walk(schema.get("properties", {}))
    assert left == []


def test_the_description_is_for_those_who_have_signed_in(office: Office) -> None:
    assert [Client().get(path).status_code for path in ("/api/docs", "/api/openapi.json")] == [302, 401]
    assert program(office, "clerk", ["units:read"]).get("openapi.json").data["openapi"].startswith("3.1")
    client = session(office)
    assert client.get("/api/openapi.json").json()["paths"].keys() == openapi_description("zh-hans")["paths"].keys()


def test_by_what_a_list_is_sorted_is_said_in_the_language_of_the_description() -> None:
    def said(language: str) -> str:
        asked = openapi_description(language)["paths"]["/api/appeals"]["get"]["parameters"]
        return next(parameter["description"] for parameter in asked if parameter["name"] == "order-by")

    assert "channel: 渠道; -channel: 渠道（降序）" in said("zh-hans") and not re.search("[A-Z]", said("zh-hans"))
    assert "number: Number; -number: Number, descending" in said("en")


def test_each_operation_has_a_name_of_its_own() -> None:
    names = re.findall(r'"operationId": "(\w+)"', json.dumps(openapi_description("zh-hans")))
    assert len(names) > 200 and len({*names}) == len(names)


def test_each_operation_stands_in_the_list_and_on_the_page_of_its_kind(office: Office) -> None:
    client = session(office)
    index = client.get("/api/docs").text
    pages = {page: client.get(page).text for page in {*re.findall(r'"(/api/docs/[\w-]+/)#', index)}}
    told = {f"{page}#{name}" for page, text in pages.items() for name in re.findall(r'<h2 id="(\w+)"', text)}
    assert told == {*re.findall(r'"(/api/docs/[\w-]+/#\w+)"', index)}
    assert len(told) == len(re.findall(r'"operationId"', json.dumps(openapi_description("zh-hans"))))
    assert client.get("/api/docs/nothing/").status_code == 404


@pytest.mark.parametrize("page", ["/api/docs", "/api/docs/appeals/"])
def test_the_pages_of_the_description_need_no_network_and_no_script(office: Office, page: str) -> None:
    answer = session(office).get(page)
    assert answer.status_code == 200
    assert re.findall(r'(?:src|href)="(?:https?:)?//', answer.text) == []
    assert re.findall(r"<script(?![^>]*src=)|<style|style=\"|onclick", answer.text) == []
    assert (
        "connect-src" not in answer["Content-Security-Policy"]
        and "default-src 'self'" in answer["Content-Security-Policy"]
    )


@pytest.mark.control("8.1.4.10", "answers are kept by no cache")
def test_answers_are_kept_by_no_one(office: Office) -> None:
    asks = program(office, "clerk")
    assert {asks.get(path)["Cache-Control"] for path in ("me", "appeals", "units")} == {"no-store"}


def test_a_token_used_a_thousand_times_is_journaled_once_a_day(office: Office) -> None:
    asks = program(office, "clerk")
    for _ in range(5):
        asks.get("me")
    assert Entry.objects.filter(step="token.use").count() == 1
    Token.objects.update(until=NOW.date() - timedelta(days=1))
    asks.get("me")
    assert Entry.objects.filter(step="token.use").count() == 1


def filed(office: Office) -> int:
    given = {"title": "路灯", "words": "不亮", "channel": "web", "unit": office.units["desk"].pk}
    return appeal(office, **given).pk


@pytest.mark.control("8.1.4.4", "whatever the API's description allows is answered as it says, and never by an error")
def test_the_description_holds_for_whatever_is_sent(office: Office) -> None:
    said = described({"appeals": filed(office)})
    if not FULL:  # each kind's operations are of a few shapes: those of appeals, and of the others every fourth
        paths = said["paths"].items()
        said["paths"] = {name: more for at, (name, more) in enumerate(paths) if "/appeals" in name or at % 4 == 0}
    tried = fuzz(said, program(office, "supervisor").secret, examples=6 if FULL else 2)
    assert {200, 404, 422} <= set(tried)


def test_a_model_is_made_by_the_first_request_that_needs_it(office: Office) -> None:
    """All of them would take a second at the start of every process, and 20 MB of it."""
    kind, asks = get_kind("appeals"), program(office, "supervisor")
    kind.api_models.clear()
    openapi_description.__wrapped__("en")  # made anew
    assert kind.api_models == {}
    given = {"title": "路灯", "words": "不亮", "channel": "web", "unit": office.units["desk"].pk}
    for _ in range(2):
        asks.get("appeals")
        assert asks.post("appeals", {"given": given}).status_code == 201
    assert kind.api_models.keys() == {"list", "begin/file"}


def test_every_address_offers_the_methods_of_the_description_and_no_other(office: Office) -> None:
    asks, offered = program(office, "supervisor"), {}
    described = openapi_description("en")["paths"]
    for path in described:
        answer = asks.ask("PUT", re.sub(r"{\w+}", "1", path.removeprefix("/api/")))
        assert said(answer) == (405, "method"), path
        offered[path] = answer["Allow"].lower().split(", ")
    assert offered == {path: sorted(methods) for path, methods in described.items()}


def test_a_body_is_taken_as_the_description_says_and_no_other(db: None) -> None:
    """Of each step of each kind: a sample by its schema, and the same with a name that stands nowhere in it."""
    described, steps = openapi_description("en"), 0
    for kind in list_kinds():
        for operation in operations_of(kind):
            if operation.body is None:
                continue
            content = described["paths"][f"/api/{operation.path}"]["post"]["requestBody"]["content"]
            sample = build_sample(content["application/json"]["schema"], described)
            model = model_to_describe(operation.body)
            model.model_validate(sample)
            for wrong in (sample | {"nosuch": 1}, {name: value for name, value in sample.items() if name != "seen"}):
                if wrong != sample:
                    with pytest.raises(ValueError, match=r"nosuch|seen"):
                        model.model_validate(wrong)
            steps += 1
    assert steps > 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "nosuch"),
        ("GET", "nosuch/1"),
        ("GET", "appeals/1/nosuch"),
        ("GET", "appeals/1/rows/nosuch"),
        ("GET", "appeals/1/held/nosuch"),
        ("GET", "appeals/held/nosuch"),
        ("GET", "appeals/coverage/nosuch"),
        ("GET", "draws/figures"),
        ("POST", "appeals/begin/file"),
        ("POST", "appeals/1/steps/file"),
        ("POST", "appeals/1/steps/{name}"),
        ("POST", "shifts/1/look"),
        ("GET", "appeals/"),
    ],
)
def test_what_a_kind_does_not_declare_is_not_there(office: Office, method: str, path: str) -> None:
    """Neither for who has a token nor, before that, for who has none."""
    assert [said(asks.ask(method, path)) for asks in (program(office, "supervisor"), Program())] == [
        (404, "missing")
    ] * 2


@pytest.mark.parametrize("path", ["appeals", "appeals/1/steps/assign", "appeals/1/look"])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", (400, "unreadable")),
        (b"null", (422, "incomplete")),
        (b'{"nosuch": 1}', (422, "incomplete")),
        (b'{"seen": "1", "given": 7, "reason": []}', (422, "incomplete")),
        (b" " * (1024 * 1024 + 1), (413, "too_large")),
    ],
)
def test_each_sort_of_operation_refuses_a_wrong_body(
    office: Office, path: str, body: bytes, expected: tuple[int, str]
) -> None:
    assert said(program(office, "supervisor").ask("POST", path, body)) == expected
    assert said(program(office, "supervisor", ["read"]).ask("POST", path, body)) == (403, "scope")


def test_no_two_shapes_of_the_description_have_one_name() -> None:
    """They would be one part of it, and what one of them says would not hold."""
    kept = [
        model
        for model in every_shape(ApiModel)
        if getattr(sys.modules[model.__module__], model.__name__, None) is model
    ]
    ours = Counter(model.__name__ for model in kept if model.__module__.startswith("luoshi."))
    assert [name for name, count in ours.items() if count > 1] == []
    assert len(ours) > 20


def every_shape(of: type[ApiModel]) -> set[type[ApiModel]]:
    return {of}.union(*(every_shape(subclass) for subclass in of.__subclasses__()))
