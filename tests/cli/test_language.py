import errno
import os
import re
import tomllib
from pathlib import Path

import pytest

from luoshi.cli import language
from luoshi.cli.atomic_files import system_error_name
from luoshi.cli.language import detect_cli_language, explain_error, load_message_catalogue, translate_message
from luoshi.reading.load import load_path
from luoshi.reading.read import read_text_document

ROOT = Path(__file__).parents[2]
# The rooms whose words the command says; those of the application have gettext catalogues, which another test checks.
ROOMS = ("cli", "codes", "dates", "figures", "matching", "reading", "writing")
SOURCES = sorted(path for room in ROOMS for path in (ROOT / "src" / "luoshi" / room).rglob("*.py"))
HOLES = re.compile(r"\{(\w+)\}")


def test_both_languages_have_every_message_with_the_same_places():
    zh, en = load_message_catalogue("zh"), load_message_catalogue("en")
    assert zh.keys() == en.keys()
    assert {key: set(HOLES.findall(zh[key])) for key in zh} == {key: set(HOLES.findall(en[key])) for key in en}


def test_the_english_is_english_and_the_chinese_chinese():
    chinese = re.compile(r"[\u4e00-\u9fff]")
    allowed = {
        "help.luoshi",
        "help.line_more",
        "help.line_label",
        "line.label",
        "page.language",
        "load.needs_office",
        "load.not_converted",
    }
    assert [
        key for key, words in load_message_catalogue("en").items() if chinese.search(words) and key not in allowed
    ] == []
    plain = {key for key, words in load_message_catalogue("zh").items() if not chinese.search(words)}
    assert plain <= {
        "page.language",
        "help.read_more",
        "run.bad_file",
        "column.sha256",
        "because.between",
        "because.end",
    }


@pytest.mark.parametrize("one", language.LANGUAGES)
def test_no_message_stands_twice(one):
    found = []
    for name in language.FILES:
        path = Path(language.__file__).parent / "words" / name.format(one)
        tables = tomllib.loads(path.read_text(encoding="utf-8"))  # refuses a key that its table holds twice
        found += [f"{table}.{key}" for table, entries in tables.items() for key in entries]
    assert len(found) == len(set(found)) == len(load_message_catalogue(one))


@pytest.mark.parametrize(
    "pattern",
    [
        r"ReadError\(\s*\"([a-z_.]+)\"",
        r"[Nn]ote\(\s*\"([a-z]+\.[a-z_.]+)\"",
        r"UsageError\(\s*\"([a-z_.]+)\"",
        r"\"((?:run|out|usage|pair|words)\.[a-z_]+)\"",
    ],
)
def test_every_message_that_the_code_can_say_has_words(pattern):
    said = {code for path in SOURCES for code in re.findall(pattern, path.read_text(encoding="utf-8"))}
    assert said and said <= load_message_catalogue("zh").keys()


def test_every_doubt_has_words():
    found = set()
    for path in [*sorted((ROOT / "gold" / "docs").glob("*.txt")), *sorted((ROOT / "samples").glob("*.*"))]:
        document = load_path(path)
        reading = read_text_document(document.text, joined=document.joined)
        for records in (reading.headings, reading.statements, reading.quantities, reading.assignments):
            found.update(code for record in records for code in record.doubts)
    assert {f"doubt.{code}" for code in found} - load_message_catalogue("zh").keys() == set()


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        (["read", "--lang", "en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["read", "--lang=zh"], {"LUOSHI_LANG": "en"}, "zh"),
        (["read"], {"LUOSHI_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        (["read"], {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        (["read"], {"LANG": "en_GB.UTF-8"}, "en"),
        (["read"], {"LANG": "C.UTF-8"}, "zh"),
        (["read"], {}, "zh"),
        (["read", "--", "--lang=en"], {}, "zh"),
        (["read", "--lang", "fr"], {}, "zh"),
    ],
)
def test_the_language_is_chinese_unless_someone_says_english(arguments, environment, language):
    assert detect_cli_language(arguments, environment) == language


def test_a_sentence_with_a_missing_value_is_still_said():
    assert translate_message("zh", "load.encrypted", format="docx").startswith("文件加了密码")
    assert translate_message("zh", "out.full") == "写不出 …：磁盘已满。请腾出空间，或用 --out 换一个位置。"
    assert translate_message("zh", "load.of_tomorrow", format="x") == "load.of_tomorrow format=x"


@pytest.mark.parametrize(
    ("what", "limit", "zh", "en"),
    [
        ("bytes", 50_000_000, "大小超过 50 MB", "larger than 50 MB"),
        ("memory", 2_000_000_000, "要用的内存超过 2 GB", "needs more than 2 GB of memory"),
        ("characters", 20_000_000, "文字超过 2000万 字", "more than 20,000,000 characters"),
        ("depth", 256, "嵌套超过 256 层", "nested deeper than 256"),
    ],
)
def test_a_limit_is_named_and_its_figure_is_for_people(what, limit, zh, en):
    values = {"what": what, "limit": limit}
    assert explain_error("zh", "load.too_large", values) == f"文件太大或太复杂：{zh}。请拆成几份再读。"
    assert (
        explain_error("en", "load.too_large", values) == f"Too large or too complex: {en}. Split it and read the parts."
    )


def test_every_limit_of_the_reader_has_words():
    pattern = re.compile(r"\bwhat(?:=|\": )\"([a-z]+)\"")
    said = {what for path in SOURCES for what in pattern.findall(path.read_text(encoding="utf-8"))}
    assert {"bytes", "depth", "memory"} <= said and {f"limit.{what}" for what in said} <= load_message_catalogue(
        "zh"
    ).keys()


@pytest.mark.parametrize(
    ("error", "zh", "en"),
    [
        (OSError(errno.EIO, "Input/output error"), "磁盘读写出错", "the disk failed"),
        (OSError(errno.EXDEV, "x"), os.strerror(errno.EXDEV), os.strerror(errno.EXDEV)),
        (OSError("no number"), "OSError", "OSError"),
    ],
)
def test_what_the_system_says_is_translated_where_it_is_known(error, zh, en):
    values = {"why": system_error_name(error)}
    assert explain_error("zh", "load.os", values) == f"读不出：{zh}。请检查文件所在的磁盘或网络。"
    assert explain_error("en", "load.os", values) == f"Cannot be read: {en}. Check the disk or network it is on."
