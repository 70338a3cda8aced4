"""Every page in a real Chromium, English on a telephone and at a desk: whole, quiet, accessible, in one language.

The words of each are looked at in both languages as the application sends it. Chromium opens those that are drawn by
a template that drew no page before; with --full it opens all of them, in Chinese as well. Without it every other page
is looked at, the others when the seed is another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings as django_settings
from django.db.models import CharField, JSONField, TextField
from django.test import Client
from lxml import html as markup

import addresses
import luoshi
from accessible import violations
from drafts import NOT_KEPT, lacking
from full import seed
from luoshi.base.rights.rules.rights import Role
from luoshi.commitments.lights.rules.presets import PRESETS
from luoshi.kernel.history.system_steps import SENTENCES
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.org.actors.models import User
from luoshi.org.tree.models import Unit
from reasons import nothing
from signing import PASSWORD

DESKTOP, TELEPHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
WAYS = {"zh-hans": (DESKTOP, TELEPHONE), "en": (TELEPHONE, DESKTOP)}  # how wide pages open, and what they then fit too
LANG = {"zh-hans": "zh-CN", "en": "en"}
CATALOGUES = sorted(Path(luoshi.__file__).parent.rglob("zh_Hans/LC_MESSAGES/django.po"))
CHINESE = re.compile("[\u3400-\u9fff]+")
LATIN = re.compile(r"[A-Za-z][A-Za-z-]+")
PERIOD = re.compile(r"\bP\d+[DWMY]\b")  # as a reader writes how often something recurs: people see words
NO_WORDS = re.compile(
    r"/[\w./-]+/|\{\w+\}|\b[0-9a-f]{8,}\b|\b[a-z]+\.[a-z_]+\b"
)  # addresses, places for values, hashes, parameters
# Words of Latin letters that stand in Chinese pages: formats, programs, what is typed at a terminal or as initials.
ALLOWED = {
    *("CGCS", "GCJ-"),  # systems of coordinates
    *("pH", "Olsen", "kg", "mg", "cm"),  # what a soil laboratory measures, and in what
    "PCT",  # the treaty under which patents are filed abroad
    "https",
    "ICC",  # of a ranking, as statisticians call it
    "HiGHS",
    "Python",
    "png",
    "Mac",
    "Windows",
    "rar",
    "English",
    "docx",
    "tif",
    "xlsx",
    "ods",
    "odt",
    "rtf",
    "et",
    "LibreOffice",
    "pdf",
    "jpg",
    "csv",
    "json",
    "ofd",
    "WPS",
    "Excel",
    "PDF",
    "doc",
    "wps",
    "xls",
    "KB",
    "MB",
    "Word",
    "DOCX",
    "mp",
    "zip",
    "Ctrl",
    "Shift",
    "SHA-",
    "JSON",
    "GeoJSON",
    "svg",
    "GS",  # of the number under which a map is approved
    "UUID",
    "PostgreSQL",
    "SQLite",
    "TLS",
    "luoshi",
    "serve",
    "work",
    "ylxkx",
    "aaa",  # what a password may not hold
    "Outlook",
    # of the standards by which a draw is computed
    "HKDF",
    "HMAC-SHA-",
    "RFC",
    "draft-thomson-elegy-vrs",
    # of the addresses under which schemes of lights were published
    "first",  # an address, where a link is over
    "qlbk",
    "net",
    "cn",
}
PROGRAMS = {"api_docs", "api_chapter", "new_token"}  # pages about what programs send, in their words
TEMPLATES = {"fields"}  # what templates of Chinese papers hold, in their words
# Chinese that stands in English pages: words on papers that the guide speaks of, a value, an example of a post.
QUOTED = {
    "甲方",
    "乙方",
    "不再实施",
    "中止",
    "已取消",
    "延期至",
    "暂缓",
    "未启动",
    "未完成",
    "结转下年",
    "周婷",
    "杜明川",
    "林海峰",
    "合计",
    "永久",
    "绝密",
    "机密",
    "秘密",
    "代录",
    "否",
    "办公室干事",
    "旬",
    "各乡镇",
    "年底",
    "年内",
    "照片",
    "乔示例",  # of the roster that is brought in
    "没有的局",
    "花名册",
}
CORRECTING = Path(luoshi.__file__).parent / "site" / "help" / "en" / "correct.md"  # words of plans that it explains
QUOTED |= set(CHINESE.findall(CORRECTING.read_text("utf-8")))
QUOTED |= {word for table in PRESETS for word in CHINESE.findall(table.source)}  # whose scheme it is
# What is tried is kept in a file, not in the database.
TRIED = "单位.xlsx 登记表.xlsx 红岩乡 红岩 hy 序号 合计 备注 事项名称 主要内容 责任单位"
APART = "script, style, code, pre, kbd, .seal, .problem__number, [lang]:not(html)"  # whose words are not ours
APART_IN_XPATH = " or ".join(
    [*(f"self::{name}" for name in ("script", "style", "code", "pre", "kbd")), "@lang and not(self::html)"]
    + [f"contains(concat(' ', @class, ' '), ' {name} ')" for name in ("seal", "problem__number")]
)
SAID = ["placeholder", "title", "aria-label", "alt", "data-label", "data-none", "data-some", "data-confirm"]
SEEN = """([apart, said]) => {
  const words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const within = walker.currentNode.parentElement;
    if (!within.closest(apart)) words.push(walker.currentNode.data.trim());
  }
  for (const name of said)
    document.querySelectorAll(`body [${name}]`).forEach((one) => words.push(one.getAttribute(name)));
  Object.values(document.querySelector("#words").dataset).forEach((one) => words.push(one));
  return {
    words: words.filter(Boolean), lang: document.documentElement.lang, title: document.title,
    heads: document.querySelectorAll("h1").length,
  };
}"""
# Each element with all that axe may find wrong with it, but for its words: what it is and stands in, its attributes,
# whether it says something, has a label, and is the only one of its id.
SHAPES = """() => {
  const found = new Set(), ids = new Set();
  const visit = (one, above) => {
    const kind = `${one.localName}.${[...one.classList].sort().join(".")}`, place = `${above} ${kind}`;
    const named = one.getAttributeNames().filter((name) => !["class", "style"].includes(name)).sort();
    const marks = [one.type, one.getAttribute("role"), one.textContent.trim() !== "", (one.labels || []).length > 0];
    found.add([place, ...named, ...marks, one.id && ids.has(one.id)].join("|"));
    if (one.id) ids.add(one.id);
    for (const below of one.children) visit(below, place);
  };
  visit(document.documentElement, "");
  return [...found];
}"""
FITS = "() => document.documentElement.scrollWidth <= innerWidth"
# What does not fit in where it stands: rows as cards beside their box, words over the label's edge.
STANDS_OUT = """() => {
  const out = [...document.querySelectorAll(".rows-box > .rows--cards")].filter(
    (one) => getComputedStyle(one).display === "block" && one.scrollWidth > one.parentElement.clientWidth + 1);
  const over = [...document.querySelectorAll("main label:not(.visually-hidden)")].filter(
    (one) => one.clientHeight && one.scrollHeight > one.clientHeight + 4);
  return [...out, ...over].map((one) => one.innerText.trim().slice(0, 40));
}"""


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.SECOND_FACTOR = "off"


def chinese_of_the_interface() -> set[str]:
    """Every Chinese sentence of the catalogues that has no place for a value."""
    found = set()
    for path in CATALOGUES:
        with path.open("rb") as file:
            for entry in read_po(file, locale="zh_Hans"):
                said = entry.string if isinstance(entry.string, tuple) else (entry.string,)
                found |= {string for string in said if string and "%(" not in string and CHINESE.search(string)}
    return found


def data() -> str:
    """All words that people wrote into the database, with spaces between them; of JSON its values, not its names."""

    def values(one: Any) -> Iterator[str]:
        if not isinstance(one, dict | list):
            yield str(one)
        for inner in one.values() if isinstance(one, dict) else one if isinstance(one, list) else ():
            yield from values(inner)

    def told() -> Iterator[str]:
        yield TRIED
        for model in apps.get_models():
            if model.__module__.startswith("luoshi."):
                named = [
                    field.name for field in model._meta.fields if isinstance(field, CharField | TextField | JSONField)
                ]
                for row in model._default_manager.values_list(*named) if named else []:
                    for cell in row:
                        yield from values(
                            json.loads(cell) if isinstance(cell, str) and cell[:1] in ("{", "[") else cell
                        )

    return " ".join(told())


def keys() -> set[str]:
    """The program's own keys, which stand in the database beside what people wrote: no page may show one."""
    found = {str(role) for role in Role} | {step.partition(".")[0] for step in SENTENCES}
    for kind in list_kinds():
        found |= {kind.name, *kind.cycle.states, *kind.cycle.by_name, *kind.rights.by_name}
        found |= {field.name for field in kind.record._meta.get_fields()}
    for model in apps.get_models():
        for field in model._meta.fields if model.__module__.startswith("luoshi.") else ():
            found |= {str(key) for key, _label in getattr(field, "flatchoices", None) or ()}
    return found - ALLOWED


