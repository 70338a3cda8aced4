"""What the browsers of the floor, the content policy, eyes and translators may rely on in the pages' files."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

LUOSHI = Path(__file__).resolve().parents[2] / "src" / "luoshi"
SITE = LUOSHI / "site"
STATIC = SITE / "static" / "luoshi"
VENDOR = STATIC / "vendor"
# Of all rooms; and the pages that stand alone as one file: the proof of a journal, what `luoshi read` writes.
STYLES = sorted(LUOSHI.rglob("*.css"))
SCRIPTS = sorted(LUOSHI.rglob("*.js"))
OURS = [path for path in [*STYLES, *SCRIPTS] if "static" in path.parts and VENDOR not in path.parents]
TEMPLATES = sorted(path for path in LUOSHI.rglob("*.html") if "templates" in path.parts)
SENTENCES = sorted((SITE / "templates").rglob("*.html"))
# Classes that only say what a thing is, to scripts and readers of the page; they look as what stands round them.
BARE = {
    "cell--text", "change__one", "code", "crow__form", "crow__mark", "letter__draft", "letter__to", "papers__task",
    "planoutline__one", "received__scan", "report__known", "rowform__notes", "slip__address",
}  # fmt: skip
# A file that may do what others may not: what, and why.
ALLOWED = {
    ("drafts.js", "localStorage.a"): "the month's report outlives its tab, a week at most; signing out takes it away",
    ("correct_rows.js", "a.innerHTML = b"): "the same, row by row",
    ("correct_send.js", "a.innerHTML = b"): "the same: the head of the page",
    ("correct.js", "a.innerHTML = b"): "puts in what our own server has rendered and escaped, as htmx does elsewhere",
}
PO = SITE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
LONGEST = 400

# What Chromium 86 does not know: a pattern, the version that brought it, and a line in which it must be found.
NOT_IN_CSS = [
    (r":has\(", 105, "a:has(b) {}"),
    (r":(?:is|where)\(", 88, ":is(a, b) {}"),
    (r":not\([^()]*,", 88, "a:not(b, c) {}"),
    (r"@container\b", 105, "@container (width > 1px) {}"),
    (r"@layer\b", 99, "@layer base;"),
    (r"@scope\b", 118, "@scope (a) {}"),
    (r"@starting-style\b", 117, "@starting-style {}"),
    (r"&", 112, "a { &:hover {} }"),
    (r"\binset(?:-(?:inline|block))?(?:-(?:start|end))?\s*:", 87, "a { inset: 0 }"),
    (r"\b(?:margin|padding|border)-(?:inline|block)\s*:", 87, "a { margin-inline: 0 }"),
    (r"(?<![\w-])aspect-ratio\s*:", 88, "a { aspect-ratio: 1 }"),
    (r"(?<![\w-])(?:translate|rotate|scale)\s*:", 104, "a { rotate: 3deg }"),
    (r"\b(?:color-mix|oklch|oklab|lab|lch|hwb|light-dark)\(", 111, "a { color: color-mix(in srgb, red, blue) }"),
    (r"\d(?:dvh|svh|lvh|dvw|svw|lvw|cqw|cqh|lh|rlh|cap)\b", 108, "a { height: 100dvh }"),
    (
        r"\b(?:text-wrap|field-sizing|scrollbar-gutter|accent-color|overflow-clip-margin)\s*:",
        93,
        "a { accent-color: red }",
    ),
    (r"\btext-decoration-thickness\b", 89, "a { text-decoration-thickness: 2px }"),
    (r"\boverflow(?:-[xy])?\s*:\s*clip\b", 90, "a { overflow: clip }"),
    (r"\bsubgrid\b", 117, "a { grid-template-rows: subgrid }"),
    (r"@media[^{]*[<>]", 104, "@media (width >= 40em) {}"),
    (r":(?:user-(?:in)?valid|modal|popover-open|dir\()", 119, "a:modal {}"),
]
NOT_IN_JS = [
    (r"\.at\(", 92, "list.at(-1)"),
    (r"\bstructuredClone\b", 98, "structuredClone(a)"),
    (r"\bObject\.(?:hasOwn|groupBy)\b", 93, "Object.hasOwn(a, b)"),
    (r"\.(?:findLast|findLastIndex|toSorted|toReversed|toSpliced|with)\(", 97, "list.findLast(f)"),
    (r"\bArray\.fromAsync\b", 121, "Array.fromAsync(a)"),
    (r"\bcrypto\.randomUUID\b", 92, "crypto.randomUUID()"),
    (r"\bAbortSignal\.(?:timeout|any)\b", 103, "AbortSignal.timeout(1)"),
    (r"\bIntl\.(?:Segmenter|DurationFormat|ListFormat)\b", 87, "new Intl.Segmenter()"),
    (r"\bURL\.canParse\b", 120, "URL.canParse(a)"),
    (r"\bPromise\.withResolvers\b", 119, "Promise.withResolvers()"),
    (r"\b(?:showPopover|hidePopover|togglePopover|showPicker|requestClose)\(", 99, "a.showPicker()"),
    (r"\bstatic\s*\{", 94, "class A { static { } }"),
    (r"#\w+\s+in\s", 91, "if (#a in b) {}"),
    (r"^(?:const\s[^;]*=\s*)?await\s", 89, "await ready"),
    (r"\bnew Set\([^)]*\)\.(?:union|difference|intersection)\(", 122, "new Set(a).union(b)"),
    (r"/[dgimsuy]*v[dgimsuy]*\.test", 112, "/a/v.test(b)"),
    (r"\bcause:", 93, "new Error(a, { cause: b })"),
]
# What the policy default-src 'self' refuses, or what makes markup out of words.
NOT_OURS = [
    (r"\beval\(", "eval(a)"),
    (r"\bFunction\(", "new Function(a)"),
    (r"\b(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write", "a.innerHTML = b"),
    (r"setAttribute\(\s*[\"']style", "a.setAttribute('style', b)"),
    (r"\burl\(", "a { background: url(data:a) }"),
    (r"@import\b", "@import 'a.css';"),
    (r"https?://", "fetch('https://a')"),
    (r"\blocalStorage\b", "localStorage.a"),
]
NOT_IN_TEMPLATES = [
    (r"<script(?![^>]*\bsrc=)", "<script>a</script>"),
    (r"<style", "<style>"),
    (r"\sstyle=", '<p style="a">'),
    (r"\son[a-z]+=", '<p onclick="a">'),
    (r"\bhx-(?:on|vars|headers=.js)", '<p hx-on:click="a">'),
    (r"javascript:", '<a href="javascript:a">'),
    (r"https?://", '<a href="https://a">'),
    (r"\|safe\b|autoescape off", "{{ a|safe }}"),
]

# Text on its ground, at least 4.5:1 (WCAG 1.4.3); edges and marks, at least 3:1 (1.4.11).
GROUNDS = ("paper", "ground", "band", "hover", "chosen")
LIGHTS = ("late", "soon", "steady", "done", "off")
TEXT = [(ink, ground) for ink in ("ink", "ink-2") for ground in GROUNDS]
TEXT += [("ink-3", ground) for ground in ("paper", "band", "ground")] + [
    ("act", "paper"),
    ("act", "band"),
    ("act", "hover"),
]
TEXT += [(light, ground) for light in LIGHTS for ground in (f"{light}-g", "paper", "band")]
TEXT += [(light, "chosen") for light in ("late", "soon")] + [("act-2", "chosen"), ("act-2", "act-soft")]
TEXT += [("on-act", "act"), ("on-act", "act-2"), ("rail-ink", "rail"), ("rail-on", "rail-2"), ("rail-mark", "rail")]
MARKS = [(mark, ground) for mark in ("edge", "focus") for ground in ("paper", "band")]
MARKS += [
    ("focus", "ground"),
    ("focus-rail", "rail"),
    ("rail-mark", "rail-2"),
    ("soon-f", "paper"),
    ("late-f", "paper"),
]
MARKS += [(f"{light}-f", "paper") for light in ("steady", "done")]


def plain(path: Path) -> str:
    """A file without its comments, so that they may speak of what is forbidden."""
    words = re.sub(r"/\*.*?\*/", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return words if path.suffix == ".css" else re.sub(r"(?<![:\"'\\])//[^\n]*", " ", words)


def template(path: Path) -> str:
    return re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def offences(words: str, table: list[tuple[str, str]]) -> list[tuple[str, str]]:
    found = []
    for pattern, what in table:
        if hit := re.search(pattern, words, re.MULTILINE):
            found.append((what, words[max(0, hit.start() - 20) : hit.end() + 20]))
    return found


def nested(css: str) -> list[str]:
    """Selectors that stand inside the block of another rule."""
    found, open_blocks, start = [], [], 0
    for at, sign in enumerate(css):
        if sign in "{};":
            head = css[start:at].strip()
            start = at + 1
            if sign == "{":
                if open_blocks and not open_blocks[-1].startswith("@"):
                    found.append(head)
                open_blocks.append(head)
            elif sign == "}":
                open_blocks.pop()
    assert open_blocks == []
    return found


CSS_TABLE = [(pattern, f"Chromium {since}: {sample}") for pattern, since, sample in NOT_IN_CSS]
JS_TABLE = [(pattern, f"Chromium {since}: {sample}") for pattern, since, sample in NOT_IN_JS]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_hold_nothing_that_chromium_86_does_not_know(path):
    assert offences(plain(path), CSS_TABLE) == []
    assert nested(plain(path)) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_hold_nothing_that_chromium_86_does_not_know(path):
    assert offences(plain(path), JS_TABLE) == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_our_files_ask_nothing_that_the_policy_refuses(path):
    found = [(what, where) for what, where in offences(plain(path), NOT_OURS) if (path.name, what) not in ALLOWED]
    assert found == []


@pytest.mark.control("8.1.4.4", "no template carries a script or a foreign address")
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_carry_no_script_style_or_foreign_address(path):
    markup = re.sub(r"{% (?:include|with|url|translate|if|elif|for) .*?%}", " ", template(path))
    assert offences(markup, NOT_IN_TEMPLATES) == []


def test_each_line_of_the_tables_finds_what_it_forbids():
    tables = [(pattern, sample) for pattern, _, sample in [*NOT_IN_CSS, *NOT_IN_JS]] + NOT_OURS + NOT_IN_TEMPLATES
    assert [sample for pattern, sample in tables if not re.search(pattern, sample, re.MULTILINE)] == []
    assert nested("@media print { a { b: c } } d { e: f; g { h: i } }") == ["g"]


def test_no_file_of_ours_is_too_long_to_read():
    lines = {
        path.name: path.read_text("utf-8").count("\n") for path in [*STYLES, *SCRIPTS] if VENDOR not in path.parents
    }
    long = {name for name, count in lines.items() if count > LONGEST}
    assert {name for name in long if (name, "longer than the rest") not in ALLOWED} == set()


def test_files_of_all_rooms_are_looked_at():
    assert {path.relative_to(LUOSHI).parts[0] for path in STYLES} == {
        "desk",
        "boards",
        "facts",
        "kernel",
        "lines",
        "org",
        "parts",
        "plans",
        "site",
        "writing",
    }
    assert {path.relative_to(LUOSHI).parts[0] for path in SCRIPTS} == {
        "desk",
        "boards",
        "facts",
        "kernel",
        "parts",
        "plans",
        "site",
        "writing",
    }
    assert {path.relative_to(LUOSHI).parts[0] for path in TEMPLATES} == {
        "commitments",
        "desk",
        "boards",
        "facts",
        "kernel",
        "lines",
        "org",
        "papers",
        "parts",
        "plans",
        "site",
    }


def test_vendored_files_are_as_published_and_each_has_its_licence():
    rows = re.findall(
        r"^\| (\S+\.(?:css|js)) \|.*\| ([0-9a-f]{64}) \|$", (VENDOR / "VENDORED.md").read_text("utf-8"), re.M
    )
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.min.*")}
    assert dict(rows) == sums
    named = set(re.findall(r"LICENSE\.\w+", (VENDOR / "VENDORED.md").read_text("utf-8")))
    assert named == {path.name for path in VENDOR.glob("LICENSE.*")}


def tokens() -> dict[str, dict[str, str]]:
    """Colours by name, in light and in dark."""
    light, dark = plain(STATIC / "tokens.css").split("prefers-color-scheme: dark", 1)
    found = {
        name: dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", part))
        for name, part in (("light", light), ("dark", dark))
    }
    assert len(found["light"]) == len(found["dark"]) > 25
    return found


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, 1 to 21. Source: WCAG 2.1, relative luminance."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.control("accessibility", "contrast is computed for every colour")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_marks_stand_out_from_their_ground(scheme):
    colours = tokens()[scheme]
    faint = [(*pair, least) for pairs, least in ((TEXT, 4.5), (MARKS, 3.0)) for pair in pairs
             if contrast(colours[pair[0]], colours[pair[1]]) < least]  # fmt: skip
    assert faint == []
    assert round(contrast("#000000", "#ffffff"), 2) == 21 and round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_every_token_that_is_used_is_defined():
    defined = set(re.findall(r"(--[\w-]+)\s*:", plain(STATIC / "tokens.css")))
    used = {name for path in OURS if path.suffix == ".css" for name in re.findall(r"var\((--[\w-]+)", plain(path))}
    assert used - defined == set()


def test_each_light_has_a_shape_of_its_own_beside_its_colour():
    css = plain(STATIC / "parts.css")
    names = ["late", "soon", "steady", "paused", "none", "missing", "orange", "blue", "unknown"]
    shapes = [re.search(rf"\.light--{name}::before {{ content: \"(.+?)\"", css)[1] for name in names]
    assert len({*shapes, "○"}) == len(names) + 1  # the hollow circle is every other's
    assert re.search(r"\.light--done::before {[^}]*border", css)


def test_each_class_of_a_template_or_script_has_a_rule():
    rules = {name for path in STYLES for name in re.findall(r"\.([a-zA-Z][\w-]*)", plain(path))}
    used = set()
    for path in TEMPLATES:
        words = re.sub(r"[\w-]+--(?:{%.*?%}[\w-]*)+", "\0", template(path))  # a class whose end is chosen
        words = re.sub(r"{%.*?%}", " ", re.sub(r"{{.*?}}", "\0", words))
        used |= {
            (name, path.name)
            for value in re.findall(r'\bclass="([^"]*)"', words)
            for name in value.split()
            if "\0" not in name
        }
    assert {(name, where) for name, where in used if name not in rules | BARE} == set()
    assert len(used) > 100


def test_each_template_says_first_what_it_takes():
    silent = [path.name for path in TEMPLATES if "{% comment %}" not in path.read_text("utf-8")[:60]]
    assert silent == []


def messages() -> set[tuple[str, ...]]:
    found = set()
    for path in SENTENCES:
        words = template(path)
        found |= {(message,) for message in re.findall(r'{% translate "([^"]+)"', words)}
        for body in re.findall(r"{% blocktranslate.*?%}(.*?){% endblocktranslate %}", words, re.DOTALL):
            named = re.sub(r"{{ (\w+) }}", r"%(\1)s", body)
            found.add(tuple(" ".join(part.split()) for part in named.split("{% plural %}")))
    assert len(found) > 60
    return found


def test_each_sentence_of_the_templates_has_its_chinese():
    with PO.open("rb") as lines:
        catalogue = read_po(lines, locale="zh_Hans")
    missing, changed = [], []
    for message in messages():
        entry = catalogue.get(message[0])
        said = entry and (entry.string[0] if isinstance(entry.string, tuple) else entry.string)
        if not said:
            missing.append(message)
        elif set(re.findall(r"%\(\w+\)s|{\w+}", said)) != set(re.findall(r"%\(\w+\)s|{\w+}", message[-1])):
            changed.append((message, said))
    assert (missing, changed) == ([], [])
