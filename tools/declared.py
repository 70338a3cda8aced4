"""Write what the declarations say into the docs: the rights matrix, and each line's life cycle as a diagram.

python tools/declared.py           write docs/rights.*.md and docs/lines.*.md
python tools/declared.py --check   exit with 1 if they differ from the declarations
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
        "rights": "# Who may do what\n\n`tools/declared.py` writes this page from the declarations; "
        "the tests try every cell by page and API.\n\n"
        "Each row is a role. The letters say where the person's unit is: **o** it is the record's own unit, **a** it "
        "is above\nit (or has it in charge), **b** it is below it, **x** it is another unit. An empty cell means: from "
        "nowhere.\nThe person who entered a record may take the steps of that relation from any unit. A name in a cell "
        "is a unit that\ntakes part in the record besides its own unit, wherever it is.\n",
        "besides": "## Not in the tables\n\n"
        "- Every unit that a plan names can read the plan. For a commitment in it that a user may not open, page,\n"
        "  print, workbook and API show what the plan prints (words, targets, units, due date), but not its state,\n"
        "  who has it now, or where it was carried over from. Totals of the plan (rates, numbers by state, heading\n"
        "  and unit) belong to the plan: everyone who can read it can read them.\n"
        "- On a commitment's page, parts passed on to other units and random checks that the user may not open are\n"
        "  only counted.\n"
        "- People who administer posts see how much work of each kind waits on a post, and whether anybody else can\n"
        "  continue it. They see number, title, state and due date only of records that they may open themselves.\n"
        "  When a unit ends, they see kind and number of each matter, because each needs a successor unit.\n",
        "lines": "# The lines of work and their life cycles\n\n`tools/declared.py` writes this page from the "
        "declarations. [line.en.md](line.en.md) explains how to declare a line.\n",
        "role": "Role",
        "read": "read",
        "open": "open",
        "look": "see protected fields",
        "steps": "| step | from | to | who |",
    },
    "zh-CN": {
        "rights": "# 谁可以做什么\n\n由 `tools/declared.py` 按声明生成；测试会通过页面和 API 逐格验证。\n"
        "每行是一个角色；字母表示本人所在单位的位置：**本** 就是事项所在单位，**上** 是它的上级（或分管它），"
        "**下** 是它的下级，**旁** 是其他单位。空格表示在哪里都不允许。\n"
        "登记事项的本人，无论在哪个单位，都有该关系对应的环节。格中的名称：在本单位之外参与该事项的单位，无论位置。\n",
        "besides": "## 表格之外\n\n"
        "- 计划点到的每个单位都能查看该计划。计划中无权打开的事项，页面、打印件、电子表格和 API 只显示计划所载内容"
        "（任务、目标、单位、时限），不显示状态、现承办单位和结转来源。"
        "计划的汇总数（各项比率，按状态、按标题、按单位的件数）属于计划本身，能看计划即能看。\n"
        "- 事项页面上，分解事项、抽查中无权打开的，只计件数，不显示内容。\n"
        "- 岗位上的未结事项，人员管理员只看到各类件数及其中有无他人可接办；"
        "编号、标题、状态、时限只显示其本人有权打开的。"
        "单位终止时可看到每件的类别和编号，因为每件都要确定承接单位。\n",
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
    """Return the rights matrix: one table for each kind."""
    from luoshi.base.rights.rules.rights import Role
    from luoshi.kernel.kinds import registry as kinds
    from luoshi.kernel.kinds.compiled import matrix
    from luoshi.org.actors.models import ROLES

    words, parts = WORDS[language], [WORDS[language]["rights"], WORDS[language]["besides"]]
    for kind in kinds.list_kinds():
        acts = matrix.matrix_acts(kind)
        heads = [words.get(act) or str(kind.cycle.by_name[act].label) for act in acts]
        parts.append(f"## {kind.label}\n\n| {words['role']} | {' | '.join(heads)} |\n|{'---|' * (len(acts) + 1)}")
        for role in Role:
            row = [_places(kind, role, act, language) for act in acts]
            parts[-1] += f"\n| {ROLES[role]} | {' | '.join(row)} |"
        parts[-1] += "\n"
    return "\n".join(parts)


def _places(kind: Any, role: Any, act: str, language: str) -> str:
    """Return from where a role may do something: letters for the four places, names for the record's parties."""
    from luoshi.kernel.kinds.compiled import matrix

    found = [stand for stand in matrix.matrix_places(kind) if matrix.is_act_allowed(kind, role, stand, act)]
    named = [str(relation.label) for relation in kind.rights.relations if relation.party in found]
    words = "".join(LETTERS[language][stand] for stand in found if stand in matrix.STANDS)
    return " + ".join(filter(None, [words, *named]))


def lines(language: str) -> str:
    """Return every line with the diagram and the table of each of its kinds."""
    from luoshi.kernel.kinds import registry as kinds
    from luoshi.kernel.kinds.compiled import matrix

    words, parts = WORDS[language], [WORDS[language]["lines"]]
    for line in kinds.list_lines():
        for kind in kinds.kinds_of_line(line):
            cycle = kind.cycle
            rows = [words["steps"], "|---|---|---|---|"]
            for step in cycle.all_steps:
                before = "、".join(str(cycle.states[state]) for state in step.before) or "—"
                after = str(cycle.states[step.after]) if step.after else before
                rows.append(f"| {step.label} | {before} | {after} | {'、'.join(matrix.answered_by(kind, step))} |")
            parts.append(
                f"## {kind.label}\n\n```mermaid\n{matrix.cycle_diagram(kind)}\n```\n\n" + "\n".join(rows) + "\n"
            )
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Write or check the files; return 1 if a checked file is out of date."""
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
        print("out of date, run python tools/declared.py:", ", ".join(stale))
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