def foreign(words: list[str], language: str, known: str, sentences: set[str]) -> set[str]:
    """Words on a page that are not of its language and not somebody's own: in Chinese no keys and no periods either."""
    if language == "zh-hans":
        said = " ".join(NO_WORDS.sub("", word) for word in words)
        called = User.objects.values_list("username"), Unit.objects.values_list("code")
        theirs = {*LATIN.findall(known)} - keys() | {word for (word,) in called[0].union(called[1])}
        return {*PERIOD.findall(said)} | ({*LATIN.findall(said)} - ALLOWED - theirs)
    ours = {said for said in words if said in sentences and f" {said} " not in known}
    return ours | {run for said in words for run in CHINESE.findall(said) if run not in QUOTED and run not in known}


def _wrong(seen, page, language, known, sentences) -> list[str]:
    """What is wrong with a page's heads, title and words."""
    found = [f"has {seen['heads']} headings"] if seen["heads"] != 1 else []
    found += [f"has the language {seen['lang']}"] if seen["lang"] != LANG[language] else []
    found += ["has no title"] if not re.fullmatch(r"\S.* - \S+", seen["title"]) else []
    if page.name not in TEMPLATES and (page.name not in PROGRAMS or language == "en"):
        found += [f"says {run}" for run in sorted(foreign(seen["words"], language, known, sentences))]
    return found


