"""The demonstration: an invented county in a folder of its own, entered without a password there and nowhere else."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from openpyxl import load_workbook

from demonstration import make, running, small
from full import FULL, in_turn, sampled
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.commitments.draws.models import Check, Draw
from luoshi.commitments.draws.queries import collect_draw_proof
from luoshi.commitments.kinds.commitments import STATES
from luoshi.commitments.lights.queries.light_status import with_stands
from luoshi.commitments.lights.queries.present_lights import count_by_light
from luoshi.commitments.lights.rules.light_status import CODES
from luoshi.commitments.lights.rules.page_lights import PAGE_LIGHTS
from luoshi.commitments.progress.models import Progress
from luoshi.dates.workdays import is_workday
from luoshi.desk.digests.actions import send_digests
from luoshi.desk.lists.queries.listing import due_light_code
from luoshi.drawing.draws import is_draw_valid
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.target import Target
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.messages.actions.outbox import send_next
from luoshi.kernel.messages.models import Outgoing
from luoshi.lines.appeals.models import Appeal
from luoshi.lines.assess.models import Scheme, Score
from luoshi.org.actors.models import Mandate, Person, Post, Tenure, User
from luoshi.org.people.actions.people import open_account
from luoshi.org.people.models import Proposal
from luoshi.org.tree.models import Placement, Unit
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.site.demo import county_builder, folder
from luoshi.site.demo.commitment_course import third_of_target
from luoshi.site.demo.county import day_before, demo_moment, load_county
from luoshi.site.demo.line_tables import line_table
from luoshi.site.demo.pages import demo_role_list, demo_sign_in
from luoshi.site.demo.roles import demo_entrances
from prepared import Images

pytestmark = pytest.mark.database("sqlite")  # a demonstration is always a file in its folder
MARK = "[演示数据]"
# All that the default table of lights can give: it has no orange and no blue, and leaves nothing unruled.
STANDS = set(CODES) - {"orange", "blue", "unknown", "open", "none", "closed"}


@pytest.fixture
def demo(
    transactional_db: None, images: Images, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    with running(settings, tmp_path):
        images.stand("county", lambda: make(monkeypatch), tmp_path)
        yield


def entered(account: str) -> Client:
    client = Client()
    assert client.post("/demo/enter/", {"account": account}).headers["Location"] == "/"
    return client


def who(client: Client) -> str:
    page = client.get("/people/")
    return str(page.context["person"]["name"]) if page.status_code == 200 else ""


# ---- only there


@pytest.mark.parametrize(("setting", "marked"), [(False, False), (True, False), (False, True)])
def test_without_both_the_setting_and_the_folder_there_is_no_chooser(
    db: None, settings: Any, tmp_path: Path, setting: bool, marked: bool
) -> None:
    with running(settings, tmp_path, demo=setting, marked=marked):
        client, person = Client(), Client()
        person.force_login(open_account(Person.objects.create(name="来访者"), "du", None, PROGRAM, at=timezone.now()))
        answers = [person.get("/demo/"), person.post("/demo/enter/", {"account": "du"}), client.post("/demo/enter/")]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert client.get("/demo/").headers["Location"].startswith("/sign-in/")  # as any address that is not there
        with pytest.raises(NoReverseMatch):
            reverse("demo")
        for view, method in ((demo_role_list, "get"), (demo_sign_in, "post")):
            with pytest.raises(Http404):
                view(getattr(RequestFactory(), method)("/demo/"))
        assert "/demo/" not in client.get("/sign-in/").content.decode()
        assert client.post("/sign-out/").headers["Location"] == "/sign-in/"


def test_a_folder_with_data_of_its_own_is_never_taken_for_a_demonstration(tmp_path: Path) -> None:
    (tmp_path / folder.DATABASE).write_bytes(b"an office's")
    assert (folder.claim_demo_folder(tmp_path), folder.is_demo_folder(tmp_path)) == (False, False)
    assert [path.name for path in tmp_path.iterdir()] == [folder.DATABASE]


def test_a_folder_that_a_demonstration_made_stays_one_whatever_is_asked_for(tmp_path: Path) -> None:
    asked = {"LUOSHI_DATA": str(tmp_path / "data-demo")}
    assert (folder.is_demo_requested(asked), folder.is_demo_requested({**asked, "LUOSHI_DEMO": "1"})) == (False, True)
    assert folder.claim_demo_folder(tmp_path / "data-demo") and folder.claim_demo_folder(tmp_path / "data-demo")
    assert folder.is_demo_requested(asked) and "虚构" in (tmp_path / "data-demo" / folder.MARKER).read_text("utf-8")


# ---- choosing


def test_each_person_on_the_chooser_can_be_entered_and_is_then_who_acts(demo: None) -> None:
    chosen = [person for entrance in demo_entrances(timezone.localdate()) for person in entrance.people]
    page = Client().get("/demo/").content.decode()
    assert [person.name for person in chosen if f'value="{person.account}"' not in page] == []
    client = Client()
    for person in chosen if FULL else in_turn(chosen, 8):
        client.post("/demo/enter/", {"account": person.account})
        assert str(client.get("/inbox/").context["person"]["name"]) == person.name
    assert len(chosen) == len({person.account for person in chosen}) == len(load_county().people)
    assert {entrance.label for entrance in demo_entrances(timezone.localdate())} == {
        *("督查员", "单位联络员", "单位负责人", "领导", "审计员", "管理员", "采集员", "外部人员")
    }


def test_entering_as_another_ends_the_session_before_and_both_are_journaled(demo: None) -> None:
    client = entered("du")
    first = client.session.session_key
    client.post("/demo/enter/", {"account": "lin"})
    assert (who(client), client.session.session_key != first) == ("林海峰", True)
    steps = Entry.objects.filter(step__startswith="account.sign").order_by("pk").values_list("step", "person__name")
    assert list(steps) == [("account.sign_in", "杜明川"), ("account.sign_out", "杜明川"), ("account.sign_in", "林海峰")]


def test_nobody_is_entered_who_has_a_password_or_left_or_never_was(demo: None) -> None:
    person = Person.objects.create(name="来访者")
    open_account(person, "visitor", "Yunling-2026", PROGRAM, at=timezone.now())
    answers = [
        Client().post("/demo/enter/", {"account": name}).status_code for name in ("visitor", "sun", "nobody", "")
    ]
    assert (answers, Entry.objects.filter(step="account.sign_in").count()) == ([404] * 4, 0)


def test_entering_takes_a_form_of_this_site(demo: None) -> None:
    forged = Client(enforce_csrf_checks=True).post("/demo/enter/", {"account": "du"})
    assert (forged.status_code, Client().get("/demo/enter/").status_code) == (403, 405)


def test_leaving_returns_to_the_chooser_and_the_sign_in_page_leads_there(demo: None) -> None:
    client = entered("ye")
    assert client.post("/sign-out/").headers["Location"] == "/demo/"
    assert who(client) == "" and 'href="/demo/"' in client.get("/sign-in/").content.decode()


# ---- it says what it is, and sends nothing


@pytest.mark.parametrize(
    ("account", "addresses"),
    [
        (None, ["/demo/", "/sign-in/"]),
        ("du", ["/", "/appeals/", "/appeals/print/", "/appeals/new/", "/inbox/", "/search/?q=科协", "/nothing/here/"]),
        ("lin", ["/", "/help/", "/account/", "/account/tokens/", "/api/docs"]),
        ("shenzheng", ["/journal/", "/values/", "/people/", "/units/"]),
        ("guan", ["/people/changes/", "/units/import/", "/posts/", "/outbox/"]),
    ],
)
def test_every_page_and_print_says_that_the_data_is_invented(demo: None, account: str, addresses: list[str]) -> None:
    client = entered(account) if account else Client()
    for address in addresses:
        page = client.get(address)
        words = page.content.decode()
        printed = words.partition('class="sheet__head print-only"')[2].partition("sheet__body")[0]
        assert (address, page.status_code in (200, 404)) == (address, True)
        assert (address, MARK in words.partition("</title>")[0], MARK in printed) == (address, True, True)
        assert (address, "notice__demo" in words and 'href="/demo/"' in words) == (address, True)


def name_of(answer: Any) -> str:
    return unquote(answer.headers["Content-Disposition"].partition("''")[2])


def test_every_export_says_so_in_its_name_and_in_itself(demo: None) -> None:
    desk, auditor = entered("du"), entered("shenzheng")
    appeals, units = desk.post("/appeals/export/"), desk.get("/units/export.xlsx")
    journal, template = auditor.post("/journal/export/"), desk.get("/appeals/import/template/")
    names = [name_of(post) for post in (appeals, units, journal, template)]
    assert [name.partition(" ")[0] for name in names] == [MARK] * 4
    assert [name.rpartition(".")[2] for name in names] == ["xlsx", "xlsx", "jsonl", "xlsx"]
    for answer in (appeals, units):
        sheet = load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content)).worksheets[0]
        assert MARK in str(sheet.cell(1, 1).value)
    header = json.loads(b"".join(journal.streaming_content).splitlines()[0])
    assert header["office"] == "云岭县（演示数据）"
    for client, url in ((desk, "/appeals/import/template/"), (entered("guan"), "/units/template.xlsx")):
        answer = client.get(url)
        book = load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content))
        said = [str(cell) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row]
        assert any(MARK in words for words in said), url


def test_nothing_is_sent_even_where_a_mail_server_is_named(demo: None, settings: Any, monkeypatch: Any) -> None:
    settings.MAIL_URL, settings.ADDRESS = "smtp://mail.invalid?from=office@mail.invalid", "https://office.invalid"
    monkeypatch.setattr("luoshi.kernel.messages.mail.send_mail_message", lambda *_: pytest.fail("something was sent"))
    later = timezone.now() + timedelta(days=1)
    for _piece in send_digests(later):
        pass
    assert (send_next("worker", later), Outgoing.objects.count()) == (None, 0)


# ---- the county


# On the first and the fourth the least of the year's commitments were left for a fate of each sort.
DAYS = (date(2026, 3, 22), date(2026, 10, 9), date(2027, 1, 4), date(2026, 5, 22), date(2026, 4, 16))


@pytest.mark.parametrize("today", sampled(DAYS, len(DAYS)))
def test_on_whatever_day_it_is_made_every_state_and_light_is_there(
    db: None, settings: Any, tmp_path: Path, today: date
) -> None:
    settings.DATA = tmp_path
    assert county_builder.build_demo_county(today)
    rows = list(Appeal.objects.order_by("pk"))
    assert Counter((row.state, due_light_code(row, today)) for row in rows) == {
        ("received", "none"): 9,  # one that somebody filed without an account
        ("assigned", "fine"): 5,
        ("assigned", "soon"): 4,
        ("assigned", "late"): 6,
        ("answered", "none"): 5,
        ("told", "none"): 4,
        ("closed", "closed"): 12,
    }
    assert Counter(row.mark for row in rows if row.closed) == {5: 5, 4: 4, 3: 1, 2: 1, None: 1}
    steps = Counter(Entry.objects.filter(record__kind="appeals").values_list("step", flat=True))
    assert (steps["file"], steps["return"], steps["recall"], steps["reopen"]) == (45, 3, 1, 2)
    told = list(Entry.objects.order_by("pk").values_list("at", flat=True))
    assert told == sorted(told) and timezone.localdate(told[-1]) < today
    assert today - timedelta(days=480) < timezone.localdate(told[0]) < today - timedelta(days=100)
    entries = Entry.objects.order_by("pk").values_list("record__kind", "step", "at")
    assert {(kind, step) for kind, step, at in entries if not is_workday(timezone.localdate(at))} == set()
    year_of_commitments(today)


def year_of_commitments(today: date) -> None:
    """Every state, kind of report and light of commitments is there, and what made them."""
    found = list(Commitment.objects.select_related("plan"))
    assert {found_commitment.state for found_commitment in found} == set(STATES) and len(found) >= 55
    assert Counter(Plan.objects.values_list("state", flat=True)) == {"published": 3, "draft": 1}
    done = [found_commitment for found_commitment in found if found_commitment.done and found_commitment.binds]
    late = sum(found_commitment.done > found_commitment.binds for found_commitment in done)  # type: ignore[operator]
    assert 1 <= late < len(done) / 2
    assert set(with_stands(Commitment.objects.all(), today).values_list("stand", flat=True)) >= STANDS
    shown = count_by_light(Commitment.objects.all(), today, "light")
    assert {light for (light,) in shown} == {*PAGE_LIGHTS} and shown.total() == len(found)
    assert any(found_commitment.state == "closed" and found_commitment.decider_id for found_commitment in found)
    steps = set(Entry.objects.filter(record__kind="commitments").values_list("step", flat=True))
    assert {"grant", "decline", "refuse", "insist", "reassign", "recall", "split", "twin.link"} <= steps
    assert {"report_told", "confirm", "return", "look_back", "reopen", "resume", "remark", "carry"} <= steps
    assert Progress.objects.filter(figures__gt=0).count() > 50
    assert Progress.objects.exclude(told_by="").filter(confirmed=None).exists()
    assert Attachment.objects.filter(entry__record__kind="commitments").count() > 10
    assert [(draw.state, is_draw_valid(collect_draw_proof(draw))) for draw in Draw.objects.all()] == [("drawn", True)]
    assert Counter(Check.objects.values_list("state", flat=True)) == {
        "sound": 1, "faulty": 1, "contested": 1, "mended": 1, "asked": 1,
    }  # fmt: skip
    schemes = Counter(Scheme.objects.exclude(basis="").values_list("state", flat=True))
    assert schemes == dict.fromkeys(("drafted", "adopted", "scored", "used", "discarded"), 1)
    scored = Counter(Score.objects.filter(scheme__state="adopted").values_list("state", flat=True))
    assert (scored["out"], scored["decided"]) == (1, 4) and scored["listed"] > 4
    assert all(score.reason and score.found for score in Score.objects.exclude(score=None))
    reviewed = Entry.objects.filter(record__kind="checks", step__in=("contest", "uphold"))
    assert (reviewed.count(), Check.objects.filter(due__lt=today).count()) == (3, 0)


def test_all_that_an_office_has_is_there_and_nobody_has_a_password(demo: None) -> None:
    day = timezone.localdate()
    deep = Placement.objects.filter(start__lte=day, until__gt=day, depth=2).exists()
    assert (Unit.objects.count(), deep, Person.objects.count()) == (60, True, 60)
    assert set(Post.objects.values_list("role", flat=True)) == set(Role)
    now = Tenure.objects.filter(deputy=True, start__lte=day, until__gt=day)
    assert (now.count(), Mandate.objects.filter(start__lte=day, until__gt=day).count()) == (1, 1)
    assert Proposal.objects.filter(outcome="").count() == 1
    assert all(parameter.source for parameter in Parameter.objects.all()) and Parameter.objects.count() == 110
    assert [user.username for user in User.objects.all() if user.has_usable_password()] == []
    assert {"青石镇"} == set(Unit.objects.filter(code="YL-QS").values_list("name", flat=True))
    of_lines = [
        "applications",
        "appointments",
        "committeemeetings",
        "contracts",
        "creditstatements",
        "effects",
        "enrolments",
        "evaluations",
        "experiences",
        "exemplars",
        "hardships",
        "inspections",
        "ipcases",
        "norms",
        "patents",
        "platforms",
        "projects",
        "recognitions",
        "sitechecks",
        "achievements",
        "examples",
        "honours",
        "splits",
        "meetings",
        "programmes",
        "registrations",
        "stations",
        "tenants",
        "supervisions",
    ]
    assert Attachment.objects.exclude(entry__record__kind__in=of_lines).count() == 2


@pytest.mark.parametrize(
    ("quote", "unit", "value", "third"),
    [("1200台（套）", "台套", "1200", "400"), ("8.5万亩", "亩", "85000", "2.8333"), ("68%", "%", "68", "68")],
)
def test_a_part_owes_a_third_in_the_unit_of_the_whole_and_a_rate_in_full(
    quote: str, unit: str, value: str, third: str
) -> None:
    assert third_of_target(Target(quote=quote, unit=unit, value=Decimal(value))) == third


def test_made_once_it_is_kept(demo: None) -> None:
    before = Entry.objects.count()
    assert (county_builder.build_demo_county(timezone.localdate()), Entry.objects.count()) == (False, before)


def test_a_making_that_fails_leaves_nothing(
    db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(county_builder, "load_county", small)
    monkeypatch.setattr(county_builder, "give_mandate", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        county_builder.build_demo_county(timezone.localdate())
    assert (Unit.objects.count(), User.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_things_happen_on_working_days_within_office_hours_one_after_another() -> None:
    zone, appeals = timezone.get_current_timezone(), line_table("luoshi.lines.appeals")
    assert appeals is not None and len(appeals.records) == 44
    for today in (date(2026, 1, 1) + timedelta(days=13 * n) for n in range(60)):
        for number, row in enumerate(appeals.records):
            at = [demo_moment(today, step.ago, number, place, zone) for place, step in enumerate(row.steps)]
            assert at == sorted(at) and all(is_workday(moment.date()) and 8 <= moment.hour < 18 for moment in at)
            assert at[-1].date() < today
    assert day_before(date(2026, 10, 9), 1) == date(2026, 10, 8)
    assert day_before(date(2026, 9, 30), -1) == date(2026, 10, 8)
