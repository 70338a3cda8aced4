"""The plan of the level above beside ours: what is taken up and what is not, on a page and as a workbook."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from asked import FEW, MANY, queries
from luoshi.base.record_errors import RecordError
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Document
from luoshi.matching.reasons import REASONS
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.compare import queries as compare
from luoshi.plans.compare.words import WORDS, translate_message_id
from many_appeals import signed_in
from office import TODAY, Office
from plans import by, published, received, step

UPPER = """青石市2026年科普工作要点
为做好今年全市科普工作，服务高质量发展大局，根据上级部署，现将有关任务安排如下，请各县区遵照执行。
一、重点任务
新建科普示范基地5个。（牵头单位：县科协；完成时限：11月底前）
建设农村科普馆1座。（牵头单位：县科协；完成时限：11月底前）
培训乡村科普员300人次。（牵头单位：县科协；完成时限：11月底前）
"""
OWN = """云岭县2026年科普工作要点
为做好今年全县科普工作，服务高质量发展大局，根据上级部署，现将有关任务安排如下，请各单位遵照执行。
一、重点任务
新建科普示范基地3个。（牵头单位：县科协；完成时限：9月底前）
建设农村科普馆1座。（牵头单位：县科协；完成时限：6月底前）
"""


@pytest.fixture
def plans(office: Office) -> tuple[Plan, Plan]:
    """The upper plan, kept by the county's supervision office, and our own, kept by the association."""
    return published(office, UPPER), published(office, OWN, unit=office.units["kexie"].pk)


def beside(office: Office, plans: tuple[Plan, Plan]) -> Plan:
    """Our plan with the upper one set as such."""
    upper, own = plans
    return step(office, own, "set_above", above=str(upper.pk))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_reason_has_a_sentence_in_both_languages(language: str) -> None:
    from django.utils.translation import override

    for code, names in REASONS.items():
        with override(language):
            words = translate_message_id(f"because.{code}", **{name: f"〈{name}〉" for name in names})
        assert all(f"〈{name}〉" in words for name in names) and "%(" not in words and "%%" not in words
        assert any("一" <= letter <= "鿿" for letter in words) is (language == "zh-hans"), words
    with override(language):
        for message in WORDS:
            if "%(" not in WORDS[message] and not message.startswith(("because.between", "because.end")):
                has = any("一" <= letter <= "鿿" for letter in translate_message_id(message))
                assert has is (language == "zh-hans"), message
    assert translate_message_id("no.such.message") == "no.such.message"


def test_the_page_says_what_is_taken_up_with_both_sentences_and_why(office: Office, plans: tuple[Plan, Plan]) -> None:
    own = beside(office, plans)
    page = signed_in(office, "clerk").get(f"/plans/{own.pk}/compare/").text
    said = ["已承接 2 项", "未承接 1 项", "低于上级", "未承接", "一致", "本级没有提到这件事", "没有找到"]
    said += ["本级 3个 低于上级 5个", "本级 1座 与上级 1座 一致", "<mark>300人次</mark>", plans[0].title]
    for words in said:
        assert words in page
    assert "% (" not in page and "%(" not in page


@pytest.mark.parametrize(
    ("only", "shown", "left_out"),
    [
        ("missing", "300人次", "3个</mark>"),
        ("lower", "3个</mark>", "300人次</mark>"),
        ("equal", "1座", "300人次</mark>"),
    ],
)
def test_it_is_narrowed_to_what_is_missing_or_lower(
    office: Office, plans: tuple[Plan, Plan], only: str, shown: str, left_out: str
) -> None:
    own = beside(office, plans)
    client = signed_in(office, "clerk")
    page = client.get(f"/plans/{own.pk}/compare/?only={only}").text
    assert shown in page and left_out not in page and page.count('class="pair"') == 1
    everything = client.get(f"/plans/{own.pk}/compare/?only=nonsense").text
    assert everything.count('class="pair"') == 3


