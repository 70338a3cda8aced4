"""Words that offices do not use, with the ones that they do: the former stand nowhere in what a user reads."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OFFICES_SAY = {
    "等我办": "待办",
    "口径（不少于）": "要求",
    "年终清理": "年终销号与结转",
    "授权变更": "权限变更",
    "两人办理": "双人复核",
    "试导": "导入预览",
    "去重后": "同一任务只计一次",
    "一人跨两头": "经办、核查为同一人",
    "已列入计划（灰）": "待交办",
    "封存值": "日志校验值",
    "超期": "逾期",
    "随机检查": "抽查事项",
    "检查无问题": "检查合格",
    "现由谁办": "当前办理",
    "既像任务，又像已完成的情况": "不能确定是任务还是已完成情况",
    "各单位填报量": "各单位填报负担",
    "自何日起": "生效日期",
    "要求保留": "暂缓销毁",
    "保留要求": "暂缓销毁",
}
KINDS = {".po", ".toml", ".md", ".html", ".txt", ".js", ".py"}
# Words that the reader knows from papers of others; and words that belong to invented papers.
OTHERS_WORDS = ("src/luoshi/reading/", "src/luoshi/matching/", "src/luoshi/site/demo/papers/")


def what_users_read() -> list[Path]:
    found = [path for path in (ROOT / "src").rglob("*") if path.suffix in KINDS]
    found += [*(ROOT / "docs").glob("*.md"), *ROOT.glob("README*"), ROOT / "tools" / "controls.toml"]
    return [path for path in found if not path.relative_to(ROOT).as_posix().startswith(OTHERS_WORDS)]


def test_nowhere_stands_a_word_that_offices_do_not_use():
    read = what_users_read()
    assert len(read) > 500
    wrong = []
    for path in read:
        text = path.read_text(encoding="utf-8")
        for word, better in OFFICES_SAY.items():
            if word in text:
                wrong.append(f"{path.relative_to(ROOT)}: {word} → {better}")
    assert not wrong
