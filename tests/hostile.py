"""Every address of the application, filled in, for those who mean harm; and what no answer may ever show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from appeal_factory import rows
from browser import access_addresses, addresses, plan_addresses
from full import FULL, seed
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.boards.base.models import FigureBoard
from luoshi.commitments.draws.models import Draw
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.desk.lists.views.models import BulkRun, ImportRun
from luoshi.desk.privacy.erasing.models import Erasure, Hold
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.received.files import accept_made_file
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.bulletins.models import Bulletin
from luoshi.facts.foreign_tables.models import ForeignTable
from luoshi.facts.indicators.models import Definition
from luoshi.facts.returns.models import Form
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.registry import get_kind, list_kinds
from luoshi.kernel.messages.models import Message
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import Appeal
from luoshi.lines.funding.floors.models import Floor
from luoshi.org.actors.models import Mandate, Person, Post, Tenure, User
from luoshi.org.people.actions import people
from luoshi.org.people.models import Proposal
from luoshi.org.tokens.models import Token
from luoshi.org.tree.models import Unit
from luoshi.org.unit_import.models import UnitRun
from luoshi.org.units import actions as units
from luoshi.papers.actions import send_template
from luoshi.papers.models import Template
from luoshi.papers.queries import load_shipped_template
from luoshi.parts.publicity.models import Posting
from luoshi.site.api import openapi_description
from office import FOUNDED, NOW, TODAY, Office

ROLES = (
    "admin",
    "supervisor",
    "leader",
    "head",
    "clerk",
    "stranger",
    "collector",
    "outside",
    "auditor",
    "secretary",
    "guest",
)
IDS = ("pk", "post", "run", "attachment", "id")  # what is called so in an address is a row's number
PART = re.compile(r"<(?:\w+:)?(\w+)>")
# What a person who means harm would be glad to read.
INSIDE = re.compile(
    r"Traceback \(most|File \"|\bDoesNotExist\b|\bSELECT\b.*\bFROM\b|psycopg|sqlite3?\.|OperationalError|"
    r"IntegrityError|DataError|SECRET_KEY|LUOSHI_DATA|/src/luoshi|settings\.py|"
    r"django\.(?!\w*language)|&lt;class|object at 0x"
)
SCRIPT = "</script></textarea><img src=x onerror=alert(7)>\"'><svg/onload=alert(7)>{{7*7}}{%now%}"
SHORT = "'\"><img src=x onerror=alert(7)>"  # where there is room for no more
# What nobody should be asked for, and what no field can take.
QUESTIONS = ["\x00", "' OR 1=1 --", "%", "_", "\\", "*", '"; DROP TABLE org_unit; --', "\ud800", "1e999", "9" * 400]
QUESTIONS += ["2026-13-45", "0000-00-00", "9999-12-31", "10000-01-01", "-1", "[]", "NULL", "a" * 9000, "诉\u202e", "𝟙"]
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Address:
    """A pattern of an address by its name, with what stands in it; ``path`` fills it in."""

    name: str
    route: str
    api: bool
    parts: dict[str, Any]

    def path(self, **other: Any) -> str:
        parts = self.parts | other
        return "/" + PART.sub(lambda found: str(parts[found[1]]), self.route)


def routes() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Name, route and view of every pattern."""

    def under(resolver: Any, before: str) -> Iterator[tuple[str, str, Callable[..., Any]]]:
        for pattern in resolver.url_patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from under(pattern, route)
            elif isinstance(pattern, URLPattern):
                yield pattern.name or "", route, pattern.callback

    yield from (found for found in under(get_resolver(), "") if found[0] or not found[1].startswith("api/"))
    for path, methods in openapi_description("en")["paths"].items():  # of kinds, which have one pattern together
        view = resolve(re.sub(r"{\w+}", "1", path)).func
        yield next(iter(methods.values()))["operationId"], path[1:].replace("{", "<").replace("}", ">"), view


def walked(every: list[Address], *, half: bool = True) -> list[Address]:
    """The addresses that are gone through: with ``--full`` all, else ``half``, the others when the seed is another.

    What programs ask of a kind is one view for all kinds, declared by the table of the kind: those of appeals are tried
    all, of the others every sixth. What each kind lets whom do is tried by itself (tests/lines/test_every_kind.py).
    """
    names = {kind.name for kind in list_kinds()} - {"appeals"}
    of_kinds = [address for address in every if address.api and names & {address.route.split("/")[1]}]
    left = set() if FULL else {kind.route for kind in of_kinds} - {kind.route for kind in of_kinds[::6]}
    found = [address for address in every if address.route not in left]
    return found[seed() % 2 :: 2] if half and not FULL else found