def test_rows_added_by_hand_take_up_and_dropped_words_stay_where_they_stand(office: Office) -> None:
    from luoshi.plans.rows.actions import correct

    own = received(office, OWN, unit=office.units["kexie"].pk)
    correct.add_plan_row(own, "培训乡村科普员300人次", by(office), state="kept")
    pair = compare.compare_plan_texts(compare.of_plan(published(office, UPPER)), compare.of_plan(own))
    assert pair.counts["missing"] == 0
    assert [answer.status for answer in pair.answers] == ["lower", "equal", "equal"]


def test_the_workbook_has_the_same_answers_and_who_took_it_is_known(office: Office, plans: tuple[Plan, Plan]) -> None:
    own = beside(office, plans)
    sent = signed_in(office, "clerk").get(f"/plans/{own.pk}/compare.xlsx")
    assert sent.status_code == 200 and "filename*=utf-8''" in sent["Content-Disposition"]
    book = load_workbook(BytesIO(sent.content))
    assert book.sheetnames == ["承接情况", "文件"]
    cells = [str(cell) for row in book["承接情况"].iter_rows(values_only=True) for cell in row if cell is not None]
    assert any("未承接" in cell for cell in cells) and any("培训乡村科普员300人次" in cell for cell in cells)
    assert not any("column." in cell or "because." in cell or "status." in cell for cell in cells)
    entry = Entry.objects.filter(record=own.pk, step="export").get()
    assert entry.person == office.people["clerk"] and '"count":3' in entry.payload.data.replace(" ", "")


def test_a_document_of_theirs_is_compared_without_being_a_plan(office: Office, plans: tuple[Plan, Plan]) -> None:
    own = plans[1]
    client = signed_in(office, "clerk")
    page = client.get(f"/plans/{own.pk}/compare/").text
    assert "请选择本计划要承接的上级计划" in page and 'type="file"' in page
    sent = client.post(f"/plans/{own.pk}/compare/", {"document": SimpleUploadedFile("市要点.txt", UPPER.encode())})
    assert sent.status_code == 302
    found = Document.objects.get(name="市要点.txt")
    assert sent["Location"] == f"/plans/{own.pk}/compare/?document={found.pk}"
    assert "未承接 1 项" in client.get(sent["Location"]).text
    assert client.get(f"/plans/{own.pk}/compare.xlsx?document={found.pk}").status_code == 200
    assert Plan.objects.count() == 2 and Plan.objects.get(pk=own.pk).above is None
    other = signed_in(office, "head")  # who received it not
    assert other.get(sent["Location"]).status_code == 404
    for named in ("x", "9" * 25, str(found.pk + 1000), "-1"):
        assert client.get(f"/plans/{own.pk}/compare/?document={named}").status_code == 404
    before = Document.objects.count()
    wrong = client.post(f"/plans/{own.pk}/compare/", {"document": SimpleUploadedFile("扫描.png", b"\x89PNG\r\n\x1a\n")})
    assert wrong.status_code == 422 and Document.objects.count() == before
    assert client.post(f"/plans/{own.pk}/compare/", {}).status_code == 422


def test_only_the_keeper_chooses_the_plan_above_and_it_is_journaled(office: Office, plans: tuple[Plan, Plan]) -> None:
    upper, own = plans
    for who in ("stranger", "leader", "auditor", "collector"):
        with pytest.raises(RecordError):
            step(office, own, "set_above", who, above=str(upper.pk))
    assert Plan.objects.get(pk=own.pk).above is None
    step(office, own, "set_above", "clerk", above=str(upper.pk))
    assert Plan.objects.get(pk=own.pk).above == upper
    entry = Entry.objects.filter(record=own.pk, step="set_above").get()
    assert entry.person == office.people["clerk"] and upper.title in entry.payload.data
    step(office, Plan.objects.get(pk=own.pk), "set_above", "clerk", above="")
    assert Plan.objects.get(pk=own.pk).above is None


