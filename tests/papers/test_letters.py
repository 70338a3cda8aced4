"""Letters sent about chosen items: numbered, written, kept, told; grouped; by right; once; answered; in few queries."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from assigned import act, at, issued, running
from docx_templates import template, words_of
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.commitments.letters.actions.letters import settle_letters
from luoshi.commitments.letters.models import Letter
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.received.files import accept_made_file
from luoshi.kernel.files.queries import kept_bytes
from luoshi.kernel.messages.models import Message
from luoshi.papers.actions import LetterRequest, send_letters, send_template
from luoshi.papers.forms import LetterIssueForm
from luoshi.papers.models import LetterPaper, Template
from luoshi.papers.queries import letters_about, load_shipped_template, templates_in_use
from luoshi.plans.base.models.commitment import Commitment
from office import NOW, TODAY, Office
from plans import published

BASE, CLUB = "科普示范基地", "联席会议"
ONCE = UUID(int=7)


@pytest.fixture(autouse=True)
def _in_english(settings: Any, tmp_path: Path, client: Client) -> Iterator[None]:
    settings.DATA = tmp_path
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with override("en"):
        yield


def ask(**given: Any) -> LetterRequest:
    return LetterRequest(
        **{"form": "slip", "words": "请抓紧办理。", "limit": TODAY + timedelta(9), "each": False, **given}
    )


def sent(office: Office, *items: Commitment, who: str = "supervisor", when: Any = NOW, **given: Any) -> list[Letter]:
    letters, _left = send_letters(
        [commitment.pk for commitment in items], ask(**given), office.actor(who), at=when, once=ONCE
    )
    return letters


def words(letter: Letter) -> str:
    paper = LetterPaper.objects.get(letter=letter)
    data = kept_bytes(paper.attachment.evidence)
    assert data is not None
    return words_of(data)


def test_a_letter_is_numbered_written_kept_and_the_unit_is_told(office: Office) -> None:
    one = issued(office, published(office), BASE)
    (letter,) = sent(office, one)
    said = words(letter)
    serial = int(letter.number.rpartition("-")[2])
    assert f"督〔2026〕{serial}号" in said and one.words in said and letter.unit.name in said and "请抓紧办理" in said
    assert (letter.state, letter.sent, letter.form) == ("sent", TODAY, "slip")
    assert Message.objects.filter(record=letter.pk, asks="answer", post=office.posts["clerk"]).exists()
    with override("en"):
        answered = act_on(office, letter, "answer", reply="已报送。")
    assert answered.state == "answered"


def act_on(office: Office, letter: Letter, step: str, who: str = "clerk", **given: Any) -> Letter:
    from luoshi.kernel.steps.actions.steps import take

    return take(letter, step, office.actor(who), given, at=NOW).record  # type: ignore[return-value]


def test_several_items_of_a_unit_stand_on_one_letter_or_each_on_its_own(office: Office) -> None:
    plan = published(office)
    items = [issued(office, plan, words) for words in (BASE, CLUB)]
    same = len({commitment.unit_id for commitment in items})
    letters = sent(office, *items)
    assert len(letters) == same
    assert all(commitment.words in "".join(map(words, letters)) for commitment in items)
    again = sent(office, *items)  # the same form sent twice
    assert [letter.pk for letter in again] == [letter.pk for letter in letters]
    each, left = send_letters(
        [commitment.pk for commitment in items] + [10**6],
        ask(each=True),
        office.actor("supervisor"),
        at=NOW,
        once=UUID(int=8),
    )
    assert (len(each), left) == (2, 1)


@pytest.mark.parametrize("who", ["clerk", "stranger"])
def test_whoever_does_not_supervise_an_item_sends_no_letter_about_it(office: Office, who: str) -> None:
    one = issued(office, published(office), BASE)
    assert sent(office, one, who=who) == []
    assert not Letter.objects.exists()


def test_what_was_not_sent_out_is_left_out(office: Office) -> None:
    plan = published(office)
    assert sent(office, plan.commitments.get(words__contains=BASE)) == []


def test_a_letter_about_two_is_answered_by_a_report_only_when_both_were_reported(office: Office) -> None:
    plan = published(office)
    first = running(office, plan, BASE)
    second = plan.commitments.exclude(pk=first.pk).filter(unit=first.unit).first()
    if second is None:
        second = plan.commitments.exclude(pk=first.pk).first()
        Commitment.objects.filter(pk=second.pk).update(unit=first.unit)  # as if it were the same unit's
        second = Commitment.objects.get(pk=second.pk)
    second = act(office, second, "issue", "supervisor", urgency="plain")
    (letter,) = sent(office, first, second)
    Commitment.objects.filter(pk=first.pk).update(reported=TODAY)
    list(settle_letters(NOW))
    assert Letter.objects.get(pk=letter.pk).state == "sent"
    Commitment.objects.filter(pk=second.pk).update(reported=TODAY)
    list(settle_letters(NOW))
    assert Letter.objects.get(pk=letter.pk).state == "answered"


def test_who_is_asked_to_a_talk_is_not_done_by_a_report(office: Office) -> None:
    one = running(office, published(office), BASE)
    (letter,) = sent(office, one, form="talk")
    Commitment.objects.filter(pk=one.pk).update(reported=TODAY)
    list(settle_letters(NOW))
    assert Letter.objects.get(pk=letter.pk).state == "sent"


def own(data: bytes, name: str = "自己的.docx") -> Any:
    return accept_made_file(name, "docx", data)


def test_an_office_s_own_template_holds_from_its_day_and_a_paper_keeps_its_version(office: Office) -> None:
    one = issued(office, published(office), BASE)
    admin = office.actor("supervisor")
    desk = one.desk
    (before,) = sent(office, one)
    send_template("slip", desk, TODAY, own(template("一版 {{ 编号 }} {{ 事项数 }}")), admin, at=NOW)
    send_template("slip", desk, TODAY + timedelta(1), own(template("二版 {{ 编号 }}")), admin, at=NOW)
    letters, _left = send_letters([one.pk], ask(), admin, at=NOW, once=UUID(int=9))
    assert words(letters[0]).startswith("一版 督〔2026〕")
    assert "督办单" in words(before) and LetterPaper.objects.get(letter=before).template is None
    assert [p.template.version for p in LetterPaper.objects.exclude(template=None) if p.template] == [1]
    found = templates_in_use([desk.pk], TODAY + timedelta(1))
    assert {key: value.version for key, value in found.items()} == {(desk.pk, "slip"): 2}
    assert templates_in_use([desk.pk], TODAY, form="push") == {}
    said = Entry.objects.filter(step="papers.template")
    assert said.count() == 2


def test_an_office_s_own_template_goes_before_that_of_the_office_above_it(office: Office) -> None:
    admin, county, desk = office.actor("admin"), office.units["county"], office.units["desk"]
    above = send_template("slip", county, TODAY, own(template("县 {{ 编号 }}")), admin, at=NOW)
    assert templates_in_use([desk.pk], TODAY) == {(desk.pk, "slip"): above}
    nearer = send_template("slip", desk, TODAY, own(template("室 {{ 编号 }}")), admin, at=NOW)
    assert templates_in_use([desk.pk, county.pk], TODAY) == {(desk.pk, "slip"): nearer, (county.pk, "slip"): above}


def test_who_supervises_one_branch_sets_no_template_of_another(office: Office) -> None:
    office.person("narrow", "局督查", "bureau", Role.SUPERVISOR, ["bureau"])
    slip = own(load_shipped_template("slip"))
    with pytest.raises(RecordError) as caught:
        send_template("slip", office.units["kexie"], TODAY, slip, office.actor("narrow"), at=NOW)
    assert caught.value.code == "refused" and not Template.objects.exists()
    send_template("slip", office.units["bureau"], TODAY, slip, office.actor("narrow"), at=NOW)


@pytest.mark.parametrize("who", ["clerk", "stranger"])
def test_a_template_is_set_by_who_supervises_or_administers_and_each_refusal_is_kept(office: Office, who: str) -> None:
    desk = published(office).unit
    with pytest.raises(RecordError) as caught:
        send_template("slip", desk, TODAY, own(load_shipped_template("slip")), office.actor(who), at=NOW)
    assert caught.value.code == "refused"
    assert Entry.objects.filter(step=Entry.REFUSED).count() == 1 and not Template.objects.exists()


def test_no_template_holds_for_a_day_that_is_past(office: Office) -> None:
    desk = published(office).unit
    with pytest.raises(RecordError, match="past"):
        send_template(
            "slip", desk, TODAY - timedelta(1), own(load_shipped_template("slip")), office.actor("supervisor"), at=NOW
        )


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages read the clock: it stands still."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def test_from_the_list_to_the_zip_by_pages(office: Office, client: Client, today: None) -> None:
    plan = published(office)
    items = [issued(office, plan, words) for words in (BASE, CLUB)]
    client.force_login(office.people["supervisor"].user)
    listed = client.get("/commitments/").content.decode()
    assert "/papers/issue/" in listed
    assert "/papers/issue/?row=" in client.get(items[0].get_absolute_url()).content.decode()
    nothing = client.post("/papers/issue/", {"open": "1"}, follow=True)
    empty = nothing.context["items"].empty
    assert (nothing.status_code, empty.words, empty.url) == (200, "No item is chosen.", "/commitments/")
    assert "Tick items in the list" in nothing.text and "Choose items</a>" in nothing.text
    assert "Number and send" not in nothing.text
    chosen = client.post("/papers/issue/", {"open": "1", "row": [commitment.pk for commitment in items]})
    assert chosen.status_code == 302
    page = client.get(chosen["Location"])
    assert page.status_code == 200 and all(commitment.number in page.content.decode() for commitment in items)
    rows = chosen["Location"].partition("?")[2]
    draft = client.get(f"/papers/draft/?{rows}&form=push")
    assert "督〔" not in words_of(b"".join(draft.streaming_content))
    wrong = client.post(chosen["Location"], {"form": "slip", "each": "item", "limit": "2020-01-01", "once": str(ONCE)})
    assert wrong.status_code == 422 and not Letter.objects.exists()
    given = {"form": "slip", "each": "item", "limit": str(TODAY + timedelta(9)), "words": "", "once": str(ONCE)}
    done = client.post(chosen["Location"], given)
    assert done.status_code == 302 and Letter.objects.count() == 2
    shown = client.get(done["Location"])
    assert shown.status_code == 200
    packed = client.get("/papers/sent.zip?" + done["Location"].partition("?")[2])
    names = zipfile.ZipFile(io.BytesIO(b"".join(packed.streaming_content))).namelist()
    assert len([name for name in names if name.endswith(".docx")]) == 2
    assert "Letters sent" in client.get(items[0].get_absolute_url()).content.decode()
    client.force_login(office.people["stranger"].user)
    assert client.get(done["Location"]).status_code == 404
    assert client.get("/papers/").status_code in (200, 404)


def test_the_templates_pages_show_and_take(office: Office, client: Client, today: None) -> None:
    one = issued(office, published(office), BASE)
    client.force_login(office.people["supervisor"].user)
    assert client.get("/papers/").status_code == 200
    assert "{{ number }}" in client.get("/papers/fields/").content.decode()
    assert client.get("/papers/shipped/slip.docx").status_code == 200
    assert client.get("/papers/shipped/none.docx").status_code == 404
    made = client.get("/papers/preview/", {"form": "slip", "number": one.number})
    assert one.words in words_of(b"".join(made.streaming_content))
    assert client.get("/papers/preview/", {"form": "slip", "number": "no"}).status_code == 404
    given = {"unit": one.desk_id, "form": "slip", "start": str(TODAY)}
    bad = client.post("/papers/send/", {**given, "file": SimpleUploadedFile("a.docx", template("{{ 编好 }}"))})
    assert bad.status_code == 422 and "Did you mean “编号”?" in bad.content.decode()
    good = client.post("/papers/send/", {**given, "file": SimpleUploadedFile("a.docx", template("{{ 编号 }}"))})
    assert good.status_code == 302
    pk = Template.objects.get().pk
    assert client.get(f"/papers/template/{pk}.docx").status_code == 200
    client.force_login(office.people["clerk"].user)
    assert client.get("/papers/send/").status_code == 404
    assert client.get(f"/papers/template/{pk}.docx").status_code == 404


def test_a_letter_drafted_by_the_ladder_is_written_when_it_is_sent(office: Office) -> None:
    from luoshi.commitments.letters.actions.letters import draft_letter

    one = issued(office, published(office), BASE)
    letter = draft_letter(one.pk, None, "slip", TODAY, at=at(3, 23))
    done = act_on(office, letter, "send", "supervisor", words="请报告。", limit=str(TODAY + timedelta(9)))
    assert "请报告" in words(done)


def test_a_letter_that_was_only_drafted_is_not_among_those_sent(office: Office) -> None:
    from luoshi.commitments.letters.actions.letters import draft_letter

    one = issued(office, published(office), BASE)
    draft = draft_letter(one.pk, None, "slip", TODAY, at=at(3, 23))
    assert letters_about(one, office.actor("supervisor"), TODAY) == []
    done = act_on(office, draft, "send", "supervisor", words="请报告。", limit=str(TODAY + timedelta(9)))
    assert letters_about(one, office.actor("supervisor"), TODAY) == [done]


def test_no_answer_is_asked_for_by_a_day_that_is_past(office: Office) -> None:
    for days, fits in ((-1, False), (0, True)):
        form = LetterIssueForm({"form": "slip", "limit": str(TODAY + timedelta(days))}, day=TODAY, several=False)
        assert form.is_valid() is fits and ("limit" in form.errors) is not fits


def test_a_letter_names_the_date_that_binds_and_the_first_beside_it(office: Office) -> None:
    one = issued(office, published(office), BASE)
    Commitment.objects.filter(pk=one.pk).update(first_due="2026-09-30", until="2026-11-30", binds="2026-10-31")
    rows = template(rows=[["{%tr for 项 in 事项清单 %}", ""], ["{{ 项.完成时限 }}", "{{ 项.原定时限 }}"],
                          ["{%tr endfor %}", ""]])  # fmt: skip
    send_template("slip", one.desk, TODAY, own(rows), office.actor("supervisor"), at=NOW)
    (letter,) = sent(office, one)
    assert "2026年10月31日 | 2026年9月30日" in words(letter)


def test_the_print_of_a_letter_that_has_left_is_its_file_word_for_word(office: Office, client: Client) -> None:
    one = issued(office, published(office), BASE)
    send_template("slip", one.desk, TODAY, own(template("本局督办 {{ 编号 }}", rows=[["事项", "{{ 事项数 }}"]])),
                  office.actor("supervisor"), at=NOW)  # fmt: skip
    (letter,) = sent(office, one)
    client.force_login(office.people["supervisor"].user)
    printed = client.get(f"/letters/{letter.pk}/print/")
    said = [cell for block in printed.context["blocks"] for row in (block.rows or [[block.words]]) for cell in row]
    assert [word for word in said if word] == [word for line in words(letter).split("\n") for word in line.split(" | ")]
    assert "本局督办 督〔2026〕" in printed.text and letter.words not in printed.text
