"""Papers about records: numbered, kept, replaced; by an office's own template; checked by anybody."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import override
from docx import Document
from hypothesis import given as samples
from hypothesis import strategies as some

from declared_lines import declared
from docx_templates import template, words_of
from faults.threads import at_once
from linked_kinds import BODIES
from luoshi.base.record_errors import RecordError
from luoshi.desk.privacy.erasing.actions import erase_content
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.received.files import accept_made_file
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.files.queries import kept_bytes
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import get_kind, list_kinds, make_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.org.tokens.actions import pace
from luoshi.papers.actions import send_template
from luoshi.papers.models import Issued, Template
from luoshi.papers.paper_declaration import CHECK
from luoshi.papers.paper_sorts import paper_sorts_by_key
from luoshi.papers.part import Paper
from luoshi.papers.queries import issued_paper_status, load_shipped_template
from luoshi.papers.rules import CODE, SIGNS, as_kept, as_written, code_as_kept, code_as_written, generate_paper_code
from luoshi.writing.template_filling import fill_docx_template
from many_appeals import signed_in
from office import NOW, TODAY, Office

CARD = Paper("title", "Certificate", "award again", "title sort to_day", "体证", "certificate",
             stands=Is(state="awarded"), until="to_day")  # fmt: skip
CYCLE = Cycle(
    {"open": "Open", "awarded": "Awarded", "ended": "Ended"},
    "ended",
    (
        Step("enter", "Enter", "> open", "unit desk", "title sort unit"),
        Step("award", "Award", "open > awarded", "desk", "to_day"),
        Step("again", "Award again", "awarded >", "desk", "to_day"),
        Step("end", "End", "awarded > ended", "desk"),
    ),
)


def bodies(*parts: Any, **more: Any) -> CompiledKind:
    kept = {name: getattr(BODIES, name) for name in ("label", "one", "record", "rights", "prefix", "columns")}
    usual = {"name": "bodies", "cycle": CYCLE, "shows": "sort card to_day", "words": "title", "parts": parts or (CARD,)}
    return make_kind(Kind(**kept | usual | more))


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    settings.DATA, settings.ADDRESS = tmp_path, "https://office.invalid"
    settings.OPEN_PER_MINUTE = settings.ASKS_PER_MINUTE = 0
    cache.clear()
    with declared(Line("bodies", "Bodies", (bodies().declaration,))), override("en"):
        yield
    cache.clear()
    pace._counts.clear()


def opens(office: Office, unit: str = "", text: str = "是") -> None:
    of = office.units[unit] if unit else None
    set_value(CHECK, of, text, TODAY, "云科协发〔2026〕3号", office.actor("admin"), at=NOW)


def awarded(office: Office, title: str = "幻风筝学会", unit: str = "kexie", **more: Any) -> Any:
    given = {"title": title, "sort": "society", "unit": str(office.units[unit].pk)}
    one = begin(get_kind("bodies"), office.actor("supervisor"), given, at=NOW).record
    return does(office, one, "award", **more)


def does(office: Office, one: Any, step: str, who: str = "supervisor", **given: Any) -> Any:
    fresh = type(one)._default_manager.get(pk=one.pk)
    return take(fresh, step, office.actor(who), given, at=NOW).record


def data(one: Issued) -> bytes:
    found = kept_bytes(one.attachment.evidence)
    assert found is not None
    return found


def asks(number: str, code: str, status: int = 200) -> str:
    client = Client()
    client.cookies["django_language"] = "en"
    answer = client.get("/open/paper/", {"number": number, "code": code})
    assert answer.status_code == status
    return re.sub(r"\s+", " ", unescape(strip_tags(answer.text.replace("</", " </"))))


def test_a_step_writes_a_paper_with_the_next_number_that_its_record_shows(office: Office) -> None:
    opens(office)
    first, second = awarded(office, to_day="2027-06-30"), awarded(office, "幻星空学会")
    one, other = Issued.objects.order_by("pk")
    assert (one.number, other.number) == ("体证2026-0001", "体证2026-0002")
    assert one.entry == Entry.objects.get(record=first.pk, step="award") and one.on == TODAY
    words = words_of(data(one))
    assert "体证〔2026〕1号" in words and "幻风筝学会" in words and "2027年6月30日" in words and "{" not in words
    assert code_as_written(one.code) in words and "https://office.invalid/open/paper/" in words
    assert len(Document(io.BytesIO(data(one))).inline_shapes) == 1  # the square that a telephone scans
    assert "to_day" not in words_of(data(other)) and "2027" not in words_of(data(other))
    page = signed_in(office, "supervisor", "en").get(second.get_absolute_url()).text
    assert "Papers issued" in page and "体证〔2026〕2号" in page and "Valid" in page
    address = reverse("records:file", args=["bodies", second.pk, other.attachment_id])
    assert address in page
    got = signed_in(office, "supervisor", "en").get(address)
    assert b"".join(got.streaming_content) == data(other)
    assert signed_in(office, "stranger", "en").get(address).status_code == 404


def test_written_again_the_one_before_is_replaced_and_with_the_record_it_ends(office: Office) -> None:
    opens(office)
    one = awarded(office)
    does(office, one, "again", to_day=str(TODAY - timedelta(1)))
    first, second = Issued.objects.order_by("pk")
    assert issued_paper_status(first, one, TODAY) == "replaced" and second.number == "体证2026-0002"
    one.refresh_from_db()
    assert (
        issued_paper_status(second, one, TODAY) == "past"
        and issued_paper_status(second, one, TODAY - timedelta(1)) == "holds"
    )
    other = awarded(office, "幻星空学会")
    third = Issued.objects.latest("pk")
    assert "Valid" in asks(third.number, third.code)
    does(office, other, "end")
    assert "No longer valid" in asks(third.number, third.code)
    replaced = asks(first.number, first.code)
    assert "Replaced by a later one" in replaced and "幻风筝学会" not in replaced


def test_what_is_refused_leaves_no_paper_and_no_gap_in_the_numbers(office: Office) -> None:
    one = awarded(office)
    with pytest.raises(RecordError):
        does(office, one, "again", who="clerk")
    with pytest.raises(RecordError):
        does(office, one, "again", to_day="未定")
    does(office, one, "again")
    assert list(Issued.objects.order_by("pk").values_list("number", flat=True)) == ["体证2026-0001", "体证2026-0002"]


def test_anybody_checks_it_with_number_and_code_and_with_nothing_less(office: Office) -> None:
    asks("体证2026-0001", "x", 404)  # nobody opened it
    opens(office, "kexie")
    awarded(office)
    awarded(office, "幻乡镇学会", unit="town")
    one, closed = Issued.objects.order_by("pk")
    assert one.code and not closed.code  # of a unit that did not open it
    assert "code" not in words_of(data(closed)) and "校验码" not in words_of(data(closed))
    for number in (one.number, "体证〔2026〕1号", "体证[2026]1", " 体证２０２６－０００１ "):
        for code in (one.code, code_as_written(one.code).lower(), f" {one.code.replace('0', 'o').replace('1', 'l')} "):
            page = asks(number, code)
            assert "Valid" in page and "Certificate" in page and "幻风筝学会" in page
    missed = asks("体证2026-0009", one.code)
    assert "No information is available" in missed and "幻风筝" not in missed
    for number, code in (
        (one.number, generate_paper_code()),
        (closed.number, one.code),
        (closed.number, "-"),
        (one.number, "一"),
    ):
        assert asks(number, code) == missed
    assert "No information is available" not in asks("", "")
    opens(office, "kexie", "否")
    asks(one.number, one.code, 404)


def test_what_the_register_says_today_is_told_not_what_stood_on_the_paper(office: Office) -> None:
    opens(office)
    one = awarded(office)
    paper = Issued.objects.get()
    type(one).objects.filter(pk=one.pk).update(title="幻风筝协会")
    assert "幻风筝协会" in asks(paper.number, paper.code)


def test_erased_with_its_record_the_file_is_gone_and_nobody_checks_it_any_more(office: Office) -> None:
    opens(office)
    one = awarded(office)
    paper = Issued.objects.get()
    erase_content(one, {"basis": "term"}, office.actor("admin"), NOW)
    left = Issued.objects.get()
    assert left.attachment is None and left.number == paper.number and not Attachment.objects.exists()
    assert "No information is available" in asks(paper.number, paper.code)
    page = signed_in(office, "supervisor", "en").get(one.get_absolute_url()).text
    assert "体证〔2026〕1号" in page
    with pytest.raises(DatabaseError), transaction.atomic():
        Issued.objects.update(number="体证2026-0009")


def test_who_tries_codes_is_slowed_down(office: Office, settings: Any) -> None:
    settings.ASKS_PER_MINUTE = 3
    opens(office)
    for number in range(3):
        asks(f"体证2026-{number:04}", "0")
    asks("体证2026-0009", "0", 429)


def test_an_office_writes_it_by_its_own_template_from_a_day_on(office: Office) -> None:
    known = paper_sorts_by_key()["bodies.title"].fields
    own = accept_made_file("证书.docx", "docx", template("{{ title }} 至 {{ to_day }}", "{{ 编号 }}", "{{ 二维码 }}"))
    desk = office.units["county"]
    made = send_template("bodies.title", desk, TODAY, own, office.actor("admin"), at=NOW)
    assert (made.form, made.version) == ("bodies.title", 1)
    awarded(office, to_day="2027-06-30")
    paper = Issued.objects.get()
    assert words_of(data(paper)).startswith("幻风筝学会 至 2027年6月30日\n体证〔2026〕1号") and paper.template == made
    wrong = accept_made_file("证书.docx", "docx", template("{{ 主送单位 }}"))
    with pytest.raises(RecordError, match="no field “主送单位”"):
        send_template("bodies.title", desk, TODAY, wrong, office.actor("admin"), at=NOW)
    with pytest.raises(RecordError, match="Only the unit's supervisors"):
        send_template("bodies.none", desk, TODAY, own, office.actor("admin"), at=NOW)
    assert Template.objects.count() == 1
    assert {"title", "sort", "to_day", "二维码", "校验码"} <= set(known.template_names.plain)


@pytest.mark.parametrize("like", ["certificate", "notice"])
def test_what_is_shipped_for_records_fits_every_kind(office: Office, like: str) -> None:
    for sort in paper_sorts_by_key().values():
        if sort.kind is not None:
            values = sort.fields.examples(3)
            assert "{" not in words_of(fill_docx_template(load_shipped_template(like), values))


def test_templates_and_a_look_with_real_data_by_pages(office: Office, django_assert_max_num_queries: Any) -> None:
    one = awarded(office)
    client = signed_in(office, "supervisor", "en")
    page = client.get("/papers/").text
    assert "Bodies · Certificate" in page
    fields = client.get("/papers/fields/?form=bodies.title").text
    assert "to_day" in fields and "{%tr for item in contents %}" in fields
    draft = client.get(f"/papers/preview/?form=bodies.title&number={one.number}")
    words = words_of(b"".join(draft.streaming_content))
    assert "幻风筝学会" in words and "（未发出，无编号）" in words and Issued.objects.count() == 1
    assert client.get("/papers/preview/?form=bodies.title&number=体2026-0999").status_code == 404
    assert client.get("/papers/preview/?form=none.title").status_code == 404
    got = client.get("/papers/shipped/bodies.title.docx")
    assert b"".join(got.streaming_content) == load_shipped_template("certificate")
    with django_assert_max_num_queries(30):
        client.get("/papers/")


def test_the_papers_of_chosen_rows_come_in_one_file_as_far_as_one_reads_them(office: Office) -> None:
    rows = [awarded(office), awarded(office, "幻乡镇学会", unit="town")]
    does(office, rows[0], "again")
    chosen = {"row": [row.pk for row in rows]}
    client = signed_in(office, "supervisor", "en")
    assert "/papers/together/bodies/" in client.get("/bodies/").text
    answer = client.post("/papers/together/bodies/", chosen)
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as folder:
        assert sorted(folder.namelist()) == ["Certificate 体证2026-0002.docx", "Certificate 体证2026-0003.docx"]
    answer = signed_in(office, "clerk", "en").post("/papers/together/bodies/", chosen)
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as folder:
        assert folder.namelist() == ["Certificate 体证2026-0003.docx"]
    assert signed_in(office, "stranger", "en").post("/papers/together/bodies/", chosen).status_code == 404
    assert client.post("/papers/together/commitments/", chosen).status_code == 404
    assert client.get("/papers/together/bodies/").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_get_eight_numbers(real_office: Office) -> None:
    office = real_office
    open_ones = []
    for number in range(8):
        given = {"title": f"幻学会{number}", "sort": "society", "unit": str(office.units["kexie"].pk)}
        open_ones.append(begin(get_kind("bodies"), office.actor("supervisor"), given, at=NOW).record)
    at_once(lambda number: does(office, open_ones[number], "award"))
    assert sorted(Issued.objects.values_list("number", flat=True)) == [
        f"体证2026-{number:04}" for number in range(1, 9)
    ]


@samples(some.text(alphabet=SIGNS, min_size=CODE, max_size=CODE))
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    typed = code_as_written(code).lower().replace("0", "O").replace("1", "I")
    assert code_as_kept(f" {typed} ") == code and code_as_kept(code_as_written(code)) == code


def test_each_sign_that_is_read_as_another_counts_as_it() -> None:
    assert code_as_kept("Oo0-IiLl1") == "00011111" and not set("OIL") & set(SIGNS)


def test_codes_are_never_the_same_and_numbers_are_read_as_they_are_written() -> None:
    made = {generate_paper_code() for _one in range(500)}
    assert len(made) == 500 and all(len(code) == CODE and set(code) <= set(SIGNS) for code in made)
    for number in ("体证2026-0001", "督2026-10000"):
        assert as_kept(as_written(number)[0]) == number == as_kept(number)
    assert as_kept("没有编号") == "没有编号" and code_as_written("") == ""


def test_every_series_of_numbers_has_a_prefix_of_its_own() -> None:
    every = [kind.prefix for kind in list_kinds() if kind.prefix]
    every += [part.prefix for kind in list_kinds() for part in kind.every(Paper)]
    assert len(every) == len(set(every))


def test_a_declaration_that_could_not_work_is_refused_at_the_start() -> None:
    hidden = Protected({"card": stars}, "desk")
    for parts, words in (
        ((Paper("a", "A", "grant", "title", "证"),), "no step grant"),
        ((Paper("a", "A", "", "title", "证"),), "no step writes it"),
        ((Paper("a", "A", "award", "wealth", "证"),), "no field wealth"),
        ((Paper("a", "A", "award", "card", "证"), hidden), "card is protected"),
        ((Paper("a", "A", "award", "title", "体"),), "prefix of their own"),
        ((Paper("a", "A", "award", "title", "证"), Paper("a", "B", "again", "title", "书")), "there are two"),
        ((Paper("a" * 40, "A", "award", "title", "证"),), "longer than"),
        ((Paper("a", "A", "award", "title", "证", until="wealth"),), "no field wealth"),
    ):
        with pytest.raises(ValueError, match=words):
            bodies(*parts)
    with pytest.raises(ValueError, match="paper a: card is protected"):
        bodies(Paper("a", "A", "award", "card", "证"), hidden="card", shows="sort to_day")
