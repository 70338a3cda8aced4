"""Write what the declarations say into the docs: the rights matrix, and each line's life cycle as a diagram.

python tools/declared.py           write docs/rights.*.md and docs/lines.*.md anew
python tools/declared.py --check   1 if they say other than the declarations
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORDS = {
    "en": {
        "rights": "# Who may do what\n\nMade from the declarations by `tools/declared.py`; "
        "the tests try every cell by page and API.\n"
        "A row is a role; the letters say where the person's unit stands: **o** it is the record's own unit, **a** it "
        "stands\nabove it (or has it in charge), **b** beneath it, **x** beside it. An empty cell: not from anywhere.\n"
        "The person who entered a record has the steps of that relation wherever they stand. A name in a cell: that "
        "unit\nhas a part in the record besides its own unit, wherever it stands.\n",
        "lines": "# The lines of work and their life cycles\n\nMade from the declarations by `tools/declared.py`. "
        "How to declare one: [line.en.md](line.en.md).\n",
        "role": "Role",
        "read": "read",
        "open": "open",
        "look": "see what is protected",
        "steps": "| step | from | to | who |",
    },
    "zh-CN": {
        "rights": "# 谁可以做什么\n\n由 `tools/declared.py` 按声明生成；测试会通过页面和 API 逐格验证。\n"
        "每行是一个角色；字母表示本人所在单位的位置：**本** 就是事项所在单位，**上** 是它的上级（或分管它），"
        "**下** 是它的下级，**旁** 是其他单位。空格表示在哪里都不允许。\n"
        "登记事项的本人，无论在哪个单位，都有该关系对应的环节。格中的名称：在本单位之外参与该事项的单位，无论位置。\n",
        "lines": "# 各业务线及其流程\n\n由 `tools/declared.py` 按声明生成。"
        "怎样声明一条业务线：[line.zh-CN.md](line.zh-CN.md)。\n",
        "role": "角色",
        "read": "查看",
        "open": "登记",
        "look": "查看受保护信息",
        "steps": "| 环节 | 从 | 到 | 谁 |",
    },
}
LETTERS = {"en": dict(zip(("own", "above", "beneath", "beside"), "oabx", strict=True))}
LETTERS["zh-CN"] = dict(zip(("own", "above", "beneath", "beside"), "本上下旁", strict=True))


def rights(language: str) -> str:
    """The matrix of every kind, a table each."""
    from luoshi.org.actors.models import ROLES
    from luoshi.org.rights.rules.rights import Role
    from luoshi.records.kinds import matrix
    from luoshi.records.kinds import registry as kinds

    words, parts = WORDS[language], [WORDS[language]["rights"]]
    for kind in kinds.kinds():
        acts = matrix.acts(kind)
        heads = [words.get(act) or str(kind.cycle.by_name[act].label) for act in acts]
        parts.append(f"## {kind.label}\n\n| {words['role']} | {' | '.join(heads)} |\n|{'---|' * (len(acts) + 1)}")
        for role in Role:
            row = [_places(kind, role, act, language) for act in acts]
            parts[-1] += f"\n| {ROLES[role]} | {' | '.join(row)} |"
        parts[-1] += "\n"
    return "\n".join(parts)


def _places(kind: Any, role: Any, act: str, language: str) -> str:
    """From where a role may do something: letters for the four places, names for the parties of such a record."""
    from luoshi.records.kinds import matrix

    found = [stand for stand in matrix.places_of(kind) if matrix.allowed(kind, role, stand, act)]
    named = [str(one.label) for one in kind.rights.relations if one.party in found]
    words = "".join(LETTERS[language][stand] for stand in found if stand in matrix.STANDS)
    return " + ".join(filter(None, [words, *named]))


def lines(language: str) -> str:
    """Every line with the diagram and table of each of its kinds."""
    from luoshi.records.kinds import matrix
    from luoshi.records.kinds import registry as kinds

    words, parts = WORDS[language], [WORDS[language]["lines"]]
    for line in kinds.lines():
        for kind in line.kinds:
            cycle = kind.cycle
            rows = [words["steps"], "|---|---|---|---|"]
            for step in (cycle.opens, *cycle.steps):
                before = "、".join(str(cycle.states[state]) for state in step.before) or "—"
                after = str(cycle.states[step.after]) if step.after else before
                rows.append(f"| {step.label} | {before} | {after} | {'、'.join(matrix.answered_by(kind, step))} |")
            parts.append(f"## {kind.label}\n\n```mermaid\n{matrix.diagram(kind)}\n```\n\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Write or check the files."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LUOSHI_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "luoshi.site.settings"
        import django
        from django.utils import translation

        django.setup()
        stale = []
        for language, code in (("en", "en"), ("zh-CN", "zh-hans")):
            with translation.override(code):
                for name, words in (("rights", rights(language)), ("lines", lines(language))):
                    path = ROOT / "docs" / f"{name}.{language}.md"
                    if arguments == ["--check"]:
                        if not path.exists() or path.read_text(encoding="utf-8") != words:
                            stale.append(path.name)
                    else:
                        path.write_text(words, encoding="utf-8", newline="\n")
    if stale:
        print("stale, run python tools/declared.py:", ", ".join(stale))
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