def furnished(office: Office) -> list[Address]:
    """Every address with the ids of things that are there, in an office in which much has happened.

    Raises:
        KeyError: a pattern has a part of which nothing is known here; say what stands there.
    """
    addresses.furnish(office)
    led, plans = addresses.sent(office), _of_plans(office)
    attachment = Attachment.objects.order_by("pk").first()
    assert attachment
    person, post = office.people["clerk"].pk, office.posts["clerk"].pk
    tenure, mandate = Tenure.objects.get(post=post).pk, Mandate.objects.get().pk
    record, proposal = Appeal.objects.get(state="assigned", unit=office.units["kexie"]).pk, Proposal.objects.get().pk
    message = Message.objects.filter(record=record).order_by("pk").first()
    assert message
    told = Fact.objects.filter(indicator=_of_figures().indicator_id)[0].pk
    pks: dict[str, int] = {
        **dict.fromkeys(("unit", "order"), office.units["kexie"].pk),
        **dict.fromkeys(("person", "look_at_person", "correct_person", "appoint_person", "leave"), person),
        **dict.fromkeys(("enable_account", "open_account"), office.people["away"].pk),
        **dict.fromkeys(("post", "appoint_to", "deputise", "charges", "post_fields", "give_mandate", "end_post"), post),
        **dict.fromkeys(("confirm_proposal", "refuse_proposal"), proposal),
        **dict.fromkeys(("detail", "panel", "double", "look", "step", "form_draft", "late_call"), record),
        **dict.fromkeys(("leader_call", "leader_write", "leader_chase"), record),
        **dict.fromkeys(("file", "file_shown", "file_page"), attachment.record_id),
        **dict.fromkeys(("who", "totals", "totals_book"), Form.objects.get().pk),
        **dict.fromkeys(("indicator_figures", "indicator_book", "indicator_picture"), _of_figures().pk),
        **dict.fromkeys(("fact", "settled"), told),
        **dict.fromkeys(("board_view", "board_build", "board_choose", "board_export"), FigureBoard.objects.get().pk),
        **dict.fromkeys(("floor_check", "floor_book", "floor_checks"), Floor.objects.get().pk),
        **dict.fromkeys(("foreign", "foreign_book"), ForeignTable.objects.get().pk),
        "draw_proof": Draw.objects.get().pk,
        "end_token": Token.objects.get().pk,
        "end_tenure": tenure,
        "end_mandate": mandate,
        "erasure": Erasure.objects.get().pk,
        "hold": Hold.objects.order_by("pk")[0].pk,
        "movements": record,
        "posting": Posting.objects.get().pk,
        "apply": record,
        "check_in": record,
        "round_document": record,
        "seat_proof": record,
        "slip": access_addresses.entry().pk,
        "import_progress": UnitRun.objects.get().pk,
        "issue_reset": office.people["clerk"].user.pk,
        "open_message": message.pk,
        "template": _template(office).pk,
    }
    api = {
        "get_units": office.units["kexie"].pk,
        "get_people": person,
        "figures_fact": told,
    }
    others: dict[str, Any] = {
        "code": "unknown",
        "post": office.posts["leader"].pk,
        "run": BulkRun.objects.get().pk,
        "attachment": attachment.pk,
        "chapter": "ledger",
        "provider_id": "office",
        "secret": "0" * 43,
        "token": led["trial"].strip("/").split("/")[-1],
        "step": "answer",
        "file": "wide.svg",
        **dict(zip(("one", "other"), Bulletin.objects.order_by("pk").values_list("pk", flat=True), strict=True)),
        "number": 1,
        "form": "slip",
        "which": "late",
    }
    found = []
    for name, route, _view in routes():
        of_api = route.startswith("api/")
        if route.startswith(("plans/", "letters/", "audit/", "calendar/address/")):
            found.append(Address(name, route, False, plans(name, route)))
            continue
        parts = {}
        for part in PART.findall(route):
            if part == "pk":
                parts[part] = pks[name]
            elif part == "id":
                parts[part] = api.get(name, record)
            elif part == "name":
                value = get_kind("appeals").parameters[0].name if "value" in name else "appeals"
                own = {"order": "rename", "indicator_picture": "units"}
                parts[part] = "appeals.channels" if "code_list" in name else own.get(name, value)
            elif name == "import_run" and part == "run":
                parts[part] = ImportRun.objects.get(entry=None, kind="appeals").pk
            else:
                parts[part] = others[part]
        found.append(Address(name, route, of_api, parts))
    return found


def _template(office: Office) -> Template:
    """A template of the office's own."""
    unit, file = office.units["desk"], accept_made_file("督办单.docx", "docx", load_shipped_template("slip"))
    return send_template("slip", unit, TODAY, file, office.actor("supervisor"), at=NOW)


def _of_figures() -> Definition:
    """The indicator of which figures are there (``figures_addresses``)."""
    return Definition.objects.get(code="audience")