def test_no_plan_stands_above_itself_and_none_is_chosen_that_one_may_not_see(
    office: Office, plans: tuple[Plan, Plan]
) -> None:
    upper, own = plans
    beside(office, plans)
    for plan, above in ((upper, own), (upper, upper)):
        with pytest.raises(RecordError) as error:
            step(office, plan, "set_above", above=str(above.pk))
        assert error.value.code == "incomplete" and "above" in error.value.fields
    later = published(office, UPPER.replace("2026", "2027"), year=2027)
    assert later not in compare.upper_plan_choices(own, office.actor("supervisor"), TODAY)
    assert list(compare.upper_plan_choices(own, office.actor("supervisor"), TODAY)) == [upper]
    hidden = received(office, UPPER, unit=office.units["bureau"].pk)
    assert hidden in compare.upper_plan_choices(own, office.actor("supervisor"), TODAY)
    assert list(compare.upper_plan_choices(own, office.actor("clerk"), TODAY)) == [upper]


def test_who_may_not_see_the_upper_plan_sees_nothing_of_it(office: Office) -> None:
    upper = received(office, UPPER, unit=office.units["bureau"].pk)
    own = published(office, OWN, unit=office.units["kexie"].pk)
    step(office, own, "set_above", above=str(upper.pk))
    page = signed_in(office, "clerk").get(f"/plans/{own.pk}/compare/").text
    assert "不在您的可见范围内" in page and "300人次" not in page and upper.title not in page
    assert signed_in(office, "clerk").get(f"/plans/{own.pk}/compare.xlsx").status_code == 404
    assert "300人次" in signed_in(office, "supervisor").get(f"/plans/{own.pk}/compare/").text


def test_who_does_not_see_the_plan_or_does_not_keep_a_draft_finds_no_page(office: Office) -> None:
    own = published(office, OWN, unit=office.units["kexie"].pk)
    assert signed_in(office, "stranger").get(f"/plans/{own.pk}/compare/").status_code == 404
    leader = signed_in(office, "leader")
    page = leader.get(f"/plans/{own.pk}/compare/").text
    assert "还没有选择要对照的上级计划" in page and 'type="file"' not in page
    sent = leader.post(f"/plans/{own.pk}/compare/", {"document": SimpleUploadedFile("市要点.txt", UPPER.encode())})
    assert (sent.status_code, Document.objects.filter(name="市要点.txt").count()) == (404, 0)
    draft = received(office, OWN, unit=office.units["kexie"].pk)
    assert leader.get(f"/plans/{draft.pk}/compare/").status_code == 404
    assert signed_in(office, "clerk").get(f"/plans/{draft.pk}/compare/").status_code == 200


def test_more_commitments_need_no_more_queries(office: Office) -> None:
    asked = [compared(office, count) for count in (FEW, MANY)]
    assert asked[0] == asked[1] <= 24


def compared(office: Office, count: int) -> int:
    """How many queries the page of two plans with so many tasks takes."""
    words = [
        f"{character}{two}{three}"
        for character in "云青红白黑金银铜"
        for two in "山水石林溪谷"
        for three in "茶桃李梅杏橘柚梨"
    ]
    head = "{}2026年科普工作要点\n一、重点任务\n"
    lines = [f"新建{word}科普驿站1座。（牵头单位：县科协；完成时限：9月底前）" for word in words[:count]]
    upper = received(office, head.format("青石市") + "\n".join(lines))
    own = received(office, head.format("云岭县") + "\n".join(lines[::2]), unit=office.units["kexie"].pk)
    step(office, own, "set_above", above=str(upper.pk))
    client = signed_in(office, "supervisor")
    assert client.get(f"/plans/{own.pk}/compare/").text.count('class="pair"') == count
    return queries(lambda: client.get(f"/plans/{own.pk}/compare/"))


def test_what_is_too_long_for_a_page_is_said_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    plans = published(office, UPPER), published(office, OWN, unit=office.units["kexie"].pk)
    own = beside(office, plans)
    monkeypatch.setattr(compare, "LONGEST", 50)
    client = signed_in(office, "clerk")
    page = client.get(f"/plans/{own.pk}/compare/").text
    assert "过长，无法在此对照" in page and 'class="pair"' not in page
    assert client.get(f"/plans/{own.pk}/compare.xlsx").status_code == 404
