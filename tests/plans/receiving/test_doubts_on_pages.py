"""What is doubtful about a whole document, in words beside its text: in Chinese and in English, and where it is not."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from django.conf import settings

from doubtful_papers import DESERVE, NOT
from luoshi.plans.base import code_labels
from luoshi.reading.paper_doubts import CODES, KIND, PaperWeights
from many_appeals import signed_in
from office import Office
from plans import received

WORDS = {
    "year_guessed": ("年份是推定的", "so it was guessed: check the due dates"),
    "nothing_owed": ("没有读出任务，请对照原件看有没有", "no task was found: check the original"),
}


def shown(office: Office, text: str, language: str) -> str:
    """The warnings and questions about the document on the page of correction, without marks."""
    plan = received(office, text, title="河口县工作")
    client = signed_in(office, "supervisor")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(f"/plans/{plan.pk}/correct/").content.decode()
    found = re.findall(r'<ul class="source__(?:warnings|doubts)">(.*?)</ul>', page, re.S)
    return re.sub("<[^>]*>", " ", " ".join(found))


@pytest.mark.parametrize(("at", "language"), [(0, "zh-hans"), (1, "en")])
@pytest.mark.parametrize("code", DESERVE)
def test_a_document_says_its_doubt_and_one_like_it_does_not(office: Office, code: str, at: int, language: str) -> None:
    there, elsewhere = shown(office, DESERVE[code], language), shown(office, NOT[code], language)
    assert WORDS[code][at] in there and WORDS[code][1 - at] not in there and code not in there
    assert not any(words in elsewhere for words in WORDS[code])


def test_what_cannot_be_trusted_stands_apart_from_what_is_asked(office: Office) -> None:
    text = DESERVE["year_guessed"] + "".join(f"{n}.县科协举办讲座{n}场。\n" for n in range(3, 7))
    with mock.patch("luoshi.reading.paper_doubts.load_paper_weights", lambda: PaperWeights({}, 40, 25)):
        plan = received(office, text, title="河口县工作")
    page = signed_in(office, "supervisor").get(f"/plans/{plan.pk}/correct/").content.decode()
    warnings, questions = (
        re.findall(rf'<ul class="source__{name}">(.*?)</ul>', page, re.S) for name in ("warnings", "doubts")
    )
    assert len(warnings) == len(questions) == 1
    assert "请对照原件逐行核对" in warnings[0] and "年份是推定的" not in warnings[0]
    assert "年份是推定的" in questions[0]


def test_the_api_names_them_too(office: Office) -> None:
    plan = received(office, DESERVE["year_guessed"], title="河口县工作")
    (told,) = signed_in(office, "supervisor").get(f"/api/plans/{plan.pk}").json()["documents"]
    assert "year_guessed" in told["doubts"]
    for text, known in (
        (DESERVE["year_guessed"], {"year": 2024}),  # a person said it
        (DESERVE["year_guessed"].replace("2024年", "2026年"), {}),  # it is the year in which it came
        (DESERVE["year_guessed"].replace("2024年", ""), {}),
    ):
        plan = received(office, text, title="河口县工作", **known)
        (told,) = signed_in(office, "supervisor").get(f"/api/plans/{plan.pk}").json()["documents"]
        assert "year_guessed" not in told["doubts"]


def test_every_doubt_about_a_document_has_words() -> None:
    assert {*code_labels.PAPER_DOUBTS, KIND} == set(CODES)  # the guess of a kind stands beside the kind itself