class Opened:
    """What is wrong with pages as they stand in Chromium; axe looks at those that show it something new."""

    def __init__(self, language, known, sentences, *, whole) -> None:
        self.language, self.known, self.sentences, self.whole = language, known, sentences, whole
        self.looked_at: set[str] = set()

    def wrong(self, tab, answer, page) -> list[str]:
        seen, troubles = tab.evaluate(SEEN, [APART, SAID]), tab.troubles[tab.told :]
        tab.told = len(tab.troubles)
        found = [f"says in the console: {trouble}" for trouble in troubles if f"status of {page.status}" not in trouble]
        found += [f"answers {answer.status}"] if answer.status != page.status else []
        found += _wrong(seen, page, self.language, self.known, self.sentences)
        first, other = WAYS[self.language]  # it is as wide as the first
        for viewport, then in ((first, other), (other, first)):
            found += [] if tab.evaluate(FITS) else [f"stands out to the side at {viewport['width']}"]
            found += [f"has no room at {viewport['width']} for {element}" for element in tab.evaluate(STANDS_OUT)]
            tab.set_viewport_size(then)
        shapes = set(tab.evaluate(SHAPES))
        if self.whole or shapes - self.looked_at:
            self.looked_at |= shapes
            found += violations(tab)
        return found


class Sent:
    """What is wrong with pages as the application sends them."""

    def __init__(self, known, sentences) -> None:
        self.known, self.sentences = known, sentences
        self.clients: dict[str | None, Client] = {}
        self.drawn_by: set[str] = set()

    def _client(self, who) -> Client:
        if who not in self.clients:
            made = self.clients[who] = Client()
            if who:
                made.force_login(User.objects.get(username=who))
        return self.clients[who]

    def wrong(self, page, language) -> tuple[list[str], bool]:
        """What is wrong with a page, and whether a template drew it that drew none before."""
        client = self._client(page.who)
        client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
        answer = client.get(page.path)
        if answer.status_code == 302 and "/account/again/" in answer["Location"]:
            client.post(answer["Location"], {"password": PASSWORD})
            answer = client.get(page.path)
        if page.name == "reset_page":  # the address of a link leads to a page without its secret
            answer = client.get(answer["Location"])
        names = {template.name for template in answer.templates if template.name}
        new, self.drawn_by = not names <= self.drawn_by, self.drawn_by | names
        if answer.status_code != page.status:
            return [f"answers {answer.status_code}"], True
        text = answer.content.decode()
        unkept = [] if page.name in NOT_KEPT else [f"keeps no draft of {field}" for field in lacking(text)]
        return [*unkept, *_wrong(read(text), page, language, self.known, self.sentences)], new


