"""What is doubtful about a whole document, in words beside its text: in Chinese and in English, and where it is not."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from doubtful_papers import DESERVE, NOT
from luoshi.plans.base import code_labels
from luoshi.reading.paper_doubts import CODES, KIND
from many_appeals import signed_in
from office import Office
from plans import received

WORDS = {
    "year_guessed": ("年份是推定的", "so it was guessed: check the due dates"),
    "roles_unsure": ("许多句子不能确定是任务还是已完成情况", "Many of its sentences may be tasks as well as facts"),
    "rows_doubted": ("多数行有存疑之处", "Most of its rows have doubts"),
    "nothing_owed": ("没有读出任务，请对照原件看有没有", "no task was found: check the original"),
}


def shown(office: Office, text: str, language: str) -> str:
    """The doubts on the page of correction, without marks."""
    plan = received(office, text, title="河口县工作")
    client = signed_in(office, "supervisor")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(f"/plans/{plan.pk}/correct/").content.decode()
    found = re.search(r'<ul class="source__doubts">(.*?)</ul>', page, re.S)
    return re.sub("<[^>]*>", " ", found[1]) if found else ""


@pytest.mark.parametrize(("at", "language"), [(0, "zh-hans"), (1, "en")])
@pytest.mark.parametrize("code", DESERVE)
def test_a_document_says_its_doubt_and_one_like_it_does_not(office: Office, code: str, at: int, language: str) -> None:
    there, elsewhere = shown(office, DESERVE[code], language), shown(office, NOT[code], language)
    assert WORDS[code][at] in there and WORDS[code][1 - at] not in there and code not in there
    assert not any(words in elsewhere for words in WORDS[code])


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
