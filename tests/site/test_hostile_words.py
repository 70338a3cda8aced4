"""Words of others stay words: on every page, in every sheet, in every question to the database."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from urllib.parse import quote, urlencode

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from appeal_factory import rows
from full import FULL, in_turn, sampled
from hostile import QUESTIONS, SCRIPT, SHORT, Address, changed, contents, harmless, signed_in, spoil, walked
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.kernel.files.actions.documents import receive_document
from luoshi.kernel.kinds.registry import get_kind
from luoshi.org.tree.models import Unit
from luoshi.org.units import actions as units
from office import FOUNDED, NOW, Office
from plans import published
from reasons import nothing

READERS = ("admin", "supervisor", "leader", "clerk", "auditor", "secretary")


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path


@pytest.mark.control("8.1.4.4", "a script in any stored word is text on every page")
@pytest.mark.database("sqlite")  # how a page or a sheet is written does not depend on the database
def test_a_script_in_any_name_is_text_on_every_page(furnished_office: tuple[Office, list[Address]]) -> None:
    office, every = furnished_office
    spoil(office, every)
    plain = [address.path() for address in walked(every)]
    asked = [f"{path}?q={quote(SCRIPT)}&on={quote(SHORT)}&next={quote(SHORT)}" for path in plain]
    asked += [f"/appeals/?{quote(SCRIPT)}", f"/{quote(SHORT)}/"]
    asked += [f"/appeals/?order-by={quote(SHORT)}&unit={quote(SHORT)}"]
    asked = asked if FULL else asked[::3]  # what is asked is shown again by a few templates that pages share
    told = 0
    for who in READERS if FULL else READERS[1:2]:
        client = signed_in(office, who)
        for path in [*plain, *(asked if who in ("admin", "supervisor") else [])]:
            answer = client.get(path)
            words = harmless(answer, (who, path))
            if not answer.headers.get("Content-Type", "").startswith("text/html") or not words.strip():
                continue
            told += "onerror=alert(7)" in words
            page = lxml.html.document_fromstring(words.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
            found = page.xpath("//*[@onerror or @onload or @src='x'] | //*[starts-with(@href, 'javascript:')]")
            assert not found, (who, path, [lxml.html.tostring(element) for element in found])
            assert "49{%now%}" not in words, (who, path)
    assert told > (150 if FULL else 12)  # the words were there to run


@pytest.mark.control("8.1.4.4", "words that begin as formulas are words in every sheet")
@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "begins", ["=", "+", "-", "@", "\t", "\r", "\n=", "＝", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")']
)
def test_words_that_begin_as_formulas_are_words_in_every_sheet(office: Office, begins: str) -> None:
    words = f"{begins}1+1"
    units.establish_unit(
        words.strip() or "x", "formula", office.units["county"], FOUNDED, office.actor("admin"), at=NOW
    )
    made = rows(office, 1)
    made[0] |= {"title": words, "words": words, "speaker": words, "contact": words}
    begin_many(get_kind("appeals"), office.actor("supervisor"), made, at=NOW)
    plan = published(office)
    plan.rows.update(words=words)
    text = f"{begins}1+1全县科普活动\n一、{begins}1+1开展科普活动100场。\n".encode()
    above = receive_document(SimpleUploadedFile("上级.txt", text), office.actor("supervisor"), at=NOW)
    Unit.objects.filter(pk=office.units["desk"].pk).update(name=words)
    client, admin = signed_in(office, "supervisor"), signed_in(office, "admin")
    answers = [
        client.post("/appeals/export/"),
        client.get("/appeals/import/template/"),
        admin.get("/units/export.xlsx"),
        admin.get("/units/template.xlsx"),
        client.get(f"/plans/{plan.pk}/ledger.xlsx"),
        client.get(f"/plans/{plan.pk}/compare.xlsx?document={above.pk}"),
    ]
    seen = 0
    for answer in answers:
        assert answer.status_code == 200
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for sheet in load_workbook(io.BytesIO(data)).worksheets:
            for row in sheet.iter_rows():
                seen += sum("1+1" in str(cell.value) for cell in row)
                wrong = [cell.coordinate for cell in row if cell.data_type == "f" or cell.hyperlink]
                assert wrong == [], (sheet.title, wrong)
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            parts = b"".join(pack.read(name) for name in pack.namelist() if name.startswith("xl/worksheets/sheet"))
            assert b"<f>" not in parts and b"<f " not in parts
    assert seen >= 2


# What pages are asked for, besides the fields of their own filters.
ASKED = [
    "q",
    "page",
    "order-by",
    "on",
    "known",
    "open",
    "show",
    "mandate",
    "next",
    "state",
    "unit",
    "parent",
    "day",
    "run",
]


@pytest.mark.control("8.1.4.4", "no question in an address breaks a page: SQL, null bytes, huge numbers")
def test_no_question_in_an_address_breaks_a_page_or_writes(furnished_office: tuple[Office, list[Address]]) -> None:
    office, every = furnished_office
    clients = {who: signed_in(office, who) for who in ("supervisor", *(["admin"] if FULL else []))}
    before, tried = contents(), 0
    questions = QUESTIONS if FULL else in_turn(QUESTIONS, 5)
    alone: set[tuple[str, type]] = set()  # fields asked apart from others: the same ones stand on many pages
    for who, client in clients.items():
        pages = [
            address
            for address in walked(every)
            if address.name not in ("file", "export_units", "ledger_file", "circular")
        ]
        for number, address in enumerate(pages):
            answer = client.get(address.path())
            if answer.status_code != 200 or answer.streaming:
                continue
            shown = (answer.context and answer.context.get("filters")) or {}
            shown = shown if isinstance(shown, dict) else {}  # on the page of corrections they are choices
            own = shown["form"].fields if shown.get("form") else {}
            new = [name for name, field in own.items() if (name, type(field)) not in alone]
            alone.update((name, type(own[name])) for name in new)
            some = [questions[number % len(questions)]]  # where there is no filter of its own
            for at, question in enumerate(questions if own else questions[::5] if FULL else some):
                said = quote(question.encode("utf-8", "surrogatepass"))
                apart = [[name] for name in new] if at % 3 == 0 else []
                for names in [*apart, sorted({*ASKED, *own})]:
                    query = "&".join(f"{name}={said}" for name in names)
                    harmless(client.get(f"{address.path()}?{query}"), (who, address.path(), names, question))
                    tried += 1
    nothing(changed(before, contents()))
    assert tried > (500 if FULL else 50)


def test_what_is_sought_is_sought_as_it_stands(furnished_office: tuple[Office, list[Address]]) -> None:
    office, _every = furnished_office
    client = signed_in(office, "supervisor")
    assert client.get("/appeals/?q=" + quote("活动")).context["count"] > 50
    for question in ["' OR 1=1 --", "%", "_", "\\", "*", "诉' OR '1'='1", "活动_"]:
        said = quote(question)
        found = [client.get(f"{path}?q={said}").context["count"] for path in ("/appeals/", "/search/")]
        assert (found, client.get(f"/units/find/?q={said}").json().get("rows", [])) == ([0, 0], []), question


@pytest.mark.control("8.1.4.4", "no words in a form break a page")
@pytest.mark.parametrize("question", sampled(["\ud800", "\x00", "a" * 200_000], 3))
def test_no_words_in_a_form_break_a_page(furnished_office: tuple[Office, list[Address]], question: str) -> None:
    office, every = furnished_office
    sent = question.encode("utf-8", "surrogatepass")
    for who in ("supervisor", *(["admin"] if FULL else [])):
        client = signed_in(office, who)
        for address in walked(every):
            if address.api or address.name in ("sign_out", "account_login", "sign_in"):
                continue
            page = client.get(address.path())
            form = page.context and (page.context.get("form") or page.context.get("asked"))
            fields = list(getattr(form, "fields", {})) if form is not None else []
            given = dict.fromkeys([*fields, "reason", "name", "words", "row", "act", "step", "once", "seen"], sent)
            answer = client.post(address.path(), urlencode(given), "application/x-www-form-urlencoded")
            harmless(answer, (who, address.path()))