def read(text: str) -> dict[str, Any]:
    """What `SEEN` finds, in a page's markup."""
    root = markup.document_fromstring(text)
    words = [value for name in SAID for value in root.xpath(f"//body//@{name}")]
    words += root.xpath("//*[@id='words']/@*[starts-with(name(), 'data-')]")
    words += root.xpath(f"//body//text()[not(ancestor::*[{APART_IN_XPATH}])]")
    title = " ".join(root.findtext(".//title", "").split())
    said = [word.strip() for word in words if word.strip()]
    return {"words": said, "lang": root.get("lang"), "title": title, "heads": len(root.xpath("//h1"))}


@pytest.mark.parametrize("language", ["en", pytest.param("zh-hans", marks=pytest.mark.full)])
def test_every_page_is_whole_quiet_accessible_and_in_one_language(visit, live, language, pytestconfig):
    addresses.furnish(live.office)
    walk = addresses.pages(live.office)
    sentences, known = chinese_of_the_interface(), data()
    walked, full = {page.name for page in walk}, pytestconfig.getoption("--full")
    named, elsewhere = addresses.names(), set(addresses.NO_PAGES)
    assert named - walked - elsewhere == (walked | elsewhere) - named == walked & elsewhere == set()
    opened, sent = Opened(language, known, sentences, whole=full), Sent(known, sentences)
    tabs, found = {}, {}

    def looked_at(page) -> list[str]:
        if page.who not in tabs:
            tabs[page.who] = visit(page.who, language=language, viewport=WAYS[language][0], allow=(403, 404, 405, 410))
            tabs[page.who].set_default_timeout(120_000)  # a machine that does much else besides
            tabs[page.who].told = 0
        tab = tabs[page.who]
        answer = tab.goto(live.url + page.path)
        troubles = opened.wrong(tab, answer, page)
        if "/account/again/" in tab.url and page.name != "account_reauthenticate":
            tab.fill("[name=password]", PASSWORD)
            with tab.expect_navigation() as led:
                tab.click("main button[type=submit]")
            troubles += opened.wrong(tab, led.value, page)
        return troubles

    for page in walk if full else walk[seed() % 2 :: 2]:
        chinese, new = sent.wrong(page, "zh-hans")
        troubles = [f"in Chinese {sentence}" for sentence in chinese]
        troubles += looked_at(page) if new or full or page.status != 200 else sent.wrong(page, "en")[0]
        if troubles:
            found[(page.who, page.path)] = troubles
    nothing(found)