def _of_plans(office: Office) -> Callable[[str, str], dict[str, Any]]:
    """What stands in the addresses of plans: as in the walk over their pages, else of the plan being corrected."""
    clerk = signed_in(office, "clerk")
    known = {name: path for name, _who, path, *_more in plan_addresses.pages(office, clerk)}
    plan = known["correct"].split("/")[2]
    row = known["row_form"].split("/")[4]
    usual = {"pk": plan, "row": row, "act": "confirm", "place": 1, "number": 1, "token": "0" * 32}
    usual |= {"name": "share", "file": "wide.svg", "page": 1}

    def parts(name: str, route: str) -> dict[str, Any]:
        literal, names = re.split(PART.pattern.replace(r"(\w+)", r"\w+"), route), PART.findall(route)
        shape = "".join(
            re.escape(words) + (f"(?P<{names[at]}>[^/]+)" if at < len(names) else "")
            for at, words in enumerate(literal)
        )
        match = re.fullmatch(shape, known.get(name, "").lstrip("/"))
        act = {"act": "make"} if name == "calendar_address" else {}
        return match.groupdict() if match else {part: (usual | act)[part] for part in PART.findall(route)}

    return parts


def spoil(office: Office, every: list[Address]) -> None:
    """Let everything that has a name bear a script."""
    at, admin = NOW, office.actor("admin")
    hostile = units.establish_unit(
        SCRIPT, "<b>&'\"", office.units["county"], FOUNDED, admin, at=at, short=SHORT, remark=SCRIPT
    )
    person = people.enter_person(SHORT, PROGRAM, at=at, phone="13900000000")
    post = people.set_up_post(hostile, SHORT, Role.CLERK, FOUNDED, PROGRAM, at=at)
    people.appoint_to_post(person, post, FOUNDED, PROGRAM, at=at)
    units.rename_unit(office.units["kexie"], "科协" + SHORT, SHORT, FOUNDED.replace(year=2021), admin, at=at)
    Person.objects.filter(pk=office.people["clerk"].pk).update(name=SHORT)
    Post.objects.filter(pk=office.posts["leader"].pk).update(title=SHORT)
    Unit.objects.filter(pk=office.units["kexie"].pk).update(remark=SCRIPT)
    days = get_kind("appeals").parameters[0]
    set_value(days, hostile, "7", TODAY, SCRIPT, admin, at=at)
    record = Appeal.objects.get(
        pk=next(
            address_known for address_known in every if address_known.name == "detail" and not address_known.api
        ).parts["pk"]
    )
    Appeal.objects.filter(pk=record.pk).update(words=SCRIPT, title=SCRIPT, speaker=SHORT)
    files = {"files": [SimpleUploadedFile("x.txt", "活动室".encode())]}
    clerk = office.actor("clerk")
    take(record, "answer", clerk, {"answer": SCRIPT}, at=at, files=files)
    Attachment.objects.update(name=SHORT + ".txt")
    made = rows(office, 3, title=SCRIPT, words=SCRIPT, speaker=SHORT)
    for row in made:
        row["title"] = SCRIPT
    begin_many(get_kind("appeals"), office.actor("supervisor"), made, at=at)
    saved = signed_in(office, "supervisor").post("/appeals/views/save/?q=" + quote(SCRIPT), {"name": SHORT})
    assert saved.status_code == 302


def signed_in(office: Office, who: str | None, **more: Any) -> Client:
    """A browser of one of the office's people, or of nobody."""
    client = Client(raise_request_exception=False, **more)
    if who:
        client.force_login(User.objects.get(person=office.people[who]), "django.contrib.auth.backends.ModelBackend")
    return client


def harmless(answer: Any, where: object = "") -> str:
    """The answer's text, after its headers and that it shows nothing of the inside.

    Raises:
        AssertionError: it is an error of the program, lacks a header, or shows what nobody should read.
    """
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    words = text.decode("utf-8", "replace")
    assert answer.status_code < 500, (where, answer.status_code)
    said = {name: answer.headers.get(name, "") for name in ("X-Content-Type-Options", "X-Frame-Options")}
    assert said == {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"}, (where, said)
    policy = answer.headers.get("Content-Security-Policy", "")
    assert policy == POLICY or policy.startswith("sandbox; default-src 'none'"), (where, policy)
    kept = answer.headers.get("Cache-Control", "")
    assert {"private", "no-store"} & {part.strip() for part in kept.split(",")}, (where, kept)
    if answer.headers.get("Content-Type", "").startswith(("text/html", "application/json")):
        assert (found := INSIDE.search(words)) is None, (where, found and words[max(0, found.start() - 200) :][:600])
    return words


def contents(*, without: tuple[str, ...] = ("django_session", "org_pace", "site_pageuse")) -> dict[str, list[str]]:
    """All rows of all tables, as texts; left out are sessions, the pace of asking, and which pages are used."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table in without or table.startswith("records_grams_"):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, list[str]]:
    """The rows that came, by table, and those that went, marked with a minus."""
    found = {}
    for table in before.keys() | after.keys():
        old, new = before.get(table, []), after.get(table, [])
        if old != new:
            come, gone = set(new) - set(old), set(old) - set(new)
            found[table] = [*(f"+{new_line[:200]}" for new_line in come), *(f"-{old_line[:200]}" for old_line in gone)]
    return found


def journaled_since(last: int) -> set[str]:
    """The steps of the entries after one."""
    return set(Entry.objects.filter(pk__gt=last).values_list("step", flat=True))
